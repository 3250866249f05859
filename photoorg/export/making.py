"""How each photo of an export is made: its recipe, and what names all that its file depends on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence

from photoorg.export.entries import Entry
from photoorg.export.options import Options
from photoorg.export.words import is_whole, said_for
from photoorg.media.encoding import CODERS
from photoorg.media.recipe import Mark, Recipe

VERSION = 1
"""Of how pictures are made: with another number all are made again."""

_KEPT_IN_VIEW = ("face", "person")


def recipe_for(entry: Entry, options: Options) -> Recipe:
    """What is made of a photo."""
    text = " ".join(options.watermark.split())
    marked = bool(text or options.watermark_image) and options.format != "original"
    mark = Mark(
        text, options.watermark_image, options.watermark_place, options.watermark_size / 100,
        options.watermark_opacity / 100,
    )  # fmt: skip
    return Recipe(
        format=options.format,
        box=options.box,
        way="longest" if options.size == "original" else options.size,
        background=options.background,
        enlarge=options.enlarge,
        centre=_centre(entry, options) if options.keep_in_view and options.size == "crop" else (0.5, 0.5),
        sharpen=options.sharpen,
        quality=options.quality,
        most_bytes=options.most_kb * 1000,
        dpi=options.dpi,
        mark=mark if marked else None,
        keep=options.metadata,
        gps=options.gps,
        said=said_for(entry, options),
        whole=is_whole(entry, options),
    )


def suffix_for(entry: Entry, options: Options) -> str:
    """The ending of its name."""
    return CODERS[options.format].suffix if options.format in CODERS else entry.source.suffix.lower()


def made_of(entry: Entry, recipe: Recipe) -> str:
    """A name for all that a file depends on: while it is the same, the file need not be made again."""
    given = (VERSION, entry.identity, entry.source_size, entry.source_mtime_ns, recipe, _mark_file(recipe))
    return hashlib.sha256(repr(given).encode("utf-8", "surrogatepass")).hexdigest()


def _mark_file(recipe: Recipe) -> Sequence[int]:
    try:
        info = os.stat(recipe.mark.image) if recipe.mark and recipe.mark.image else None  # noqa: PTH116 - "" is none
    except (OSError, ValueError):
        return []
    return [info.st_size, info.st_mtime_ns] if info else []


Box = tuple[float, float, float, float]
"""Left, top, right, bottom, as fractions of width and height."""


def _centre(entry: Entry, options: Options) -> tuple[float, float]:
    """The middle of the faces that were seen, or else of the people; of the picture where there are none.

    Where not all get into the cut, the largest and surest does, with those beside it.
    """
    room = _room(entry, options)
    for kind in _KEPT_IN_VIEW:
        seen = [region for _, region in entry.regions if kind in region.label.casefold()]
        kept: Box | None = None
        for one in sorted(seen, key=lambda one: one.score * one.width * one.height, reverse=True):
            box = (one.left, one.top, one.left + one.width, one.top + one.height)
            both = box if kept is None else _around(kept, box)
            if kept is None or (both[2] - both[0] <= room[0] and both[3] - both[1] <= room[1]):
                kept = both
        if kept is not None:
            return round((kept[0] + kept[2]) / 2, 4), round((kept[1] + kept[3]) / 2, 4)
    return 0.5, 0.5


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _room(entry: Entry, options: Options) -> tuple[float, float]:
    """The shares of width and height that a cut leaves."""
    if not (entry.width and entry.height):
        return 1.0, 1.0
    wanted = options.width / options.height / (entry.width / entry.height)
    return min(1.0, wanted), min(1.0, 1 / wanted)
