"""The library thread: the only one that writes. Waiting edits first, then one step of the current job.

Window and tests talk to it through `Runner`; it answers with events, on its own thread.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from photoorg.library.store import Database, open_writer, told
from photoorg.outcomes import Changes, PhotoorgError, Report
from photoorg.settings import Home
from photoorg.work.jobs import Job, MakeJob, Step

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Started:
    """A job has begun."""

    title: str


@dataclass(frozen=True, slots=True)
class Stepped:
    """A job has gone one step further."""

    title: str
    step: Step


@dataclass(frozen=True, slots=True)
class Paused:
    """The current job rests (`paused`), or goes on."""

    paused: bool


@dataclass(frozen=True, slots=True)
class Finished:
    """A job is over: done, or cancelled (`report.cancelled`)."""

    title: str
    report: Report


@dataclass(frozen=True, slots=True)
class Failed:
    """A job or the thread itself could not go on. PhotoorgError: tell the user; anything else: a defect of ours."""

    title: str
    error: Exception


@dataclass(frozen=True, slots=True)
class Edited:
    """An edit has been stored."""

    changes: Changes


Event = Started | Stepped | Paused | Finished | Failed | Edited
Listener = Callable[[Event], None]
_Command = Callable[["_Desk"], None]


class Runner:
    """The library thread as others see it. Every method returns at once; `listener` hears the rest, on that thread."""

    def __init__(self, home: Home, listener: Listener) -> None:
        self._commands: queue.SimpleQueue[_Command | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=_serve, args=(home, self._commands, listener), name="library")
        self._thread.start()

    def start(self, title: str, make: MakeJob) -> None:
        """Queue a job; it begins when those before it are over."""
        self._commands.put(lambda desk: desk.waiting.append((title, make)))

    def pause(self, paused: bool = True) -> None:
        """Let the current job rest, or go on. Edits are still stored meanwhile."""
        self._commands.put(lambda desk: desk.pause(paused))

    def cancel(self) -> None:
        """Stop the current job and forget the waiting ones. What is stored stays."""
        self._commands.put(lambda desk: desk.cancel())

    def edit(self, verb: Callable[[Database], Changes]) -> Future[Changes]:
        """Do a user's verb before the next step of any job. The future carries its changes, or its error."""
        future: Future[Changes] = Future()
        if self._thread.is_alive():
            self._commands.put(lambda desk: desk.edit(verb, future))
        else:
            future.set_exception(PhotoorgError("The library is closed: this was not stored."))
        return future

    def close(self) -> None:
        """Stop the current job, end the thread and wait for it. May be called twice."""
        if self._thread.is_alive():
            self._commands.put(None)
            self._thread.join()


class _Desk:
    """What the library thread has on its desk. Only that thread touches it."""

    def __init__(self, db: Database, listener: Listener) -> None:
        self.db = db
        self.tell = listener
        self.waiting: deque[tuple[str, MakeJob]] = deque()
        self.current: tuple[str, Job] | None = None
        self.paused = False

    def has_work(self) -> bool:
        return not self.paused and (self.current is not None or bool(self.waiting))

    def pause(self, paused: bool) -> None:
        self.paused = paused
        self.tell(Paused(paused))

    def cancel(self) -> None:
        self.waiting.clear()
        if self.paused:
            self.pause(False)
        if self.current is not None:
            title, job = self.current
            self.current = None
            try:
                job.close()
            except Exception as error:  # noqa: BLE001 - told like any other failure of a job
                self.fail(title, error)
            else:
                self.tell(Finished(title, Report(f"{title}: stopped. What is done is kept.", cancelled=True)))

    def edit(self, verb: Callable[[Database], Changes], future: Future[Changes]) -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            changes = verb(self.db)
        except Exception as error:  # noqa: BLE001 - carried to the caller, who knows which kind it is
            future.set_exception(told(error, self.db))
        else:
            future.set_result(changes)
            self.tell(Edited(changes))

    def step(self) -> None:
        if self.current is None:
            self.begin(*self.waiting.popleft())
            return
        title, job = self.current
        try:
            step = next(job)
        except StopIteration as end:
            self.current = None
            self.tell(Finished(title, end.value))
        except Exception as error:  # noqa: BLE001 - `fail` tells both kinds
            self.current = None
            self.fail(title, error)
        else:
            self.tell(Stepped(title, step))

    def begin(self, title: str, make: MakeJob) -> None:
        try:
            self.current = (title, make(self.db))
        except Exception as error:  # noqa: BLE001 - as above
            self.fail(title, error)
        else:
            self.tell(Started(title))

    def fail(self, title: str, error: Exception) -> None:
        error = told(error, self.db)
        if not isinstance(error, PhotoorgError):
            log.error("%s failed", title, exc_info=error)
        self.tell(Failed(title, error))


def _serve(home: Home, commands: queue.SimpleQueue[_Command | None], listener: Listener) -> None:
    try:
        db = open_writer(home)
    except PhotoorgError as error:
        listener(Failed("Opening the library", error))
        _refuse(commands, error)
        return
    try:
        _work(_Desk(db, listener), commands)
    except Exception as error:
        # Nothing of ours may end the library's thread in silence: the window would wait for it for ever.
        log.exception("The library thread has ended")
        listener(Failed("", error))
        _refuse(commands, PhotoorgError("The library has stopped working after an error: start photoorg again."))
    finally:
        db.close()


def _work(desk: _Desk, commands: queue.SimpleQueue[_Command | None]) -> None:
    while True:
        try:
            command = commands.get(block=not desk.has_work())
        except queue.Empty:
            desk.step()
            continue
        if command is None:
            desk.cancel()
            return
        command(desk)


def _refuse(commands: queue.SimpleQueue[_Command | None], error: PhotoorgError) -> None:
    """Without a library every edit fails with the reason, until the thread is told to end."""

    class Closed(_Desk):
        def edit(self, verb: Callable[[Database], Changes], future: Future[Changes]) -> None:  # noqa: ARG002
            if future.set_running_or_notify_cancel():
                future.set_exception(error)

    desk = Closed(Database(memory=True), lambda _event: None)
    try:
        while (command := commands.get()) is not None:
            command(desk)
    finally:
        desk.db.close()
