"""Stated confidence against truth."""

from __future__ import annotations

import random as chance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoorg.evaluation.calibration import Guess, calibrate


def guesses(*pairs: tuple[float, bool]) -> list[Guess]:
    return [Guess(f"{number}", confidence, true) for number, (confidence, true) in enumerate(pairs)]


def test_by_hand() -> None:
    """Four at 0.75, three of them true; two at 0.25, none true."""
    found = calibrate(guesses((0.75, True), (0.75, True), (0.75, True), (0.75, False), (0.25, False), (0.25, False)))
    assert [(one.low, one.high, one.true.right, one.true.number) for one in found.width] == [
        (0.2, 0.3, 0, 2),
        (0.7, 0.8, 3, 4),
    ]
    assert [one.gap for one in found.width] == [0.25, 0.0]
    assert found.expected_error == pytest.approx(2 / 6 * 0.25)
    assert found.mean_gap == pytest.approx(0.125)
    assert found.number == 6


def test_the_ends_have_a_bin() -> None:
    found = calibrate(guesses((0.0, False), (1.0, True), (0.999, True)))
    assert [(one.low, one.true.number) for one in found.width] == [(0.0, 1), (0.9, 2)]


def test_ten_even_groups() -> None:
    found = calibrate(guesses(*((number / 100, number % 2 == 0) for number in range(100))))
    assert [one.true.number for one in found.deciles] == [10] * 10
    assert [one.true.right for one in found.deciles] == [5] * 10


def test_an_honest_model_has_the_gap_of_chance() -> None:
    random = chance.Random(3)  # noqa: S311
    confidences = [random.random() for _ in range(40_000)]
    found = calibrate(guesses(*((confidence, random.random() < confidence) for confidence in confidences)))
    assert found.mean_gap is not None
    assert found.chance_gap is not None
    assert found.mean_gap < 0.01
    assert 0.3 < found.mean_gap / found.chance_gap < 3
    assert all(one.true.low - 0.01 <= one.confidence <= one.true.high + 0.01 for one in found.deciles)


def test_nothing_to_judge() -> None:
    found = calibrate([])
    assert (found.number, found.expected_error, found.mean_gap, found.chance_gap) == (0, None, None, None)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.floats(0, 1), st.booleans()), max_size=60), st.randoms())
def test_any_guesses_in_any_order(found: list[tuple[str, float, bool]], random: chance.Random) -> None:
    made = [Guess(*one) for one in found]
    calibration = calibrate(made)
    shuffled = list(made)
    random.shuffle(shuffled)
    assert calibrate(shuffled) == calibration
    assert sum(one.true.number for one in calibration.deciles) == calibration.number == len(made)
    assert len(calibration.deciles) <= 10
    for one in (*calibration.width, *calibration.deciles):
        assert one.low - 1e-9 <= one.confidence <= one.high + 1e-9
        assert -1 <= one.gap <= 1
        assert 0 <= one.true.low <= one.true.share <= one.true.high <= 1
