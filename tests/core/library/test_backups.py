"""Copies of a library: made while others write, found whole, thinned, and put back with every word said since."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as any_
from shelf import Shelf

from photoorg import volumes
from photoorg.library import backups, copies, copying, journal, lines
from photoorg.library.copies import Copy
from photoorg.library.edits import describe, judge
from photoorg.library.store import DamagedError, Database, health, open_reader, open_writer
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home, Settings, save_settings

DAY = 86_400
Usage = namedtuple("Usage", "total used free")


def make(home: Home, settings: Settings | None = None, to: Path | None = None) -> Copy:
    return backups.make(home, settings or Settings(), to=to)[0]


def kept(home: Home) -> set[tuple[str, str, str | None]]:
    return {(word.of.path, word.name, word.said) for word in lines.everything(home).words}


def spoil(home: Home) -> None:
    """Overwrite the middle of the library, as a failing disk does."""
    data = bytearray(home.database.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    home.database.write_bytes(data)


def spoil_table(shelf: Shelf, home: Home, name: str) -> None:
    """Close the library, and overwrite the page where a table begins."""
    root = shelf.db.conn.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
    shelf.db.close()
    data = bytearray(home.database.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    home.database.write_bytes(data)


@pytest.fixture
def filled(shelf: Shelf, home: Home) -> Shelf:
    """Two photos with a word each."""
    for name in ("cat", "dog"):
        judge(shelf.db, [shelf.put(f"{name}.jpg")], name, "added")
    return shelf


WORDS = {("cat.jpg", "cat", "added"), ("dog.jpg", "dog", "added")}
LATER = {("cat.jpg", "later", "added"), ("cat.jpg", "it", "Un gatto")}


def talk(shelf: Shelf) -> None:
    judge(shelf.db, [shelf.ids["cat.jpg"]], "later", "added")
    describe(shelf.db, [shelf.ids["cat.jpg"]], "it", "Un gatto")


# --- making


def test_a_copy_is_whole_and_says_what_is_in_it(filled: Shelf, home: Home) -> None:
    copy = make(home)
    assert (copy.photos, copy.words, copy.healthy, copy.number) == (2, 2, True, 1)
    assert abs(copy.at - time.time()) < 60
    assert copy.sentence.endswith("with 2 photos and 2 of your words")
    assert [path.name for path in home.backups.iterdir()] == [copy.path.name], "nothing beside it"
    assert backups.copies(home) == [copy]
    with sqlite3.connect(copy.path) as opened:
        assert opened.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    opened.close()


def test_others_write_meanwhile(filled: Shelf, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "_PAGES", 1)
    said: list[int] = []

    def tell(stage: str, done: int, total: int | None) -> None:
        if stage == "copy":
            judge(filled.db, [filled.ids["cat.jpg"]], f"word {len(said)}", "added")
            said.append(done)

    copy, _ = backups.make(home, Settings(), tell=tell)
    assert len(said) > 20
    assert copy.words == 2, "one state of the library, whatever is written meanwhile"
    assert make(home).words == 2 + len(said)


def test_names_never_meet_and_order_does_not_need_a_clock(
    filled: Shelf, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1_800_000_000.0]
    monkeypatch.setattr(time, "time", lambda: clock[0])
    monkeypatch.setattr(time, "strftime", lambda *_: "20270115-090000")
    made = [make(home)]
    for back in (0, 400 * DAY, -1):
        clock[0] -= back
        made.append(make(home))
    assert len({copy.path for copy in made}) == 4
    assert [copy.number for copy in backups.copies(home)] == [4, 3, 2, 1]


def test_a_copy_that_is_stopped_or_fails_leaves_nothing(filled: Shelf, home: Home) -> None:
    def stop(stage: str, _done: int, _total: int | None) -> None:
        raise ZeroDivisionError(stage)

    with pytest.raises(ZeroDivisionError):
        backups.make(home, Settings(), tell=stop)
    assert list(home.backups.iterdir()) == []
    shutil.rmtree(home.backups)
    home.backups.write_text("no folder")
    with pytest.raises(PhotoorgError, match="Cannot copy the library to"):
        make(home)


def test_a_nearly_full_disk_is_left_alone(filled: Shelf, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, copying.SPARE_BYTES))
    with pytest.raises(PhotoorgError, match=r"No copy of the library was made: .* nearly full\. Make room, or"):
        make(home)
    assert make(home, to=home.root / "asked.db").healthy, "a person who says where is obeyed"


def test_to_a_place_that_a_person_names(filled: Shelf, home: Home, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    assert make(home, to=tmp_path / "stick").path.parent == tmp_path / "stick"
    named = make(home, to=tmp_path / "mine.db")
    assert (named.path, named.words) == (tmp_path / "mine.db", 2)
    with pytest.raises(PhotoorgError, match="is there already"):
        make(home, to=tmp_path / "mine.db")
    assert backups.copies(home) == []


@pytest.mark.skipif(not volumes.read_table(), reason="Linux only")
def test_another_drive(filled: Shelf, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drive = tmp_path / "drive"
    settings = Settings(backup_folder=str(drive))
    save_settings(home, settings)
    first, note = backups.make(home, settings)
    assert first.path.parent == home.backups
    assert note == f"{drive} is not there now, so copies are kept beside the library."
    drive.mkdir()
    second, note = backups.make(home, settings)
    assert second.path.parent.parent == drive
    assert not note
    assert backups.copies(home) == [second, first]
    table = volumes.read_table()
    below = volumes.seen_through(drive).number
    plugged = f"{table}\n9999 {below} 0:99 / {drive} rw - vfat /dev/other rw\n"
    monkeypatch.setattr(volumes, "read_table", lambda: plugged)
    assert "is not there now" in backups.make(home, settings)[1], "an empty folder is in its place"
    monkeypatch.setattr(volumes, "read_table", lambda: table)
    backups.copies(home)[0].path.unlink()
    other = Home(tmp_path / "other" / "library")
    open_writer(other).close()
    assert backups.make(other, settings)[0].path.parent.parent == drive
    assert backups.copies(home) == [second, first], "another library's are not ours"
    _, note = backups.make(home, settings, roots=[str(tmp_path)])
    assert "lies among your photos" in note


def test_damage_is_found_by_copying(filled: Shelf, home: Home) -> None:
    filled.db.close()
    spoil(home)
    with pytest.raises(DamagedError):
        make(home)
    assert home.suspect.exists()
    assert list(home.backups.iterdir()) == []
    assert [entry.kind for entry in journal.entries(home)] == ["damaged"]


# --- when, and which stay


def test_when_one_is_due(filled: Shelf, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(backup_hours=24)
    assert not backups.is_due(home, Settings(backup_hours=0))
    assert not backups.is_due(Home(home.root / "none"), settings)
    assert backups.is_due(home, settings), "there is none yet"
    make(home)
    assert not backups.is_due(home, settings)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 25 * 3600)
    assert not backups.is_due(home, settings), "nothing has changed"
    talk(filled)
    assert backups.is_due(home, settings)
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    assert not backups.is_due(home, settings)
    monkeypatch.setattr(time, "time", lambda: now - 400 * DAY)
    assert backups.is_due(home, settings), "the clock was put back"
    filled.db.close()
    open_writer(home).close()
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    home.suspect.touch()
    assert backups.is_due(home, settings), "a copy is how a large library is examined"


def copy_of(age: float, number: int, healthy: bool = True) -> Copy:
    return Copy(Path(f"{number}"), int(-age), 1, 1, healthy, number)


def drop(found: list[Copy], kept: int, now: float = 0) -> list[Copy]:
    gone = {copy.path for copy in copies.to_drop(found, kept, now)}
    return [copy for copy in found if copy.path not in gone]


def test_a_copy_a_day_reaches_back_over_a_month() -> None:
    found: list[Copy] = []
    for day in range(400):
        found = drop([copy_of(-day * DAY, day), *found], 5, day * DAY)
    ages = [399 - copy.number for copy in found]
    assert ages[0] == 0
    assert len(ages) == 5
    assert 1 <= ages[2] <= 7 < ages[3] <= 30 < ages[4] <= 60, ages


def test_many_of_one_hour_do_not_push_out_the_old_ones() -> None:
    found = [copy_of(age * DAY, 5 - place) for place, age in enumerate((0, 0.9, 6, 29, 50))]
    for number in range(6, 30):
        found = drop([copy_of(-number, number), *found], 5)
    assert [copy.number for copy in found][1:] == [4, 3, 2, 1]


@given(any_.lists(any_.tuples(any_.floats(-100, 1000), any_.booleans()), max_size=15), any_.integers(1, 8))
def test_whatever_there_is_the_newest_good_one_stays(ages: list[tuple[float, bool]], kept: int) -> None:
    found = [copy_of(age * DAY, -place, healthy) for place, (age, healthy) in enumerate(ages)]
    left = [copy for copy in drop(found, kept) if copy.healthy]
    good = [copy for copy in found if copy.healthy]
    assert left[:1] == good[:1]
    assert len(left) == min(kept, len(good))


def test_thinning_removes_files_and_says_so(filled: Shelf, home: Home) -> None:
    for _ in range(4):
        make(home)
    assert len(backups.thin(home, Settings(backups_kept=2))) == 2
    assert [copy.number for copy in backups.copies(home)] == [4, 1]
    assert [entry.kind for entry in journal.entries(home)] == ["backup_dropped"] * 2


# --- damage, and putting back

DAMAGE = {
    "no database": lambda data: b"Dear diary, " * 2000,
    "zeros": lambda data: bytes(len(data)),
    "schema": lambda data: data[:100] + b"\xff" * 3000 + data[3100:],
    "cut": lambda data: data[: len(data) // 2 // 4096 * 4096],
    "empty": lambda data: b"",
    "short": lambda data: data[:50],
    "body": lambda data: data[:4096] + b"\xa5" * (len(data) - 4096),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_names_the_last_copy_which_brings_back_every_word(damage: str, filled: Shelf, home: Home) -> None:
    make(home)
    talk(filled)
    filled.db.close()
    home.database.write_bytes(DAMAGE[damage](home.database.read_bytes()))
    for opening in (open_reader, open_writer):
        if damage != "body":  # which shows only where one looks
            with pytest.raises(DamagedError, match=r"2 photos and 2 of your words can be restored: photoorg") as told:
                opening(home)
            assert told.value.copy == backups.last_good(home)
    done = backups.restore(home)
    assert (done.photos, done.words, done.replayed, done.waiting) == (2, 4, 2, 0)
    assert kept(home) == WORDS | LATER
    assert done.moved_aside is not None
    assert done.moved_aside.name.startswith("library-damaged-")
    assert done.moved_aside.exists()
    assert journal.entries(home)[-1].kind == "restored"
    db = open_writer(home)
    assert health(db) == "ok"
    db.close()


def test_a_library_that_is_gone(filled: Shelf, home: Home) -> None:
    make(home)
    filled.db.close()
    home.database.unlink()
    with pytest.raises(DamagedError, match=r"is damaged .*\(it is gone\)"):
        open_reader(home)
    assert backups.restore(home).moved_aside is None
    assert kept(home) == WORDS


def test_missing_tables_are_damage(filled: Shelf, home: Home) -> None:
    filled.db.conn.execute("PRAGMA foreign_keys = OFF")
    filled.db.conn.execute("DROP TABLE verdicts")
    filled.db.close()
    for opening in (open_writer, open_reader):
        with pytest.raises(DamagedError, match="it has no verdicts"):
            opening(home)


def test_damage_that_is_met_later_names_the_copy_too(filled: Shelf, home: Home) -> None:
    make(home)
    spoil_table(filled, home, "verdicts")
    db = open_writer(home)
    with pytest.raises(DamagedError, match="can be restored: photoorg restore"):
        judge(db, [1], "another", "added")
    db.close()
    with pytest.raises(DamagedError):
        open_writer(home)
    assert [entry.kind for entry in journal.entries(home)] == ["damaged"]
    backups.restore(home)
    open_writer(home).close()
    assert not home.suspect.exists()


def test_words_that_are_in_the_damaged_library_alone(filled: Shelf, home: Home) -> None:
    make(home)
    talk(filled)
    home.words.write_text("a file that somebody has spoilt\n")
    spoil_table(filled, home, "suggestions")
    backups.restore(home)
    assert kept(home) == WORDS | LATER


def test_photos_that_came_after_the_copy_get_their_words_when_they_are_found(filled: Shelf, home: Home) -> None:
    make(home)
    judge(filled.db, [filled.put("new.jpg")], "new", "added")
    filled.db.close()
    spoil(home)
    done = backups.restore(home)
    assert (done.photos, done.replayed, done.waiting) == (2, 0, 1)
    assert "1 more of your words wait" in done.sentence
    assert kept(home) == WORDS | {("new.jpg", "new", "added")}


def test_without_any_copy_the_words_remain(filled: Shelf, home: Home) -> None:
    filled.db.close()
    home.database.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(DamagedError, match="There is no good copy of it"):
        open_reader(home)
    assert kept(home) == WORDS, "exported from what there is"
    done = backups.restore(home)
    assert (done.copy, done.photos, done.waiting) == (None, 0, 2)
    assert kept(home) == WORDS


def test_a_damaged_copy_is_passed_over(filled: Shelf, home: Home) -> None:
    good, bad = make(home), make(home)
    data = bytearray(bad.path.read_bytes())
    data[8192:] = b"\xa5" * (len(data) - 8192)
    bad.path.write_bytes(data)
    filled.db.close()
    with pytest.raises(PhotoorgError, match="is no copy of a library that is whole"):
        backups.restore(home, bad)
    assert backups.restore(home).copy == good.path


@pytest.mark.parametrize("what", ["nothing", "text", "other"])
def test_what_is_no_copy_is_refused(what: str, filled: Shelf, home: Home, tmp_path: Path) -> None:
    place = tmp_path / "copy.db"
    if what == "text":
        place.write_text("no copy")
    elif what == "other":
        with sqlite3.connect(place) as other:
            other.execute("CREATE TABLE x (y)")
        other.close()
    with pytest.raises(PhotoorgError, match="is no copy of a library"):
        backups.restore(home, place)
    assert kept(home) == WORDS


def test_what_lay_beside_the_damaged_file_goes_with_it(filled: Shelf, home: Home) -> None:
    """A log of changes that meets another file would ruin it."""
    make(home)
    talk(filled)
    shutil.copytree(home.root, home.root.parent / "left open")
    left = Home(home.root.parent / "left open")
    assert (left.root / "library.db-wal").stat().st_size
    backups.restore(left)
    (aside,) = left.root.glob("library-damaged-*.db")
    assert aside.with_name(f"{aside.name}-wal").exists()
    assert kept(left) == WORDS | LATER
    assert kept(Home(left.root)) == kept(home)


def test_an_older_copy_is_brought_up_to_date(filled: Shelf, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from photoorg.library import schema

    copy = make(home)
    talk(filled)
    filled.db.close()
    monkeypatch.setattr(schema.MIGRATIONS, "_migrations", list(schema.MIGRATIONS._migrations))
    schema._migration("9999_test", "ALTER TABLE tags ADD COLUMN colour TEXT")
    spoil(home)
    assert backups.restore(home, copy).words == 4
    assert [one.number for one in backups.copies(home)] == [2, 1], "with a copy of what it was"


def test_a_library_that_was_left_open_is_examined(filled: Shelf, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from photoorg.library import store

    talk(filled)
    left = Home(home.root.parent / "left open")
    shutil.copytree(home.root, left.root)
    looked: list[Database] = []
    monkeypatch.setattr(store, "health", lambda db: looked.append(db) or "ok")
    open_writer(left).close()
    assert len(looked) == 1
    open_writer(left).close()
    assert len(looked) == 1, "it was closed"
    shutil.copytree(home.root, left.root, dirs_exist_ok=True)
    monkeypatch.setattr(store, "_EXAMINE_BYTES", 10)
    open_writer(left).close()
    open_writer(left).close()
    assert len(looked) == 1
    assert backups.is_due(left, Settings()), "a large one when it is copied next"


def test_a_library_that_is_in_use_is_not_suspect(filled: Shelf, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from photoorg.library import store

    talk(filled)
    looked: list[Database] = []
    monkeypatch.setattr(store, "health", lambda db: looked.append(db) or "ok")
    open_writer(home).close()
    monkeypatch.setattr(store, "_EXAMINE_BYTES", 10)
    subprocess.run([sys.executable, "-c", OPEN, str(home.root)], check=True)
    assert not looked
    assert not home.suspect.exists()
    talk(filled)  # nobody was shut out by it


OPEN = (
    "import sys; from pathlib import Path; from photoorg.library import store; from photoorg.settings import Home\n"
    "store._EXAMINE_BYTES = 10; store.open_writer(Home(Path(sys.argv[1]))).close()"
)


@pytest.mark.skipif(os.name != "posix", reason="POSIX only")
def test_copies_of_older_photoorgs_count_too(filled: Shelf, home: Home) -> None:
    old = home.backups / "library-20250101-000000-before-0002_understanding.db"
    shutil.copy(make(home).path, old)
    with sqlite3.connect(old) as opened:
        opened.execute("DROP TABLE marks")
    opened.close()
    os.utime(old, (1_700_000_000, 1_700_000_000))
    newer, older = backups.copies(home)
    assert (older.path, older.at, older.photos, older.words, older.healthy) == (old, 1_700_000_000, 2, 2, True)
    assert newer.number == 1


def test_what_was_taken_back_since_does_not_return(filled: Shelf, home: Home) -> None:
    make(home)
    judge(filled.db, [filled.ids["cat.jpg"]], "cat", None)
    new = filled.put("new.jpg")
    judge(filled.db, [new], "new", "added")
    judge(filled.db, [new], "new", None)
    filled.db.close()
    spoil(home)
    done = backups.restore(home)
    assert (done.words, done.waiting) == (1, 0)
    assert kept(home) == {("dog.jpg", "dog", "added")}
