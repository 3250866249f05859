"""A copy of a photo that shows where a tag is: boxes for things and faces, heat for what no box tells."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from photoorg.library.why import Why
from photoorg.media.helper import full_picture
from photoorg.outcomes import PhotoorgError, Region
from photoorg.work.why import heat_of

if TYPE_CHECKING:
    from photoorg.vision.maps import Heat

SIDE = 1600
"""The longest side of the copy, pixels."""
_LINE, _HALO = (255, 255, 255), (0, 0, 0)
_WARM = (255, 64, 0)
_STRONGEST = 0.6  # of the heat's colour over the photo


def write_why(path: Path, why: Why, target: Path, roots: Iterable[str] = ()) -> None:
    """Write the copy as a PNG at `target`.

    Raises PhotoorgError where it cannot, where there is something already, or in a photo folder (below `roots`), which
    would take the copy for one more photo.
    """
    if any(target.resolve().is_relative_to(Path(root).resolve()) for root in roots):
        raise PhotoorgError(f"{target} is among your photos, where photoorg writes nothing. Choose another folder.")
    png = io.BytesIO()
    why_picture(path, why).save(png, "PNG")
    try:
        with target.open("xb") as file:  # new: never over a file, never through a link
            file.write(png.getvalue())
    except FileExistsError as error:
        raise PhotoorgError(f"{target} is there already. Choose another name.") from error
    except OSError as error:
        raise PhotoorgError(f"Cannot write {target}: {error.strerror or error}.") from error


def why_picture(path: Path, why: Why) -> Image.Image:
    """The photo with what speaks for the tag drawn on it. Raises PhotoorgError where it cannot be read."""
    picture = full_picture(path, SIDE)
    if not why.regions:
        heat = heat_of(path, why)
        return picture if heat is None else _heated(picture, heat)
    for _, region in why.regions:
        _draw_box(picture, region)
    return picture


def _heated(picture: Image.Image, heat: Heat) -> Image.Image:
    width, height = picture.size
    box = (
        round(heat.left * width),
        round(heat.top * height),
        round((heat.left + heat.width) * width),
        round((heat.top + heat.height) * height),
    )
    strength = Image.fromarray((heat.grid * 255 * _STRONGEST).astype(np.uint8))
    strength = strength.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BICUBIC)
    mask = Image.new("L", picture.size)
    mask.paste(strength, box)
    return Image.composite(Image.new("RGB", picture.size, _WARM), picture, mask)


def _draw_box(picture: Image.Image, region: Region) -> None:
    """A light line between dark ones, to be seen on any picture, and the label inside its top left corner."""
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    left, top = region.left * width, region.top * height
    right, bottom = left + region.width * width, top + region.height * height
    stroke = max(2, max(picture.size) // 400)
    draw.rectangle((left, top, right, bottom), outline=_HALO, width=3 * stroke)
    inner = (left + stroke, top + stroke, max(right - stroke, left + stroke), max(bottom - stroke, top + stroke))
    draw.rectangle(inner, outline=_LINE, width=stroke)
    text = f"{region.label} {region.score:.2f}"
    corner = (left + 4 * stroke, top + 3 * stroke)
    draw.text(corner, text, _LINE, ImageFont.load_default(7 * stroke), stroke_width=stroke, stroke_fill=_HALO)
