"""Files a few at a time: no more at once than fit into memory several times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

AT_ONCE, BYTES = 16, 96 << 20


def batches(sized: Iterable[tuple[T, int]]) -> Iterator[list[T]]:
    """Values in their order, each with its bytes: as many together as are few enough. A large one comes alone."""
    batch, size = list[T](), 0
    for one, more in sized:
        if batch and (len(batch) >= AT_ONCE or size + more > BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += more
    if batch:
        yield batch
