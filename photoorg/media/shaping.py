"""Which part of a picture is taken for an export, and how many pixels it becomes."""

from __future__ import annotations

from dataclasses import dataclass

from photoorg.media.recipe import Recipe

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """`part` (left, top, right, bottom) of the upright picture becomes `size`, and `canvas` is around that, if any.

    All in pixels, as (width, height).
    """

    part: Box
    size: tuple[int, int]
    canvas: tuple[int, int] | None = None

    def is_whole(self, size: tuple[int, int]) -> bool:
        """Whether nothing changes of a picture of this size."""
        return self.canvas is None and self.size == size and self.part == (0, 0, *size)


def shape_of(size: tuple[int, int], recipe: Recipe) -> Shape:
    """What a recipe makes of an upright picture of this size."""
    width, height = size
    whole = (0.0, 0.0, float(width), float(height))
    if recipe.box is None:
        return Shape(whole, size)
    wide, high = recipe.box
    if recipe.way == "crop":
        return _cut(size, recipe)
    scale = min(wide / width, high / height)
    scale = scale if recipe.enlarge else min(1.0, scale)
    made = (max(1, min(wide, round(width * scale))), max(1, min(high, round(height * scale))))
    return Shape(whole, made, recipe.box if recipe.way == "pad" and made != recipe.box else None)


def _cut(size: tuple[int, int], recipe: Recipe) -> Shape:
    """The largest part of the box's proportions; as near to the centre that is wanted as the edges allow."""
    width, height = size
    wide, high = recipe.box or size
    scale = min(width / wide, height / high)
    part = (min(float(width), wide * scale), min(float(height), high * scale))
    left = min(max(0.0, recipe.centre[0] * width - part[0] / 2), width - part[0])
    top = min(max(0.0, recipe.centre[1] * height - part[1] / 2), height - part[1])
    own = (max(1, round(part[0])), max(1, round(part[1])))
    small = scale < 1 and not recipe.enlarge  # then its own pixels, in these proportions
    return Shape((left, top, left + part[0], top + part[1]), own if small else (wide, high))


# How the stored picture lies to the upright one, by EXIF's orientation: whether it lies on its side, and which of its
# axes, x and y, then run the other way.
_LIES = {
    1: (False, False, False), 2: (False, True, False), 3: (False, True, True), 4: (False, False, True),
    5: (True, False, False), 6: (True, False, True), 7: (True, True, True), 8: (True, True, False),
}  # fmt: skip


def stored(box: Box, size: tuple[int, int], orientation: int) -> Box:
    """Where a part of the upright picture lies in the stored one, which has this size and EXIF orientation."""
    sideways, across, down = _LIES[orientation]
    left, top, right, bottom = (box[1], box[0], box[3], box[2]) if sideways else box
    if across:
        left, right = size[0] - right, size[0] - left
    if down:
        top, bottom = size[1] - bottom, size[1] - top
    return left, top, right, bottom
