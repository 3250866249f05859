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
