"""Words that are not spelt right: what the result says may be meant."""

from __future__ import annotations

import pytest
from shelf import Shelf

from photoorg.finding import instead
from photoorg.library.search import search

NEAR = {
    "dgo": (("dgo", "dog"),),
    "elefant": (("elefant", "elephant"),),
    "elefnte": (("elefnte", "elefante"),),
    "dog elefant": (("elefant", "elephant"),),
    "dog": (),
    "dogs": (),
    "music": (),
    "zebra": (),  # a thing, of which there is no photo
    "IMG_1": (),
    "dg": (),
    "xyzxyz elephnat": (("elephnat", "elephant"),),
}


@pytest.mark.parametrize("text", NEAR)
def test_the_nearest_tag_is_suggested(text: str, shelf: Shelf) -> None:
    shelf.put("a.jpg", [("dog", 0.9)])
    shelf.put("b.jpg", [("elephant", 0.9)])
    assert search(shelf.db, text).suggestions == NEAR[text]


def test_the_command_line_asks_what_was_meant(shelf: Shelf) -> None:
    shelf.put("a.jpg", [("dog", 0.9)])
    assert list(instead(search(shelf.db, "dgo"))) == ["'dgo' is no tag. Did you mean 'dog'?"]
    assert list(instead(search(shelf.db, "dog"))) == []
