"""What is written into exported files beside the picture: EXIF that may stay, and words as XMP."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace

from PIL import Image

from photoorg.media import stripping
from photoorg.media.blocks import Blocks
from photoorg.media.carriers import read_blocks, why_not, write_blocks
from photoorg.media.formats import Format
from photoorg.media.limits import Limits, MediaError
from photoorg.media.opened import EXIF_IFD, GPS_IFD
from photoorg.media.placing import tag_may_tell
from photoorg.media.recipe import Recipe
from photoorg.media.saying import blocks_with, said_in
from photoorg.media.stripping import stripped
from photoorg.said import NOTHING, Said
from photoorg.splices import spliced

_CAPTION, _ARTIST, _COPYRIGHT = 0x010E, 0x013B, 0x8298
# Where things lie in the file that they come from, its own small picture and its maker's notes, which speak of places
# in that file too; and what is said of its pixels, which are others now.
_NOT_TAKEN = frozenset(
    [0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x0111, 0x0112, 0x0115, 0x0116, 0x0117, 0x011A, 0x011B, 0x011C, 0x0128,
     0x0142, 0x0143, 0x0144, 0x0145, 0x014A, 0x0153, 0x0201, 0x0202, 0x0211, 0x0212, 0x0213, 0x02BC, 0x83BB, 0x8649,
     0x8769, 0x8773, 0x8825, 0xA005, 0xC4A5, 0xEA1C]
)  # fmt: skip
_NOT_TAKEN_PHOTO = frozenset([0x927C, 0x9286, 0xA001, 0xA002, 0xA003, 0xA005, 0xA40B, 0xEA1C])
_WORDS = frozenset([_CAPTION, _ARTIST, _COPYRIGHT, 0x4746, 0x4749, *range(0x9C9B, 0x9CA0)])
"""What a person says, and the library knows better."""
_WIDTH, _HEIGHT, _COLOURS = 0xA002, 0xA003, 0xA001
_VERSION = 0  # of the block of GPS alone
_LONGEST_VALUE = 4096
_ROOM = re.compile(rb"\s+<\?xpacket end")
_PLACE_IN_XMP = re.compile(rb"GPS(Dest)?(Latitude|Longitude)")


def exif_for(source: Image.Image, recipe: Recipe, size: tuple[int, int]) -> bytes:
    """The EXIF block of a picture of this size that was made anew, upright and in sRGB; empty for none."""
    if recipe.keep == "none":
        return b""
    exif = Image.Exif()
    if recipe.keep == "all":
        _take(exif, source, recipe)
        photo = exif.get_ifd(EXIF_IFD)
        photo[_COLOURS], photo[_WIDTH], photo[_HEIGHT] = 1, *size
    for tag, name in ((_CAPTION, "caption"), (_ARTIST, "creator"), (_COPYRIGHT, "rights")):
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
            if _goes_along(tag, value, _NOT_TAKEN | _WORDS if recipe.whole else _NOT_TAKEN):
                exif[tag] = _as_it_was(value)
        photo = exif.get_ifd(EXIF_IFD)
        for tag, value in dict(given.get_ifd(EXIF_IFD)).items():
            if _goes_along(tag, value, _NOT_TAKEN_PHOTO):
                photo[tag] = _as_it_was(value)
        if recipe.gps:
            exif.get_ifd(GPS_IFD).update({t: v for t, v in dict(given.get_ifd(GPS_IFD)).items() if _is_short(v)})


def _goes_along(tag: int, value: object, never: frozenset[int]) -> bool:
    return tag not in never and not tag_may_tell(tag) and _is_short(value)


def _as_it_was(value: object) -> object:
    """Text as the bytes that it was: Pillow takes each for a letter, and would write only those of ASCII again."""
    return value.encode("latin-1", "replace") if isinstance(value, str) else value


def _is_short(value: object) -> bool:
    return not isinstance(value, str | bytes | tuple) or len(value) <= _LONGEST_VALUE  # pyright: ignore


def xmp_for(said: Said) -> bytes:
    """An XMP packet that says so, without room to grow; empty where nothing is said."""
    return _ROOM.sub(b"\n<?xpacket end", blocks_with(Blocks(), NOTHING, said).xmp)


def _first(said: Said, name: str) -> str:
    return next((value for value in said.texts.get(name, {}).values() if value), "")


def copied(data: bytes, kind: str, recipe: Recipe) -> bytes:
    """A whole file with the metadata that may stay, and with words where its format takes them; its picture stays.

    Raises MediaError where what may not stay cannot be taken out.
    """
    data = stripped(data, kind, recipe.keep, gps=recipe.gps)
    if (recipe.said == NOTHING and not recipe.whole) or why_not(data, kind):
        return data
    with suppress(MediaError):  # then without words
        blocks = read_blocks(data, kind)
        before = said_in(blocks, None)
        changed = blocks_with(blocks, before, _together(before, recipe))
        return data if changed is blocks else spliced(data, write_blocks(data, kind, changed))
    return data


def _together(file: Said, recipe: Recipe) -> Said:
    """What a file says, with what is said of it in the library over it, or that alone. Boxes stay."""
    ours = recipe.said
    same = bool(ours.label) and ours.label.casefold() == file.label.casefold()
    if recipe.whole:
        return replace(ours, label=file.label if same else ours.label, regions=file.regions)
    leaves = {path[-1].casefold(): path for path in file.keywords}
    return Said(
        keywords=tuple(leaves.get(path[-1].casefold(), path) for path in ours.keywords) or file.keywords,
        rating=file.rating if ours.rating is None else ours.rating,
        label=file.label if same or not ours.label else ours.label,
        texts={**file.texts, **ours.texts},
        release=ours.release or file.release,
        regions=file.regions,
    )


def tells_place(data: bytes, kind: Format, limits: Limits) -> bool:
    """Whether a file that was made tells where its photo was taken: as the carriers read it, and as decoders do."""
    if stripping.tells_place(read_blocks(data, kind.name)):
        return True
    opened = kind.opener(data, limits)
    return bool(set(opened.tags.gps) - {_VERSION}) or bool(_PLACE_IN_XMP.search(opened.xmp))
