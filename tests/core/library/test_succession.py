"""Which photo a file that was read holds, and what becomes of photos that turn out to be one."""

from __future__ import annotations

import pytest
from shelf import Shelf, identity_of, seconds

from photoorg.library import browse, catalog, places, sketches
from photoorg.library import words as spoken
from photoorg.library.edits import describe, judge
from photoorg.library.lost import lost_photos, seen_photos
from photoorg.library.records import shown_as
from photoorg.library.store import health, writing
from photoorg.library.succession import has_older

DOG = [("dog", 0.8), ("animal", 0.9)]


@pytest.fixture(autouse=True)
def still_sound(shelf: Shelf) -> object:
    yield
    assert health(shelf.db) == "ok"
    assert shelf.db.conn.execute("PRAGMA foreign_key_check").fetchall() == []


def read(
    shelf: Shelf, name: str, content: str, older: str = "", orientation: int = 1, width: int = 640, **changes: int
) -> int:
    """What this photoorg reads: the coded picture's identity, with the file's where that is asked for."""
    photo = catalog.PhotoRecord(
        identity_of(content),
        {"format": "jpeg", "width": width, "height": 480},
        seconds("2024-05-04T10:00:00"),
        identity_scheme="coded",
        orientation=orientation,
        older=identity_of(older) if older else None,
    )
    file = shelf.record(name, **changes)
    with writing(shelf.db):
        photo_id = catalog.save_reading(shelf.db, file, photo)
        spoken.settle(shelf.db, [photo_id])
        return photo_id


def words(shelf: Shelf, photo_id: int) -> dict[str, str]:
    found = browse.details(shelf.db, photo_id)
    assert found is not None
    return {tag.name: tag.verdict for tag in found.tags if tag.verdict}


def count(shelf: Shelf, table: str) -> int:
    return int(shelf.db.conn.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])  # noqa: S608


