"""Arabic letters as they join: each in the form for its place in a word, from Unicode's own tables.

For fonts that are drawn letter by letter. Source: Unicode 15, chapter 9.2; forms from the presentation blocks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping

_FORMS = (*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEFD))
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_KINDS = {(False, False): "isolated", (False, True): "initial", (True, True): "medial", (True, False): "final"}


def _table() -> Mapping[tuple[str, str], str]:
    """(letters, kind) -> the one letter that stands for them there."""
    found: dict[tuple[str, str], str] = {}
    for code in _FORMS:
        kind, *parts = unicodedata.decomposition(chr(code)).split() or [""]
        if kind[1:-1] in _KINDS.values() and len(parts) <= 2:
            found.setdefault(("".join(chr(int(part, 16)) for part in parts), kind[1:-1]), chr(code))
    return found


_TABLE = _table()


def joined(text: str, letters: Container[str]) -> str:
    """A text whose Arabic letters have the forms for their places, as far as there are `letters` for them."""
    if not _ARABIC.search(text):
        return text
    made: list[str] = []
    place = 0
    while place < len(text):
        pair = text[place : place + 2]
        size = 2 if (pair, "isolated") in _TABLE else 1
        made.append(_form(text, place, size, letters))
        place += size
    return "".join(made)


def _form(text: str, place: int, size: int, letters: Container[str]) -> str:
    """The form of one letter, or of two that are written as one."""
    own = text[place : place + size]
    before, after = _beside(text, place - 1, -1), _beside(text, place + size, 1)
    leads = (before, "initial") in _TABLE and (own, "final") in _TABLE
    follows = (own, "initial") in _TABLE and (after, "final") in _TABLE
    form = _TABLE.get((own, _KINDS[leads, follows]), own)
    return form if form in letters else own


def _beside(text: str, place: int, step: int) -> str:
    """The next letter that way; marks above and below letters do not part them."""
    while 0 <= place < len(text) and unicodedata.category(text[place]) == "Mn":
        place += step
    return text[place] if 0 <= place < len(text) else ""
