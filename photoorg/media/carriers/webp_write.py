"""WebP: blocks written into chunks, the rest of the file byte for byte as it was."""

from __future__ import annotations

from photoorg.media.blocks import Blocks
from photoorg.media.carriers.webp import EXIF, XMP, Chunk, chunks
from photoorg.media.limits import MediaError
from photoorg.splices import Splice

_EXTENDED, _LOSSY, _LOSSLESS = b"VP8X", b"VP8 ", b"VP8L"
_HAS_XMP, _HAS_EXIF, _HAS_ALPHA = 0x04, 0x08, 0x10
_EXIF_NAME = b"Exif\0\0"


def write(data: bytes, old: Blocks, new: Blocks) -> list[Splice]:
    """The splices that put other blocks in place of those that differ. Raises MediaError."""
    every = list(chunks(data))
    exif = next((one for one in every if one.kind == EXIF), None)
    xmp = next((one for one in every if one.kind in XMP), None)
    end = min(every[-1].end, len(data))
    made: list[Splice] = []
    added = b""
    if new.exif != old.exif:
        head = _EXIF_NAME if exif is not None and exif.content(data).startswith(_EXIF_NAME) else b""
        packed = _chunk(EXIF, head + new.exif) if new.exif else b""
        if exif is None and xmp is not None:
            made.append(Splice(xmp.at, 0, packed))
        elif exif is None:
            added += packed
        else:
            made.append(_instead(data, exif, packed))
    if new.xmp != old.xmp:
        packed = _chunk(xmp.kind if xmp else XMP[0], new.xmp) if new.xmp else b""
        if xmp is None:
            added += packed
        else:
            made.append(_instead(data, xmp, packed))
    if added:
        missing = bytes(every[-1].end - end)  # the padding of the last chunk, which some writers forget
        made.append(Splice(end, 0, missing + added))
    made = _joined(made)
    made += _flags(data, every, new)
    size = int.from_bytes(data[4:8], "little") + sum(len(one.insert) - one.remove for one in made)
    size += min(8 + int.from_bytes(data[4:8], "little"), len(data)) - (8 + int.from_bytes(data[4:8], "little"))
    return [Splice(4, 4, size.to_bytes(4, "little")), *made]


def why_not(data: bytes) -> str:
    """Why nothing can be written into this file safely; empty where it can."""
    every = list(chunks(data))
    promised = 8 + int.from_bytes(data[4:8], "little")
    kinds = [one.kind for one in every]
    has_picture = {_LOSSY, _LOSSLESS, b"ANMF"} & set(kinds)
    if promised > len(data) + 1 or not has_picture or not promised - 1 <= every[-1].end <= promised + 1:
        return "The file is damaged or incomplete, so nothing is written into it."
    if kinds.count(EXIF) > 1 or sum(kind in XMP for kind in kinds) > 1:
        return "It holds the same kind of metadata twice, so that programs would disagree on what was written."
    if kinds[0] not in {_EXTENDED, _LOSSY, _LOSSLESS}:
        return "It is built in an unusual way, so nothing is written into it."
    return ""


def _instead(data: bytes, old: Chunk, packed: bytes) -> Splice:
    return Splice(old.at, min(old.end, len(data)) - old.at, packed)


def _joined(splices: list[Splice]) -> list[Splice]:
    """As one where two are at the same place: then one only adds, and comes first."""
    found: dict[int, Splice] = {}
    for one in splices:
        before = found.get(one.at)
        found[one.at] = Splice(one.at, one.remove + before.remove, before.insert + one.insert) if before else one
    return list(found.values())


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + len(content).to_bytes(4, "little") + content + bytes(len(content) % 2)


def _flags(data: bytes, every: list[Chunk], new: Blocks) -> list[Splice]:
    """What the first chunk says of the blocks; a file of the simple kind gets such a chunk."""
    said = (_HAS_EXIF if new.exif else 0) | (_HAS_XMP if new.xmp else 0)
    first = every[0]
    if first.kind == _EXTENDED:
        at = first.at + 8
        flags = data[at] & ~(_HAS_EXIF | _HAS_XMP) | said
        return [Splice(at, 1, bytes([flags]))] if flags != data[at] else []
    width, height, alpha = _size(data, first)
    content = bytes([said | alpha, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return [Splice(first.at, 0, _chunk(_EXTENDED, content))]


def _size(data: bytes, first: Chunk) -> tuple[int, int, int]:
    """(width, height, flag of transparency) of a picture of the simple kind."""
    head = first.content(data)[:10]
    if first.kind == _LOSSLESS and len(head) >= 5 and head[0] == 0x2F:
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, _HAS_ALPHA if bits >> 28 & 1 else 0
    width, height = (int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    if head[3:6] != b"\x9d\x01\x2a" or not width or not height:
        raise MediaError("The file is damaged: the picture has no pixels.")
    return width, height, 0
