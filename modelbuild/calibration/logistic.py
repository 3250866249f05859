"""Logistic regression with a ridge, by Newton's method, and the same with a fold held out.

Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), 4.4.1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]

_STEPS = 100
_SMALLEST = 1e-7
_STEEPEST = 30.0  # log-odds beyond which a probability is 0 or 1 to every digit that matters


def fit(rows: Numbers, truths: Truths, ridge: Numbers, toward: Numbers | None = None) -> Numbers:
    """The weights (k,) of `rows` (n, k) that make `truths` (n,) likeliest.

    `ridge` (k,) pulls each weight `toward` (k,), zeros by default, as strongly as that many half-sure rows would.
    """
    goal = np.zeros(rows.shape[1]) if toward is None else toward
    weights = goal.copy()
    for _ in range(_STEPS):
        chances = predict(rows, weights)
        slope = rows.T @ (truths - chances) - ridge * (weights - goal)
        bend = (rows.T * (chances * (1 - chances))) @ rows + np.diag(ridge + 1e-9)
        step = np.linalg.solve(bend, slope)
        before = _loss(rows, truths, weights, ridge, goal)
        while _loss(rows, truths, weights + step, ridge, goal) > before and np.abs(step).max() > _SMALLEST:
            step = step / 2  # far from the goal Newton's step goes too far
        weights = weights + step
        if np.abs(step).max() <= _SMALLEST:
            break
    return weights


def _loss(rows: Numbers, truths: Truths, weights: Numbers, ridge: Numbers, goal: Numbers) -> float:
    odds = rows @ weights
    unlikely = np.logaddexp(0, np.where(truths, -odds, odds)).sum()
    return float(unlikely + (ridge * (weights - goal) ** 2).sum() / 2)


def predict(rows: Numbers, weights: Numbers) -> Numbers:
    """The probability of each row."""
    return 1 / (1 + np.exp(-np.clip(rows @ weights, -_STEEPEST, _STEEPEST)))


def held_out(
    rows: Numbers, truths: Truths, ridge: Numbers, folds: Sequence[int], toward: Numbers | None = None
) -> Numbers:
    """The log-odds of each row by weights that were fitted without the rows of its fold."""
    numbers = np.asarray(folds)
    found = np.zeros(len(rows))
    for fold in np.unique(numbers):
        here = numbers == fold
        found[here] = rows[here] @ fit(rows[~here], truths[~here], ridge, toward)
    return found
