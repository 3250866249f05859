"""Facts of a photo as people read them. A field without an entry here is shown with its label, value and unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from photoorg.gui.words import number, translated
from photoorg.library.browse import Details
from photoorg.library.display import wall_clock
from photoorg.library.fields import BY_NAME
from photoorg.texts import TEXTS

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line made of several fields: shown at the place of the first."""

    label: str
    fields: tuple[str, ...]
    text: Callable[[Values], str]


def lines(details: Details) -> list[tuple[str, str]]:
    """(label, text) of every fact, in the order of the field table."""
    values = {field.name: value for field, value in details.facts}
    values |= {"taken_offset": details.taken_offset, "taken_source": details.taken_source}
    merged = {line.fields[0]: line for line in _LINES}
    inside = {name for line in _LINES for name in line.fields[1:]}
    shown: list[tuple[str, str]] = []
    for field, value in details.facts:
        if field.name in merged:
            line = merged[field.name]
            shown.append((translated(line.label), line.text(values)))
        elif field.name not in inside and field.name not in _ELSEWHERE and field.name not in _SAID:
            shown.append((translated(field.label), _plain(field.name, value)))
    if details.albums:
        shown.append((translated("Albums"), ", ".join(details.albums)))
    return shown


def said_lines(details: Details) -> list[tuple[str, str]]:
    """(label, text) of what a person noted of it in words, and of its release."""
    values = {field.name: str(value) for field, value in details.facts if field.name in _SAID}
    if release := values.get("release"):
        values["release"] = translated(release.replace("-", " ").capitalize())
    return [(translated(BY_NAME[name].label), values[name]) for name in _SAID if name in values]


_FIRST = ("title", "who", "details")
_TEXTS = [text.name for text in TEXTS if text.shown and text.name not in _FIRST]
_NUMBER = _TEXTS.index("release_id")
_SAID = (*_FIRST, *_TEXTS[:_NUMBER], "release", *_TEXTS[_NUMBER:])  # the number of a release follows the release
_PAIRS = {"raw": "Also as {}", "live": "Live photo: {}"}


def pairs_text(details: Details) -> list[str]:
    """The files that belong to the photo, a line each."""
    return [translated(_PAIRS[pair.kind]).format(PurePath(pair.path).name) for pair in details.pairs]


_ELSEWHERE = {"name", "folder", "people", "faces", "sensitive"}  # the panel's title and foot, and its line of people
_DECIMALS = {"focal_mm": 1}


def _plain(name: str, value: object) -> str:
    unit = BY_NAME[name].unit
    text = _short(value, _DECIMALS.get(name, 2)) if isinstance(value, int | float) else str(value)
    return f"{text} {unit}" if unit else text


def _short(value: float, decimals: int = 1) -> str:
    whole = float(value).is_integer()
    return number(value, 0 if whole else decimals)


_DATED = {"file": "(file date)", "person": "(yours)"}


def _taken(values: Values) -> str:
    text = moment(wall_clock(values["taken"]))
    if values["taken_offset"] is not None:
        text += f" {_zone(values['taken_offset'])}"
    note = _DATED.get(values["taken_source"])
    return f"{text} {translated(note)}" if note else text


def _zone(minutes: int) -> str:
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _added(values: Values) -> str:
    return moment(wall_clock(values["added"]))


def moment(when: datetime) -> str:
    """A day and a time by the locale."""
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        return f"{when.day} {when:%B %Y, %H:%M}"
    shown = QDateTime(QDate(when.year, when.month, when.day), QTime(when.hour, when.minute, when.second))
    return locale.toString(shown, QLocale.FormatType.ShortFormat)


def _pixels(values: Values) -> str:
    width, height = values["width"], values.get("height", 0)
    mega = width * height / 1e6
    size = f"{number(width)} × {number(height)}"  # noqa: RUF001 - as it is written
    return f"{size} ({number(mega, 1)} MP)" if mega >= 0.1 else size


def _exposure(values: Values) -> str:
    seconds = values["exposure_seconds"]
    if 0 < seconds < 0.4:
        return f"1/{number(round(1 / seconds))} s"
    return f"{_short(seconds)} s"


def _aperture(values: Values) -> str:
    return f"f/{_short(values['f_number'])}"


def _place(values: Values) -> str:
    text = _degrees(values["latitude"], "N", "S")
    return f"{text}, {_degrees(values['longitude'], 'E', 'W')}" if "longitude" in values else text


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{number(abs(value), 5)}° {positive if value >= 0 else negative}"


def _altitude(values: Values) -> str:
    return f"{number(round(values['altitude']))} m"


def _size(values: Values) -> str:
    megabytes = values["size"]
    return f"{_short(megabytes)} MB" if megabytes >= 0.1 else f"{number(round(1000 * megabytes))} kB"


def _format(values: Values) -> str:
    return str(values["format"]).upper()


_LINES = (
    _Line("Taken", ("taken",), _taken),
    _Line("Added", ("added",), _added),
    _Line("Format", ("format",), _format),
    _Line("Pixels", ("width", "height"), _pixels),
    _Line("Exposure", ("exposure_seconds",), _exposure),
    _Line("Aperture", ("f_number",), _aperture),
    _Line("Place", ("latitude", "longitude"), _place),
    _Line("File size", ("size",), _size),
    _Line("Altitude", ("altitude",), _altitude),
)
