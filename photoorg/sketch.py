"""Sketches: a picture's vector as one byte a number, of a length that is the same for all, to compare many quickly.

The product of two sketches of one task, divided by the square of `length`, is the cosine of the vectors.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Sketch = NDArray[np.int8]
_LARGEST = 127
_SPREAD = 4  # what is so many times as large as the usual number of a vector still fits a byte; the rest is cut


def length(width: int) -> float:
    """The length of sketches of so many numbers."""
    return _LARGEST * max(1.0, sqrt(width) / _SPREAD)


def to_sketch(vectors: NDArray[Any]) -> Sketch:
    """Vectors, floats (..., width), as sketches of the same shape. One that has no length becomes zeros."""
    numbers = vectors.astype(np.float32)
    lengths = np.linalg.norm(numbers, axis=-1, keepdims=True)
    scaled = numbers / np.maximum(lengths, np.finfo(np.float32).tiny) * np.float32(length(numbers.shape[-1]))
    return np.clip(np.rint(scaled), -_LARGEST, _LARGEST).astype(np.int8)


def from_sketch(sketches: Sketch) -> NDArray[np.float32]:
    """Sketches (..., width) as vectors of unit length, or nearly."""
    return sketches.astype(np.float32) / np.float32(length(sketches.shape[-1]))
