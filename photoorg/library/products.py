"""Products of many sketches with vectors: numpy over int8, a block at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from photoorg.library.columns.mapped import let_go
from photoorg.library.columns.part import Table
from photoorg.sketch import length

_ROWS = 4096  # of a product: its numbers as float32 stay in the processor's cache

Floats = NDArray[np.float32]


def cosines(table: Table, vector: Floats, count: int) -> Floats:
    """The cosine of each sketch of a table with a vector of unit length, float32 (count,); 0 where there is none."""
    found = np.zeros(count, np.float32)
    start = 0
    for block in table.blocks:
        if block.shape[1] == len(vector):
            for part, product in products(block, vector[None]):
                found[start + part.start : start + part.stop] = product[0]
        start += len(block)
    return found


def products(block: NDArray[np.int8], vectors: Floats) -> Iterator[tuple[slice, Floats]]:
    """Cosines of sketches (n, width) with vectors (k, width): float32 (k, some) for one slice of rows after another.

    One vector at a time is twice as fast as all at once, by einsum or by @, on one thread (see photoorg/__init__.py).
    """
    factors = np.ascontiguousarray(vectors / np.float32(length(block.shape[1])), np.float32)
    room = np.empty((min(_ROWS, len(block)), block.shape[1]), np.float32)
    for start in range(0, len(block), _ROWS):
        rows = block[start : start + _ROWS]
        numbers = room[: len(rows)]
        np.copyto(numbers, rows)
        yield slice(start, start + len(rows)), np.stack([numbers @ factor for factor in factors])
    let_go(block)
