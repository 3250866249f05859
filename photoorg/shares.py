"""Shares with their intervals.

E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
Statistical Association 22 (1927): the interval of a share that stays within 0 and 1 and holds for small counts.
"""

from __future__ import annotations

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
