"""Text that a person types, on one line: what can be seen, written in one way."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from photoorg.outcomes import PhotoorgError

LONGEST_NAME = 200
_JOINERS = "\u200c\u200d"  # parts of words in Persian and Indian scripts, and of emoji


def plain(text: str, what: str, longest: int) -> str:
    """The text on one line. Raises PhotoorgError when it is too long or no text."""
    words = unicodedata.normalize("NFC", " ".join(text.split()))  # letters and their accents written in one way
    if len(words) > longest:
        raise PhotoorgError(f"{_a(what)} may have {longest} characters, and this one has {len(words):,}.")
    # Control and format characters, lone surrogates: what cannot be seen could not be searched for.
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs"} and letter not in _JOINERS for letter in words):
        raise PhotoorgError(f"This {what} cannot be kept: a character in it is no text.")
    return words


@lru_cache(maxsize=1024)
def plain_name(text: str, what: str) -> str:
    """The name of a thing on one line. Raises PhotoorgError when it is none."""
    name = plain(text, what, LONGEST_NAME)
    if not name:
        raise PhotoorgError(f"{_a(what)} needs a name.")
    return name


def tag_name(tag: str) -> str:
    """A tag's name on one line. Raises PhotoorgError when it is none."""
    return plain_name(tag, "tag")


def _a(what: str) -> str:
    return f"{'An' if what[0] in 'aeiou' else 'A'} {what}"
