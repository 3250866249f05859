"""The columns that are kept beside a library: used as far as they fit, and thrown away for anything odd."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from shelf import Shelf

from photoorg.library import backups, columns, marks
from photoorg.library.columns import cache
from photoorg.library.edits import judge
from photoorg.library.facets import facets
from photoorg.library.search import count, search
from photoorg.library.store import Database, open_reader, open_writer, writing
from photoorg.settings import Home, Settings

QUERIES = ("dog", "-dog", "camera:canon", "name:1", "iso>=100", "folder:pictures", "is:located")


@pytest.fixture(autouse=True)
def small_ones_are_kept_too(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(cache, "_LEAST", 0)
    columns.forget()
    yield
    columns.forget()


@pytest.fixture
def kept(shelf: Shelf) -> Shelf:
    """A library with columns on the disk."""
    for number in range(8):
        facts = {"camera": ("Canon", "Nikon")[number % 2], "iso": 100 * number, "latitude": 1.5}
        shelf.put(f"{number}.jpg", [("dog", 0.9)] if number % 3 else [], facts=facts)
    asked(shelf)
    columns.forget()
    return shelf


def asked(shelf: Shelf) -> object:
    return [search(shelf.db, query).ids.tolist() for query in QUERIES], facets(shelf.db, "")


def fresh(shelf: Shelf, home: Home) -> object:
    columns.forget()
    cache.forget(home)
    return asked(shelf)


def files(home: Home) -> list[Path]:
    return sorted(home.cache.glob("search-*"))


def test_they_are_used_again(kept: Shelf, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"search-base.npz", "search-folders.npz", "search-text-camera.npz"} <= {one.name for one in files(home)}
    times = [one.stat().st_mtime_ns for one in files(home)]
    monkeypatch.setattr("photoorg.library.columns.Building.go_on", None)
    found = asked(kept)
    assert [one.stat().st_mtime_ns for one in files(home)] == times
    monkeypatch.undo()
    assert found == fresh(kept, home)


def test_what_has_changed_since_is_read(kept: Shelf, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    judge(kept.db, [1, 2], "dog", "rejected")
    kept.put("new.jpg", [("dog", 0.5)])
    with monkeypatch.context() as patch:
        patch.setattr("photoorg.library.columns.Building.go_on", None)
        found = asked(kept)
    assert found == fresh(kept, home)


def spoil(path: Path, **changes: object) -> None:
    with np.load(path) as there:
        arrays = {**there, **{name: np.array(value) for name, value in changes.items()}}
    np.savez(path, **arrays)


ODD = {
    "of a future": lambda base: spoil(base, commits=10**6),
    "of another library": lambda base: spoil(base, facts="1 2 3"),
    "lengths": lambda base: spoil(base, taken=np.zeros(3, np.int64)),
    "slots": lambda base: spoil(base, slots=np.full_like(np.load(base)["slots"], 99)),
    "fewer values": lambda base: spoil(base, values=np.zeros(1, np.float32)),
    "cut short": lambda base: base.write_bytes(base.read_bytes()[:-100]),
    "one bit": lambda base: base.write_bytes(flipped(base.read_bytes())),
    "empty": lambda base: base.write_bytes(b""),
    "no archive": lambda base: base.write_bytes(b"hello"),
    "gone": lambda base: base.unlink(),
}


def flipped(data: bytes) -> bytes:
    middle = len(data) // 3
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def without_one(base: Path) -> None:
    with np.load(base) as there:
        slots = there["slots"]
        short = {name: there[name][:-1] for name in ("id", "taken", "present")}
        rows = {"slots": np.minimum(slots, len(there["id"]) - 2)}
    spoil(base, **short, **rows)


ODD["a photo too few"] = without_one


@pytest.mark.parametrize("odd", ODD)
def test_anything_odd_is_thrown_away(odd: str, kept: Shelf, home: Home) -> None:
    ODD[odd](home.cache / "search-base.npz")
    assert asked(kept) == fresh(kept, home)


@pytest.mark.parametrize("part", ["folders", "text-camera", "number-iso", "text-name"])
def test_a_part_that_is_odd_is_read_anew(part: str, kept: Shelf, home: Home) -> None:
    path = home.cache / f"search-{part}.npz"
    for data in (path.read_bytes()[:-50], b"", flipped(path.read_bytes())):
        columns.forget()
        path.write_bytes(data)
        assert asked(kept) == fresh(kept, home)
    spoil(path, stamp="another")
    columns.forget()
    assert asked(kept) == fresh(kept, home)


def test_after_a_restore_they_are_those_of_the_copy(kept: Shelf, home: Home) -> None:
    copy, _ = backups.make(home, Settings())
    for number in range(20, 30):
        kept.put(f"{number}.jpg", [("dog", 0.9)])
    assert count(kept.db, "") == 18
    kept.db.close()
    backups.restore(home, copy)
    assert files(home) == []
    db = open_writer(home)
    assert count(db, "-x") == 8
    columns.forget()
    assert count(db, "-x") == 8
    db.close()


@pytest.mark.parametrize("more", [0, 1, 12])
def test_an_older_library_in_the_same_file_is_another(more: int, kept: Shelf, home: Home) -> None:
    """Copied over it, with its number on the disk and all its marks: however much is stored since."""
    kept.db.close()
    older = home.database.read_bytes()
    db = open_writer(home)
    for _ in range(3):
        judge(db, [kept.ids["0.jpg"]], "dog", "added")
        judge(db, [kept.ids["0.jpg"]], "cat", "added")
    cache.forget(home)
    columns.forget()
    assert count(db, "dog") == 6
    db.close()
    columns.forget()
    with home.database.open("rb+") as file:
        file.write(older)
        file.truncate()
    home.words.unlink()  # or what was said since would come in again
    db = open_writer(home)
    for _ in range(more):
        judge(db, [kept.ids["1.jpg"]], "bird", "added")
    assert count(db, "dog") == 5
    assert count(db, "0.jpg cat") == 0
    db.close()


def test_a_new_writer_leaves_them_in_use(kept: Shelf, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        db = open_writer(home)
        judge(db, [kept.ids["0.jpg"]], "cat", "added")
        judge(db, [kept.ids["0.jpg"]], "cat", None)
        db.close()
    columns.forget()
    monkeypatch.setattr(columns, "Building", None)  # nothing is built
    asked(kept)


def test_of_writers_the_latest_are_known(db: Database) -> None:
    before = {name for name in marks.read(db.conn) if name.startswith("writer")}
    for _ in range(320):
        with writing(db):
            db.conn.execute("UPDATE marks SET value = value + 1 WHERE name = 'commits'")
            marks.note_writer(db.conn)
    names = [name for name in marks.read(db.conn) if name.startswith("writer")]
    assert len(names) == 300
    assert not before & set(names)
    commits = marks.read(db.conn)["commits"]
    assert marks.writer_at(db.conn, commits).split()[1] != marks.writer_at(db.conn, commits - 2).split()[1]
    assert marks.writer_at(db.conn, 1) == ""


def test_where_nothing_can_be_written_they_are_not_kept(shelf: Shelf, home: Home) -> None:
    shelf.put("a.jpg", [("dog", 0.9)])
    for old in files(home):
        old.unlink()
    (home.cache / "search-base.npz").mkdir()  # nothing can be put in its place
    assert count(shelf.db, "dog") == 1
    columns.forget()
    assert count(shelf.db, "dog") == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from photoorg.library.columns import cache
from photoorg.library.search import count
from photoorg.library.store import open_reader
from photoorg.settings import Home, Settings
cache._LEAST = 0
real = Path.replace
def killed(self, target):
    os.kill(os.getpid(), signal.SIGKILL)
Path.replace = killed
count(open_reader(Home(Path(sys.argv[1]))), "dog")
"""


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_killed_while_it_writes_a_process_leaves_nothing_that_is_used(shelf: Shelf, home: Home) -> None:
    for number in range(8):
        shelf.put(f"{number}.jpg", [("dog", 0.9)])
    done = subprocess.run([sys.executable, "-c", KILLED, str(home.root)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert [one.suffix for one in files(home)] == [".partial"]
    assert count(shelf.db, "dog") == 8
    assert {one.suffix for one in files(home)} == {".npz"}, "what was not finished is gone"
    reader = open_reader(home)
    columns.forget()
    assert count(reader, "dog") == 8
    reader.close()
