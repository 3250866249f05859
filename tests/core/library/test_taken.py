"""When a photo was taken, as a person says: it goes before the file's, which is kept and goes on being read."""

from __future__ import annotations

from pathlib import Path

import pytest
from shelf import Shelf, identity_of, seconds

from photoorg.library import browse, bulk, catalog, keepers, notes, salvage, words
from photoorg.library.bulk import Edit
from photoorg.library.finding import find
from photoorg.library.store import open_writer, writing
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

FILE, MINE = "2024-05-04T10:00:00", "2019-12-24T18:30:00"
DOG = [("dog", 0.9)]


def say(shelf: Shelf, *names: str, **edit: object) -> None:
    bulk.apply(shelf.db, [shelf.ids[name] for name in names], Edit(**edit))  # type: ignore[arg-type]


def dates(shelf: Shelf, name: str) -> tuple[int, str, int | None]:
    found = browse.details(shelf.db, shelf.ids[name])
    assert found is not None
    facts = {field.name: value for field, value in found.facts}
    row = shelf.db.conn.execute("SELECT taken_at FROM photo_tag WHERE photo_id = ?", (found.photo_id,)).fetchall()
    assert all(taken == facts["taken"] for (taken,) in row)
    return int(str(facts["taken"])), found.taken_source, found.file_taken


def test_what_a_person_says_goes_before_the_file(shelf: Shelf) -> None:
    shelf.put("a.jpg", DOG)
    shelf.put("b.jpg", DOG, taken="2022-01-01T00:00:00")
    assert shelf.names("dog", "taken") == ["a.jpg", "b.jpg"]
    say(shelf, "a.jpg", taken=MINE)
    assert dates(shelf, "a.jpg") == (seconds(MINE), "person", seconds(FILE))
    assert shelf.names("dog", "taken") == ["b.jpg", "a.jpg"]
    assert shelf.names("taken:2019-12 year:2019 month:december") == ["a.jpg"]
    assert (shelf.names("taken:2024"), shelf.names("is:redated")) == ([], ["a.jpg"])
    say(shelf, "a.jpg", taken="")
    assert dates(shelf, "a.jpg") == (seconds(FILE), "photo", None)
    assert (shelf.names("dog", "taken"), shelf.names("is:redated")) == (["a.jpg", "b.jpg"], [])


def test_a_photo_without_a_date_has_one_then(shelf: Shelf) -> None:
    shelf.put("a.jpg", taken=None)
    assert shelf.names("is:undated") == ["a.jpg"]
    (of_file,) = (when for when, *_ in [dates(shelf, "a.jpg")])
    say(shelf, "a.jpg", taken=MINE)
    assert (shelf.names("is:dated has:date"), shelf.names("is:undated")) == (["a.jpg"], [])
    assert not keepers.keepers(shelf.db, [shelf.ids["a.jpg"]])[shelf.ids["a.jpg"]].has_date
    say(shelf, "a.jpg", taken="")
    assert dates(shelf, "a.jpg") == (of_file, "file", None)


def test_a_clock_that_went_wrong_is_put_right(shelf: Shelf) -> None:
    shelf.put("a.jpg", DOG)
    shelf.put("b.jpg", taken="1969-12-31T23:59:59")
    say(shelf, "b.jpg", taken=MINE)
    say(shelf, "a.jpg", "b.jpg", shift=-(2 * 86_400 + 3_600 + 61))
    assert dates(shelf, "a.jpg") == (seconds("2024-05-02T08:58:59"), "person", seconds(FILE))
    assert dates(shelf, "b.jpg") == (seconds("2019-12-22T17:28:59"), "person", -1)
    say(shelf, "a.jpg", "b.jpg", shift=2 * 86_400 + 3_600 + 61)
    assert dates(shelf, "a.jpg") == (seconds(FILE), "photo", None)
    assert [word.name for word in words.export(shelf.db)] == ["taken"]


def test_other_notes_leave_it_alone(shelf: Shelf) -> None:
    shelf.put("a.jpg")
    say(shelf, "a.jpg", taken=MINE)
    notes.rate(shelf.db, [shelf.ids["a.jpg"]], 4)
    notes.rate(shelf.db, [shelf.ids["a.jpg"]], 0)
    assert dates(shelf, "a.jpg") == (seconds(MINE), "person", seconds(FILE))


