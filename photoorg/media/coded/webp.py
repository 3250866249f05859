"""WebP: the picture's chunks. Of VP8X no flags, which say what metadata there are; its size for animations."""

from __future__ import annotations

from collections.abc import Iterator

from photoorg.media.coded.common import NothingCodedError, Part, framed

_PICTURES = frozenset({b"VP8 ", b"VP8L", b"ANMF"})
_DECODED = _PICTURES | {b"ALPH", b"ANIM"}
_FIRST_CHUNK = 12
_MOST_CHUNKS = 1_000_000


def coded(data: bytes) -> Iterator[Part]:
    """What is decoded, chunk by chunk."""
    view, at, pictures, canvas, is_animated = memoryview(data), _FIRST_CHUNK, 0, b"", False
    for _ in range(_MOST_CHUNKS):
        if at >= len(data):
            break
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if kind in _DECODED:
            yield from framed(kind, view[at + 8 : at + 8 + size])
            pictures += kind in _PICTURES
            is_animated |= kind == b"ANMF"
        elif kind == b"VP8X" and not canvas:
            canvas = data[at + 12 : at + 18]
        at += 8 + size + size % 2
    else:
        raise NothingCodedError
    if not pictures:
        raise NothingCodedError
    if is_animated:  # a single picture says itself how large it is
        yield from framed(b"VP8X", canvas)
