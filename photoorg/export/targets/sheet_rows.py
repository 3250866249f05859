"""How rows of pictures share a page: no page but the last has room for another row, and none ends in a blank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_LOWEST = 0.85
"""Pictures may have so much of their height, where another row has room then."""
_SHORTEST = 0.5
"""Texts may have so much of the longest one's height, where the page would be left much emptier otherwise."""
_BLANK = 0.18
"""What may be left blank of a page before texts are cut."""
_WIDER = 14.0


@dataclass(frozen=True, slots=True)
class Rows:
    """How rows stand on a page, in millimetres: the pictures' height, the most that a text has, the gap between."""

    well: float
    text: float
    gap: float


def shared(texts: Sequence[float], room: float, well: float, gap: float) -> Rows | None:
    """Rows with texts of these heights below pictures of the height `well`; None where they have no room.

    One row alone always has: its text is cut.
    """
    longest, count = max(texts), len(texts)
    left = room - gap * (count - 1) - sum(texts)
    if left >= count * well * _LOWEST:
        return Rows(min(well, left / count), longest, gap)
    if count > 1 and _blank(texts[:-1], room, well, gap) < _BLANK * room:
        return None
    most = _level(texts, room - gap * (count - 1) - count * well * _LOWEST)
    if count > 1 and most < _SHORTEST * longest:
        return None
    return Rows(well * _LOWEST, max(0.0, most), gap)


def spread(rows: Rows, texts: Sequence[float], room: float) -> Rows:
    """The same rows with what is left of the page between them."""
    if len(texts) < 2:
        return rows
    used = sum(rows.well + min(text, rows.text) for text in texts) + rows.gap * (len(texts) - 1)
    return Rows(rows.well, rows.text, rows.gap + min(_WIDER, max(0.0, room - used) / (len(texts) - 1)))


def _blank(texts: Sequence[float], room: float, well: float, gap: float) -> float:
    return room - sum(texts) - len(texts) * (well + gap) + gap


def _level(heights: Sequence[float], room: float) -> float:
    """The most that each may have so that all of them have room."""
    rest, level = room, 0.0
    for number, height in enumerate(sorted(heights)):
        level = rest / (len(heights) - number)
        if height >= level:
            return level
        rest -= height
    return max(heights)
