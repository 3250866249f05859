"""JPEG: EXIF and XMP in APP1, IPTC in Photoshop's resources in APP13.

Sources: ITU-T T.81; EXIF 2.32; XMP Specification Part 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from photoorg.media.blocks import Blocks
from photoorg.media.carriers.extended import joined, more_of
from photoorg.media.carriers.photoshop import Resources, resources

EXIF, XMP, EXTENDED, PHOTOSHOP = (
    b"Exif\0\0",
    b"http://ns.adobe.com/xap/1.0/\0",
    b"http://ns.adobe.com/xmp/extension/\0",
    b"Photoshop 3.0\0",
)
APP0, APP1, APP2, APP13, APP14, COMMENT = 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xFE
SCAN = 0xDA
_END = 0xD9
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_NAME, _NUMBERS = 32, 8
_MOST_SEGMENTS = 5000


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment before the picture: its marker at `at`, its content from `start` to `end`."""

    code: int
    at: int
    start: int
    end: int


def segments(data: bytes) -> Iterator[Segment]:
    """The segments up to and with that of the first scan. Ends early where the file is broken."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        if data[at : at + 1] != b"\xff":
            return
        begin = at
        while data[at + 1 : at + 2] == b"\xff":
            at += 1
        code = data[at + 1] if at + 1 < len(data) else _END
        if code == _END:
            return
        if code in _STANDALONE:
            at += 2
            continue
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        if size < 2 or at + 2 + size > len(data):
            return
        yield Segment(code, begin, at + 4, at + 2 + size)
        if code == SCAN:
            return
        at += 2 + size


def named(data: bytes, code: int, name: bytes) -> list[Segment]:
    """The segments of that marker that begin with that name."""
    return [one for one in segments(data) if one.code == code and data.startswith(name, one.start, one.end)]


def read(data: bytes) -> Blocks:
    """What the file's segments hold."""
    found: dict[bytes, list[bytes]] = {EXIF: [], XMP: [], EXTENDED: [], PHOTOSHOP: []}
    for one in segments(data):
        content = data[one.start : one.end] if one.code in {APP1, APP13} else b""
        for name, contents in found.items():
            if content.startswith(name) and (one.code == APP13) == (name == PHOTOSHOP):
                contents.append(content[len(name) :])
    exif = next((one for one in found[EXIF] if one), b"")
    irb = resources(b"".join(found[PHOTOSHOP]))
    return Blocks(exif, irb.iptc, irb.digest, _packet(found[XMP], found[EXTENDED]))


def resources_in(data: bytes) -> Resources:
    """Photoshop's resources of all segments."""
    parts = [data[one.start + len(PHOTOSHOP) : one.end] for one in named(data, APP13, PHOTOSHOP)]
    return resources(b"".join(parts))


def extended_in(data: bytes) -> bytes:
    """The extended packet that belongs to the main one; empty where there is none."""
    main = next((data[one.start + len(XMP) : one.end] for one in named(data, APP1, XMP)), b"")
    return _more(main, [data[one.start + len(EXTENDED) : one.end] for one in named(data, APP1, EXTENDED)])


def _packet(packets: list[bytes], extended: list[bytes]) -> bytes:
    """The whole packet."""
    main = next((one for one in packets if one), b"")
    more = _more(main, extended) if extended else b""
    return joined(main, more) if more else main


def _more(main: bytes, extended: list[bytes]) -> bytes:
    """The parts of the extended packet that the main one names, as one; empty where one is missing."""
    name = more_of(main).encode()
    parts: dict[int, bytes] = {}
    total = 0
    for one in extended:
        if name and one[:_NAME] == name and len(one) > _NAME + _NUMBERS:
            total = int.from_bytes(one[_NAME : _NAME + 4], "big")
            parts[int.from_bytes(one[_NAME + 4 : _NAME + 8], "big")] = one[_NAME + _NUMBERS :]
    more = b"".join(parts[at] for at in sorted(parts))
    return more if len(more) == total else b""
