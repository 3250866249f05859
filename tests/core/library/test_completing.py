"""What completes a query, wherever the cursor is."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shelf import Shelf

from photoorg.library import columns, known
from photoorg.library.completing import Completion, complete
from photoorg.library.edits import judge
from photoorg.library.fields import BY_NAME, FIELDS, SORTS
from photoorg.library.query import QueryError, parse
from photoorg.library.states import HAS_DOCS, STATE_DOCS
from photoorg.library.store import writing


@pytest.fixture
def pets(shelf: Shelf) -> Shelf:
    canon = {"camera": "Canon EOS 5D", "lens": "50mm, f/1.8"}
    shelf.put("a.jpg", [("dog", 0.9), ("animal", 0.9)], "2023-05-04T10:00:00", "2023/Lisbon", facts=canon)
    shelf.put(
        "b.jpg", [("dog", 0.9), ("golden retriever", 0.9)], "2024-05-04T10:00:00", "2024/Lisbon trip", facts=canon
    )
    shelf.put("c.jpg", [("dog", 0.9), ("seashore", 0.9)], "2024-06-04T10:00:00", "2024", facts={"camera": "NIKON D750"})
    shelf.put("d.png", [("bee", 0.9)], "2024-06-05T10:00:00", "2024", facts={"format": "png"})
    judge(shelf.db, [shelf.ids["a.jpg"]], "Ada's dog", "added")
    with writing(shelf.db):
        shelf.db.execute("INSERT INTO albums (name, at) VALUES ('To print', 0), ('Holidays', 0)")
        shelf.db.execute("INSERT INTO album_photos SELECT id, 1, 1.0, 0 FROM albums WHERE name = 'Holidays'")
    return shelf


@pytest.fixture(params=["counted", "not counted"])
def library(request: pytest.FixtureRequest, pets: Shelf, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """With the columns in memory, and before they are."""
    made = columns.of(pets.db)
    monkeypatch.setattr(columns, "ready", lambda _db: request.param == "counted")
    monkeypatch.setattr(columns, "of", lambda _db: made)
    return pets


def offered(shelf: Shelf, typed: str, language: str = "en", limit: int = 10) -> list[Completion]:
    """`|` is the cursor; at the end where there is none."""
    text = typed.replace("^", "")
    cursor = typed.index("^") if "^" in typed else len(text)
    return list(complete(shelf.db, text, cursor, language, limit))


def texts(shelf: Shelf, typed: str, language: str = "en") -> list[str]:
    """The whole query after each completion."""
    text = typed.replace("^", "")
    return [text[: one.start] + one.insert + text[one.end :] for one in offered(shelf, typed, language)]


FIRST: dict[str, str] = {
    # tags
    "ani": "animal",
    "-ani": "-animal",
    "dog -ani": "dog -animal",
    "(cat OR gol": '(cat OR "golden retriever"',
    "dog gold": 'dog "golden retriever"',
    "golden re": '"golden retriever"',
    "dog golden re": 'dog "golden retriever"',
    "-golden re": '-"golden retriever"',
    "dog retr": 'dog "golden retriever"',
    '"golden r': '"golden retriever"',
    '"golden r^ie" cat': '"golden retriever" cat',
    "an^mal cat": "animal cat",
    "ADA": '"Ada\'s dog"',
    "tag:ani": "tag:animal",
    "tag:d": "tag:dog",
    # another word, the other language
    "beac": "seashore",
    "can": "dog",
    # fields and states
    "tak": "taken:",
    "dat": "date:",
    "dam": "is:damaged",
    "cam^:canon": "camera:canon",
    # folders and albums by their names
    "lisb": 'folder:"/pictures/2023/Lisbon"',
    "holi": "album:Holidays",
    "-holi": "-album:Holidays",
    # values
    "is:da": "is:damaged",
    "is: da": "is: damaged",
    "is:": "is:tagged",
    "is:red,da": "is:red,damaged",
    "is:da^,tagged": "is:damaged,tagged",
    "is:geot": "is:located",
    "has:g": "has:gps",
    "label:r": "label:red",
    "colour:gr": "colour:green",
    "format:j": "format:jpeg",
    "format:cr2": "format:raw",
    "camera:can": 'camera:"Canon EOS 5D"',
    "camera:d750": 'camera:"NIKON D750"',
    'camera:"nik': 'camera:"NIKON D750"',
    'camera:"nik^on" dog': 'camera:"NIKON D750" dog',
    "camera:canon,nik": 'camera:canon,"NIKON D750"',
    "lens:": 'lens:"50mm, f/1.8"',
    "folder:lisb": 'folder:"/pictures/2023/Lisbon"',
    "folder:/pictures/2024/L": 'folder:"/pictures/2024/Lisbon trip"',
    "album:hol": "album:Holidays",
    "album:t": 'album:"To print"',
    "taken:20": "taken:2024",
    "taken:yes": "taken:yesterday",
    "taken:2023..20": "taken:2023..2024",
    "added:to": "added:today",
    "month:ma": "month:march",
    "rating>=": "rating>=5",
    "rating:rej": "rating:rejected",
    "sort:ra": "sort:rating",
    "sort:-ra": "sort:-rating",
    "sort:": "sort:match",
}


@pytest.mark.parametrize("typed", FIRST)
def test_the_first_completion(typed: str, library: Shelf) -> None:
    assert texts(library, typed)[:1] == [FIRST[typed]]


NOTHING = [
    "", " ", "dog ", "zzz", "^dog", "width>4", "near:4", "like:/", "name:a", "~mus", "-", "(", "dog OR ^", "nofield:a",
    "dog>=0", 'lens:"50mm" ',
]  # fmt: skip


@pytest.mark.parametrize("typed", NOTHING)
def test_nothing_is_offered(typed: str, library: Shelf) -> None:
    assert texts(library, typed) == []


def test_italian(library: Shelf) -> None:
    found = offered(library, "can", "it")
    assert (found[0].insert, found[0].label, found[0].detail) == ("cane", "cane", "")
    assert ("cane", "dog") in [(one.insert, one.detail) for one in offered(library, "dog", "it")]
    # In English an ape is no bee.
    bee = offered(library, "ape", "it")[0]
    assert (bee.insert, bee.label) == ("bee", "ape")


def test_what_is_said_of_a_completion(pets: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    made = columns.of(pets.db)
    monkeypatch.setattr(columns, "ready", lambda _db: True)
    monkeypatch.setattr(columns, "of", lambda _db: made)
    assert offered(pets, "beach") == [Completion(0, 5, "seashore", "seashore", "beach", 1, "tag")]
    assert offered(pets, "camera:c") == [Completion(7, 8, '"Canon EOS 5D"', "Canon EOS 5D", "", 2, "value")]
    assert offered(pets, "is:dam") == [Completion(3, 6, "damaged", "damaged", STATE_DOCS["damaged"], 0, "state")]
    assert [one.count for one in offered(pets, "taken:202")] == [3, 1]
    assert [(one.insert, one.count) for one in offered(pets, "taken:2024")] == [
        ("2024", 3),
        ("2024-06", 2),
        ("2024-05", 1),
    ]
    assert offered(pets, "format:p")[0].count == 1
    assert offered(pets, "album:h")[0].count == 1
    assert offered(pets, "folder:trip")[0].count == 1


def test_the_commonest_tags_come_first(library: Shelf) -> None:
    counts = {"dog": 1, "dove": 5, "door": 3}
    assert [one.insert for one in complete(library.db, "do", 2, counts=counts)] == ["dove", "door", "dog"]
    assert len(complete(library.db, "do", 2, limit=2, counts=counts)) == 2
    assert complete(library.db, "do", 2, limit=0, counts=counts) == ()


def test_every_state_order_and_choice_is_offered(library: Shelf) -> None:
    every = {
        "is:": set(STATE_DOCS), "has:": set(HAS_DOCS), "sort:": set(SORTS), "label:": set(BY_NAME["label"].choices),
        "colour:": set(BY_NAME["colour"].choices),
    }  # fmt: skip
    for typed, names in every.items():
        assert {one.insert for one in offered(library, typed, limit=100)} == names


def test_no_folder_and_no_photo(shelf: Shelf) -> None:
    assert offered(shelf, "taken:20") == []
    assert known.months(shelf.db) == {}
    assert offered(shelf, "do") == []


def test_names_that_are_no_text(shelf: Shelf) -> None:
    shelf.put("a.jpg", folder="odd\udcff", facts={"camera": 'a "b" \\'})
    assert [one.insert for one in offered(shelf, "camera:a")] == ['"a \\"b\\" \\\\"']
    assert len(offered(shelf, "folder:odd")) == 1


PIECES = [
    "OR", "-", "dog", "gol", "golden", "is:", "is:da", "camera:", "taken:20", '"', "taken:2023..", "tag:", "sort:-",
    ",", "(", ")", "~", "label:red,", "folder:", "album:", *(f"{field.name}:" for field in FIELDS),
]  # fmt: skip
pieces = st.lists(st.sampled_from(PIECES), max_size=10)
any_text = st.one_of(st.text(max_size=30), pieces.map(" ".join), pieces.map("".join))
some_before = st.sampled_from(["", "dog ", "-", "dog OR ", "(cat) "])
some_typed = st.sampled_from(
    ["a", "g", "is:", "has:", "camera:", "folder:", "album:", "taken:", "label:", "colour:", "format:", "month:",
     "rating>=", "sort:", "tag:", "lens:"]
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_text, st.integers(-2, 60), st.sampled_from(["en", "it"]))
def test_every_text_is_completed_within_itself(library: Shelf, text: str, cursor: int, language: str) -> None:
    found = complete(library.db, text, cursor, language)
    assert len(found) <= 10
    for one in found:
        assert 0 <= one.start <= one.end <= len(text)
        assert one.start <= min(max(cursor, 0), len(text)) <= one.end
        assert one.insert
        assert one.label


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some_before, some_typed)
def test_what_completes_a_query_is_one(library: Shelf, before: str, typed: str) -> None:
    text = before + typed
    for one in complete(library.db, text, len(text), limit=50):
        made = text[: one.start] + one.insert + text[one.end :]
        if one.kind == "field" or (before == "-" and typed == "sort:") or (typed == "sort:" and "OR" in before):
            continue
        try:
            parse(made)
        except QueryError as error:
            raise AssertionError(made) from error


def test_a_value_that_has_several_numbers_is_counted_once(shelf: Shelf) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        shelf.put(name, facts={"camera": "Canon"})
        columns.of(shelf.db)
    for name in ("b.jpg", "c.jpg"):
        judge(shelf.db, [shelf.ids[name]], "dog", "added")  # a changed photo is read again, its texts numbered anew
        columns.of(shelf.db).texts(BY_NAME["camera"])
    assert known.texts(shelf.db, BY_NAME["camera"]) == {"Canon": 3}
