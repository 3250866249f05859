"""Photos to measure with: real pictures from scikit-image, enlarged or reduced, every file with bytes of its own."""

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
    """`number` JPEGs of `size` in `folder`, 500 a subfolder, made once. Content differs by a comment segment."""
    bases = [_encode(name, size) for name in _PICTURES]
    paths: list[Path] = []
    for place, base in zip(range(number), itertools.cycle(bases), strict=False):
        path = folder / f"{place // 500:03}" / f"IMG_{place:06}.jpg"
        paths.append(path)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_with_comment(base, f"photo {place}".encode()))
    return paths


def _encode(name: str, size: tuple[int, int]) -> bytes:
    picture = Image.fromarray(getattr(data, name)()).convert("RGB").resize(size, Image.Resampling.BICUBIC)
    # Enlarging leaves no fine detail; a camera's noise is what makes a JPEG of 12 MP take 3 to 4 MB to decode.
    grain = np.random.default_rng(7).normal(0, 4, (size[1], size[0], 1))
    noisy = np.clip(np.asarray(picture, dtype=np.float32) + grain, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "photoorg", "benchmark"
    exif.get_ifd(0x8769)[0x9003] = "2024:05:03 14:02:11"
    Image.fromarray(noisy).save(out, "JPEG", quality=90, exif=exif)
    return out.getvalue()


def _with_comment(jpeg: bytes, comment: bytes) -> bytes:
    segment = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
    return jpeg[:2] + segment + jpeg[2:]
