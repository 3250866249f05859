"""A file's bytes, read once, and only if they can be a picture's."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from photoorg.media.budget import BUDGET
from photoorg.media.formats import HEAD_BYTES, Format, off_reason, sniff
from photoorg.media.limits import Limits, MediaError

_LARGE = 256 << 20
_LINK = "The file is a link to another place."
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (FileNotFoundError, "The file was not found: it was moved or deleted."),
    (PermissionError, "Permission to read the file was denied."),
    (UnicodeError, "The file's name cannot be used on this system: its encoding is unknown."),
    (ValueError, "The file's name cannot be used on this system."),
)


_place_known = os.readlink  # of an open file's entry below /proc, where there is one


def read_file(path: Path, limits: Limits) -> tuple[bytes, Format]:
    """All bytes of a picture and its format. Raises MediaError, before it reads much, where it is none.

    Only regular files are opened: to open a pipe waits for a writer, to open a device may act. Links are not followed,
    neither as the file nor on the way to it: a folder may be swapped for one while it is indexed.
    """
    with _as_told():
        return _read(path, limits)


@contextmanager
def opened_file(path: Path) -> Generator[io.FileIO, None, None]:
    """A regular file, open to be read, by the same rules. Raises MediaError, also for what goes wrong inside."""
    with _as_told():
        _check_kind(os.lstat(path))
        with open(path, "rb", buffering=0, opener=_open_at_once) as file:
            _check_kind(os.fstat(file.fileno()))
            _check_place(file.fileno(), path)
            yield file


@contextmanager
def _as_told() -> Generator[None, None, None]:
    """What goes wrong with a file, as a MediaError."""
    try:
        yield
    except MediaError:
        raise
    except MemoryError as error:
        raise MediaError("There is not enough memory to read this file.") from error
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ELOOP:
            raise MediaError(_LINK) from error
        known = next((reason for kind, reason in _REASONS if isinstance(error, kind)), None)
        detail = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise MediaError(known or f"The file cannot be read: {detail}.") from error


def _read(path: Path, limits: Limits) -> tuple[bytes, Format]:
    info = os.lstat(path)
    _check(info, limits)
    if info.st_size > _LARGE:  # it may need all that one file may, and whoever has read it must not wait
        BUDGET.claim(limits.memory_bytes)
    with open(path, "rb", buffering=0, opener=_open_at_once) as file:
        before = os.fstat(file.fileno())
        _check(before, limits)
        _check_place(file.fileno(), path)
        kind = _format(file.read(HEAD_BYTES), path)
        file.seek(0)
        data = file.readall()
        _check_whole(len(data), before, os.fstat(file.fileno()))
    return data, kind


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting or following, in case a pipe or link has taken the file's place since it was looked at."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))


def _check_whole(read: int, before: os.stat_result, after: os.stat_result) -> None:
    """Raise MediaError where somebody wrote to the file while it was read: what was read may be of no one moment."""
    if (read, after.st_size, after.st_mtime_ns) != (before.st_size, before.st_size, before.st_mtime_ns):
        raise MediaError("The file was still being written.", again=True)


def _check_place(opened: int, path: Path) -> None:
    """Raise MediaError unless the open file lies where `path` says."""
    wanted = os.path.abspath(path)  # noqa: PTH100 - Path cannot resolve dots alone
    folder, name = os.path.split(wanted)
    try:
        place = _place_known(f"/proc/self/fd/{opened}").removesuffix("" if "(deleted)" in name else " (deleted)")
    except OSError:  # not on Linux: walk to it once more
        place = os.path.join(os.path.realpath(folder), name)  # noqa: PTH118 - as above
    if os.path.normcase(place) != os.path.normcase(wanted):
        raise MediaError(_LINK)


def _check(info: os.stat_result, limits: Limits) -> None:
    _check_kind(info)
    limits.check_file(info.st_size)


def _check_kind(info: os.stat_result) -> None:
    if stat.S_ISLNK(info.st_mode):
        raise MediaError(_LINK)
    if not stat.S_ISREG(info.st_mode):
        raise MediaError("This is not a regular file but a folder, a device or another special file.")


def _format(head: bytes, path: Path) -> Format:
    kind = sniff(head, path.suffix)
    if kind is None:
        raise MediaError("This is not an image in a format that photoorg knows.")
    if reason := off_reason(kind):
        raise MediaError(f"{kind.label} files are not supported on this machine: {reason}.")
    return kind
