"""HEIF: its decoder turns pictures itself, by properties of its own, whatever EXIF says."""

from __future__ import annotations

from dataclasses import replace

from photoorg.media.coded.boxes import turn_of
from photoorg.media.limits import Limits
from photoorg.media.opened import ORIENTATION, Opened, pillow_opener

_plain = pillow_opener("pillow_heif:HeifImageFile", turned=True, bytes_each=6)


def open_heif(data: bytes, limits: Limits) -> Opened:
    """Open the main picture. Its orientation is told as it was turned, so that another one is noticed."""
    opened = _plain(data, limits)
    main = {**opened.tags.main, ORIENTATION: turn_of(data)}
    return replace(opened, tags=replace(opened.tags, main=main))
