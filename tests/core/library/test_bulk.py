"""One edit of many photos: what it says of each, told before and done as one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pytest
from shelf import Shelf

from photoorg.library import bulk, bulk_counts, history, notes, words
from photoorg.library.bulk import Edit, TagIn
from photoorg.library.edits import describe, judge
from photoorg.library.store import Database, writing
from photoorg.library.tagged import Rules
from photoorg.outcomes import PhotoorgError, Understanding
from photoorg.settings import Home

RULES = Rules(0.5, {}, {"beagle": frozenset({"dog", "animal"}), "dog": frozenset({"animal"})})


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    """A photo of each sort: what models think, what the person said."""
    shelf.use(RULES)
    shelf.put("beagle.jpg", [("beagle", 0.9)])
    shelf.put("dog.jpg", [("dog", 0.8)])
    shelf.put("unsure.jpg", [("dog", 0.2)])
    shelf.put("mine.jpg")
    judge(shelf.db, [shelf.ids["mine.jpg"], shelf.ids["unsure.jpg"]], "dog", "added")
    shelf.put("plain.jpg")
    return shelf


def said(shelf: Shelf, about: str = "tag") -> dict[tuple[str, str], str | None]:
    """Every word of a kind: by file name and what it is called, what was said."""
    names = {identity: name for name, identity in _identities(shelf).items()}
    return {
        (names[word.of.identity], word.name): word.said for word in words.export(shelf.db) if word.about == about
    }  # fmt: skip


def _identities(shelf: Shelf) -> Mapping[str, bytes]:
    rows = dict(shelf.db.conn.execute("SELECT id, identity FROM photos").fetchall())
    return {name: rows[photo_id] for name, photo_id in shelf.ids.items()}


def test_a_tag_is_accepted_where_it_is_carried_and_added_elsewhere(filled: Shelf) -> None:
    bulk.apply(filled.db, filled.ids.values(), Edit(add=("dog",)))
    assert said(filled) == {
        ("beagle.jpg", "dog"): "accepted", ("dog.jpg", "dog"): "accepted", ("plain.jpg", "dog"): "added",
        ("mine.jpg", "dog"): "added", ("unsure.jpg", "dog"): "added",
    }  # fmt: skip


def test_what_a_model_suggests_is_refused_and_what_is_mine_alone_is_taken_back(filled: Shelf) -> None:
    told = bulk.preview(filled.db, filled.ids.values(), Edit(remove=("dog",)))
    assert (told.photos, told.changes, told.parts) == (5, 4, (("Remove 'dog'", 4),))
    done = bulk.apply(filled.db, filled.ids.values(), Edit(remove=("dog",)))
    assert said(filled) == {
        ("beagle.jpg", "dog"): "removed", ("dog.jpg", "dog"): "removed", ("unsure.jpg", "dog"): "removed",
    }  # fmt: skip
    assert (len(done.photos), done.tags) == (4, True)
    assert all(filled.tags(photo_id) == [] for photo_id in filled.ids.values())


def test_what_a_newer_model_would_suggest_is_refused(filled: Shelf) -> None:
    with writing(filled.db):
        filled.db.conn.execute(
            "INSERT INTO proposed SELECT ?, id, 0.9, '[]' FROM tags WHERE name = 'dog'", (filled.ids["mine.jpg"],)
        )
    bulk.apply(filled.db, filled.ids.values(), Edit(remove=("dog",)))
    assert said(filled)["mine.jpg", "dog"] == "removed"


def test_a_tag_that_another_one_implies_goes_with_the_guesses_below_it(filled: Shelf) -> None:
    mine = filled.ids["mine.jpg"]
    judge(filled.db, [mine], "beagle", "added")
    bulk.apply(filled.db, filled.ids.values(), Edit(remove=("animal",)))
    assert {filled.ids[name]: filled.tags(filled.ids[name]) for name in filled.ids} == {
        filled.ids["beagle.jpg"]: [], filled.ids["dog.jpg"]: [], filled.ids["plain.jpg"]: [],
        filled.ids["unsure.jpg"]: ["dog"], mine: ["beagle", "dog"],
    }  # fmt: skip


def test_what_else_goes_is_told(filled: Shelf) -> None:
    judge(filled.db, [filled.ids["mine.jpg"]], "beagle", "added")
    ids = list(filled.ids.values())
    told = bulk.preview(filled.db, ids, Edit(remove=("animal",)))
    assert told.notes == ("With 'animal' go the guesses that need it: 'dog' (2), 'beagle' (1).",)
    before = {tag.name: tag.photos for tag in bulk.tags_in(filled.db, ids)}
    bulk.apply(filled.db, ids, Edit(remove=("animal",)))
    after = {tag.name: tag.photos for tag in bulk.tags_in(filled.db, ids)}
    assert {name: before[name] - after.get(name, 0) for name in ("dog", "beagle")} == {"dog": 2, "beagle": 1}
    assert bulk.preview(filled.db, ids, Edit(remove=("beagle",), add=("cat",))).notes == ()


def test_accept_and_reject_speak_of_photos_that_carry_it(filled: Shelf) -> None:
    bulk.apply(filled.db, filled.ids.values(), Edit(accept=("beagle",), reject=("dog",)))
    verdicts = said(filled)
    assert verdicts["beagle.jpg", "beagle"] == "accepted"
    assert {name for (name, tag), one in verdicts.items() if tag == "dog" and one == "rejected"} == {
        "beagle.jpg", "dog.jpg", "mine.jpg", "unsure.jpg",
    }  # fmt: skip
    assert ("plain.jpg", "dog") not in verdicts


def test_a_tag_is_replaced_where_it_is_carried(filled: Shelf) -> None:
    edit = Edit(replace=(("dog", "wolf"),))
    assert bulk.preview(filled.db, filled.ids.values(), edit).parts == (("Replace 'dog' by 'wolf'", 4),)
    bulk.apply(filled.db, filled.ids.values(), edit)
    assert filled.names("wolf") == ["beagle.jpg", "dog.jpg", "mine.jpg", "unsure.jpg"]
    assert filled.names("dog") == []


def test_a_word_for_a_tag_is_that_tag(filled: Shelf) -> None:
    bulk.apply(filled.db, [filled.ids["plain.jpg"]], Edit(add=("dogs",)))
    assert said(filled)["plain.jpg", "dog"] == "added"


def test_all_that_is_noted(filled: Shelf) -> None:
    one, other = filled.ids["dog.jpg"], filled.ids["plain.jpg"]
    notes.pick(filled.db, [one])
    edit = Edit(
        rating=-1,
        label="Red",
        language="en",
        texts={"title": " At  the sea", "caption": "Our dog", "creator": "Ann", "rights": ""},
    )
    told = bulk.preview(filled.db, [one, other], edit)
    assert told.parts == (
        ("Reject", 2), ("Label red", 2), ("Set the title 'At the sea'", 2), ("Set the caption 'Our dog'", 2),
        ("Set the creator 'Ann'", 2), ("Take the rights back", 0),
    )  # fmt: skip
    bulk.apply(filled.db, [one, other], edit)
    assert said(filled, "note") == {
        (name, about): value for name in ("dog.jpg", "plain.jpg")
        for about, value in (("rating", "-1"), ("label", "red"), ("title", "At the sea"), ("creator", "Ann"))
    }  # fmt: skip
    assert said(filled, "sentence") == {("dog.jpg", "en"): "Our dog", ("plain.jpg", "en"): "Our dog"}
    assert bulk.preview(filled.db, [one, other], edit).changes == 0


def test_what_was_noted_is_taken_back(filled: Shelf) -> None:
    one = filled.ids["dog.jpg"]
    notes.rate(filled.db, [one], -1)
    bulk.apply(filled.db, [one], Edit(pick=True, texts={"title": "x", "caption": "y"}))
    assert said(filled, "note") == {("dog.jpg", "pick"): "1", ("dog.jpg", "title"): "x"}
    bulk.apply(filled.db, [one], Edit(pick=False, texts={"title": "", "caption": ""}))
    assert (said(filled, "note"), said(filled, "sentence")) == ({}, {})


def test_an_edit_of_nothing_says_nothing(filled: Shelf, home: Home) -> None:
    before = home.words.read_bytes()
    assert not Edit()
    assert not Edit(language="it")
    assert Edit(rating=0)
    assert not bulk.apply(filled.db, filled.ids.values(), Edit())
    assert not bulk.apply(filled.db, [], Edit(add=("cat",)))
    assert not bulk.apply(filled.db, [12345], Edit(add=("cat",)))
    assert home.words.read_bytes() == before


@pytest.mark.parametrize(("edit", "sentence"), [
    (Edit(add=("cat",), remove=("cats",)), "'cat' cannot be given to photos and taken from them at once"),
    (Edit(remove=("cat",), reject=("cat",)), "'cat' can be removed or rejected"),
    (Edit(replace=(("cat", "cat"),)), "'cat' cannot be given"),
    (Edit(rating=6), "6 is no rating"),
    (Edit(label="pink"), "no label 'pink'"),
    (Edit(rating=-1, pick=True), "picked and rejected at once"),
    (Edit(shift=60, taken="2024-01-01"), "shifted or set"),
    (Edit(taken="tomorrow"), "'tomorrow' is no time: write it as 2024-05-31 18:30:00"),
    (Edit(shift=10**18), "No calendar reaches that far"),
    (Edit(shift=8000 * 365 * 86_400), "No calendar reaches that far"),
    (Edit(texts={"title": "x" * 301}), "A title may have 300 characters"),
    (Edit(language="fr", texts={"caption": "x"}), "no sentences in 'fr'"),
    (Edit(add=(" ",)), "A tag needs a name"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(edit: Edit, sentence: str, filled: Shelf) -> None:
    before = said(filled), said(filled, "note")
    for do in (bulk.preview, bulk.apply):
        with pytest.raises(PhotoorgError, match=sentence):
            do(filled.db, filled.ids.values(), edit)
    assert (said(filled), said(filled, "note")) == before


class StoppedError(Exception):
    pass


def test_it_tells_how_far_it_is_and_is_all_taken_back_when_stopped(
    filled: Shelf, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_BLOCK", 2)
    edit = Edit(add=("cat",), texts={"title": "Trip"})
    before, lines = list(words.export(filled.db)), home.words.read_bytes()

    def stop(done: int, _total: int) -> None:
        if done >= 4:
            raise StoppedError

    with pytest.raises(StoppedError):
        bulk.apply(filled.db, filled.ids.values(), edit, stop)
    assert (list(words.export(filled.db)), home.words.read_bytes()) == (before, lines)
    told: list[tuple[int, int]] = []
    bulk.apply(filled.db, filled.ids.values(), edit, lambda done, total: told.append((done, total)))
    assert told == [(0, 5), (2, 5), (4, 5), (5, 5)]


def test_tags_are_counted_with_what_i_said_of_them(filled: Shelf) -> None:
    judge(filled.db, [filled.ids["plain.jpg"]], "cat", "removed")
    judge(filled.db, [filled.ids["beagle.jpg"]], "beagle", "accepted")
    expected = [
        TagIn("animal", 4), TagIn("dog", 4, yours=2), TagIn("beagle", 1, yours=1), TagIn("cat", 0, no=1),
    ]  # fmt: skip
    assert bulk.tags_in(filled.db, filled.ids.values()) == expected
    assert bulk.tags_in(filled.db, [filled.ids["dog.jpg"], 999]) == [TagIn("animal", 1), TagIn("dog", 1)]
    assert bulk.tags_in(filled.db, []) == []


def test_values_that_all_have(filled: Shelf) -> None:
    one, other = filled.ids["dog.jpg"], filled.ids["plain.jpg"]
    bulk.apply(filled.db, [one, other], Edit(rating=4, texts={"title": "Trip"}))
    bulk.apply(filled.db, [one], Edit(texts={"creator": "Ann"}))
    describe(filled.db, [one, other], "it", "Il cane")
    values = bulk.values_in(filled.db, [one, other], "it")
    assert set(values) == set(bulk_counts.VALUES)
    assert {name: value for name, value in values.items() if value != ""} == {
        "rating": "4", "title": "Trip", "creator": None, "caption": "Il cane", "taken": "2024-05-04T10:00:00",
    }  # fmt: skip
    assert bulk.values_in(filled.db, filled.ids.values())["rating"] is None
    assert bulk.values_in(filled.db, [])["taken"] == ""


def test_many_are_counted_as_few_are(filled: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = list(filled.ids.values())[1:]
    edit = Edit(add=("cat",), remove=("dog",), rating=3)
    few = bulk.tags_in(filled.db, ids), bulk.preview(filled.db, ids, edit)
    monkeypatch.setattr("photoorg.library.bulk_counts._FEW", 1)
    monkeypatch.setattr("photoorg.library.bulk_steps._FEW", 1)
    assert (bulk.tags_in(filled.db, ids), bulk.preview(filled.db, ids, edit)) == few


@pytest.mark.parametrize(("text", "seconds"), [
    ("1h30m", 5_400), ("-2d", -172_800), ("45", 45), ("45s", 45), ("+01:30", 5_400), ("-1:00:01", -3_601),
    ("1d 2H 3m 4s", 93_784), ("0h", 0), ("1h30", 5_400), ("-1d2", -93_600), ("1h2m3", 3_723),
])  # fmt: skip
def test_how_far_a_clock_is_put_on(text: str, seconds: int) -> None:
    assert bulk.seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "-", "1x", "h", "1:2:3:4", "99999999999d", "1.5h", "1s30"])
def test_what_says_nothing_of_how_far(text: str) -> None:
    with pytest.raises(PhotoorgError, match="says nothing of how far: write it as 1h30m"):
        bulk.seconds_of(text)


@pytest.mark.parametrize(("edit", "sentence"), [
    (Edit(remove=("dog",)), "Removed 'dog' from 4 photos"),
    (
        Edit(shift=-86_400, texts={"title": "Trip"}),
        "Edited 5 photos: set the title 'Trip', shift the time back by 1 day",
    ),
    (Edit(replace=(("dog", "wolf"),)), "Edited 4 photos: replace 'dog' by 'wolf'"),
    (Edit(add=tuple("abcdef")), "Edited 5 photos: add 6 tags"),
    (Edit(rating=3), "Rated 5 photos ★★★"),
    (Edit(rating=-1), "Rejected 5 photos"),
    (Edit(label="Green"), "Labelled 5 photos green"),
    (Edit(pick=True), "Picked 5 photos"),
    (Edit(texts={"rights": "©" * 61}), f"Edited 5 photos: set the rights '{'©' * 59}…'"),
])  # fmt: skip
def test_an_edit_is_one_deed_that_is_undone_exactly(edit: Edit, sentence: str, filled: Shelf) -> None:
    bulk.apply(filled.db, [filled.ids["plain.jpg"]], Edit(taken="2020-01-01", add=("wolf",), texts={"title": "Home"}))
    before = _rows(filled.db)
    bulk.apply(filled.db, filled.ids.values(), edit)
    after = _rows(filled.db)
    assert history.deeds(filled.db)[0].sentence == sentence
    history.undo(filled.db)
    assert _rows(filled.db) == before
    history.redo(filled.db)
    assert _rows(filled.db) == after != before


def test_an_edit_that_changes_nothing_is_no_deed(filled: Shelf) -> None:
    before = history.deeds(filled.db)
    bulk.apply(filled.db, filled.ids.values(), Edit(remove=("wolf",), rating=0, texts={"title": ""}))
    assert history.deeds(filled.db) == before


def _rows(db: Database) -> list[tuple[object, ...]]:
    """All that an edit reaches."""
    photos = "SELECT id, taken_at, taken_source, file_taken_at, file_taken_source FROM photos ORDER BY id"
    tables = ("verdicts", "notes", "sentences", "photo_tag")
    asked = [*(f"SELECT * FROM {table}" for table in tables), photos]  # noqa: S608 - fixed names
    return [row for question in asked for row in db.conn.execute(question).fetchall()]


def test_a_score_speaks_for_what_is_sensitive(filled: Shelf) -> None:
    photo_id = filled.ids["plain.jpg"]
    filled.use(dataclasses.replace(RULES, tag_sensitive=True))
    filled.understand(photo_id, Understanding(sensitive=0.9))
    judge(filled.db, [photo_id], "sensitive", "accepted")
    bulk.apply(filled.db, [photo_id], Edit(remove=("sensitive",)))
    assert filled.tags(photo_id) == []


def test_letters_that_differ_beyond_ascii_are_other_tags(filled: Shelf) -> None:
    bulk.apply(filled.db, [filled.ids["plain.jpg"]], Edit(add=("Éa",)))
    bulk.apply(filled.db, [filled.ids["plain.jpg"]], Edit(add=("éa",), remove=("Éa",)))
    assert said(filled)["plain.jpg", "éa"] == "added"
