"""TIFF: what its decoder will need, which depends on the size of its tiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import prod
from typing import Any, cast

from photoorg.media.limits import Limits
from photoorg.media.opened import Opened, pillow_opener

_BITS, _SAMPLES, _TILE_WIDTH, _TILE_LENGTH = 258, 277, 322, 323
_plain = pillow_opener("PIL.TiffImagePlugin:TiffImageFile", turned=True)


def open_tiff(data: bytes, limits: Limits) -> Opened:
    """Open a TIFF. Its decoder holds one whole tile, which may be far larger than the picture."""
    opened = _plain(data, limits)
    tags = cast("Mapping[int, Any]", getattr(opened.image, "tag_v2", {}))
    tile = prod(_largest(tags, tag) for tag in (_TILE_WIDTH, _TILE_LENGTH, _SAMPLES, _BITS)) / 8
    return replace(opened, bytes_each=tile / max(1, prod(opened.size)))


def _largest(tags: Mapping[int, Any], tag: int) -> int:
    """The largest number of a tag; 1 where it is absent or holds none."""
    value = tags.get(tag)
    values = cast("tuple[Any, ...]", value if isinstance(value, tuple) else (value,))
    return max((number for number in values if isinstance(number, int)), default=1)
