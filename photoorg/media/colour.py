"""Any of Pillow's modes to upright RGB in sRGB, as a person would see it on white paper."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image, ImageCms

# Bytes a pixel of each mode takes here at most: as decoded, and while it is brought into a mode that can be reduced.
BYTES_OF_MODE = {
    "1": 2,
    "L": 1,
    "P": 9,
    "I;16": 6,
    "I;16B": 6,
    "I;16L": 6,
    "I": 4,
    "F": 4,
    "RGB": 4,
    "RGBA": 9,
    "CMYK": 4,
}
MOST_BYTES = 12

_REDUCIBLE = {
    "1": "L",
    "P": "RGB",
    "PA": "RGBA",
    "La": "LA",
    "RGBa": "RGBA",
    "RGBX": "RGB",
    "YCbCr": "RGB",
    "HSV": "RGB",
    "I;16": "I",
    "I;16B": "I",
    "I;16L": "I",
}
_TRANSPARENT = {"1", "L", "P", "RGB"}
_MODE_OF_PROFILE = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab ": "LAB"}
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def reducible(image: Image.Image) -> Image.Image:
    """The image in a mode that can be averaged: L, LA, RGB, RGBA, CMYK, LAB, I or F."""
    if "transparency" in image.info and image.mode in _TRANSPARENT:
        return image.convert("RGBA")
    return image.convert(_REDUCIBLE[image.mode]) if image.mode in _REDUCIBLE else image


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """The image turned and mirrored as EXIF's `orientation` (1 to 8) asks."""
    return image.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else image


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """An RGB image in sRGB from one of `reducible`'s; a broken or unfitting colour profile is ignored."""
    if image.mode in {"I", "F"}:
        image = _gray(image)
    elif image.mode in {"LA", "RGBA"}:
        image = _on_white(image)
    transform = _transform(profile, image.mode) if profile or image.mode == "LAB" else None
    if transform is not None:
        return ImageCms.applyTransform(image, transform) or image
    return image if image.mode == "RGB" else image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    mode = image.mode[:-1]
    paper = Image.new(mode, image.size, "white")
    paper.paste(image.convert(mode), mask=image.getchannel("A"))
    return paper


def _gray(image: Image.Image) -> Image.Image:
    """High depth to 8 bits. White is the largest value of the bits in use: 12-bit scans would else be almost black."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if image.mode == "I":
        black, white = 0.0, float((1 << max(8, int(high).bit_length())) - 1)
    else:
        black, white = (0.0, 1.0) if low >= 0 and high <= 1 else (low, high)
    scaled = (values - black) * (255 / max(white - black, 1e-9))
    return Image.fromarray(scaled.clip(0, 255).round().astype(np.uint8))


@lru_cache(maxsize=32)
def _transform(profile: bytes | None, mode: str) -> Any | None:
    """The transform to sRGB from a profile's colours (from CIE Lab in mode LAB); None where there is none, or no need.

    Building one takes milliseconds, and a folder's photos share a few. Without lcms's cache of the last pixel one
    transform may serve several threads.
    """
    cms: Any = ImageCms  # its annotations are partial
    try:
        source = cms.ImageCmsProfile(io.BytesIO(profile) if profile and mode != "LAB" else cms.createProfile("LAB"))
        if _MODE_OF_PROFILE.get(source.profile.xcolor_space) != mode or "sRGB" in cms.getProfileDescription(source):
            return None
        return cms.buildTransform(source, cms.createProfile("sRGB"), mode, "RGB", flags=cms.Flags.NOCACHE)
    except Exception:  # noqa: BLE001 - a broken profile may raise anything; the colours are then shown as they are
        return None
