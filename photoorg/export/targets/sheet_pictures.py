"""Small pictures for contact sheets: the library's own, or of the files that were made where those look otherwise."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageOps

from photoorg.export.entries import Entry
from photoorg.export.making import recipe_for
from photoorg.export.options import Options
from photoorg.export.targets.sheet_look import FindPicture, Picture
from photoorg.media import helper
from photoorg.media.limits import Limits, MediaError
from photoorg.media.marking import marked
from photoorg.media.recipe import Recipe

_LONGEST = 512
_QUALITY = 80
# What says its resolution is always coded anew, never copied.
_SMALL = Recipe(format="jpeg", box=(_LONGEST, _LONGEST), quality=_QUALITY, dpi=72)


def finder(folder: Path, options: Options) -> FindPicture:
    """Gives the picture of each entry; None where there is none that can be read.

    Thumbnails cost least. What is cut or marked is read from the file that was made, below `folder`. Where there is
    none, the thumbnail gets the watermark that the options ask for.
    """
    otherwise = options.size in {"crop", "pad"} or bool(options.watermark or options.watermark_image)
    if options.format == "original" or not otherwise:
        return lambda entry: _thumbnail(entry, options) or _made(folder, entry)
    return lambda entry: _made(folder, entry) or _thumbnail(entry, options)


def _made(folder: Path, entry: Entry) -> Picture | None:
    """Made small by a helper process: the file may be a copy of what strangers have made."""
    if not entry.name:
        return None
    try:
        made = helper.render(folder / entry.name, _SMALL)
    except MediaError:
        return None
    return Picture(made.data, "image/jpeg", *made.size)


def _thumbnail(entry: Entry, options: Options) -> Picture | None:
    if entry.thumbnail is None:
        return None
    try:
        data = entry.thumbnail.read_bytes()
        with Image.open(io.BytesIO(data)) as file:
            mark = recipe_for(entry, options).mark
            if mark is None:
                return Picture(data, "image/jpeg", *file.size)
            return _encoded(marked(_flat(file), mark, Limits()))
    except MediaError:
        raise  # a watermark that cannot be laid over is not left out
    except (OSError, ValueError, SyntaxError):
        return None


def _flat(picture: Image.Image) -> Image.Image:
    """A picture without transparency, small and upright."""
    picture.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
    upright = ImageOps.exif_transpose(picture)
    if "A" not in upright.getbands() and "transparency" not in upright.info:
        return upright.convert("RGB")
    clear = upright.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")


def _encoded(picture: Image.Image) -> Picture:
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=_QUALITY, optimize=True)
    return Picture(made.getvalue(), "image/jpeg", *picture.size)
