"""The library thread: the only one that writes. Waiting edits first, then one step of the current job.

Window and tests talk to it through `Runner`; it answers with events, on its own thread. A job that a person asked for
goes before those that nobody asked for, which may also be told to rest.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from photoorg.library.store import Database, open_writer, told
from photoorg.outcomes import Changes, PhotoorgError, Report
from photoorg.settings import Home
from photoorg.work.jobs import Job, MakeJob, Step

log = logging.getLogger(__name__)

OPENING = "Opening the library"
"""The title under which the thread tells that it has no library; "" is its own end, any other title a job's."""


@dataclass(frozen=True, slots=True)
class Started:
    """A job has begun. `background`: nobody asked for it."""

    title: str
    background: bool = False


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
class Resting:
    """Work that nobody asked for waits, for this reason; or goes on, where there is none."""

    reason: str


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


Event = Started | Stepped | Paused | Resting | Finished | Failed | Edited
Listener = Callable[[Event], None]
_Command = Callable[["_Desk"], None]


@dataclass(eq=False, slots=True)
class _Task:
    """A job that waits or runs (`job`). The future is for the one who asked."""

    title: str
    make: MakeJob
    background: bool
    rests: bool
    done: Future[Report] = field(default_factory=Future[Report])
    job: Job | None = None


class Runner:
    """The library thread as others see it. Every method returns at once; `listener` hears the rest, on that thread."""

    def __init__(self, home: Home, listener: Listener) -> None:
        self._commands: queue.SimpleQueue[_Command | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=_serve, args=(home, self._commands, listener), name="library")
        self._thread.start()

    def start(self, title: str, make: MakeJob, *, background: bool = False, rests: bool = True) -> Future[Report]:
        """Queue a job; it begins when those before it are over. The future carries its report, or why there is none.

        One in the `background` makes way for every other: it is closed, and begins anew after them. It also `rests`
        when it is told to, or goes before those that do.
        """
        task = _Task(title, make, background, background and rests)
        if not self._put(lambda desk: desk.queue(task)):
            task.done.cancel()
        return task.done

    def rest(self, reason: str) -> None:
        """Let background jobs rest, or go on ("")."""
        self._put(lambda desk: desk.rest(reason))

    def pause(self, paused: bool = True) -> None:
        """Let the current job rest, or go on. Edits are still stored meanwhile."""
        self._put(lambda desk: desk.pause(paused))

    def cancel(self) -> None:
        """Stop the current job and forget the waiting ones. What is stored stays."""
        self._put(lambda desk: desk.cancel())

    def edit(self, verb: Callable[[Database], Changes]) -> Future[Changes]:
        """Do a user's verb before the next step of any job. The future carries its changes, or its error."""
        future: Future[Changes] = Future()
        if not self._put(lambda desk: desk.edit(verb, future)):
            future.set_exception(PhotoorgError("The library is closed: this was not stored."))
        return future

    def close(self) -> None:
        """Stop the current job, end the thread and wait for it. May be called twice."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._commands.put(None)
        self._thread.join()

    def _put(self, command: _Command) -> bool:
        """Ask the thread. False where it has been told to end: nothing comes behind that, for nobody would answer."""
        with self._lock:
            if self._closed or not self._thread.is_alive():
                return False
            self._commands.put(command)
            return True


class _Desk:
    """What the library thread has on its desk. Only that thread touches it."""

    def __init__(self, db: Database, listener: Listener) -> None:
        self.db = db
        self.tell = listener
        self.waiting: deque[_Task] = deque()
        self.background: deque[_Task] = deque()
        self.current: _Task | None = None
        self.paused = False
        self.reason = ""

    def has_work(self) -> bool:
        tasks = (*self.waiting, *self.background, *([self.current] if self.current else ()))
        return not self.paused and any(self.may_go(task) for task in tasks)

    def may_go(self, task: _Task) -> bool:
        return not (task.rests and self.reason)

    def queue(self, task: _Task) -> None:
        (self.background if task.background else self.waiting).append(task)

    def pause(self, paused: bool) -> None:
        self.paused = paused
        self.tell(Paused(paused))

    def rest(self, reason: str) -> None:
        if reason != self.reason:
            self.reason = reason
            self.tell(Resting(reason))

    def cancel(self) -> None:
        for task in (*self.waiting, *self.background):
            task.done.cancel()
        self.waiting.clear()
        self.background.clear()
        if self.paused:
            self.pause(False)
        if self.current is not None and (task := self.close_current(self.current)):
            task.done.cancel()
            self.tell(Finished(task.title, Report(f"{task.title}: stopped. What is done is kept.", cancelled=True)))

    def give_way(self, task: _Task) -> None:
        """Close a background job for one that somebody asked for; what is stored stays, and the rest is done after."""
        if self.close_current(task):
            task.job = None
            self.background.appendleft(task)
            self.tell(Finished(task.title, Report(f"{task.title}: goes on later.", cancelled=True)))

    def close_current(self, task: _Task) -> _Task | None:
        """The task, its job closed. None where it could not even be closed, and has failed."""
        self.current = None
        try:
            if task.job is not None:
                task.job.close()
        except Exception as error:  # noqa: BLE001 - told like any other failure of a job
            self.fail(task, error)
            return None
        return task

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
        current = self.current
        if current is not None and ((current.background and self.waiting) or not self.may_go(current)):
            self.give_way(current)
        if self.current is None:
            task = next(task for task in (*self.waiting, *self.background) if self.may_go(task))
            (self.background if task.background else self.waiting).remove(task)
            self.begin(task)
        else:
            self.go_on(self.current)

    def begin(self, task: _Task) -> None:
        try:
            task.job = task.make(self.db)
        except Exception as error:  # noqa: BLE001 - `fail` tells both kinds
            self.fail(task, error)
        else:
            self.current = task
            self.tell(Started(task.title, task.background))

    def go_on(self, task: _Task) -> None:
        assert task.job is not None  # noqa: S101 - `begin` has made it
        try:
            step = next(task.job)
        except StopIteration as end:
            self.current = None
            self.tell(Finished(task.title, end.value))
            _settle(task.done, end.value)
        except Exception as error:  # noqa: BLE001 - as above
            self.current = None
            self.fail(task, error)
        else:
            self.tell(Stepped(task.title, step))

    def fail(self, task: _Task, error: Exception) -> None:
        error = told(error, self.db)
        if not isinstance(error, PhotoorgError):
            log.error("%s failed", task.title, exc_info=error)
        self.tell(Failed(task.title, error))
        _settle(task.done, error)


def _settle(future: Future[Report], outcome: Report | Exception) -> None:
    if not future.set_running_or_notify_cancel():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


def _serve(home: Home, commands: queue.SimpleQueue[_Command | None], listener: Listener) -> None:
    try:
        db = open_writer(home)
    except PhotoorgError as error:
        listener(Failed(OPENING, error))
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
    """Without a library every edit and every job fails with the reason, until the thread is told to end."""

    class Closed(_Desk):
        def queue(self, task: _Task) -> None:
            _settle(task.done, error)

        def edit(self, verb: Callable[[Database], Changes], future: Future[Changes]) -> None:  # noqa: ARG002
            if future.set_running_or_notify_cancel():
                future.set_exception(error)

    desk = Closed(Database(memory=True), lambda _event: None)
    try:
        while (command := commands.get()) is not None:
            command(desk)
    finally:
        desk.db.close()
