"""WebP: EXIF and XMP in chunks of their own. Source: WebP Container Specification (RFC 9649)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from photoorg.media.blocks import Blocks

_MOST_CHUNKS = 100_000
_EXIF_NAME = b"Exif\0\0"
EXIF, XMP = b"EXIF", (b"XMP ", b"XMP\0")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk from `at`, its name, to `end`, behind its padding; `size` is that of its content."""

    kind: bytes
    at: int
    size: int

    @property
    def end(self) -> int:
        """Where the next begins."""
        return self.at + 8 + self.size + self.size % 2

    def content(self, data: bytes) -> bytes:
        """What it holds."""
        return data[self.at + 8 : self.at + 8 + self.size]


def chunks(data: bytes) -> Iterator[Chunk]:
    """The whole chunks that the file's header counts. Ends early where the file is broken."""
    at, end = 12, min(8 + int.from_bytes(data[4:8], "little"), len(data))
    for _ in range(_MOST_CHUNKS):
        one = Chunk(data[at : at + 4], at, int.from_bytes(data[at + 4 : at + 8], "little"))
        if at + 8 > end or at + 8 + one.size > end:
            return
        yield one
        at = one.end


def read(data: bytes) -> Blocks:
    """What the file's chunks hold; of two of a kind the first."""
    exif = xmp = b""
    for one in chunks(data):
        if one.kind == EXIF and not exif:
            exif = one.content(data).removeprefix(_EXIF_NAME)
        elif one.kind in XMP and not xmp:
            xmp = one.content(data)
    return Blocks(exif=exif, xmp=xmp)
