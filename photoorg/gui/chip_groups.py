"""The pieces of a query as chips show them: a term each, and what is joined by OR, or left out as a whole, one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from photoorg.gui.terms import Chip, chips, toggled, without
from photoorg.gui.words import translated
from photoorg.library.fields import Kind
from photoorg.library.query import QueryError, parse
from photoorg.library.query_tree import All, Any, Everything, Node, Not, Words

_SORT = re.compile(r"(:\s*)([-+]?)")
_NOT = re.compile(r"(?:-|!|\bnot\b)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """Chips `first` to `last` of a text, which stand at `start` to `end` of it, with their brackets and NOT."""

    first: int
    last: int
    start: int
    end: int
    text: str
    label: str
    excluded: bool
    kind: str


def pieces(text: str) -> tuple[Piece, ...]:
    """The pieces in the order of the text; where it cannot be understood, each term is one."""
    every = chips(text)
    found: list[Piece] = []
    taken: set[int] = set()
    for part in _parts(text):
        if (group := _group(text, part, every)) is not None:
            found.append(group)
            taken |= set(range(group.first, group.last + 1))
    found += [
        Piece(place, place, chip.start, chip.end, chip.text, chip.label, chip.excluded, chip.kind)
        for place, chip in enumerate(every)
        if place not in taken
    ]
    return tuple(sorted(found, key=lambda piece: piece.start))


def without_piece(text: str, piece: Piece) -> str:
    """The text without a piece."""
    for place in range(piece.last, piece.first - 1, -1):
        text = without(text, chips(text)[place])
    return text


def turned(text: str, piece: Piece) -> str:
    """The text with a piece left out where it was wanted, and the other way round; an order is reversed."""
    if piece.kind == Kind.SORT.value:
        return text[: piece.start] + _SORT.sub(_reversed, piece.text) + text[piece.end :]
    if piece.first == piece.last:
        return toggled(text, chips(text)[piece.first])
    inner = f"({piece.text})"
    return text[: piece.start] + (inner if piece.excluded else f"-{inner}") + text[piece.end :]


def _reversed(sort: re.Match[str]) -> str:
    return sort[1] + ("" if sort[2] == "-" else "-")


def _parts(text: str) -> Sequence[Node]:
    try:
        tree = parse(text).tree
    except QueryError:
        return ()
    return tree.parts if isinstance(tree, All) else (tree,)


def _group(text: str, part: Node, every: Sequence[Chip]) -> Piece | None:
    """A part of several terms that are one piece."""
    inner = part.part if isinstance(part, Not) else part
    places = _places(inner, every)
    if len(places) < 2 or (isinstance(inner, Words) and inner is part):
        return None
    start, end = every[places[0]].start, every[places[-1]].end
    # The NOT of its first term is within the piece, that of all of it outside.
    core = text[start:end]
    before, after = text[:start], text[end:]
    while before.rstrip().endswith("(") and after.lstrip().startswith(")"):
        before, after = before.rstrip()[:-1], after.lstrip()[1:]
    if isinstance(part, Not):
        before = _NOT.sub("", before)
    label = _label(inner, every, outermost=True)
    kind = every[places[0]].kind
    return Piece(
        places[0], places[-1], len(before), len(text) - len(after), core, label, isinstance(part, Not), kind
    )  # fmt: skip


def _places(node: Node, every: Sequence[Chip]) -> list[int]:
    """Which terms a part of the query is made of."""
    match node:
        case All(parts) | Any(parts):
            return sorted({place for part in parts for place in _places(part, every)})
        case Not(part):
            return _places(part, every)
        case Everything():
            return []
        case Words():
            spans = node.at
        case _:
            spans = (node.at,)
    return [
        place
        for place, chip in enumerate(every)
        if any(chip.start <= span.start < chip.end or span.start <= chip.start < span.end for span in spans)
    ]


def _label(node: Node, every: Sequence[Chip], *, outermost: bool = False) -> str:
    match node:
        case Any(parts):
            said = translated(" or ").join(_label(part, every) for part in parts)
        case All(parts):
            said = translated(" and ").join(_label(part, every) for part in parts)
        case Not(part):
            return translated("not {}").format(_label(part, every))
        case _:
            return " ".join(every[place].label for place in _places(node, every))
    return said if outermost else f"({said})"
