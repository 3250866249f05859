"""How well photos show what words mean."""

from __future__ import annotations

import numpy as np
import pytest
from shelf import Shelf

from photoorg.library.columns.part import Bag
from photoorg.library.columns.seen import CLASSES, FLOOR, SHARES
from photoorg.library.evidence import packed
from photoorg.library.meaning import GENTLE, OBJECT, explain, score
from photoorg.library.senses import Meaning
from photoorg.library.thing_keys import key_concepts
from photoorg.outcomes import Evidence, Region
from photoorg.taxonomy import load_taxonomy

BEAGLE, ZEBRA, VIOLIN = "n02088364", "n02391049", "n04536866"


@pytest.fixture
def seen(shelf: Shelf) -> Shelf:
    """A beagle that may be a zebra, a violin, somebody with a dog, and a photo that nobody has looked at."""
    for name in ("beagle.jpg", "violin.jpg", "person.jpg", "blank.jpg"):
        shelf.put(name, [], None, "")
    regions = (Region("dog", 0.64, 0, 0, 1, 1), Region("dog", 0.2, 0, 0, 0.5, 1), Region("person", 0.5, 0, 0, 1, 1))
    rows = {
        "beagle.jpg": [("classify", Evidence({BEAGLE: 0.6, ZEBRA: 0.1, VIOLIN: 0.001})), ("detect", Evidence())],
        "violin.jpg": [("classify", Evidence({VIOLIN: 1.0}))],
        "person.jpg": [("detect", Evidence(regions=regions)), ("faces", Evidence())],
    }
    with shelf.db.conn:
        shelf.db.conn.executemany(
            "INSERT INTO evidence (photo_id, task, content) VALUES (?, ?, ?)",
            [(shelf.ids[name], task, packed(what)) for name, own in rows.items() for task, what in own],
        )
    return shelf


def ids(shelf: Shelf) -> np.ndarray:
    return np.asarray([shelf.ids[name] for name in ("beagle.jpg", "violin.jpg", "person.jpg", "blank.jpg")], np.int64)


def things(bag: Bag, slot: int) -> dict[str, float]:
    own = slice(bag.starts[slot], bag.starts[slot + 1])
    names = key_concepts(load_taxonomy())
    return {
        names[key]: round(float(SHARES[value]), 2) for key, value in zip(bag.keys[own], bag.values[own], strict=True)
    }


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_kept(seen: Shelf, whole: bool) -> None:
    bag = CLASSES.load(seen.db, ids(seen), whole)
    assert isinstance(bag, Bag)
    assert (bag.starts.dtype, bag.keys.dtype, bag.values.dtype) == (np.int64, np.uint16, np.uint8)
    assert things(bag, 0) == {"beagle": 0.6, "zebra": 0.1}, "the violin is below the floor"
    assert things(bag, 1) == {"violin": 1.0}
    assert things(bag, 2) == {"dog": 0.64, "person": 0.5}, "of each object the surest region"
    assert things(bag, 3) == {}
    assert FLOOR > 0.001


def test_slots_are_in_the_order_asked_for(seen: Shelf) -> None:
    bag = CLASSES.load(seen.db, ids(seen)[::-1].copy(), False)
    assert isinstance(bag, Bag)
    assert things(bag, 2) == {"violin": 1.0}
    nothing = CLASSES.load(seen.db, np.zeros(0, np.int64), True)
    assert isinstance(nothing, Bag)
    assert nothing.starts.tolist() == [0]


def test_scores(seen: Shelf) -> None:
    bag = CLASSES.load(seen.db, ids(seen), True)
    assert isinstance(bag, Bag)
    dog = score(bag, Meaning("dog", exact=("dog",)))
    assert dog.dtype == np.float32
    assert dog == pytest.approx([0.6, 0, OBJECT ** (1 / GENTLE) * 0.64, 0], abs=0.01)
    both = score(bag, Meaning("striped or musical", concepts={"zebra": 1.0, "violin": 0.5}))
    assert both == pytest.approx([0.1, 0.5 ** (1 / GENTLE), 0, 0], abs=0.01)
    two = score(bag, Meaning("dog or zebra", exact=("dog", "zebra")))
    assert 0.7 < two[0] < 0.8, "many small ones say a little more than one"
    everything = score(bag, Meaning("thing", exact=("animal", "musical instrument", "person")))
    assert everything.max() <= 1
    assert not score(bag, Meaning("nothing")).any()
    assert not score(Bag(np.zeros(1, np.int64), bag.keys[:0], bag.values[:0]), Meaning("dog", ("dog",))).any()


def test_many_photos_are_scored_in_blocks() -> None:
    random = np.random.default_rng(0)
    counts = random.integers(0, 60, 20_000)
    starts = np.concatenate([[0], np.cumsum(counts)])
    keys = random.integers(0, 1080, starts[-1]).astype(np.uint16)
    values = random.integers(0, 256, starts[-1]).astype(np.uint8)
    found = score(Bag(starts, keys, values), Meaning("zebra", concepts={"zebra": 0.5}))
    zebra = key_concepts(load_taxonomy()).index("zebra")
    rows = np.repeat(np.arange(len(counts)), counts)
    for slot in random.integers(0, len(counts), 50):
        own = (rows == slot) & ((keys == zebra) | (np.asarray(key_concepts(load_taxonomy()))[keys] == "zebra"))
        weights = np.where(keys[own] >= 1000, 0.5 * OBJECT, 0.5)
        assert found[slot] == pytest.approx(
            min(1, float((weights * SHARES[values[own]] ** GENTLE).sum()) ** (1 / GENTLE)), abs=1e-5
        )


def test_explanations(seen: Shelf) -> None:
    meaning = Meaning("animals", exact=("dog",), concepts={"zebra": 0.5, "violin": 0.01})
    found = explain(seen.db, seen.ids.values(), meaning)
    assert [name for name, _ in found[seen.ids["beagle.jpg"]]] == ["dog", "zebra"]
    assert dict(found[seen.ids["beagle.jpg"]])["dog"] == pytest.approx(0.6, abs=0.01)
    assert dict(found[seen.ids["person.jpg"]]) == pytest.approx({"dog": OBJECT ** (1 / GENTLE) * 0.64}, abs=0.01)
    assert seen.ids["blank.jpg"] not in found
