"""The library's file: making, migrating, refusing, sharing between processes."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from shelf import Shelf
from sqlite_utils import Database

from photoorg.library import connection, head, schema
from photoorg.library.schema import MIGRATIONS, known_names
from photoorg.library.store import health, open_reader, open_writer, writing
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

ROOT = Path(__file__).resolve().parents[3]
NEXT = "9999_test"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def add_tag(db: Database, name: str) -> None:
    with writing(db):
        db.conn.execute("INSERT INTO tags (name) VALUES (?)", (name,))


def tag_names(db: Database) -> list[str]:
    return [name for (name,) in db.conn.execute("SELECT name FROM tags ORDER BY name")]


@pytest.fixture
def next_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a later photoorg had one migration more."""
    monkeypatch.setattr(MIGRATIONS, "_migrations", list(MIGRATIONS._migrations))
    schema._migration(NEXT, "ALTER TABLE tags ADD COLUMN colour TEXT;\nUPDATE tags SET colour = 'red'")


@pytest.fixture
def old_library(home: Home) -> Home:
    db = open_writer(home)
    add_tag(db, "dog")
    db.close()
    return home


def test_a_new_library_is_whole(home: Home) -> None:
    db = open_writer(home)
    assert health(db) == "ok"
    assert db.conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert db.conn.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert db.conn.execute("PRAGMA synchronous").fetchone()[0] == 2
    tables = {
        "volumes",
        "folders",
        "photos",
        "files",
        "tags",
        "suggestions",
        "verdicts",
        "analyses",
        "problems",
        "jobs",
    }
    assert tables <= set(db.table_names())
    assert {step.name for step in MIGRATIONS.applied(db)} == known_names()
    db.close()
    assert not list(home.backups.iterdir())
    open_writer(home).close()
    assert not list(home.backups.iterdir())


def test_an_older_library_is_migrated_with_a_copy_first(old_library: Home, next_migration: None) -> None:
    db = open_writer(old_library)
    assert db.conn.execute("SELECT name, colour FROM tags").fetchall() == [("dog", "red")]
    db.close()
    (copy,) = old_library.backups.iterdir()
    assert NEXT in copy.name
    with sqlite3.connect(copy) as before:
        assert [row[1] for row in before.execute("PRAGMA table_info(tags)")] == ["id", "name"]
        assert before.execute("SELECT name FROM tags").fetchall() == [("dog",)]
    before.close()


def test_a_reader_has_an_older_library_migrated(old_library: Home, next_migration: None) -> None:
    db = open_reader(old_library)
    assert db.conn.execute("SELECT colour FROM tags").fetchone() == ("red",)
    db.close()
    assert len(list(old_library.backups.iterdir())) == 1


def test_a_migration_that_fails_changes_nothing(old_library: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MIGRATIONS, "_migrations", list(MIGRATIONS._migrations))
    schema._migration(NEXT, "ALTER TABLE tags ADD COLUMN colour TEXT;\nSELECT nonsense")
    with pytest.raises(PhotoorgError, match="cannot be used: no such column: nonsense"):
        open_writer(old_library)
    with sqlite3.connect(old_library.database) as db:
        assert [row[1] for row in db.execute("PRAGMA table_info(tags)")] == ["id", "name"]
    db.close()


@pytest.mark.parametrize("opening", [open_writer, open_reader])
def test_a_newer_library_is_refused_and_left_as_it_is(old_library: Home, opening: object) -> None:
    db = Database(old_library.database)
    db["_sqlite_migrations"].insert({"migration_set": "photoorg", "name": "0099_later", "applied_at": "2040"})
    db.close()
    before = digest(old_library.database)
    with pytest.raises(PhotoorgError, match=r"made by a newer photoorg \(it has 0099_later\). Update photoorg"):
        opening(old_library)  # type: ignore[operator]
    assert digest(old_library.database) == before
    assert sorted(path.name for path in old_library.root.glob("library.db*")) == ["library.db"]


@pytest.mark.parametrize("opening", [open_writer, open_reader])
def test_what_is_no_database_is_refused(home: Home, opening: object) -> None:
    home.create()
    home.database.write_text("Dear diary, this is no database but a text that is long enough. " * 20)
    before = digest(home.database)
    with pytest.raises(PhotoorgError, match="damaged or not a photoorg library"):
        opening(home)  # type: ignore[operator]
    assert digest(home.database) == before


