"""What is to be looked at before photos go out: each check by photos of which it is true, and of which it is not."""

from __future__ import annotations

import pytest
from shelf import Shelf

from photoorg.library import bulk
from photoorg.library.bulk import Edit
from photoorg.library.preflight import Caution, Purpose, preflight
from photoorg.library.store import writing
from photoorg.library.tagged import Rules
from photoorg.outcomes import Understanding

SEEN = Understanding(people=0, people_low=0, people_high=0, faces=0, sensitive=0.1, graphic=0.0)
SOMEBODY = Understanding(people=2, people_low=2, people_high=2, faces=1, sensitive=0.1)


def put(shelf: Shelf, name: str, meaning: Understanding = SEEN, **facts: object) -> int:
    """A photo that nothing is to be said of, but for what is given."""
    photo = shelf.put(name, facts=facts, damaged=str(facts.pop("damaged", "")) or None)
    shelf.understand(photo, meaning)
    bulk.apply(shelf.db, [photo], Edit(texts={"rights": "Ann"}))
    return photo


def found(shelf: Shelf, ids: list[int], purpose: Purpose | None = None) -> dict[str, Caution]:
    return {one.kind: one for one in (preflight(shelf.db, ids, purpose) if purpose else preflight(shelf.db, ids))}


def test_nothing_to_look_at(shelf: Shelf) -> None:
    photo = put(shelf, "a.jpg")
    assert preflight(shelf.db, [photo]) == preflight(shelf.db, []) == preflight(shelf.db, [photo + 1]) == []
    assert preflight(shelf.db, [photo, photo]) == [], "a photo is no duplicate of itself"


def test_nudity(shelf: Shelf) -> None:
    scores = {"a": 0.95, "b": 0.2, "c": None, "d": 0.8, "e": None}
    ids = [put(shelf, name, Understanding(sensitive=score)) for name, score in scores.items()]
    cautions = found(shelf, ids[::-1])
    assert list(cautions) == ["sensitive", "unchecked"]
    assert cautions["sensitive"].photo_ids == (ids[3], ids[0]), "in the order they were asked for"
    assert cautions["sensitive"].sentence.startswith("2 photos may show")
    assert cautions["unchecked"].photo_ids == (ids[4], ids[2])
    shelf.use(Rules(0.9, sensitive_from=0.9))
    strict = found(shelf, ids)["sensitive"]
    assert strict.photo_ids == strict.spare == (ids[0],)
    assert strict.sentence.startswith("1 photo may show")
    assert len(shelf.names("")) == 5, "nothing is hidden"


def test_people_and_their_releases(shelf: Shelf) -> None:
    ids = [put(shelf, name, SOMEBODY) for name in "abcde"]
    for photo, release in zip(ids, ("unlimited", "limited", "not-applicable", "none"), strict=False):
        bulk.apply(shelf.db, [photo], Edit(release=release))
    nobody = put(shelf, "f")
    cautions = found(shelf, [nobody, *ids])
    assert {kind: one.photo_ids for kind, one in cautions.items()} == {
        "releases": (ids[3], ids[4]), "limited": (ids[1],), "people": tuple(ids), "faces": tuple(ids),
    }  # fmt: skip
    assert (cautions["releases"].remedy, cautions["people"].weight) == ("release", "tells")


def test_whose_it_is_and_where_it_was(shelf: Shelf) -> None:
    photo = put(shelf, "a.jpg", latitude=45.5, longitude=9.2)
    bulk.apply(shelf.db, [photo], Edit(texts={"rights": ""}))
    assert list(found(shelf, [photo])) == ["rights", "gps"]
    assert list(found(shelf, [photo], Purpose(keeps_place=False))) == ["rights"]


@pytest.mark.parametrize(
    ("purpose", "small", "text"),
    [
        (Purpose(), False, False),
        (Purpose(longest=1000), False, False),
        (Purpose(longest=1001), True, False),
        (Purpose(longest=501), False, False),
        (Purpose(longest=500), False, True),
        (Purpose(width=1000, height=100), False, False),
        (Purpose(width=1000, height=801), True, False),
        (Purpose(width=100, height=100), False, True),
        (Purpose(width=1200, height=100), True, False),
        (Purpose(width=1200, height=100, inside=True), False, True),
        (Purpose(width=1200), False, False),
    ],
)
def test_sizes(purpose: Purpose, small: bool, text: bool, shelf: Shelf) -> None:
    graphic = Understanding(people=0, faces=0, sensitive=0.0, graphic=0.9)
    photo, other = (
        put(shelf, name, meaning, width=1000, height=800) for name, meaning in (("a", graphic), ("b", SEEN))
    )
    unknown = put(shelf, "c", graphic, width=0, height=0)
    cautions = found(shelf, [photo, other, unknown], purpose)
    assert {kind: one.photo_ids for kind, one in cautions.items()} == (
        ({"small": (photo, other)} if small else {}) | ({"text": (photo,)} if text else {})
    )


def test_what_nothing_can_be_made_of(shelf: Shelf) -> None:
    damaged, gone, there = put(shelf, "a.jpg", damaged="cut short"), put(shelf, "b.jpg"), put(shelf, "c.jpg")
    shelf.miss("b.jpg")
    cautions = found(shelf, [damaged, gone, there])
    assert {kind: (one.photo_ids, one.weight) for kind, one in cautions.items()} == {
        "missing": ((gone,), "stops"), "damaged": ((damaged,), "asks"),
    }  # fmt: skip
    with writing(shelf.db):
        shelf.db.conn.execute("UPDATE volumes SET online = 0")
    assert found(shelf, [damaged, gone, there])["offline"].photo_ids == (damaged, there)


def test_duplicates_among_them(shelf: Shelf) -> None:
    ids = [put(shelf, f"{number}.jpg", width=width) for number, width in enumerate((800, 2400, 640, 640))]
    looks = dict(zip(ids, (0b1011, 0b1010, 0b1011, 0x7FFF_FFFF_FFFF_0000), strict=True))
    with writing(shelf.db):
        for photo, look in looks.items():
            shelf.db.conn.execute("UPDATE photos SET look_hash = ? WHERE id = ?", (look, photo))
    caution = found(shelf, ids)["duplicates"]
    assert (caution.photo_ids, caution.spare) == (tuple(ids[:3]), (ids[0], ids[2])), "the largest one is the best"
    assert found(shelf, ids[1:2] + ids[3:]) == {}, "those that are not asked for are no duplicates here"
