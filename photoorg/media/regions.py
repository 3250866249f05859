"""Named parts of the picture: as the Metadata Working Group keeps them, and as Microsoft does."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from photoorg.media.xmp.packet import Packet
from photoorg.media.xmp.values import Node, array_of, fields, items, nodes, text_of
from photoorg.said import NamedRegion

MWG_LIST, MWG_NAME = "mwg-rs:RegionList", "mwg-rs:Name"
MP_LIST, MP_NAME = "MPRI:Regions", "MPReg:PersonDisplayName"
PEOPLE = ("face", "")
"""Kinds of regions, in small letters, whose names are people's."""
_MOST = 1_000
_Place = tuple[float, float, float, float]

# Where a part of the stored picture is in the upright one, by EXIF's orientation: centre and size, as fractions.
_UPRIGHT: dict[int, Callable[[float, float, float, float], _Place]] = {
    1: lambda x, y, w, h: (x, y, w, h),
    2: lambda x, y, w, h: (1 - x, y, w, h),
    3: lambda x, y, w, h: (1 - x, 1 - y, w, h),
    4: lambda x, y, w, h: (x, 1 - y, w, h),
    5: lambda x, y, w, h: (y, x, h, w),
    6: lambda x, y, w, h: (1 - y, x, h, w),
    7: lambda x, y, w, h: (1 - y, 1 - x, h, w),
    8: lambda x, y, w, h: (y, 1 - x, h, w),
}


def regions_in(packet: Packet, orientation: int) -> tuple[NamedRegion, ...]:
    """The regions of a packet, upright. Microsoft's of somebody whom the other list has too are left out."""
    found = [one for node in mwg_regions(packet) if (one := _mwg(node, orientation))]
    named = {one.name for one in found}
    theirs = (one for node in mp_regions(packet) if (one := _microsoft(node, orientation)))
    return (*found, *(one for one in theirs if one.name not in named))[:_MOST]


def people_in(packet: Packet) -> list[str]:
    """The names of people whom regions show, also where it is nonsense where they are."""
    mwg = [node for node in mwg_regions(packet) if _field(node, "mwg-rs:Type").casefold() in PEOPLE]
    names = [_field(node, MWG_NAME) for node in mwg] + [_field(node, MP_NAME) for node in mp_regions(packet)]
    return [name for name in names if name]


def mwg_regions(packet: Packet) -> Iterator[Node]:
    """The regions of the Metadata Working Group."""
    return _listed(nodes(packet, "mwg-rs:Regions"), MWG_LIST)


def mp_regions(packet: Packet) -> Iterator[Node]:
    """Microsoft's."""
    return _listed(nodes(packet, "MP:RegionInfo"), MP_LIST)


def _listed(holders: list[Node], name: str) -> Iterator[Node]:
    for holder in holders:
        for listed in fields(holder, name):
            if array_of(listed) is not None:
                yield from items(listed)[:_MOST]


def _mwg(region: Node, orientation: int) -> NamedRegion | None:
    name, kind = (_field(region, field) for field in (MWG_NAME, "mwg-rs:Type"))
    for area in fields(region, "mwg-rs:Area"):
        unit = _field(area, "stArea:unit")
        x, y, w, h = (_number(_field(area, f"stArea:{side}")) for side in ("x", "y", "w", "h"))
        if x is None or y is None or unit not in {"", "normalized"}:
            continue
        diameter = _number(_field(area, "stArea:d"))
        return _region(name, kind, (x, y, w or diameter or 0, h or diameter or 0), orientation)
    return None


def _microsoft(region: Node, orientation: int) -> NamedRegion | None:
    name, parts = _field(region, MP_NAME), _field(region, "MPReg:Rectangle").split(",")
    left, top, w, h = (_number(part) for part in parts) if len(parts) == 4 else (None,) * 4
    if left is None or top is None or w is None or h is None:
        return None
    return _region(name, "Face", (left + w / 2, top + h / 2, w, h), orientation)


def _region(name: str, kind: str, place: _Place, orientation: int) -> NamedRegion | None:
    x, y, width, height = _UPRIGHT.get(orientation, _UPRIGHT[1])(*place)
    if not (0 <= x <= 1 and 0 <= y <= 1 and 0 <= width <= 1 and 0 <= height <= 1):
        return None
    return NamedRegion(name, kind, *(round(number, 6) for number in (x, y, width, height)))


def _field(holder: Node, name: str) -> str:
    return next((text for node in fields(holder, name) if (text := " ".join(text_of(node).split()))), "")


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
