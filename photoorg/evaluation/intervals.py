"""Shares with their intervals.

E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
Statistical Association 22 (1927): the interval of a share that stays within 0 and 1 and holds for small counts.
Several tags on one photo are not several independent trials. E. L. Korn and B. I. Graubard, "Confidence intervals for
proportions with small expected number of positive counts estimated from survey data", Survey Methodology 24 (1998):
then the count is replaced by the effective one, the count of independent trials that would vary as much.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

# Of the normal distribution 95 % lies within so many standard deviations.
Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rate:
    """`right` of `number` (at least 1), with the 95 % interval of the share."""

    right: int
    number: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share itself, 0 to 1."""
        return self.right / self.number


def wilson(share: float, number: float, z: float = Z_95) -> tuple[float, float]:
    """Wilson's score interval of a share (0 to 1) seen in `number` > 0 trials, which may be an effective number.

    With p the share, n the number: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).
    """
    spread = z * z / number
    centre = share + spread / 2
    half = sqrt(max(0.0, z * z * share * (1 - share) / number + spread * spread / 4))
    low, high = (centre - half) / (1 + spread), (centre + half) / (1 + spread)
    # At the ends it is exact, where rounding would leave 1e-17 beside it.
    return (0.0 if share == 0 else max(0.0, low)), (1.0 if share == 1 else min(1.0, high))


def rate(right: int, number: int) -> Rate | None:
    """A share of independent trials, or None where there were none."""
    return Rate(right, number, *wilson(right / number, number)) if number else None


def clustered(parts: Iterable[tuple[int, int]]) -> Rate | None:
    """A share of what comes in clusters: (right, number) of each photo. None where there is nothing."""
    counted = [(right, number) for right, number in parts if number]
    return pooled(counted) if counted else None


def pooled(parts: Sequence[tuple[int, int]]) -> Rate:
    """The share in clusters, at least one, each with a number above 0.

    The variance of the ratio is taken between photos: sum (r - p n)² / (sum n)². Where it is 0 because all are right,
    or all wrong, each photo counts as one trial: nothing is known of how alike they are.
    """
    right, number = sum(part[0] for part in parts), sum(part[1] for part in parts)
    share = right / number
    variance = sum((r - share * n) ** 2 for r, n in parts) / number**2
    trials = share * (1 - share) / variance if variance > 1e-12 else len(parts)
    return Rate(right, number, *wilson(share, min(number, trials)))
