"""Where what was seen in a photo lies in the file that was made of it, which may be cut, or have room around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from photoorg.export.entries import Entry
from photoorg.media.recipe import Recipe
from photoorg.media.shaping import Shape, shape_of
from photoorg.outcomes import Region

LEAST_LEFT = 0.25
"""The share of a region that has to be left of it: less is no picture of the thing."""

Regions = tuple[tuple[str, Region], ...]


def framed(entry: Entry, recipe: Recipe) -> Regions:
    """The regions of an entry as the library knows it, as fractions of the file that the recipe makes."""
    size = entry.width, entry.height
    if recipe.format == "original" or recipe.box is None or not entry.regions or not all(size):
        return entry.regions
    shape = shape_of(size, recipe)
    return entry.regions if shape.is_whole(size) else tuple(_framed(entry, shape))


def _framed(entry: Entry, shape: Shape) -> Iterator[tuple[str, Region]]:
    wide, high = shape.canvas or shape.size
    start, edge = shape.part[:2], ((wide - shape.size[0]) // 2, (high - shape.size[1]) // 2)
    scale = shape.size[0] / (shape.part[2] - start[0]), shape.size[1] / (shape.part[3] - start[1])
    for task, region in entry.regions:
        left = ((region.left * entry.width - start[0]) * scale[0] + edge[0]) / wide
        top = ((region.top * entry.height - start[1]) * scale[1] + edge[1]) / high
        width, height = region.width * entry.width * scale[0] / wide, region.height * entry.height * scale[1] / high
        near, far = max(0.0, left), min(1.0, left + width)
        above, below = max(0.0, top), min(1.0, top + height)
        seen = max(0.0, far - near) * max(0.0, below - above)
        if width and height and seen >= LEAST_LEFT * width * height:
            yield task, replace(region, left=near, top=above, width=far - near, height=below - above)
