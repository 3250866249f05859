"""Captions that nobody wrote: what cameras and programs fill in by themselves."""

from __future__ import annotations

WITHOUT_FILLERS = frozenset({"title", "caption"})
"""Texts that they fill in."""
_FILLERS = frozenset({
    "olympus digital camera", "sony dsc", "digital camera", "minolta digital camera", "konica minolta digital camera",
    "kodak digital still camera", "samsung digimax", "samsung", "dcim", "dscf", "exif_jpeg_picture", "jpeg picture",
    "created with gimp", "default", "untitled", "my description", "screenshot", "binary comment", "(none)", "x-default",
    "picture", "image", "digital still camera", "maginon digital camera", "casio computer co.,ltd", "user comments",
})  # fmt: skip


def is_filler(text: str) -> bool:
    """Whether a title or caption is nothing but that, or blanks, or signs."""
    plain = " ".join(text.split()).casefold()
    return not plain or plain in _FILLERS or all(letter in "-_.:0 " for letter in plain)
