"""Words that come with files: taken in, changed elsewhere, in conflict, and what the files are to say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from shelf import Shelf

from photoorg.library import albums, bulk, conflicts, edits, file_taking, history, notes, own_tags, words
from photoorg.library.bulk import Edit
from photoorg.library.file_taking import Heard
from photoorg.library.file_words import Conflict, mine_of, said_of, store_said, wanted_of
from photoorg.library.store import open_writer, writing
from photoorg.outcomes import PhotoorgError
from photoorg.said import NOTHING, KeywordPath, Said
from photoorg.settings import Home

ROME: KeywordPath = ("places", "Italy", "Rome")


def hear(shelf: Shelf, name: str, said: Said, stamp: str = "1 1", *, whole: bool = True) -> int:
    """Take in what the file of that name says now."""
    photo_id = shelf.ids[name]
    (file_id,) = shelf.db.conn.execute("SELECT file_id FROM photos WHERE id = ?", (photo_id,)).fetchone()
    file_taking.take_in(shelf.db, [Heard(photo_id, file_id, stamp, said, whole)])
    return photo_id


def of(*keywords: str | KeywordPath, **more: object) -> Said:
    paths = tuple((one,) if isinstance(one, str) else one for one in keywords)
    return replace(NOTHING, keywords=paths, **more)


@pytest.fixture
def photo(shelf: Shelf) -> int:
    return shelf.put("a.jpg")


def test_what_comes_with_a_file_is_said_without_a_deed(shelf: Shelf, photo: int) -> None:
    texts = {"title": {"": "Harbour"}, "caption": {"": "Boats at the pier", "it": "Barche al molo"}, "who": {"": "Ann"}}
    hear(shelf, "a.jpg", of("boat", "regatta", rating=4, label="Rot", texts=texts, release="none"))
    mine = mine_of(shelf.db, [photo])[photo]
    assert set(mine.yes.values()) == {"boat", "regatta"}
    assert mine.values == {
        ("note", "rating"): "4", ("note", "label"): "red", ("note", "title"): "Harbour", ("note", "who"): "Ann",
        ("note", "release"): "none", ("sentence", "en"): "Boats at the pier", ("sentence", "it"): "Barche al molo",
    }  # fmt: skip
    assert shelf.names("boat") == ["a.jpg"]
    assert history.newest(shelf.db) == (None, None)
    assert {word.name for word in words.of_photos(shelf.db, [photo])} >= {"boat", "title"}


def test_the_words_are_in_the_file_of_words_too(shelf: Shelf, home: Home, photo: int) -> None:
    hear(shelf, "a.jpg", of("boat"))
    assert '"boat"' in home.words.read_text()


def test_a_path_is_its_last_part_and_the_rest_is_where_it_lies(shelf: Shelf, photo: int) -> None:
    hear(shelf, "a.jpg", of(ROME, "Italy", "rome", "summit"))
    assert set(mine_of(shelf.db, [photo])[photo].yes.values()) == {"Rome", "summit"}
    assert shelf.names("Italy") == ["a.jpg"]
    assert own_tags.taxonomy_of(shelf.db).ancestors("Rome") == {"Italy", "places"}
    assert wanted_of(shelf.db, [photo])[photo].keywords == (ROME, ("Italy",), ("rome",), ("summit",))


def test_a_known_tag_stays_where_it_is(shelf: Shelf, photo: int) -> None:
    hear(shelf, "a.jpg", of(("my things", "dog")))
    assert "my things" not in own_tags.taxonomy_of(shelf.db).ancestors("dog")
    assert wanted_of(shelf.db, [photo])[photo].keywords == (("my things", "dog"),)


def test_rings_and_absurd_paths_do_no_harm(shelf: Shelf, photo: int) -> None:
    deep = tuple(f"level {number}" for number in range(60))
    hear(shelf, "a.jpg", of(("aa", "bb"), ("bb", "aa"), ("cc", "dd", "cc"), deep, "", "x" * 300, " \u0000 "))
    assert {"aa", "bb", "cc", "level 59"} <= set(mine_of(shelf.db, [photo])[photo].yes.values())
    assert wanted_of(shelf.db, [photo])[photo] == said_of(shelf.db, [photo])[photo].said


def test_a_word_for_a_known_tag_is_that_tag_and_stays_as_the_file_has_it(shelf: Shelf, photo: int) -> None:
    hear(shelf, "a.jpg", of("dogs", "Cane"))
    assert "dog" in mine_of(shelf.db, [photo])[photo].yes.values()
    assert wanted_of(shelf.db, [photo])[photo].keywords == (("dogs",), ("Cane",))


def test_the_same_again_changes_nothing(shelf: Shelf, photo: int) -> None:
    said = of("boat", ROME, rating=2, texts={"title": {"": "A"}})
    hear(shelf, "a.jpg", said)
    before = shelf.db.conn.execute("SELECT COUNT(*), MAX(at) FROM verdicts").fetchone()
    hear(shelf, "a.jpg", said, "1 2")
    assert shelf.db.conn.execute("SELECT COUNT(*), MAX(at) FROM verdicts").fetchone() == before
    assert history.newest(shelf.db) == (None, None)
    assert said_of(shelf.db, [photo])[photo].stamp == "1 2"


def test_what_is_changed_elsewhere_follows_and_can_be_taken_back(shelf: Shelf, photo: int) -> None:
    hear(shelf, "a.jpg", of("boat", "regatta", rating=2, texts={"title": {"": "A"}, "who": {"": "Ann, Ben"}}))
    edits.judge(shelf.db, [photo], "mine", "added")
    hear(shelf, "a.jpg", of("regatta", "summit", rating=5, texts={"who": {"": "Ben, Cleo"}}))
    mine = mine_of(shelf.db, [photo])[photo]
    assert set(mine.yes.values()) == {"regatta", "summit", "mine"}
    assert mine.values == {("note", "rating"): "5", ("note", "who"): "Ben, Cleo"}
    newest, _ = history.newest(shelf.db)
    assert newest is not None
    assert newest.sentence == "Took over what other programs changed in the files of 1 photo"
    history.undo(shelf.db)
    mine = mine_of(shelf.db, [photo])[photo]
    assert set(mine.yes.values()) == {"boat", "regatta", "mine"}
    assert mine.values[("note", "title")] == "A"
    hear(shelf, "a.jpg", of("regatta", "summit", rating=5, texts={"who": {"": "Ben, Cleo"}}))  # no news
    assert set(mine_of(shelf.db, [photo])[photo].yes.values()) == {"boat", "regatta", "mine"}


def test_a_tag_that_a_model_sees_too_is_refused_where_it_went_from_the_file(shelf: Shelf) -> None:
    shelf.put("a.jpg", [("boat", 0.9)])
    photo = hear(shelf, "a.jpg", of("boat"))
    hear(shelf, "a.jpg", NOTHING)
    assert mine_of(shelf.db, [photo])[photo].no == {"boat": "boat"}
    assert shelf.tags(photo) == []


def test_what_both_say_differently_is_a_conflict_and_nothing_is_guessed(shelf: Shelf, photo: int) -> None:
    bulk.apply(shelf.db, [photo], Edit(texts={"title": "Mine", "creator": "Me"}, rating=3))
    edits.judge(shelf.db, [photo], "cat", "rejected")
    hear(shelf, "a.jpg", of("cat", "boat", rating=5, texts={"title": {"": "Theirs"}, "creator": {"": "Me"}}))
    assert mine_of(shelf.db, [photo])[photo].values[("note", "title")] == "Mine"
    found = said_of(shelf.db, [photo])[photo].conflicts
    assert set(found) == {
        Conflict("note", "title", "Theirs", "Mine"), Conflict("note", "rating", "5", "3"),
        Conflict("tag", "cat", "cat"),
    }  # fmt: skip
    assert conflicts.count(shelf.db) == 1
    wanted = wanted_of(shelf.db, [photo])[photo]
    assert (wanted.texts["title"], wanted.rating, wanted.keywords) == ({"": "Theirs"}, 5, (("cat",), ("boat",)))


def test_a_conflict_is_settled_either_way_and_taken_back(shelf: Shelf, photo: int) -> None:
    bulk.apply(shelf.db, [photo], Edit(texts={"title": "Mine"}, rating=3))
    edits.judge(shelf.db, [photo], "cat", "rejected")
    hear(shelf, "a.jpg", of("cat", rating=5, texts={"title": {"": "Theirs"}}))
    conflicts.settle(shelf.db, [photo], "file", {("note", "title"), ("tag", "cat")})
    mine = mine_of(shelf.db, [photo])[photo]
    assert (mine.values[("note", "title")], mine.values[("note", "rating")]) == ("Theirs", "3")
    assert set(mine.yes) == {"cat"}
    assert [one.name for one in said_of(shelf.db, [photo])[photo].conflicts] == ["rating"]
    conflicts.settle(shelf.db, None, "mine")
    assert conflicts.torn(shelf.db) == []
    assert wanted_of(shelf.db, [photo])[photo].rating == 3
    history.undo(shelf.db)
    assert [one.conflicts for one in conflicts.torn(shelf.db)] == [(Conflict("note", "rating", "5", "3"),)]
    history.undo(shelf.db)
    assert len(conflicts.torn(shelf.db)[0].conflicts) == 3
    history.redo(shelf.db)
    history.redo(shelf.db)
    assert conflicts.torn(shelf.db) == []


def test_settling_takes_all_back_where_it_is_stopped(shelf: Shelf, photo: int) -> None:
    bulk.apply(shelf.db, [photo], Edit(rating=3))
    hear(shelf, "a.jpg", of(rating=5))

    def stop(_done: int, _total: int) -> None:
        raise PhotoorgError("stopped")

    with pytest.raises(PhotoorgError, match="stopped"):
        conflicts.settle(shelf.db, None, "file", told=stop)
    assert conflicts.torn(shelf.db)


def test_a_conflict_that_is_none_any_more_is_gone(shelf: Shelf, photo: int) -> None:
    bulk.apply(shelf.db, [photo], Edit(rating=3))
    hear(shelf, "a.jpg", of(rating=5))
    notes.rate(shelf.db, [photo], 5)
    assert conflicts.torn(shelf.db) == []
    notes.rate(shelf.db, [photo], 2)
    hear(shelf, "a.jpg", of(rating=4))
    assert conflicts.torn(shelf.db)[0].conflicts == (Conflict("note", "rating", "4", "2"),)
    hear(shelf, "a.jpg", of(rating=2))
    assert conflicts.torn(shelf.db) == []


def test_a_photo_is_not_picked_and_rejected_at_once(shelf: Shelf, photo: int) -> None:
    notes.pick(shelf.db, [photo])
    hear(shelf, "a.jpg", of(rating=-1))
    assert conflicts.torn(shelf.db)[0].conflicts == (Conflict("note", "rating", "-1"),)
    conflicts.settle(shelf.db, None, "file")
    assert mine_of(shelf.db, [photo])[photo].values == {("note", "rating"): "-1"}


def test_both_sides_may_change_different_things(shelf: Shelf, photo: int) -> None:
    hear(shelf, "a.jpg", of("boat", rating=2, texts={"title": {"": "A"}, "rights": {"": "CC"}}))
    bulk.apply(shelf.db, [photo], Edit(texts={"title": "B"}, remove=("boat",)))
    hear(shelf, "a.jpg", of("boat", "regatta", rating=3, texts={"title": {"": "A"}, "rights": {"": "CC"}}))
    mine = mine_of(shelf.db, [photo])[photo]
    assert set(mine.yes) == {"regatta"}
    assert (mine.values[("note", "title")], mine.values[("note", "rating")]) == ("B", "3")
    assert said_of(shelf.db, [photo])[photo].conflicts == ()
    wanted = wanted_of(shelf.db, [photo])[photo]
    assert (wanted.keywords, wanted.texts["title"], wanted.rating) == ((("regatta",),), {"": "B"}, 3)


@pytest.mark.parametrize("how", ["damaged", "without its sidecar", "another file", "read in another way"])
def test_what_may_only_be_missing_is_not_taken_back(shelf: Shelf, photo: int, how: str) -> None:
    hear(shelf, "a.jpg", of("boat", texts={"title": {"": "A"}}), "1 1 5 5")
    if how == "another file":
        shelf.put("b.jpg", content="/a.jpg")
        shelf.miss("a.jpg")
    if how == "read in another way":
        shelf.db.conn.execute("UPDATE said_by_files SET version = 0")
        shelf.db.conn.commit()
    stamp = "1 1" if how == "without its sidecar" else "1 2 5 5"
    hear(shelf, "a.jpg", of("regatta"), stamp, whole=how != "damaged")
    mine = mine_of(shelf.db, [photo])[photo]
    assert set(mine.yes) == {"boat", "regatta"}
    assert mine.values[("note", "title")] == "A"
    assert wanted_of(shelf.db, [photo])[photo].keywords == (("regatta",), ("boat",))


def test_a_copy_that_says_something_else_is_a_conflict(shelf: Shelf, photo: int) -> None:
    hear(shelf, "a.jpg", of(texts={"title": {"": "A"}}))
    shelf.put("b.jpg", content="/a.jpg")
    shelf.miss("a.jpg")
    hear(shelf, "a.jpg", of(texts={"title": {"": "B"}}))
    assert conflicts.torn(shelf.db)[0].conflicts == (Conflict("note", "title", "B", "A"),)


def test_what_is_no_longer_the_first_file_is_not_taken(shelf: Shelf, photo: int) -> None:
    file_taking.take_in(shelf.db, [Heard(photo, 77, "1 1", of("boat")), Heard(999, 1, "1 1", of("boat"))])
    assert mine_of(shelf.db, [photo]) == {}
    assert said_of(shelf.db, [photo]) == {}


def test_a_renamed_tag_is_renamed_in_the_file(shelf: Shelf, photo: int) -> None:
    hear(shelf, "a.jpg", of("Rex", ("pets", "Bello")))
    own_tags.rename(shelf.db, "Rex", "Rexy")
    own_tags.rename(shelf.db, "Bello", "Bella")
    assert wanted_of(shelf.db, [photo])[photo].keywords == (("Rexy",), ("pets", "Bella"))
    hear(shelf, "a.jpg", of("Rex", ("pets", "Bello")), "1 2")
    assert set(mine_of(shelf.db, [photo])[photo].yes.values()) == {"Rexy", "Bella"}


def test_a_new_tag_goes_where_a_person_has_put_it(shelf: Shelf, photo: int) -> None:
    own_tags.create(shelf.db, "family")
    own_tags.create(shelf.db, "Anna", own_tags.OwnTag("Anna", parents="family"))
    bulk.apply(shelf.db, [photo], Edit(add=("Anna", "dog")))
    assert set(wanted_of(shelf.db, [photo])[photo].keywords) == {("family", "Anna"), ("dog",)}


def test_only_what_a_person_says_is_for_files(shelf: Shelf) -> None:
    shelf.put("a.jpg", [("boat", 0.95), ("regatta", 0.95), ("cat", 0.95)])
    photo = shelf.ids["a.jpg"]
    edits.judge(shelf.db, [photo], "boat", "accepted")
    edits.judge(shelf.db, [photo], "cat", "rejected")
    notes.pick(shelf.db, [photo])
    albums.create(shelf.db, "Best", [photo])
    assert wanted_of(shelf.db, [photo])[photo] == of("boat")


def test_what_was_written_is_kept_with_its_conflicts(shelf: Shelf, photo: int) -> None:
    bulk.apply(shelf.db, [photo], Edit(rating=3))
    hear(shelf, "a.jpg", of(rating=5))
    file_id = said_of(shelf.db, [photo])[photo].file_id
    with writing(shelf.db):
        store_said(shelf.db, photo, file_id, "9 9", of("boat", rating=5))
    found = said_of(shelf.db, [photo])[photo]
    assert (found.stamp, len(found.conflicts)) == ("9 9", 1)
    hear(shelf, "a.jpg", of("boat", rating=5), "9 9")
    assert mine_of(shelf.db, [photo])[photo].yes == {}  # it was ours, and was no news


def test_garbage_that_was_kept_says_nothing(shelf: Shelf, photo: int) -> None:
    hear(shelf, "a.jpg", of("boat"))
    shelf.db.conn.execute("UPDATE said_by_files SET said = '[1]'")
    shelf.db.conn.commit()
    assert said_of(shelf.db, [photo])[photo].said == NOTHING


def test_after_a_crash_nothing_is_said_twice(shelf: Shelf, home: Home, photo: int, tmp_path: Path) -> None:
    """Words are in their file before the library has them: what was read of the file is then news once more."""
    hear(shelf, "a.jpg", of("boat", rating=2))
    shelf.db.conn.execute("DELETE FROM said_by_files")
    shelf.db.conn.commit()
    hear(shelf, "a.jpg", of("boat", rating=2))
    assert conflicts.torn(shelf.db) == []
    assert len(words.of_photos(shelf.db, [photo])) == 2
    again = open_writer(home)
    again.close()
