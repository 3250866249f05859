"""The library thread: jobs, edits between their steps, pauses, ends of every kind."""

from __future__ import annotations

import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest

from photoorg.library.store import DamagedError, Database, open_reader, open_writer, writing
from photoorg.outcomes import Changes, PhotoorgError, Progress, Report
from photoorg.settings import Home
from photoorg.work.jobs import Job, Step
from photoorg.work.runner import Edited, Event, Failed, Finished, Paused, Resting, Runner, Started, Stepped

WAIT = 10.0


class Heard:
    """What a runner said, to wait for."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.threads: set[str] = set()
        self._queue: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def __call__(self, event: Event) -> None:
        self.threads.add(threading.current_thread().name)
        self._queue.put(event)

    def until(self, kind: type[Event], number: int = 1) -> Event:
        while number:
            event = self._queue.get(timeout=WAIT)
            self.events.append(event)
            number -= isinstance(event, kind)
        return self.events[-1]

    def rest(self) -> list[Event]:
        found = []
        while not self._queue.empty():
            found.append(self._queue.get())
        self.events += found
        return found


class Gate:
    """A job that goes one step further each time it is let, or without being asked."""

    def __init__(self, *, free: bool = False) -> None:
        self.free = free
        self.go = threading.Semaphore(0)
        self.closed = threading.Event()
        self.steps = 0

    def make(self, _db: Database) -> Job:
        return self._job()

    def _job(self) -> Job:
        try:
            while True:
                if self.free:
                    time.sleep(0.001)
                elif not self.go.acquire(timeout=WAIT):
                    raise TimeoutError
                self.steps += 1
                yield Step(Progress("read", self.steps))
        finally:
            self.closed.set()


@pytest.fixture
def home(library_home: Path) -> Home:
    return Home(library_home)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def runner(home: Home, heard: Heard) -> Iterator[Runner]:
    made = Runner(home, heard)
    yield made
    made.close()


def counting(steps: int) -> Callable[[Database], Job]:
    def make(_db: Database) -> Job:
        for number in range(steps):
            yield Step(Progress("read", number + 1, steps))
        return Report(f"{steps} steps.")

    return make


def add_tag(name: str) -> Callable[[Database], Changes]:
    def verb(db: Database) -> Changes:
        with writing(db):
            db.conn.execute("INSERT INTO tags (name) VALUES (?)", (name,))
        return Changes(tags=True)

    return verb


def tags(home: Home) -> int:
    db = open_reader(home)
    try:
        return int(db.conn.execute("SELECT COUNT(*) FROM tags").fetchone()[0])
    finally:
        db.close()


def test_a_job_from_start_to_end(runner: Runner, heard: Heard) -> None:
    runner.start("Count", counting(2))
    heard.until(Finished)
    assert heard.events == [
        Started("Count"),
        Stepped("Count", Step(Progress("read", 1, 2))),
        Stepped("Count", Step(Progress("read", 2, 2))),
        Finished("Count", Report("2 steps.")),
    ]
    assert heard.threads == {"library"}


def test_jobs_run_one_after_the_other(runner: Runner, heard: Heard) -> None:
    for title in ("A", "B", "C"):
        runner.start(title, counting(1))
    heard.until(Finished, 3)
    assert [event.title for event in heard.events if isinstance(event, (Started, Finished))] == [*"AABBCC"]


def test_an_edit_is_done_before_the_next_step(runner: Runner, heard: Heard, home: Home) -> None:
    gate = Gate()
    runner.start("Long", gate.make)
    heard.until(Started)
    future = runner.edit(add_tag("dog"))
    gate.go.release()
    assert future.result(WAIT) == Changes(tags=True)
    heard.until(Edited)
    assert tags(home) == 1
    assert gate.steps <= 1
    runner.cancel()
    gate.go.release()
    heard.until(Finished)


def test_a_pause_stops_jobs_and_no_edits(runner: Runner, heard: Heard) -> None:
    gate = Gate(free=True)
    runner.start("Long", gate.make)
    heard.until(Stepped, 3)
    runner.pause()
    heard.until(Paused)
    steps = gate.steps
    assert runner.edit(add_tag("dog")).result(WAIT)
    assert gate.steps == steps
    runner.pause(False)
    heard.until(Paused)
    heard.until(Stepped)
    assert gate.steps > steps


def test_cancel_closes_the_job_and_forgets_the_others(runner: Runner, heard: Heard) -> None:
    gate = Gate()
    runner.start("Long", gate.make)
    runner.start("Never", counting(1))
    gate.go.release()
    heard.until(Stepped)
    runner.cancel()
    gate.go.release()
    finished = heard.until(Finished)
    assert isinstance(finished, Finished)
    assert finished.report.cancelled
    assert finished.report.title == "Long: stopped. What is done is kept."
    assert gate.closed.is_set()
    runner.start("After", counting(1))
    assert heard.until(Finished) == Finished("After", Report("1 steps."))
    assert Started("Never") not in heard.events
    runner.cancel()
    runner.edit(add_tag("x")).result(WAIT)
    assert not any(isinstance(event, Finished) for event in heard.rest())


def test_cancel_ends_a_pause(runner: Runner, heard: Heard) -> None:
    gate = Gate()
    gate.go.release()
    runner.start("Long", gate.make)
    heard.until(Stepped)
    runner.pause()
    runner.cancel()
    gate.go.release()
    heard.until(Finished)
    assert [event for event in heard.events if isinstance(event, Paused)] == [Paused(True), Paused(False)]
    runner.start("After", counting(1))
    heard.until(Finished)


def failing(error: Exception) -> Callable[[Database], Job]:
    def make(_db: Database) -> Job:
        yield Step(Progress("read", 1))
        raise error

    return make


def failing_at_once(error: Exception) -> Callable[[Database], Job]:
    def make(_db: Database) -> Job:
        raise error

    return make


def failing_to_stop(error: Exception) -> Callable[[Database], Job]:
    def make(_db: Database) -> Job:
        try:
            while True:
                yield Step(Progress("read", 1))
                time.sleep(0.001)
        finally:
            raise error

    return make


@pytest.mark.parametrize("make", [failing, failing_at_once])
@pytest.mark.parametrize("error", [PhotoorgError("No folder."), ValueError("a defect")])
def test_a_job_that_fails(
    make: Callable[[Exception], Callable[[Database], Job]], error: Exception, runner: Runner, heard: Heard,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    runner.start("Bad", make(error))
    assert heard.until(Failed) == Failed("Bad", error)
    assert bool(caplog.records) == isinstance(error, ValueError), "only a defect of ours goes to the log"
    runner.start("Good", counting(1))
    assert heard.until(Finished) == Finished("Good", Report("1 steps."))


def test_a_job_that_fails_while_it_is_stopped(runner: Runner, heard: Heard, caplog: pytest.LogCaptureFixture) -> None:
    error = PhotoorgError("The disk is full.")
    runner.start("Bad", failing_to_stop(error))
    heard.until(Stepped)
    runner.cancel()
    assert heard.until(Failed) == Failed("Bad", error)
    assert runner.edit(add_tag("dog")).result(WAIT)


def test_an_edit_that_fails_changes_nothing(runner: Runner, heard: Heard, home: Home) -> None:
    def verb(db: Database) -> Changes:
        with writing(db):
            db.conn.execute("INSERT INTO tags (name) VALUES ('x')")
            db.conn.execute("INSERT INTO tags (name) VALUES ('x')")
        return Changes()

    with pytest.raises(sqlite3.IntegrityError):
        runner.edit(verb).result(WAIT)
    assert runner.edit(add_tag("dog")).result(WAIT)
    assert tags(home) == 1


def test_an_edit_that_nobody_wants_any_more(runner: Runner, heard: Heard, home: Home) -> None:
    gate = Gate()
    runner.start("Long", gate.make)
    heard.until(Started)
    future = runner.edit(add_tag("never"))
    if future.cancel():
        with pytest.raises(CancelledError):
            future.result(WAIT)
    gate.go.release()
    runner.cancel()
    gate.go.release()
    assert runner.edit(add_tag("dog")).result(WAIT)


def test_close_twice_and_in_the_middle(home: Home, heard: Heard) -> None:
    gate = Gate(free=True)
    runner = Runner(home, heard)
    runner.start("Long", gate.make)
    heard.until(Stepped)
    waiting = runner.edit(add_tag("dog"))
    runner.close()
    runner.close()
    assert gate.closed.is_set()
    assert waiting.result(0) == Changes(tags=True), "what was said before the end is stored"
    assert tags(home) == 1
    late = runner.edit(add_tag("cat"))
    with pytest.raises(PhotoorgError, match="closed: this was not stored"):
        late.result(0)
    runner.start("Late", counting(1))
    runner.cancel()
    assert threading.active_count() == 1


def test_what_is_asked_for_while_it_closes_is_answered(home: Home, heard: Heard) -> None:
    late: list[Future[Changes] | Future[Report]] = []

    def listener(event: Event) -> None:
        heard(event)
        if isinstance(event, Finished):
            late.extend([runner.edit(add_tag("dog")), runner.start("Late", counting(1))])

    runner = Runner(home, listener)
    runner.start("Long", Gate(free=True).make)
    heard.until(Stepped)
    runner.close()
    edit, job = late
    assert isinstance(edit.exception(0), PhotoorgError)
    assert job.cancelled()


def test_close_while_paused(home: Home, heard: Heard) -> None:
    gate = Gate()
    gate.go.release(3)
    runner = Runner(home, heard)
    runner.start("Long", gate.make)
    heard.until(Stepped, 2)
    runner.pause()
    gate.go.release()
    runner.close()
    assert gate.closed.is_set()


def test_a_library_that_cannot_be_opened(home: Home, heard: Heard) -> None:
    home.create()
    home.database.write_text("no library at all, but a text that is long enough to look like a file of something" * 9)
    runner = Runner(home, heard)
    failed = heard.until(Failed)
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, PhotoorgError)
    assert "damaged or not a photoorg library" in str(failed.error)
    runner.start("Never", counting(1))
    runner.pause()
    runner.cancel()
    with pytest.raises(PhotoorgError, match="damaged"):
        runner.edit(add_tag("dog")).result(WAIT)
    runner.close()
    runner.close()
    assert not any(isinstance(event, Started) for event in heard.rest())


def test_edits_from_many_threads(runner: Runner, heard: Heard, home: Home) -> None:
    runner.start("Count", counting(300))

    def edit(number: int) -> None:
        for part in range(20):
            runner.edit(add_tag(f"{number}-{part}")).result(WAIT)

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    heard.until(Finished)
    assert tags(home) == 80


def test_an_error_in_the_thread_itself_is_told_and_ends_no_edit_in_silence(
    library_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    heard = Heard()

    def listener(event: Event) -> None:
        if isinstance(event, Started):
            raise ZeroDivisionError("a listener of ours is broken")
        heard(event)

    runner = Runner(Home(library_home), listener)
    runner.start("job", counting(1))
    failed = heard.until(Failed)
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, ZeroDivisionError)
    with pytest.raises(PhotoorgError, match="start photoorg again"):
        runner.edit(lambda _db: Changes()).result(WAIT)
    runner.close()
    assert "The library thread has ended" in caplog.text


def test_the_one_who_asks_gets_the_report(runner: Runner, heard: Heard, caplog: pytest.LogCaptureFixture) -> None:
    assert runner.start("Count", counting(1)).result(WAIT) == Report("1 steps.")
    error = PhotoorgError("No folder.")
    for make in (failing(error), failing_at_once(error)):
        assert runner.start("Bad", make).exception(WAIT) is error
    gate = Gate(free=True)
    running, waiting = runner.start("Long", gate.make), runner.start("Never", counting(1), background=True)
    heard.until(Stepped, 2)
    runner.cancel()
    for future in (running, waiting):
        with pytest.raises(CancelledError):
            future.result(WAIT)
    runner.close()
    assert runner.start("Late", counting(1)).cancelled()


def test_what_a_person_asks_for_goes_first(runner: Runner, heard: Heard) -> None:
    gate = Gate(free=True)
    behind = runner.start("Watch", gate.make, background=True)
    waiting = runner.start("Copy", counting(1), background=True)
    heard.until(Stepped, 2)
    assert heard.events[0] == Started("Watch", background=True)
    asked = runner.start("Index", counting(2))
    assert asked.result(WAIT) == Report("2 steps.")
    assert gate.closed.is_set()
    heard.until(Started, 2)
    told = [event for event in heard.events[1:] if isinstance(event, (Started, Finished))]
    assert told == [
        Finished("Watch", Report("Watch: goes on later.", cancelled=True)),
        Started("Index"),
        Finished("Index", Report("2 steps.")),
        Started("Watch", background=True),
    ]
    assert not behind.done()
    assert not waiting.done(), "each in its turn"


def test_a_short_job_goes_first_and_the_long_one_goes_on_after_it(runner: Runner, heard: Heard) -> None:
    gate = Gate(free=True)
    long = runner.start("Index", gate.make)
    waiting = runner.start("Copy", counting(1))
    heard.until(Stepped, 2)
    short = [runner.start("Trash", counting(2), first=True) for _ in range(2)]
    assert [one.result(WAIT) for one in short] == [Report("2 steps.")] * 2
    assert gate.closed.is_set()
    heard.until(Started, 3)
    heard.until(Stepped)
    told = [event for event in heard.events if isinstance(event, (Started, Finished))]
    assert told == [
        Started("Index"),
        Finished("Index", Report("Index: goes on later.", cancelled=True)),
        *[Started("Trash"), Finished("Trash", Report("2 steps."))] * 2,
        Started("Index"),
    ]
    assert not long.done()
    assert not waiting.done(), "each in its turn"


def test_a_pause_does_not_hold_up_a_short_job(runner: Runner, heard: Heard) -> None:
    gate = Gate(free=True)
    long = runner.start("Index", gate.make)
    heard.until(Stepped)
    runner.pause()
    assert runner.start("Trash", counting(2), first=True).result(WAIT)
    heard.until(Finished, 2)
    heard.rest()
    steps = gate.steps
    assert runner.edit(add_tag("dog")).result(WAIT)
    assert gate.steps == steps, "it is still paused"
    runner.pause(False)
    heard.until(Stepped)
    assert not long.done()


def test_a_background_job_that_fails_when_it_has_to_give_way(runner: Runner, heard: Heard) -> None:
    error = PhotoorgError("The disk is full.")
    behind = runner.start("Watch", failing_to_stop(error), background=True)
    heard.until(Stepped)
    assert runner.start("Index", counting(1)).result(WAIT)
    assert behind.exception(WAIT) is error
    assert Failed("Watch", error) in [*heard.events, *heard.rest()]


def test_background_jobs_rest_and_others_do_not(runner: Runner, heard: Heard) -> None:
    runner.rest("On battery.")
    assert heard.until(Resting) == Resting("On battery.")
    behind = runner.start("Watch", counting(2), background=True)
    assert runner.start("Index", counting(1)).result(WAIT)
    assert runner.edit(add_tag("dog")).result(WAIT)
    assert not behind.done()
    runner.rest("On battery.")
    runner.rest("")
    assert behind.result(WAIT) == Report("2 steps.")
    heard.until(Finished, 2)
    assert [event for event in heard.events if isinstance(event, Resting)] == [Resting("On battery."), Resting("")]


def test_a_background_job_rests_where_it_is(runner: Runner, heard: Heard) -> None:
    gate = Gate(free=True)
    behind = runner.start("Watch", gate.make, background=True)
    heard.until(Stepped, 2)
    runner.rest("The computer is busy.")
    heard.until(Resting)
    steps = gate.steps
    assert runner.edit(add_tag("dog")).result(WAIT)
    assert gate.steps == steps
    assert not gate.closed.is_set()
    runner.rest("")
    heard.until(Stepped, 2)
    runner.pause()
    heard.until(Paused)
    assert runner.edit(add_tag("cat")).result(WAIT)
    runner.cancel()
    heard.until(Finished)
    assert behind.cancelled()


def test_a_background_job_that_need_not_rest_goes_before_those_that_do(runner: Runner, heard: Heard) -> None:
    gate = Gate(free=True)
    behind = runner.start("Watch", gate.make, background=True)
    heard.until(Stepped, 2)
    runner.rest("On battery.")
    heard.until(Resting)
    assert runner.start("Copy", counting(2), background=True, rests=False).result(WAIT) == Report("2 steps.")
    assert gate.closed.is_set()
    assert not behind.done(), "it rests, and is not forgotten"
    runner.rest("")
    heard.until(Started, 2)
    assert heard.events[-1] == Started("Watch", background=True)


def test_jobs_for_a_library_that_cannot_be_opened(home: Home, heard: Heard) -> None:
    home.create()
    home.database.write_text("no library at all, but a text that is long enough to look like a file of something" * 9)
    runner = Runner(home, heard)
    heard.until(Failed)
    runner.rest("On battery.")
    assert isinstance(runner.start("Never", counting(1), background=True).exception(WAIT), PhotoorgError)
    runner.close()


def test_damage_that_a_job_meets_is_told_with_the_way_out(library_home: Path) -> None:
    home = Home(library_home)
    db = open_writer(home)
    root = db.conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'evidence'").fetchone()[0]
    db.close()
    data = bytearray(home.database.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    home.database.write_bytes(data)
    failed: list[Failed] = []
    runner = Runner(home, lambda event: failed.append(event) if isinstance(event, Failed) else None)

    def look(db: Database) -> Changes:
        db.conn.execute("SELECT * FROM evidence").fetchall()
        return Changes()

    def job(db: Database) -> Job:
        look(db)
        yield from ()
        return Report("")

    runner.start("Looking", job)
    with pytest.raises(DamagedError, match="'photoorg restore' begins a new library with your words"):
        runner.edit(look).result(10)
    runner.close()
    (event,) = failed
    assert isinstance(event.error, DamagedError)
