"""What is only read: GIF, JPEG XL, and camera RAW files that are not built like TIFF.

Sources: XMP Specification Part 3; ISO/IEC 18181-2; exiftool's descriptions of CR3, RAF and MRW.
"""

from __future__ import annotations

from collections.abc import Iterator

from photoorg.media.blocks import Blocks
from photoorg.media.carriers import jpeg, tiff
from photoorg.media.carriers.heif import block_of

_GIF_XMP, _GIF_TRAILER = b"\x21\xff\x0bXMP DataXMP", 258
_CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_ADOBE = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_MOST_BOXES = 10_000


def read_gif(data: bytes) -> Blocks:
    """A GIF keeps XMP in an application extension, not in blocks as others are, with a trailer that ends it."""
    for at, end, is_extension in gif_blocks(data):
        if is_extension and data.startswith(_GIF_XMP, at):
            return Blocks(xmp=data[at + len(_GIF_XMP) : end - _GIF_TRAILER])
    return Blocks()


def gif_blocks(data: bytes) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether it is an extension) of each block behind the head. Ends early where the file is broken."""
    flags = data[10] if len(data) > 13 else 0
    at = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    while data[at : at + 1] in {b"\x21", b"\x2c"}:
        is_extension = data[at] == 0x21
        behind = at + 2
        if not is_extension:
            local = data[at + 9] if at + 9 < len(data) else 0
            behind = at + 11 + (3 << (local & 7) + 1 if local & 0x80 else 0)
        end = _after_blocks(data, behind)
        if end < 0:
            return
        yield at, end, is_extension
        at = end


def _after_blocks(data: bytes, at: int) -> int:
    """Behind a row of blocks that each begin with their length; -1 where it does not end."""
    while at < len(data):
        if data[at] == 0:
            return at + 1
        at += 1 + data[at]
    return -1


def read_jxl(data: bytes) -> Blocks:
    """A JPEG XL keeps both in boxes. Those that are deflated (brob) are not read."""
    exif = xmp = b""
    for kind, at, end in boxes(data, 0, len(data)):
        if kind == b"Exif" and not exif:
            exif = block_of(data[at:end])
        elif kind == b"xml " and not xmp:
            xmp = data[at:end]
    return Blocks(exif=exif, xmp=xmp)


def read_raw(data: bytes) -> Blocks:
    """A camera's RAW file, by how it begins."""
    if data.startswith(b"FUJIFILMCCD-RAW"):
        start, size = (int.from_bytes(data[at : at + 4], "big") for at in (84, 88))
        return jpeg.read(data[start : start + size])
    if data.startswith(b"\0MRM"):
        return Blocks(exif=_minolta(data))
    return _canon(data) if data[4:8] == b"ftyp" else tiff.read(data)


def _canon(data: bytes) -> Blocks:
    """Canon's newest: EXIF's main directory in a box of its own, XMP in another."""
    exif = xmp = b""
    for kind, at, end in boxes(data, 0, len(data)):
        if kind == b"uuid" and data.startswith(_ADOBE, at):
            xmp = data[at + 16 : end].rstrip(b"\0")
        elif kind == b"moov":
            for inner, start, stop in boxes(data, at, end):
                if inner == b"uuid" and data.startswith(_CANON, start):
                    found = {name: data[a:b] for name, a, b in boxes(data, start + 16, stop)}
                    exif = found.get(b"CMT1", b"")
    return Blocks(exif=exif, xmp=xmp)


def _minolta(data: bytes) -> bytes:
    """Minolta's: blocks with names behind each other, up to where the picture begins."""
    at, end = 8, 8 + int.from_bytes(data[4:8], "big")
    while at + 8 <= min(end, len(data)):
        size = int.from_bytes(data[at + 4 : at + 8], "big")
        if data.startswith(b"\0TTW", at):
            return data[at + 8 : at + 8 + size]
        at += 8 + size
    return b""


def boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, start and end of the content) of boxes as ISO base media files have them. Ends early where broken."""
    for _ in range(_MOST_BOXES):
        size, start = int.from_bytes(data[at : at + 4], "big"), at + 8
        if size == 1:
            size, start = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        size = size or end - at
        if start > end or size < start - at or at + size > end:
            return
        yield data[at + 4 : at + 8], start, at + size
        at += size
