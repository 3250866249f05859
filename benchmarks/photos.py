"""Photos to measure with: real pictures from scikit-image, enlarged or reduced, every file a photo of its own."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import numpy as np
from PIL import Image
from skimage import data

# Two with a person and two without, by turns: finders of faces have work in half of them.
_PICTURES = ("astronaut", "coffee", "camera", "rocket")
LARGE = (4000, 3000)  # 12 MP
SMALL = (576, 384)  # 0.2 MP


def make_photos(folder: Path, number: int, size: tuple[int, int]) -> list[Path]:
    """`number` JPEGs of `size` in `folder`, 500 a subfolder, made once. Each has a corner of its own.

    For photos that differ beside their pixels alone are one photo.
    """
    bases = [_picture(name, size) for name in _PICTURES]
    paths: list[Path] = []
    for place, base in zip(range(number), itertools.cycle(bases), strict=False):
        path = folder / f"{place // 500:03}" / f"IMG_{place:06}.jpg"
        paths.append(path)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_encode(base, place))
    return paths


def _picture(name: str, size: tuple[int, int]) -> Image.Image:
    picture = Image.fromarray(getattr(data, name)()).convert("RGB").resize(size, Image.Resampling.BICUBIC)
    # Enlarging leaves no fine detail; a camera's noise is what makes a JPEG of 12 MP take 3 to 4 MB to decode.
    grain = np.random.default_rng(7).normal(0, 4, (size[1], size[0], 1))
    noisy = np.clip(np.asarray(picture, dtype=np.float32) + grain, 0, 255).astype(np.uint8)
    return Image.fromarray(noisy)


def _encode(picture: Image.Image, number: int) -> bytes:
    """The picture as a JPEG, its number in a corner: a square of 8 pixels, dark or bright, for each bit."""
    for bit in range(24):
        shade = 64 + 128 * (number >> bit & 1)
        picture.paste((shade,) * 3, (8 * bit, 0, 8 * bit + 8, 8))
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "photoorg", "benchmark"
    exif.get_ifd(0x8769)[0x9003] = "2024:05:03 14:02:11"
    picture.save(out, "JPEG", quality=90, exif=exif)
    return out.getvalue()
