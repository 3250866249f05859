"""HEIF and AVIF, JPEG XL and GIF: their blocks are made empty in place, or left out."""

from __future__ import annotations

from collections.abc import Callable

from photoorg.media.blocks import Blocks
from photoorg.media.carriers.heif import EXIF, MIME, XMP_TYPE, content, start_of
from photoorg.media.carriers.others import boxes, gif_blocks
from photoorg.media.coded.boxes import metadata_items
from photoorg.media.limits import MediaError
from photoorg.media.placing import tells_degrees

_SAFE_BOXES = frozenset({b"ftyp", b"meta", b"mdat", b"free", b"skip"})
_NO_EXIF = b"II*\0\x08\0\0\0\0\0\0\0\0\0"
_NO_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'
_JXL = frozenset({b"JXL ", b"ftyp", b"jxll", b"jxli", b"jxlc", b"jxlp"})
_GIF_APPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
_COMMENT, _APPLICATION = 0xFE, 0xFF
_CUT = "The file is damaged or incomplete: what is said in it cannot be taken out."

Change = Callable[[Blocks], Blocks]


def heif(data: bytes, change: Change) -> bytes:
    """The file with its blocks changed in their places, at the same length; what does not fit is left out."""
    out = bytearray(data)
    for item in metadata_items(data):
        old = content(data, item)
        new = bytes(len(old))
        if item.kind == EXIF:
            new = _exif(old, change)
        elif item.kind == MIME and item.media_type == XMP_TYPE:
            new = _xmp(old, change)
        done = 0
        for place in item.places:
            out[place.start : place.stop] = new[done : done + len(place)].ljust(len(place), b"\0")
            done += len(place)
    for kind, start, end in boxes(data, 0, len(data)):
        if kind == b"moov":
            raise MediaError("It holds a film, and what that says cannot be taken out.")
        if kind not in _SAFE_BOXES:  # a film behind the picture, or a maker's own
            out[start:end] = bytes(end - start)
            out[start - 4 : start] = b"free" if data[start - 4 : start] == kind else out[start - 4 : start]
    end = max((stop for _, _, stop in boxes(data, 0, len(data))), default=0)
    if not end:
        raise MediaError(_CUT)
    return bytes(out[:end])


def _exif(old: bytes, change: Change) -> bytes:
    start = start_of(old)
    new = old[:start] + (change(Blocks(exif=old[start:])).exif or _NO_EXIF)
    return new.ljust(len(old), b"\0") if len(new) <= len(old) else bytes(len(old))


def _xmp(old: bytes, change: Change) -> bytes:
    new = change(Blocks(xmp=old.rstrip(b"\0"))).xmp or _NO_XMP
    return new.ljust(len(old)) if len(new) <= len(old) else _NO_XMP.ljust(len(old))[: len(old)]


def jxl(data: bytes, blocks: Blocks) -> bytes:
    """The file with no other blocks than these. A codestream without boxes has none, and cannot have any."""
    every = list(boxes(data, 0, len(data)))
    if data.startswith(b"\xff\x0a"):
        return data
    if not every:
        raise MediaError(_CUT)
    kept = [_box(kind, data[start:end]) for kind, start, end in every if kind in _JXL]
    added = [_box(b"Exif", bytes(4) + blocks.exif)] if blocks.exif else []
    added += [_box(b"xml ", blocks.xmp)] if blocks.xmp else []
    return b"".join([*kept, *added])


def _box(kind: bytes, content: bytes) -> bytes:
    size = 8 + len(content)
    head = size.to_bytes(4, "big") + kind if size < 1 << 32 else b"\0\0\0\1" + kind + (size + 8).to_bytes(8, "big")
    return head + content


def gif(data: bytes, blocks: Blocks, *, words: bool) -> bytes:
    """The file with no other packet than this, and nothing behind its end. `words`: comments stay."""
    every = list(gif_blocks(data))
    start, end = (every[0][0], every[-1][1]) if every else (0, 0)
    if data[end : end + 1] != b";":
        raise MediaError(_CUT)
    kept = b"".join(
        data[at:stop] for at, stop, is_extra in every if not is_extra or _stays(data, at, stop, words=words)
    )
    packet = b""
    if blocks.xmp:
        trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
        packet = b"\x21\xff\x0bXMP DataXMP" + blocks.xmp + trailer
    return data[:start] + packet + kept + b";"


def _stays(data: bytes, at: int, stop: int, *, words: bool) -> bool:
    code = data[at + 1]
    if code == _APPLICATION:
        return data[at + 3 : at + 14] in _GIF_APPS
    return code != _COMMENT or (words and not tells_degrees(data[at + 3 : stop].decode("latin-1")))
