"""TIFF and BigTIFF: the strips or tiles of every page, and the tags that say how they are coded. Where they lie, no."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from photoorg.media.coded.common import Allowance, NothingCodedError, Part, framed

_BIG = 43
_REDUCED, _STRIPS, _STRIP_SIZES, _TILES, _TILE_SIZES, _JPEG_AT, _JPEG_SIZE = 254, 273, 279, 324, 325, 513, 514
# Size, bits, compression, photometric interpretation, fill order, samples, rows a strip, planes, fax options,
# predictor, colour map, tile size, inks, extra samples, sample format, JPEG tables and colour coding.
_DECODED = (
    256, 257, 258, 259, 262, 266, 277, 278, 284, 292, 293, 317, 320, 322, 323, 332, 338, 339, 347, 512, 515, 529, 530,
    531, 532,
)  # fmt: skip
_CODES = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I", 16: "Q", 17: "q", 18: "Q"}
_SIZES = {2: 1, 5: 8, 7: 1, 10: 8, 11: 4, 12: 8} | {kind: struct.calcsize(f"<{code}") for kind, code in _CODES.items()}
_MOST_STEPS = 1_000_000

Values = tuple[int, ...] | bytes


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a file writes numbers: its byte order, and the size of offsets and of counts of entries."""

    order: str
    offset: str
    count: str

    @property
    def offset_size(self) -> int:
        return struct.calcsize(f"<{self.offset}")


def coded(data: bytes) -> Iterator[Part]:
    """What is decoded, page by page. A small picture of the first page (a thumbnail) is none of its own."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 16:
        raise NothingCodedError
    is_big = _number(data, order, "H", 2) == _BIG
    shape = _Shape(order, "Q", "Q") if is_big else _Shape(order, "I", "H")
    at, visited, found, allowed = _number(data, order, shape.offset, 8 if is_big else 4), set[int](), 0, Allowance(
        data, _MOST_STEPS
    )  # fmt: skip
    while at and at not in visited:
        entries, following = _directory(data, shape, at, allowed)
        is_reduced = any(value & 1 for value in _numbers(entries, _REDUCED))
        if not visited or not is_reduced:
            for part in _page(data, entries, allowed):
                found += 1
                yield part
        visited.add(at)
        at = following
    if not found:
        raise NothingCodedError


def _directory(data: bytes, shape: _Shape, at: int, allowed: Allowance) -> tuple[Mapping[int, Values], int]:
    """The tags that matter of the directory at an offset, and where the next one is (0: nowhere)."""
    count = _number(data, shape.order, shape.count, at)
    at += struct.calcsize(f"<{shape.count}")
    each = 4 + 2 * shape.offset_size
    if count * each > len(data) - at:
        raise NothingCodedError
    allowed.take(count * each)
    wanted = {*_DECODED, _REDUCED, _STRIPS, _STRIP_SIZES, _TILES, _TILE_SIZES, _JPEG_AT, _JPEG_SIZE}
    entries: dict[int, Values] = {}
    for entry in range(at, at + count * each, each):
        tag, kind = struct.unpack_from(f"{shape.order}HH", data, entry)
        if tag not in wanted:
            continue
        if tag in entries or kind not in _SIZES:  # of two, every decoder takes the one it likes
            raise NothingCodedError
        entries[tag] = _values(data, shape, entry, kind, allowed)
    end = at + count * each
    return entries, _number(data, shape.order, shape.offset, end) if end + shape.offset_size <= len(data) else 0


def _values(data: bytes, shape: _Shape, entry: int, kind: int, allowed: Allowance) -> Values:
    """The numbers of an entry, or its bytes where they are no integers."""
    count = _number(data, shape.order, shape.offset, entry + 4)
    size = count * _SIZES[kind]
    at = entry + 4 + shape.offset_size
    if size > shape.offset_size:
        at = _number(data, shape.order, shape.offset, at)
    if at + size > len(data) or count > _MOST_STEPS:
        raise NothingCodedError
    allowed.take(size)
    if kind in _CODES:
        return struct.unpack_from(f"{shape.order}{count}{_CODES[kind]}", data, at)
    return data[at : at + size]


def _page(data: bytes, entries: Mapping[int, Values], allowed: Allowance) -> Iterator[Part]:
    """One page: how it is coded, then its strips or tiles."""
    pieces = [
        (at, size)
        for places, sizes in ((_STRIPS, _STRIP_SIZES), (_TILES, _TILE_SIZES), (_JPEG_AT, _JPEG_SIZE))
        for at, size in zip(_numbers(entries, places), _numbers(entries, sizes), strict=False)
    ]
    if not any(size and 0 < at < len(data) for at, size in pieces):
        return
    yield from framed(b"page", repr([(tag, entries[tag]) for tag in _DECODED if tag in entries]).encode())
    view = memoryview(data)
    for at, size in pieces:
        if at < 0 or size < 0:
            raise NothingCodedError
        allowed.take(size)
        yield from framed(b"", view[at : at + size])


def _numbers(entries: Mapping[int, Values], tag: int) -> tuple[int, ...]:
    value = entries.get(tag, ())
    return () if isinstance(value, bytes) else value


def _number(data: bytes, order: str, code: str, at: int) -> int:
    if at + struct.calcsize(f"<{code}") > len(data):
        raise NothingCodedError
    return int(struct.unpack_from(order + code, data, at)[0])
