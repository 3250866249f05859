"""Facts as people read them: one formatter a field where the field's kind does not say enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from photoorg.library.fields import Field, Kind


def wall_clock(seconds: int) -> datetime:
    """The time that a clock showed, from seconds since 1970; it is marked UTC only because its zone is not known."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def text_of(field: Field, value: object) -> str:
    """A field's value as a person reads it, with its unit."""
    special = _FORMATS.get(field.name) or _KINDS.get(field.kind)
    return special(value) if special else _plain(value) + _unit(field)


def offset_text(minutes: int | None) -> str:
    """A zone as '+02:00', or nothing where it is not known."""
    if minutes is None:
        return ""
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _plain(value: object) -> str:
    return f"{value:,.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def _unit(field: Field) -> str:
    return f" {field.unit}" if field.unit else ""


def _date(value: object) -> str:
    return wall_clock(int(str(value))).strftime("%Y-%m-%d %H:%M:%S")


def _exposure(value: object) -> str:
    seconds = float(str(value))
    return f"1/{round(1 / seconds)} s" if 0 < seconds < 0.3 else f"{seconds:g} s"


def _degrees(positive: str, negative: str) -> Callable[[object], str]:
    def text(value: object) -> str:
        degrees = float(str(value))
        return f"{abs(degrees):.5f}° {positive if degrees >= 0 else negative}"

    return text


_KINDS: dict[Kind, Callable[[object], str]] = {Kind.DATE: _date}
_FORMATS: dict[str, Callable[[object], str]] = {
    "exposure_seconds": _exposure,
    "f_number": lambda value: f"f/{float(str(value)):g}",
    "latitude": _degrees("N", "S"),
    "longitude": _degrees("E", "W"),
    "sensitive": lambda value: f"{float(str(value)):.2f}",
    "format": lambda value: str(value).upper(),
}
