"""PNG: opened without those of its texts that would fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from photoorg.media.limits import Limits
from photoorg.media.opened import Opened, pillow_opener

_START = 8
_AROUND = 12  # length, kind, checksum
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"iCCP"})
_LARGEST_TEXT, _LARGEST_TEXTS = 1 << 20, 32 << 20  # Pillow refuses a picture for more, wherever in the file it comes
_plain = pillow_opener("PIL.PngImagePlugin:PngImageFile")


def open_png(data: bytes, limits: Limits) -> Opened:
    """Open a PNG. A text that inflates to more than Pillow will hold is left out, as the picture does not need it."""
    drop = list(_too_large(data))
    starts, ends = [0, *(end for _, end in drop)], [*(at for at, _ in drop), len(data)]
    kept = b"".join(data[at:end] for at, end in zip(starts, ends, strict=True)) if drop else data
    return _plain(kept, limits)


def _too_large(data: bytes) -> Iterator[tuple[int, int]]:
    """(start, end) of each chunk to leave out."""
    at, total = _START, 0
    while at < len(data):
        end = at + _AROUND + int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        if kind in _TEXTS:
            size = _text_size(kind, data[at + 8 : end - 4])
            total += size
            if size > _LARGEST_TEXT or total > _LARGEST_TEXTS:
                yield at, min(end, len(data))
        at = end


def _text_size(kind: bytes, body: bytes) -> int:
    """How long a text is, inflated if it is deflated; counted no further than is allowed."""
    rest = body.partition(b"\0")[2]
    if kind == b"tEXt" or (kind == b"iTXt" and rest[:1] != b"\1"):
        return min(len(body), _LARGEST_TEXT)  # one alone may be long: it is there already
    deflated = rest[2:].split(b"\0", 2)[-1] if kind == b"iTXt" else rest[1:]
    try:
        return len(zlib.decompressobj().decompress(deflated, _LARGEST_TEXT + 1))
    except zlib.error:
        return 0
