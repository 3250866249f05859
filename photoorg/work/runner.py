"""The library thread: the only one that writes. Waiting edits first, then one step of the current job.

Window and tests talk to it through `Runner`; it answers with events, on its own thread. A job that a person asked for
goes before those that nobody asked for, which may also be told to rest; a short one that somebody waits for goes first.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future

from photoorg.library.store import Database, open_writer
from photoorg.outcomes import Changes, PhotoorgError, Report
from photoorg.settings import Home
from photoorg.work.desk import (
    Desk,
    Edited,
    Event,
    Failed,
    Finished,
    Listener,
    Paused,
    Rank,
    Resting,
    Started,
    Stepped,
    Task,
    settle,
)
from photoorg.work.jobs import MakeJob

__all__ = ["OPENING", "Edited", "Event", "Failed", "Finished", "Listener", "Paused", "Resting", "Runner", "Started",
           "Stepped"]  # fmt: skip

log = logging.getLogger(__name__)

OPENING = "Opening the library"
"""The title under which the thread tells that it has no library; "" is its own end, any other title a job's."""

_Command = Callable[["Desk"], None]


class Runner:
    """The library thread as others see it. Every method returns at once; `listener` hears the rest, on that thread."""

    def __init__(self, home: Home, listener: Listener) -> None:
        self._commands: queue.SimpleQueue[_Command | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=_serve, args=(home, self._commands, listener), name="library")
        self._thread.start()

    def start(
        self, title: str, make: MakeJob, *, background: bool = False, rests: bool = True, first: bool = False
    ) -> Future[Report]:
        """Queue a job; it begins when those before it are over. The future carries its report, or why there is none.

        One in the `background` makes way for every other: it is closed, and begins anew after them. It also `rests`
        when it is told to, or goes before those that do. For a short one that is to be done `first` all others make
        way so, and a pause does not hold it up.
        """
        rank = Rank.FIRST if first else Rank.BEHIND if background else Rank.ASKED
        task = Task(title, make, rank, background and rests)
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


def _serve(home: Home, commands: queue.SimpleQueue[_Command | None], listener: Listener) -> None:
    try:
        db = open_writer(home)
    except PhotoorgError as error:
        listener(Failed(OPENING, error))
        _refuse(commands, error)
        return
    try:
        _work(Desk(db, listener), commands)
    except Exception as error:
        # Nothing of ours may end the library's thread in silence: the window would wait for it for ever.
        log.exception("The library thread has ended")
        listener(Failed("", error))
        _refuse(commands, PhotoorgError("The library has stopped working after an error: start photoorg again."))
    finally:
        db.close()


def _work(desk: Desk, commands: queue.SimpleQueue[_Command | None]) -> None:
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

    class Closed(Desk):
        def queue(self, task: Task) -> None:
            settle(task.done, error)

        def edit(self, verb: Callable[[Database], Changes], future: Future[Changes]) -> None:  # noqa: ARG002
            if future.set_running_or_notify_cancel():
                future.set_exception(error)

    desk = Closed(Database(memory=True), lambda _event: None)
    try:
        while (command := commands.get()) is not None:
            command(desk)
    finally:
        desk.db.close()