def test_the_new_identity_takes_the_place_of_the_older(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg", DOG, content="whole file")
    with writing(shelf.db):
        shelf.db.conn.execute("UPDATE photos SET identity_scheme = 'file', orientation = NULL")
    assert has_older(shelf.db, "file", ("png", "jpeg"))
    assert not has_older(shelf.db, "file", ("png",))
    assert read(shelf, "a.jpg", "picture", "whole file") == photo_id
    assert not has_older(shelf.db, "file", ("png", "jpeg"))
    assert shelf.names("dog") == ["a.jpg"], "nothing is looked at again"
    assert shelf.put("b.jpg", content="picture") == photo_id


def test_nothing_of_a_person_is_lost_when_two_become_one(shelf: Shelf) -> None:
    first, second = shelf.put("a.jpg", DOG, content="file a"), shelf.put("b.jpg", DOG, content="file b")
    for photo_id, verdict, at in ((first, "rejected", 60), (second, "accepted", 50)):
        judge(shelf.db, [photo_id], f"only {photo_id}", "added")
        judge(shelf.db, [photo_id], "dog", verdict)  # type: ignore[arg-type]
        describe(shelf.db, [photo_id], "en", f"words of {at}")
        with writing(shelf.db):
            for table in ("verdicts", "sentences"):
                shelf.db.conn.execute(f"UPDATE {table} SET at = ? WHERE photo_id = ?", (at, photo_id))  # noqa: S608
    assert read(shelf, "b.jpg", "picture", "file b") == second
    assert read(shelf, "a.jpg", "picture", "file a") == second
    assert words(shelf, second) == {f"only {first}": "added", f"only {second}": "added", "dog": "rejected"}
    found = browse.details(shelf.db, second)
    assert found is not None
    assert found.sentences["en"].text == "words of 60"
    assert len(found.paths) == 2
    assert count(shelf, "photos") == 1
    assert shelf.tags(second) == [f"only {first}", f"only {second}", "animal"]


@pytest.mark.parametrize(("orientation", "kept"), [(1, True), (6, False)])
def test_what_was_seen_is_kept_from_the_one_that_was_looked_at(shelf: Shelf, orientation: int, kept: bool) -> None:
    old = shelf.put("a.jpg", DOG, content="file a")
    new = read(shelf, "b.jpg", "picture")
    assert count(shelf, "analyses") == 1
    assert read(shelf, "c.jpg", "picture", "file a", orientation) == new != old
    assert shelf.names("dog") == (["a.jpg"] if kept else [])
    assert count(shelf, "analyses") == kept


def sketch(shelf: Shelf, photo_id: int, content: bytes) -> None:
    with writing(shelf.db):
        sketches.save(shelf.db, [(sketches.LIKENESS, photo_id, content)])
        sketches.complete(shelf.db, "1")


def sketched(shelf: Shelf) -> list[tuple[int, bytes]]:
    return shelf.db.conn.execute("SELECT photo_id, sketch FROM sketches").fetchall()


def test_an_edit_is_compared_by_no_sketch_of_what_was_there(shelf: Shelf) -> None:
    photo_id = read(shelf, "a.jpg", "original")
    shelf.find(photo_id, DOG)
    sketch(shelf, photo_id, b"old")
    assert read(shelf, "a.jpg", "edit", width=320) == photo_id
    assert sketched(shelf) == []


def test_two_that_become_one_keep_the_sketch_of_what_was_seen(shelf: Shelf) -> None:
    old = shelf.put("a.jpg", DOG, content="file a")
    sketch(shelf, old, b"seen")
    new = read(shelf, "b.jpg", "picture")
    assert read(shelf, "c.jpg", "picture", "file a") == new != old
    assert sketched(shelf) == [(new, b"seen")]
    assert sketches.lacking(shelf.db, "1") == []
    both = shelf.put("d.jpg", DOG, content="file d")
    sketch(shelf, both, b"other")
    assert read(shelf, "c.jpg", "picture", "file d") == new
    assert sketched(shelf) == [(new, b"seen")], "of one that was looked at its own"


def test_a_file_that_says_something_else_is_read_again_when_it_comes_first(shelf: Shelf) -> None:
    photo_id = read(shelf, "a.jpg", "picture")
    read(shelf, "b.jpg", "picture", width=9)
    read(shelf, "c.jpg", "picture")
    anew = "SELECT read_version = 0 FROM photos"
    assert shelf.names("width:640") == ["a.jpg"]
    assert shelf.db.conn.execute(anew).fetchone() == (0,)
    shelf.miss("a.jpg")
    assert shelf.db.conn.execute(anew).fetchone() == (1,)
    assert read(shelf, "b.jpg", "picture", width=9) == photo_id
    assert shelf.db.conn.execute(anew).fetchone() == (0,)
    assert shelf.names("width:9") == ["b.jpg"]
    shelf.miss("b.jpg")
    assert shelf.db.conn.execute(anew).fetchone() == (1,), "it said what the first one said, and does no more"


def test_turned_is_looked_at_again_and_a_turned_copy_is_not(shelf: Shelf) -> None:
    photo_id = read(shelf, "a.jpg", "picture")
    shelf.find(photo_id, DOG)
    judge(shelf.db, [photo_id], "Rex", "added")
    read(shelf, "b.jpg", "picture", orientation=6)
    assert shelf.tags(photo_id) == ["Rex", "animal", "dog"]
    read(shelf, "a.jpg", "picture", orientation=6)
    assert shelf.tags(photo_id) == ["Rex"]
    assert count(shelf, "analyses") == count(shelf, "evidence") == count(shelf, "vectors") == 0
    assert browse.cards(shelf.db, [photo_id])[photo_id].identity == shown_as(identity_of("picture"), 6)


def test_photos_that_every_task_has_seen(shelf: Shelf) -> None:
    photo_id = read(shelf, "a.jpg", "picture", mtime_ns=5)
    shelf.find(photo_id, DOG)
    read(shelf, "b.jpg", "picture", width=9, mtime_ns=6)
    read(shelf, "c.jpg", "not seen")
    files = [shelf.file_id(name) or 0 for name in ("a.jpg", "c.jpg")]
    assert seen_photos(shelf.db, {"classify": "1"}, files) == {identity_of("picture"): 1}
    assert seen_photos(shelf.db, {"classify": "2"}, files) == {}
    assert lost_photos(shelf.db, {"classify": "1"}) == {}
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        shelf.miss(name)
    (found,) = lost_photos(shelf.db, {"classify": "1"}).values()
    assert (found.photo_id, found.orientation) == (photo_id, 1)
    assert found.places == frozenset(), "its first file went first: what the other says was not read yet"


# --- edited in place, and the original turns up again


def test_an_original_that_was_moved_and_replaced_by_its_edit_keeps_its_words(shelf: Shelf) -> None:
    """As while watching: the folder that it was moved to is busy, and looked at after the one it came from."""
    photo_id = read(shelf, "a.jpg", "original")
    judge(shelf.db, [photo_id], "Rex", "added")
    describe(shelf.db, [photo_id], "en", "Rex at the lake.")
    assert read(shelf, "a.jpg", "edit", width=320) == photo_id
    assert words(shelf, photo_id) == {"Rex": "added"}
    back = read(shelf, "moved.jpg", "original")
    assert back != photo_id
    assert words(shelf, back) == {"Rex": "added"}
    assert shelf.db.conn.execute("SELECT text FROM sentences").fetchall() == [("Rex at the lake.",)] * 2
    assert count(shelf, "waiting_words") == 0
    assert shelf.names("Rex") == ["a.jpg", "moved.jpg"]


def test_words_that_wait_for_an_original_do_not_come_back_when_its_edit_is_undone(shelf: Shelf) -> None:
    photo_id = read(shelf, "a.jpg", "original")
    judge(shelf.db, [photo_id], "Rex", "added")
    read(shelf, "a.jpg", "edit", width=320)
    judge(shelf.db, [photo_id], "Rex", None)
    assert read(shelf, "a.jpg", "original") == photo_id
    assert words(shelf, photo_id) == {}


def test_words_that_wait_for_an_original_are_kept_through_all_else(shelf: Shelf) -> None:
    photo_id = read(shelf, "a.jpg", "original")
    judge(shelf.db, [photo_id], "Rex", "added")
    read(shelf, "a.jpg", "edit", width=320)
    other = read(shelf, "b.jpg", "other")
    assert words(shelf, other) == {}
    with writing(shelf.db):
        places.mark_missing(shelf.db, [shelf.file_id("a.jpg") or 0])
    assert [word.of.identity for word in spoken.export(shelf.db)] == [identity_of("edit"), identity_of("original")]
    assert words(shelf, read(shelf, "c.jpg", "original")) == {"Rex": "added"}
