"""Which photos carry each tag: lists of slots, as a search engine keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Of key `keys[i]` the slots `slots[starts[i]:starts[i + 1]]`, rising, each with its value.

    `keys` int64 (k,), rising, none without slots; `starts` int64 (k + 1,); `slots` int32 (m,); `values` float32 (m,).
    """

    keys: NDArray[np.int64]
    starts: NDArray[np.int64]
    slots: NDArray[np.int32]
    values: NDArray[np.float32]

    def of(self, key: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The slots of a key and their values; none where nobody has it."""
        place = int(np.searchsorted(self.keys, key))
        if place == len(self.keys) or self.keys[place] != key:
            return self.slots[:0], self.values[:0]
        some = slice(int(self.starts[place]), int(self.starts[place + 1]))
        return self.slots[some], self.values[some]

    def counts(self, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many slots of each key are in a mask, (k,)."""
        if not len(self.slots):
            return np.zeros(len(self.keys), np.int64)
        inside = np.empty(len(self.slots), np.bool_)
        for start in range(0, len(inside), _CHUNK):  # numpy widens what it looks up by: not all of it at once
            some = slice(start, start + _CHUNK)
            np.take(mask, self.slots[some], out=inside[some], mode="clip")
        return np.add.reduceat(inside, self.starts[:-1], dtype=np.int64)

    def carried(self, n: int) -> NDArray[np.bool_]:
        """Which slots have anything, (n,)."""
        mask = np.zeros(n, np.bool_)
        mask[self.slots] = True
        return mask


def sorted_postings(keys: NDArray[np.int64], slots: NDArray[np.int32], values: NDArray[np.float32]) -> Postings:
    """Postings of (key, slot, value) that come in any order."""
    order = np.lexsort((slots, keys))
    return grouped(keys[order], slots[order], values[order])


def grouped(keys: NDArray[np.int64], slots: NDArray[np.int32], values: NDArray[np.float32]) -> Postings:
    """Postings of what comes with keys rising, and slots rising within each."""
    different, starts = np.unique(keys, return_index=True)
    return Postings(different.astype(np.int64), np.append(starts, len(keys)).astype(np.int64), slots, values)


def chained(lists: Iterable[tuple[int, NDArray[np.int32], NDArray[np.float32]]]) -> Postings:
    """Postings of (key, slots, values) with keys rising."""
    kept = [one for one in lists if len(one[1])]
    starts = np.zeros(len(kept) + 1, np.int64)
    np.cumsum([len(slots) for _, slots, _ in kept], out=starts[1:])
    keys = np.array([key for key, _, _ in kept], np.int64)
    if not kept:
        return Postings(keys, starts, np.empty(0, np.int32), np.empty(0, np.float32))
    return Postings(
        keys, starts, np.concatenate([slots for _, slots, _ in kept]), np.concatenate([values for *_, values in kept])
    )


def together(first: Postings, more: Postings) -> Postings:
    """Both as one."""
    keys = np.concatenate([np.repeat(one.keys, np.diff(one.starts)) for one in (first, more)])
    slots, values = np.concatenate((first.slots, more.slots)), np.concatenate((first.values, more.values))
    return sorted_postings(keys, slots, values)


def counted(parts: Sequence[Postings], mask: NDArray[np.bool_]) -> dict[int, int]:
    """How many slots of each key are in a mask; keys of which none is, are left out."""
    counts: dict[int, int] = {}
    for one in parts:
        numbers = one.counts(mask)
        for place in np.flatnonzero(numbers).tolist():
            key = int(one.keys[place])
            counts[key] = counts.get(key, 0) + int(numbers[place])
    return counts
