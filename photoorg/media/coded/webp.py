"""WebP: the picture's chunks. Not VP8X, whose flags say which metadata there are."""

from __future__ import annotations

from collections.abc import Iterator

from photoorg.media.coded.common import NothingCodedError, Part

_PICTURES = frozenset({b"VP8 ", b"VP8L", b"ANMF"})
_DECODED = _PICTURES | {b"ALPH", b"ANIM"}
_FIRST_CHUNK = 12
_MOST_CHUNKS = 1_000_000


def coded(data: bytes) -> Iterator[Part]:
    """What is decoded, chunk by chunk."""
    view, at, pictures = memoryview(data), _FIRST_CHUNK, 0
    for _ in range(_MOST_CHUNKS):
        if at >= len(data):
            break
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if kind in _DECODED:
            yield data[at : at + 8]
            yield view[at + 8 : at + 8 + size]
            pictures += kind in _PICTURES
        at += 8 + size + size % 2
    else:
        raise NothingCodedError
    if not pictures:
        raise NothingCodedError
