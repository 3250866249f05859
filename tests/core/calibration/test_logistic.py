"""Logistic regression against what can be worked out by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbuild.calibration.logistic import Numbers, Truths, fit, held_out, predict

NO_RIDGE = 1e-9


def planted(count: int = 600, seed: int = 1) -> tuple[Numbers, Truths]:
    chance = np.random.default_rng(seed)
    rows = np.column_stack([np.ones(count), chance.normal(0, 1, (count, 2))])
    return rows, chance.random(count) < predict(rows, np.array([-0.5, 1.5, -2.0]))


@given(st.integers(1, 40), st.integers(1, 40))
def test_one_number_is_the_log_odds_of_the_share(true: int, false: int) -> None:
    truths = np.array([True] * true + [False] * false)
    (weight,) = fit(np.ones((true + false, 1)), truths, np.array([NO_RIDGE]))
    assert weight == pytest.approx(log(true / false), abs=1e-5)


def test_a_yes_or_no_question_is_the_log_of_the_odds_ratio() -> None:
    """Of 10 without it 2 are true, of 10 with it 8."""
    asked = np.repeat([0.0, 1.0], 10)
    truths = np.array([True] * 2 + [False] * 8 + [True] * 8 + [False] * 2)
    weights = fit(np.column_stack([np.ones(20), asked]), truths, np.full(2, NO_RIDGE))
    assert weights == pytest.approx([log(2 / 8), log(8 / 2) - log(2 / 8)], abs=1e-5)


def test_the_weights_that_made_the_truths_are_found_again() -> None:
    rows, truths = planted(20_000)
    assert fit(rows, truths, np.ones(3)) == pytest.approx([-0.5, 1.5, -2.0], abs=0.12)


def test_at_the_goal_no_direction_leads_on() -> None:
    rows, truths = planted()
    ridge, toward = np.array([1.0, 5.0, 20.0]), np.array([0.0, 1.0, -1.0])
    weights = fit(rows, truths, ridge, toward)
    slope = rows.T @ (truths - predict(rows, weights)) - ridge * (weights - toward)
    assert np.abs(slope).max() < 1e-4


@pytest.mark.parametrize("ridge", [0.0, 1e-6, 1.0])
def test_what_can_be_told_apart_wholly_does_not_run_away(ridge: float) -> None:
    rows = np.column_stack([np.ones(8), np.array([-900.0, -40, -3, -2, 2, 3, 40, 900])])
    truths = rows[:, 1] > 0
    weights = fit(rows, truths, np.full(2, ridge))
    assert np.isfinite(weights).all()
    assert np.abs(weights).max() < 100
    assert np.array_equal(predict(rows, weights) > 0.5, truths)


def test_a_step_that_goes_too_far_is_taken_back() -> None:
    """Far from the goal the slope is steep and hardly bends: Newton's whole step would land far beyond it."""
    truths = np.arange(100) < 50
    (weight,) = fit(np.ones((100, 1)), truths, np.array([1e-3]), np.array([-20.0]))
    assert weight == pytest.approx(0, abs=0.01)


def test_all_true_stays_within_what_the_ridge_allows() -> None:
    (weak,), (strong,) = (fit(np.ones((5, 1)), np.ones(5, bool), np.array([ridge])) for ridge in (0.1, 10))
    assert 0 < strong < weak < 10


def test_a_strong_pull_holds_a_weight_where_it_is_drawn_to() -> None:
    rows, truths = planted()
    weights = fit(rows, truths, np.array([1e9, 1.0, 1e9]), np.array([1.0, 0.0, 0.0]))
    assert weights[[0, 2]] == pytest.approx([1, 0], abs=1e-5)
    assert weights[1] > 0.5


def test_with_no_rows_the_weights_are_what_they_are_drawn_to() -> None:
    assert fit(np.zeros((0, 2)), np.zeros(0, bool), np.ones(2), np.array([3.0, -1.0])).tolist() == [3, -1]


def test_extreme_odds_are_probabilities() -> None:
    assert predict(np.array([[1e6], [-1e6]]), np.ones(1)) == pytest.approx([1, 0], abs=1e-12)


# -- holding out


def test_a_row_is_read_by_weights_that_never_saw_its_fold() -> None:
    """Whatever a fold's truths are, its readings stay, and those of the others change."""
    rows, truths = planted(200)
    folds = [number % 4 for number in range(200)]
    here = np.array(folds) == 2
    before = held_out(rows, truths, np.ones(3), folds)
    after = held_out(rows, np.where(here, ~truths, truths), np.ones(3), folds)
    assert np.array_equal(before[here], after[here])
    assert (np.abs(before[~here] - after[~here]) > 1e-3).all()


def test_held_out_readings_are_those_of_a_fit_without_the_fold() -> None:
    rows, truths = planted(100)
    folds = np.arange(100) // 50
    first = fit(rows[50:], truths[50:], np.ones(3))
    assert held_out(rows, truths, np.ones(3), folds.tolist())[:50] == pytest.approx(rows[:50] @ first)
