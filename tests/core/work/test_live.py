"""The live thread: what it watches, when it asks for a job, what it does about folders and drives that come and go."""

from __future__ import annotations

import os
import queue
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from live_help import Alive, until
from working import Counter, Library

from photoorg import volumes
from photoorg.library.store import Database
from photoorg.outcomes import Changes, PhotoorgError, Progress, Report
from photoorg.settings import Home, Settings
from photoorg.work import live, watch, watch_folders, watch_settle
from photoorg.work.index import index
from photoorg.work.jobs import Job, Step
from photoorg.work.live import Live, Ways
from photoorg.work.neighbour import Computer
from photoorg.work.pending import Pending
from photoorg.work.runner import Failed, Finished, Resting, Runner, Started
from photoorg.work.scope import THROWN_AWAY, Spot
from photoorg.work.watch import Mark

Make = Callable[..., Alive]
NO_BATTERY = Settings(pause_on_battery=False)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_settle, "SETTLE", 0.05)
    monkeypatch.setattr(live, "_CHECK_SECONDS", 0.05)


@pytest.fixture
def alive(library_home: Path) -> Iterator[Make]:
    made: list[Alive] = []

    def make(*roots: Path, **more: object) -> Alive:
        made.append(Alive(library_home, list(roots), **more))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    root = tmp_path / "photos"
    write(root / "old/a.jpg")
    return root


