"""JPEG: tables, frame and scans up to the first end of image; no APPn but Adobe's (it says how colours are coded)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from photoorg.media.coded.common import NothingCodedError, Part, framed

# Byte stuffing and restart markers belong to a scan; fill bytes may stand before any marker.
_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")
_START, _END, _SCAN, _ADOBE = 0xD8, 0xD9, 0xDA, 0xEE
_HUFFMAN, _EXTENSION, _ARITHMETIC = 0xC4, 0xC8, 0xCC
_FRAMES = frozenset(range(0xC0, 0xD0)) - {_HUFFMAN, _EXTENSION, _ARITHMETIC}
_DECODED = _FRAMES | {_HUFFMAN, _ARITHMETIC, _SCAN, *range(0xDB, 0xE0)}
_FIRST_WITH_LENGTH = 0xC0
_MOST_SEGMENTS = 100_000


def coded(data: bytes) -> Iterator[Part]:
    """What is decoded, segment by segment. A file that was cut short counts to its end."""
    at, seen = 2, set[int]()
    for _ in range(_MOST_SEGMENTS):
        found = _MARKER.search(data, at)
        if _SCAN in seen:  # outside of scans, decoders skip what is no segment
            scan = data[at:] if found is None else data[at : found.start()].rstrip(b"\xff")
            yield from framed(b"", scan) if scan else ()
        if found is None or found[1][0] == _END:
            break
        code = found[1][0]
        at = found.end()
        if code < _FIRST_WITH_LENGTH or code == _START:
            continue
        end = at + max(2, int.from_bytes(data[at : at + 2], "big"))
        if code in _DECODED or (code == _ADOBE and data.startswith(b"Adobe", at + 2)):
            seen.add(code)
            yield from framed(data[at - 1 : at], data[at:end])
        at = end
    else:
        raise NothingCodedError
    if _SCAN not in seen or not seen & _FRAMES:
        raise NothingCodedError
