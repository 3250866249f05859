"""Metadata around a picture that is stored already: what another program does when it writes a rating into a file.

Its own code on purpose: nothing of photoorg decides here what belongs to the picture.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass

from PIL import Image

_DESCRIPTION, _ORIENTATION, _DATE, _EXIF, _TAKEN = 0x010E, 0x0112, 0x0132, 0x8769, 0x9003


@dataclass(frozen=True, slots=True)
class Label:
    """What a file says about its picture. `taken`: as EXIF writes dates, or nothing."""

    taken: str = ""
    orientation: int = 1
    note: str = ""


def labelled(data: bytes, kind: str, label: Label) -> bytes:
    """The file with these metadata and the very same picture. `data` is one that has none."""
    if label == Label():
        return data
    return _WAYS[kind](data, label)


def _exif(label: Label) -> bytes:
    exif = Image.Exif()
    exif[_DESCRIPTION], exif[_ORIENTATION] = label.note, label.orientation
    if label.taken:
        exif.get_ifd(_EXIF)[_TAKEN] = label.taken
    return exif.tobytes().removeprefix(b"Exif\x00\x00")


def _in_jpeg(data: bytes, label: Label) -> bytes:
    body = b"Exif\x00\x00" + _exif(label)
    return data[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + data[2:]


def _in_png(data: bytes, label: Label) -> bytes:
    body = b"eXIf" + _exif(label)
    chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    after_header = 8 + 25
    return data[:after_header] + chunk + data[after_header:]


def _in_webp(data: bytes, label: Label) -> bytes:
    with Image.open(io.BytesIO(data)) as picture:
        width, height = picture.size
    has_exif = (0x08).to_bytes(4, "little")
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunks = _chunk(b"VP8X", has_exif + size) + data[12:] + _chunk(b"EXIF", _exif(label))
    return b"RIFF" + (len(chunks) + 4).to_bytes(4, "little") + b"WEBP" + chunks


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\x00" * (len(body) % 2)


def _in_tiff(data: bytes, label: Label) -> bytes:
    out = io.BytesIO()
    tags = {_DESCRIPTION: label.note, _ORIENTATION: label.orientation} | ({_DATE: label.taken} if label.taken else {})
    with Image.open(io.BytesIO(data)) as picture:
        picture.save(out, "TIFF", tiffinfo=tags)
    return out.getvalue()


_WAYS = {"jpg": _in_jpeg, "png": _in_png, "webp": _in_webp, "tif": _in_tiff}
