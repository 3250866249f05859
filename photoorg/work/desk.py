"""What the library thread has on its desk: which job is next, which makes way, and how each ends."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import chain

from photoorg.library.store import Database, told
from photoorg.outcomes import Changes, PhotoorgError, Report
from photoorg.work.jobs import Job, MakeJob, Step

log = logging.getLogger(__name__)


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


class Rank(IntEnum):
    """Which jobs go before others. Each that runs makes way for those of a lower rank: it begins anew after them."""

    FIRST = 0  # a short one that somebody waits for; it goes on while others are paused
    ASKED = 1
    BEHIND = 2  # nobody asked for it


@dataclass(eq=False, slots=True)
class Task:
    """A job that waits or runs (`job`). The future is for the one who asked."""

    title: str
    make: MakeJob
    rank: Rank
    rests: bool
    done: Future[Report] = field(default_factory=Future[Report])
    job: Job | None = None


class Desk:
    """What the library thread has on its desk. Only that thread touches it."""

    def __init__(self, db: Database, listener: Listener) -> None:
        self.db = db
        self.tell = listener
        self.queues: dict[Rank, deque[Task]] = {rank: deque() for rank in Rank}
        self.current: Task | None = None
        self.paused = False
        self.reason = ""

    @property
    def waiting(self) -> list[Task]:
        """All that wait, in the order in which they go."""
        return list(chain.from_iterable(self.queues.values()))

    def has_work(self) -> bool:
        """Whether any job may go on now."""
        return any(self.may_go(task) for task in (*self.waiting, *([self.current] if self.current else ())))

    def may_go(self, task: Task) -> bool:
        """Whether it is neither paused nor told to rest."""
        return task.rank is Rank.FIRST or not (self.paused or (task.rests and self.reason))

    def is_in_the_way(self, task: Task) -> bool:
        """Whether it has to rest, or another goes before it."""
        return not self.may_go(task) or any(one.rank < task.rank for one in self.waiting)

    def queue(self, task: Task) -> None:
        """Put a job behind those of its rank."""
        self.queues[task.rank].append(task)

    def pause(self, paused: bool) -> None:
        """Let jobs rest, or go on."""
        self.paused = paused
        self.tell(Paused(paused))

    def rest(self, reason: str) -> None:
        """Let jobs that nobody asked for rest, or go on ("")."""
        if reason != self.reason:
            self.reason = reason
            self.tell(Resting(reason))

    def cancel(self) -> None:
        """Close the current job and forget the others."""
        for task in self.waiting:
            task.done.cancel()
        for tasks in self.queues.values():
            tasks.clear()
        if self.paused:
            self.pause(False)
        if self.current is not None and (task := self.close_current(self.current)):
            task.done.cancel()
            self.tell(Finished(task.title, Report(f"{task.title}: stopped. What is done is kept.", cancelled=True)))

    def give_way(self, task: Task) -> None:
        """Close a job for one that goes before it; what is stored stays, and the rest is done after."""
        if self.close_current(task):
            task.job = None
            self.queues[task.rank].appendleft(task)
            self.tell(Finished(task.title, Report(f"{task.title}: goes on later.", cancelled=True)))

    def close_current(self, task: Task) -> Task | None:
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
        """Do a user's verb."""
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
        """Go one step further with the job whose turn it is."""
        current = self.current
        if current is not None and self.is_in_the_way(current):
            self.give_way(current)
        if self.current is None:
            task = next(task for task in self.waiting if self.may_go(task))
            self.queues[task.rank].remove(task)
            self.begin(task)
        else:
            self.go_on(self.current)

    def begin(self, task: Task) -> None:
        """Make its job."""
        try:
            task.job = task.make(self.db)
        except Exception as error:  # noqa: BLE001 - `fail` tells both kinds
            self.fail(task, error)
        else:
            self.current = task
            self.tell(Started(task.title, task.rank is Rank.BEHIND))

    def go_on(self, task: Task) -> None:
        """Let its job go one step further."""
        assert task.job is not None  # noqa: S101 - `begin` has made it
        try:
            step = next(task.job)
        except StopIteration as end:
            self.current = None
            self.tell(Finished(task.title, end.value))
            settle(task.done, end.value)
        except Exception as error:  # noqa: BLE001 - as above
            self.current = None
            self.fail(task, error)
        else:
            self.tell(Stepped(task.title, step))

    def fail(self, task: Task, error: Exception) -> None:
        """Tell why a job is over without a report."""
        error = told(error, self.db)
        if not isinstance(error, PhotoorgError):
            log.error("%s failed", task.title, exc_info=error)
        self.tell(Failed(task.title, error))
        settle(task.done, error)


def settle(future: Future[Report], outcome: Report | Exception) -> None:
    """Tell the one who asked, where they still want to know."""
    if not future.set_running_or_notify_cancel():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
