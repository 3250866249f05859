"""HEIF and AVIF: the payload of every item that is a picture or part of one, and how the picture is made of them.

That is: which one is shown, which is part of which, and of each its size, its crop and the settings of its decoder. Not
the items that hold metadata, nor the properties that say how a picture is turned and coloured.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from photoorg.media.coded.common import Allowance, NothingCodedError, Part, framed

_METADATA = frozenset({b"Exif", b"mime", b"uri "})
_DECODED = frozenset({b"hvcC", b"av1C", b"avcC", b"vvcC", b"j2kH", b"jpgC", b"ispe", b"clap", b"auxC"})
_DESCRIBES = b"cdsc"
_IN_FILE, _IN_BOX = 0, 1
_MOST_STEPS = 100_000
# EXIF's numbers for turns by 0 to 3 quarters against the clock, plain and mirrored.
_TURNS, _MIRRORED_TURNS = (1, 8, 3, 6), (4, 5, 2, 7)


@dataclass(slots=True)
class _Reader:
    """Big-endian numbers, one after the other. Reading past `end` finds nothing coded."""

    data: bytes
    at: int
    end: int

    def number(self, size: int) -> int:
        self.at += size
        if self.at > self.end:
            raise NothingCodedError
        return int.from_bytes(self.data[self.at - size : self.at], "big")


@dataclass(frozen=True, slots=True)
class Item:
    """An item that holds metadata: its kind, of the kind mime its media type, and where its bytes lie in the file."""

    kind: bytes
    media_type: bytes
    places: tuple[range, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """Where an item's payload lies: (offset, size) in the file or in the box for small ones; size 0 is all of it."""

    number: int
    method: int
    extents: tuple[tuple[int, int], ...]


def coded(data: bytes) -> Iterator[Part]:
    """What is decoded: which item is shown, then each in the order of their numbers. The numbers do not count."""
    allowed = Allowance(data, _MOST_STEPS)
    if any(kind == b"moov" for kind, _ in _boxes(data, 0, len(data), allowed)):
        raise NothingCodedError  # a film: what is shown may be told elsewhere
    inside = _inside(data, allowed)
    kinds = _kinds(data, inside.get(b"iinf"), allowed)
    items = {one.number: one for one in _items(data, inside.get(b"iloc"), allowed)}
    pictures = sorted(number for number in items if kinds.get(number) not in _METADATA)
    ranks = {number: rank.to_bytes(4, "big") for rank, number in enumerate(pictures)}
    shown = _primary(data, inside.get(b"pitm"))
    if shown not in ranks:
        raise NothingCodedError
    yield from framed(b"pitm", ranks[shown])
    for kind, number, others in _references(data, inside.get(b"iref"), allowed):
        if kind != _DESCRIBES and number in ranks:
            yield from framed(kind, ranks[number], *(ranks.get(other, b"none") for other in others))
    properties = list(_properties(data, inside, allowed))
    uses = _uses(data, inside, allowed)
    parts = 0
    for number in pictures:
        for index in uses.get(number, ()):
            kind, at = properties[index - 1] if 0 < index <= len(properties) else (b"", range(0))
            if kind in _DECODED:
                allowed.take(len(at))
                yield from framed(kind, data[at.start : at.stop])
        payload = list(_payload(data, items[number], inside.get(b"idat", range(0)), allowed))
        yield from framed(kinds.get(number, b""), *payload)
        parts += sum(map(len, payload)) > 0
    if not parts:
        raise NothingCodedError


def turn_of(data: bytes) -> int:
    """How a picture is turned to be upright, as EXIF counts it, 1 to 8; 1 where the file does not say. Never raises."""
    allowed = Allowance(data, _MOST_STEPS)
    try:
        inside = _inside(data, allowed)
        found = dict(reversed(list(_properties(data, inside, allowed))))
    except NothingCodedError:
        return 1
    quarters = _last_bits(data, found.get(b"irot"), 3)
    if b"imir" not in found:
        return _TURNS[quarters]
    # Mirrored along the other axis is mirrored along the first and turned by half.
    return _MIRRORED_TURNS[(quarters + 2 * _last_bits(data, found[b"imir"], 1)) % 4]


def _last_bits(data: bytes, at: range | None, mask: int) -> int:
    return data[at.start] & mask if at else 0


def metadata_items(data: bytes) -> list[Item]:
    """The items that hold metadata, in the order of their numbers; none where the file is broken. Never raises."""
    allowed = Allowance(data, _MOST_STEPS)
    try:
        inside = _inside(data, allowed)
        named = _named(data, inside.get(b"iinf"), allowed)
        every = {one.number: one for one in _items(data, inside.get(b"iloc"), allowed)}
    except NothingCodedError:
        return []
    found: list[Item] = []
    for number in sorted(named.keys() & every.keys()):
        kind, media_type = named[number]
        whole = inside.get(b"idat", range(0)) if every[number].method == _IN_BOX else range(len(data))
        places = tuple(
            range(min(start, whole.stop), min(start + size if size else whole.stop, whole.stop))
            for start, size in ((whole.start + at, size) for at, size in every[number].extents)
        )
        if kind in _METADATA:
            found.append(Item(kind, media_type, places))
    return found


