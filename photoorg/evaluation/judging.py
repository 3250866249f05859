"""Whether a tag on a photo is right, as far as the labels can tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from photoorg.evaluation.values import Ancestors, Truth
from photoorg.taxonomy import PLACES


class Verdict(StrEnum):
    """What the labels say of a tag. Only the first two count; the others name why it is not judged."""

    RIGHT = "right"
    WRONG = "wrong"
    BROADER = "broader than the labels"
    FINER = "finer than the labels"
    OUTSIDE = "not what the labels are about"


@dataclass(frozen=True, slots=True)
class Known:
    """A photo's labels made ready: what is there, the same with all broader words, and what is surely not there."""

    present: frozenset[str]
    closed: frozenset[str]
    absent: frozenset[str]


class Judge:
    """Compares tags with labels. `exhaustive`: everything of `vocabulary` that is on a photo is among its labels."""

    def __init__(self, ancestors: Ancestors, vocabulary: frozenset[str], *, exhaustive: bool) -> None:
        self._ancestors, self._kept = ancestors, dict[str, frozenset[str]]()
        self.vocabulary, self.exhaustive = vocabulary, exhaustive

    def above(self, tag: str) -> frozenset[str]:
        """The tag with all its broader words."""
        if tag not in self._kept:
            self._kept[tag] = self._ancestors(tag) | {tag}
        return self._kept[tag]

    def known(self, truth: Truth) -> Known:
        """A photo's labels made ready."""
        closed = frozenset[str]().union(*(self.above(name) for name in truth.present))
        return Known(truth.present, closed, frozenset(truth.labels) - closed)

    def verdict(self, tag: str, known: Known) -> Verdict:
        """What the labels of a photo say of a tag on it.

        Exhaustive: by all words of the vocabulary among the tag and what is above it, for a tag is true only where
        everything above it is. So a breed is judged by `dog` where the labels know only that.
        Else: what is above a label is right; what is of the same branch, neither above nor below, is wrong.
        """
        above = self.above(tag)
        if self.exhaustive and (words := above & self.vocabulary):
            return Verdict.RIGHT if words <= known.closed else Verdict.WRONG
        if tag in known.closed:
            return Verdict.BROADER if self.exhaustive else Verdict.RIGHT
        if above & known.absent:
            return Verdict.WRONG
        if above & known.present:
            return Verdict.FINER
        if not self.exhaustive and self._tops(above) & self._tops(known.closed):
            return Verdict.WRONG
        return Verdict.OUTSIDE

    def _tops(self, words: frozenset[str]) -> frozenset[str]:
        # Where a photo was taken is not what is on it: a lighthouse does not contradict a seashore though both are
        # outdoors.
        return frozenset(word for word in words if len(self.above(word)) == 1).difference(PLACES)
