"""The order of what is found: best first, or by what a field says."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoorg.library.columns import Columns
from photoorg.library.fields import BEST_MATCH, BY_NAME, FROM_A
from photoorg.library.matching_fields import numbers_of

Slots = NDArray[Any]


def from_lowest(sort: str, ascending: bool | None) -> bool:
    """Whether the lowest comes first: as was asked, or what suits the sort: names from A, all else from the highest."""
    if ascending is not None:
        return ascending
    return sort != BEST_MATCH and BY_NAME[sort].kind in FROM_A


def ordered(  # noqa: PLR0913 - what an order is made of
    columns: Columns, slots: Slots, score: NDArray[np.float32] | None, sort: str, limit: int, *, lowest: bool
) -> Slots:
    """Some slots that come newest first, in the order of a sort: the first `limit` of them, or (0) all.

    What is the same by the sort comes newest first by score, else in the direction of the sort.
    """
    if sort == BEST_MATCH and score is not None:
        keys = score[slots]
        return slots[_places(keys if lowest else np.negative(keys, out=keys), limit)]
    if sort in {BEST_MATCH, "taken"}:
        chosen = slots[::-1] if lowest else slots
        return chosen[: limit or None]
    slots = slots[::-1] if lowest else slots
    if sort == "folder":
        slots = slots[_places(columns.texts(BY_NAME["name"]).ranks()[slots], 0)]
    keys = _keys(columns, sort)[slots]
    return slots[_places(keys if lowest else -keys, limit)]


def _keys(columns: Columns, sort: str) -> NDArray[Any]:
    """What a field says of each slot as signed numbers, the lowest where it says nothing."""
    field = BY_NAME[sort]
    if field.kind in FROM_A:
        return columns.texts(field).ranks()
    values = numbers_of(field, columns)
    return np.nan_to_num(values, nan=-np.inf, posinf=np.inf, neginf=-np.inf) if values.dtype.kind == "f" else values


def _places(keys: NDArray[Any], limit: int) -> NDArray[np.int64]:
    """The places of the lowest keys; what is the same stays in its order."""
    limit = min(limit or len(keys), len(keys))
    if keys.dtype.itemsize > 4 or len(keys) >= 1 << 32:
        return np.argsort(keys, kind="stable")[:limit]
    # Key and place as one number: those are sorted twenty times as fast as places by their keys.
    packed = _rising(keys).astype(np.uint64)
    packed <<= np.uint64(32)
    packed |= np.arange(len(keys), dtype=np.uint64)
    if 0 < limit < len(packed):
        packed.partition(limit - 1)
        packed = packed[:limit]
    packed.sort()
    packed &= np.uint64(0xFFFFFFFF)
    return packed.astype(np.int64)


def _rising(keys: NDArray[Any]) -> NDArray[np.uint32]:
    """Numbers without a sign in the same order."""
    top = np.uint32(1 << 31)
    if keys.dtype.kind == "f":
        bits = (keys.astype(np.float32) + np.float32(0)).view(np.uint32)  # adding 0 leaves one zero of two
        return np.where(bits & top, ~bits, bits | top)
    return keys.astype(np.int32).view(np.uint32) ^ top