def test_a_database_of_another_program_is_left_as_it_is(home: Home) -> None:
    home.create()
    with sqlite3.connect(home.database) as other:
        other.execute("CREATE TABLE photos (other TEXT)")
    other.close()
    before = digest(home.database)
    with pytest.raises(PhotoorgError, match="cannot be used: table photos already exists"):
        open_writer(home)
    assert digest(home.database) == before


def test_every_truncation_gives_a_sentence_or_a_working_library(old_library: Home) -> None:
    whole = old_library.database.read_bytes()
    for part in (1, 50, 99, 100, 1000, 4096, 10_000, len(whole) // 2, len(whole) - 4096, len(whole) - 1):
        for name in ("library.db-wal", "library.db-shm"):
            (old_library.root / name).unlink(missing_ok=True)
        old_library.database.write_bytes(whole[:part])
        try:
            db = open_writer(old_library)
        except PhotoorgError as error:
            sentence = str(error)
        else:
            sentence = health(db)
            db.close()
        assert sentence == "ok" or "library.db" in sentence or "***" in sentence, part


def test_damage_in_the_middle_is_found(home: Home) -> None:
    db = open_writer(home)
    for number in range(2000):
        db.conn.execute("INSERT INTO tags (name) VALUES (?)", (f"a rather long name of a tag {number}",))
    db.conn.commit()
    db.close()
    data = bytearray(home.database.read_bytes())
    data[-40_000:-20_000] = b"\xff" * 20_000
    home.database.write_bytes(data)
    db = open_writer(home)
    assert health(db) != "ok"
    db.close()


def test_an_empty_file_becomes_a_library(home: Home) -> None:
    home.create()
    home.database.touch()
    open_reader(home).close()
    db = open_writer(home)
    assert health(db) == "ok"
    db.close()


def test_a_reader_needs_a_library(home: Home) -> None:
    with pytest.raises(PhotoorgError, match=r"There is no library in .* yet"):
        open_reader(home)
    assert not home.database.exists()


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM tags", "INSERT INTO tags (name) VALUES ('x')", "CREATE TABLE x (y)", "DROP TABLE tags"],
)
def test_a_reader_cannot_write(old_library: Home, statement: str) -> None:
    db = open_reader(old_library)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.conn.execute(statement)
    assert tag_names(db) == ["dog"]
    db.close()


def test_a_reader_sees_what_is_committed_and_no_more(old_library: Home) -> None:
    writer, reader = open_writer(old_library), open_reader(old_library)
    with writing(writer):
        writer.conn.execute("INSERT INTO tags (name) VALUES ('cat')")
        assert tag_names(reader) == ["dog"]
    assert tag_names(reader) == ["cat", "dog"]
    reader.close()
    writer.close()


def test_a_transaction_is_all_or_nothing(db: Database) -> None:
    def fail() -> None:
        with writing(db):
            db.conn.execute("INSERT INTO tags (name) VALUES ('cat')")
            raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        fail()
    assert tag_names(db) == []
    add_tag(db, "dog")
    assert tag_names(db) == ["dog"]


def test_a_full_disk_is_told_in_a_sentence(shelf: Shelf) -> None:
    shelf.put("kept.jpg")
    pages = shelf.db.conn.execute("PRAGMA page_count").fetchone()[0]
    shelf.db.conn.execute(f"PRAGMA max_page_count = {pages + 1}")

    def fill() -> None:
        with writing(shelf.db):
            for number in range(100_000):
                shelf.db.conn.execute("INSERT INTO tags (name) VALUES (?)", (f"tag number {number}",))

    with pytest.raises(PhotoorgError, match="cannot be used: database or disk is full"):
        fill()
    assert tag_names(shelf.db) == []
    assert shelf.names("") == ["kept.jpg"]


