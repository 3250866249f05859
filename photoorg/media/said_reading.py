"""What a file and its sidecar say, from their blocks of metadata: one answer out of all fields that have one.

Keywords are the union of all fields. Of a single value the sidecar's counts first; in the file itself EXIF's counts
before XMP's, and IPTC's only where there is no other or where its digest shows that it was changed last: the rules of
the Metadata Working Group. Blanks say nothing, and what cameras fill in only where there is nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from photoorg.fillers import FILLED, is_filler
from photoorg.media import exif_edit as exif
from photoorg.media import iptc
from photoorg.media.blocks import Blocks
from photoorg.media.keyword_fields import DIGIKAM, LIGHTROOM, MICROSOFT, SUBJECT, Fields, lacking, union
from photoorg.media.regions import people_in, regions_in
from photoorg.media.xmp import values as xmp
from photoorg.media.xmp.packet import Packet, parsed
from photoorg.said import Said
from photoorg.texts import BY_NAME, RELEASES, TEXTS, Text, names_joined

ORIENTATION, RATING, RATING_PERCENT, XP_KEYWORDS = 0x0112, 0x4746, 0x4749, 0x9C9E
PERCENTS = ((1, 0), (13, 1), (38, 2), (63, 3), (88, 4))
"""Microsoft's stars: below which percentage there are how many."""
DIGIKAM_COLOURS = ("", "Red", "Orange", "Yellow", "Green", "Blue", "Magenta", "Gray", "Black", "White")
"""digiKam:ColorLabel by its number, by digiKam's names."""
DIGIKAM_NUMBERS = {str(number) for number in range(len(DIGIKAM_COLOURS))}
RELEASE_STATUS = "plus:ModelReleaseStatus"
_UNSIGNED = {8: 3, 9: 4}
"""EXIF's signed types of numbers, and those without a sign of the same size."""
_RELEASE_OF = {code: name for name, code in RELEASES.items()}


@dataclass(frozen=True)
class Source:
    """The blocks of a file, or of a sidecar, that were read: `packet` is its XMP."""

    packet: Packet | None
    tags: Mapping[int, exif.Tag] = field(default_factory=dict[int, exif.Tag])
    sets: Sequence[iptc.DataSet] = ()
    exif: bytes = b""
    is_stale: bool = False
    """Whether somebody changed IPTC after XMP: its digest is of other data sets."""

    @cached_property
    def keywords(self) -> Fields:
        """What each keyword field has."""
        return Fields(
            subject=self.texts(SUBJECT),
            lightroom=self.texts(LIGHTROOM),
            digikam=self.texts(DIGIKAM),
            microsoft=self.texts(MICROSOFT),
            iptc=iptc.texts(self.sets, iptc.KEYWORDS),
            windows=_windows_keywords(exif.windows_of(self.tags.get(XP_KEYWORDS)), self.texts(SUBJECT)),
        )

    def texts(self, name: str) -> tuple[str, ...]:
        """All texts of an XMP property."""
        return tuple(xmp.texts(self.packet, name)) if self.packet else ()

    def number(self, tag: int) -> int | None:
        """The number of an EXIF tag, also where it is signed."""
        found = self.tags.get(tag)
        if found is not None and found.kind in _UNSIGNED:
            found = exif.Tag(_UNSIGNED[found.kind], found.value)
        return exif.number_of(self.exif, found)

    def has(self, name: str) -> bool:
        """Whether there is such an XMP property, empty or not."""
        return self.packet is not None and bool(xmp.nodes(self.packet, name))

    def first(self, *names: str) -> str:
        """The first text that one of some XMP properties has."""
        return next((text.strip() for name in names for text in self.texts(name)), "")


def file_source(blocks: Blocks) -> Source:
    """The source that a file's own blocks are."""
    digest = blocks.iptc_digest
    return Source(
        parsed(blocks.xmp),
        exif.main_tags(blocks.exif),
        iptc.data_sets(blocks.iptc),
        blocks.exif,
        is_stale=digest is not None and digest != iptc.digest(blocks.iptc),
    )


def sidecar_source(packet: Packet | None) -> Source:
    """The source that a packet by itself is."""
    return Source(packet)


def said_in(blocks: Blocks, sidecar: bytes | None = None) -> Said:
    """What a file with these blocks says, and the sidecar beside it. Never raises; what cannot be read says nothing.

    A title or caption that a camera filled in is told where there is no other: see fillers.py.
    """
    file = file_source(blocks)
    sources = (file,) if sidecar is None else (sidecar_source(parsed(sidecar)), file)
    orientation = file.number(ORIENTATION) or 1
    regions = next((found for one in sources if one.packet and (found := regions_in(one.packet, orientation))), ())
    texts = {text.name: said for text in TEXTS if (said := _first(text, sources))}
    if FILLED not in texts and (said := _first(BY_NAME[FILLED], sources, fillers=True)):
        texts[FILLED] = said
    people = [name for one in sources for name in one.texts("Iptc4xmpExt:PersonInImage")]
    people += [name for one in sources if one.packet for name in people_in(one.packet)]
    if named := names_joined(people):
        texts["who"] = {"": named}
    return Said(
        keywords=union(one.keywords for one in reversed(sources)),
        rating=next((stars for one in sources if (stars := _rating(one)) is not None), None),
        label=next((label for one in sources if (label := _label(one)) is not None), ""),
        texts=texts,
        release=next((release for one in sources if (release := _release(one)) is not None), ""),
        regions=regions,
        lacking=lacking(one.keywords for one in reversed(sources)),
    )