def test_a_file_that_says_something_new_is_read_beside_it(shelf: Shelf) -> None:
    shelf.put("a.jpg", DOG, content="picture")
    say(shelf, "a.jpg", taken=MINE)
    shelf.put("a.jpg", taken="2023-03-03T03:03:03", content="picture", mtime_ns=2)
    assert dates(shelf, "a.jpg") == (seconds(MINE), "person", seconds("2023-03-03T03:03:03"))
    shelf.put("a.jpg", taken=None, content="picture", mtime_ns=3)
    assert dates(shelf, "a.jpg")[:2] == (seconds(MINE), "person")
    say(shelf, "a.jpg", taken="")
    assert dates(shelf, "a.jpg")[1] == "file"


def test_an_edited_picture_keeps_it(shelf: Shelf) -> None:
    before = shelf.put("a.jpg", DOG, content="picture")
    say(shelf, "a.jpg", taken=MINE)
    assert shelf.put("a.jpg", DOG, content="picture, edited", mtime_ns=2) == before
    assert dates(shelf, "a.jpg") == (seconds(MINE), "person", seconds(FILE))
    assert shelf.put("a.jpg", taken=MINE, content="another one", mtime_ns=3) != before


def test_one_that_follows_without_a_date_inherits_it(shelf: Shelf) -> None:
    before = shelf.put("a.jpg", taken=None, content="picture")
    say(shelf, "a.jpg", taken=MINE)
    assert shelf.put("a.jpg", taken=None, content="other", mtime_ns=2) != before
    assert dates(shelf, "a.jpg")[:2] == (seconds(MINE), "person")


def test_two_that_are_one_have_what_was_said_of_either(shelf: Shelf) -> None:
    shelf.put("a.jpg", content="whole file")
    shelf.put("b.jpg", content="coded")
    say(shelf, "a.jpg", taken=MINE)
    file = shelf.record("a.jpg", mtime_ns=2)
    photo = catalog.PhotoRecord(
        identity_of("coded"), {"format": "jpeg", "width": 640, "height": 480}, seconds(FILE),
        older=identity_of("whole file"),
    )  # fmt: skip
    with writing(shelf.db):
        shelf.ids["a.jpg"] = catalog.save_reading(shelf.db, file, photo)
    assert shelf.ids["a.jpg"] == shelf.ids["b.jpg"]
    assert dates(shelf, "b.jpg") == (seconds(MINE), "person", seconds(FILE))


def test_photos_are_found_again_by_what_their_files_say(shelf: Shelf, home: Home, tmp_path: Path) -> None:
    shelf.put("a.jpg", content="picture")
    say(shelf, "a.jpg", taken=MINE, texts={"title": "Christmas"})
    said = list(words.export(shelf.db))
    assert {word.of.taken for word in said} == {seconds(FILE)}
    assert {word.of.taken for word in salvage.salvage(home.database)} == {seconds(FILE)}
    moved = said[0].of._replace(identity=identity_of("before it was edited"))
    assert find(shelf.db, [moved]) == {moved: shelf.ids["a.jpg"]}
    other = Shelf(open_writer(Home(tmp_path / "other")), shelf.mount)
    try:
        assert words.take(other.db, said).waiting == 2
        other.folder(is_root=True)
        other.put("a.jpg", content="picture")
        with writing(other.db):
            words.settle(other.db, [other.ids["a.jpg"]])
        assert dates(other, "a.jpg") == (seconds(MINE), "person", seconds(FILE))
    finally:
        other.db.close()


def test_years_that_no_calendar_has(shelf: Shelf) -> None:
    shelf.put("a.jpg", taken="9999-12-31T23:00:00")
    with pytest.raises(PhotoorgError, match="No calendar reaches that far"):
        say(shelf, "a.jpg", shift=3_600)
    say(shelf, "a.jpg", taken="0001-01-01")
    assert dates(shelf, "a.jpg")[0] == seconds("0001-01-01T00:00:00")
