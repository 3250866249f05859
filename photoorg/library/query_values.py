"""The values of a query, by the kind of their field: text to what a photo is tested with."""

from __future__ import annotations

import re
import time
from calendar import monthrange, timegm
from collections.abc import Callable
from datetime import date, datetime, timedelta
from math import isfinite
from pathlib import PurePosixPath, PureWindowsPath
from typing import TypeVar

from photoorg.library.fields import BY_NAME, Field, Kind
from photoorg.library.query_errors import error, nearest, suggestion
from photoorg.library.query_tokens import is_value, quoted
from photoorg.library.query_tree import Near, Pattern, QueryError, Range, Span, Value

T = TypeVar("T")
EQUAL: tuple[str, ...] = (":", "=", "!=")
ORDERED: tuple[str, ...] = ("<", "<=", ">", ">=")
_ORDERLY = {Kind.NUMBER, Kind.DATE}
OPERATORS: dict[Kind, tuple[str, ...]] = {kind: EQUAL + ORDERED if kind in _ORDERLY else EQUAL for kind in Kind}
OPERATORS[Kind.SORT] = EQUAL[:2]
"""The operators that each kind of field is compared with. `!=` is `:` with NOT before it."""

NEAR_KM = 10.0
"""How far around a place is near, where a query does not say."""


def value_of(field: Field, sign: str, text: str, at: Span) -> Value:
    """What a field is tested with, for a value as it was typed at some characters. Raises QueryError."""
    if sign not in OPERATORS[field.kind]:
        raise error("operator", at, field=field.name, text=sign, hint=field.sample)
    if not text.strip():
        raise error("value", at, field=field.name, hint=field.sample)
    return _READERS[field.kind](field, sign, text, at)