def _first(text: Text, sources: Sequence[Source], *, fillers: bool = False) -> Mapping[str, str]:
    """The text of the first source that has it; a property that is there and empty says that there is none."""
    for source in sources:
        said = _text(text, source, fillers=fillers)
        if said:
            return said
        if said is not None and source is not sources[-1]:
            break
    return {}


def _text(text: Text, source: Source, *, fillers: bool) -> dict[str, str] | None:
    """The text of a source by language, {} where its property is empty, None where it has none."""
    drop = text.name == FILLED and not fillers

    def kept(said: str) -> str:
        return "" if drop and is_filler(said) else said.strip()

    in_xmp = _in_xmp(text, source)
    by_language = {language: known for language, one in (in_xmp or {}).items() if (known := kept(one))}
    in_exif = kept(_in_exif(text, source))
    in_iptc = kept(_in_iptc(text, source))
    ours = by_language.get("", "")
    if in_exif and not _is_worse(in_exif, ours):
        by_language[""] = in_exif
    elif in_iptc and (source.is_stale or not ours) and not _is_cut(text, in_iptc, ours):
        by_language[""] = in_iptc
    if not by_language.get("") and text.windows and (said := exif.windows_of(source.tags.get(text.windows))):
        by_language[""] = said
    if not by_language:
        return None if in_xmp is None or any(one for one in in_xmp.values()) else {}
    return by_language


def _in_xmp(text: Text, source: Source) -> dict[str, str] | None:
    """The property's texts by language, None where there is none."""
    if source.packet is None:
        return None
    if text.form == "languages":
        try:
            return xmp.languages(source.packet, text.xmp)
        except KeyError:
            return None
    found = xmp.path_nodes(source.packet, text.xmp)
    texts = [said for node in found for item in xmp.items(node) if (said := xmp.text_of(item).strip())]
    if text.form == "text":
        texts = texts[:1]
    return {"": names_joined(texts) if text.many else "; ".join(texts)} if found else None


def _in_exif(text: Text, source: Source) -> str:
    return "" if text.exif is None else exif.text_of(source.tags.get(text.exif))


def _in_iptc(text: Text, source: Source) -> str:
    return "" if text.iptc is None else "; ".join(iptc.texts(source.sets, text.iptc[0]))


def _is_worse(in_exif: str, in_xmp: str) -> bool:
    """Whether EXIF only has what ASCII could hold of XMP's text."""
    return in_exif == in_xmp.encode("ascii", "replace").decode() or in_exif == in_xmp


def _is_cut(text: Text, in_iptc: str, in_xmp: str) -> bool:
    """Whether IPTC only has what its bytes could hold of XMP's text."""
    most = text.iptc[1] if text.iptc else 0
    return len(in_iptc.encode()) >= most - 3 and in_xmp.startswith(in_iptc)


def _windows_keywords(joined: str, subject: Sequence[str]) -> tuple[str, ...]:
    """Windows' keywords, which have semicolons between them; not so where they are but the flat ones in one text."""
    plain = "".join(joined.split())
    if plain == "".join(";".join(subject).split()):
        return ()
    return tuple(text for part in joined.split(";") if (text := part.strip()))


def _rating(source: Source) -> int | None:
    """Stars in the first dialect that says some: XMP's own, Microsoft's percentage, EXIF's two."""
    for text in source.texts("xmp:Rating"):
        if (stars := _stars(text)) is not None:
            return stars
    for text in source.texts("MicrosoftPhoto:Rating"):
        if (stars := _of_percent(_number(text))) is not None:
            return stars
    stars = source.number(RATING)
    if stars is not None and 0 <= stars <= 5:
        return stars
    return _of_percent(source.number(RATING_PERCENT))


def _stars(text: str) -> int | None:
    number = _number(text)
    if number is None or not -1 <= number <= 5:
        return None
    return math.floor(number + 0.5) if number > -1 else -1


def _of_percent(percent: float | None) -> int | None:
    if percent is None or not 0 <= percent <= 100:
        return None
    return next((stars for below, stars in PERCENTS if percent < below), 5)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _label(source: Source) -> str | None:
    """The colour label; "" where it is there and empty, None where there is none."""
    if said := source.first("xmp:Label"):
        return said
    number = source.first("digiKam:ColorLabel")
    if number in DIGIKAM_NUMBERS:
        return DIGIKAM_COLOURS[int(number)]
    return "" if source.has("xmp:Label") else None


def _release(source: Source) -> str | None:
    """The status of model releases, written as its code or as an address that ends with it; as `_label`."""
    code = source.first(RELEASE_STATUS).rstrip("/").rsplit("/", 1)[-1]
    return _RELEASE_OF.get(code.upper(), "") if source.has(RELEASE_STATUS) else None
