"""Bare words that name what a library has besides tags: folders, albums, cameras, dates, colours."""

from __future__ import annotations

import pytest
from shelf import Shelf

from photoorg.library import albums, columns
from photoorg.library.nouns import Nouns
from photoorg.library.query import parse
from photoorg.library.query_tree import Node
from photoorg.library.search import meant, search, words_of
from photoorg.library.terms import chips

NOUNS = Nouns(("Best of", "2022"), ("Pictures/2024/Lisbon_trip", "Pictures/Sea lisbon"), ("Canon EOS 5D", "NIKON D850"))


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    shelf.folder(is_root=True)
    shelf.put("a.jpg", [("dog", 0.9)], "2024-05-04T10:00:00", "Lisbon trip", facts={"camera": "Canon EOS 5D"})
    shelf.put("b.jpg", [("dog", 0.9), ("person", 0.9)], "2024-05-05T10:00:00", "Lisbon trip")
    shelf.put("c.jpg", [("dog", 0.6)], "2024-06-04T10:00:00", "Lisbon trip")
    shelf.put("d.jpg", [("dog", 0.9)], "2022-01-04T10:00:00", "Rome", facts={"camera": "NIKON D850"})
    shelf.put("e.jpg", [("kitchen", 0.9)], "2022-01-04T10:00:00", "Rome")
    albums.create(shelf.db, "Best of all")
    albums.add(shelf.db, albums.find(shelf.db, "Best of all").album_id, [shelf.ids["d.jpg"]])
    return shelf


FOUND = {
    "dog >= 0.8 and not person, 2024, in Lisbon": "a",
    "lisbon": "cba",
    "lisbon 2024": "cba",
    "in:Lisbon": "cba",
    "at:Lisbon from:Lisbon": "cba",
    "from lisbon trip": "cba",
    "dog Rome": "d",
    "canon": "a",
    "canon 2024": "a",
    "canon 2022": "",
    "nikon 2022": "d",
    "best of all": "d",
    "january 2022": "ed",
    "gennaio 2022 dog": "d",
    "june": "c",
    "kitchen 2022": "e",
    "kitchen dog": "",
    "dog without person": "acd",
    "dog lisbon or kitchen": "ecba",
}


@pytest.mark.parametrize("text", FOUND)
def test_what_is_found(text: str, filled: Shelf) -> None:
    names = {number: name[0] for name, number in filled.ids.items()}
    assert sorted(names[one] for one in search(filled.db, text).ids.tolist()) == sorted(FOUND[text])


SHOWN = {
    "lisbon 2024": [("Folder lisbon", "folder"), ("Taken 2024", "date")],
    "canon dog": [("Camera canon", "text"), ("dog", "tag")],
    "in Lisbon": [("Folder lisbon", "folder")],
    "best of all": [("Album Best of all", "album")],
    "dog >= 0.8 and not person, 2024, in Lisbon": [
        ("dog ≥ 0.8", "tag"), ("person", "tag"), ("Taken 2024", "date"), ("Folder lisbon", "folder"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", SHOWN)
def test_chips_show_what_words_were_taken_for(text: str, filled: Shelf) -> None:
    assert [(chip.label, chip.kind) for chip in chips(text, words_of(filled.db))] == SHOWN[text]


def test_a_new_album_is_known_at_once(filled: Shelf) -> None:
    assert not words_of(filled.db).nouns.find("walks")
    albums.create(filled.db, "Walks")
    assert words_of(filled.db).nouns.find("walks") == (("album", "Walks"),)
    assert words_of(filled.db) is words_of(filled.db)


def test_the_tree_says_which_field_it_was(filled: Shelf) -> None:
    assert understood(filled, "canon") == parse("camera:canon").tree


def understood(shelf: Shelf, text: str) -> Node:
    return meant(shelf.db, parse(text).tree, columns.of(shelf.db))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("best  OF", (("album", "Best of"),)),
        ("2022", (("album", "2022"),)),
        ("Lisbon", (("folder", "lisbon"),)),
        ("lisbon trip", (("folder", "lisbon_trip"),)),
        ("isbon", ()),
        ("2024", ()),
        ("pictures", (("folder", "pictures"),)),
        ("eos 5d", (("camera", "eos 5d"),)),
        ("cannon", ()),
        ("red", (("colour", "red"),)),
        ("rosso", (("colour", "red"),)),
        ("bianco e nero", (("is", "monochrome"),)),
        ("yesterday", (("taken", "yesterday"),)),
        ("Gennaio 2022", (("taken", "2022-01"),)),
        ("jan 2022", (("taken", "2022-01"),)),
        ("august", (("month", "8"),)),
        ("may", ()),
        ("january 99", ()),
    ],
)
def test_names(text: str, named: object) -> None:
    assert NOUNS.find(text) == named


def test_last_year_is_that_of_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_705_000_000.0)  # 11 January 2024
    assert NOUNS.find("last year") == NOUNS.find("anno scorso") == (("taken", "2023"),)
    assert NOUNS.find("last month") == (("taken", "2023-12"),)
    assert NOUNS.find("this month") == (("taken", "2024-01"),)
