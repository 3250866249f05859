"""PNG: size, palette, transparency and pixels, and the pictures of an animation; no text, profile, date or EXIF."""

from __future__ import annotations

from collections.abc import Iterator

from photoorg.media.coded.common import NothingCodedError, Part, framed

_MAGIC = b"\x89PNG\r\n\x1a\n"
_DECODED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"acTL", b"fcTL", b"fdAT"})
_JOINED = frozenset({b"IDAT", b"fdAT"})  # one stream, in pieces of any size
_NUMBERED = frozenset({b"fcTL", b"fdAT"})  # by how many such pieces came before
_MOST_CHUNKS = 1_000_000


def coded(data: bytes) -> Iterator[Part]:
    """What is decoded, chunk by chunk, without lengths and checksums; pixels as if they came in one chunk."""
    if not data.startswith(_MAGIC):
        raise NothingCodedError
    view, at, last, seen = memoryview(data), len(_MAGIC), b"", set[bytes]()
    pieces: list[memoryview] = []
    for _ in range(_MOST_CHUNKS):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind in _DECODED:
            if pieces and (kind != last or kind not in _JOINED):
                yield from framed(last, *pieces)
                pieces = []
            pieces.append(view[at + (12 if kind in _NUMBERED else 8) : at + 8 + size])
            last = kind
            seen.add(kind)
        at += 12 + size
        if kind == b"IEND" or at >= len(data):
            break
    else:
        raise NothingCodedError
    yield from framed(last, *pieces)
    if not {b"IHDR", b"IDAT"} <= seen:
        raise NothingCodedError
