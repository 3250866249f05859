"""What files are to say, put into their blocks of metadata, and into sidecars: only what is said otherwise is touched.

Keywords go into the three fields that programs look for them in, each complete. IPTC's data sets, EXIF's texts and
Windows' fields are kept in step where a file has them, and never begun.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lxml import etree

from photoorg.media import exif_edit, iptc
from photoorg.media.blocks import Blocks
from photoorg.media.keyword_fields import (
    DIGIKAM,
    LIGHTROOM,
    MICROSOFT,
    MOST_KEYWORDS,
    SEPARATORS,
    SUBJECT,
    Fields,
    folded,
    rewritten,
    same,
)
from photoorg.media.limits import MediaError
from photoorg.media.regions import MP_NAME, MWG_NAME, mp_regions, mwg_regions
from photoorg.media.said_differences import (
    changed_keywords,
    changed_texts,
    differences,
    first_of,
    parts_of,
    plain,
    texts_of,
)
from photoorg.media.said_reading import (
    DIGIKAM_COLOURS,
    RATING,
    RATING_PERCENT,
    RELEASE_STATUS,
    XP_KEYWORDS,
    Source,
    file_source,
    sidecar_source,
)
from photoorg.media.xmp import editing as xmp
from photoorg.media.xmp.packet import Packet, for_change, is_empty, serialised, sidecar_of
from photoorg.media.xmp.values import nodes
from photoorg.said import NOTHING, KeywordPath, Said
from photoorg.texts import BY_NAME, RELEASES, TEXTS, Text

_PEOPLE = "Iptc4xmpExt:PersonInImage"
_RELEASE_ADDRESS = "http://ns.useplus.org/ldf/vocab/"
_PERCENT = {0: 0, 1: 1, 2: 25, 3: 50, 4: 75, 5: 99}
"""Microsoft's percentages for stars."""
_KINDS = {SUBJECT: "Bag", LIGHTROOM: "Bag", DIGIKAM: "Seq", MICROSOFT: "Bag"}


def blocks_with(blocks: Blocks, before: Said, after: Said) -> Blocks:
    """The blocks of a file that said `before` and is to say `after`: the same object where that is the same.

    Raises MediaError where a block is damaged, so that it cannot be changed safely.
    """
    if not differences(before, after):
        return blocks
    packet = for_change(blocks.xmp)
    source = replace(file_source(blocks), packet=packet)
    old = etree.tostring(packet.rdf)
    _edit(packet, source.keywords, before, after)
    new_xmp = blocks.xmp if etree.tostring(packet.rdf) == old else b"" if is_empty(packet) else serialised(packet)
    new_iptc = _iptc(blocks.iptc, source, before, after)
    digest = blocks.iptc_digest
    if new_iptc != blocks.iptc and digest is not None and not source.is_stale:
        digest = iptc.digest(new_iptc)
    return Blocks(_exif(blocks.exif, source, before, after), new_iptc, digest, new_xmp)


def sidecar_with(old: bytes | None, before: Said, after: Said, inside: Said | None = None) -> bytes:
    """The sidecar beside a file that says `before` together with it, so that both say `after`.

    A new one is complete. `inside` is what the file says by itself, so that what it has is overruled where it is not
    said any more; None: whatever is not said any more is overruled. Raises MediaError for a damaged sidecar.
    """
    if old and not differences(before, after):
        return old
    packet = for_change(old or b"")
    unchanged = etree.tostring(packet.rdf)
    source = sidecar_source(packet)
    _edit(packet, source.keywords, before if old else NOTHING, after)
    _overrule(packet, before, after, before if inside is None else inside)
    if old and etree.tostring(packet.rdf) == unchanged:
        return old
    if not old:
        etree.indent(packet.rdf.getroottree(), " ")
    return sidecar_of(packet)