def _boxes(data: bytes, start: int, end: int, allowed: Allowance) -> Iterator[tuple[bytes, range]]:
    """The boxes that follow each other: (kind, where the content lies). One that is cut short ends with the file."""
    at = start
    while at + 8 <= end:
        allowed.take(8)
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        size = size or end - at
        if size < head:
            raise NothingCodedError
        yield kind, range(at + head, min(at + size, end))
        at += size


def _inside(data: bytes, allowed: Allowance) -> dict[bytes, range]:
    """The boxes that say what is in the file, by their kind; of several of a kind the first."""
    meta = next((at for kind, at in _boxes(data, 0, len(data), allowed) if kind == b"meta"), None)
    if meta is None:
        raise NothingCodedError
    return dict(reversed(list(_boxes(data, meta.start + 4, meta.stop, allowed))))


def _properties(data: bytes, inside: dict[bytes, range], allowed: Allowance) -> Iterator[tuple[bytes, range]]:
    outer = inside.get(b"iprp", range(0))
    for kind, at in _boxes(data, outer.start, outer.stop, allowed):
        if kind == b"ipco":
            yield from _boxes(data, at.start, at.stop, allowed)


def _primary(data: bytes, box: range | None) -> int | None:
    """The number of the item that is shown."""
    if box is None:
        return None
    reader = _Reader(data, box.start, box.stop)
    return reader.number(4 if reader.number(4) >> 24 else 2)


def _references(data: bytes, box: range | None, allowed: Allowance) -> Iterator[tuple[bytes, int, list[int]]]:
    """Which item refers to which others, and as what: a picture to its tiles, in their order."""
    if box is None:
        return
    wide = 4 if _Reader(data, box.start, box.stop).number(4) >> 24 else 2
    for kind, at in _boxes(data, box.start + 4, box.stop, allowed):
        reader = _Reader(data, at.start, at.stop)
        number, count = reader.number(wide), reader.number(2)
        allowed.take(count * wide)
        yield kind, number, [reader.number(wide) for _ in range(count)]


def _uses(data: bytes, inside: dict[bytes, range], allowed: Allowance) -> dict[int, list[int]]:
    """Which properties each item has, by their places in the list, counted from 1."""
    outer, found = inside.get(b"iprp", range(0)), dict[int, list[int]]()
    for kind, at in _boxes(data, outer.start, outer.stop, allowed):
        if kind != b"ipma":
            continue
        reader = _Reader(data, at.start, at.stop)
        head = reader.number(4)
        each, mask = (2, 0x7FFF) if head & 1 else (1, 0x7F)
        for _ in range(reader.number(4)):
            allowed.take(0)
            number = reader.number(4 if head >> 24 else 2)
            count = reader.number(1)
            allowed.take(count)
            found.setdefault(number, []).extend(reader.number(each) & mask for _ in range(count))
    return found


def _kinds(data: bytes, box: range | None, allowed: Allowance) -> dict[int, bytes]:
    """The kind of each item by its number; items of the oldest kind of entry have none."""
    return {number: kind for number, (kind, _) in _named(data, box, allowed).items()}


def _named(data: bytes, box: range | None, allowed: Allowance) -> dict[int, tuple[bytes, bytes]]:
    """The kind of each item by its number, and of the kind mime its media type."""
    kinds: dict[int, tuple[bytes, bytes]] = {}
    if box is None:
        return kinds
    head = 4 + (4 if data[box.start : box.start + 1] not in {b"", b"\x00"} else 2)
    for kind, at in _boxes(data, box.start + head, box.stop, allowed):
        version = data[at.start] if len(at) else 0
        if kind == b"infe" and version >= 2:
            reader = _Reader(data, at.start + 4, at.stop)
            number = reader.number(2 if version == 2 else 4)
            kinds[number] = (data[reader.at + 2 : reader.at + 6], _media_type(data[reader.at + 2 : at.stop]))
    return kinds


def _media_type(entry: bytes) -> bytes:
    """What is behind the kind mime and a name; empty for another kind."""
    parts = entry[4:].split(b"\0", 2)
    return parts[1] if entry.startswith(b"mime") and len(parts) > 1 else b""


def _items(data: bytes, box: range | None, allowed: Allowance) -> Iterator[_Item]:
    if box is None:
        raise NothingCodedError
    reader = _Reader(data, box.start, box.stop)
    version = reader.number(4) >> 24
    sizes = reader.number(2)
    offset, length, base, index = ((sizes >> shift) & 15 for shift in (12, 8, 4, 0))
    index = index if version in {1, 2} else 0
    wide = 4 if version == 2 else 2
    for _ in range(reader.number(wide)):
        allowed.take(0)
        number = reader.number(wide)
        method = reader.number(2) & 15 if version in {1, 2} else _IN_FILE
        elsewhere = reader.number(2)
        start = reader.number(base)
        extents: list[tuple[int, int]] = []
        for _ in range(reader.number(2)):
            allowed.take(0)
            reader.number(index)
            extents.append((start + reader.number(offset), reader.number(length)))
        if elsewhere or method not in {_IN_FILE, _IN_BOX}:
            raise NothingCodedError
        yield _Item(number, method, tuple(extents))


def _payload(data: bytes, item: _Item, box: range, allowed: Allowance) -> Iterator[memoryview]:
    whole = box if item.method == _IN_BOX else range(len(data))
    view = memoryview(data)[whole.start : whole.stop]
    for at, size in item.extents:
        part = view[at : at + size] if size else view[at:]
        allowed.take(len(part))
        yield part
