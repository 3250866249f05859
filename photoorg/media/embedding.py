"""What is written into exported files beside the picture: EXIF that may stay, and words as XMP."""

from __future__ import annotations

import re
from contextlib import suppress

from PIL import Image

from photoorg.media.blocks import Blocks
from photoorg.media.opened import EXIF_IFD, GPS_IFD, tags_from
from photoorg.media.recipe import Recipe
from photoorg.media.saying import blocks_with
from photoorg.said import NOTHING, Said

_ARTIST, _COPYRIGHT = 0x013B, 0x8298
# Where things lie in the file that they come from, its own small picture and its maker's notes, which speak of places
# in that file too; and what is said of its pixels, which are others now.
_NOT_TAKEN = frozenset(
    [0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x0111, 0x0112, 0x0115, 0x0116, 0x0117, 0x011A, 0x011B, 0x011C, 0x0128,
     0x0142, 0x0143, 0x0144, 0x0145, 0x014A, 0x0153, 0x0201, 0x0202, 0x0211, 0x0212, 0x0213, 0x02BC, 0x83BB, 0x8649,
     0x8769, 0x8773, 0x8825, 0xA005, 0xC4A5, 0xEA1C]
)  # fmt: skip
_NOT_TAKEN_PHOTO = frozenset([0x927C, 0x9286, 0xA001, 0xA002, 0xA003, 0xA005, 0xA40B, 0xEA1C])
_WIDTH, _HEIGHT, _COLOURS = 0xA002, 0xA003, 0xA001
_LONGEST_VALUE = 4096
_ROOM = re.compile(rb"\s+<\?xpacket end")
_PLACE_IN_XMP = re.compile(rb"exif:GPS|GPSL(atitude|ongitude)|LocationCreated|LocationShown")


def exif_for(source: Image.Image, recipe: Recipe, size: tuple[int, int]) -> bytes:
    """The EXIF block of a picture of this size that was made anew, upright and in sRGB; empty for none."""
    if recipe.keep == "none":
        return b""
    exif = Image.Exif()
    if recipe.keep == "all":
        _take(exif, source, recipe)
        photo = exif.get_ifd(EXIF_IFD)
        photo[_COLOURS], photo[_WIDTH], photo[_HEIGHT] = 1, *size
    for tag, name in ((_ARTIST, "creator"), (_COPYRIGHT, "rights")):
        if text := _first(recipe.said, name):
            exif[tag] = text.encode()
    with suppress(Exception):  # values of a stranger's file that cannot be written again
        return exif.tobytes() if len(exif) or recipe.keep == "all" else b""
    return b""


def _take(exif: Image.Exif, source: Image.Image, recipe: Recipe) -> None:
    """What the source says of how it was made."""
    with suppress(Exception):  # a parser fed with garbage may raise anything
        given = Image.Image.getexif(source)
        for tag, value in dict(given).items():
            if tag not in _NOT_TAKEN and _is_short(value):
                exif[tag] = value
        photo = exif.get_ifd(EXIF_IFD)
        for tag, value in dict(given.get_ifd(EXIF_IFD)).items():
            if tag not in _NOT_TAKEN_PHOTO and _is_short(value):
                photo[tag] = value
        if recipe.gps:
            exif.get_ifd(GPS_IFD).update({t: v for t, v in dict(given.get_ifd(GPS_IFD)).items() if _is_short(v)})


def _is_short(value: object) -> bool:
    return not isinstance(value, str | bytes | tuple) or len(value) <= _LONGEST_VALUE  # pyright: ignore


def xmp_for(said: Said) -> bytes:
    """An XMP packet that says so, without room to grow; empty where nothing is said."""
    return _ROOM.sub(b"\n<?xpacket end", blocks_with(Blocks(), NOTHING, said).xmp)


def _first(said: Said, name: str) -> str:
    return next((value for value in said.texts.get(name, {}).values() if value), "")


def tells_place(image: Image.Image) -> bool:
    """Whether an open file tells where a photo was taken, as far as its EXIF and XMP say."""
    info = image.info
    exif, xmp = info.get("exif"), info.get("xmp") or info.get("XML:com.adobe.xmp") or b""
    tags = tags_from(exif) if isinstance(exif, bytes) else None
    told = bool(tags and set(tags.gps) - {0})  # 0 is the version of the block alone
    packet = xmp.encode() if isinstance(xmp, str) else xmp
    return told or (isinstance(packet, bytes) and bool(_PLACE_IN_XMP.search(packet)))
