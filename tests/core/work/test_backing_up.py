"""A copy as a job: others go on, it can be stopped, and it is done when it is due."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from photoorg.library import backups, copying, journal
from photoorg.library.connection import mark_suspect
from photoorg.library.store import DamagedError, Database, open_writer, writing
from photoorg.outcomes import Changes, PhotoorgError, Report
from photoorg.settings import Home, Settings
from photoorg.work.backing_up import back_up, due_job
from photoorg.work.jobs import Job
from photoorg.work.runner import Finished, Runner


@pytest.fixture
def home(library_home: Path) -> Home:
    home = Home(library_home)
    db = open_writer(home)
    with writing(db):
        db.conn.executemany("INSERT INTO tags (name) VALUES (?)", [(f"tag {number}",) for number in range(20_000)])
    db.close()
    return home


def run(job: Job) -> tuple[Report, int]:
    steps = 0
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value, steps
        steps += 1


def test_done_when_due_and_not_again(home: Home) -> None:
    settings = Settings()
    due = due_job(home, settings)
    assert due is not None
    db = open_writer(home)
    home.suspect.touch()
    report, steps = run(due[1](db))
    assert steps >= 1
    assert report.title.startswith("The copy of ")
    assert report.title.endswith(f"with 0 photos and 0 of your words is kept in {home.backups}.")
    assert not home.suspect.exists()
    assert due_job(home, settings) is None
    assert [entry.kind for entry in journal.entries(home)] == ["backup"]
    db.close()


@pytest.mark.parametrize("before", [False, True])
def test_what_becomes_suspect_meanwhile_stays_so(before: bool, home: Home) -> None:
    db = open_writer(home)
    if before:
        mark_suspect(home)
    job = back_up(db, home, Settings())
    next(job)
    mark_suspect(home, "a page is damaged")
    run(job)
    assert home.suspect.read_text() == "a page is damaged"
    db.close()


def test_stopped_it_leaves_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "_PAGES", 1)
    db = open_writer(home)
    job = back_up(db, home, Settings())
    next(job)
    job.close()
    assert list(home.backups.iterdir()) == []
    db.close()


def test_after_a_failure_it_rests(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    db = open_writer(home)
    monkeypatch.setattr(copying, "SPARE_BYTES", 1 << 60)
    with pytest.raises(PhotoorgError, match="No copy of the library was made"):
        run(back_up(db, home, Settings()))
    assert due_job(home, Settings()) is None
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3601)
    assert due_job(home, Settings()) is not None
    db.close()


def test_edits_are_kept_while_it_runs(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "_PAGES", 1)
    done = threading.Event()
    runner = Runner(home, lambda event: done.set() if isinstance(event, Finished) else None)
    runner.start("Copying", lambda db: back_up(db, home, Settings()))

    def add(number: int) -> Changes:
        def verb(db: Database) -> Changes:
            with writing(db):
                db.conn.execute("INSERT INTO tags (name) VALUES (?)", (f"new {number}",))
            return Changes(tags=True)

        return runner.edit(verb).result(10)

    number = 0
    while not done.is_set():
        add(number)
        number += 1
    runner.close()
    assert number > 1
    (copy,) = backups.copies(home)
    assert copy.healthy


def test_damage_ends_it_with_the_last_good_copy(home: Home) -> None:
    db = open_writer(home)
    run(back_up(db, home, Settings()))
    db.close()
    with sqlite3.connect(home.database) as opened:
        root = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'suggestions'").fetchone()[0]
    opened.close()
    data = bytearray(home.database.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    home.database.write_bytes(data)
    db = open_writer(home)
    with pytest.raises(DamagedError, match="can be restored: photoorg restore"):
        run(back_up(db, home, Settings()))
    db.close()
    assert len(backups.copies(home)) == 1
    assert [entry.kind for entry in journal.entries(home)] == ["backup", "damaged", "backup_failed"]
