"""Pictures that the tests make: four coloured corners, in every format, and a RAW file written by hand."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pillow_heif
import pillow_jxl  # noqa: F401 - registers the plugin that saves
import pytest
from PIL import Image

pillow_heif.register_heif_opener()

SHARED = (Path(__file__).resolve().parents[3].parent / "shared" / "testdata").resolve()
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared test data are not here")

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 200, 40), (30, 40, 220), (230, 220, 30)
CORNERS = (RED, GREEN, BLUE, YELLOW)  # top left, top right, bottom left, bottom right

# How to undo each orientation: what a camera held that way has stored.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def corners(width: int = 640, height: int = 480) -> Image.Image:
    image = Image.new("RGB", (width, height))
    for index, colour in enumerate(CORNERS):
        left, top = (index % 2) * width // 2, (index // 2) * height // 2
        image.paste(colour, (left, top, left + width // 2 + 1, top + height // 2 + 1))
    return image


def corner_colours(image: Image.Image) -> list[tuple[int, ...]]:
    width, height = image.size
    return [
        image.getpixel((x, y)) for y in (height // 8, height - height // 8) for x in (width // 8, width - width // 8)
    ]


def has_corners(image: Image.Image, within: int = 30) -> bool:
    return bool(np.abs(np.array(corner_colours(image)) - np.array(CORNERS)).max() <= within)


def gradient(width: int = 640, height: int = 480) -> Image.Image:
    across = np.linspace(0, 255, width)[None, :].repeat(height, 0)
    down = np.linspace(0, 255, height)[:, None].repeat(width, 1)
    return Image.fromarray(np.stack([across, down, 255 - across], 2).astype(np.uint8))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(**tags: object) -> Image.Exif:
    """EXIF with tags named m0112 (main), p9003 (photo), g0002 (GPS), hexadecimal."""
    made = Image.Exif()
    for name, value in tags.items():
        number = int(name[1:], 16)
        target = {"m": made, "p": made.get_ifd(0x8769), "g": made.get_ifd(0x8825)}[name[0]]
        target[number] = value
    return made


_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 10: 8}
_PACK = {3: "H", 4: "I", 5: "II", 10: "ii"}
Entries = dict[int, tuple[int, object]]


def _directory(entries: Entries, at: int) -> bytes:
    """One TIFF directory that starts at offset `at`, little-endian, with its long values behind it."""
    head, tail = struct.pack("<H", len(entries)), b""
    behind = at + 2 + 12 * len(entries) + 4
    for tag, (kind, value) in sorted(entries.items()):
        if isinstance(value, bytes):
            data = value
        else:
            flat = value if isinstance(value, (list, tuple)) else [value]
            data = b"".join(struct.pack("<" + _PACK[kind][0], part) for part in flat)
        count = len(data) // _SIZES[kind]
        if len(data) <= 4:
            field = data.ljust(4, b"\0")
        else:
            field = struct.pack("<I", behind + len(tail))
            tail += data + b"\0" * (len(data) % 2)
        head += struct.pack("<HHI", tag, kind, count) + field
    return head + b"\0\0\0\0" + tail


def dng(preview: bytes = b"", orientation: int = 1, size: tuple[int, int] = (640, 480)) -> bytes:
    """An uncompressed Bayer DNG: red above, blue below; with an embedded JPEG if `preview` is given."""
    width, height = size
    sensor = np.full((height, width), 2000, np.uint16)
    sensor[: height // 2][0::2, 0::2] = 50000  # red sites
    sensor[height // 2 :][1::2, 1::2] = 50000  # blue sites
    raw: Entries = {
        254: (4, 0), 256: (4, width), 257: (4, height), 258: (3, 16), 259: (3, 1), 262: (3, 32803), 277: (3, 1),
        278: (4, height), 279: (4, sensor.nbytes), 33421: (3, [2, 2]), 33422: (1, bytes([0, 1, 1, 2])),
        50717: (4, 65535),
    }  # fmt: skip
    camera: Entries = {
        271: (2, b"Test\0"), 272: (2, b"Test One\0"), 274: (3, orientation), 50706: (1, b"\1\4\0\0"),
        50708: (2, b"Test One\0"), 50721: (10, [1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1]),
        50728: (5, [1, 1, 1, 1, 1, 1]),
    }  # fmt: skip
    photo: Entries = {0x9003: (2, b"2020:02:03 04:05:06\0"), 0x8827: (3, 400), 0x829D: (5, [28, 10])}
    pixels_at, room = 4096, 4096
    preview_at = pixels_at + sensor.nbytes
    raw[273] = (4, pixels_at)
    if preview:
        shown = Image.open(io.BytesIO(preview)).size
        camera |= {
            254: (4, 1), 256: (4, shown[0]), 257: (4, shown[1]), 258: (3, [8, 8, 8]), 259: (3, 7), 262: (3, 6),
            273: (4, preview_at), 277: (3, 3), 278: (4, shown[1]), 279: (4, len(preview)), 330: (4, 2048),
        }  # fmt: skip
    else:
        camera |= raw
    camera[34665] = (4, 3072)
    header = (b"II*\0" + struct.pack("<I", 8) + _directory(camera, 8)).ljust(2048, b"\0")
    header = (header + (_directory(raw, 2048) if preview else b"")).ljust(3072, b"\0") + _directory(photo, 3072)
    return header.ljust(room, b"\0") + sensor.tobytes() + preview


SAMPLES: dict[str, Callable[[], bytes]] = {
    "sample.jpg": lambda: saved(corners(), "JPEG", quality=95),
    "sample.png": lambda: saved(corners(), "PNG"),
    "sample.webp": lambda: saved(corners(), "WEBP", lossless=True),
    "sample.tif": lambda: saved(corners(), "TIFF", compression="tiff_lzw"),
    "sample.gif": lambda: saved(corners(), "GIF"),
    "sample.bmp": lambda: saved(corners(), "BMP"),
    "sample.heic": lambda: saved(corners(), "HEIF", quality=95),
    "sample.avif": lambda: saved(corners(), "AVIF", quality=95, speed=10),
    "sample.jxl": lambda: saved(corners(), "JXL", quality=95, effort=3),
    "sample.dng": lambda: dng(preview=saved(corners(), "JPEG", quality=95)),
}
