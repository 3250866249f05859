"""The one tokeniser of the query language: the parser, the chips and completion all read a text with it.

It takes every text; what makes no sense, such as a quotation mark that is never closed, is a token of its own kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    """The tokens of a text, without the spaces and commas between them."""
    place, in_value = 0, False
    while found := (_VALUE.match(text, place) if in_value else None) or _TOKEN.match(text, place):
        kind, place = str(found.lastgroup), found.end()
        if kind != "SPACE":
            yield Piece(kind, found[0], found.start(), place)
            in_value = kind == "OPERATOR"


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
