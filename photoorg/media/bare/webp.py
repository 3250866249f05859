"""WebP: what is decoded, and the colour profile."""

from __future__ import annotations

from photoorg.media.carriers.webp import chunks
from photoorg.media.carriers.webp_write import why_not
from photoorg.media.limits import MediaError

_STAYS = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_NO_BLOCKS = 0xFF & ~0x0C


def bare(data: bytes, *, words: bool) -> bytes:  # noqa: ARG001 - it has no texts but in blocks
    """The file without its blocks. Raises MediaError for one that is cut short."""
    every = [one for one in chunks(data) if one.kind in _STAYS]
    if not every or "damaged" in why_not(data):
        raise MediaError("The file is damaged or incomplete: what is said in it cannot be taken out.")
    out = bytearray()
    for one in every:
        content = bytearray(one.content(data))
        if one.kind == b"VP8X" and content:
            content[0] &= _NO_BLOCKS
        out += one.kind + len(content).to_bytes(4, "little") + content + bytes(len(content) % 2)
    return b"RIFF" + (len(out) + 4).to_bytes(4, "little") + b"WEBP" + bytes(out)
