"""Captions that nobody wrote: what cameras and programs fill in by themselves."""

from __future__ import annotations

import re

FILLED = "caption"
"""The text that they fill in, by its name in the table of texts."""
_FILLERS = frozenset({
    "olympus digital camera", "sony dsc", "digital camera", "kodak digital still camera", "minolta digital camera",
    "konica minolta digital camera", "digital still camera", "maginon digital camera", "medion digital camera",
    "benq digital camera", "samsung", "samsung camera pictures", "samsung digimax", "hp photosmart", "dcim", "dcf 1.0",
    "casio computer co.,ltd", "exif_jpeg_picture", "exif_jpeg_t422", "jpeg picture", "jpeg", "default", "dav", "cof",
    "sdr", "hdr", "mde", "oznor", "ptr", "created with gimp", "created by dwf", "lead technologies inc. v1.01", "asc",
    "charset=ascii", "my beautiful picture", "untitled", "processed with vsco", "binary comment",
})  # fmt: skip
_START = re.compile(r"processed with vsco|cof_|dav_|oznor_|mde_|hdrpl|<digimax")


def is_filler(text: str) -> bool:
    """Whether a caption is nothing but that, or blanks, or signs."""
    plain = " ".join(text.split()).casefold()
    return plain in _FILLERS or _START.match(plain) is not None or all(letter in "-_.:?0 " for letter in plain)
