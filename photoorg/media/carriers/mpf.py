"""Multi-picture JPEG files: their index, in APP2, says where the other pictures lie. Source: CIPA DC-007."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from photoorg.media.carriers.jpeg import APP2, named
from photoorg.media.directories import NoDirectoryError, Shape, main_directory, shape_of
from photoorg.media.limits import MediaError
from photoorg.splices import Splice

NAME = b"MPF\0"
_PICTURES, _EACH = 0xB002, 16


def moved_pictures(data: bytes, splices: Sequence[Splice]) -> Iterator[Splice]:
    """The splices that keep the index right when others have moved what it points to.

    Offsets count from the index itself. Raises MediaError for an index that is broken, and whose pictures move.
    """
    found = named(data, APP2, NAME)
    if not found or not splices:
        return
    base = found[0].start + len(NAME)
    block = data[base : found[0].end]
    try:
        shape = shape_of(block)
        entry = main_directory(block, shape).get(_PICTURES)
    except NoDirectoryError:
        entry, shape = None, Shape("<")
    if entry is None or entry.value_at + entry.size > len(block):
        if _shift(splices, len(data)) != _shift(splices, base):
            raise MediaError("Its index of several pictures is damaged, and they would not be found any more.")
        return
    for at in range(entry.value_at, entry.value_at + entry.size - _EACH + 1, _EACH):
        offset = shape.number(block, at + 8, 4)
        moved = _shift(splices, base + offset) - _shift(splices, base)
        if offset and moved:
            yield Splice(base + at + 8, 4, shape.written(offset + moved, 4))


def _shift(splices: Sequence[Splice], at: int) -> int:
    """By how much what is at an offset comes to lie further back."""
    return sum(len(one.insert) - one.remove for one in splices if one.at + one.remove <= at)
