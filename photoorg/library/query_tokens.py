"""The one tokeniser of the query language: the parser, the chips and completion all read a text with it.

It takes every text; what makes no sense, such as a quotation mark that is never closed, is a token of its own kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from photoorg.library.query_tree import Span

# In the order in which they are tried. A word may hold - and ! and ~, but not begin with them.
_TOKEN = re.compile(
    r"""
    (?P<SPACE>[\s,]+)
  | (?P<QUOTED>"(?:\\[\s\S]|[^"\\])*")
  | (?P<OPEN>"[\s\S]*)
  | (?P<LEFT>\()
  | (?P<RIGHT>\))
  | (?P<OPERATOR>:\s*(?:<=|>=|!=|<|>|=)|<=|>=|!=|<|>|=|:)
  | (?P<OR>(?i:or)(?=[\s(),"|&]|\Z)|\|)
  | (?P<AND>(?i:and)(?=[\s(),"|&]|\Z)|&)
  | (?P<NOT>(?i:not)(?=[\s(),"|&]|\Z)|!|-(?=\S))
  | (?P<LIKE>~(?=\S))
  | (?P<WORD>[^\s(),":<>=|&!~\-](?:[^\s(),":<>=|&!]|!(?!=))*)
  | (?P<BAD>[\s\S])
    """,
    re.VERBOSE,
)
# After an operator anything goes but what ends a term: signs, colons as of C:\ and commas between values.
_VALUE = re.compile(r'(?P<SPACE>\s+)|(?P<VALUE>[^\s(),"|&<>=]+(?:,[^\s(),"|&<>=]+)*)')
# Each begins at the first of its backslashes alone: else a long run of them would be gone through again and again.
_ESCAPED = re.compile(r'(?<!\\)(?:(\\*)\\"|(\\+)\Z)')
_TO_ESCAPE = re.compile(r'(?<!\\)(?:(\\*)"|(\\+)\Z)')


class Piece(NamedTuple):
    """A token: what kind of thing the characters `start` to `end` are, and the characters."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def at(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)

    @property
    def said(self) -> str:
        """What it says: of something in quotation marks, what stands between them."""
        if self.kind == "QUOTED":
            return unquoted(self.text[1:-1])
        return unquoted(self.text[1:]) if self.kind == "OPEN" else self.text


def pieces(text: str) -> Iterator[Piece]:
    """The tokens of a text, without the spaces and commas between them.

    In small letters and, or, not are words where they stand among bare words: `runs` finds out whether they join them.
    """
    yield from _spoken(text, list(_cut(text)))


def _cut(text: str) -> Iterator[Piece]:
    place, in_value = 0, False
    while found := (_VALUE.match(text, place) if in_value else None) or _TOKEN.match(text, place):
        kind, place = str(found.lastgroup), found.end()
        if kind != "SPACE":
            yield Piece(kind, found[0], found.start(), place)
            in_value = kind == "OPERATOR"


_JOINING = {"OR", "AND", "NOT"}
_WILD = {"*", "?"}
WITHOUT = frozenset({"without", "except", "excluding", "senza", "tranne", "eccetto"})
"""Words that leave out what stands behind them."""


def _spoken(text: str, found: list[Piece]) -> Iterator[Piece]:
    """The tokens where and, or, not in small letters within a run are words, and without before something else NOT."""
    leading, goes_on, inside = _leading(text, found), _going_on(text, found), False
    for number, piece in enumerate(found):
        if _is_spoken(piece):
            inside = inside and goes_on[number - 1] and leading[number]
            yield piece._replace(kind="WORD") if inside else piece
        elif goes_on[number] and not leading[number] and _is_opening(found, number):
            inside = False
            yield piece._replace(kind="NOT")
        else:
            negated = number > 0 and found[number - 1].kind in {"NOT", "LIKE"} and not inside
            inside = _is_run(found, number) and not negated
            yield piece


def _leading(text: str, found: list[Piece]) -> list[bool]:
    """Of each token whether a bare word follows, with nothing between but and, or, not in small letters."""
    leading, goes_on = [False] * len(found), _going_on(text, found)
    for number in range(len(found) - 2, -1, -1):
        after = number + 1
        leading[number] = goes_on[number] and (_is_run(found, after) or (_is_spoken(found[after]) and leading[after]))
    return leading


def _going_on(text: str, found: list[Piece]) -> list[bool]:
    """Of each token whether nothing but spaces stands between it and the next."""
    gaps = (text[one.end : after.start] for one, after in pairwise(found))
    return [*(gap.isspace() for gap in gaps), False]


def _is_spoken(piece: Piece) -> bool:
    return piece.kind in _JOINING and piece.text.isalpha() and not piece.text.isupper()


def _is_run(found: list[Piece], number: int) -> bool:
    """Whether a token is a word that may belong to a run: it is not compared, and has no wildcards."""
    compared = number + 1 < len(found) and found[number + 1].kind == "OPERATOR"
    return found[number].kind == "WORD" and not compared and not _WILD & set(found[number].text)


def _is_opening(found: list[Piece], number: int) -> bool:
    """Whether a token is a `without` that may stand before more than a bare word."""
    without = found[number].kind == "WORD" and found[number].text.casefold() in WITHOUT
    return without and found[number + 1].kind in {"WORD", "QUOTED", "LEFT", "LIKE"}


def is_bare(text: str) -> bool:
    """Whether a text is one word when it is typed as it is."""
    return [(piece.kind, piece.text) for piece in pieces(text)] == [("WORD", text)]


def is_value(text: str) -> bool:
    """Whether a text, typed as it is behind an operator, is one value that stands for itself."""
    found = _VALUE.fullmatch(text)
    return found is not None and found.lastgroup == "VALUE" and "," not in text and ".." not in text


def quoted(text: str) -> str:
    r"""Text as a query says it literally: in quotation marks. Those inside it are \", as are \ before them doubled."""
    return f'"{_TO_ESCAPE.sub(_escape, text)}"'


def unquoted(text: str) -> str:
    """What stands between quotation marks, as it was before `quoted`."""
    return _ESCAPED.sub(_unescape, text)


def _escape(found: re.Match[str]) -> str:
    slashes, at_end = found[1], found[2]
    return at_end * 2 if at_end else slashes * 2 + '\\"'


def _unescape(found: re.Match[str]) -> str:
    slashes, at_end = found[1], found[2]
    return at_end[: (len(at_end) + 1) // 2] if at_end else slashes[: len(slashes) // 2] + '"'
