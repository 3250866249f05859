"""Which of many hashes are near each other, and what hangs together: numbers in, numbers out.

Two hashes of 64 bits that differ in six or fewer have two of eight blocks in common, wherever they differ. So all are
put in order by each of the 28 pairs of blocks, and only neighbours that agree in both are compared.
"""

from __future__ import annotations

from collections.abc import Generator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Pairs = tuple[Ids, Ids]

_BLOCKS = 8
TABLES = tuple(combinations(range(_BLOCKS), 2))
# Of many hashes that agree in a pair of blocks each is compared with so many, those most like it first.
_MOST = 128


def distances(one: Hashes, other: Hashes) -> NDArray[np.uint8]:
    """In how many bits hashes differ."""
    return np.bitwise_count(one ^ other)


def close_pairs(hashes: Hashes, limit: int) -> Generator[int, None, Pairs]:
    """The places (first, second) of different hashes that differ in at most `limit` bits.

    `hashes` are in order and each there once. All pairs up to six bits are found, of eight about nine in ten. Yields
    the number of each pair of blocks when it is done.
    """
    blocks = _blocks(hashes)
    found: list[NDArray[np.int64]] = []
    for number, (left, right) in enumerate(TABLES, 1):
        found.append(_in_table(hashes, blocks[left] << np.uint16(8) | blocks[right], limit))
        yield number
    pairs = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    return np.divmod(pairs, max(len(hashes), 1))


def _blocks(hashes: Hashes) -> list[NDArray[np.uint16]]:
    """Eight bits of each hash eight times, slow waves and fast ones in each."""
    found: list[NDArray[np.uint16]] = []
    for block in range(_BLOCKS):
        bits = np.zeros(len(hashes), np.uint16)
        for place in range(8):
            bits |= (hashes >> np.uint64(8 * place + block) & np.uint64(1)).astype(np.uint16) << np.uint16(place)
        found.append(bits)
    return found


def _in_table(hashes: Hashes, keys: NDArray[np.uint16], limit: int) -> NDArray[np.int64]:
    """Close pairs among those with the same key, each as one number: first * n + second."""
    order = np.argsort(keys, kind="stable")  # sixteen bits: a radix sort
    keys, hashes = keys[order], hashes[order]
    at = np.arange(len(order))
    found: list[NDArray[np.int64]] = []
    for apart in range(1, _MOST + 1):
        at = at[: np.searchsorted(at, len(order) - apart)]
        at = at[keys[at] == keys[at + apart]]
        if not len(at):
            break
        near = at[distances(hashes[at], hashes[at + apart]) <= limit]
        found.append(order[near] * len(order) + order[near + apart])
    return np.concatenate(found) if found else np.empty(0, np.int64)


def moments_apart(times: Ids, hashes: Hashes, seconds: int, limit: int, most: int = 32) -> Pairs:
    """The places of photos taken within `seconds` of each other whose hashes differ in at most `limit` bits.

    Of a long burst each is compared with the `most` that follow it.
    """
    order = np.argsort(times, kind="stable")
    times, hashes = times[order], hashes[order]
    at = np.arange(len(order))
    first, second = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for apart in range(1, most + 1):
        at = at[: np.searchsorted(at, len(order) - apart)]
        at = at[times[at + apart] - times[at] <= seconds]
        if not len(at):
            break
        near = at[distances(hashes[at], hashes[at + apart]) <= limit]
        first.append(order[near])
        second.append(order[near + apart])
    return np.concatenate(first), np.concatenate(second)


def linked(count: int, first: Ids, second: Ids) -> list[Ids]:
    """What hangs together by these pairs: the places of each set of two or more, of `count` in all."""
    label = np.arange(count)
    while True:
        low = np.minimum(label[first], label[second])
        after = label.copy()
        np.minimum.at(after, label[first], low)
        np.minimum.at(after, label[second], low)
        after = after[after]
        if np.array_equal(after, label):
            break
        label = after
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.diff(label[order], prepend=-1))
    sizes = np.diff(starts, append=count)
    return [order[start : start + size] for start, size in zip(starts[sizes > 1], sizes[sizes > 1], strict=True)]
