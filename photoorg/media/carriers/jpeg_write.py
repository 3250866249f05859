"""JPEG: blocks written into the segments before the picture, the rest of the file byte for byte as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from photoorg.media.blocks import Blocks
from photoorg.media.carriers.extended import beside, more_of, name_of, parted
from photoorg.media.carriers.jpeg import (
    APP0,
    APP1,
    APP13,
    EXIF,
    EXTENDED,
    PHOTOSHOP,
    SCAN,
    XMP,
    Segment,
    extended_in,
    named,
    resources_in,
    segments,
)
from photoorg.media.carriers.mpf import moved_pictures
from photoorg.media.carriers.photoshop import DIGEST, IPTC
from photoorg.media.limits import MediaError
from photoorg.splices import Splice

_MOST = 0xFFFF - 2
MOST_XMP = 65_502  # the specification's number, less than would fit
_MOST_PART = 65_400
_END = b"\xff\xd9"
_MOST_PICTURES = 50
_AFCP = (b"AXS!", b"AXS*")


def write(data: bytes, old: Blocks, new: Blocks) -> list[Splice]:
    """The splices that put other blocks in place of those that differ. Raises MediaError where they do not fit."""
    start = _behind_jfif(data)
    exif, packets = named(data, APP1, EXIF), named(data, APP1, XMP)
    xmp = packets + named(data, APP1, EXTENDED)
    behind_exif = max((one.end for one in exif), default=start)
    behind_xmp = max((one.end for one in xmp), default=behind_exif)
    made: list[Splice] = []
    if new.exif != old.exif:
        made += _put(exif, start, _exif(new.exif))
    if new.xmp != old.xmp:
        more = extended_in(data)
        main = beside(new.xmp, more, MOST_XMP) if more and new.xmp else None
        made += _put(xmp, behind_exif, _xmp(new.xmp)) if main is None else _put(packets, 0, _xmp(main))
    if (new.iptc, new.iptc_digest) != (old.iptc, old.iptc_digest):
        made += _put(named(data, APP13, PHOTOSHOP), behind_xmp, _photoshop(data, new))
    return [*made, *moved_pictures(data, made)]


def why_not(data: bytes) -> str:
    """Why nothing can be written into this file safely; empty where it can."""
    every = list(segments(data))
    if not every or every[-1].code != SCAN or data.rfind(_END, every[-1].end) < 0:
        return "The file is damaged or incomplete, so nothing is written into it."
    return next((reason for is_so, reason in _REASONS if is_so(data)), "")


def _behind_jfif(data: bytes) -> int:
    """Where the first segment of metadata may be: JFIF's have to come first."""
    at = 2
    for one in segments(data):
        if one.code != APP0:
            break
        at = one.end
    return at


def _put(old: list[Segment], at: int, new: Iterable[bytes]) -> Iterator[Splice]:
    """New segments where the first of the old ones is, or at a place where there is none; the other old ones go."""
    packed = b"".join(new)
    if not old:
        yield Splice(at, 0, packed)
        return
    for index, one in enumerate(old):
        yield Splice(one.at, one.end - one.at, b"" if index else packed)


def _segment(code: int, content: bytes) -> bytes:
    return bytes([0xFF, code]) + (len(content) + 2).to_bytes(2, "big") + content


def _exif(block: bytes) -> Iterator[bytes]:
    if len(EXIF + block) > _MOST:
        raise MediaError("Its EXIF block would become larger than a JPEG file can hold (64 KB).")
    if block:
        yield _segment(APP1, EXIF + block)


def _xmp(packet: bytes) -> Iterator[bytes]:
    """The packet in one segment, or in several that follow each other."""
    if len(packet) <= MOST_XMP:
        if packet:
            yield _segment(APP1, XMP + packet)
        return
    try:
        main, more = parted(packet, MOST_XMP)
    except ValueError as error:
        raise MediaError("Its XMP packet would become larger than a JPEG file can hold.") from error
    yield _segment(APP1, XMP + main)
    for at in range(0, len(more), _MOST_PART):
        head = name_of(more).encode() + len(more).to_bytes(4, "big") + at.to_bytes(4, "big")
        yield _segment(APP1, EXTENDED + head + more[at : at + _MOST_PART])


def _photoshop(data: bytes, new: Blocks) -> Iterator[bytes]:
    """Photoshop's resources with other data sets, in as many segments as they need."""
    block = resources_in(data).with_contents({IPTC: new.iptc or None, DIGEST: new.iptc_digest}).packed
    most = _MOST - len(PHOTOSHOP)
    for at in range(0, len(block), most):
        yield _segment(APP13, PHOTOSHOP + block[at : at + most])


def _is_twice(data: bytes) -> bool:
    several = len(named(data, APP1, XMP)) > 1 or len(named(data, APP1, EXIF)) > 1
    return several or resources_in(data).has_twice(IPTC)


def _lacks_a_part(data: bytes) -> bool:
    """Whether there are parts of an extended packet, but not all, or of another than the main packet names."""
    packets, extended = named(data, APP1, XMP), named(data, APP1, EXTENDED)
    if not extended:
        return False
    name = more_of(data[packets[0].start + len(XMP) : packets[0].end]).encode() if packets else b""
    heads = [one.start + len(EXTENDED) for one in extended]
    parts = {at: one.end - at - 40 for at, one in zip(heads, extended, strict=True) if data[at : at + 32] == name}
    total = int.from_bytes(data[heads[0] + 32 : heads[0] + 36], "big")
    return not name or len(parts) != len(extended) or sum(parts.values()) != total


def _has_broken_resources(data: bytes) -> bool:
    return bool(resources_in(data).rest.strip(b"\0"))


def _is_pointed_at(data: bytes) -> bool:
    """Whether the EXIF block holds the offset of what lies behind the picture, as some makers' notes do.

    Those of a multi-picture file are in its index, which is kept right. Others would have to be found by each maker's
    own rules.
    """
    exif = named(data, APP1, EXIF)
    if not exif:
        return False
    base = exif[0].start + len(EXIF)
    block = data[base : exif[0].end]
    return any(
        offset.to_bytes(4, "little") in block or offset.to_bytes(4, "big") in block
        for offset in (at - base for at in _pictures_behind(data))
    )


def _pictures_behind(data: bytes) -> Iterator[int]:
    """Where JPEG files begin behind the picture: a scan itself never holds their first bytes."""
    at = max((one.end for one in segments(data)), default=len(data))
    for _ in range(_MOST_PICTURES):
        at = data.find(b"\xff\xd8\xff", at)
        if at < 0:
            return
        yield at
        at += 3


_REASONS: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (_is_twice, "It holds the same kind of metadata twice, so that programs would disagree on what was written."),
    (_lacks_a_part, "Part of its metadata (extended XMP) is missing or belongs to nothing, and would be lost."),
    (_has_broken_resources, "Its Photoshop block is damaged, and part of it would be lost."),
    (
        lambda data: data[-12:-8] in _AFCP,
        "Behind its picture are data (AFCP) that lie where they say, so nothing before them may move.",
    ),
    (_is_pointed_at, "Its camera's notes point to data behind the picture, which may not move."),
)
