"""What a helper process may not do, as far as the system can hold it to that. Each where it exists, else nothing.

The app watches its helpers too; these bounds also hold when the app has been killed.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from photoorg.media.limits import Limits

_GRACE_SECONDS = 5  # the app, which can say why, comes first
_THREADS_BYTES = 256 << 20
"""Addresses that decoders' threads reserve and do not use."""


def private_pipes() -> tuple[io.RawIOBase, io.RawIOBase]:
    """Standard input and output for the protocol alone: whatever a library prints or reads goes nowhere."""
    requests, answers = (os.dup(number) for number in (0, 1))
    with open(os.devnull, "r+b", buffering=0) as nothing:  # noqa: PTH123 - no folder's file
        for number in (0, 1):
            os.dup2(nothing.fileno(), number)
    return io.FileIO(requests, "rb"), io.FileIO(answers, "wb")


def for_good() -> None:
    """Bounds for the whole life of this process: it writes no file, and leaves none when it crashes."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - POSIX only

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # to write fails, instead of ending the process
        for what in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
            resource.setrlimit(what, (0, 0))


def bounds_memory() -> bool:
    """Whether the system refuses memory beyond the bound, so that `for_job` sets one."""
    return sys.platform == "linux"


@contextmanager
def for_job(limits: Limits) -> Generator[None]:
    """Bounds for one file: its time, and its memory where the system keeps to that."""
    if bounds_memory():
        _bound_memory(limits)
    _alarm(limits.seconds)
    try:
        yield
    finally:
        _alarm(None)


@contextmanager
def time_stopped(seconds: float) -> Generator[None]:
    """While this process waits, it takes no time; afterwards it gets all of it once more."""
    _alarm(None)
    try:
        yield
    finally:
        _alarm(seconds)


def _alarm(seconds: float | None) -> None:
    """Let the system end this process, without asking it, after so long; None: not."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, 0 if seconds is None else seconds + _GRACE_SECONDS)


def _bound_memory(limits: Limits) -> None:
    import resource  # noqa: PLC0415 - as above

    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + limits.hard_bytes + _THREADS_BYTES, resource.RLIM_INFINITY))
