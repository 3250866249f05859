"""Small changes of large files: what is taken out where, and what comes in its place. They can be turned round."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

_HEAD = struct.Struct("<QQQ")
_MOST = 1 << 30  # bytes: no more was ever packed


@dataclass(frozen=True, slots=True)
class Splice:
    """At byte `at` of the old file, `remove` bytes go and `insert` comes in their place."""

    at: int
    remove: int
    insert: bytes


def spliced(data: bytes, splices: Sequence[Splice]) -> bytes:
    """The new file. Raises ValueError where splices overlap or reach beyond the end."""
    parts: list[bytes | memoryview] = []
    end, view = 0, memoryview(data)
    for one in sorted(splices, key=lambda one: one.at):
        if one.at < end or one.at + one.remove > len(data):
            raise ValueError("splices overlap, or reach beyond the file")
        parts += [view[end : one.at], one.insert]
        end = one.at + one.remove
    return b"".join([*parts, view[end:]])


def turned_round(data: bytes, splices: Sequence[Splice]) -> list[Splice]:
    """The splices that make the old file, `data`, out of the new one."""
    moved, back = 0, list[Splice]()
    for one in sorted(splices, key=lambda one: one.at):
        back.append(Splice(one.at + moved, len(one.insert), data[one.at : one.at + one.remove]))
        moved += len(one.insert) - one.remove
    return back


def between(old: bytes, new: bytes) -> list[Splice]:
    """The one splice that makes `new` of `old`: what lies between their common start and their common end; or none."""
    if old == new:
        return []
    most = min(len(old), len(new))
    start = _common(old, new, most)
    end = _common(old[::-1], new[::-1], most - start)
    return [Splice(start, len(old) - start - end, new[start : len(new) - end])]


def packed(splices: Sequence[Splice]) -> bytes:
    """Splices as bytes, to keep them."""
    return zlib.compress(b"".join(_HEAD.pack(one.at, one.remove, len(one.insert)) + one.insert for one in splices))


def unpacked(data: bytes) -> list[Splice]:
    """What `packed` has made bytes of. Raises ValueError where it is something else."""
    reader = zlib.decompressobj()
    try:
        text = reader.decompress(data, _MOST)
    except zlib.error as error:
        raise ValueError("these are no packed splices") from error
    if not reader.eof:
        raise ValueError("packed splices were cut short")
    found: list[Splice] = []
    at = 0
    while at < len(text):
        if len(text) - at < _HEAD.size:
            raise ValueError("packed splices were cut short")
        where, remove, size = _HEAD.unpack_from(text, at)
        at += _HEAD.size + size
        found.append(Splice(where, remove, text[at - size : at]))
    return found


def _common(one: bytes, other: bytes, most: int) -> int:
    """How many bytes at the start are the same, `most` at the most."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low
