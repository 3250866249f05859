"""Pictures that carry a number drawn into them, so that anybody who sees one knows which it is and how it is turned.

The number is a grid of light and dark cells with a checksum: it outlives JPEG, thumbnails and every turn, and it has
nothing to do with how photoorg tells photos apart.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

FORMATS = ("jpg", "png", "webp", "tif")
_COLUMNS, _ROWS, _CELL = 8, 6, 8
_BITS, _CHECK = 29, 15  # 4 cells are the corners: light where the picture begins, dark in the others
_Cells = NDArray[np.uint8]

# What EXIF's orientations do to the stored picture, and which of them undoes each.
_TURNS: dict[int, Callable[[_Cells], _Cells]] = {
    1: lambda cells: cells,
    2: np.fliplr,
    3: lambda cells: np.rot90(cells, 2),
    4: np.flipud,
    5: lambda cells: cells.T,
    6: lambda cells: np.rot90(cells, -1),
    7: lambda cells: np.rot90(cells, 2).T,
    8: lambda cells: np.rot90(cells, 1),
}
_UNDONE_BY = {6: 8, 8: 6}


def content(serial: int, edition: int, format_name: str) -> int:
    """The number of a picture: which photo, how often it was edited (up to 63), in which format it is stored."""
    return serial << 9 | (edition & 63) << 3 | FORMATS.index(format_name)


def encoded(number: int) -> bytes:
    """The file of a picture, without metadata. The same number gives the same bytes."""
    out = io.BytesIO()
    kind = FORMATS[number & 7]
    options = {"jpg": {"quality": 70}, "png": {"compress_level": 1}, "webp": {"quality": 70, "method": 0}, "tif": {}}
    _drawn(number).save(out, {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "tif": "TIFF"}[kind], **options[kind])
    return out.getvalue()


def read(picture: Image.Image) -> tuple[int, int] | None:
    """The number in a picture and how it is turned (as EXIF counts, 1 is not); None where there is none."""
    across = (_COLUMNS, _ROWS) if picture.width >= picture.height else (_ROWS, _COLUMNS)
    grey = np.asarray(picture.convert("L").resize(across, Image.Resampling.BOX))
    seen = (grey > 127).astype(np.uint8)
    for turn in _TURNS:
        cells = _TURNS[_UNDONE_BY.get(turn, turn)](seen)
        if cells.shape == (_ROWS, _COLUMNS) and (number := _number(cells)) is not None:
            return number, turn
    return None


def read_bytes(data: bytes) -> tuple[int, int] | None:
    """As `read`, of a file as a viewer shows it; None also where it is no picture."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return read(ImageOps.exif_transpose(picture))
    except Exception:  # noqa: BLE001 - whatever a decoder says of rubbish
        return None


def _drawn(number: int) -> Image.Image:
    check = zlib.crc32(number.to_bytes(4, "big")) & (1 << _CHECK) - 1
    bits = [int(bit) for bit in f"{number:0{_BITS}b}{check:0{_CHECK}b}"]
    top, middle, bottom = bits[: _COLUMNS - 2], bits[_COLUMNS - 2 : 2 - _COLUMNS], bits[2 - _COLUMNS :]
    cells = np.array([1, *top, 0, *middle, 0, *bottom, 0], np.uint8).reshape(_ROWS, _COLUMNS)
    tint = np.array([number * 7 % 60, number * 13 % 60, number * 29 % 60], np.uint8)
    large = cells.repeat(_CELL, 0).repeat(_CELL, 1)[..., None]
    return Image.fromarray(np.where(large == 1, 255 - tint, tint).astype(np.uint8))


@lru_cache(maxsize=4096)
def _check_of(number: int) -> str:
    return f"{zlib.crc32(number.to_bytes(4, 'big')) & (1 << _CHECK) - 1:0{_CHECK}b}"


def _number(cells: _Cells) -> int | None:
    if [cells[0, 0], cells[0, -1], cells[-1, 0], cells[-1, -1]] != [1, 0, 0, 0]:
        return None
    flat = "".join(map(str, cells.ravel()))
    bits = flat[1 : _COLUMNS - 1] + flat[_COLUMNS:-_COLUMNS] + flat[1 - _COLUMNS : -1]
    number = int(bits[:_BITS], 2)
    return number if bits[_BITS:] == _check_of(number) else None
