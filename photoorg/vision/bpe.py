"""Text to the numbers that CLIP reads: its byte pairs (Radford et al. 2021), from the list of merges alone."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

START, END = "<|startoftext|>", "<|endoftext|>"
_WORD_END = "</w>"
_MERGES = 48_894  # of CLIP's list: those that come after them in its file were never used
_WORDS = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|(?:[^\s\w]|_)+", re.IGNORECASE)


class BytePairs:
    """Cuts texts into byte pairs. Any thread may use it."""

    def __init__(self, lines: Sequence[str]) -> None:
        """`lines` of a list of merges: two parts each, the first to be joined first; others are left out."""
        pairs = [tuple(line.split()) for line in lines if not line.startswith("#version")]
        merges = [(pair[0], pair[1]) for pair in pairs if len(pair) == 2][:_MERGES]
        signs = list(_byte_signs().values())
        pieces = [*signs, *(sign + _WORD_END for sign in signs), *("".join(pair) for pair in merges), START, END]
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self._ranks = {pair: rank for rank, pair in enumerate(merges)}

    def encode(self, text: str, longest: int) -> list[int]:
        """The numbers of a text's pieces between a start and an end, at most `longest` in all: the rest is cut off."""
        numbers: list[int] = []
        for word in _WORDS.findall(" ".join(html.unescape(text).lower().split())):
            numbers += [self._numbers[piece] for piece in self._pieces(word)]
            if len(numbers) >= longest - 2:
                break
        return [self._numbers[START], *numbers[: longest - 2], self._numbers[END]]

    def _pieces(self, word: str) -> list[str]:
        signs = _byte_signs()
        parts = [signs[byte] for byte in word.encode("utf-8", "replace")]
        parts[-1] += _WORD_END
        while len(parts) > 1:
            known = [(self._ranks[pair], pair) for pair in pairwise(parts) if pair in self._ranks]
            if not known:
                break
            parts = list(_joined(parts, min(known)[1]))
        return parts


def _joined(parts: Sequence[str], pair: tuple[str, str]) -> Iterator[str]:
    """The parts with each occurrence of a pair made one."""
    place = 0
    while place < len(parts):
        if tuple(parts[place : place + 2]) == pair:
            yield "".join(pair)
            place += 2
        else:
            yield parts[place]
            place += 1


@lru_cache(maxsize=1)
def _byte_signs() -> dict[int, str]:
    """A sign that can be seen for each byte, in the order in which CLIP numbers them."""
    seen = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in set(seen)]
    return {**{byte: chr(byte) for byte in seen}, **{byte: chr(256 + place) for place, byte in enumerate(others)}}
