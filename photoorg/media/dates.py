"""Dates as cameras and programs write them: EXIF's and XMP's shapes, and the many in between."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NamedTuple

_DATE = re.compile(
    r"(\d{4})[:/.-](\d{1,2})[:/.-](\d{1,2})"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*(Z|[+-]\d{2}:?\d{2}))?)?",
    re.ASCII,
)
_ZONE = re.compile(r"(?:(Z)|([+-])(\d{2}):?(\d{2}))", re.ASCII)
_FIRST_PHOTO = 1826
_LONGEST_DATE, _LONGEST_TEXT = 64, 1000


class Moment(NamedTuple):
    """A wall clock's time where the photo was taken, and its minutes from UTC (None where nobody says)."""

    wall: datetime
    offset: int | None


def moment(value: Any, zone: Any = None, fraction: Any = None) -> Moment | None:
    """The moment that text `value` names; None for zero dates, impossible ones and garbage.

    `zone` and `fraction` are EXIF's separate texts for the offset ("+02:00") and the digits after the second.
    """
    match = _fullmatch(_DATE, value)
    if not match:
        return None
    year, month, day, hour, minute, second, digits, own_zone = match.groups()
    after = digits or (text(fraction) if text(fraction).isascii() and text(fraction).isdigit() else "")
    try:
        wall = datetime(  # noqa: DTZ001 - a wall clock: most cameras do not know their zone
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int(after[:6].ljust(6, "0")),
        )
    except ValueError:
        return None
    return Moment(wall, offset(own_zone or zone)) if wall.year >= _FIRST_PHOTO else None


def offset(value: Any) -> int | None:
    """Minutes from UTC that "+02:00", "-0330" or "Z" mean; None for anything else."""
    match = _fullmatch(_ZONE, value)
    if not match:
        return None
    if match[1]:
        return 0
    minutes = int(match[3]) * 60 + int(match[4])
    return (-minutes if match[2] == "-" else minutes) if minutes <= 14 * 60 else None


def _fullmatch(pattern: re.Pattern[str], value: Any) -> re.Match[str] | None:
    """The match, of what is no longer than a date can be: Python's lock is held while it is looked for."""
    found = text(value)
    return pattern.fullmatch(found) if len(found) <= _LONGEST_DATE else None


def text(value: Any) -> str:
    """Text of a metadata value: up to the first NUL, trimmed, of its first thousand letters; "" for what is no text."""
    if isinstance(value, bytes):
        value = value[:_LONGEST_TEXT].decode("utf-8", "replace")
    return value[:_LONGEST_TEXT].split("\0", 1)[0].strip() if isinstance(value, str) else ""
