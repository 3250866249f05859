"""Blocks of EXIF: tags of the main directory read and changed, while everything else stays where it is.

Makers' notes hold offsets that only their maker knows, so nothing may move.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from photoorg.media import directory_wipe
from photoorg.media.directories import (
    SIZES,
    NoDirectoryError,
    Tag,
    directory,
    main_directory,
    shape_of,
)
from photoorg.media.directory_edit import built, edited
from photoorg.media.directory_wipe import GPS, every_directory, wiped
from photoorg.media.placing import tag_may_tell
from photoorg.splices import spliced

__all__ = ["Tag", "main_tags", "number_of", "number_tag", "text_of", "text_tag", "windows_of", "windows_tag"]

_BYTES, _TEXT, _SHORT = 1, 2, 3
_LONGEST = 1 << 20


def main_tags(exif: bytes) -> dict[int, Tag]:
    """The tags of the main directory by their numbers; none where the block is garbage. Never raises."""
    try:
        shape = shape_of(exif)
        found = main_directory(exif, shape)
    except NoDirectoryError:
        return {}
    every = {
        one.tag: Tag(one.kind, one.value(exif))
        for one in reversed(found.entries)
        if one.kind in SIZES and one.size <= _LONGEST and one.value_at + one.size <= len(exif)
    }
    return dict(sorted(every.items()))


def with_main(exif: bytes, changes: Mapping[int, Tag | None]) -> bytes:
    """The block with tags of the main directory set, or removed where None. An empty block is begun anew.

    Raises ValueError for a block that is garbage.
    """
    if not exif:
        new = {tag: one for tag, one in sorted(changes.items()) if one is not None}
        return built("<", new, {}) if new else b""
    try:
        shape = shape_of(exif)
        return spliced(exif, edited(exif, shape, shape.first, changes))
    except NoDirectoryError as error:
        raise ValueError("no EXIF block") from error


def is_whole(exif: bytes) -> bool:
    """Whether the main directory can be changed: it is there, and no tag is in it twice."""
    try:
        tags = [one.tag for one in main_directory(exif, shape_of(exif)).entries]
    except NoDirectoryError:
        return False
    return len(tags) == len(set(tags))


def reaches_beyond(exif: bytes) -> bool:
    """Whether a tag of the block says that its value lies behind the end, so that the block may not become longer."""
    try:
        return directory_wipe.reaches_beyond(exif, shape_of(exif))
    except NoDirectoryError:
        return True


def text_of(tag: Tag | None) -> str:
    """A text, without blanks around and up to its first zero; of bytes that are no UTF-8, as Western European."""
    raw = b"" if tag is None or tag.kind not in {_TEXT, _BYTES, 7} else tag.value.partition(b"\0")[0]
    try:
        return raw.decode().strip()
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace").strip()


def text_tag(text: str) -> Tag:
    """A text as a tag, in UTF-8."""
    return Tag(_TEXT, text.encode() + b"\0")


def windows_of(tag: Tag | None) -> str:
    """A text that Windows wrote (XPTitle, XPKeywords and their like), up to its first zero."""
    return "" if tag is None else tag.value.decode("utf-16-le", errors="replace").partition("\0")[0].strip()


def windows_tag(text: str) -> Tag:
    """A text as Windows writes it."""
    return Tag(_BYTES, text.encode("utf-16-le", errors="replace") + b"\0\0")


def number_of(exif: bytes, tag: Tag | None) -> int | None:
    """The first whole number of a tag of this block; None where it has none."""
    if tag is None or tag.kind not in {1, 3, 4} or not tag.value:
        return None
    return int.from_bytes(tag.value[: SIZES[tag.kind]], "big" if exif[:2] == b"MM" else "little")


def number_tag(exif: bytes, number: int) -> Tag:
    """A number up to 65,535 as a tag of this block."""
    return Tag(_SHORT, number.to_bytes(2, "big" if exif[:2] == b"MM" else "little"))


def without_place(exif: bytes) -> bytes:
    """The block without where the photo was taken, wiped and not only unlinked, makers' notes and tags nobody knows.

    Makers write the place into their notes too, some of them, and others into tags of their own. Empty where
    the block is garbage.
    """
    try:
        shape = shape_of(exif)
        found = wiped(exif, shape, tag_may_tell)
        main_directory(found, shape)
    except NoDirectoryError:
        return b""
    return found


def has_place(exif: bytes) -> bool:
    """Whether any directory of the block leads to one that says where the photo was taken. Never raises."""
    try:
        shape = shape_of(exif)
        return any(directory(exif, shape, at).get(GPS) for at in every_directory(exif, shape))
    except NoDirectoryError:
        return False


def only(exif: bytes, tags: Collection[int]) -> bytes:
    """A block made anew of these tags of the main directory; empty where it has none of them."""
    kept = {tag: one for tag, one in main_tags(exif).items() if tag in tags}
    return built("<" if exif[:2] == b"II" else ">", kept, {}) if kept else b""
