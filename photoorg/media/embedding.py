"""What is written into exported files beside the picture: EXIF that may stay, and words as XMP."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from xml.sax.saxutils import escape

from PIL import Image

from photoorg.media.opened import EXIF_IFD, GPS_IFD, tags_from
from photoorg.media.recipe import Recipe
from photoorg.said import Said
from photoorg.texts import BY_NAME, RELEASES, TEXTS, names_in

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
    """An XMP packet that says so; empty where nothing is said."""
    parts = [part for text in TEXTS if (part := _property(text.name, said.texts.get(text.name, {})))]
    if said.keywords:
        parts.append(_list("dc:subject", "Bag", [path[-1] for path in said.keywords]))
    if said.rating:
        parts.append(f"<xmp:Rating>{said.rating}</xmp:Rating>")
    if said.label:
        parts.append(f"<xmp:Label>{escape(said.label)}</xmp:Label>")
    if said.release in RELEASES:
        parts.append(f"<plus:ModelReleaseStatus>{_VOCABULARY}{RELEASES[said.release]}</plus:ModelReleaseStatus>")
    if not parts:
        return b""
    names = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _SPACES.items())
    body = "".join(parts)
    return (
        f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""{names}>'
        f'{body}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode("utf-8", "replace")


_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
}
_VOCABULARY = "http://ns.useplus.org/ldf/vocab/"


def _property(name: str, texts: Mapping[str, str]) -> str:
    text = BY_NAME[name]
    if not any(texts.values()):
        return ""
    plain = next(value for value in texts.values() if value)
    if "/" in text.xmp:
        above, below = text.xmp.split("/")
        inside = f"<{below}>{escape(plain)}</{below}>"
        return f'<{above}><rdf:Seq><rdf:li rdf:parseType="Resource">{inside}</rdf:li></rdf:Seq></{above}>'
    if text.form == "languages":
        items = "".join(
            f'<rdf:li xml:lang="{language or "x-default"}">{escape(value)}</rdf:li>'
            for language, value in sorted(texts.items())
            if value
        )
        return f"<{text.xmp}><rdf:Alt>{items}</rdf:Alt></{text.xmp}>"
    if text.form in {"bag", "seq"}:
        return _list(text.xmp, text.form.title(), names_in(plain) if text.many else [plain])
    return f"<{text.xmp}>{escape(plain)}</{text.xmp}>"


def _list(name: str, kind: str, values: list[str] | tuple[str, ...]) -> str:
    items = "".join(f"<rdf:li>{escape(value)}</rdf:li>" for value in values)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>"


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
