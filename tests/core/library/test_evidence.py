"""What tasks saw, stored and read back; and what it means, kept apart from it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as any_
from shelf import Shelf

from photoorg.library import browse, catalog
from photoorg.library.catalog import Finding
from photoorg.library.edits import describe, judge
from photoorg.library.evidence import packed, unpacked
from photoorg.library.store import writing
from photoorg.outcomes import Evidence, Region, Suggestion, Understanding

DIGITS = any_.integers(0, 10_000).map(lambda number: number / 10_000)
LABELS = any_.text(max_size=8).filter(lambda text: text.isprintable())
REGIONS = any_.lists(any_.builds(Region, LABELS, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS), max_size=6)
SEEN = Evidence({"n02088364": 0.5123, "n1": 0.001}, (Region("dog", 0.9, 0.1, 0.2, 0.3, 0.4),))


@given(any_.builds(Evidence, any_.dictionaries(LABELS, DIGITS, max_size=6), REGIONS.map(tuple)))
def test_four_digits_survive(evidence: Evidence) -> None:
    back = unpacked(packed(evidence))
    assert back.scores == evidence.scores
    assert sorted(back.regions, key=repr) == sorted(evidence.regions, key=repr)
    assert [region.score for region in back.regions] == sorted((one.score for one in evidence.regions), reverse=True)


def test_the_order_of_equals_is_kept() -> None:
    boxes = tuple(Region("person", 0.5, place / 10, 0, 0.1, 0.1) for place in range(5))
    assert unpacked(packed(Evidence({}, boxes))).regions == boxes


def test_a_crowd_takes_little_room() -> None:
    boxes = tuple(Region("person", 0.1 + place / 200, 0.1234, 0.5678, 0.0912, 0.1234) for place in range(100))
    assert len(packed(Evidence({}, boxes))) < 2_600
    assert len(packed(Evidence({f"n{place:08}": place / 1000 for place in range(50)}))) < 900
    assert packed(Evidence()) == "{}"


def save(shelf: Shelf, photo: int, task: str, evidence: Evidence, vector: bytes | None = None) -> None:
    with writing(shelf.db):
        catalog.save_findings(shelf.db, [Finding(photo, task, "1", "Model", evidence, vector)])


def test_all_that_was_seen_in_photos(shelf: Shelf) -> None:
    first, second, third = (shelf.put(f"{name}.jpg") for name in "abc")
    save(shelf, first, "classify", Evidence({"n1": 0.25}), b"\1\2")
    save(shelf, first, "detect", SEEN)
    save(shelf, second, "faces", Evidence())
    found = catalog.evidence_of(shelf.db, [first, second, third])
    assert found == {
        first: catalog.Gathered({"classify": Evidence({"n1": 0.25}), "detect": SEEN}, {"classify": b"\1\2"}),
        second: catalog.Gathered({"faces": Evidence()}),
    }
    save(shelf, first, "text", Evidence(), b"\3\4")
    vectors = catalog.evidence_of(shelf.db, [first])[first].vectors
    assert vectors == {"classify": b"\1\2", "text": b"\3\4"}, "nobody's stands for another's"
    save(shelf, first, "detect", Evidence())
    assert catalog.evidence_of(shelf.db, [first])[first].evidence["detect"] == Evidence(), "the last answer counts"


def test_what_is_not_yet_understood(shelf: Shelf) -> None:
    first, second, third = (shelf.put(f"{name}.jpg") for name in "abc")
    save(shelf, first, "classify", SEEN)
    save(shelf, second, "classify", SEEN)
    assert catalog.not_understood(shelf.db, "1") == [second, first], "and not the one that nobody has looked at"
    shelf.understand(first, Understanding(), "1")
    assert catalog.not_understood(shelf.db, "1") == [second]
    assert catalog.not_understood(shelf.db, "2") == [second, first]
    assert third not in catalog.not_understood(shelf.db, "2")


def test_a_meaning_replaces_the_one_before(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", [("dog", 0.9)])
    meaning = Understanding((Suggestion("Cat", 0.8), Suggestion("cat", 0.7)), 3, 2, 5, 1, False, 0.25, 0.75)
    shelf.understand(photo, meaning)
    found = browse.details(shelf.db, photo)
    assert found is not None
    assert [(tag.name, tag.confidence) for tag in found.tags] == [("Cat", 0.8)], "one tag, however it is written"
    assert found.people is not None
    assert (found.people.count, found.people.low, found.people.high, found.people.faces) == (3, 2, 5, 1)
    assert (found.people.portrait, found.sensitive, found.graphic) == (False, 0.25, 0.75)
    shelf.understand(photo, Understanding())
    found = browse.details(shelf.db, photo)
    assert found is not None
    assert (found.tags, found.people, found.sensitive, found.graphic) == ((), None, None, None)


def test_new_content_takes_what_was_seen_of_the_old_with_it(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", [("dog", 0.9)], content="before")
    save(shelf, photo, "detect", SEEN)
    shelf.understand(photo, Understanding((Suggestion("dog", 0.9),), 1, 1, 1, 1, True, 0.9, 0.1))
    judge(shelf.db, [photo], "Rex", "added")
    describe(shelf.db, [photo], "en", "Rex on the beach")
    assert shelf.put("a.jpg", content="after") == photo
    found = browse.details(shelf.db, photo)
    assert found is not None
    assert [tag.name for tag in found.tags] == ["Rex"]
    assert (found.people, found.sensitive, found.graphic, found.regions, found.analyses) == (None, None, None, (), ())
    assert shelf.names("is:portrait") == []
    assert catalog.evidence_of(shelf.db, [photo]) == {}
    assert shelf.db.conn.execute("SELECT COUNT(*) FROM vectors").fetchone() == (0,)
    assert catalog.not_understood(shelf.db, "1") == []
    assert (found.sentences["en"].text, found.sentences["en"].own) == ("Rex on the beach", True)


def test_a_copy_that_changes_keeps_a_persons_sentence(shelf: Shelf) -> None:
    old = shelf.put("a.jpg", content="before")
    shelf.put("b.jpg", content="before")
    describe(shelf.db, [old], "it", "Il cane Rex")
    new = shelf.put("a.jpg", content="after")
    assert new != old
    for photo in (old, new):
        found = browse.details(shelf.db, photo)
        assert found is not None
        assert found.sentences["it"].text == "Il cane Rex"


PEOPLE = {
    "people:0": "a", "people>=1": "bcd", "people:3..9": "c", "is:nobody": "a", "is:portrait": "b", "is:group": "c",
    "is:crowd": "d", "faces>=1": "b", "faces:0": "c", "sensitive>=0.8": "a", "is:sensitive": "a", "is:graphic": "d",
    "-is:crowd": "abce", "sensitive<1": "ad",
}  # fmt: skip


@pytest.mark.parametrize("query", PEOPLE)
def test_people_and_states(query: str, shelf: Shelf) -> None:
    meanings = {
        "a": Understanding(people=0, sensitive=0.85, graphic=0.1),
        "b": Understanding(people=1, faces=1, portrait=True),
        "c": Understanding(people=3, people_low=2, people_high=4, faces=0),
        "d": Understanding(people=10, sensitive=0.1, graphic=0.6),
    }
    for name in "abcde":
        photo = shelf.put(name)
        if name in meanings:
            shelf.understand(photo, meanings[name])
    assert "".join(shelf.names(query)) == PEOPLE[query]


def test_rows_are_plain_json(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", [("dog", 0.9)])
    save(shelf, photo, "detect", SEEN)
    ((content,),) = shelf.db.conn.execute("SELECT content FROM evidence WHERE task = 'detect'").fetchall()
    assert json.loads(content) == {"s": {"n02088364": 5123, "n1": 10}, "r": {"dog": [9000, 1000, 2000, 3000, 4000]}}
    ((because,),) = shelf.db.conn.execute("SELECT because FROM suggestions").fetchall()
    assert json.loads(because) == [["classify", 0.9]]
