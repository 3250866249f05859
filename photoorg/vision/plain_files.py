"""Files that somebody else has made: only plain ones are read, and none that is larger than it may be.

A link, a pipe or a device may never end, or lead anywhere. Everything raises OSError or PhotoorgError, one sentence.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from photoorg.outcomes import PhotoorgError

_BLOCK = 1 << 20
# Nobody is waited for who may write into a pipe; the second look is at the very file that is read.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_plain(path: Path, largest: int) -> bytes:
    """The content of a plain file of at most `largest` bytes."""
    with _opened(path, largest) as (stream, size):
        data = stream.read(size + 1)
    if len(data) != size:
        raise PhotoorgError(_changes(path))
    return data


def copy_plain(source: Path, target: Path, largest: int) -> None:
    """Copy a plain file of at most `largest` bytes: as much of it as there was when it was opened."""
    with _opened(source, largest) as (stream, size), target.open("xb") as to:
        left = size
        while left and (block := stream.read(min(_BLOCK, left))):
            to.write(block)
            left -= len(block)
        if left or stream.read(1):
            raise PhotoorgError(_changes(source))


def _changes(path: Path) -> str:
    return f"{path} changes while it is read: try again when it is whole."


@contextmanager
def _opened(path: Path, largest: int) -> Generator[tuple[BinaryIO, int], None, None]:
    """A plain file, open, and its size in bytes."""
    _check(path, path.lstat(), largest)
    with os.fdopen(os.open(path, _FLAGS), "rb") as stream:
        info = os.fstat(stream.fileno())
        _check(path, info, largest)
        yield stream, info.st_size


def _check(path: Path, info: os.stat_result, largest: int) -> None:
    if not stat.S_ISREG(info.st_mode):
        what = "a link" if stat.S_ISLNK(info.st_mode) else "a folder" if stat.S_ISDIR(info.st_mode) else "no plain file"
        raise PhotoorgError(f"{path} is {what}: a pack is made of plain files. Put a copy of the file there.")
    if info.st_size > largest:
        raise PhotoorgError(f"{path} has {_size(info.st_size)}: it may have {_size(largest)}.")


def _size(number: int) -> str:
    return f"{number / 1e9:,.1f} GB" if number >= 1e9 else f"{number / 1e6:,.1f} MB"
