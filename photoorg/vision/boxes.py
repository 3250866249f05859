"""Maps of scores to boxes: the peaks of a map, and the surest of boxes that lie on each other.

Plain sums and comparisons only: a matrix product would wake a pool of threads that spins on the cores which decode
pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoorg.outcomes import Region

Array = NDArray[np.float32]
Places = NDArray[np.intp]

_AROUND = np.array([(row, column) for row in (-1, 0, 1) for column in (-1, 0, 1) if row or column], np.intp)


def peaks(maps: Array, floor: float, limit: int) -> tuple[Places, Places, Places]:
    """Map, row and column of the cells from `floor` up that no neighbour in their map exceeds; the `limit` surest.

    `maps` is maps x rows x columns. The surest comes first, of equals the one that comes first in `maps`.
    """
    # Few maps and few cells reach the floor, so only those are looked at, and compared with their neighbours.
    high = np.flatnonzero(maps.max(axis=(1, 2)) >= floor)
    found = np.unravel_index(np.flatnonzero(maps[high] >= floor), (len(high), *maps.shape[1:]))
    which, rows, columns = (np.asarray(axis, np.intp) for axis in found)
    which = high[which]
    beside_rows = np.clip(rows + _AROUND[:, :1], 0, maps.shape[1] - 1)
    beside_columns = np.clip(columns + _AROUND[:, 1:], 0, maps.shape[2] - 1)
    scores = maps[which, rows, columns]
    kept = np.flatnonzero((maps[which, beside_rows, beside_columns] <= scores).all(axis=0))
    kept = kept[np.argsort(-scores[kept], kind="stable")[:limit]]
    return which[kept], rows[kept], columns[kept]


def surest(boxes: Array, groups: Places, overlap: float) -> Places:
    """Which boxes stay where no two of a group may share more than `overlap` of what they cover together.

    `boxes` is n x 4 (left, top, right, bottom), the surest first; of two that lie on each other the first stays.
    """
    left, top, right, bottom = boxes.T
    across = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    down = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    shared = np.maximum(across, 0) * np.maximum(down, 0)
    areas = (right - left) * (bottom - top)
    rivals = (shared > overlap * (areas[:, None] + areas - shared)) & (groups[:, None] == groups)
    rivals = np.triu(rivals, 1)  # each with those less sure
    stays = np.ones(len(boxes), np.bool_)
    for place in np.flatnonzero(rivals.any(axis=1)):
        if stays[place]:
            stays &= ~rivals[place]
    return np.flatnonzero(stays)


def clipped(boxes: NDArray[np.floating[Any]], width: float, height: float) -> tuple[Array, Places]:
    """Boxes in pixels (left, top, right, bottom) as fractions of a picture of that size, cut at its edges.

    Also which of them have an area then.
    """
    fractions = np.clip(boxes / np.asarray([width, height, width, height]), 0, 1).astype(np.float32)
    return fractions, np.flatnonzero((fractions[:, 2:] > fractions[:, :2]).all(axis=1))


def regions(labels: Sequence[str], scores: Array, boxes: Array) -> tuple[Region, ...]:
    """Boxes in fractions as regions; 4 digits are finer than any cell of the maps."""
    sides = np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1)
    # All at once, and in Python's own numbers, which round to 4 digits and print as such.
    rows = np.round(np.concatenate([scores[:, None], sides], axis=1).astype(np.float64), 4).tolist()
    return tuple(Region(label, *row) for label, row in zip(labels, rows, strict=True))