def fraction(text: str) -> float | None:
    """A number from 0 to 1, or of percents; None for anything else."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None or found["unit"].strip() not in {"", "%"}:
        return None
    value = float(found["number"].replace(",", ".")) / (100 if found["unit"] else 1)
    return value if 0 <= value <= 1 else None


def sure(sign: str, low: float, high: float | None = None) -> Range:
    """The confidences that a comparison with one of them lets through; with `high` those from `low` to it."""
    return Range(low, high) if high is not None else _compared(sign, low, low)


def _text(_field: Field, sign: str, text: str, _at: Span) -> Value:
    return Pattern(text, whole=sign == "=")


def _folder(_field: Field, _sign: str, text: str, _at: Span) -> Value:
    """A whole path is one on whatever system the query was written."""
    return Pattern(text, whole=PurePosixPath(text).is_absolute() or PureWindowsPath(text).is_absolute())


def _album(_field: Field, _sign: str, text: str, _at: Span) -> Value:
    return Pattern(" ".join(text.split()), whole=True)


def _choice(field: Field, _sign: str, text: str, at: Span) -> Value:
    wanted = " ".join(text.split()).casefold()
    meant = field.words.get(wanted, wanted)
    if meant not in field.choices:
        names = (*field.choices, *field.words)
        hint = suggestion(wanted, names, f"It is one of: {', '.join(field.choices)}.")
        instead = tuple(one if is_value(one) else quoted(one) for one in nearest(wanted, names))
        raise error("choice", at, instead, field=field.name, text=text, hint=hint)
    return meant


def _like(field: Field, _sign: str, text: str, at: Span) -> Value:
    text = text.strip()
    # The number of a photo is one of SQLite's, at most 19 digits.
    if text.startswith("#") and not re.fullmatch(r"#[0-9]{1,18}", text):
        raise error("photo", at, text=text, hint=field.sample)
    return text


# Numbers.

_NUMBER = re.compile(
    r"(?P<number>[-+]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:e[-+]?[0-9]{1,3})?)(?P<unit>\s*[^\s0-9.,+\-/]*)",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(?P<over>[0-9]{1,6})/(?P<under>[0-9]{1,6})(?P<unit>\s*[^\s0-9.,+\-/]*)")
_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+")


def _number(field: Field, sign: str, text: str, at: Span) -> Value:
    wanted = field.words.get(text.strip().casefold(), text)
    low, high = _ends(wanted, sign, lambda end: _one_number(field, end, at, wanted)) or (None, None)
    if low is None and high is None:
        ends = _as_range(text)
        hint = f"{field.name}:{ends[0]}" if ends else field.sample
        raise error("number", at, ends or _stars(field, wanted), text=text, field=field.name, hint=hint)
    if low is not None and high is not None and low > high:
        raise turned(text, at)
    return _compared(sign, low, high)


def turned(text: str, at: Span) -> QueryError:
    """That a range begins after its end."""
    low, _, high = text.partition("..")
    hint = f"{high.strip()}..{low.strip()}"
    return error("range", at, (hint,), text=text, hint=hint)


_COUNTED = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}


def _stars(field: Field, text: str) -> tuple[str, ...]:
    """How many stars are meant by a word, by stars as they are drawn, or by a number with a word to it."""
    if field.name != "rating":
        return ()
    wanted = text.strip().casefold()
    said = _COUNTED.get(wanted) or (str(len(wanted)) if re.fullmatch(r"[*★]{1,5}", wanted) else "")
    found = re.match(r"[1-5](?![0-9.,])", wanted)
    return (said,) if said else (found[0],) if found else ()


def _as_range(text: str) -> tuple[str, ...]:
    """How a range is written, for one with a - in it."""
    found = re.fullmatch(r"([0-9.]+)-([0-9.]+)", text)
    return (f"{found[1]}..{found[2]}",) if found else ()


def _one_number(field: Field, text: str, at: Span, whole: str = "") -> float | None:
    """A number in the unit of its field; None for what is none. `whole` is the value that it is a part of."""
    text = text.strip()
    if _THOUSANDS.fullmatch(text):
        low, high = text.replace(",", ""), text.replace(",", ".", 1)
        instead = tuple(whole.replace(text, one, 1) for one in (low, high))
        raise error("comma", at, instead, text=text, low=low, high=high)
    if field.name == "f_number":
        text = re.sub(r"(?i)^f/?", "", text)
    if over := _SHARE.fullmatch(text):
        factor = _factor(field, over["unit"])
        return None if factor is None or not int(over["under"]) else int(over["over"]) / int(over["under"]) * factor
    found = _NUMBER.fullmatch(text)
    if found is None or (factor := _factor(field, found["unit"])) is None:
        return None
    number = float(found["number"].replace(",", ".")) * factor
    return number if isfinite(number) else None


def _factor(field: Field, unit: str) -> float | None:
    """What a unit that was typed comes to in that of the field; None for one that it cannot have."""
    unit = unit.strip().casefold()
    if unit == "%":
        return 0.01
    return 1.0 if unit in {"", field.unit.casefold()} else field.units.get(unit)


def _ends(text: str, sign: str, convert: Callable[[str], T | None]) -> tuple[T | None, T | None] | None:
    """Both ends of a range, or the same one twice; None where one is no value, or a range cannot be here."""
    left, dots, right = text.partition("..")
    texts = (left, right) if dots else (left, left)
    ends = [convert(end) if end.strip() else None for end in texts]
    wrong = any(end is None and text.strip() for end, text in zip(ends, texts, strict=True))
    return None if wrong or (dots and sign not in EQUAL) else (ends[0], ends[1])


def _compared(sign: str, low: float | None, high: float | None) -> Range:
    """The numbers that a comparison lets through; `low` to `high` is what its value covers, as a month many seconds."""
    sides = {
        "<": Range(high=low, high_open=True),
        "<=": Range(high=high),
        ">": Range(low=high, low_open=True),
        ">=": Range(low=low),
    }
    return sides.get(sign, Range(low, high))


# Dates.

_RELATIVE_DAYS = {"today": 0, "yesterday": 1, "oggi": 0, "ieri": 1}


def _date(field: Field, sign: str, text: str, at: Span) -> Value:
    first, last = _ends(text, sign, _as_day) or (None, None)
    if first is None and last is None:
        raise error("date", at, _as_date(text), text=text, hint=field.sample)
    if first is not None and last is not None and first[0] > last[0]:
        raise turned(text, at)
    if sign in EQUAL:
        return Range(first and first[0], last and last[1] - 1)
    low, high = first or last or (0, 0)
    return _compared(sign, low, high - 1)


_MONTHS = BY_NAME["month"].words
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")


def month_meant(text: str) -> str:
    """The number of a month, by its name in either language; nothing for anything else."""
    return _MONTHS.get(text.strip().casefold(), "")


def _as_date(text: str) -> tuple[str, ...]:
    """How a date is written, for one with a month's name or with its day or month first."""
    words = re.split(r"[\s/.-]+", text.strip().casefold())
    year = next((word for word in words if re.fullmatch(r"[0-9]{4}", word)), "")
    month = next((_MONTHS[word] for word in words if word in _MONTHS), "")
    if year and month and len(words) == 2:
        return (f"{year}-{int(month):02}",)
    found = _DAY_FIRST.fullmatch(text.strip())
    ways = ((found[3], found[2], found[1]), (found[3], found[1], found[2])) if found else ()
    dates = dict.fromkeys(f"{year}-{int(month):02}-{int(day):02}" for year, month, day in ways)
    return tuple(one for one in dates if _as_day(one) is not None)