def _edit(packet: Packet, fields: Fields, before: Said, after: Said) -> None:
    """Change a packet where `after` says something else."""
    if changed_keywords(before, after):
        _keywords(packet, fields, clean_paths(after))
    if (before.rating or 0) != (after.rating or 0):
        _set_or_remove(packet, "xmp:Rating", "" if after.rating is None else str(after.rating))
        if nodes(packet, "MicrosoftPhoto:Rating"):
            _set_or_remove(packet, "MicrosoftPhoto:Rating", _percent(after.rating))
    if plain(before.label) != plain(after.label):
        _label(packet, plain(after.label))
    if before.release != after.release:
        code = RELEASES.get(after.release)
        _set_or_remove(packet, RELEASE_STATUS, f"{_RELEASE_ADDRESS}{code}" if code else "")
    for text in changed_texts(before, after):
        if text.name == "who":
            _people(packet, before, after)
        else:
            _text(packet, text, texts_of(after, text.name))


def clean_paths(said: Said) -> tuple[KeywordPath, ...]:
    """Keywords as files can keep them."""
    return folded([tuple(plain(part) for part in path) for path in said.keywords])


def _keywords(packet: Packet, fields: Fields, after: Sequence[KeywordPath]) -> None:
    rows = {
        SUBJECT: fields.subject, LIGHTROOM: fields.lightroom, DIGIKAM: fields.digikam, MICROSOFT: fields.microsoft,
    }  # fmt: skip
    if any(len(texts) > MOST_KEYWORDS for texts in rows.values()) or len(after) >= MOST_KEYWORDS:
        raise MediaError(f"It has more than {MOST_KEYWORDS:,} keywords, so they cannot be changed safely.")
    for name, texts in rows.items():
        if name == MICROSOFT and not texts:
            continue
        xmp.set_items(packet, name, _KINDS[name], rewritten(texts, SEPARATORS.get(name), fields.flat, after))


def _set_or_remove(packet: Packet, name: str, text: str) -> None:
    if text:
        xmp.set_text(packet, name, text)
    else:
        xmp.remove(packet, name)


def _percent(rating: int | None) -> str:
    return str(_PERCENT[rating]) if rating is not None and rating in _PERCENT else ""


def _label(packet: Packet, label: str) -> None:
    _set_or_remove(packet, "xmp:Label", label)
    if nodes(packet, "digiKam:ColorLabel"):
        numbers = {name.casefold(): number for number, name in enumerate(DIGIKAM_COLOURS)}
        xmp.set_text(packet, "digiKam:ColorLabel", str(numbers.get(label.casefold(), 0)))


def _text(packet: Packet, text: Text, said: Mapping[str, str]) -> None:
    first = said.get("", next(iter(said.values()), ""))
    if text.form == "languages":
        xmp.set_languages(packet, text.xmp, said)
    elif text.form in {"bag", "seq"}:
        xmp.set_items(packet, text.xmp, text.form.capitalize(), parts_of(text, first))
    elif "/" in text.xmp:
        xmp.set_inner(packet, text.xmp, first)
    else:
        _set_or_remove(packet, text.xmp, first)


def _people(packet: Packet, before: Said, after: Said) -> None:
    """Names that came are added, names that went are taken off the list and off the regions; the rest stays."""
    text = BY_NAME["who"]
    old, new = ({same(one): one for one in parts_of(text, first_of(said, "who"))} for said in (before, after))
    gone = old.keys() - new.keys()
    there = sidecar_source(packet).texts(_PEOPLE)
    names = [name for name in there if same(name) not in gone]
    known = {same(name) for name in there}
    names += [name for key, name in new.items() if key not in old and key not in known]
    xmp.set_items(packet, _PEOPLE, "Bag", names)
    for field, regions in ((MWG_NAME, mwg_regions(packet)), (MP_NAME, mp_regions(packet))):
        for region in list(regions):
            xmp.rename(region, field, lambda name: same(name) in gone)


