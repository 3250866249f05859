"""How many folders this computer lets a person's programs watch, and whether there is room for more.

Past that limit nothing fails: what happens in the folders that are not watched is simply never told. Linux only;
elsewhere a tree is watched as one.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

_LIMIT = Path("/proc/sys/fs/inotify/max_user_watches")
_MARGIN = 0.1
_IN_ONLYDIR_AND_DELETE_SELF = 0x01000400


def most_folders() -> int | None:
    """Folders that may be watched, less what is left to other programs. None where there is no such limit."""
    try:
        return int(int(_LIMIT.read_text()) * (1 - _MARGIN))
    except (OSError, ValueError):
        return None


def never() -> bool:
    """What is not to be stopped."""
    return False


def count_folders(root: str, most: int, stopped: Callable[[], bool] = never) -> int:
    """Folders at and below `root`, links not followed. Stops counting above `most`, and when it is `stopped`."""
    todo, number = [root], 0
    while todo and number <= most and not stopped():
        number += 1
        try:
            with os.scandir(todo.pop()) as entries:
                todo.extend(entry.path for entry in entries if entry.is_dir(follow_symlinks=False))
        except OSError:
            continue
    return number


def is_room(folder: str) -> bool:
    """Whether one more folder could be watched just now, told by trying with an existing one."""
    if sys.platform != "linux":
        return True
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.inotify_init1(os.O_CLOEXEC)
    if handle < 0:
        return ctypes.get_errno() != errno.EMFILE
    try:
        watch = libc.inotify_add_watch(handle, os.fsencode(folder), ctypes.c_uint32(_IN_ONLYDIR_AND_DELETE_SELF))
        return watch >= 0 or ctypes.get_errno() != errno.ENOSPC
    finally:
        os.close(handle)