def write(path: Path, content: str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def test_it_watches_then_looks_at_everything_then_at_what_changes(alive: Make, photos: Path) -> None:
    one = alive(photos, catch_up=True).start()
    assert one.jobs == [None]
    assert one.how(photos) == "watched"
    write(photos / "old/b.jpg")
    until(lambda: len(one.jobs) > 1)
    assert one.jobs[1:] == [(Spot(str(photos / "old")),)]
    until(lambda: sum(isinstance(event, Finished) for event in one.events) == 2)
    assert Started(live.TITLE, background=True) in one.events
    assert len(one.states) == 1, "told only when it changes"


def test_what_comes_while_a_job_is_under_way_waits_for_the_next_one(alive: Make, photos: Path) -> None:
    go = threading.Semaphore(0)

    def slow(_db: Database) -> Job:
        yield Step(Progress("stat"))
        go.acquire(timeout=10)
        return Report("Done.")

    one = alive(photos, job=slow).start()
    for name in ("1", "2", "3"):
        write(photos / name / "a.jpg")
    time.sleep(0.3)
    assert len(one.jobs) == 1
    go.release(5)
    until(lambda: len(one.jobs) == 2)
    assert one.spots(1) >= {(str(photos / name), True) for name in ("1", "2", "3")}


def test_without_watching(alive: Make, photos: Path) -> None:
    one = alive(photos, settings=Settings(watch=False, pause_on_battery=False), catch_up=True).start()
    assert (one.how(photos), one.why(photos)) == ("unwatched", "Watching is switched off in the settings.")
    one.settings = NO_BATTERY
    one.live.refresh()
    until(lambda: one.how(photos) == "watched")
    until(lambda: one.spots() == {(str(photos), True)})


def test_several_nested_and_new_folders(alive: Make, photos: Path, tmp_path: Path) -> None:
    other = tmp_path / "photos of mine"
    write(other / "x.jpg")
    one = alive(photos, photos / "old", other).start()
    assert {root.name: one.how(root) for root in (photos, photos / "old", other)} == {
        "photos": "watched", "old": "watched", "photos of mine": "watched",
    }  # fmt: skip
    assert one.spots() == {(str(photos), True), (str(other), True)}, "the inner one is looked at with the outer one"
    before = len(one.jobs)
    new = tmp_path / "new"
    write(new / "y.jpg")
    one.roots = [photos, new]
    one.live.refresh()
    until(lambda: one.how(new) == "watched")
    until(lambda: one.spots(before) == {(str(new), True)})
    assert one.how(other) == ""
    write(other / "late.jpg")
    write(new / "late.jpg")
    until(lambda: one.spots(before + 1))
    assert one.spots(before + 1) == {(str(new), False)}


def test_a_folder_that_vanishes_and_returns(alive: Make, photos: Path) -> None:
    one = alive(photos).start()
    before = len(one.jobs)
    photos.rename(photos.with_name("elsewhere"))
    until(lambda: one.how(photos) == "lost")
    assert "moved, renamed or deleted" in one.why(photos)
    until(lambda: (str(photos), True) in one.spots(before))
    before = len(one.jobs)
    photos.with_name("elsewhere").rename(photos)
    until(lambda: one.how(photos) == "watched")
    until(lambda: (str(photos), True) in one.spots(before))
    sees(one, photos / "old/new.jpg")


def sees(one: Alive, path: Path) -> None:
    """A new file is seen by an event, not by a look at everything that was due before."""
    desk = one.live._desk
    until(lambda: not (desk.at_work or desk.pending or desk.settling.next_look))
    before = len(one.jobs)
    write(path)
    until(lambda: str(path.parent) in {folder for folder, _ in one.spots(before)})


def test_a_folder_that_is_deleted_and_made_again(alive: Make, photos: Path) -> None:
    one = alive(photos).start()
    before = len(one.jobs)
    shutil.rmtree(photos)
    until(lambda: one.how(photos) == "lost")
    until(lambda: (str(photos), True) in one.spots(before))
    before = len(one.jobs)
    write(photos / "old/a.jpg")
    until(lambda: one.how(photos) == "watched")
    until(lambda: (str(photos), True) in one.spots(before))
    sees(one, photos / "old/new.jpg")


def test_a_folder_that_is_deleted_and_made_again_at_once(alive: Make, photos: Path) -> None:
    """It may have the same number then, and yet nobody watches it."""
    one = alive(photos).start()
    before = len(one.jobs)
    shutil.rmtree(photos)
    write(photos / "old/a.jpg")
    until(lambda: (str(photos), True) in one.spots(before))
    until(lambda: one.live._desk.folders._watcher.is_watching(str(photos)))
    sees(one, photos / "old/new.jpg")


def test_another_folder_in_the_place_of_a_watched_one(alive: Make, photos: Path) -> None:
    one = alive(photos).start()
    before = len(one.jobs)
    photos.rename(photos.with_name("elsewhere"))
    write(photos / "old/other.jpg")
    until(lambda: (str(photos), True) in one.spots(before))
    until(lambda: one.how(photos) == "watched")
    sees(one, photos / "old/late.jpg")


def mounted(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    table = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n" + "".join(f"{line}\n" for line in lines)
    monkeypatch.setattr(volumes, "read_table", lambda: table)


def test_a_drive_that_goes_and_comes(alive: Make, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drive = f"2 1 8:17 / {photos} rw - tmpfs tmpfs rw"
    mounted(monkeypatch, drive)
    one = alive(photos)
    monkeypatch.setattr(one, "_uid", lambda _root: f"mount:{photos}")
    one.start()
    assert (one.how(photos), one.online) == ("watched", 0)
    before = len(one.jobs)
    mounted(monkeypatch)
    until(lambda: one.how(photos) == "offline")
    until(lambda: one.online == 1)
    before = len(one.jobs)
    mounted(monkeypatch, drive)
    until(lambda: one.how(photos) == "watched")
    until(lambda: (str(photos), True) in one.spots(before))
    until(lambda: one.online == 2)


def test_a_network_drive_is_looked_at_now_and_then(alive: Make, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounted(monkeypatch, f"2 1 0:50 / {photos} rw - nfs4 nas:/photos rw")
    one = alive(photos, settings=NO_BATTERY.model_copy(update={"poll_seconds": 0.2})).start()
    assert (one.how(photos), one.why(photos)) == (
        "polled", "It lies on a drive (nfs4) that does not tell of changes.",
    )  # fmt: skip
    until(lambda: len(one.jobs) > 3)
    assert one.spots(1) == {(str(photos), True)}


def test_more_folders_than_can_be_watched(alive: Make, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "is_room", lambda _root: False)
    one = alive(photos).start()
    assert (one.how(photos), one.why(photos)) == ("polled", watch.TOO_MANY)


def test_new_folders_for_which_there_is_no_room(alive: Make, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = alive(photos).start()
    before = len(one.jobs)
    monkeypatch.setattr(watch, "is_room", lambda _root: False)
    write(photos / "new/a.jpg")
    until(lambda: one.how(photos) == "polled")
    until(lambda: (str(photos), True) in one.spots(before))
    assert one.why(photos) == watch.TOO_MANY


def test_watched_folders_are_looked_at_now_and_then_too(
    alive: Make, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_folders, "_SAFETY_SECONDS", 0.2)
    one = alive(photos).start()
    until(lambda: len(one.jobs) > 2)
    assert one.spots(1) == {(str(photos), True)}


def test_a_folder_that_takes_long_is_looked_at_less_often(photos: Path) -> None:
    folders = watch_folders.Folders(frozenset({".jpg"}), lambda _mark: None)
    uid = volumes.volume_of(photos).uid
    folders.refresh([(str(photos), uid)], NO_BATTERY, watching=True, now=1_000.0)
    assert folders.next_due == 1_000.0 + 900
    folders.looked([Spot(str(photos), deep=True), Spot("/elsewhere", deep=True)], 100.0, 2_000.0)
    assert folders.next_due == 2_000.0 + 2_000
    assert folders.due(3_999.0) == []
    assert folders.due(4_000.0) == [Spot(str(photos), deep=True)]
    folders.close()


def test_it_rests_and_goes_on(alive: Make, photos: Path) -> None:
    plugged = threading.Event()
    computer = Computer(battery=lambda: not plugged.is_set())
    one = alive(photos, settings=Settings(), computer=computer)
    one.live.start()
    until(lambda: one.states and one.states[-1].resting == "The computer runs on battery.")
    until(lambda: Resting("The computer runs on battery.") in one.events)
    plugged.set()
    until(lambda: Resting("") in one.events)
    until(lambda: any(isinstance(event, Finished) for event in one.events))
    assert one.states[-1].resting == ""


def test_chores_are_started_when_they_are_due(alive: Make, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_CHORE_SECONDS", 0.05)
    done: list[str] = []

    def job(_db: Database) -> Job:
        yield Step(Progress("copy"))
        done.append("copied")
        return Report("Copied.")

    one = alive(photos, chores=[lambda: None, lambda: ("Backing up", job) if len(done) < 2 else None])
    one.live.start()
    until(lambda: sum(event == Finished("Backing up", Report("Copied.")) for event in one.events) == 2)
    assert len(done) == 2


def test_a_chore_that_cannot_be_told_is_no_end(alive: Make, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_CHORE_SECONDS", 0.05)
    broken = threading.Event()

    def chore() -> None:
        if broken.is_set():
            raise PhotoorgError("settings.json: mend it.")

    one = alive(photos, chores=[chore]).start()
    assert one.states[-1].trouble == ""
    broken.set()
    until(lambda: one.states[-1].trouble == "settings.json: mend it.")
    write(photos / "old/b.jpg")
    until(lambda: len(one.jobs) == 2, "for a look all the same")
    broken.clear()
    until(lambda: one.states[-1].trouble == "")


def test_settings_that_cannot_be_read_are_told_and_asked_for_again(alive: Make, photos: Path) -> None:
    one = alive(photos).start()
    given = one.live._desk.ways

    def broken() -> Settings:
        raise PhotoorgError("settings.json: mend it.")

    one.live._desk.ways = replace(given, settings=broken)
    one.live.refresh()
    until(lambda: one.states[-1].trouble == "settings.json: mend it.")
    assert one.how(photos) == "watched", "as before"
    one.live._desk.ways = given
    until(lambda: one.states[-1].trouble == "")


def test_drives_that_could_not_be_noted_are_noted_later(
    alive: Make, photos: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one = alive(photos).start()
    given, tries = one.live._desk.ways, []

    def failing(db: Database) -> Changes:
        tries.append(1)
        if len(tries) == 1:
            raise PhotoorgError("The disk is full.")
        return given.set_online(db)

    one.live._desk.ways = replace(given, set_online=failing)
    real = volumes.read_table()
    monkeypatch.setattr(volumes, "read_table", lambda: f"{real}\n")
    until(lambda: one.online == 1)
    assert "The disk is full." in caplog.text
    time.sleep(0.15)
    assert len(tries) == 2, "once it is noted, not again"


def test_a_folder_that_a_look_adds_is_watched_too(alive: Make, photos: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    one = alive(photos)

    def adding(_db: Database) -> Job:
        yield Step(Progress("stat"))
        one.roots[1:] = [other]
        return Report("")

    one.job = adding
    one.start()
    until(lambda: one.how(other) == "watched")


def test_a_mark_has_the_time_at_which_it_came(alive: Make, photos: Path) -> None:
    desk = alive(photos).live._desk
    desk.next_check = time.monotonic() + 5
    inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
    timer = threading.Timer(0.2, inbox.put, [Mark(str(photos))])
    timer.start()
    began = time.monotonic()
    assert live._hear(desk, inbox)
    timer.join()
    assert desk.settling.next_look is not None
    assert desk.settling.next_look >= began + 0.2


def test_what_was_stopped_is_done_with_the_next_change(alive: Make, photos: Path) -> None:
    begun = threading.Event()

    def endless(_db: Database) -> Job:
        while True:
            begun.set()
            time.sleep(0.001)
            yield Step(Progress("read"))

    one = alive(photos, job=endless).start()
    assert begun.wait(10)
    one.runner.cancel()
    until(lambda: any(isinstance(event, Finished) for event in one.events))
    time.sleep(0.1)
    assert len(one.jobs) == 1, "not at once again"
    one.job = None
    write(photos / "old/b.jpg")
    until(lambda: len(one.jobs) == 2)
    assert one.spots(1) == {(str(photos), True)}


def test_what_failed_is_done_with_the_next_change(alive: Make, photos: Path) -> None:
    def failing(_db: Database) -> Job:
        raise PhotoorgError("The disk is full.")

    one = alive(photos, job=failing, catch_up=True).start()
    until(lambda: any(isinstance(event, Failed) for event in one.events))
    one.job = None
    write(photos / "old/b.jpg")
    until(lambda: len(one.jobs) == 2)
    assert one.jobs == [None, None]


def test_a_library_that_is_not_there_yet(alive: Make, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = alive(photos)
    given, calls = one._roots, []

    def not_yet() -> object:
        calls.append(1)
        if len(calls) < 3:
            raise PhotoorgError("There is no library yet.")
        return given()

    one.live._desk.ways = replace(one.live._desk.ways, roots=not_yet)  # type: ignore[arg-type]
    one.start()
    assert one.how(photos) == "watched"


def test_a_defect_ends_it_with_a_word(alive: Make, photos: Path, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    one = alive(photos, chores=[broken])
    one.live.start()
    until(lambda: one.states and "start photoorg again" in one.why(photos))
    assert "Watching has ended" in caplog.text


def test_closing_is_quick_and_leaves_nothing(alive: Make, photos: Path) -> None:
    before = threading.active_count()
    one = alive(photos).start()
    write(photos / "late.jpg")
    began = time.monotonic()
    one.close()
    one.close()
    assert time.monotonic() - began < 1
    assert threading.active_count() == before
    unstarted = alive(photos)
    unstarted.close()


def test_closing_ends_a_look_at_the_next_folder(alive: Make, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        write(photos / f"new/{number}/a.jpg")
    one = alive(photos).start()
    before, looks = threading.active_count(), threading.Semaphore(0)
    real = os.scandir

    def slow(path: str) -> Any:
        if threading.current_thread().name == "live":
            looks.release()
            time.sleep(0.1)
        return real(path)

    monkeypatch.setattr(watch_settle.os, "scandir", slow)
    one.live._inbox.put(Mark(str(photos), deep=True))
    assert looks.acquire(timeout=10)
    assert looks.acquire(timeout=10)
    began = time.monotonic()
    one.close()
    assert time.monotonic() - began < 1
    assert threading.active_count() < before


def test_closing_does_not_wait_for_a_drive_that_does_not_answer(
    alive: Make, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_END_SECONDS", 0.1)
    one = alive(photos).start()
    asked, answers = threading.Event(), threading.Event()

    def dead() -> object:
        asked.set()
        assert answers.wait(10)
        raise PhotoorgError("It does not answer.")

    one.live._desk.ways = replace(one.live._desk.ways, roots=dead)  # type: ignore[arg-type]
    one.live.refresh()
    assert asked.wait(10)
    told = len(one.states)
    one.close()
    assert one.live._thread.is_alive()
    answers.set()
    one.live._thread.join(10)
    assert len(one.states) == told


def test_what_is_pending_is_told_in_as_few_spots_as_can_be() -> None:
    pending = Pending()
    assert not pending
    pending.add([Spot("/a", deep=True), Spot("/a"), Spot("/a/b/c"), Spot("/ab"), Spot("/x"), Spot("/x", deep=True)])
    assert pending.take() == (Spot("/a", deep=True), Spot("/ab"), Spot("/x", deep=True))
    assert not pending
    pending.add([Spot("/a")])
    pending.everything = True
    assert pending.take() is None
    assert not pending


def truth(root: Path) -> set[str]:
    return {str(path) for path in root.rglob("*.jpg")}


def known(library_home: Path) -> set[str]:
    library = Library(library_home, library_home, Counter())
    try:
        rows = library.db.conn.execute(
            "SELECT v.mount, d.path, f.name FROM files f JOIN folders d ON d.id = f.folder_id "
            "JOIN volumes v ON v.id = d.volume_id WHERE f.missing_since IS NULL AND f.photo_id IS NOT NULL"
        )
        return {str(Path(mount, path, name)) for mount, path, name in rows}
    finally:
        library.close()


def test_the_library_follows_the_disk(
    library_home: Path, tmp_path: Path, small_photos: Callable[[Path, int], list[Path]]
) -> None:
    photos, library = tmp_path / "photos", Library(library_home, tmp_path / "photos", Counter())
    small_photos(photos / "2020", 6)
    small_photos(tmp_path / "card/DCIM", 9)
    runner = Runner(Home(library_home), lambda _event: None)
    uid = volumes.volume_of(photos).uid
    ways = Ways(
        roots=lambda: [(str(photos), uid)],
        settings=lambda: NO_BATTERY,
        look=lambda _spots: lambda db: index(db, [photos], library.workshop()),
        set_online=lambda _db: Changes(),
        suffixes=frozenset({".jpg"}),
    )
    one = Live(runner, lambda _state: None, ways)
    one.start()
    try:
        until(lambda: known(library_home) == truth(photos))
        (photos / "2020/000.jpg").rename(photos / "2020/first.jpg")
        shutil.copytree(tmp_path / "card", photos / "2021/card")
        until(lambda: known(library_home) == truth(photos))
        (photos / "2021").rename(photos / "trip")
        (photos / "2020/001.jpg").unlink()
        until(lambda: known(library_home) == truth(photos))
        shutil.rmtree(photos / "trip/card")
        until(lambda: known(library_home) == truth(photos))
        assert len(truth(photos)) == 5
    finally:
        one.close()
        runner.close()


def test_a_look_that_was_thrown_away_is_had_again(alive: Make, photos: Path) -> None:
    reports = [Report("", {THROWN_AWAY: 1}), Report("")]

    def job(_db: Database) -> Job:
        yield Step(Progress("stat"))
        return reports.pop(0) if reports else Report("")

    one = alive(photos, job=job).start()
    until(lambda: len(one.jobs) == 2, "for the second look")
    assert one.spots(1) == {(str(photos), True)}
