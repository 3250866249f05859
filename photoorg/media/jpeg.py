"""JPEG: what its decoder will need, which depends on how the file was written."""

from __future__ import annotations

import io
import re
from typing import Any, cast

from PIL import JpegImagePlugin
from PIL.JpegImagePlugin import JpegImageFile

from photoorg.media.limits import Limits, MediaError
from photoorg.media.opened import Opened, tags_of, xmp_of

ENDING = b"\xff\xd9"
_COEFFICIENT_BYTES = 2
_MARKER = re.compile(rb"\xff[^\x00\xff]")
_NEXT_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")
_SCAN, _SCAN_HEAD = 0xDA, b"\xff\xda\x00"
_MOST_SCANS, _MOST_SEGMENTS, _MOST_JUNK = 100, 5000, 1 << 16
_MARKERS = cast("dict[int, Any]", JpegImagePlugin.MARKER)  # pyright: ignore[reportUnknownMemberType]
# Those that begin a segment, which Pillow skips; behind others it goes on byte by byte.
_SEGMENTS = {code & 0xFF for code, entry in _MARKERS.items() if entry[2]}
_FILL = b"\xff" * (1 << 18)


def open_jpeg(data: bytes, limits: Limits) -> Opened:
    """Open a JPEG; a multi-picture file as its first picture.

    A decoder keeps every coefficient of a picture that comes in several scans, however small the result shall be.
    """
    image = jpeg_image(data)
    each = _COEFFICIENT_BYTES * len(image.getbands())
    suspicious = image.width * image.height * each > limits.memory_bytes
    kept = "progressive" in image.info or (suspicious and not _is_one_scan(data))
    return Opened(image, image.size, tags_of(image), xmp_of(image), bytes_each=each if kept else 0)


def jpeg_image(data: bytes) -> JpegImageFile:
    """Pillow's picture of a JPEG. Raises MediaError for a file that is made to keep a decoder busy for minutes."""
    at = _first_scan(data)
    end = data.rfind(ENDING)
    if any(data.startswith(_FILL, here) for here in range(at, len(data) if end < 0 else end, len(_FILL))):
        raise MediaError("The file is damaged or incomplete: a large part of it is empty.")
    image = JpegImageFile(io.BytesIO(data))
    several = "progressive" in image.info or data[at + 4 : at + 5] != bytes([len(image.getbands())])
    if several and data.count(_SCAN_HEAD, at) > _MOST_SCANS:
        raise MediaError(f"The file is damaged: its picture is in more than {_MOST_SCANS} parts.")
    return image


def _first_scan(data: bytes) -> int:
    """Where the first scan begins, as Pillow finds it, byte by byte; the file's end where there is none."""
    at, junk = len(ENDING), 0
    for _ in range(_MOST_SEGMENTS):
        found = _MARKER.search(data, at, at + _MOST_JUNK)
        junk += (found.start() if found else min(len(data), at + _MOST_JUNK)) - at
        if junk >= _MOST_JUNK:
            break
        if not found or data[found.end() - 1] == _SCAN:
            return found.start() if found else len(data)
        at = found.end()
        if data[at - 1] in _SEGMENTS:
            at += int.from_bytes(data[at : at + 2], "big")
    raise MediaError("The file is damaged or incomplete: no picture follows its header.")


def _is_one_scan(data: bytes) -> bool:
    """Whether all the picture's data lie in its first scan."""
    at = _first_scan(data)
    following = _NEXT_MARKER.search(data, at + 2 + int.from_bytes(data[at + 2 : at + 4], "big"))
    return following is None or following[1] == ENDING[1:]
