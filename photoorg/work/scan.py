"""Looking at folders without opening a file: what is there now."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from photoorg.library.pairs import VIDEOS, companions
from photoorg.library.sidecars import Sidecar, nobodys, sidecars
from photoorg.media.formats import RAW_SUFFIXES
from photoorg.outcomes import PhotoorgError, Problem
from photoorg.said import SIDECAR
from photoorg.volumes import OFFLINE
from photoorg.work.excluding import Skips

# Folders that systems and other programs keep for themselves. Names that begin with a dot are left out too.
_PRIVATE_FOLDERS = frozenset({"@eadir", "#recycle", "$recycle.bin", "system volume information", "lost+found"})
_BESIDE = frozenset({*VIDEOS, SIDECAR})
_LAST_NS = 2**63 - 1  # in the year 2262; some file systems know later ones, SQLite's integers do not


class Seen(NamedTuple):
    """A file in a listing, by its name; size in bytes, time of last change in nanoseconds.

    `inode` is its number on the drive, None where those do not last; `companion` the name of the video beside it.
    Of the sidecar beside it the name, size and time.
    """

    name: str
    size: int
    mtime_ns: int
    inode: int | None = None
    companion: str | None = None
    sidecar: str | None = None
    sidecar_size: int | None = None
    sidecar_mtime_ns: int | None = None


# As `Seen._make`, in a third of the time: there is one for each file of the library, at each start.
_tuple = tuple.__new__  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - any tuple's
_seen: Callable[[tuple[str, int, int, int | None, None, None, None, None]], Seen] = partial(_tuple, Seen)


SIDECAR_STAGE = "sidecar"
"""The stage of the problems that sidecars have."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The photos directly in a folder, and the folders in it that are to be looked at.

    `mounts` are folders in it on which other drives are mounted. `problem` says why it could not be listed; then
    `is_offline` says that its drive did not answer. `doubts` are problems of single files that were seen.
    """

    folder: str
    files: tuple[Seen, ...] = ()
    folders: tuple[str, ...] = ()
    mounts: tuple[str, ...] = ()
    problem: Problem | None = None
    is_offline: bool = False
    doubts: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Eyes:
    """What a look below a root takes in.

    `closed` are photoorg's own folders, `roots` the other roots below, which are looked at by themselves. `mounts` are
    where other drives lie. `numbered`: files keep their numbers here.
    """

    root: str
    suffixes: frozenset[str]
    closed: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()
    mounts: frozenset[str] = frozenset()
    skips: Skips | None = None
    numbered: bool = False

    def below(self, path: str) -> str:
        """A path as it is below the root, with slashes; nothing for the root itself."""
        relative = path[len(self.root) :].strip(os.sep)
        return relative if os.sep == "/" else relative.replace(os.sep, "/")

    def sees(self, folder: str, name: str) -> bool:
        """Whether something of this name in a folder is looked at, going by the name alone."""
        if name.startswith("."):
            return False
        if self.skips is None:
            return True
        above = self.below(folder)
        return not self.skips(name, f"{above}/{name}" if above else name)

    def enters(self, path: str, name: str) -> bool:
        """Whether a folder that is seen is gone into."""
        return name.casefold() not in _PRIVATE_FOLDERS and path not in self.closed and path not in self.roots


def check_root(folder: Path) -> Path:
    """The folder as it is kept: absolute, its links resolved. Raises PhotoorgError when it cannot be looked at."""
    try:
        root = Path(os.path.realpath(os.path.expanduser(folder), strict=True))  # noqa: PTH111 - OSError only
        with os.scandir(root):
            return root
    except FileNotFoundError as error:
        raise PhotoorgError(f"There is no folder {folder}. Is its drive connected?") from error
    except NotADirectoryError as error:
        raise PhotoorgError(f"{folder} is a file: name the folder that it is in.") from error
    except OSError as error:
        raise PhotoorgError(f"Cannot look into {folder}: {error.strerror or error}.") from error


def walk(top: str, eyes: Eyes) -> Iterator[Listing]:
    """List a folder and those in it, parents first. Links are not followed, special files are left out."""
    todo = [top]
    while todo:
        listing = look_into(todo.pop(), eyes)
        todo.extend(sorted(listing.folders, reverse=True))
        yield listing


def look_into(folder: str, eyes: Eyes) -> Listing:
    """List one folder."""
    try:
        with os.scandir(folder) as entries:
            return _sorted(folder, entries, eyes)
    except OSError as error:
        return unlisted(folder, error)


def unlisted(folder: str, error: OSError) -> Listing:
    """What is told of a folder that cannot be looked into."""
    reason = f"This folder cannot be listed: {error.strerror or error}."
    return Listing(folder, problem=Problem(folder, "stat", reason), is_offline=error.errno in OFFLINE)


def is_silent(root: str) -> bool:
    """Whether a root's drive does not answer."""
    try:
        with os.scandir(root):
            return False
    except OSError as error:
        return error.errno in OFFLINE


