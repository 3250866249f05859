"""JPEG: what is decoded, the colour profile, and nothing behind the end of the first picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from photoorg.media.carriers.jpeg import APP0, APP2, APP14, COMMENT
from photoorg.media.limits import MediaError
from photoorg.media.placing import tells_degrees

_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_APPS = range(0xE0, 0xF0)
_STAYS = ((APP0, b"JFIF\0"), (APP2, b"ICC_PROFILE\0"), (APP14, b"Adobe"))
_MOST_SEGMENTS = 100_000


def bare(data: bytes, *, words: bool) -> bytes:
    """The file without its blocks. `words`: comments stay that tell no place. Raises MediaError."""
    return b"\xff\xd8" + b"".join(_parts(data, words=words)) + b"\xff\xd9"


def _parts(data: bytes, *, words: bool) -> Iterator[bytes]:
    """The segments that stay, and the scans, up to the end of the picture."""
    at, in_scan = 2, False
    for _ in range(_MOST_SEGMENTS):
        found = _MARKER.search(data, at)
        if found is None:
            break
        if in_scan:
            yield data[at : found.start()]
        code, start = found[1][0], found.end()
        if code == _END:
            if in_scan:
                return
            break
        in_scan = in_scan or code == _SCAN
        if code in {0x01, _START}:
            at = start
            continue
        at = start + max(2, int.from_bytes(data[start : start + 2], "big"))
        if _stays(code, data[start + 2 : at], words=words):
            yield b"\xff" + data[start - 1 : at]
    raise MediaError("The file is damaged or incomplete: what is said in it cannot be taken out.")


def _stays(code: int, content: bytes, *, words: bool) -> bool:
    if code in _APPS:
        return any(code == known and content.startswith(name) for known, name in _STAYS)
    return code != COMMENT or (words and not tells_degrees(content.decode("latin-1")))
