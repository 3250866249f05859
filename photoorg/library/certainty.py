"""How sure a score is: from scores of examples that they did not help to make, and those of the whole library.

Among photos that score z, sigmoid(a z + b) are of the tag. Then examples are drawn from the library by that share, and
counter-examples by the rest; how well that fits what was drawn says how likely each a and b is. Which of them are right
is not decided: what is said of a score is the mean over all, each as likely as it is, and so is the range of what is
said of many. A few examples do not tell how many photos have the tag, and that is what matters most: so what is thought
beforehand of it, `Prior`, is told by how many photos show what the tag's name means, where it means something.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[Any]

_STEEPS, _OFFSETS, _BINS = 25, 49, 256
_STEPS = np.asarray([-1.28, -0.52, 0.0, 0.52, 1.28])  # of a bell: five parts of it, each as likely
_EDGE = 1e-9
_LEAST_SPREAD = 0.15
KNOTS = 33
LIKELY = 0.8  # of a range: how likely it holds the truth


@dataclass(frozen=True, slots=True)
class Prior:
    """What is thought beforehand: docs/teaching.md says how it was found.

    `steep` is the usual a times the square of how widely the library's scores are spread, where examples lie at 1 and
    most photos at 0 (two bells of one width would have 1); `share` the log-odds of how many photos have a tag. Both
    with how far they usually differ, that of `steep` in natural logarithms.
    """

    steep: float = 1.15
    steep_spread: float = 0.95
    share: float = -3.2
    share_spread: float = 1.3
    named: float = -3.1  # the share where a name means something that is as often seen as usual
    named_spread: float = 0.6
    follows: float = 0.75  # how far the share goes with how often it is seen

    def of_name(self, shown: float) -> Prior:
        """What is thought of a tag whose name means what `shown` of the library shows, 0 to 1."""
        seen = min(max(shown, 0.0) + _SELDOM, 1 - _SELDOM)
        share = self.named + self.follows * (float(np.log(seen / (1 - seen))) - _OFTEN)
        return replace(self, share=share, share_spread=self.named_spread)


_SELDOM, _OFTEN = 0.003, -3.0
USUAL = Prior()


@dataclass(frozen=True, eq=False)
class Certainty:
    """What scores are worth. `scores` (k,) rise, and so do `confidences` (k,), 0 to 1.

    `curves` (c, bins): of photos of each bin the share that is of the tag, by each belief of `beliefs` (c,), whose sum
    is 1; `counts` (bins,) are the library's photos in each bin, whose scores `centres` (bins,) rise.
    """

    scores: Doubles
    confidences: Doubles
    centres: Doubles
    counts: Doubles
    curves: Doubles
    beliefs: Doubles

    @cached_property
    def means(self) -> Doubles:
        """The confidence in each bin."""
        return self.beliefs @ self.curves

    def above(self, bar: float) -> tuple[float, float, float]:
        """Of the library's photos from a confidence on, the share that is right: as likely as not, at least, at most.

        The range is to hold the truth as often as LIKELY, chance among so many photos counted in. NaN where there are
        none.
        """
        chosen = self.counts * (self.means >= bar - 1e-12)
        if not chosen.sum():
            return float("nan"), float("nan"), float("nan")
        shares = self.curves @ chosen / chosen.sum()
        by_chance = np.sqrt(np.maximum(shares * (1 - shares), 0) / chosen.sum())
        values = np.clip(shares[:, None] + by_chance[:, None] * _STEPS, 0, 1).ravel()
        order = np.argsort(values)
        summed = np.cumsum(np.repeat(self.beliefs / len(_STEPS), len(_STEPS))[order])
        low, high = (values[order][min(np.searchsorted(summed, at), len(order) - 1)] for at in _ends())
        return float(self.beliefs @ shares), float(low), float(high)

    def shown(self, bar: float) -> float:
        """How many photos of the library reach a confidence."""
        return float(self.counts[self.means >= bar - 1e-12].sum())

    def total(self) -> float:
        """How many photos of the library are of the tag."""
        return float(self.means @ self.counts)

    def found(self, bar: float) -> float:
        """Which share of those is found from a confidence on."""
        return float((self.means * self.counts)[self.means >= bar - 1e-12].sum() / max(self.total(), _EDGE))

    def bar(self, target: float, least: float = 0.5) -> float:
        """The confidence from which the photos found are right as often as `target`; never below `least`."""
        order = np.argsort(-self.means)
        summed = np.cumsum(self.counts[order])
        precisions = np.cumsum((self.means * self.counts)[order]) / np.maximum(summed, _EDGE)
        fitting = (precisions >= target) & (self.means[order] >= least) & (self.counts[order] > 0)
        return float(self.means[order][fitting].min()) if fitting.any() else max(target, least)


def _ends() -> tuple[float, float]:
    return (1 - LIKELY) / 2, (1 + LIKELY) / 2


def certainty(yes: Doubles, no: Doubles, library: Doubles, prior: Prior = USUAL) -> Certainty:
    """What scores are worth, from those of examples, of counter-examples (or none), and of the photos asked about."""
    middle = float(np.median(library))
    lowest, highest = float(min(library.min(), yes.min())), float(max(library.max(), yes.max())) + _EDGE
    unit = max(float(yes.mean()) - middle, 0.25 * float(library.std()), 1e-3)
    edges: Doubles = np.linspace(lowest, highest, _BINS + 1)
    counts = np.histogram(library, edges)[0].astype(np.float64)
    centres: Doubles = (edges[1:] + edges[:-1]) / 2
    usual = np.log(prior.steep) - 2 * np.log(max(float(library.std()) / unit, _LEAST_SPREAD))
    steep = np.exp(usual + prior.steep_spread * np.linspace(-2.5, 2.5, _STEEPS))
    # A curve is half way up somewhere between what most photos score and beyond what examples do.
    halves: Doubles = np.linspace(-0.5, 3.0, _OFFSETS)
    a: Doubles = np.repeat(steep, len(halves))
    half: Doubles = np.tile(halves, len(steep))

    def shares(scores: Doubles) -> Doubles:
        return 1 / (1 + np.exp(-np.clip(a[:, None] * ((scores - middle) / unit - half[:, None]), -40, 40)))

    curves = shares(centres)
    share = np.clip(curves @ counts / counts.sum(), _EDGE, 1 - _EDGE)
    told = np.log(shares(yes) + _EDGE).sum(axis=1) - len(yes) * np.log(share)
    told += np.log(1 - shares(no) + _EDGE).sum(axis=1) - len(no) * np.log(1 - share)
    told -= ((np.log(a) - usual) / prior.steep_spread) ** 2 / 2
    told -= ((np.log(share / (1 - share)) - prior.share) / prior.share_spread) ** 2 / 2
    beliefs = np.exp(told - told.max())
    beliefs /= beliefs.sum()
    knots: Doubles = np.linspace(lowest, highest, KNOTS)
    return Certainty(knots, beliefs @ shares(knots), centres, counts, curves, beliefs)
