"""TIFF: blocks written into tags of the first directory. What does not fit goes behind the end; no picture moves."""

from __future__ import annotations

from collections.abc import Mapping

from photoorg.media.blocks import Blocks
from photoorg.media.carriers.photoshop import DIGEST
from photoorg.media.carriers.photoshop import IPTC as IPTC_RESOURCE
from photoorg.media.carriers.tiff import EXIF, GPS, IPTC, PHOTOSHOP, XMP, resources_in, shape_of, value
from photoorg.media.directories import Directory, NoDirectoryError, Shape, Tag, main_directory, pages
from photoorg.media.directory_edit import edited
from photoorg.media.directory_wipe import reaches_beyond
from photoorg.media.exif_edit import main_tags
from photoorg.media.limits import MediaError
from photoorg.splices import Splice

_BYTES, _LONG, _UNDEFINED = 1, 4, 7
_MOSAIC, _PHOTOMETRIC, _DNG = 32803, 262, 50706
_STRIPS, _STRIP_SIZES, _TILES, _TILE_SIZES = 273, 279, 324, 325
_LARGEST = 0xFFFFFFFF


def write(data: bytes, old: Blocks, new: Blocks) -> list[Splice]:
    """The splices that put other blocks in place of those that differ. Raises MediaError."""
    shape = shape_of(data)
    main = main_directory(data, shape)
    changes: dict[int, Tag | None] = dict(changed_tags(old.exif, new.exif, shape))
    if new.xmp != old.xmp:
        changes[XMP] = _tag(main, XMP, _BYTES, new.xmp)
    if (new.iptc, new.iptc_digest) != (old.iptc, old.iptc_digest):
        changes |= _iptc(data, main, old, new)
    if not changes:
        return []
    made = edited(data, shape, shape.first, changes)
    if reaches_beyond(data, shape):
        raise MediaError("Some of its tags lie behind its end, where others would be written.")
    if not shape.is_big and len(data) + sum(len(one.insert) for one in made) > _LARGEST:
        raise MediaError("The file would become larger than a TIFF file can be (4 GB).")
    return made


def why_not(data: bytes) -> str:
    """Why nothing can be written into this file safely; empty where it can."""
    try:
        shape = shape_of(data)
        every = list(pages(data, shape))
    except NoDirectoryError:
        every, shape = [], Shape("<")
    if not every or not all(_is_whole(data, shape, page) for page in every):
        return "The file is damaged or incomplete, so nothing is written into it."
    photometric = every[0].get(_PHOTOMETRIC)
    if every[0].get(_DNG) or (photometric and _MOSAIC in photometric.numbers(data, shape)):
        return "It is a camera RAW file, and those are never changed."
    tags = [entry.tag for entry in every[0].entries]
    irb = resources_in(data, every[0])
    if len(tags) != len(set(tags)) or irb.has_twice(IPTC_RESOURCE):
        return "It holds the same kind of metadata twice, so that programs would disagree on what was written."
    if irb.rest.strip(b"\0"):
        return "Its Photoshop block is damaged, and part of it would be lost."
    return ""


def changed_tags(old: bytes, new: bytes, shape: Shape) -> Mapping[int, Tag | None]:
    """What the main directory of one block says otherwise than that of another. Both are in the file's byte order."""
    before, after = main_tags(old), main_tags(new)
    if after and new[:2] != (b"II" if shape.order == "<" else b"MM"):
        raise MediaError("Its EXIF block is not in the byte order of the file.")
    tags = (before.keys() | after.keys()) - {EXIF, GPS}
    return {tag: after.get(tag) for tag in sorted(tags) if before.get(tag) != after.get(tag)}


def _is_whole(data: bytes, shape: Shape, page: Directory) -> bool:
    """Whether all strips or tiles of a page lie in the file."""
    for places, sizes in ((_STRIPS, _STRIP_SIZES), (_TILES, _TILE_SIZES)):
        starts, lengths = page.get(places), page.get(sizes)
        if starts and lengths:
            both = zip(starts.numbers(data, shape), lengths.numbers(data, shape), strict=False)
            if any(at + size > len(data) for at, size in both):
                return False
    return True


def _tag(main: Directory, tag: int, kind: int, content: bytes) -> Tag | None:
    """A block as a tag, of the type that the file has for it."""
    if not content:
        return None
    known = main.get(tag)
    kind = known.kind if known and known.kind in {_BYTES, _UNDEFINED, _LONG} else kind
    return Tag(kind, content + bytes(-len(content) % 4 if kind == _LONG else 0))


def _iptc(data: bytes, main: Directory, old: Blocks, new: Blocks) -> dict[int, Tag | None]:
    """The data sets where the file has them (their own tag, Photoshop's resources, or both), and their digest."""
    irb = resources_in(data, main)
    own = value(data, main, IPTC)
    changes: dict[int, Tag | None] = {}
    if own or not irb.iptc:
        changes[IPTC] = _tag(main, IPTC, _UNDEFINED, new.iptc)
    contents: dict[int, bytes | None] = {}
    if irb.iptc:
        contents[IPTC_RESOURCE] = new.iptc or None
    if new.iptc_digest != old.iptc_digest:
        contents[DIGEST] = new.iptc_digest
    if contents:
        changes[PHOTOSHOP] = _tag(main, PHOTOSHOP, _UNDEFINED, irb.with_contents(contents).packed)
    return changes
