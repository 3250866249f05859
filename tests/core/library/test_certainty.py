"""What scores are worth, on scores whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from photoorg.library.certainty import USUAL, Certainty, certainty


def drawn(share: float, apart: float, seed: int) -> tuple[Certainty, np.ndarray, np.ndarray]:
    """Scores of 4,000 photos, `share` of them of the tag, and what is made of ten examples of each side."""
    random = np.random.default_rng(seed)
    truth = random.random(4_000) < share
    scores = np.where(truth, 1.0, 1.0 - apart) + 0.35 * random.standard_normal(len(truth))
    yes, no = (random.choice(scores[truth == side], count) for side, count in ((True, 10), (False, 30)))
    return certainty(yes, no, scores), scores, truth


@pytest.mark.parametrize(("share", "apart"), [(0.02, 1.6), (0.1, 1.6), (0.1, 1.1), (0.3, 1.6)])
def test_it_promises_no_more_than_is_right(share: float, apart: float) -> None:
    stated: list[float] = []
    true: list[float] = []
    for seed in range(12):
        sure, scores, truth = drawn(share, apart, seed)
        confidences = np.interp(scores, sure.scores, sure.confidences)
        shown = confidences >= 0.5
        stated.append(float(confidences[shown].mean()))
        true.append(float(truth[shown].mean()))
        assert 0.4 * truth.sum() < sure.total() < 2.5 * truth.sum()
    assert np.mean(true) - 0.3 < np.mean(stated) < np.mean(true) + 0.1  # of real photos' scores more lie between


def test_a_higher_target_has_a_higher_bar_and_shows_fewer() -> None:
    sure, _, _ = drawn(0.1, 1.6, 0)
    bars = [sure.bar(target) for target in (0.5, 0.7, 0.9, 0.99)]
    assert bars == sorted(bars)
    assert min(bars) >= 0.5
    shown = [sure.shown(bar) for bar in bars]
    assert shown == sorted(shown, reverse=True)
    assert (np.diff(sure.confidences) >= 0).all()
    right, low, high = sure.above(bars[1])
    assert 0.7 - 1e-6 <= right <= 1
    assert low <= right <= high
    assert np.isnan(sure.above(1.1)).all()
    assert sure.found(bars[0]) >= sure.found(bars[-1])


def test_it_does_without_counter_examples_and_without_a_spread() -> None:
    yes, none = np.asarray([1.0, 1.1, 0.9]), np.zeros(0)
    flat = certainty(yes, none, np.zeros(50))
    assert np.isfinite(flat.confidences).all()
    assert np.interp(1.0, flat.scores, flat.confidences) > np.interp(0.0, flat.scores, flat.confidences)
    assert np.isfinite(certainty(np.ones(3), np.ones(2), np.ones(4)).confidences).all()


def test_what_a_name_shows_tells_how_many_have_the_tag() -> None:
    _, scores, _ = drawn(0.1, 1.1, 0)
    random = np.random.default_rng(1)
    yes, no = random.normal(1.0, 0.35, 10), random.normal(-0.1, 0.35, 30)
    totals = [certainty(yes, no, scores, USUAL.of_name(shown)).total() for shown in (0.0, 0.01, 0.1, 0.5, 1.0)]
    assert totals == sorted(totals)
    assert totals[-1] > 1.3 * totals[0]


def test_of_fewer_photos_it_says_less() -> None:
    sure, _, _ = drawn(0.1, 1.6, 0)
    few = Certainty(sure.scores, sure.confidences, sure.centres, sure.counts / 1_000, sure.curves, sure.beliefs)
    right, low, high = sure.above(0.5)
    assert few.above(0.5)[0] == pytest.approx(right)
    assert few.above(0.5)[1] < low <= high < few.above(0.5)[2]
