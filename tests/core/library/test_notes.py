"""Ratings, labels and picks: a person's words, kept as verdicts are."""

from __future__ import annotations

import json

import pytest
from shelf import Shelf

from photoorg.library import browse, notes, wordbook, words
from photoorg.library.notes import Notes, notes_on
from photoorg.outcomes import Changes, PhotoorgError
from photoorg.settings import Home


def test_what_is_noted_is_read_back(shelf: Shelf) -> None:
    cat, dog, owl = (shelf.put(name) for name in ("cat.jpg", "dog.jpg", "owl.jpg"))
    assert notes.rate(shelf.db, [cat, dog], 4) == Changes(frozenset({cat, dog}))
    notes.rate(shelf.db, [dog], -1)
    notes.label(shelf.db, [cat], "Red")
    notes.pick(shelf.db, [cat])
    assert notes_on(shelf.db, [cat, dog, owl]) == {cat: Notes(4, "red", True), dog: Notes(-1)}
    details = browse.details(shelf.db, cat)
    card = browse.cards(shelf.db, [cat, owl])
    assert details is not None
    assert (details.rating, details.label, details.pick) == (4, "red", True)
    assert (card[cat].rating, card[cat].label, card[cat].pick) == (4, "red", True)
    assert (card[owl].rating, card[owl].label, card[owl].pick) == (0, "", False)


@pytest.mark.parametrize("nothing", [0, None])
def test_each_is_taken_back(nothing: int | None, shelf: Shelf) -> None:
    cat = shelf.put("cat.jpg")
    notes.rate(shelf.db, [cat], 4)
    notes.label(shelf.db, [cat], "blue")
    notes.pick(shelf.db, [cat])
    notes.rate(shelf.db, [cat], nothing)
    notes.label(shelf.db, [cat], None)
    notes.pick(shelf.db, [cat], False)
    assert notes_on(shelf.db, [cat]) == {}
    assert list(words.export(shelf.db)) == []


def test_what_is_no_rating_or_label_is_refused(shelf: Shelf) -> None:
    cat = shelf.put("cat.jpg")
    for rating in (6, -2):
        with pytest.raises(PhotoorgError, match=f"{rating} is no rating: choose 1 to 5"):
            notes.rate(shelf.db, [cat], rating)
    with pytest.raises(PhotoorgError, match="no label 'pink': choose one of red, yellow"):
        notes.label(shelf.db, [cat], "pink")
    assert list(words.export(shelf.db)) == []


def test_a_photo_that_is_gone_is_passed_over(shelf: Shelf) -> None:
    cat = shelf.put("cat.jpg")
    assert notes.rate(shelf.db, [cat, 999], 2).photos == {cat}


def test_each_is_a_line(shelf: Shelf, home: Home) -> None:
    cat = shelf.put("cat.jpg")
    notes.rate(shelf.db, [cat], 4)
    notes.rate(shelf.db, [cat], 0)
    first, second = map(json.loads, home.words.read_text("ascii").splitlines())
    assert (first["note"], first["value"], first["path"]) == ("rating", "4", "cat.jpg")
    assert second["value"] is None
    assert wordbook.compact(home.words) == 1


def test_columns_in_memory_are_told(shelf: Shelf) -> None:
    cat = shelf.put("cat.jpg")

    def changed() -> int:
        return shelf.db.conn.execute("SELECT changed FROM photos WHERE id = ?", (cat,)).fetchone()[0]

    for rating in (3, 4, 0):
        before = changed()
        notes.rate(shelf.db, [cat], rating)
        assert changed() > before


def test_a_photo_is_never_picked_and_rejected_at_once(shelf: Shelf, home: Home) -> None:
    cat, dog, owl = (shelf.put(name) for name in ("cat.jpg", "dog.jpg", "owl.jpg"))
    notes.pick(shelf.db, [cat, dog])
    assert notes.rate(shelf.db, [cat, owl], -1).photos == {cat, owl}
    assert notes_on(shelf.db, [cat, dog, owl]) == {cat: Notes(-1), dog: Notes(pick=True), owl: Notes(-1)}
    notes.rate(shelf.db, [dog], 3)
    notes.pick(shelf.db, [owl, dog])
    assert notes_on(shelf.db, [dog, owl]) == {dog: Notes(3, pick=True), owl: Notes(pick=True)}
    said = [(row["path"], row["note"], row["value"]) for row in map(json.loads, home.words.read_text().splitlines())]
    assert said[2:5] == [
        ("cat.jpg", "rating", "-1"), ("owl.jpg", "rating", "-1"), ("cat.jpg", "pick", None),
    ]  # fmt: skip
    assert set(said[-3:]) == {("owl.jpg", "pick", "1"), ("dog.jpg", "pick", "1"), ("owl.jpg", "rating", None)}
    assert len(said) == 9


def test_words_alone_tell_the_same(shelf: Shelf, home: Home) -> None:
    cat = shelf.put("cat.jpg")
    notes.pick(shelf.db, [cat])
    notes.rate(shelf.db, [cat], -1)
    latest = wordbook.latest(word for _, word in wordbook.read(home.words))
    assert {(word.name, word.said) for word in latest} == {("rating", "-1"), ("pick", None)}
    notes.rate(shelf.db, [cat], 0)
    assert notes_on(shelf.db, [cat]) == {}, "what was picked before is not picked by itself"


@pytest.mark.parametrize("before", [Notes(), Notes(3, "red", True), Notes(-1), Notes(pick=True)])
def test_what_a_verb_makes_of_notes_is_known_before(before: Notes, shelf: Shelf) -> None:
    cat = shelf.put("cat.jpg")
    for verb, foretold, values in (
        (notes.rate, notes.with_rating, (-1, 0, 5)),
        (notes.label, notes.with_label, ("", "blue")),
        (notes.pick, notes.with_pick, (True, False)),
    ):
        for value in values:
            notes.pick(shelf.db, [cat], before.pick)
            notes.rate(shelf.db, [cat], before.rating)
            notes.label(shelf.db, [cat], before.label)
            verb(shelf.db, [cat], value)  # type: ignore[operator]
            assert notes_on(shelf.db, [cat]).get(cat, Notes()) == foretold(before, value)  # type: ignore[operator]
