"""What tells where a photo was taken, beside the blocks that are for it: names, texts, and tags that nobody knows."""

from __future__ import annotations

import re

_NAME = re.compile(r"gps|latitude|longitude|altitude|coordinates?$", re.IGNORECASE)
_KEY = re.compile(r"location|position|place|map|geo.*", re.IGNORECASE)
_IN_TEXT = re.compile(
    r"gps.?(dest)?.?(latitude|longitude|position|coord)|\b(latitude|longitude)\b\W{0,4}[-+]?\d"
    r"|\bgeo:\s*[-+]?\d+(\.\d+)?,\s*[-+]?\d|\d{1,3}\s*°\s*\d{1,2}\s*['\u2032\u2019]\s*[\d.,]*\W*[NSEWO]\b",
    re.IGNORECASE,
)
_DEGREES = re.compile(r"\s*[-+]?\d{1,3}\.\d{2,}°?\s*[NS]?\s*[,; ]\s*[-+]?\d{1,3}\.\d{2,}°?\s*[EWO]?\s*", re.IGNORECASE)
_MOST = 1 << 16
"""Characters of a text that are looked at."""

GPS, MAKER_NOTE = 0x8825, 0x927C
_FIRST_PRIVATE = 32_768
_KNOWN = frozenset(
    {32995, 32996, 32997, 32998, 33421, 33422, 33432, 33434, 33437, 33723, 34665, 34675, 37439, 37510, 37520, 37521,
     37522, 37888, 37889, 37890, 37891, 37892, 37893, 42240, *range(34850, 34870), *range(36864, 37501),
     *range(40091, 40096), *range(40960, 42112), 42016, 42080, 42081, 42082}
) - {GPS, MAKER_NOTE}  # fmt: skip


def names_place(name: str) -> bool:
    """Whether what is called so tells a place in degrees."""
    return bool(_NAME.search(name))


def key_tells_place(key: str) -> bool:
    """The same of a text that stands alone under a name of somebody's own."""
    return names_place(key) or bool(_KEY.fullmatch(key))


def tells_degrees(text: str) -> bool:
    """Whether a text tells a place in degrees: it says so, or is nothing else than two numbers of that kind."""
    return bool(_IN_TEXT.search(text[:_MOST]) or _DEGREES.fullmatch(text[:_MOST]))


def tag_may_tell(tag: int) -> bool:
    """Whether a tag of TIFF or EXIF tells the place, or may: makers' notes, maps' tags, and whatever nobody knows."""
    return tag in {GPS, MAKER_NOTE} or (tag >= _FIRST_PRIVATE and tag not in _KNOWN)
