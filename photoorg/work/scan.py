"""Looking at folders without opening a file: what is there, and what has changed since the last look."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from photoorg.library.places import KnownFile, Volume
from photoorg.outcomes import PhotoorgError, Problem

# Folders that systems and other programs keep for themselves. Names that begin with a dot are left out too.
_PRIVATE_FOLDERS = frozenset({"@eadir", "#recycle", "$recycle.bin", "system volume information", "lost+found"})
_STEP = 2_000
_LAST_NS = 2**63 - 1  # in the year 2262; some file systems know later ones, SQLite's integers do not


@dataclass(frozen=True, slots=True)
class Seen:
    """A file in a listing, by its name; size in bytes, time of last change in nanoseconds."""

    name: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Listing:
    """The photos directly in a folder; `problem` says why it could not be listed."""

    folder: str
    files: tuple[Seen, ...] = ()
    problem: Problem | None = None


@dataclass(slots=True)
class Differences:
    """How a folder tree differs from what was known. `unchanged` counts the rest; `problems` are unreadable folders."""

    new: list[tuple[str, Seen, KnownFile | None]] = field(default_factory=list[tuple[str, Seen, KnownFile | None]])
    back: list[int] = field(default_factory=list[int])
    gone: list[int] = field(default_factory=list[int])
    folders: set[str] = field(default_factory=set[str])
    problems: list[Problem] = field(default_factory=list[Problem])
    unchanged: int = 0

    @property
    def seen(self) -> int:
        """Files looked at."""
        return len(self.new) + self.unchanged


def volume_of(path: Path) -> Volume:
    """The file system that an existing folder lies on, named so that it is known again wherever it is mounted."""
    mount = path
    while not mount.is_mount() and mount != mount.parent:
        mount = mount.parent
    device = path.stat().st_dev
    if sys.platform == "win32":
        return Volume(f"serial:{device:x}", str(mount))
    return Volume(_linux_uuid(device) or f"mount:{mount}", str(mount))


def lost_root(root: str, uid: str) -> bool:
    """Whether a root is gone though its drive is there: deleted, renamed or moved, not disconnected."""
    path = Path(root)
    if path.exists():
        return False
    above = next(parent for parent in path.parents if parent.exists())
    return volume_of(above).uid == uid


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


def walk(root: Path, suffixes: frozenset[str], private: frozenset[str]) -> Iterator[Listing]:
    """List `root` and the folders in it, parents first. Links are not followed, special files are left out.

    `private` are photoorg's own folders, which may lie inside.
    """
    todo = [str(root)]
    while todo:
        folder = todo.pop()
        try:
            with os.scandir(folder) as entries:
                files, folders = _sort(entries, suffixes)
        except OSError as error:
            reason = f"This folder cannot be listed: {error.strerror or error}."
            yield Listing(folder, problem=Problem(folder, "stat", reason))
            continue
        todo.extend(sorted((path for path in folders if path not in private), reverse=True))
        yield Listing(folder, tuple(files))


def differences(
    listings: Iterable[Listing], known: dict[str, dict[str, KnownFile]]
) -> Iterator[tuple[int, Differences]]:
    """Compare listings with what is known. Yields the running result with the files seen so far, last when complete."""
    found = Differences()
    unlisted: list[str] = []
    reported = 0
    for listing in listings:
        if listing.problem is not None:
            found.problems.append(listing.problem)
            unlisted.append(listing.folder)
            continue
        found.folders.add(listing.folder)
        _compare(listing, known.get(listing.folder, {}), found)
        if found.seen - reported >= _STEP:
            reported = found.seen
            yield found.seen, found
    for folder, files in known.items():
        if folder not in found.folders and not any(_inside(folder, closed) for closed in unlisted):
            found.gone.extend(file.file_id for file in files.values() if not file.missing)
    yield found.seen, found


def _compare(listing: Listing, known: dict[str, KnownFile], found: Differences) -> None:
    for seen in listing.files:
        before = known.get(seen.name)
        if before is None or _is_changed(before, seen):
            found.new.append((listing.folder, seen, before))
            continue
        found.unchanged += 1
        if before.missing:
            found.back.append(before.file_id)
    names = {seen.name for seen in listing.files}
    found.gone.extend(file.file_id for name, file in known.items() if name not in names and not file.missing)


def _is_changed(before: KnownFile, seen: Seen) -> bool:
    # What was wrong with a file that could not be read was forgotten when it vanished: look again.
    returned = before.missing and before.photo_id is None
    return returned or (before.size, before.mtime_ns) != (seen.size, seen.mtime_ns)


def _sort(entries: Iterable[os.DirEntry[str]], suffixes: frozenset[str]) -> tuple[list[Seen], list[str]]:
    files: list[Seen] = []
    folders: list[str] = []
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir(follow_symlinks=False):
            if entry.name.casefold() not in _PRIVATE_FOLDERS:
                folders.append(entry.path)
        elif os.path.splitext(entry.name)[1].lower() in suffixes and entry.is_file(follow_symlinks=False):  # noqa: PTH122
            try:
                stat = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # gone since the folder was listed
            files.append(Seen(entry.name, stat.st_size, max(-_LAST_NS, min(stat.st_mtime_ns, _LAST_NS))))
    return files, folders


def _inside(folder: str, above: str) -> bool:
    return folder == above or folder.startswith(above.rstrip(os.sep) + os.sep)


def _linux_uuid(device: int) -> str | None:
    links = Path("/dev/disk/by-uuid")
    try:
        return next((f"uuid:{link.name}" for link in links.iterdir() if link.stat().st_rdev == device), None)
    except OSError:
        return None
