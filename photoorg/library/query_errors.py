"""THE table of what can be wrong with a query: the sentence for each, and a query that provokes it.

Nothing else makes a QueryError while a text is parsed. docs/searching.md shows the table; a test runs every example.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from photoorg.folding import folded
from photoorg.library.query_tokens import Piece, pieces, quoted
from photoorg.library.query_tree import QueryError, Span

Wrong = Literal[
    "long", "character", "quote", "bracket", "closing", "empty", "early", "unexpected", "field", "confidence",
    "operator", "choice", "number", "comma", "date", "place", "value", "sort", "sorts", "photo",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """`template` has the parts that differ in braces. `example` is a query that it is said of."""

    template: str
    example: str


MOST_CHARACTERS = 8_000
MOST_PARTS = 100
MOST_DEPTH = 8

ERRORS: dict[Wrong, Sentence] = {
    "long": Sentence("The query is too long: it may have {limit}.", "dog " * (MOST_PARTS + 1)),
    "character": Sentence("This character cannot be searched for.", "dog \udcff"),
    "quote": Sentence("A quotation mark is never closed.", 'dog "golden retriever'),
    "bracket": Sentence("This bracket is never closed.", "(dog OR cat"),
    "closing": Sentence("This bracket closes none: the one that opens it is missing.", "dog OR cat)"),
    "empty": Sentence("There is nothing between these brackets.", "dog ()"),
    "early": Sentence("The query ends too early: something is missing after '{text}'.", "dog OR"),
    "unexpected": Sentence("'{text}' is not expected here. Put it in quotation marks to search for it as it is.",
                           "dog OR AND cat"),
    "field": Sentence("There is no field '{text}'. {hint}", "camrea:canon"),
    "confidence": Sentence("How sure a tag is, 0 to 1, is compared with <, <=, > or >=: try {hint}.", "dog=0.5"),
    "operator": Sentence("'{field}' is not compared with '{text}': try {hint}.", "camera>canon"),
    "choice": Sentence("'{field}' cannot be '{text}'. {hint}", "is:portrit"),
    "number": Sentence("'{text}' is not a number for '{field}': try {hint}.", "width:wide"),
    "comma": Sentence("'{text}' may be {low} or {high}: write which of them it is.", "width>4,000"),
    "date": Sentence("'{text}' is not a date: try {hint}.", "taken:2024-13"),
    "place": Sentence("'{text}' is not a place: write latitude, longitude and how far, as in {hint}.", "near:Milan"),
    "value": Sentence("'{field}' needs something to look for, as in {hint}.", 'camera:""'),
    "photo": Sentence("'{text}' is not the number of a photo: write # and its number, or a path, as in {hint}.",
                      "like:#one"),
    "sort": Sentence("The order holds for the whole query: 'sort' stands beside all the rest, not within NOT, OR or "
                     "brackets.", "dog OR sort:taken"),
    "sorts": Sentence("There is one order only: take this 'sort' away, or the other one.", "sort:taken sort:name"),
}  # fmt: skip


def error(wrong: Wrong, at: Span, instead: tuple[str, ...] = (), **parts: object) -> QueryError:
    """What is wrong at some characters, with the parts of its sentence, and what may stand there `instead`."""
    told = {name: _short(str(part)) for name, part in parts.items()}
    template = ERRORS[wrong].template
    return QueryError(template.format(**told), at.start, max(at.end, at.start + 1), suggestions=instead)


def misplaced(text: str, kind: str, start: int) -> QueryError:
    """What is wrong where the parser does not go on: at a token of some kind, or at $END."""
    every = list(pieces(text))
    opened, closing = _brackets(every)
    end = len(text) if kind == "$END" else start
    before = next((piece for piece in reversed(every) if piece.end <= end), None)
    here = next((piece for piece in every if piece.start == end), every[-1])
    before_kind = before.kind if before else ""
    faults: tuple[tuple[bool, Wrong, Span], ...] = (
        (every[-1].kind == "OPEN", "quote", every[-1].at),
        (closing is not None, "closing", (closing or here).at),
        (before_kind in _WANTING and kind in {"$END", "RIGHT"}, "early", (before or here).at),
        (kind == "$END", "bracket", (opened or here).at),
        (kind == "BAD" and here is every[-1], "early", here.at),
        (before_kind == "LEFT" and kind == "RIGHT", "empty", Span((before or here).start, here.end)),
        (True, "unexpected", here.at),
    )
    _, wrong, at = next(fault for fault in faults if fault[0])
    said = text[at.start : at.end]
    instead = {"quote": (f'{said}"',), "unexpected": (quoted(said),)}.get(wrong, ())
    return error(wrong, at, instead, text=said)


_WANTING = {"OR", "AND", "NOT", "LIKE", "OPERATOR"}


def _brackets(every: list[Piece]) -> tuple[Piece | None, Piece | None]:
    """The last bracket that is never closed, and the first that closes none."""
    opened = list[Piece]()
    for piece in every:
        if piece.kind == "RIGHT" and not opened:
            return None, piece
        if piece.kind == "RIGHT":
            opened.pop()
        elif piece.kind == "LEFT":
            opened.append(piece)
    return (opened[-1] if opened else None), None


def nearest(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The nearest of some names, or nothing."""
    return tuple(get_close_matches(folded(text)[:40], tuple(names), n=1))


def suggestion(text: str, names: Iterable[str], every: str = "It is one of: {}.") -> str:
    """The nearest of some names, as a sentence; all of them where none is near."""
    names = tuple(names)
    near = nearest(text, names)
    return f"Did you mean '{near[0]}'?" if near else every.format(", ".join(names))


def docs_table() -> str:
    """The table of errors as it stands in docs/searching.md."""
    rows = [f"| {_cell(one.example)} | {one.template.replace('|', '&#124;')} |" for one in ERRORS.values()]
    return "\n".join(["| of this | it says |", "|---|---|", *rows])


def _cell(example: str) -> str:
    if len(example) > 80:
        return f"`{example[:11]}...` and so on"
    return f"`{example}`" if example.isprintable() else "half of a character, as some programs write file names"


def _short(text: str) -> str:
    return text if len(text) <= 400 else text[:40] + "..."
