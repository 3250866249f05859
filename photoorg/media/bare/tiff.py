"""TIFF: the tags that say how pictures are coded, coloured and turned; the rest is wiped, and no picture moves."""

from __future__ import annotations

from photoorg.media.carriers.tiff import XMP, shape_of
from photoorg.media.directories import NoDirectoryError
from photoorg.media.directory_wipe import wiped
from photoorg.media.limits import MediaError
from photoorg.media.placing import tag_may_tell

# Also those of old extensions: matting, wide colours, and tables of JPEG in TIFF.
_CODING = frozenset(
    {254, 255, *range(256, 260), 262, 263, 264, 265, 266, 273, 274, *range(277, 285), *range(288, 294), 296, 297, 301,
     *range(317, 326), 330, 332, 334, 336, *range(338, 348), *range(512, 522), *range(529, 533), 32995, 32996, 32997,
     32998, 34675, 37439}
)  # fmt: skip
_PHOTOSHOP = 34377
_BLOCKS = frozenset({XMP, _PHOTOSHOP})


def bare(data: bytes, *, words: bool) -> bytes:
    """The file without its blocks. `words`: only XMP goes, and what tells or may tell the place."""
    try:
        shape = shape_of(data)
        if words:
            return wiped(
                data, shape, lambda tag: tag in {XMP, _PHOTOSHOP} or (tag_may_tell(tag) and tag not in _CODING)
            )
        return wiped(data, shape, lambda tag: tag not in _CODING)
    except NoDirectoryError as error:
        raise MediaError("The file is damaged or incomplete: what is said in it cannot be taken out.") from error
