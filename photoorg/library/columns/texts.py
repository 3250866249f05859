"""Texts of a million photos in little memory, and which of them contain another one, ignoring case and accents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from photoorg.folding import folded
from photoorg.library.names import from_db
from photoorg.library.wildcards import pattern

_END = 0
_IN_WORDS = np.array([byte >= 0x80 or chr(byte).isalnum() for byte in range(256)])
"""The bytes that words are made of; those of what is not ASCII are taken for letters."""
_DISTINCT = 1 << 16
"""So many different texts are told apart; of more, such as file names, each photo has its own."""


def _as_kept(text: str) -> bytes:
    """A text as it is compared. Characters that are no text stay apart from all others."""
    return folded(text).replace("\0", " ").encode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Of each slot a code, int32 (n,), -1 where nothing is known: the number of its text in `data`.

    `data` uint8: the folded texts one after another, each ended by a zero; text i begins at `starts[i]`, int64
    (k + 1,). The same text may have more than one number. `labels`: the texts as they are
    shown; empty where there are too many.
    """

    codes: NDArray[np.int32]
    data: NDArray[np.uint8]
    starts: NDArray[np.int64]
    labels: tuple[str, ...] = ()
    _ranks: list[NDArray[np.int32]] = field(default_factory=list["NDArray[np.int32]"])

    def __len__(self) -> int:
        return len(self.starts) - 1

    def followed_by(self, more: Texts) -> Texts:
        """These slots, then those."""
        codes = np.concatenate((self.codes, np.where(more.codes < 0, -1, more.codes + len(self)).astype(np.int32)))
        starts = np.concatenate((self.starts, more.starts[1:] + self.starts[-1]))
        labels = (*self.labels, *more.labels) if len(self.labels) == len(self) else ()
        labels = labels if len(labels) == len(starts) - 1 else ()
        return Texts(codes, np.concatenate((self.data, more.data)), starts, labels)

    def having(self, text: str, *, whole: bool) -> NDArray[np.bool_]:
        """Which slots contain a text, or (`whole`) have it as all they say. `*` and `?` are wildcards. bool (n,)."""
        found = np.append(self._having(text, whole=whole), np.False_)  # the last is for what is not known
        return found[self.codes]

    def has(self, text: str, among: NDArray[np.bool_], *, as_word: bool) -> bool:
        """Whether a slot of `among`, bool (n,), contains a text; `as_word`: with no letter or digit right beside it."""
        needle = _as_kept(text)
        if not needle:
            return bool((self.codes[among] >= 0).any())
        at = self._places(needle)
        if as_word:
            inside = _IN_WORDS[self.data[at + len(needle)]] | (_IN_WORDS[self.data[at - 1]] & (at > 0))
            at = at[~inside]
        found = np.zeros(len(self) + 1, np.bool_)  # the last is for what is not known
        found[self._text_at(at)] = True
        return bool(found[self.codes[among]].any())

    def _having(self, text: str, *, whole: bool) -> NDArray[np.bool_]:
        text = text if whole else text.strip("*")
        literals = [_as_kept(part) for part in re.split(r"[*?]", text)]
        longest = max(literals, key=len)
        found = self._containing(longest)
        if len(literals) == 1:
            if whole:
                found &= np.diff(self.starts) == len(longest) + 1
            return found
        wanted = pattern(text if whole else f"*{text}*")
        data = self.data.tobytes()
        for number in np.flatnonzero(found).tolist():
            found[number] = wanted.fullmatch(self._text(data, number)) is not None
        return found

    def _text(self, data: bytes, number: int) -> str:
        return data[self.starts[number] : self.starts[number + 1] - 1].decode("utf-8", "surrogateescape")

    def _containing(self, needle: bytes) -> NDArray[np.bool_]:
        """Which of the texts contain these bytes, bool (k,)."""
        if not needle:
            return np.ones(len(self), np.bool_)
        found = np.zeros(len(self), np.bool_)
        found[self._text_at(self._places(needle))] = True
        return found

    def _text_at(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of the texts that bytes of `data` belong to."""
        return np.searchsorted(self.starts, places, side="right") - 1

    def _places(self, needle: bytes) -> NDArray[np.int64]:
        """Where in `data` these bytes begin, which are some."""
        last = len(self.data) - len(needle) + 1
        if last <= 0:
            return np.empty(0, np.int64)
        # First where the byte stands that is rarest, as far as a sample tells; the others are then asked of few places.
        often = np.bincount(self.data[: 1 << 16], minlength=256)
        order = sorted(range(len(needle)), key=lambda i: often[needle[i]])
        at = np.flatnonzero(self.data[order[0] : last + order[0]] == needle[order[0]])
        for i in order[1:]:
            at = at[self.data[at + i] == needle[i]]
        return at

    def ranks(self) -> NDArray[np.int32]:
        """Of each slot the place of its text from A, int32 (n,), the same for the same text; -1 where it has none."""
        if not self._ranks:
            texts = self.data.tobytes().split(b"\0")[:-1]
            order = sorted(range(len(texts)), key=texts.__getitem__)
            new = [i == 0 or texts[one] != texts[order[i - 1]] for i, one in enumerate(order)]
            ranks = np.empty(len(texts) + 1, np.int32)
            ranks[np.array(order, np.int64)] = np.cumsum(np.array(new, np.bool_), dtype=np.int32)
            ranks[-1] = -1
            self._ranks.append(ranks[self.codes])
        return self._ranks[0]


def gather(rows: Iterable[tuple[int, str | bytes | None]], n: int) -> Texts:
    """The texts of n slots, given (slot, text)."""
    codes = np.full(n, -1, np.int32)
    known: dict[str | bytes, int] = {}
    labels: list[str] = []
    data, lengths, number = bytearray(), list[int](), 0
    for slot, text in rows:
        if text is None:
            continue
        code = known.get(text, -1)
        if code < 0:
            written = from_db(text)
            one = _as_kept(written)
            data += one
            data.append(_END)
            lengths.append(len(one) + 1)
            code, number = number, number + 1
            if number <= _DISTINCT:
                known[text] = code
                labels.append(written)
            elif known:
                known, labels = {}, []
        codes[slot] = code
    starts = np.zeros(number + 1, np.int64)
    np.cumsum(np.array(lengths, np.int64), out=starts[1:])
    return Texts(codes, np.frombuffer(bytes(data), np.uint8), starts, tuple(labels))
