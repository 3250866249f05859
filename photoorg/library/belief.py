"""How likely a guess is right, by its confidence and by what a person answered of the same tag before.

A confidence was fitted on labelled pictures (docs/calibration.md). In one person's photos a tag may be right more often
than it says, or less often. Each answer moves the log-odds of all guesses of its tag by the same offset: the most
likely one, of which it is thought beforehand that it lies about 0, normally distributed with SPREAD.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SPREAD = 0.7
"""How far the offsets of tags lie from 0; chosen by benchmarks/review.py. A larger one lets answers count for more."""
_LEAST = 1e-4
_STEPS = 20
_LONGEST = 1.0  # of a step of Newton's, which goes too far where all answers are the same

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Belief:
    """What is thought of one tag: the offset of its log-odds, and how far off that may be (its variance)."""

    offset: float = 0.0
    variance: float = SPREAD**2

    def chances(self, confidences: Floats) -> Floats:
        """How likely guesses of these confidences (n,) are right, (n,)."""
        return 1 / (1 + np.exp(-(log_odds(confidences) + self.offset)))

    @property
    def sure(self) -> float:
        """How much of the offset is known, 0 to 1: the share of the variance that answers have taken away."""
        return max(0.0, 1 - self.variance / SPREAD**2)

    def moved(self, at_least: float, before: Belief) -> float:
        """A bar that asks for as much as it did when `before` was thought: 0.05 to 0.99, to four places.

        It moves by as much of the offset as is known: a few answers must not hide what is right.
        """
        odds = float(log_odds(np.array([at_least]))[0]) - (self.offset * self.sure - before.offset * before.sure)
        return round(min(max(float(1 / (1 + np.exp(-odds))), 0.05), 0.99), 4)


def log_odds(confidences: Floats) -> Floats:
    """Of confidences (n,), those of 0 and 1 taken for nearly so."""
    kept = np.clip(np.asarray(confidences, np.float64), _LEAST, 1 - _LEAST)
    return np.log(kept / (1 - kept))


def learned(confidences: Floats, truths: NDArray[np.bool_]) -> Belief:
    """What is thought after some answers: of guesses of these confidences (n,), which were right (n,)."""
    odds, offset, weight = log_odds(confidences), 0.0, 1 / SPREAD**2
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-(odds + offset)))
        slope = float((truths - chances).sum()) - offset * weight
        bend = float((chances * (1 - chances)).sum()) + weight
        step = min(max(slope / bend, -_LONGEST), _LONGEST)
        offset += step
        if abs(step) < 1e-6:  # it has come to rest
            break
    chances = 1 / (1 + np.exp(-(odds + offset)))
    return Belief(offset, 1 / (float((chances * (1 - chances)).sum()) + weight))
