"""The first bytes of a library file, read without taking SQLite's locks away.

When a process closes a file, POSIX takes away all locks that it has on it, those of its other connections too. Another
process would then take the library for one that nobody uses and remove its log, and all that is stored from then on
goes with it. So a file is opened here once, and stays open.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Collection
from pathlib import Path

_MOST = 16  # libraries at once: a program has one, tests have many

_lock = threading.Lock()
_held: dict[tuple[int, int], int] = {}


def first_bytes(path: Path, number: int, in_use: Callable[[], Collection[tuple[int, int]]]) -> bytes:
    """The first bytes of a file that this process may have open. Raises OSError.

    `in_use`: the files (device, number) that must not be closed.
    """
    if sys.platform == "win32":  # there a lock belongs to who opened the file
        with path.open("rb") as file:
            return file.read(number)
    with _lock:
        return os.pread(_descriptor(path, in_use), number, 0)


def _descriptor(path: Path, in_use: Callable[[], Collection[tuple[int, int]]]) -> int:
    info = path.stat()
    if (info.st_dev, info.st_ino) in _held:
        return _held[info.st_dev, info.st_ino]
    descriptor = os.open(path, os.O_RDONLY)
    info = os.fstat(descriptor)
    key = info.st_dev, info.st_ino
    if key in _held:  # another file has just taken its name, and is known: only one more of it is open
        return descriptor
    _held[key] = descriptor
    if len(_held) > _MOST:
        keep = in_use()
        for old in [one for one in _held if one not in keep and one != key]:
            os.close(_held.pop(old))
    return descriptor
