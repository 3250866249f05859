"""The bounds on one job of a helper process: time, and where the system sets no bound itself, memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress

import psutil

from photoorg.media.helper_pool import Worker
from photoorg.media.limits import Limits, MediaError

_LOOK_SECONDS = 0.25


class Guard:
    """Kills a helper that takes too long or too much; `reason` then says which. The clock rests in `waiting`."""

    def __init__(self, worker: Worker, limits: Limits) -> None:
        self.reason: MediaError | None = None
        self._worker = worker
        self._limits = limits
        self._left = limits.seconds
        self._over = threading.Event()
        self._rests = False

    def __enter__(self) -> Guard:
        threading.Thread(target=self._watch, name="decode-guard", daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()

    @contextmanager
    def waiting(self) -> Generator[None]:
        """What happens inside is not the file's fault."""
        self._rests = True
        try:
            yield
        finally:
            self._rests = False

    def _watch(self) -> None:
        seen = time.monotonic()
        while not self._over.wait(min(_LOOK_SECONDS, max(0.01, self._left))):
            now = time.monotonic()
            self._left -= 0 if self._rests else now - seen
            seen = now
            if self._left <= 0:
                self._end(self._limits.too_slow())
            elif _resident(self._worker.pid) > self._limits.hard_bytes:
                self._end(self._limits.too_hungry())

    def _end(self, reason: MediaError) -> None:
        if not self._over.is_set():
            self.reason = reason
            self._over.set()
            self._worker.kill()


def _resident(pid: int) -> int:
    """Bytes of memory that a process has now; 0 where nobody tells."""
    with suppress(psutil.Error, OSError):
        return psutil.Process(pid).memory_info().rss
    return 0
