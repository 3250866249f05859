"""Text as it is compared wherever a person looks for something. THE one way: tags, names, folders, albums, fields.

Case, accents, the shape of an apostrophe and how a letter is put together (macOS writes é as e and an accent) say
nothing. What makes another letter in its script stays: the marks of Japanese kana, of Hangul and of Indic scripts.
"""

from __future__ import annotations

import string
import unicodedata

VERSION = f"1 {unicodedata.unidata_version}"
"""Differs where a text would be folded in another way: what is kept folded is of a version."""

_APOSTROPHES = str.maketrans(dict.fromkeys("\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}", "'"))
_LETTERS = 9  # up to this class a mark makes another letter, above it is an accent or a vowel


def folded(text: str) -> str:
    """A text without case and accents; folding it again changes nothing."""
    lower = text.casefold()
    if lower.isascii():
        return lower
    apart = unicodedata.normalize("NFKD", lower.translate(_APOSTROPHES)).casefold()
    apart = unicodedata.normalize("NFKD", apart)
    bare = "".join(letter for letter in apart if unicodedata.combining(letter) <= _LETTERS)
    return unicodedata.normalize("NFC", bare)


_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def name_key(name: str) -> str:
    """What tells names of tags, albums and searches apart, as SQLite's NOCASE does: small letters, of ASCII alone.

    THE one way: words in words.jsonl and rows in the library must be as many. Where a person looks for a name, more
    count as the same: see `folded` and `word_tables.meant`.
    """
    return name.translate(_LOWER)
