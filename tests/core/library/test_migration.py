"""A library that photoorg 1 made, opened by this one."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator

import pytest

from photoorg.library import browse, catalog, schema, search
from photoorg.library.lost import lost_photos
from photoorg.library.shown import Because, tags_on
from photoorg.library.store import Database, health, open_reader, open_writer, writing
from photoorg.library.tagged import Rules, use_rules
from photoorg.outcomes import Evidence, Suggestion, Understanding
from photoorg.settings import Home

# What photoorg 1 wrote, as it wrote it. Photo 1: a dog, seen by two tasks; 2: what a person said of a cat; 3: no tags.
OLD = """
CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT);
INSERT INTO _sqlite_migrations VALUES (1, 'photoorg', '0001_spine', '2026-01-01');
INSERT INTO volumes VALUES (1, 'disk', '/');
INSERT INTO folders VALUES (1, 1, NULL, 'photos', 1);
INSERT INTO photos (id, identity, identity_scheme, read_version, taken_at, taken_source, added_at, format, width,
  height)
VALUES (1, X'01', '', 1, 30, 'photo', 7, 'jpeg', 4, 3), (2, X'02', '', 1, 20, 'photo', 7, 'jpeg', 4, 3),
       (3, X'03', '', 1, 10, 'photo', 7, 'jpeg', 4, 3);
INSERT INTO files VALUES (1, 1, 1, 'a.jpg', 9, 9, NULL), (2, 2, 1, 'b.jpg', 9, 9, NULL), (3, 3, 1, 'c.jpg', 9, 9, 5);
UPDATE photos SET file_id = id WHERE id < 3;
INSERT INTO tags VALUES (1, 'dog'), (2, 'ape'), (3, 'cat'), (4, 'Tom'), (5, 'faint'), (6, 'pet');
INSERT INTO suggestions VALUES (1, 'classify', 1, 0.8, 0), (1, 'detect', 1, 0.6, 0), (1, 'classify', 2, 0.7, 0.8),
  (1, 'classify', 5, 0.29, 0), (2, 'classify', 3, 0.9, 0), (2, 'classify', 6, 0.5, 0);
INSERT INTO verdicts VALUES (2, 3, 'rejected', 70), (2, 4, 'added', 71), (2, 6, 'accepted', 72);
INSERT INTO photo_tag VALUES (1, 30, 1, 0.8), (4, 20, 2, 1.0), (6, 20, 2, 1.0);
INSERT INTO derived_with VALUES ('min_confidence', 0.3);
INSERT INTO analyses VALUES (1, 'classify', 'old', 'Old model', 8), (2, 'classify', 'old', 'Old model', 8);
INSERT INTO vectors VALUES (1, 'classify', X'0000');
"""
WORDS = [(2, 3, "rejected", 70), (2, 4, "added", 71), (2, 6, "accepted", 72)]


def test_the_first_migration_is_as_it_was_released() -> None:
    released = "6dd9b59229e9f6ad"
    assert hashlib.sha256(schema._SPINE.encode()).hexdigest()[:16] == released, "a migration is never edited: add one"


@pytest.fixture
def old(home: Home) -> Home:
    home.create()
    with sqlite3.connect(home.database) as db:
        db.executescript(schema._SPINE + OLD)
    db.close()
    return home


@pytest.fixture
def db(old: Home) -> Iterator[Database]:
    connection = open_writer(old)
    yield connection
    connection.close()


def test_it_opens_whole_with_a_copy_of_what_it_was(old: Home, db: Database) -> None:
    assert health(db) == "ok"
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    (copy,) = old.backups.iterdir()
    with sqlite3.connect(copy) as before:
        assert before.execute("SELECT COUNT(*) FROM suggestions").fetchone() == (6,)
    before.close()


def test_a_persons_words_are_all_there(db: Database) -> None:
    rows = "SELECT photo_id, tag_id, verdict, at FROM verdicts ORDER BY tag_id"
    assert db.conn.execute(rows).fetchall() == WORDS
    assert dict(browse.tags_of(db, [2])[2]) == {"Tom": 1.0, "pet": 1.0}
    for version in ("1", "2"):
        with writing(db):
            catalog.save_findings(db, [catalog.Finding(2, "classify", version, "New", Evidence({"n1": 0.9}))])
            catalog.save_understandings(db, {2: Understanding((Suggestion("cat", 0.99),))}, version)
            use_rules(db, Rules(0.9, {"cat": 0.5 / int(version)}))
        assert db.conn.execute(rows).fetchall() == WORDS
        assert dict(browse.tags_of(db, [2])[2]) == {"Tom": 1.0, "pet": 1.0}


def test_what_was_shown_is_shown_until_the_photo_is_looked_at_again(db: Database) -> None:
    assert search.search(db, "dog").ids.tolist() == [1]
    (dog,) = tags_on(db, [1])[1]
    assert (dog.name, dog.confidence, dog.because) == ("dog", 0.8, (Because("classify", "Old model", "old", 0.8),))
    before = db.conn.execute("SELECT * FROM photo_tag ORDER BY 1, 3").fetchall()
    with writing(db):
        catalog.tagged.refresh(db, [1, 2, 3])
    assert db.conn.execute("SELECT * FROM photo_tag ORDER BY 1, 3").fetchall() == before
    with writing(db):
        catalog.save_findings(db, [catalog.Finding(1, "classify", "new", "New", Evidence({"n1": 0.9}))])
        catalog.save_understandings(db, {1: Understanding((Suggestion("wolf", 0.9),))}, "1")
    assert [name for name, _ in browse.tags_of(db, [1])[1]] == ["wolf"]


def test_nobody_has_counted_people_or_looked_for_what_is_sensitive(db: Database) -> None:
    found = browse.details(db, 1)
    assert found is not None
    assert (found.people, found.sensitive, found.graphic, found.regions) == (None, None, None, ())
    for query in ("people>=0", "people:0", "is:nobody", "faces>=0", "sensitive>=0", "is:portrait", "is:graphic"):
        assert search.count(db, query) == 0, query
    assert catalog.not_understood(db, "1") == [], "without evidence there is nothing to understand"


def test_every_photo_is_due_for_a_look(db: Database) -> None:
    versions = {"classify": "new"}
    assert [photo.photo_id for photo in catalog.waiting(db, versions, [1])] == [1, 2]
    assert lost_photos(db, versions) == {}


def test_a_reader_that_comes_first_migrates_too(old: Home) -> None:
    reader = open_reader(old)
    assert search.search(reader, "Tom").ids.tolist() == [2]
    reader.close()


@pytest.mark.skipif(os.name != "posix", reason="POSIX only")
def test_half_a_migration_is_none(old: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema.MIGRATIONS, "_migrations", schema.MIGRATIONS._migrations[:1])
    schema._migration("0002_understanding", schema._UNDERSTANDING + "SELECT nonsense")
    with pytest.raises(Exception, match="nonsense"):
        open_writer(old)
    with sqlite3.connect(old.database) as db:
        assert db.execute("SELECT COUNT(*) FROM suggestions").fetchone() == (6,)
        assert db.execute("SELECT * FROM verdicts ORDER BY tag_id").fetchall() == WORDS
    db.close()
