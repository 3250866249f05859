"""A file replaced as a whole, or not at all: whoever reads it finds the old one or the new one, also after a power cut.

What is new is written beside it without a name where the system can do that, waited for, read back, and only then takes
the old one's place, with its owner and its permissions. A file that is not as it was when it was read stays as it is.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from photoorg import durable
from photoorg.outcomes import PhotoorgError
from photoorg.volumes import OFFLINE

LARGEST = 600 << 20
"""Bytes that a file may have that is looked at."""

_FLAGS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_CHANGED = "The file was changed meanwhile: nothing was written."
_IN_USE = "Another program has the file open: photoorg tries again later."
_LINK = "It is a link to another place, or lies behind one: photoorg writes to no links."
_SENTENCES = {
    errno.EACCES: "Its folder cannot be written: allow it for your user, then photoorg tries again.",
    errno.EPERM: "The system does not allow it to be replaced: it, or its folder, is protected.",
    errno.EROFS: "It lies where nothing can be written, such as a read-only drive.",
    errno.ENOSPC: "There is no room left on its drive: nothing was written. Make room, then photoorg tries again.",
    errno.ENOENT: "It is not there any more.",
    errno.ENAMETOOLONG: "The name of the file beside it would be too long.",
    errno.ELOOP: _LINK,
}
_SENTENCES[getattr(errno, "EDQUOT", errno.ENOSPC)] = _SENTENCES[errno.ENOSPC]
_SHARING = frozenset({32, 33})  # Windows' ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION
_REPARSING = frozenset({0xA0000003, 0xA000000C})  # IO_REPARSE_TAG_MOUNT_POINT, IO_REPARSE_TAG_SYMLINK
_FINAL = frozenset({errno.ENOSPC, errno.EROFS, errno.EACCES, getattr(errno, "EDQUOT", errno.ENOSPC)})


class ReplaceError(PhotoorgError):
    """A file could not be replaced: it is as it was. `passing`: the world may be otherwise soon."""

    def __init__(self, sentence: str, *, passing: bool = False) -> None:
        super().__init__(sentence)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells a file from what it was: bytes, time of the last change in nanoseconds, number on its drive."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class There:
    """A file as it is: its bytes, its stamp, its permissions, and how many names it has."""

    data: bytes
    stamp: Stamp
    mode: int
    names: int

    @property
    def locked(self) -> str:
        """Why it is not to be replaced, in a sentence; "" where it may be."""
        if self.names > 1:
            return f"The file has {self.names} names (hard links), which writing to it would part."
        return "" if self.mode & 0o222 else "The file may only be read."


def look(path: Path, most: int = LARGEST) -> There | None:
    """A file with its bytes, None where there is none. Raises ReplaceError where it is none that can be replaced."""
    with _told():
        _check_folder(path.parent)
        try:
            before = os.lstat(path)
        except OSError as error:
            if error.errno in {errno.ENOENT, errno.ENAMETOOLONG}:  # no file can be called so
                return None
            raise
        _check_file(before, most)
        with open(path, "rb", buffering=0, opener=_open_at_once) as file:
            opened = os.fstat(file.fileno())
            _check_file(opened, most)
            data = file.readall()
            after = os.fstat(file.fileno())
    if not (_stamp(before) == _stamp(opened) == _stamp(after)) or len(data) != after.st_size:
        raise ReplaceError("The file was still being written.", passing=True)
    return There(data, _stamp(after), stat.S_IMODE(after.st_mode), after.st_nlink)


def replace(path: Path, data: bytes, was: Stamp, partial: str, *, mtime_ns: int | None = None) -> Stamp:
    """Put `data` in the place of the file that was read. `partial` is the name that it has for a moment, beside it.

    `mtime_ns`: the time of the last change that it gets, None for now. Raises ReplaceError; the file is then as it was.
    """
    beside = path.with_name(partial)
    with _told():
        _check_folder(path.parent)
        info = os.lstat(path)
        if not stat.S_ISREG(info.st_mode) or _stamp(info) != was or info.st_nlink > 1:
            raise ReplaceError(_CHANGED, passing=True)
        _put(beside, data, lambda file: _take_after(file, path, info), mtime_ns)
        if mtime_ns is not None and os.utime not in os.supports_fd:
            os.utime(beside, ns=(mtime_ns, mtime_ns))
        try:
            if _stamp(os.lstat(path)) != was:
                raise ReplaceError(_CHANGED, passing=True)  # noqa: TRY301 - what lies beside it goes
            done = _stamp(os.lstat(beside))
            _take_place(beside, path)
        except BaseException:
            forget(beside)
            raise
        durable.sync_folder(path.parent)
    return done


def _take_place(beside: Path, path: Path) -> None:
    """Let a file take the place of another. Windows denies that while a program has the other one open."""
    try:
        os.replace(beside, path)  # noqa: PTH105 - as all here
    except PermissionError as error:
        if getattr(error, "winerror", 0):
            raise ReplaceError(_IN_USE, passing=True) from error
        raise


def create(path: Path, data: bytes, like: Path, partial: str) -> Stamp:
    """Put a new file where there is none, with the owner and permissions of the one beside it (`like`).

    Raises ReplaceError: also where there is one by now, which stays.
    """
    beside = path.with_name(partial)
    with _told():
        _check_folder(path.parent)
        info = os.stat(like)  # noqa: PTH116
        _put(beside, data, lambda file: _be_like(file, info), None)
        try:
            done = _stamp(os.lstat(beside))
            if not durable.take(beside, path):
                raise ReplaceError(_CHANGED, passing=True)
        finally:
            forget(beside)
        durable.sync_folder(path.parent)
    return done


def remove(path: Path, was: Stamp) -> None:
    """Take away a file that is still the one that was read. Raises ReplaceError, and it is still there."""
    with _told():
        _check_folder(path.parent)
        if _stamp(os.lstat(path)) != was:
            raise ReplaceError(_CHANGED, passing=True)
        path.unlink()
        durable.sync_folder(path.parent)


def forget(partial: Path) -> None:
    """Take away what was not given its name."""
    with suppress(OSError):
        partial.unlink(missing_ok=True)


def is_reachable(path: Path) -> bool:
    """Whether one can tell now how a file is: its folder is there and can be changed, and it can be read, if it is."""
    if not os.access(path.parent, os.R_OK | os.W_OK | os.X_OK):
        return False
    return not os.path.lexists(path) or os.access(path, os.R_OK)


def stamp_of(path: Path) -> Stamp | None:
    """How a file is now, None where it is not there."""
    try:
        return _stamp(os.lstat(path))
    except OSError:
        return None


@contextmanager
def _told() -> Generator[None, None, None]:
    """What the system says as one sentence."""
    try:
        yield
    except OSError as error:
        if getattr(error, "winerror", 0) in _SHARING:
            raise ReplaceError(_IN_USE, passing=True) from error
        known = _SENTENCES.get(error.errno or 0)
        raise ReplaceError(
            known or f"It could not be written: {error.strerror or error}.", passing=error.errno in OFFLINE
        ) from error
    except ValueError as error:
        raise ReplaceError("Its name cannot be used on this system.") from error
    except MemoryError as error:
        raise ReplaceError("There is not enough memory to write to this file.", passing=True) from error


def _stamp(info: os.stat_result) -> Stamp:
    return Stamp(info.st_size, info.st_mtime_ns, info.st_ino)


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | _FLAGS)


def _check_folder(folder: Path) -> None:
    """Raise ReplaceError where a link leads to a folder: it may have been put there since it was looked at.

    Each folder on the way is asked by itself: what a path resolves to is another one also where there is no link, as on
    a network drive of Windows with a letter.
    """
    inside = Path(os.path.abspath(folder))  # noqa: PTH100 - Path cannot resolve dots alone
    for one in (inside, *inside.parents):
        with suppress(OSError, ValueError):  # what cannot be asked is told of when the file is
            if _is_link(os.lstat(one)):
                raise ReplaceError(_LINK)


def _is_link(info: os.stat_result) -> bool:
    """Whether it is a symbolic link, or a junction as Windows has them."""
    return stat.S_ISLNK(info.st_mode) or getattr(info, "st_reparse_tag", 0) in _REPARSING


def _check_file(info: os.stat_result, most: int) -> None:
    if _is_link(info):
        raise ReplaceError(_LINK)
    if not stat.S_ISREG(info.st_mode):
        raise ReplaceError("It is not a regular file but a folder, a device or another special file.")
    if info.st_size > most:
        raise ReplaceError(f"The file is too large: more than {most >> 20} MB.")


def _put(beside: Path, data: bytes, dress: Callable[[int], None], mtime_ns: int | None) -> None:
    """Write a new file whole, on the disk and read back, before it has its name; where that cannot be, under it.

    `dress` gives the open file what it is to have beside its bytes. Left early, the file is gone.
    """
    if hasattr(os, "O_TMPFILE"):
        try:
            with _written(os.open(beside.parent, os.O_RDWR | os.O_TMPFILE, 0o600), data) as file:
                dress(file)
                _finish(file, data, mtime_ns)
                _name(file, beside)
                return
        except OSError as error:
            if error.errno in _FINAL:
                raise  # else: not every drive can
    try:
        with _written(_open_named(beside), data) as file:
            dress(file)
            _finish(file, data, mtime_ns)
    except BaseException:
        forget(beside)
        raise


@contextmanager
def _written(file: int, data: bytes) -> Generator[int, None, None]:
    """An open file with these bytes; closed at the end."""
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(file, view[: 1 << 24]) :]
        yield file
    finally:
        os.close(file)


def _open_named(beside: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS
    try:
        return os.open(beside, flags, 0o600)
    except FileExistsError:  # left by a run that was killed: the name is nobody else's
        beside.unlink()
        return os.open(beside, flags, 0o600)


def _take_after(file: int, path: Path, info: os.stat_result) -> None:
    """Give a new file the owner, the permissions and the attributes of the one whose place it takes."""
    _give(file, info)
    with suppress(AttributeError):  # Windows keeps them with the folder
        os.fchmod(file, stat.S_IMODE(info.st_mode))
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(path, follow_symlinks=False):
                with suppress(OSError):
                    os.setxattr(file, name, os.getxattr(path, name, follow_symlinks=False))


def _be_like(file: int, info: os.stat_result) -> None:
    """Give a new sidecar the permissions of its photo, but for what only programs have, and let it be written."""
    with suppress(OSError, AttributeError):
        os.fchmod(file, stat.S_IMODE(info.st_mode) & 0o666 | stat.S_IWUSR)
    _give(file, info)


def _give(file: int, info: os.stat_result) -> None:
    """The owner and the group, each where that is allowed."""
    for owner in ((info.st_uid, -1), (-1, info.st_gid)):
        with suppress(OSError, AttributeError):
            os.fchown(file, *owner)


def _finish(file: int, data: bytes, mtime_ns: int | None) -> None:
    """Wait until a file is on the disk, and read it back."""
    if mtime_ns is not None and os.utime in os.supports_fd:
        os.utime(file, ns=(mtime_ns, mtime_ns))
    os.fsync(file)
    os.lseek(file, 0, os.SEEK_SET)
    at = 0
    while block := os.read(file, 1 << 22):
        if block != data[at : at + len(block)]:
            break
        at += len(block)
    if at != len(data) or block:
        raise ReplaceError("What was written could not be read back as it should be: the file was left as it was.")


def _name(file: int, beside: Path) -> None:
    """Give a file without a name one."""
    folder = os.open(beside.parent, os.O_RDONLY)
    try:
        forget(beside)
        # With a folder given Python asks for the call that follows the link which /proc has for an open file.
        os.link(f"/proc/self/fd/{file}", beside.name, dst_dir_fd=folder)
    finally:
        os.close(folder)