def reaches(folder: str, eyes: Eyes) -> bool:
    """Whether a walk from the root comes to a folder: it is there, and so is each folder on the way, without a link.

    Raises OSError where that cannot be told.
    """
    path = eyes.root
    for name in filter(None, eyes.below(folder).split("/")):
        seen = eyes.sees(path, name)
        path = os.path.join(path, name)  # noqa: PTH118 - as scandir names it
        if not seen or not eyes.enters(path, name) or path in eyes.mounts:
            return False
        try:
            info = os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            return False
        if not stat.S_ISDIR(info.st_mode):
            return False
    return True


def _sorted(folder: str, entries: Iterator[os.DirEntry[str]], eyes: Eyes) -> Listing:
    files: list[Seen] = []
    folders: list[str] = []
    beside: list[os.DirEntry[str]] = []
    suffixes, numbered, picky = eyes.suffixes, eyes.numbered, eyes.skips is not None
    first, last = -_LAST_NS, _LAST_NS
    for entry in entries:
        name = entry.name
        if name[0] == "." or (picky and not eyes.sees(folder, name)):
            continue
        dot = name.rfind(".")
        suffix = name[dot:].lower() if dot > 0 else ""
        if suffix in suffixes and entry.is_file(follow_symlinks=False):
            try:
                info = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # gone since the folder was listed
            time = info.st_mtime_ns if first < info.st_mtime_ns < last else storable(info.st_mtime_ns)
            inode = info.st_ino if numbered and info.st_ino <= last else None
            files.append(_seen((name, info.st_size, time, inode, None, None, None, None)))
        elif entry.is_dir(follow_symlinks=False):
            if eyes.enters(entry.path, name) and not _is_junction(entry):
                folders.append(entry.path)
        elif suffix in _BESIDE and entry.is_file(follow_symlinks=False):
            beside.append(entry)
    doubts: tuple[Problem, ...] = ()
    if beside:
        files, doubts = _with_those_beside(folder, files, beside)
    others = tuple(path for path in folders if path in eyes.mounts) if eyes.mounts else ()
    entered = tuple(path for path in folders if path not in others)
    return Listing(folder, tuple(files), entered, others, doubts=doubts)


def _with_those_beside(
    folder: str, files: list[Seen], beside: Sequence[os.DirEntry[str]]
) -> tuple[list[Seen], tuple[Problem, ...]]:
    """The photos of a folder, each with its video and its sidecar; and what is to be told of sidecars."""
    names = [seen.name for seen in files]
    written = [one for entry in beside if entry.name.lower().endswith(SIDECAR) for one in _sidecar(entry)]
    videos = companions([*names, *(entry.name for entry in beside)])
    found = sidecars(names, written, RAW_SUFFIXES)
    files = [seen._replace(companion=videos.get(seen.name)) for seen in files] if videos else files
    files = [_described(seen, found[seen.name][0]) if seen.name in found else seen for seen in files]
    left = nobodys(names, written, RAW_SUFFIXES)
    return files, tuple(_doubt(folder, name, pictures) for name, pictures in left.items())


def _doubt(folder: str, name: str, pictures: Sequence[str]) -> Problem:
    told = f"It may belong to {' or '.join(pictures[:3])}, so it is not read: call it {pictures[0]}{SIDECAR}, or so."
    return Problem(os.path.join(folder, name), SIDECAR_STAGE, told)  # noqa: PTH118 - as scandir names it


def _described(seen: Seen, one: Sidecar) -> Seen:
    return seen._replace(sidecar=one.name, sidecar_size=one.size, sidecar_mtime_ns=one.mtime_ns)


def _sidecar(entry: os.DirEntry[str]) -> Iterator[Sidecar]:
    """A sidecar as it is seen; nothing where it is gone since the folder was listed."""
    with suppress(FileNotFoundError):
        info = entry.stat(follow_symlinks=False)
        yield Sidecar(entry.name, info.st_size, storable(info.st_mtime_ns))


def storable(time_ns: int) -> int:
    """A file's time, or the nearest one that the library can keep."""
    return max(-_LAST_NS, min(time_ns, _LAST_NS))


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Windows' links between folders, which do not count as links."""
    if sys.platform != "win32":
        return False
    return entry.stat(follow_symlinks=False).st_reparse_tag == stat.IO_REPARSE_TAG_MOUNT_POINT
