"""A lower priority for the thread that asks: processor and disk go to everything else first."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import threading

# Not the lowest there is: threads of one Python wait for each other. One with niceness 19 that was put aside by other
# programs while it held the interpreter kept the window waiting for a second; with 5 for no longer than with none.
_NICE = 5
_UTILITY = 0x11
_BELOW_NORMAL = -1


def give_way() -> None:
    """Let this thread work after all others. Never fails: it is then as urgent as before."""
    with contextlib.suppress(Exception):
        _LOWER.get(sys.platform, _stay)()


def _stay() -> None:
    """Where niceness belongs to a whole process, nothing is done for a thread."""


def _linux() -> None:
    """On Linux niceness and the disk's turn belong to a thread, not to its process."""
    import psutil  # noqa: PLC0415 - only here

    thread = threading.get_native_id()
    os.setpriority(os.PRIO_PROCESS, thread, max(_NICE, os.getpriority(os.PRIO_PROCESS, thread)))
    psutil.Process(thread).ionice(psutil.IOPRIO_CLASS_IDLE)


def _darwin() -> None:
    ctypes.CDLL(None).pthread_set_qos_class_self_np(_UTILITY, 0)


def _windows() -> None:
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        kernel.SetThreadPriority(kernel.GetCurrentThread(), _BELOW_NORMAL)


_LOWER = {"linux": _linux, "darwin": _darwin, "win32": _windows}
