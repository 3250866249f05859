"""JPEG: what its decoder will need, which depends on how the file was written."""

from __future__ import annotations

import io
import re

from PIL.JpegImagePlugin import JpegImageFile

from photoorg.media.limits import Limits
from photoorg.media.opened import Opened, tags_of, xmp_of

ENDING = b"\xff\xd9"
_COEFFICIENT_BYTES = 2
_NEXT_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")
_START_OF_SCAN = 0xDA


def open_jpeg(data: bytes, limits: Limits) -> Opened:
    """Open a JPEG; a multi-picture file as its first picture.

    A decoder keeps every coefficient of a picture that comes in several scans, however small the result shall be.
    """
    image = JpegImageFile(io.BytesIO(data))
    each = _COEFFICIENT_BYTES * len(image.getbands())
    suspicious = image.width * image.height * each > limits.memory_bytes
    kept = "progressive" in image.info or (suspicious and not _is_one_scan(data))
    return Opened(image, image.size, tags_of(image), xmp_of(image), bytes_each=each if kept else 0)


def _is_one_scan(data: bytes) -> bool:
    """Whether all the picture's data lie in its first scan."""
    at = 2
    while data[at : at + 1] == b"\xff" and data[at + 1] != _START_OF_SCAN:
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    following = _NEXT_MARKER.search(data, at + 2 + int.from_bytes(data[at + 2 : at + 4], "big"))
    return following is None or following[1] == ENDING[1:]
