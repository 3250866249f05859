"""The helper processes: started when something is to be decoded, kept for the next, ended when they do harm."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast

from photoorg.media.limits import MediaError

log = logging.getLogger(__name__)

PROGRAM = "photoorg.media.helper_process"
MOST_IDLE = 2
"""Helpers that stay when nothing is decoded; each takes some 60 MB."""

_MOST_JOBS = 2000  # whatever a decoder has leaked goes with its process
_PATIENCE = 2.0  # seconds, for a process that was told to end
# What a Python needs to start; nothing of the user's environment is any business of a decoder.
_HOME = str(Path(__file__).parents[2])  # where this package is
_PASSED = (
    "PATH", "SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH",
    "PYTHONHOME", "PYTHONUTF8", "__PYVENV_LAUNCHER__",
)  # fmt: skip
_OWN = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}

Rank = tuple[int, ...]


class CannotStartError(Exception):
    """No helper can be had on this machine."""


class Worker:
    """One helper process. Its pipes are `requests` and `answers`."""

    def __init__(self, program: str, rank: Rank) -> None:
        self.rank = rank
        self.jobs = 0
        self.greeted = False
        try:
            self._process = _start(program)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            raise CannotStartError(str(error)) from error
        self.requests = cast("io.RawIOBase", self._process.stdin)
        self.answers = cast("io.RawIOBase", self._process.stdout)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def kill(self) -> None:
        """End the process at once. From any thread; whoever waits for its answer sees the end of the pipe."""
        with suppress(OSError):
            self._process.kill()

    def end(self) -> int | None:
        """End the process and close its pipes. Returns its exit status; None where it cannot be ended."""
        self.kill()
        return self.died()

    def died(self) -> int | None:
        """Close the pipes of a process that seems to have ended. Returns its exit status, as `end` does."""
        for pipe in (self.requests, self.answers):
            with suppress(OSError):
                pipe.close()
        for _ in range(2):
            with suppress(subprocess.TimeoutExpired):
                return self._process.wait(_PATIENCE)
            self.kill()
        return None


class Helpers:
    """Helper processes that run `program`, a module. Safe in threads; each has as many as there are at work."""

    def __init__(self, program: str = PROGRAM) -> None:
        self._program = program
        self._idle: deque[Worker] = deque()
        self._lock = threading.Lock()

    def take(self) -> Worker:
        """An idle helper of this thread's priority, or a new one. Raises CannotStartError."""
        rank = _rank()
        with self._lock:
            for worker in self._idle:
                if worker.rank == rank:
                    self._idle.remove(worker)
                    return worker
        return self.fresh()

    def fresh(self) -> Worker:
        """A new helper. It takes over the priority of the thread that asks (where threads have their own)."""
        return Worker(self._program, _rank())

    def give(self, worker: Worker) -> None:
        """Take back a helper that has done its job."""
        worker.jobs += 1
        with self._lock:
            if worker.jobs < _MOST_JOBS:
                self._idle.appendleft(worker)
                return
        worker.end()

    def trim(self, most: int = MOST_IDLE) -> None:
        """End the helpers that have rested longest, so that no more than `most` are left."""
        ended: list[Worker] = []
        with self._lock:
            while len(self._idle) > most:
                ended.append(self._idle.pop())
        for worker in ended:
            worker.end()

    def close(self) -> None:
        """End all that rest. Those at work end with their job, or with this process. May be used again."""
        self.trim(0)


class Stop:
    """Cuts short what the threads of one job decode, when nobody waits for it any longer."""

    _threads = threading.local()

    def __init__(self) -> None:
        self._busy: set[Worker] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def enter(self) -> None:
        """Let this thread's decodes be cut short by `now`."""
        self._threads.stop = self

    def now(self) -> None:
        """End what is decoded in the threads that entered, and let them begin no more: they get a MediaError."""
        with self._lock:
            self._stopped = True
            for worker in self._busy:
                worker.kill()

    def check(self) -> None:
        """Raise MediaError if there is nobody who waits."""
        if self._stopped:
            raise MediaError("It was stopped before this file was read.", again=True)

    def begin(self, worker: Worker) -> None:
        """Note that a helper works for this job."""
        with self._lock:
            self._busy.add(worker)
        if self._stopped:
            worker.kill()

    def done(self, worker: Worker) -> None:
        """Note that it does not any more."""
        with self._lock:
            self._busy.discard(worker)

    @classmethod
    def of_this_thread(cls) -> Stop:
        """The one that this thread has entered, or one that nobody will use."""
        return getattr(cls._threads, "stop", None) or cls()


def _start(program: str) -> subprocess.Popen[bytes]:
    if getattr(sys, "frozen", False) or not sys.executable:
        raise OSError("this Python cannot start another")
    return subprocess.Popen(  # noqa: S603 - our own module, by this very Python
        [sys.executable, "-P", "-s", "-W", "ignore", "-X", f"utf8={sys.flags.utf8_mode}", "-m", program],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(sys.executable).anchor,  # never a photo folder: it would keep a drive from being taken out
        env=_environment(os.environ),
        start_new_session=True,  # Ctrl-C in a terminal is for the app, which ends its helpers in order
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _environment(mine: Mapping[str, str]) -> dict[str, str]:
    passed = {name: mine[name] for name in _PASSED if name in mine}
    # It starts in another folder, where an empty entry, which stands for the current one, would mean another.
    return passed | _OWN | {"PYTHONPATH": os.pathsep.join([_HOME, *(path for path in sys.path if path)])}


def _rank() -> Rank:
    """This thread's priority: a helper that was started for work in the background stays slow for good."""
    if sys.platform == "linux":
        return (os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0))
    return ()
