"""What a person said of a photo, where words are searched by meaning: it outweighs what the models saw."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from shelf import Shelf

from photoorg.library.edits import judge
from photoorg.library.evidence import packed
from photoorg.library.search import Hits, search
from photoorg.library.senses import Meaning
from photoorg.outcomes import Evidence

BEAGLE, TABBY, VIOLIN = "n02088364", "n02123045", "n04536866"
PET = ("cat", "dog")


@dataclass(frozen=True)
class Words:
    """Senses that know some words."""

    known: dict[str, Meaning]

    def meaning(self, text: str) -> Meaning:
        return self.known[text]

    def sketch(self, path: Path) -> NDArray[np.int8]:
        raise NotImplementedError(path)


SENSES = Words(
    {
        "dog": Meaning("dog", ("dog",), {"violin": 0.05}, cutoff=0.01, sure=0.3),
        "pet": Meaning("pet", PET, {}, cutoff=0.01, sure=0.3),
    }
)


@pytest.fixture
def seen(shelf: Shelf) -> Shelf:
    """A sure beagle, one that may be, a cat that may be a dog, and a violin."""
    shown = {
        "a": {BEAGLE: 0.9},
        "b": {BEAGLE: 0.4},
        "c": {TABBY: 0.6, BEAGLE: 0.1},
        "v": {VIOLIN: 0.9},
    }
    for name in shown:
        shelf.put(name, [], None)
    with shelf.db.conn:
        shelf.db.conn.executemany(
            "INSERT INTO evidence (photo_id, task, content) VALUES (?, 'classify', ?)",
            [(shelf.ids[name], packed(Evidence(scores))) for name, scores in shown.items()],
        )
    return shelf


def asked(shelf: Shelf, text: str) -> Hits:
    return search(shelf.db, f'~"{text}"', senses=SENSES)


def found(shelf: Shelf, text: str) -> str:
    """The names of what is found, best first."""
    names = {photo_id: name for name, photo_id in shelf.ids.items()}
    return "".join(names[photo_id] for photo_id in asked(shelf, text).ids.tolist())


def test_what_the_models_saw_counts_where_nobody_spoke(seen: Shelf) -> None:
    assert found(seen, "dog") == "abcv"
    assert asked(seen, "dog").weak == 2


@pytest.mark.parametrize("name", ["b", "c", "v"])
def test_a_persons_tag_lifts_a_photo_to_the_top(seen: Shelf, name: str) -> None:
    judge(seen.db, [seen.ids[name]], "dog", "added")
    assert found(seen, "dog").startswith(name)
    assert asked(seen, "dog").scores[0] == 1


def test_a_persons_no_takes_a_photo_out_and_taking_it_back_lets_it_in(seen: Shelf) -> None:
    judge(seen.db, [seen.ids["a"]], "dog", "rejected")
    assert found(seen, "dog") == "bcv"
    judge(seen.db, [seen.ids["a"]], "dog", None)
    assert found(seen, "dog") == "abcv"


def test_a_no_to_one_of_several_things_leaves_the_others(seen: Shelf) -> None:
    assert found(seen, "pet") == "acb"
    judge(seen.db, [seen.ids["a"]], "cat", "rejected")
    assert found(seen, "pet") == "acb"
    judge(seen.db, [seen.ids["c"]], "cat", "rejected")
    assert found(seen, "pet") == "abc"  # as the beagle that it may be
    judge(seen.db, [seen.ids["c"]], "dog", "rejected")
    assert found(seen, "pet") == "ab"


def test_a_photo_of_one_thing_stays_though_it_is_not_the_other(seen: Shelf) -> None:
    judge(seen.db, [seen.ids["c"]], "cat", "accepted")
    judge(seen.db, [seen.ids["c"]], "dog", "rejected")
    assert found(seen, "pet").startswith("c")
    assert found(seen, "dog") == "abv"
