"""Where the formats keep metadata: the blocks of a file read, and written without touching anything else.

One module a format. `CARRIERS` is the table, by the names in the table of formats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from photoorg.media import iptc
from photoorg.media.blocks import Blocks
from photoorg.media.carriers import heif, jpeg, jpeg_write, others, png, png_write, tiff, tiff_write, webp, webp_write
from photoorg.media.carriers.extended import meaning, tree
from photoorg.media.exif_edit import main_tags
from photoorg.media.identity import identity_of
from photoorg.media.limits import MediaError
from photoorg.splices import Splice, spliced

__all__ = ["CARRIERS", "WRITABLE", "Carrier", "read_blocks", "why_not", "write_blocks"]

_CLOSED = "photoorg does not write into files of this format."
_MOVES = "photoorg does not write into HEIC, HEIF and AVIF files: all parts of the picture would have to move."
_RAW = "Camera RAW files are never changed."


@dataclass(frozen=True, slots=True)
class Carrier:
    """What is known of a format's blocks. `read` and `why_not` may raise anything, for files are hostile.

    `write` gives the splices from the blocks that are there to others, None where the format is only read; then
    `closed` says why. `new_iptc`: an IPTC block can be put where there is none.
    """

    read: Callable[[bytes], Blocks]
    write: Callable[[bytes, Blocks, Blocks], list[Splice]] | None = None
    why_not: Callable[[bytes], str] = lambda _data: ""
    closed: str = _CLOSED
    new_iptc: bool = False


CARRIERS: Mapping[str, Carrier] = {
    "jpeg": Carrier(jpeg.read, jpeg_write.write, jpeg_write.why_not, new_iptc=True),
    "png": Carrier(png.read, png_write.write, png_write.why_not),
    "webp": Carrier(webp.read, webp_write.write, webp_write.why_not),
    "tiff": Carrier(tiff.read, tiff_write.write, tiff_write.why_not, new_iptc=True),
    "raw": Carrier(others.read_raw, closed=_RAW),
    "heif": Carrier(heif.read, closed=_MOVES),
    "avif": Carrier(heif.read, closed=_MOVES),
    "jxl": Carrier(others.read_jxl),
    "gif": Carrier(others.read_gif),
}

WRITABLE = tuple(name for name, carrier in CARRIERS.items() if carrier.write)
"""Formats that can be written into; a file may still not be."""

_POINTERS = frozenset({0x8769, 0x8825, 0xA005})


def read_blocks(data: bytes, kind: str) -> Blocks:
    """The blocks in a whole file of the format of that name. Never raises; what is garbage is empty."""
    carrier = CARRIERS.get(kind)
    if carrier is None:
        return Blocks()
    try:
        return carrier.read(data)
    except Exception:  # noqa: BLE001 - a parser fed with garbage may raise anything, and metadata is never vital
        return Blocks()


def why_not(data: bytes, kind: str) -> str:
    """Why nothing can be written into this file safely, in one sentence; empty where it can. Never raises."""
    carrier = CARRIERS.get(kind)
    if carrier is None or carrier.write is None:
        return carrier.closed if carrier else _CLOSED
    try:
        return carrier.why_not(data) or _damage(carrier.read(data))
    except Exception:  # noqa: BLE001 - as above
        return "The file is damaged or incomplete, so nothing is written into it."


def _damage(blocks: Blocks) -> str:
    """Which block is so damaged that part of it would be lost when it is written again."""
    if not iptc.is_whole(blocks.iptc):
        return "Its IPTC block is damaged, and part of it would be lost."
    if blocks.xmp and tree(blocks.xmp) is None:
        return "Its XMP block is damaged, and part of it would be lost."
    return ""


def write_blocks(data: bytes, kind: str, new: Blocks) -> list[Splice]:
    """The splices that put other blocks into a file in place of those that differ, and touch nothing else.

    None where nothing differs. An IPTC block is left out where the format has no place for a new one. The result was
    read back: the blocks are in it, and the coded picture is the same. Raises MediaError for a file that cannot be
    written safely, or where the blocks do not fit.
    """
    carrier, old = CARRIERS.get(kind), read_blocks(data, kind)
    if carrier is not None and not carrier.new_iptc and not old.iptc:
        new = replace(new, iptc=old.iptc, iptc_digest=old.iptc_digest)
    if new == old:
        return []
    if carrier is None or carrier.write is None or why_not(data, kind):
        raise MediaError(why_not(data, kind))
    try:
        splices = carrier.write(data, old, new)
        after = spliced(data, splices)
    except MediaError:
        raise
    except Exception as error:
        raise MediaError("The file is built in an unusual way, so nothing is written into it.") from error
    if not _holds(read_blocks(after, kind), new) or identity_of(after, kind) != identity_of(data, kind):
        raise MediaError("What would be written could not be read back, so nothing is written into this file.")
    return splices


def _holds(found: Blocks, new: Blocks) -> bool:
    """Whether a file says what it should. A long XMP packet is parted, and joined again in another order."""
    same_xmp = found.xmp == new.xmp or bool(new.xmp and meaning(new.xmp) and meaning(found.xmp) == meaning(new.xmp))
    same_words = found.iptc == new.iptc and found.iptc_digest == new.iptc_digest
    return same_xmp and same_words and _said(found.exif) == _said(new.exif)


def _said(exif: bytes) -> dict[int, object]:
    """The tags of the main directory, without those that only lead to others."""
    return {tag: one for tag, one in main_tags(exif).items() if tag not in _POINTERS}