def _as_day(text: str) -> tuple[int, int] | None:
    """First second, and the second after the last, of a year, a month or a day."""
    text = text.strip().casefold()
    if text in _RELATIVE_DAYS:
        here = datetime.fromtimestamp(time.time()).astimezone().date()
        day = here - timedelta(days=_RELATIVE_DAYS[text])
        return _seconds(day), _seconds(day + timedelta(days=1))
    if not re.fullmatch(r"[0-9]{1,4}([-/.][0-9]{1,2}){0,2}", text):
        return None
    try:
        year, *rest = [int(part) for part in re.split(r"[-/.]", text)]
        first = date(year, *rest, *((1, 1)[len(rest) :]))
        month = rest[0] if rest else 12
        last = first if len(rest) == 2 else date(year, month, monthrange(year, month)[1])
        return _seconds(first), _seconds(last) + 86_400  # there is no date after the last one
    except (ValueError, OverflowError):
        return None


def _seconds(day: date) -> int:
    return timegm(day.timetuple())


# Places.

_DEGREES = r"([-+]?[0-9]{1,3}(?:\.[0-9]+)?)°?"
_PLACE = re.compile(rf"\s*{_DEGREES}\s*,\s*{_DEGREES}\s*(?:,\s*(?P<around>[0-9.]+\s*[a-zA-Z]*)\s*)?")


def _place(field: Field, _sign: str, text: str, at: Span) -> Value:
    found = _PLACE.fullmatch(text)
    km = _one_number(field, found["around"], at) if found and found["around"] else NEAR_KM
    if found is None or km is None or abs(float(found[1])) > 90 or abs(float(found[2])) > 180 or km <= 0:
        raise error("place", at, _as_place(text), text=text, hint=field.sample)
    return Near(float(found[1]), float(found[2]), km)


def _as_place(text: str) -> tuple[str, ...]:
    """How a place is written, for one with no comma between its numbers."""
    found = re.fullmatch(rf"\s*{_DEGREES}\s*[\s;/]\s*{_DEGREES}\s*", text)
    return (f"{found[1]},{found[2]}",) if found else ()


def _sort(_field: Field, _sign: str, text: str, _at: Span) -> Value:
    return text.strip().casefold()


_READERS: dict[Kind, Callable[[Field, str, str, Span], Value]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.FOLDER: _folder,
    Kind.STATE: _choice,
    Kind.CHOICE: _choice,
    Kind.PLACE: _place,
    Kind.ALBUM: _album,
    Kind.LIKE: _like,
    Kind.SORT: _sort,
}
