"""Sketches: one byte a number, and the cosine is still there."""

from __future__ import annotations

import numpy as np
import pytest

from photoorg.sketch import from_sketch, length, to_sketch


@pytest.mark.parametrize("width", [2, 3, 16, 64, 256, 768])
def test_the_product_of_two_sketches_is_the_cosine(width: int) -> None:
    random = np.random.default_rng(width)
    vectors = random.standard_normal((40, width)) * random.uniform(0.01, 100, (40, 1))
    sketches = to_sketch(vectors)
    assert sketches.dtype == np.int8
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    products = sketches.astype(np.float64) @ sketches.T.astype(np.float64) / length(width) ** 2
    assert np.abs(products - unit @ unit.T).max() < 0.03
    assert np.abs(from_sketch(sketches) - unit).max() < 0.04


def test_what_has_no_length_is_nothing() -> None:
    assert not to_sketch(np.zeros((2, 5), np.float32)).any()


def test_one_vector_and_many_give_the_same() -> None:
    vectors = np.random.default_rng(1).standard_normal((5, 32)).astype(np.float32)
    assert all((to_sketch(one) == row).all() for one, row in zip(vectors, to_sketch(vectors), strict=True))
