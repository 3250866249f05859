"""PNG: XMP in iTXt, EXIF in eXIf, and ImageMagick's "Raw profile type" texts for either and for IPTC.

Sources: PNG Specification, third edition (W3C); XMP Specification Part 3; ImageMagick's coders/png.c.
"""

from __future__ import annotations

import binascii
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from photoorg.media.blocks import Blocks
from photoorg.media.carriers.photoshop import resources

MAGIC = b"\x89PNG\r\n\x1a\n"
XMP_KEY = b"XML:com.adobe.xmp"
RAW = b"Raw profile type "
_EXIF_NAME, _XMP_NAME = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
_MOST_CHUNKS, _MOST_BYTES = 1_000_000, 16 << 20
_TIFF = (b"II", b"MM")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk from `at`, where its length is written, to `end`; its content from `start`, its checksum behind."""

    kind: bytes
    at: int
    end: int

    @property
    def start(self) -> int:
        """Where the content begins."""
        return self.at + 8

    def content(self, data: bytes) -> bytes:
        """What it holds."""
        return data[self.start : self.end - 4]


def chunks(data: bytes) -> Iterator[Chunk]:
    """The whole chunks in their order, up to the last. Ends early where the file is broken."""
    at = len(MAGIC) if data.startswith(MAGIC) else len(data)
    for _ in range(_MOST_CHUNKS):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            return
        one = Chunk(data[at + 4 : at + 8], at, end)
        yield one
        if one.kind == b"IEND":
            return
        at = end


@dataclass(frozen=True, slots=True)
class Found:
    """A block in a chunk: which (exif, xmp, iptc), what, and where from: a chunk of its own, or a raw profile's key."""

    block: str
    content: bytes
    chunk: Chunk
    key: bytes = b""


def found_in(data: bytes) -> Iterator[Found]:
    """The blocks in the order of the chunks."""
    for one in chunks(data):
        if one.kind == b"eXIf":
            content = one.content(data)
            yield Found("exif", content.removeprefix(_EXIF_NAME), one)
        elif one.kind in {b"iTXt", b"tEXt", b"zTXt"}:
            yield from _text(data, one)


def _text(data: bytes, chunk: Chunk) -> Iterator[Found]:
    """What a text is, where it is a block of metadata."""
    key = data[chunk.start : min(chunk.start + 80, chunk.end - 4)].partition(b"\0")[0]
    if key == XMP_KEY:
        yield Found("xmp", text_of(chunk.kind, chunk.content(data)), chunk, key)
    elif key.startswith(RAW) and (profile := _profile(text_of(chunk.kind, chunk.content(data)))):
        kind = key.removeprefix(RAW).lower()
        if kind in {b"exif", b"app1"} and profile.startswith((_EXIF_NAME, *_TIFF)):
            yield Found("exif", profile.removeprefix(_EXIF_NAME), chunk, key)
        elif kind in {b"xmp", b"app1"}:
            yield Found("xmp", profile.removeprefix(_XMP_NAME), chunk, key)
        elif kind in {b"iptc", b"8bim"}:
            yield Found("iptc", profile, chunk, key)


def text_of(kind: bytes, content: bytes) -> bytes:
    """The text of a chunk, inflated where it is deflated; empty where that is broken or absurdly long."""
    rest = content.partition(b"\0")[2]
    if kind == b"tEXt":
        return rest
    if kind == b"zTXt":
        return _inflated(rest[1:])
    is_deflated = rest[:1] == b"\1"
    text = rest[2:].split(b"\0", 2)[-1]  # behind a language and the key in that language
    return _inflated(text) if is_deflated else text


def _inflated(data: bytes) -> bytes:
    try:
        found = zlib.decompressobj().decompress(data, _MOST_BYTES + 1)
    except zlib.error:
        return b""
    return found if len(found) <= _MOST_BYTES else b""


def _profile(text: bytes) -> bytes:
    """The bytes of a raw profile: a line with its name, one with its length, then hexadecimal digits."""
    lines = text.strip().split(b"\n", 2)
    if len(lines) < 3 or len(text) > _MOST_BYTES or not lines[1].strip().isdigit():
        return b""
    try:
        return binascii.unhexlify(b"".join(lines[2].split()))
    except (binascii.Error, ValueError):
        return b""


def read(data: bytes) -> Blocks:
    """What the file's chunks hold; of two of a kind the first, and a chunk of its own before a raw profile."""
    found = sorted(found_in(data), key=lambda one: one.key.startswith(RAW))
    first = {one.block: one.content for one in reversed(found)}
    iptc, digest = iptc_of(first.get("iptc", b""))
    return Blocks(first.get("exif", b""), iptc, digest, first.get("xmp", b""))


def iptc_of(profile: bytes) -> tuple[bytes, bytes | None]:
    """IPTC's data sets and their digest in a raw profile, which may be Photoshop's resources or the data sets alone."""
    if profile.startswith(b"8BIM"):
        irb = resources(profile)
        return irb.iptc, irb.digest
    return profile if profile[:1] == b"\x1c" else b"", None
