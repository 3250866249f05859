"""Times of photos in an edit: what was typed, and what each photo's becomes when a clock went wrong."""

from __future__ import annotations

import json
import re

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library.kinds import KINDS, TAKEN
from photoorg.outcomes import PhotoorgError

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_FIRST, _LAST = np.datetime64("0001-01-01T00:00:00", "s"), np.datetime64("9999-12-31T23:59:59", "s")
_LONGEST = 10_000 * 366 * 86_400
_NOW = """
SELECT p.id, p.taken_at, coalesce(p.file_taken_at, p.taken_at) FROM json_each(?) j CROSS JOIN photos p ON p.id = j.value
"""


def moment(text: str | None) -> str | None:
    """A time as it is kept, without what a clock does not show. Raises PhotoorgError where it is none."""
    if not text or not text.strip():
        return None if text is None else ""
    try:
        return KINDS["note"].value(TAKEN, text.strip())
    except ValueError as error:
        raise PhotoorgError(f"'{text}' is no time: write it as 2024-05-31 18:30:00.") from error


def seconds_of(text: str) -> int:
    """How far a clock is to be put on, in seconds, negative for back: "1h30m", "-2d", "+01:30:00".

    A number without a unit is of the next smaller one: 1h30 is 1h30m. One that stands alone is seconds.
    Raises PhotoorgError where it says nothing of the kind.
    """
    written = _with_unit("".join(text.casefold().split()))
    units, clock = _IN_UNITS.fullmatch(written), _AS_CLOCK.fullmatch(written)
    found = units if units and any(units.groups()[1:]) else clock
    if found is None:
        raise PhotoorgError(f"'{text}' says nothing of how far: write it as 1h30m, -2d, 45s or +01:30:00.")
    sign, *numbers = found.groups()
    sizes = [size for _, size in _UNITS][-len(numbers) :]
    seconds = sum(int(number or 0) * size for number, size in zip(numbers, sizes, strict=True))
    return -seconds if sign == "-" else seconds


def _with_unit(written: str) -> str:
    """With the unit that the last number lacks."""
    found = _NO_UNIT.fullmatch(written)
    return written if found is None else written + _NEXT[found[1] or ""]


_NEXT = {"": "s", "d": "h", "h": "m", "m": "s"}
_NO_UNIT = re.compile(r"[+-]?(?:\d+[dhms])*?(?:\d+([dhm]))?\d+")
_IN_UNITS = re.compile(r"([+-]?)(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?")
_AS_CLOCK = re.compile(r"([+-]?)(\d{1,9}):(\d{1,2})(?::(\d{1,2}))?")


def told(seconds: int) -> str:
    """A shift in words: "Shift the time by 1 hour 30 minutes"."""
    parts: list[str] = []
    left = abs(seconds)
    for name, size in _UNITS:
        number, left = divmod(left, size)
        parts += [f"{number:,} {name}{'' if number == 1 else 's'}"] if number else []
    return f"Shift the time {'back ' if seconds < 0 else ''}by {' '.join(parts)}"


def shifted(db: Database, ids: NDArray[np.int64], seconds: int) -> dict[int, str | None]:
    """What each photo's time becomes; None where that is the file's own. Raises PhotoorgError beyond all calendars."""
    kind = [("id", np.int64), ("taken", np.int64), ("file", np.int64)]
    rows = np.fromiter(db.conn.execute(_NOW, (json.dumps(ids.tolist()),)), dtype=kind)
    too_far = PhotoorgError("No calendar reaches that far: shift the time by less.")
    if abs(seconds) > _LONGEST:
        raise too_far
    times = (rows["taken"] + seconds).view("datetime64[s]")
    if len(times) and not (times.min() >= _FIRST and times.max() <= _LAST):
        raise too_far
    back = rows["file"] == rows["taken"] + seconds
    texts = np.datetime_as_string(times, unit="s").tolist()
    return {
        photo: None if same else text
        for photo, text, same in zip(rows["id"].tolist(), texts, back.tolist(), strict=True)
    }
