"""The library kept up to date while photoorg runs: one thread watches, waits until all is quiet, and asks for jobs.

It writes nothing itself: what is to be done it gives to the runner, as jobs in the background.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from typing import TypeVar

from photoorg import volumes
from photoorg.library.store import Database
from photoorg.outcomes import Changes, PhotoorgError, Report
from photoorg.settings import Settings
from photoorg.work.folder_states import FolderState as FolderState  # noqa: PLC0414 - part of what is told here
from photoorg.work.jobs import Job, MakeJob
from photoorg.work.live_ways import Chore as Chore  # noqa: PLC0414 - part of what is told here
from photoorg.work.live_ways import LiveState as LiveState  # noqa: PLC0414 - as above
from photoorg.work.live_ways import Ways as Ways  # noqa: PLC0414 - as above
from photoorg.work.neighbour import reason_to_rest
from photoorg.work.pending import Pending
from photoorg.work.runner import Runner
from photoorg.work.scope import THROWN_AWAY, Spot
from photoorg.work.watch import Mark
from photoorg.work.watch_folders import Folders
from photoorg.work.watch_settle import Settling

log = logging.getLogger(__name__)

TITLE = "Looking for changes"
"""What its jobs are called."""
_CHECK_SECONDS = 2.0
_CHORE_SECONDS = 20.0
_END_SECONDS = 2.0
_MOST_MARKS = 5_000  # taken at once, so that a flood of them does not keep everything else waiting


class Live:
    """The thread as others see it. Every method but `close` returns at once; `listener` is called on that thread."""

    def __init__(self, runner: Runner, listener: Callable[[LiveState], None], ways: Ways) -> None:
        self._inbox: queue.SimpleQueue[_Message] = queue.SimpleQueue()
        self._desk = _Desk(runner, listener, ways, self._inbox.put)
        # Daemonic: one that a drive keeps from ending must not keep the program from it.
        self._thread = threading.Thread(target=_serve, args=(self._desk, self._inbox), name="live", daemon=True)

    def start(self) -> None:
        """Watch, then catch up: nothing falls between."""
        self._thread.start()

    def refresh(self) -> None:
        """Folders or settings have changed."""
        self._inbox.put(self._desk.refresh)

    def resume(self) -> None:
        """Work although there is a reason to rest, until that reason is gone."""
        self._inbox.put(self._desk.resume)

    def close(self) -> None:
        """Stop watching, end the thread and wait for it. A job under way is the runner's. May be called twice.

        A look ends at its next folder. What cannot be ended (watchdog beginning to watch a large tree, a folder on a
        drive that does not answer) is waited for two seconds; the thread then ends by itself, and says nothing more.
        """
        self._desk.stop()
        self._inbox.put(None)
        if self._thread.is_alive():
            self._thread.join(_END_SECONDS)


_Message = Mark | Callable[[], None] | None
_Answer = TypeVar("_Answer")


class _Desk:
    """What the thread has on its desk. Only that thread touches it, but for `stop`."""

    def __init__(
        self, runner: Runner, listener: Callable[[LiveState], None], ways: Ways, post: Callable[[_Message], None]
    ) -> None:
        self.runner, self.listener, self.ways, self.post = runner, listener, ways, post
        self.settings = Settings()
        self.stopped = threading.Event()
        self.settling = Settling(ways.suffixes, ways.private, self.stopped.is_set)
        self.folders = Folders(ways.suffixes, post)
        self.pending, self.owed = Pending(), Pending()
        self.at_work = self.has_chore = self.knows_roots = False
        self.table: str | None = volumes.read_table()
        self.troubles: dict[str, str] = {}
        self.roots: Sequence[tuple[str, str]] = ()
        self.next_check = self.next_chore = 0.0
        self.resting = self.overruled = ""
        self.told: LiveState | None = None

    def stop(self) -> None:
        """Give up what takes long, and begin nothing more. From any thread."""
        self.stopped.set()
        self.folders.stop()

    def begin(self) -> None:
        self.refresh()
        self.pending.everything = self.ways.catch_up

    def refresh(self) -> None:
        """Folders or settings have changed, or may have."""
        self.knows_roots = False  # until they are told: asked again with the next check
        settings = self.asked("settings", self.ways.settings)
        if settings is None:
            return
        if (roots := self.roots_now()) is None:
            return
        self.settings, self.roots, self.knows_roots = settings, roots, True
        watching = self.ways.always or self.settings.watch
        self.pending.add(self.folders.refresh(roots, self.settings, watching=watching, now=time.monotonic()))

    def roots_now(self) -> Sequence[tuple[str, str]] | None:
        try:
            return self.ways.roots()
        except PhotoorgError:
            return None  # no library yet

    def asked(self, what: str, ask: Callable[[], _Answer]) -> _Answer | None:
        """An answer; None where there is none, and a person is told why until there is one."""
        try:
            answer = ask()
        except PhotoorgError as error:
            self.troubles[what] = str(error)
            return None
        self.troubles.pop(what, None)
        return answer

    def tick(self) -> None:
        """Whatever is due."""
        if self.stopped.is_set():
            return
        now = time.monotonic()
        due = self.settling.next_look
        if due is not None and due <= now:
            self.pending.add(self.settling.settled(now))
        if now >= self.next_check:
            self.next_check = now + _CHECK_SECONDS
            self.check(now)
        if not self.at_work:
            self.pending.add(self.folders.due(now))
            self.hand_over()
        if now >= self.next_chore and not self.has_chore:
            self.next_chore = now + _CHORE_SECONDS
            self.do_chores()
        self.tell()

    def wait(self) -> float:
        """Seconds until something may be due."""
        times = [self.next_check, self.settling.next_look, None if self.at_work else self.folders.next_due]
        return max(0.0, min(when for when in times if when is not None) - time.monotonic())

    def check(self, now: float) -> None:
        """Notice drives and folders that come and go, and whether background work should rest."""
        if not self.knows_roots:
            self.refresh()
        table = volumes.read_table()
        moved = self.folders.check(now)
        self.pending.add(moved)
        if table != self.table or moved:
            self.table = table
            edit = self.runner.edit(self.ways.set_online)
            edit.add_done_callback(lambda done: self.post(partial(self.noted, done)))
        facts = self.ways.computer.facts(self.settings)
        reason = reason_to_rest(self.settings, datetime.now().astimezone(), facts, self.resting or self.overruled)
        self.overruled = reason if reason == self.overruled else ""
        self.rest("" if self.overruled else reason)

    def noted(self, done: Future[Changes]) -> None:
        """It is noted which drives are there, or (it failed) is to be noted with the next check."""
        if error := done.exception():
            log.warning("It could not be noted which drives are connected: %s", error)
            self.table = None
        self.refresh()

    def rest(self, reason: str) -> None:
        if reason != self.resting:
            self.resting = reason
            self.runner.rest(reason)

    def resume(self) -> None:
        """A person says so."""
        self.overruled = self.resting
        self.rest("")

    def hand_over(self) -> None:
        """Give what is settled to the runner, and with it what an earlier job has left undone."""
        if not self.pending:
            return
        self.pending.everything |= self.owed.everything
        self.pending.add(self.owed.take() or ())
        batch = self.pending.take()
        seconds: list[float] = []
        self.at_work = True
        done = self.runner.start(TITLE, _timed(self.ways.look(batch), seconds), background=True)
        done.add_done_callback(lambda future: self.post(partial(self.job_over, batch, seconds, future)))

    def job_over(self, batch: Sequence[Spot] | None, seconds: list[float], done: Future[Report]) -> None:
        self.at_work = False
        now = time.monotonic()
        spots = batch if batch is not None else [Spot(state.path, deep=True) for state in self.folders.states]
        self.pending.add(self.folders.no_room(spots, now))
        if done.cancelled() or done.exception() is not None:
            # Not at once again: somebody has stopped it, or it cannot be done. With the next change it is.
            self.owed.everything |= batch is None and not done.cancelled()
            self.owed.add(batch or ())
            return
        if done.result().counts.get(THROWN_AWAY):
            self.pending.add(spots)  # where the drive stays away nothing is looked at, so this ends
        if seconds:
            self.folders.looked(spots, seconds[0], now)
        if (roots := self.roots_now()) is not None and roots != self.roots:
            self.refresh()  # it met a drive that is mounted in a folder, and took it for another

    def do_chores(self) -> None:
        """Start the first chore that is due."""
        made = self.asked("chores", lambda: next((made for chore in self.ways.chores if (made := chore())), None))
        if made is not None:
            self.has_chore = True
            self.runner.start(*made, background=True, rests=False).add_done_callback(
                lambda _done: self.post(self.chore_over)
            )

    def chore_over(self) -> None:
        self.has_chore = False

    def tell(self) -> None:
        state = LiveState(self.folders.states, self.resting, next(iter(self.troubles.values()), ""))
        if state != self.told and not self.stopped.is_set():
            self.told = state
            self.listener(state)

    def fail(self) -> None:
        """Say that nothing is watched any more."""
        why = "Watching has stopped after an error: start photoorg again."
        self.listener(LiveState(tuple(FolderState(one.path, "unwatched", why) for one in self.folders.states), ""))


def _serve(desk: _Desk, inbox: queue.SimpleQueue[_Message]) -> None:
    try:
        desk.begin()
        desk.tick()
        while _hear(desk, inbox):
            desk.tick()
    except Exception:
        log.exception("Watching has ended")
        desk.fail()
    finally:
        desk.folders.close()


def _hear(desk: _Desk, inbox: queue.SimpleQueue[_Message]) -> bool:
    """Take what has come in; wait where there is nothing. False when it is time to end."""
    try:
        message = inbox.get(timeout=desk.wait())
        now = time.monotonic()  # not that of before: it may have slept
        for _ in range(_MOST_MARKS):
            if message is None:
                return False
            if isinstance(message, Mark):
                desk.settling.mark(message.folder, message.deep, now)
            else:
                message()
            message = inbox.get_nowait()
    except queue.Empty:
        pass
    return True


def _timed(make: MakeJob, seconds: list[float]) -> MakeJob:
    """The job, with the seconds that it looked at files before it read any."""

    def timed(db: Database) -> Job:
        began = time.monotonic()
        seconds.clear()
        job = make(db)
        try:
            while True:
                step = next(job)
                if not seconds and step.progress.stage != "stat":
                    seconds.append(time.monotonic() - began)
                yield step
        except StopIteration as end:
            if not seconds:
                seconds.append(time.monotonic() - began)
            return end.value
        finally:
            job.close()

    return timed
