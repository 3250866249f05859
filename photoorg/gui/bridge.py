"""The only place where the library thread's events become Qt signals on the window's thread.

Events arrive far faster than anybody can look: they are put together and told every 50 ms (untold so, a window
stalled for a second at a time).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from itertools import count

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from photoorg.app import App
from photoorg.library.store import Database
from photoorg.outcomes import Changes, PhotoorgError, Report
from photoorg.work.jobs import MakeJob, Step
from photoorg.work.live import Live, LiveState
from photoorg.work.runner import Edited, Event, Failed, Finished, Paused, Resting, Runner, Started, Stepped

INTERVAL_MS = 50


@dataclass(frozen=True, slots=True)
class _Opened:
    """The library can be read."""


@dataclass(frozen=True, slots=True)
class _Done:
    """A verb that somebody waits for is stored, or (error) is not."""

    name: str
    error: Exception | None


@dataclass(frozen=True, slots=True)
class _Ended:
    """What became of a job by its ticket: its report, why there is none, or nothing where it was stopped."""

    ticket: int
    outcome: Report | Exception | None


_Told = Event | _Ended | _Opened | _Done | LiveState


class Bridge(QObject):
    """The library thread as the window sees it. All signals are emitted on the window's thread."""

    opened = Signal()
    started = Signal(str, bool)  # title, whether nobody asked for it
    progressed = Signal(object)  # Progress
    changed = Signal(object)  # Changes
    paused = Signal(bool)
    rested = Signal(str)  # why work that nobody asked for waits, or nothing
    live = Signal(object)  # LiveState
    finished = Signal(str, object)  # title, Report
    failed = Signal(str, object)  # title, Exception
    ended = Signal(int, object)  # a job by its ticket, after `finished` or `failed`: Report, Exception; None: stopped
    done = Signal(str, object)  # a verb by its name, Exception or None
    _arrived = Signal()

    def __init__(self, app: App, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._events: deque[_Told] = deque()
        self._told = False
        self._runner: Runner | None = None
        self._live: Live | None = None
        self._catches_up = False
        self._tickets = count(1)
        self._trouble = ""
        self._timer = QTimer(self, singleShot=True, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._deliver)
        self._arrived.connect(self._wake, Qt.ConnectionType.QueuedConnection)

    def open(self, *, catch_up: bool = False) -> None:
        """Start the library thread. Connect first; `opened` or `failed` follows. `catch_up` with all folders then."""
        self._catches_up = catch_up
        if self._app.read_only:
            self._listen(_Opened())
            return
        self._runner = self._app.runner(self._listen)
        self._runner.edit(_nothing).add_done_callback(self._hear_opened)

    def start(self, title: str, make: MakeJob, *, first: bool = False) -> int:
        """Queue a job, or do a short one `first`. Answers its ticket, by which `ended` tells what became of it."""
        ticket = next(self._tickets)
        if runner := self._runner:
            runner.start(title, make, first=first).add_done_callback(partial(self._hear_end, ticket))
        else:
            self._refuse()
            self._listen(_Ended(ticket, self._reason()))
        return ticket

    def refresh(self) -> None:
        """The folders of the library or the settings are others now: watch by them."""
        if self._live:
            self._live.refresh()

    def resume(self) -> None:
        """Work although there is a reason to rest."""
        if self._live:
            self._live.resume()

    def pause(self, paused: bool) -> None:
        """Let the job rest, or go on."""
        if runner := self._runner:
            runner.pause(paused)

    def cancel(self) -> None:
        """Stop the job and those that wait."""
        if runner := self._runner:
            runner.cancel()

    def edit(self, verb: Callable[[Database], Changes]) -> None:
        """Do a verb of the user's. `changed` follows, or `failed`."""
        if runner := self._runner:
            runner.edit(verb).add_done_callback(self._hear_edit)
        else:
            self._refuse()

    def edit_and_tell(self, name: str, verb: Callable[[Database], Changes]) -> None:
        """Do a verb that somebody waits for. `changed` follows where it changed anything, then `done` or its error."""

        def hear(future: Future[Changes]) -> None:
            error = future.exception()
            self._listen(_Done(name, error if isinstance(error, Exception) else None))

        if runner := self._runner:
            runner.edit(verb).add_done_callback(hear)
        else:
            self._listen(_Done(name, self._reason()))

    def _refuse(self) -> None:
        self._listen(Failed("", self._reason()))

    def _reason(self) -> PhotoorgError:
        return PhotoorgError(self._app.read_only or "The library is not open: this was not stored.")

    def close(self) -> None:
        """Stop what runs, wait for the threads, and say nothing more."""
        live, self._live = self._live, None
        if live:
            live.close()
        runner, self._runner = self._runner, None
        if runner:
            runner.close()
        self._timer.stop()
        self._events.clear()
        self._told = False  # it may have waited for the timer

    # On the library thread: nothing but append and wake. `deque` needs no lock, and the flag only saves signals.

    def _listen(self, event: _Told) -> None:
        self._events.append(event)
        if not self._told:
            self._told = True
            self._arrived.emit()

    def _hear_opened(self, future: Future[Changes]) -> None:
        if future.exception() is None:
            self._listen(_Opened())

    def _hear_end(self, ticket: int, future: Future[Report]) -> None:
        if future.cancelled():
            self._listen(_Ended(ticket, None))
        else:
            error = future.exception()
            self._listen(_Ended(ticket, error if isinstance(error, Exception) else future.result()))

    def _hear_edit(self, future: Future[Changes]) -> None:
        error = future.exception()
        if isinstance(error, Exception):
            self._listen(Failed("", error))

    # On the window's thread.

    @Slot()
    def _wake(self) -> None:
        if not self._timer.isActive():
            self._deliver()

    @Slot()
    def _deliver(self) -> None:
        self._told = False
        events = [self._events.popleft() for _ in range(len(self._events))]
        if events:
            self._timer.start()
        for event in coalesced(events):
            self._tell(event)

    def _tell(self, event: _Told) -> None:
        match event:
            case Stepped(_, step):
                self.progressed.emit(step.progress)
                self._tell_changes(step.changes)
            case Edited(changes):
                self._tell_changes(changes)
            case _Opened():
                self._go_live()
                self.opened.emit()
            case LiveState(trouble=trouble):
                self.live.emit(event)
                if trouble and trouble != self._trouble:
                    self.failed.emit("", PhotoorgError(trouble))
                self._trouble = trouble
            case _Ended(ticket, outcome):
                self.ended.emit(ticket, outcome)
            case _Done(name, error):
                self.done.emit(name, error)
            case _:
                self._tell_job(event)

    def _tell_job(self, event: Started | Paused | Resting | Finished | Failed) -> None:
        match event:
            case Started(title, background):
                self.started.emit(title, background)
            case Paused(paused):
                self.paused.emit(paused)
            case Resting(reason):
                self.rested.emit(reason)
            case Finished(title, report):
                self.finished.emit(title, report)
            case Failed(title, error):
                self.failed.emit(title, error)

    def _go_live(self) -> None:
        if self._runner:
            self._live = self._app.live(self._runner, self._listen, catch_up=self._catches_up)
            self._live.start()

    def _tell_changes(self, changes: Changes) -> None:
        if changes:
            self.changed.emit(changes)


def coalesced(events: Iterable[_Told]) -> list[_Told]:
    """The same events with neighbouring steps as one: the last progress, all the changes."""
    kept: list[_Told] = []
    for event in events:
        last = kept[-1] if kept else None
        if isinstance(event, Stepped) and isinstance(last, Stepped) and last.title == event.title:
            kept[-1] = Stepped(event.title, Step(event.step.progress, last.step.changes | event.step.changes))
        else:
            kept.append(event)
    return kept


def _nothing(_db: Database) -> Changes:
    return Changes()
