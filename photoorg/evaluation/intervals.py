"""Shares of what comes in clusters, with their intervals.

Several tags on one photo are not several independent trials. E. L. Korn and B. I. Graubard, "Confidence intervals for
proportions with small expected number of positive counts estimated from survey data", Survey Methodology 24 (1998):
then the count is replaced by the effective one, the count of independent trials that would vary as much.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from photoorg.shares import Rate, rate, wilson

__all__ = ["Rate", "clustered", "pooled", "rate", "wilson"]


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
