"""Work on a few threads, most recently asked first: what was asked for long ago has scrolled away and is dropped."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from photoorg.media.helper_pool import Stop


class Stack(QObject):
    """Does `work` for keys. `done` tells each key with its result, or with the exception that it raised."""

    done = Signal(object, object)
    _finished = Signal(object, object)

    def __init__(self, work: Callable[..., object], *, threads: int, room: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._threads = threads
        self._room = room
        self._waiting: OrderedDict[Hashable, None] = OrderedDict()
        self._busy: set[Hashable] = set()
        self._stop = Stop()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._finished.connect(self._take)

    def ask(self, key: Hashable) -> None:
        """Ask for a key, before all others; asking again moves it to the front."""
        if key in self._busy:
            return
        self._waiting[key] = None
        self._waiting.move_to_end(key)
        while len(self._waiting) > self._room:
            self._waiting.popitem(last=False)
        self._feed()

    def forget(self) -> None:
        """Drop what waits."""
        self._waiting.clear()

    def close(self) -> None:
        """Drop what waits, cut short the decoding, and wait for the rest of what runs."""
        self.forget()
        self._stop.now()
        self._pool.waitForDone()
        self._finished.disconnect(self._take)

    def _feed(self) -> None:
        while self._waiting and len(self._busy) < self._threads:
            key, _ = self._waiting.popitem(last=True)
            self._busy.add(key)
            self._pool.start(_Run(self._do, key, self._finished.emit))

    def _do(self, key: Hashable) -> object:
        self._stop.enter()
        return self._work(key)

    @Slot(object, object)
    def _take(self, key: Hashable, result: object) -> None:
        self._busy.discard(key)
        self._feed()
        self.done.emit(key, result)


class _Run(QRunnable):
    def __init__(self, work: Callable[..., object], key: Hashable, tell: Callable[[Hashable, object], None]) -> None:
        super().__init__()
        self._work = work
        self._key = key
        self._tell = tell

    def run(self) -> None:
        try:
            result = self._work(self._key)
        except BaseException as error:  # noqa: BLE001 - carried to the window's thread, which waits for a result
            result = error
        self._tell(self._key, result)
