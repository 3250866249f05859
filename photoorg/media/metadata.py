"""Facts about a photo, from the metadata inside its file."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from photoorg.media.dates import Moment, moment, text
from photoorg.media.opened import Opened, Tags
from photoorg.media.xmp_dates import xmp_moments

_MAKE, _MODEL, _CHANGED, _LENS = 0x010F, 0x0110, 0x0132, 0xA434
_ISO, _F_NUMBER, _EXPOSURE, _FOCAL = 0x8827, 0x829D, 0x829A, 0x920A
# (date, its zone, its fraction of a second), best first.
_CAMERA_DATES = ((0x9003, 0x9011, 0x9291), (0x9004, 0x9012, 0x9292))
_CHANGED_ZONE, _CHANGED_FRACTION = 0x9010, 0x9290
_COMPANY = re.compile(r"(?:[ ,]+(?:corporation|imaging|company|co|corp|inc|ltd|gmbh|ag)\b\.?)+$", re.IGNORECASE)
_LONGEST_TEXT = 200
# The least and the most that a camera may say: beyond it is garbage, which no column of the library has to hold.
_ISOS, _F_NUMBERS, _EXPOSURES, _FOCALS = (1, 1e7), (0.1, 1000), (1e-9, 1e6), (0.01, 1e5)
_HIGHEST = 20_000


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says about its photo. None or "" is: not said, or nonsense.

    `width`, `height` in pixels, upright. `format` is a name in the table of formats. `taken` is the wall clock's time
    where the photo was taken, `taken_offset` its minutes from UTC. `camera` is maker and model. Degrees north and
    east, metres above the sea. `orientation` is EXIF's 1 to 8, as the file says. Focal length in millimetres.
    """

    width: int
    height: int
    format: str
    taken: datetime | None = None
    taken_offset: int | None = None
    camera: str = ""
    lens: str = ""
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    orientation: int = 1
    iso: int | None = None
    f_number: float | None = None
    exposure_seconds: float | None = None
    focal_mm: float | None = None


def facts_of(opened: Opened, format_name: str) -> Facts:
    """Facts of an open picture. Never raises, whatever the metadata hold."""
    tags = opened.tags
    width, height = opened.upright_size
    taken = next(_moments(tags, opened.xmp), None)
    latitude, longitude = place(tags.gps)
    iso = _within(tags.photo.get(_ISO), *_ISOS)
    return Facts(
        width=width,
        height=height,
        format=format_name,
        taken=taken.wall if taken else None,
        taken_offset=taken.offset if taken else None,
        camera=camera(tags.main.get(_MAKE), tags.main.get(_MODEL)),
        lens=_line(tags.photo.get(_LENS)),
        latitude=latitude,
        longitude=longitude,
        altitude=altitude(tags.gps),
        orientation=tags.orientation,
        iso=None if iso is None else int(iso),
        f_number=_within(tags.photo.get(_F_NUMBER), *_F_NUMBERS),
        exposure_seconds=_within(tags.photo.get(_EXPOSURE), *_EXPOSURES),
        focal_mm=_within(tags.photo.get(_FOCAL), *_FOCALS),
    )


def _moments(tags: Tags, xmp: bytes) -> Iterator[Moment]:
    """Capture dates, best first. XMP is parsed only if the camera's own dates say nothing."""
    for date, zone, fraction in _CAMERA_DATES:
        if found := moment(tags.photo.get(date), tags.photo.get(zone), tags.photo.get(fraction)):
            yield found
    if xmp:
        yield from xmp_moments(xmp)
    if found := moment(tags.main.get(_CHANGED), tags.photo.get(_CHANGED_ZONE), tags.photo.get(_CHANGED_FRACTION)):
        yield found


def camera(make: Any, model: Any) -> str:
    """Maker and model as a person says them: without "Corporation", and the maker named once."""
    maker, kind = _COMPANY.sub("", _line(make)), _line(model)
    first = maker.split(" ", 1)[0].casefold()
    if first and kind.casefold().startswith(first):
        return kind
    return f"{maker} {kind}".strip()


def place(gps: Mapping[int, Any]) -> tuple[float | None, float | None]:
    """Degrees (north, east), or two Nones. Zero and zero is where receivers without a fix say they are."""
    north = _degrees(gps.get(2), gps.get(1), "S", 90)
    east = _degrees(gps.get(4), gps.get(3), "W", 180)
    if north is None or east is None or (north == 0 and east == 0):
        return None, None
    return north, east


def altitude(gps: Mapping[int, Any]) -> float | None:
    """Metres above the sea; below it, negative."""
    metres = _within(gps.get(6), -_HIGHEST, _HIGHEST)
    below = gps.get(5) in (1, b"\x01", "\x01", "1")
    return None if metres is None else -metres if below else metres


def _degrees(value: Any, side: Any, negative: str, most: int) -> float | None:
    """Degrees, minutes and seconds as one number; cameras may leave out the seconds."""
    try:
        parts = [_number(part) for part in value][:3]
    except TypeError:
        return None
    if not parts or any(part is None for part in parts):
        return None
    degrees = sum((part or 0) / 60**power for power, part in enumerate(parts))
    degrees = -degrees if text(side).upper().startswith(negative) else degrees
    return degrees if abs(degrees) <= most else None


def _number(value: Any) -> float | None:
    """A finite number; of a list, its first."""
    try:
        number = float(cast("tuple[Any, ...]", value)[0] if isinstance(value, tuple) else value)
    except (TypeError, ValueError, ArithmeticError, IndexError):
        return None
    return number if math.isfinite(number) else None


def _within(value: Any, least: float, most: float) -> float | None:
    """The number, if it is from `least` to `most`."""
    number = _number(value)
    return number if number is not None and least <= number <= most else None


def _line(value: Any) -> str:
    """Metadata text on one line, of a length that fits anywhere."""
    return " ".join("".join(c if c.isprintable() else " " for c in text(value)).split())[:_LONGEST_TEXT]
