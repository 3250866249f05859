"""One photo for an export, from the original's bytes to the new file's: read, cut, resized, marked, encoded, checked.

Everything is done to as few pixels as possible: the decoder reduces where it can, and colours are changed and pictures
turned after they got smaller.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageFilter

from photoorg.media.budget import BUDGET
from photoorg.media.colour import reducible, to_srgb, upright
from photoorg.media.decode import load
from photoorg.media.embedding import copied, exif_for, tells_place, xmp_for
from photoorg.media.encoding import Beside, coarseness, encoded
from photoorg.media.files import read_file
from photoorg.media.formats import HEAD_BYTES, Format, sniff
from photoorg.media.limits import Limits, MediaError
from photoorg.media.marking import marked
from photoorg.media.opened import Opened, complete, hush
from photoorg.media.recipe import Recipe, Rendered
from photoorg.media.shaping import Shape, shape_of, stored

_DEFAULT_LIMITS = Limits()
_BYTES_EACH = 8
_LARGER = Image.Resampling.LANCZOS


@dataclass(frozen=True, slots=True)
class _Look:
    """How a picture is made smaller, and how much is then added of its difference to the neighbours' mean.

    `always`: also where its size stays.
    """

    smaller: Image.Resampling
    sharper: float = 0
    always: bool = False


_LOOKS = {
    "none": _Look(Image.Resampling.BICUBIC),
    # Together they are as sharp as Lanczos' filter with 0.35 (39 to 42 dB from it), in half the time; and for print as
    # a bicubic one with 0.9 (37 dB).
    "screen": _Look(Image.Resampling.HAMMING, 0.5),
    "print": _Look(Image.Resampling.HAMMING, 0.9, always=True),  # paper blurs
}


def render(path: Path, recipe: Recipe, *, limits: Limits = _DEFAULT_LIMITS) -> Rendered:
    """Make the file. Raises MediaError, and nothing else, where that cannot be done."""
    hush()
    with BUDGET.share():
        data, kind = read_file(path, limits)
        try:
            made = _rendered(data, kind, recipe, limits)
            if not recipe.gps:
                _check_place(made.data, limits)
        except MediaError:
            raise
        except MemoryError as error:
            raise MediaError("The picture is too large for the memory that is free.") from error
        except Exception as error:
            raise MediaError(f"The file is damaged or incomplete: it cannot be decoded as {kind.label}.") from error
    return made


def _rendered(data: bytes, kind: Format, recipe: Recipe, limits: Limits) -> Rendered:
    opened = kind.opener(data, limits)
    size = opened.upright_size
    shape = shape_of(size, recipe)
    if recipe.format == "original":
        return Rendered(copied(data, kind.name, recipe), size, copied=True)
    if _may_stay(data, kind, opened, recipe, shape):
        with suppress(MediaError):  # else it is coded anew
            return Rendered(copied(data, kind.name, recipe), size, copied=True)
    opened, damaged = load(data, kind, opened, limits, _needed(opened, shape))
    if damaged:
        raise MediaError(f"{damaged.split(':')[0]}: a part of a picture is not exported.")
    opened = complete(opened)
    limits.check_pixels(*(shape.canvas or shape.size), _BYTES_EACH, held=len(data))
    picture = _shaped(opened, shape, recipe)
    if recipe.mark is not None:
        picture = marked(picture, recipe.mark, limits)
    beside = Beside(exif_for(opened.image, recipe, picture.size), xmp_for(recipe.said), recipe.dpi)
    return Rendered(encoded(picture, recipe.format, recipe.quality, recipe.most_bytes, beside), picture.size)


def _needed(opened: Opened, shape: Shape) -> tuple[int, int]:
    """(width, height) that the whole picture must have at least when it is decoded, as it lies in the file."""
    left, top, right, bottom = shape.part
    wide, high = opened.upright_size
    across = min(wide, round(wide * shape.size[0] / max(1.0, right - left)))
    down = min(high, round(high * shape.size[1] / max(1.0, bottom - top)))
    return (across, down) if opened.upright_size == opened.size else (down, across)


def _shaped(opened: Opened, shape: Shape, recipe: Recipe) -> Image.Image:
    """The picture as it goes out: resized first, so that the rest is done to few pixels."""
    image, look = opened.image, _LOOKS[recipe.sharpen]
    profile = image.info.get("icc_profile")
    orientation = 1 if opened.turned else opened.tags.orientation
    small = _resized(reducible(image), opened.size, shape, orientation, look)
    small = to_srgb(upright(small, orientation), profile if isinstance(profile, bytes) else None)
    if look.sharper and (look.always or shape.size != opened.upright_size):
        small = small.filter(_kernel(look.sharper))
    if shape.canvas is None:
        return small
    canvas = Image.new("RGB", shape.canvas, recipe.background)
    canvas.paste(small, ((canvas.width - small.width) // 2, (canvas.height - small.height) // 2))
    return canvas


def _resized(image: Image.Image, whole: tuple[int, int], shape: Shape, orientation: int, look: _Look) -> Image.Image:
    """The part that is wanted of a picture that was `whole` before the decoder reduced it, still as it lies there."""
    across, down = image.width / whole[0], image.height / whole[1]
    left, top, right, bottom = stored(shape.part, whole, orientation)
    box = (left * across, top * down, min(image.width, right * across), min(image.height, bottom * down))
    size = shape.size if orientation < 5 else (shape.size[1], shape.size[0])
    if image.size == size and box == (0, 0, *size):
        return image
    used = _LARGER if size[0] > box[2] - box[0] else look.smaller
    return image.resize(size, used, box=box, reducing_gap=2.0)


def _kernel(amount: float) -> ImageFilter.Kernel:
    """A pixel and its eight neighbours, the nearer ones with more weight; what it adds up to is 1."""
    near, far = -amount / 6, -amount / 12
    return ImageFilter.Kernel((3, 3), (far, near, far, near, 1 + amount, near, far, near, far), scale=1)


def _may_stay(data: bytes, kind: Format, opened: Opened, recipe: Recipe, shape: Shape) -> bool:
    """Whether the file is already what is asked for: its coded picture is then copied, for each coding costs some."""
    same = kind.name == recipe.format and shape.is_whole(opened.size) and opened.tags.orientation == 1
    profile = opened.image.info.get("icc_profile")
    plain = opened.image.mode == "RGB" and not profile and getattr(opened.image, "n_frames", 1) == 1
    changed = recipe.mark is not None or _LOOKS[recipe.sharpen].always or recipe.dpi > 0
    small = not recipe.most_bytes or len(data) <= recipe.most_bytes
    return same and plain and small and not changed and _is_coarse(opened.image, recipe)


def _is_coarse(image: Image.Image, recipe: Recipe) -> bool:
    """Whether a picture is no finer than what is asked for; only a JPEG tells."""
    tables = getattr(image, "quantization", None)
    return not isinstance(tables, dict) or sum(tables.get(0, ())) >= coarseness(recipe.quality)  # pyright: ignore


def _check_place(data: bytes, limits: Limits) -> None:
    """Read a file that was made, and raise MediaError where it tells where the photo was taken."""
    kind = sniff(data[:HEAD_BYTES], "")
    if kind is None or tells_place(data, kind, limits):
        raise MediaError("The place could not be taken out of it.")
