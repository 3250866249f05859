"""TIFF and BigTIFF, and camera RAW files that are built like them: blocks in tags of the first directory.

What is said there and in the directories of EXIF and GPS is handed on as an EXIF block of its own, without what
describes the picture's coding, without the makers' notes, and without long values.
Sources: TIFF 6.0; XMP Specification Part 3; Adobe Photoshop TIFF Technical Notes.
"""

from __future__ import annotations

from collections.abc import Mapping

from photoorg.media.blocks import Blocks
from photoorg.media.carriers.photoshop import Resources, resources
from photoorg.media.directories import Directory, NoDirectoryError, Shape, Tag, directory, main_directory
from photoorg.media.directories import shape_of as plain_shape_of
from photoorg.media.directory_edit import built

XMP, IPTC, PHOTOSHOP, EXIF, GPS = 700, 33723, 34377, 0x8769, 0x8825
_MAKER_NOTE, _INTEROP = 0x927C, 0xA005
_MAGICS = frozenset({42, 43, 0x55, 0x4F52, 0x5352})  # TIFF, BigTIFF, Panasonic, Olympus, Olympus too
# The picture's coding, other blocks, pictures of its own, colour profiles, and directories.
NOT_SAID = frozenset(
    {XMP, IPTC, PHOTOSHOP, EXIF, GPS, 254, 255, *range(256, 260), 262, 263, 264, 265, 266, 273, 277, 278, 279, 284,
     288, 289, 290, 291, 292, 293, 301, 317, 320, 322, 323, 324, 325, 330, 332, 334, 338, 339, 347, *range(512, 522),
     529, 530, 531, 532, 0x2E, 34675, 37724, _MAKER_NOTE, _INTEROP, 50341, 50740}
)  # fmt: skip
_LONGEST = 1 << 16
_PLAIN = frozenset(range(1, 13))


def shape_of(data: bytes) -> Shape:
    """How it writes numbers. Raises NoDirectoryError where it is no such file."""
    return plain_shape_of(data, _MAGICS)


def read(data: bytes) -> Blocks:
    """What the tags of the first directory hold."""
    shape = shape_of(data)
    main = main_directory(data, shape)
    irb = resources_in(data, main)
    iptc = value(data, main, IPTC)
    return Blocks(said(data, shape, main), _sets(iptc or irb.iptc), irb.digest, value(data, main, XMP))


def resources_in(data: bytes, main: Directory) -> Resources:
    """Photoshop's resources."""
    return resources(value(data, main, PHOTOSHOP))


def value(data: bytes, main: Directory, tag: int) -> bytes:
    """The bytes of a tag; empty where there is none, or where it is not whole."""
    found = main.get(tag)
    content = b"" if found is None else found.value(data)
    return content if found is not None and len(content) == found.size else b""


def _sets(iptc: bytes) -> bytes:
    """IPTC's data sets without the zeros that fill up a row of 32-bit numbers; empty where they begin as none do."""
    return iptc.rstrip(b"\0") if iptc[:1] == b"\x1c" else b""


def said(data: bytes, shape: Shape, main: Directory) -> bytes:
    """A block of what the directory and those of EXIF and GPS say."""
    inner: dict[int, Mapping[int, Tag]] = {}
    for tag in (EXIF, GPS):
        found = main.get(tag)
        if found is not None and (at := found.numbers(data, shape)[:1]):
            try:
                inner[tag] = tags(data, directory(data, shape, at[0]))
            except NoDirectoryError:
                continue
    own = tags(data, main)
    return built(shape.order, own, inner) if own or any(inner.values()) else b""


def tags(data: bytes, found: Directory) -> dict[int, Tag]:
    """The tags of a directory that are said, with whole and short values; of two of a kind the first."""
    every = {
        one.tag: Tag(one.kind, one.value(data))
        for one in reversed(found.entries)
        if one.tag not in NOT_SAID and one.kind in _PLAIN and 0 < one.size <= _LONGEST
        and one.value_at + one.size <= len(data)
    }  # fmt: skip
    return dict(sorted(every.items()))
