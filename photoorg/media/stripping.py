"""Copies of files for others, without what is said in them, or without the place; the coded picture is the same.

Without the place also means: without makers' notes, without films and pictures behind the picture, and without blocks
that photoorg does not know, for each of them may tell it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from photoorg.media import exif_edit, iptc, stripping_xmp
from photoorg.media.bare import jpeg, others, png, tiff, webp
from photoorg.media.blocks import Blocks
from photoorg.media.carriers import read_blocks, write_blocks
from photoorg.media.identity import CODED_SCHEME, identity_of
from photoorg.media.limits import MediaError
from photoorg.splices import spliced

__all__ = ["Keep", "stripped", "stripped_blocks", "tells_place"]

Keep = Literal["all", "rights", "none"]
"""What stays: everything, only whose it is and how it may be used, or nothing."""

_ORIENTATION, _ARTIST, _COPYRIGHT = 0x0112, 0x013B, 0x8298
_EXIF_KEPT = {"rights": (_ORIENTATION, _ARTIST, _COPYRIGHT), "none": (_ORIENTATION,)}
_IPTC_RIGHTS = frozenset({80, 85, 110, 115, 116})
_IPTC_FRAME = frozenset({(1, 90), (2, 0)})
_BARE: Mapping[str, Callable[..., bytes]] = {"jpeg": jpeg.bare, "png": png.bare, "webp": webp.bare, "tiff": tiff.bare}
_RAW = "A camera RAW file cannot go out without what its camera wrote: choose another format for it."


def stripped(data: bytes, kind: str, keep: Keep, *, gps: bool) -> bytes:
    """A copy of a whole file of that format with what may stay; `gps`: where it was taken may stay too.

    How the picture is turned and coloured stays. The result was read again: it says no place if it may not, and its
    coded picture is the same. Raises MediaError where that cannot be done.
    """
    if keep == "all" and gps:
        return data
    if kind == "raw":
        raise MediaError(_RAW)
    try:
        made = _made(data, kind, keep, gps=gps)
    except MediaError:
        raise
    except Exception as error:
        raise MediaError("The file is built in an unusual way: what is said in it cannot be taken out.") from error
    if not gps and tells_place(read_blocks(made, kind)):
        raise MediaError("Where it was taken cannot be taken out of this file.")
    before, after = identity_of(data, kind), identity_of(made, kind)
    if before.scheme == CODED_SCHEME and before != after:
        raise MediaError("What is said in this file cannot be taken out without touching its picture.")
    return made


def stripped_blocks(blocks: Blocks, keep: Keep, *, gps: bool) -> Blocks:
    """The blocks with what may stay, as above; for a picture that is coded anew."""
    if keep == "all":
        if gps:
            return blocks
        exif, xmp = exif_edit.without_place(blocks.exif), stripping_xmp.without_place(blocks.xmp)
        return replace(blocks, exif=exif, xmp=xmp)
    exif = exif_edit.only(blocks.exif, _EXIF_KEPT[keep])
    if keep == "none":
        return Blocks(exif=exif)
    words = _rights(blocks.iptc)
    return Blocks(exif, words, iptc.digest(words) if words and blocks.iptc_digest else None, _xmp(blocks.xmp, gps=gps))


def tells_place(blocks: Blocks) -> bool:
    """Whether the blocks say where the photo was taken, in degrees. Never raises."""
    return exif_edit.has_place(blocks.exif) or (bool(blocks.xmp) and stripping_xmp.has_place(blocks.xmp))


def _xmp(packet: bytes, *, gps: bool) -> bytes:
    """A packet with the rights alone."""
    found = stripping_xmp.only_rights(packet)
    return found if gps or not found else stripping_xmp.without_place(found)


def _rights(words: bytes) -> bytes:
    """IPTC's data sets with the rights alone; empty where there are none."""
    sets = iptc.data_sets(words)
    kept = [one for one in sets if one.record == 2 and one.number in _IPTC_RIGHTS]
    frame = [one for one in sets if (one.record, one.number) in _IPTC_FRAME]
    return iptc.packed([*frame, *kept]) if kept else b""


def _made(data: bytes, kind: str, keep: Keep, *, gps: bool) -> bytes:
    """The copy, by the format's own way."""
    words = keep == "all"
    blocks = stripped_blocks(read_blocks(data, kind), keep, gps=gps)
    if kind in _BARE:
        empty = _BARE[kind](data, words=words)
        if kind == "tiff":  # its tags stay where they are, or are wiped
            blocks = replace(blocks, exif=_as_in(read_blocks(empty, kind).exif, blocks.exif))
        return spliced(empty, write_blocks(empty, kind, blocks))
    if kind in {"heif", "avif"}:
        return others.heif(data, lambda one: stripped_blocks(one, keep, gps=gps))
    if kind == "jxl":
        return others.jxl(data, blocks)
    return others.gif(data, blocks, words=words) if kind == "gif" else data


def _as_in(found: bytes, wanted: bytes) -> bytes:
    """The block as it is in a file, with the main tags that are wanted besides."""
    known = exif_edit.main_tags(found)
    added = {tag: one for tag, one in exif_edit.main_tags(wanted).items() if tag not in known}
    return exif_edit.with_main(found, added) if added and found else found or wanted