WRITE_MANY = """
import sys
from pathlib import Path
from photoorg.library.store import open_writer, writing
from photoorg.settings import Home
db = open_writer(Home(Path(sys.argv[1])))
for number in range(40):
    with writing(db):
        db.conn.execute("INSERT INTO tags (name) VALUES (?)", (f"{sys.argv[2]}-{number}",))
db.close()
"""


def test_processes_that_make_and_write_one_library_at_once(home: Home) -> None:
    command = [sys.executable, "-c", WRITE_MANY, str(home.root)]
    writers = [
        subprocess.Popen([*command, str(number)], cwd=ROOT, stderr=subprocess.PIPE, text=True) for number in range(4)
    ]
    errors = [writer.communicate(timeout=60)[1] for writer in writers]
    assert errors == [""] * 4
    db = open_reader(home)
    assert len(tag_names(db)) == 160
    assert health(db) == "ok"
    db.close()


def test_waiting_for_another_writer_ends_in_a_sentence(old_library: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_MS", 50)
    first, second = open_writer(old_library), open_writer(old_library)
    with writing(first), pytest.raises(PhotoorgError, match="cannot be used: database is locked"):
        add_tag(second, "cat")
    add_tag(second, "cat")
    first.close()
    second.close()


def test_a_place_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PhotoorgError, match="Cannot keep a library in"):
        open_writer(Home(tmp_path / "file"))


READ_ONLY = """
import os, sys
from pathlib import Path
from photoorg.library.store import open_reader, open_writer
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home
os.setgroups([]); os.setgid(65534); os.setuid(65534)
for opening in (open_writer, open_reader):
    try:
        opening(Home(Path(sys.argv[1])))
        print("opened")
    except PhotoorgError as error:
        print("told:", error)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
def test_a_folder_that_may_not_be_written(old_library: Home, tmp_path_factory: pytest.TempPathFactory) -> None:
    for folder in (old_library.root, *old_library.root.parents):
        if folder.is_relative_to(tmp_path_factory.getbasetemp().parent):
            folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(old_library.root)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["told", "opened"], done.stdout


def test_rows_that_others_point_at_are_found_by_an_index(db: Database) -> None:
    """Taking a row out makes SQLite look for those that point at it: without an index, through the whole table."""
    lacking = []
    for child in ("files", "photos", "suggestions", "verdicts", "analyses", "vectors"):
        indexed = {db.conn.execute(f"PRAGMA index_info({name})").fetchone()[2]
                   for _, name, *_ in db.conn.execute(f"PRAGMA index_list({child})").fetchall()}  # fmt: skip
        for _, _, parent, column, *_ in db.conn.execute(f"PRAGMA foreign_key_list({child})").fetchall():
            if parent in {"photos", "files"} and column not in indexed:
                lacking.append(f"{child}.{column}")
    assert lacking == []


_OTHER = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1])
print(other.execute("SELECT COUNT(*) FROM tags").fetchone()[0])
other.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="locks belong to who opened the file there")
def test_a_reader_that_is_closed_does_not_take_the_writers_locks_away(home: Home) -> None:
    """Else another process that ends removes the log, and what is stored from then on is lost with it."""
    db = open_writer(home)
    log = home.database.with_name(f"{home.database.name}-wal")
    try:
        add_tag(db, "first")
        number = log.stat().st_ino
        for _ in range(2):
            open_reader(home).close()
            other = subprocess.run([sys.executable, "-c", _OTHER, home.database], capture_output=True, check=True)
            assert log.stat().st_ino == number
        add_tag(db, "second")
        other = subprocess.run([sys.executable, "-c", _OTHER, home.database], capture_output=True, check=True)
        assert int(other.stdout) == 2
    finally:
        db.close()


def test_the_first_bytes_of_many_files(tmp_path: Path) -> None:
    """Few of them stay open, and those that are in use do."""
    files = [tmp_path / str(number) for number in range(40)]
    for file in files:
        file.write_bytes(b"head" + file.name.encode())
    first = files[0].stat()
    for file in files:
        assert head.first_bytes(file, 4, lambda: {(first.st_dev, first.st_ino)}) == b"head"
    assert (first.st_dev, first.st_ino) in head._held
    assert len(head._held) <= head._MOST + 2
    with pytest.raises(FileNotFoundError):
        head.first_bytes(tmp_path / "none", 4, set)
