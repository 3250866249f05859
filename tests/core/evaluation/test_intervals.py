"""Intervals against published values, and what holds of any."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoorg.evaluation.intervals import Rate, clustered, rate, wilson


# R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I,
# method 3.
@pytest.mark.parametrize(
    ("right", "number", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_as_published(right: int, number: int, low: float, high: float) -> None:
    assert wilson(right / number, number) == pytest.approx((low, high), abs=5e-5)


def test_the_ends_are_exact() -> None:
    assert wilson(0, 3)[0] == 0
    assert wilson(1, 3)[1] == 1
    assert rate(0, 0) is None


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_shrinks(case: tuple[int, int]) -> None:
    right, number = case
    found = rate(right, number)
    assert found is not None
    assert 0 <= found.low <= found.share <= found.high <= 1
    wider = found.high - found.low
    low, high = wilson(right / number, 4 * number)
    assert high - low < wider
    mirrored = wilson(1 - right / number, number)
    assert mirrored == pytest.approx((1 - found.high, 1 - found.low))


def test_one_tag_a_photo_is_the_plain_interval() -> None:
    plain = rate(7, 10)
    found = clustered([(1, 1)] * 7 + [(0, 1)] * 3 + [(0, 0)] * 5)
    assert plain is not None
    assert found is not None
    assert (found.right, found.number) == (7, 10)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high))


def test_tags_that_are_right_together_count_as_one() -> None:
    """Ten photos with five tags each, all right or all wrong: ten trials, not fifty."""
    found = clustered([(5, 5)] * 7 + [(0, 5)] * 3)
    assert found is not None
    assert (found.low, found.high) == pytest.approx(wilson(0.7, 10))
    assert clustered([(5, 5)] * 4) == Rate(20, 20, *wilson(1, 4))
    assert clustered([(0, 0)]) is None


@given(
    st.lists(st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=30),
    st.randoms(),
)
def test_any_clusters(parts: list[tuple[int, int]], random: object) -> None:
    found = clustered(parts)
    assert (found is None) == (not any(number for _, number in parts))
    if found is not None:
        assert 0 <= found.low <= found.share <= found.high <= 1
        low, high = wilson(found.share, found.number)
        assert found.high - found.low >= high - low - 1e-12
