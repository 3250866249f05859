"""The lowest priority for the thread that asks: processor and disk go to everything else first."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import threading

_MOST_NICE = 19
_DARWIN_THREAD, _DARWIN_BACKGROUND = 3, 0x1000
_WINDOWS_BACKGROUND = 0x00010000


def give_way() -> None:
    """Let this thread work only where nothing else wants to. Never fails: it is then as urgent as before."""
    with contextlib.suppress(Exception):
        _LOWER.get(sys.platform, _nice)()


def _nice() -> None:
    """On Linux niceness and the disk's turn belong to a thread, not to its process."""
    thread = threading.get_native_id()
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, thread, _MOST_NICE)
        import psutil  # noqa: PLC0415 - only here

        psutil.Process(thread).ionice(psutil.IOPRIO_CLASS_IDLE)


def _darwin() -> None:
    libc = ctypes.CDLL(None)
    libc.setpriority(_DARWIN_THREAD, 0, _DARWIN_BACKGROUND)


def _windows() -> None:
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        kernel.SetThreadPriority(kernel.GetCurrentThread(), _WINDOWS_BACKGROUND)


_LOWER = {"linux": _nice, "darwin": _darwin, "win32": _windows}
