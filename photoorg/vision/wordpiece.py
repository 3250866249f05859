"""Text to the numbers that BERT reads: the WordPiece of Devlin et al. 2019, for models of lower-case English.

The package `tokenizers` does the same, and needs a client for a model hub, which photoorg has no use for. This was
compared with it on 20,000 texts: docs/meaning.md.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

PADDING, UNKNOWN, START, END = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
_INSIDE = "##"  # stands before a piece that goes on within a word
_LONGEST_WORD = 100
# Each sign of these stands for a word of its own: CJK Unified Ideographs and what belongs to them.
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip
_CONTROLS = frozenset(("Cc", "Cf", "Co"))
_KEPT_CONTROLS = frozenset("\t\n\r")
_ASCII_PUNCTUATION = frozenset(map(chr, (*range(33, 48), *range(58, 65), *range(91, 97), *range(123, 127))))


class WordPiece:
    """Cuts texts into pieces of a vocabulary. Immutable, so any thread may use it."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        """`vocabulary`: the pieces, a piece's number being its place. Raises KeyError without the special ones."""
        self._numbers: Mapping[str, int] = {piece: number for number, piece in enumerate(vocabulary)}
        self._padding, self._unknown, self._start, self._end = (
            self._numbers[piece] for piece in (PADDING, UNKNOWN, START, END)
        )

    def encode(self, text: str, longest: int) -> list[int]:
        """The numbers of a text's pieces between a start and an end, at most `longest` in all: the rest is cut off."""
        pieces: list[int] = []
        for word in split_words(text):
            pieces.extend(self._pieces(word))
            if len(pieces) >= longest - 2:
                break
        return [self._start, *pieces[: longest - 2], self._end]

    def batch(self, texts: Sequence[str], longest: int) -> NDArray[np.int64]:
        """The texts as rows of numbers, padded to the longest of them."""
        rows = [self.encode(text, longest) for text in texts]
        found = np.full((len(rows), max(map(len, rows), default=0)), self._padding, np.int64)
        for place, row in enumerate(rows):
            found[place, : len(row)] = row
        return found

    def _pieces(self, word: str) -> list[int]:
        """The longest piece that a word begins with, then that of the rest; one "unknown" where that finds no end."""
        if len(word) > _LONGEST_WORD:
            return [self._unknown]
        found: list[int] = []
        start = 0
        while start < len(word):
            inside = _INSIDE if start else ""
            for end in range(len(word), start, -1):
                number = self._numbers.get(inside + word[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return [self._unknown]
        return found


def split_words(text: str) -> Iterator[str]:
    """Words in lower case without accents; each sign of punctuation and each ideograph is one of its own."""
    cleaned = "".join(map(_clean, text))
    lower = "".join(sign for sign in unicodedata.normalize("NFD", cleaned) if unicodedata.category(sign) != "Mn")
    for chunk in "".join(sign.lower() for sign in lower).split():
        word = ""
        for sign in chunk:
            if not _is_punctuation(sign):
                word += sign
                continue
            if word:
                yield word
            yield sign
            word = ""
        if word:
            yield word


def _clean(sign: str) -> str:
    """A space for white space, nothing for control signs, ideographs set apart."""
    if sign.isascii() and sign.isprintable():
        return sign
    if sign in _KEPT_CONTROLS or unicodedata.category(sign) == "Zs":
        return " "
    if sign == "\N{REPLACEMENT CHARACTER}" or unicodedata.category(sign) in _CONTROLS:
        return ""
    return f" {sign} " if _is_ideograph(ord(sign)) else sign


def _is_ideograph(code: int) -> bool:
    return any(first <= code <= last for first, last in _IDEOGRAPHS)


def _is_punctuation(sign: str) -> bool:
    return sign in _ASCII_PUNCTUATION or unicodedata.category(sign).startswith("P")
