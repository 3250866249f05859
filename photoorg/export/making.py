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
from photoorg.outcomes import Region

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
        centre=_centre(entry.regions) if options.keep_in_view and options.size == "crop" else (0.5, 0.5),
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


def _centre(regions: Sequence[tuple[str, Region]]) -> tuple[float, float]:
    """The middle of the faces that were seen, or else of the people; of the picture where there are none."""
    for kind in _KEPT_IN_VIEW:
        seen = [region for _, region in regions if kind in region.label.casefold()]
        if seen:
            left, right = min(one.left for one in seen), max(one.left + one.width for one in seen)
            top, bottom = min(one.top for one in seen), max(one.top + one.height for one in seen)
            return round((left + right) / 2, 4), round((top + bottom) / 2, 4)
    return 0.5, 0.5