def _overrule(packet: Packet, before: Said, after: Said, inside: Said) -> None:
    """Say that there is no such text, where the file itself would be believed else."""
    if before.rating and not after.rating and inside.rating:
        xmp.set_text(packet, "xmp:Rating", "0")
    if plain(before.label) and not plain(after.label) and inside.label:
        xmp.set_text(packet, "xmp:Label", "")
    if before.release and not after.release and inside.release:
        xmp.set_text(packet, RELEASE_STATUS, "")
    for text in TEXTS:
        gone = texts_of(before, text.name) and not texts_of(after, text.name) and texts_of(inside, text.name)
        if not gone or text.name == "who":
            continue
        if text.form == "languages":
            xmp.set_languages(packet, text.xmp, {"": ""})
        elif "/" not in text.xmp:
            xmp.set_text(packet, text.xmp, "")


def _iptc(block: bytes, source: Source, before: Said, after: Said) -> bytes:
    """The data sets in step, where there are any."""
    if not block:
        return block
    changes = dict[int, Sequence[str]]()
    if changed_keywords(before, after):
        old = source.keywords.iptc
        new = rewritten(old, None, frozenset(), clean_paths(after), iptc.KEYWORD_BYTES)
        if list(old) != new:
            changes[iptc.KEYWORDS] = new
    for text in changed_texts(before, after):
        if text.iptc is not None:
            number, most = text.iptc
            said = first_of(after, text.name)
            parts = parts_of(text, said) if text.form in {"bag", "seq"} else [said]
            changes[number] = [short for one in parts if (short := iptc.shortened(one, most))]
    if not changes:
        return block
    if not iptc.is_whole(block):
        raise MediaError("Its IPTC metadata are damaged, so they cannot be changed safely.")
    try:
        return iptc.with_texts(block, changes)
    except ValueError as error:
        raise MediaError("Its IPTC metadata are in letters that photoorg does not know.") from error


def _exif(block: bytes, source: Source, before: Said, after: Said) -> bytes:
    """The tags of EXIF's main directory in step, those that it has."""
    changes = dict[int, exif_edit.Tag | None]()
    for text in changed_texts(before, after):
        said = first_of(after, text.name)
        for tag, kept in ((text.exif, exif_edit.text_tag), (text.windows, exif_edit.windows_tag)):
            if tag is not None and tag in source.tags:
                changes[tag] = kept(said) if said else None
    changes |= _exif_keywords(source, before, after) | _exif_rating(block, source, before, after)
    if not changes:
        return block
    new = exif_edit.with_main(block, changes) if exif_edit.is_whole(block) else b""
    if not new or (len(new) > len(block) and exif_edit.reaches_beyond(block)):
        raise MediaError("Its EXIF metadata are damaged, so they cannot be changed safely.")
    return new


def _exif_keywords(source: Source, before: Said, after: Said) -> dict[int, exif_edit.Tag | None]:
    """Windows' keywords, which have semicolons between them: one that has one itself is left out."""
    if not changed_keywords(before, after) or XP_KEYWORDS not in source.tags:
        return {}
    old = exif_edit.windows_of(source.tags[XP_KEYWORDS])
    fit = [path for path in clean_paths(after) if ";" not in path[-1]]
    new = rewritten([one for part in old.split(";") if (one := part.strip())], None, frozenset(), fit)
    return {XP_KEYWORDS: exif_edit.windows_tag(";".join(new)) if new else None}


def _exif_rating(block: bytes, source: Source, before: Said, after: Said) -> dict[int, exif_edit.Tag | None]:
    if (before.rating or 0) == (after.rating or 0):
        return {}
    stars = after.rating if after.rating in _PERCENT else None
    values = {RATING: stars, RATING_PERCENT: None if stars is None else _PERCENT[stars]}
    return {
        tag: None if value is None else exif_edit.number_tag(block, value)
        for tag, value in values.items()
        if tag in source.tags
    }
