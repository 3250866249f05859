"""A file's bytes, read once, and only if they can be a picture's."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from photoorg.media.formats import HEAD_BYTES, Format, off_reason, sniff
from photoorg.media.limits import Limits, MediaError

_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (FileNotFoundError, "The file was not found: it was moved or deleted, or is a link to nothing."),
    (PermissionError, "Permission to read the file was denied."),
    (UnicodeError, "The file's name cannot be used on this system: its encoding is unknown."),
    (ValueError, "The file's name cannot be used on this system."),
)


def read_file(path: Path, limits: Limits) -> tuple[bytes, Format]:
    """All bytes of a picture and its format. Raises MediaError, before it reads much, where it is none.

    Only regular files (or links to such) are opened: to open a pipe waits for a writer, to open a device may act.
    """
    try:
        return _read(path, limits)
    except MediaError:
        raise
    except MemoryError as error:
        raise MediaError("There is not enough memory to read this file.") from error
    except (OSError, ValueError) as error:
        known = next((reason for kind, reason in _REASONS if isinstance(error, kind)), None)
        detail = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise MediaError(known or f"The file cannot be read: {detail}.") from error


def _read(path: Path, limits: Limits) -> tuple[bytes, Format]:
    _check(os.stat(path), limits)  # noqa: PTH116 - Path.stat makes a string of the path once more
    with open(path, "rb", buffering=0, opener=_open_at_once) as file:
        _check(os.fstat(file.fileno()), limits)
        kind = _format(file.read(HEAD_BYTES), path)
        file.seek(0)
        data = file.readall()
    limits.check_file(len(data))  # it may have changed meanwhile
    return data, kind


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting, in case a pipe has taken the file's place since it was looked at."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _check(info: os.stat_result, limits: Limits) -> None:
    if not stat.S_ISREG(info.st_mode):
        raise MediaError("This is not a regular file but a folder, a device or another special file.")
    limits.check_file(info.st_size)


def _format(head: bytes, path: Path) -> Format:
    kind = sniff(head, path.suffix)
    if kind is None:
        raise MediaError("This is not an image in a format that photoorg knows.")
    if reason := off_reason(kind):
        raise MediaError(f"{kind.label} files are not supported on this machine: {reason}.")
    return kind
