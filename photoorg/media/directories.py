"""Directories of tags, as TIFF, BigTIFF and EXIF blocks have them.

Sources: TIFF 6.0 (Adobe, 1992); BigTIFF (awaresystems.be/imaging/tiff/bigtiff.html); EXIF 2.32 (CIPA DC-008).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
"""Bytes of one value, by its type."""

POINTERS = frozenset({4, 13, 16, 18})
_ORDERS = {b"II": "<", b"MM": ">"}
_BIG = 43
_MOST_ENTRIES = 4096


class NoDirectoryError(Exception):
    """There is no whole directory of tags where one was said to be."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag's value: its type as TIFF counts them, and its bytes in the block's byte order."""

    kind: int
    value: bytes

    @property
    def count(self) -> int:
        """How many values it has."""
        return len(self.value) // SIZES[self.kind]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file writes numbers: its byte order ("<" or ">"), and whether it is a BigTIFF with wide offsets."""

    order: str
    is_big: bool = False

    @property
    def wide(self) -> int:
        """Bytes of an offset, and of a value that needs no place of its own."""
        return 8 if self.is_big else 4

    @property
    def each(self) -> int:
        """Bytes of an entry."""
        return 20 if self.is_big else 12

    @property
    def head(self) -> int:
        """Bytes of the number of entries."""
        return 8 if self.is_big else 2

    @property
    def first(self) -> int:
        """Where a file says where its first directory is."""
        return 8 if self.is_big else 4

    def number(self, data: bytes, at: int, size: int) -> int:
        """The number of `size` bytes there. Raises NoDirectoryError beyond the end."""
        if at < 0 or at + size > len(data):
            raise NoDirectoryError
        return int.from_bytes(data[at : at + size], "little" if self.order == "<" else "big")

    def offset(self, data: bytes, at: int) -> int:
        """The offset that is written there."""
        return self.number(data, at, self.wide)

    def written(self, number: int, size: int) -> bytes:
        """A number as bytes."""
        return number.to_bytes(size, "little" if self.order == "<" else "big")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a directory: where it lies, and where its value lies. A type that is not known has a `size` of 0."""

    tag: int
    kind: int
    count: int
    at: int
    value_at: int
    size: int

    def value(self, data: bytes) -> bytes:
        """The value's bytes; fewer where the file was cut short."""
        return data[self.value_at : self.value_at + self.size]

    def numbers(self, data: bytes, shape: Shape) -> tuple[int, ...]:
        """The value as whole numbers; none where it has others, or absurdly many."""
        width = SIZES.get(self.kind, 0)
        if self.kind in {2, 5, 6, 7, 8, 9, 10, 11, 12, 17} or not width or self.size > 1 << 20:
            return ()
        value = self.value(data)
        return tuple(shape.number(value, at, width) for at in range(0, len(value) - width + 1, width))


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory at `at`, its entries in the file's own order. `next_at` is where the offset of the next is written.

    `following` is that offset, 0 for none.
    """

    at: int
    entries: tuple[Entry, ...]
    next_at: int
    following: int

    def get(self, tag: int) -> Entry | None:
        """The first entry of that tag."""
        return next((entry for entry in self.entries if entry.tag == tag), None)


def shape_of(data: bytes, magics: frozenset[int] = frozenset({42, _BIG})) -> Shape:
    """How this block writes numbers. Raises NoDirectoryError where it begins as none does."""
    order = _ORDERS.get(bytes(data[:2]))
    if order is None or len(data) < 8:
        raise NoDirectoryError
    magic = Shape(order).number(data, 2, 2)
    if magic not in magics:
        raise NoDirectoryError
    return Shape(order, magic == _BIG)


def main_directory(data: bytes, shape: Shape) -> Directory:
    """The first directory. Raises NoDirectoryError."""
    return directory(data, shape, shape.offset(data, shape.first))


def directory(data: bytes, shape: Shape, at: int) -> Directory:
    """The directory at an offset. Raises NoDirectoryError where it is not whole, or absurd."""
    count = shape.number(data, at, shape.head)
    start, end = at + shape.head, at + shape.head + count * shape.each
    if at < 8 or count > _MOST_ENTRIES or end > len(data):
        raise NoDirectoryError
    entries = tuple(_entry(data, shape, here) for here in range(start, end, shape.each))
    following = shape.offset(data, end) if end + shape.wide <= len(data) else 0
    return Directory(at, entries, end, following)


def _entry(data: bytes, shape: Shape, at: int) -> Entry:
    tag, kind = shape.number(data, at, 2), shape.number(data, at + 2, 2)
    count = shape.number(data, at + 4, shape.wide)
    size = count * SIZES.get(kind, 0)
    inline = at + 4 + shape.wide
    return Entry(tag, kind, count, at, shape.offset(data, inline) if size > shape.wide else inline, size)


def pages(data: bytes, shape: Shape, most: int = 10_000) -> Iterator[Directory]:
    """The directories that follow each other, the first one first. Raises NoDirectoryError at one that is broken."""
    at, seen = shape.offset(data, shape.first), set[int]()
    while at and at not in seen and len(seen) < most:
        seen.add(at)
        found = directory(data, shape, at)
        yield found
        at = found.following
