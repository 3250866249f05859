"""Photos that look alike among those that are asked about: one answer will do for all of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoorg.library import look_pairs
from photoorg.library.columns import Columns
from photoorg.library.columns.looks import NAME
from photoorg.library.columns.sketches import SKETCH
from photoorg.library.lookalikes import limits
from photoorg.library.review_open import Open, Slots
from photoorg.sketch import from_sketch

ALIKE = 0.85
"""The cosine of sketches from which on photos are answered together: of pictures as alike, none was found on which the
same tag was right of one and wrong of the other (docs/review.md)."""
MOST = 24
"""So many photos are answered at once."""
_NEAREST = 500  # the likeliest wrong ones are compared by their sketches


class Alike:
    """Of one tag's open guesses, by places in them, those that look like a photo and have not been taken yet."""

    def __init__(self, columns: Columns, guesses: Open) -> None:
        self._guesses = guesses
        self._left = np.ones(len(guesses.slots), np.bool_)
        self._looks = columns.flat(NAME)[guesses.slots]
        self._first = np.argsort(guesses.chances, kind="stable")[:_NEAREST]
        self._sketches = from_sketch(_rows(columns, guesses.slots[self._first]))

    def is_left(self, place: int) -> bool:
        """Whether a guess is in no group yet."""
        return bool(self._left[place])

    def take(self, place: int) -> list[int]:
        """The guess, then those of photos that look like its photo, the least likely first: they are taken now."""
        alike = self._by_hash(place) | self._by_sketch(place)
        alike &= self._left
        alike[place] = False
        others = np.flatnonzero(alike)
        others = others[np.argsort(self._guesses.chances[others], kind="stable")][: MOST - 1]
        taken = [place, *others.tolist()]
        self._left[taken] = False
        return taken

    def _by_hash(self, place: int) -> NDArray[np.bool_]:
        one, looks = self._looks[place : place + 1], self._looks
        near = look_pairs.distances(one["hash"].view(np.uint64), looks["hash"].view(np.uint64)) <= limits(one, looks)
        return near & looks["looked"] & one["looked"]

    def _by_sketch(self, place: int) -> NDArray[np.bool_]:
        found = np.zeros(len(self._left), np.bool_)
        (row,) = np.nonzero(self._first == place)
        if len(row) and self._sketches.shape[1]:
            found[self._first] = self._sketches @ self._sketches[row[0]] >= ALIKE
        return found


def _rows(columns: Columns, slots: Slots) -> NDArray[np.int8]:
    """The sketches of some slots, int8 (n, width); zeros where there are none."""
    blocks = columns.table(SKETCH.name).blocks
    width = max((block.shape[1] for block in blocks), default=0)
    found = np.zeros((len(slots), width), np.int8)
    start = 0
    for block in blocks:
        here = (slots >= start) & (slots < start + len(block))
        if block.shape[1] == width:
            found[here] = block[slots[here] - start]
        start += len(block)
    return found
