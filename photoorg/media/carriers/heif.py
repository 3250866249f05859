"""HEIF and AVIF: EXIF and XMP in items of their own. Source: ISO/IEC 23008-12, annex A; ISO/IEC 14496-12."""

from __future__ import annotations

from photoorg.media.blocks import Blocks
from photoorg.media.coded.boxes import Item, metadata_items

EXIF, MIME = b"Exif", b"mime"
XMP_TYPE = b"application/rdf+xml"
_TIFF = (b"II", b"MM")
_LARGEST = 32 << 20


def read(data: bytes) -> Blocks:
    """What the file's items hold; of two of a kind the first."""
    items = metadata_items(data)
    exif = next((content(data, one) for one in items if one.kind == EXIF), b"")
    xmp = next((content(data, one) for one in items if one.kind == MIME and one.media_type == XMP_TYPE), b"")
    return Blocks(exif=block_of(exif), xmp=xmp.rstrip(b"\0"))


def content(data: bytes, item: Item) -> bytes:
    """An item's bytes; none where they are absurdly many."""
    if sum(map(len, item.places)) > _LARGEST:
        return b""
    return b"".join(data[place.start : place.stop] for place in item.places)


def block_of(payload: bytes) -> bytes:
    """The EXIF block in a payload, which begins with the block's own offset; some writers leave that out."""
    return payload[start_of(payload) :]


def start_of(payload: bytes) -> int:
    """Where the EXIF block begins in a payload."""
    return 0 if payload[:2] in _TIFF else 4 + int.from_bytes(payload[:4], "big")
