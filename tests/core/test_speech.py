"""Plurals and small words, the same wherever a text is taken for a tag or a thing."""

from __future__ import annotations

import pytest

from photoorg.library.vocabulary import Vocabulary
from photoorg.speech import SAID_BESIDE, STOP_WORDS, english_readings, readings
from photoorg.taxonomy import Taxonomy

PLURALS = {
    "dogs": "dog", "hot dogs": "hot dog", "cherries": "cherry", "wolves": "wolf", "knives": "knife",
    "buses": "bus", "boxes": "box", "horses": "horse",
    "firemen": "fireman", "mice": "mouse", "old people": "old person",
}  # fmt: skip


@pytest.mark.parametrize("plural", PLURALS)
def test_every_way_knows_the_same_plurals(plural: str) -> None:
    single = PLURALS[plural]
    assert next(english_readings(plural)) == plural
    assert single in english_readings(plural)
    assert single in readings(plural)
    assert Vocabulary([(7, f"my {single}")], Taxonomy([])).find(f"My {plural}") == (7,), "a tag of a person's own"


def test_italian_changes_any_word() -> None:
    assert "strumento musicale" in readings("strumenti musicali")
    assert list(readings("")) == [""]


def test_small_words() -> None:
    assert {"the", "of", "photos"} <= STOP_WORDS & SAID_BESIDE
    assert "della" in STOP_WORDS - SAID_BESIDE
    assert "beautiful" in SAID_BESIDE - STOP_WORDS
