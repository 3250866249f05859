"""Pictures to files: one entry of CODERS a format, and the search for the quality that a size allows."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from photoorg.media.limits import MediaError

LEAST_QUALITY = 10
_FINE_FROM = 90  # the quality from which colours are not halved


@dataclass(frozen=True, slots=True)
class Coder:
    """One format that is written. `choices` are what its encoder is told, by the quality; `graded`: it has one."""

    name: str
    label: str
    suffix: str
    pillow: str
    choices: Callable[[int], Mapping[str, Any]]
    graded: bool = True


CODERS: Mapping[str, Coder] = {
    coder.name: coder
    for coder in (
        Coder("jpeg", "JPEG", ".jpg", "JPEG",
              lambda quality: {"quality": quality, "subsampling": 0 if quality >= _FINE_FROM else 2}),
        Coder("webp", "WebP", ".webp", "WEBP", lambda quality: {"quality": quality, "method": 4}),
        Coder("avif", "AVIF", ".avif", "AVIF", lambda quality: {"quality": quality, "speed": 7, "max_threads": 1}),
        Coder("png", "PNG", ".png", "PNG", lambda _quality: {"compress_level": 6}, graded=False),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside:
    """What goes into a file beside the picture: metadata blocks, empty for none; pixels an inch, 0 for nothing."""

    exif: bytes = b""
    xmp: bytes = b""
    dpi: int = 0


def encoded(picture: Image.Image, name: str, quality: int, most_bytes: int, beside: Beside) -> bytes:
    """An sRGB picture as a file of a format, of at most so many bytes (0: any number).

    Raises MediaError where no quality makes it small enough.
    """
    coder = CODERS[name]
    picture.info = {}  # else comments of the original go with it
    data = _save(picture, coder, quality, beside)
    if not most_bytes or len(data) <= most_bytes:
        return data
    low, high, best = LEAST_QUALITY, quality - 1, b""
    while coder.graded and low <= high:
        middle = (low + high) // 2
        data = _save(picture, coder, middle, beside)
        if len(data) <= most_bytes:
            best, low = data, middle + 1
        else:
            high = middle - 1
    if not best:
        raise MediaError(
            f"It cannot be made as small as {most_bytes // 1000:,} KB as {coder.label} with "
            f"{picture.width} x {picture.height} pixels."
        )
    return best


def _save(picture: Image.Image, coder: Coder, quality: int, beside: Beside) -> bytes:
    out = io.BytesIO()
    picture.save(out, coder.pillow, icc_profile=srgb(), **coder.choices(quality), **_beside(coder, beside))
    return out.getvalue()


def _beside(coder: Coder, beside: Beside) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if beside.exif:
        values["exif"] = beside.exif
    if beside.xmp and coder.name == "png":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", beside.xmp.decode("utf-8", "replace"))
        values["pnginfo"] = info
    elif beside.xmp:
        values["xmp"] = beside.xmp
    if beside.dpi and coder.name in {"jpeg", "png"}:
        values["dpi"] = (beside.dpi, beside.dpi)
    return values


@cache
def srgb() -> bytes:
    """A colour profile of sRGB; always the same bytes, for a profile has the time when it was made."""
    cms: Any = ImageCms  # its annotations are partial
    data = bytearray(cast("bytes", cms.ImageCmsProfile(cms.createProfile("sRGB")).tobytes()))
    data[24:36] = b"\x07\xd0\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00"  # 2000-01-01
    return bytes(data)


@cache
def coarseness(quality: int) -> int:
    """How much a JPEG of this quality leaves out: the sum of its first table."""
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, "JPEG", quality=quality)
    return sum(cast("Any", Image.open(out)).quantization[0])
