"""JPEG XL. The plugin decodes while it opens, so the size is read from the header first (ISO/IEC 18181-1 and -2)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from importlib import import_module
from typing import Any

from PIL import Image

from photoorg.media.budget import BUDGET
from photoorg.media.jpeg import open_jpeg
from photoorg.media.limits import Limits, MediaError
from photoorg.media.opened import Opened, Tags, tags_from

CODESTREAM = b"\xff\x0a"
CONTAINER = b"\x00\x00\x00\x0cJXL \r\n\x87\n"
_BYTES_EACH = 12
_TIFF_ORDERS = (b"II", b"MM")
_RATIOS = (
    None,
    Fraction(1),
    Fraction(6, 5),
    Fraction(4, 3),
    Fraction(3, 2),
    Fraction(16, 9),
    Fraction(5, 4),
    Fraction(2),
)
_SIDE_BITS = (9, 13, 18, 30)


def open_jxl(data: bytes, limits: Limits) -> Opened:
    """Decode a JPEG XL file; one made from a JPEG without loss is opened as that JPEG, not yet decoded."""
    size = size_of(data)
    BUDGET.claim(limits.check_pixels(*size, _BYTES_EACH, held=len(data)))
    # One thread a picture: several pictures are decoded at once already.
    was_jpeg, info, pixels, profile, boxes = import_module("pillow_jxl").Decoder(num_threads=1)(data)
    if was_jpeg:
        return open_jpeg(pixels, limits)
    shape = (info.width, info.height)
    image = Image.frombytes(info.mode, shape, pixels)
    image.info["icc_profile"] = profile
    # The codestream's own orientation has been applied, and a viewer has to ignore the one in EXIF.
    return Opened(image, shape, _exif_of(boxes), _box(boxes, b"xml "), turned=True)


def _exif_of(boxes: list[Any]) -> Tags:
    """The TIFF header comes after its own offset, which some writers leave out."""
    data = _box(boxes, b"Exif")
    return tags_from(data if data[:2] in _TIFF_ORDERS else data[4 + int.from_bytes(data[:4], "big") :])


def _box(boxes: list[Any], kind: bytes) -> bytes:
    return next((bytes(box.data) for box in boxes if box.box_type == kind), b"")


def size_of(data: bytes) -> tuple[int, int]:
    """(width, height) in pixels that the header promises. Raises MediaError when there is no whole header."""
    header = _codestream(data)[:16]
    if not header.startswith(CODESTREAM) or len(header) < 5:
        raise MediaError("The file is damaged or incomplete: its JPEG XL header is cut short.")
    bits = _Bits(header[2:])
    small = bits.take(1)
    height = _side(bits, small)
    ratio = _RATIOS[bits.take(3)]
    return (int(height * ratio) if ratio else _side(bits, small)), height


def _side(bits: _Bits, small: int) -> int:
    return (bits.take(5) + 1) * 8 if small else bits.take(_SIDE_BITS[bits.take(2)]) + 1


class _Bits:
    """Reads numbers from the lowest bit up, as JPEG XL packs them."""

    def __init__(self, data: bytes) -> None:
        self._rest = int.from_bytes(data, "little")

    def take(self, count: int) -> int:
        value = self._rest & ((1 << count) - 1)
        self._rest >>= count
        return value


def _codestream(data: bytes) -> bytes:
    """The start of the codestream: the file itself, or the first box that holds some of it."""
    if data.startswith(CODESTREAM):
        return data[:16]
    for kind, start in _boxes(data):
        if kind == b"jxlc":
            return data[start : start + 16]
        if kind == b"jxlp":  # part of a codestream, after its number
            return data[start + 4 : start + 20]
    return b""


def _boxes(data: bytes) -> Iterator[tuple[bytes, int]]:
    """(kind, where its contents start) of each box of an ISO base media file, in order."""
    at = 0
    while at + 8 <= len(data):
        length, start = int.from_bytes(data[at : at + 4], "big"), at + 8
        if length == 1:
            length, start = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        yield data[at + 4 : at + 8], start
        if length < start - at:  # 0 means up to the end; anything else this small is nonsense
            return
        at += length
