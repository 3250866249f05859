"""Captions that nobody wrote: what cameras and programs fill in by themselves."""

from __future__ import annotations

WITHOUT_FILLERS = frozenset({"title", "caption"})
"""Texts that they fill in."""
_FILLERS = frozenset({
    "olympus digital camera", "sony dsc", "minolta digital camera", "konica minolta digital camera", "digital camera",
    "kodak digital still camera", "digital still camera", "maginon digital camera", "samsung digimax", "dcim",
    "exif_jpeg_picture", "exif_jpeg_t422", "jpeg picture", "created with gimp", "binary comment", "<digimax s500>",
    "hp photosmart", "medion digital camera", "benq digital camera", "casio computer co.,ltd",
})  # fmt: skip


def is_filler(text: str) -> bool:
    """Whether a title or caption is nothing but that, or blanks, or signs."""
    plain = " ".join(text.split()).casefold()
    return not plain or plain in _FILLERS or all(letter in "-_.:0 " for letter in plain)
