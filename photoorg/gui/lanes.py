"""A thread that reads the library: the newest question of each kind is answered, older ones are dropped."""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QThread, Signal, Slot

from photoorg.library.store import Database, interrupt, told
from photoorg.outcomes import PhotoorgError

_PATIENCE_MS = 20

Tell = Callable[[object], None]
Work = Callable[[Database, Tell], object]
"""Answers a question from a connection. May tell a part of the answer early."""


@dataclass(frozen=True, slots=True, eq=False)
class _Ask:
    kind: str
    work: Work


class Lane(QThread):
    """One thread with one connection, made in it. Signals are emitted for questions that are still the newest."""

    answered = Signal(str, object)
    failed = Signal(str, object)
    _came = Signal(object, object)
    _broke = Signal(object, object)

    def __init__(self, connect: Callable[[], Database], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._connect = connect
        self._asks: queue.SimpleQueue[_Ask | None] = queue.SimpleQueue()
        self._newest: dict[str, _Ask] = {}
        self._running: _Ask | None = None
        self._db: Database | None = None
        self._came.connect(self._deliver)
        self._broke.connect(self._deliver_error)

    def ask(self, kind: str, work: Work) -> None:
        """Ask, in place of what was asked of this kind before. A statement that runs for that is interrupted."""
        self._newest[kind] = ask = _Ask(kind, work)
        self._asks.put(ask)
        running = self._running
        if running is not None and running.kind == kind:
            self._interrupt()
        if not self.isRunning():
            self.start()

    def close(self) -> None:
        """Drop what is asked, end the thread and wait for it. Asking again starts it anew."""
        self._newest.clear()
        self._asks.put(None)
        self._interrupt()
        while not self.wait(_PATIENCE_MS):
            self._interrupt()  # the one before may have come between two statements
        self._asks = queue.SimpleQueue()

    def run(self) -> None:
        """The thread: answer until told to end."""
        while (ask := self._asks.get()) is not None:
            if not self._is_stale(ask):
                self._answer(ask)
        db, self._db = self._db, None
        if db is not None:
            db.close()

    def _answer(self, ask: _Ask) -> None:
        self._running = ask
        try:
            if self._db is None:
                self._db = self._connect()
            answer = self._try(self._db, ask)
        except Exception as error:  # noqa: BLE001 - carried to the window's thread, which tells the two kinds apart
            self._broke.emit(ask, error if self._db is None else told(error, self._db))
        else:
            self._came.emit(ask, answer)
        finally:
            self._running = None

    def _try(self, db: Database, ask: _Ask) -> object:
        def tell(part: object) -> None:
            self._came.emit(ask, part)

        try:
            return ask.work(db, tell)
        except PhotoorgError:
            raise
        except Exception:  # noqa: BLE001 - raised again by the second try, if it is more than an interrupt
            if self._is_stale(ask):
                return None
            # An interrupt that was meant for the question before may hit this one.
            return ask.work(db, tell)

    def _is_stale(self, ask: _Ask) -> bool:
        return self._newest.get(ask.kind) is not ask

    def _interrupt(self) -> None:
        db = self._db
        if db is not None:
            interrupt(db)

    @Slot(object, object)
    def _deliver(self, ask: _Ask, answer: object) -> None:
        if not self._is_stale(ask):
            self.answered.emit(ask.kind, answer)

    @Slot(object, object)
    def _deliver_error(self, ask: _Ask, error: Exception) -> None:
        if not self._is_stale(ask):
            self.failed.emit(ask.kind, error)
