"""Whether a stated confidence is what it says: of the guesses at 0.8, are 8 in 10 true?

Reliability diagram and expected calibration error: A. Niculescu-Mizil and R. Caruana, "Predicting good probabilities
with supervised learning", ICML 2005; M. P. Naeini and others, "Obtaining well calibrated probabilities using Bayesian
binning", AAAI 2015.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import pi, sqrt

from photoorg.evaluation.intervals import Rate, pooled

BINS = 10


@dataclass(frozen=True, slots=True)
class Guess:
    """One judged guess: on which photo, how sure, and whether it is true."""

    photo: str
    confidence: float
    true: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Guesses of like confidence: the lowest and highest of it, its mean, and the share that is true.

    `chance` is the gap that a perfectly honest model would show here on average, by chance.
    """

    low: float
    high: float
    confidence: float
    true: Rate
    chance: float

    @property
    def gap(self) -> float:
        """Stated less true: above 0 it is too sure."""
        return self.confidence - self.true.share


@dataclass(frozen=True, slots=True)
class Calibration:
    """`width`: ten bins of equal width; `deciles`: ten with like many guesses. Bins without guesses are left out."""

    width: tuple[Bin, ...]
    deciles: tuple[Bin, ...]

    @property
    def number(self) -> int:
        """Judged guesses."""
        return sum(one.true.number for one in self.width)

    @property
    def expected_error(self) -> float | None:
        """Expected calibration error: the mean gap over guesses, in bins of equal width. None without any."""
        total = self.number
        return sum(abs(one.gap) * one.true.number for one in self.width) / total if total else None

    @property
    def mean_gap(self) -> float | None:
        """The mean over the deciles of the gap, either way."""
        return sum(abs(one.gap) for one in self.deciles) / len(self.deciles) if self.deciles else None

    @property
    def chance_gap(self) -> float | None:
        """What `mean_gap` would be on average, of as many guesses, if every confidence were exactly right."""
        return sum(one.chance for one in self.deciles) / len(self.deciles) if self.deciles else None


def calibrate(guesses: Iterable[Guess]) -> Calibration:
    """Both ways of binning; the order of the guesses does not matter."""
    found = sorted(guesses, key=lambda guess: (guess.confidence, guess.photo, guess.true))
    width: dict[int, list[Guess]] = defaultdict(list)
    for guess in found:
        width[min(BINS - 1, int(guess.confidence * BINS))].append(guess)
    deciles: dict[int, list[Guess]] = defaultdict(list)
    for start, same in _runs(found):
        # Guesses of one confidence stay together, in the bin of their middle: else the order would decide.
        deciles[int(BINS * (start + len(same) / 2) / len(found))] += same
    return Calibration(
        tuple(_bin(part, number / BINS, (number + 1) / BINS) for number, part in sorted(width.items())),
        tuple(_bin(part, part[0].confidence, part[-1].confidence) for _, part in sorted(deciles.items())),
    )


def _runs(found: Sequence[Guess]) -> Iterable[tuple[int, list[Guess]]]:
    """Guesses of equal confidence with the number of those before."""
    start = 0
    for end in range(1, len(found) + 1):
        if end == len(found) or found[end].confidence != found[start].confidence:
            yield start, list(found[start:end])
            start = end


def _bin(guesses: Sequence[Guess], low: float, high: float) -> Bin:
    photos: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for guess in guesses:
        right, number = photos[guess.photo]
        photos[guess.photo] = right + guess.true, number + 1
    confidences = [guess.confidence for guess in guesses]
    # The sum of independent guesses varies by the sum of c(1-c); a normal one lies √(2/π) of its deviation off.
    chance = sqrt(2 / pi * sum(c * (1 - c) for c in confidences)) / len(guesses)
    return Bin(low, high, sum(confidences) / len(guesses), pooled(list(photos.values())), chance)
