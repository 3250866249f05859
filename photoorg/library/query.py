"""The query language: text to a tree of small frozen objects.

dog beach            both            dog OR cat         either         NOT person, -person   without
"golden retriever"   words together  dog>=0.8           at least that sure
taken:2024-05..2024-08   folder:Lisbon   width>=4000   is:untagged     fields, see library/fields.py
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import cast

from lark import Lark, Token, Transformer, UnexpectedInput
from lark.exceptions import VisitError

from photoorg.library.fields import BY_NAME, Field
from photoorg.library.query_tree import QueryError as QueryError  # noqa: PLC0414 - named here for who asks


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty query."""


@dataclass(frozen=True, slots=True)
class Word:
    """A tag asked for by name, with at least this confidence."""

    text: str
    at_least: float = 0.0
    position: int = 0


@dataclass(frozen=True, slots=True)
class Compare:
    """A field against a value as it was typed; `operator` is one of : = < <= > >=."""

    field: Field
    operator: str
    value: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Not:
    """Photos that the part does not match."""

    part: Node


@dataclass(frozen=True, slots=True)
class All:
    """Photos that every part matches."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Photos that some part matches."""

    parts: tuple[Node, ...]


Node = Everything | Word | Compare | Not | All | Any

_GRAMMAR = r"""
start: [any]
?any: all (_OR all)*
?all: part (_AND? part)*
?part: (_NOT | _MINUS) part -> negated
     | "(" any ")"
     | WORD                 -> word
     | QUOTED               -> quoted
     | (WORD | QUOTED) OPERATOR (WORD | QUOTED | NEGATIVE) -> compare
_OR.3: /OR(?![^\s()])/i | "|"
_AND.3: /AND(?![^\s()])/i | "&"
_NOT.3: /NOT(?![^\s()])/i | "!"
_MINUS.3: /-(?=\S)/
OPERATOR.2: /\s*(:|<=|>=|<|>|=)\s*/
QUOTED.2: /"(?:\\\\"|[^"])*"/
NEGATIVE.2: /-[\d.][^\s(),":<>=|&]*/
WORD.1: /[^\s(),":<>=|&!\-][^\s(),":<>=|&]*/
%ignore /[\s,]+/
"""


# What SQLite takes: length of a pattern, arguments of min(), and its parser's stack: 9 levels of OR overflow it.
MOST_CHARACTERS = 8_000
MOST_PARTS = 100
MOST_DEPTH = 8


def parse(text: str) -> Node:
    """The tree of a query. Raises QueryError, which says where and what was expected."""
    _check_text(text)
    try:
        # The transformer makes the parser return nodes, which lark's types cannot say.
        tree = cast("Node", _parser().parse(text))  # pyright: ignore[reportUnknownMemberType]
    except VisitError as error:
        if isinstance(error.orig_exc, QueryError):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        position = min(len(text), error.pos_in_stream or 0) if (error.pos_in_stream or 0) >= 0 else len(text)
        raise QueryError(_explain(text, position), position) from error
    _check_size(tree)
    return tree


def _check_text(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise QueryError(f"The query is too long: it may have {MOST_CHARACTERS:,} characters.", MOST_CHARACTERS)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise QueryError("This character cannot be searched for.", error.start) from error


def _check_size(tree: Node) -> None:
    level, parts, depth = [tree], 1, 1
    while level := [part for node in level for part in _parts(node)]:
        parts, depth = parts + len(level), depth + 1
    if parts > MOST_PARTS or depth > MOST_DEPTH:
        raise QueryError(f"The query is too long: {MOST_PARTS} parts at most, {MOST_DEPTH} within each other.", 0)


def _parts(node: Node) -> tuple[Node, ...]:
    match node:
        case All(parts) | Any(parts):
            return parts
        case Not(part):
            return (part,)
        case _:
            return ()


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", transformer=_Builder(), maybe_placeholders=True)


def _explain(text: str, position: int) -> str:
    if text.count('"') % 2:
        return "A quotation mark is never closed."
    if text.count("(") != text.count(")"):
        return "The brackets do not match."
    rest = text[position:].strip()
    if not rest.strip(":<>=-|&!") or rest.casefold() in {"and", "or", "not"}:
        return "The query ends too early: something is missing after its last word."
    return f"'{rest.split()[0]}' is not expected here. Quote it to search for it as it is."


def _unquoted(token: Token) -> str:
    return token[1:-1].replace('\\"', '"') if token.type == "QUOTED" else str(token)


def quoted(text: str) -> str:
    """Text as a query says it literally: in quotation marks, those inside it escaped."""
    return '"' + text.replace('"', '\\"') + '"'


class _Builder(Transformer[Token, Node]):
    def start(self, parts: list[Node | None]) -> Node:
        return parts[0] or Everything()

    def any(self, parts: list[Node]) -> Node:
        return Any(tuple(inner for part in parts for inner in (part.parts if isinstance(part, Any) else (part,))))

    def all(self, parts: list[Node]) -> Node:
        return All(tuple(inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,))))

    def negated(self, parts: list[Node]) -> Node:
        return Not(parts[0])

    def word(self, tokens: list[Token]) -> Node:
        return Word(str(tokens[0]), position=tokens[0].start_pos or 0)

    def quoted(self, tokens: list[Token]) -> Node:
        text = _unquoted(tokens[0]).strip()
        return Word(text, position=tokens[0].start_pos or 0) if text else Everything()

    def compare(self, tokens: list[Token]) -> Node:
        left, operator, right = tokens
        name, sign, value = _unquoted(left), operator.strip(), _unquoted(right)
        position = left.start_pos or 0
        field = BY_NAME.get(name.casefold())
        if field is not None:
            return Compare(field, sign, value, right.start_pos or 0)
        if name.casefold() == "tag" and sign in ":=":
            return Word(value, position=position)
        if sign != ":" and (confidence := _fraction(value)) is not None:
            return _confident(name, sign, confidence, position)
        raise QueryError(_unknown_field(name), position)


def _fraction(value: str) -> float | None:
    try:
        number = float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None


def _confident(name: str, sign: str, confidence: float, position: int) -> Node:
    if sign in {">=", ">"}:
        return Word(name, confidence if sign == ">=" else confidence + 1e-9, position)
    if sign in {"<", "<="}:
        above = confidence if sign == "<" else confidence + 1e-9
        return All((Word(name, 0.0, position), Not(Word(name, above, position))))
    raise QueryError(f"Confidence is compared with <, <=, > or >=, as in {name}>=0.8.", position)


def _unknown_field(name: str) -> str:
    near = get_close_matches(name.casefold(), BY_NAME, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else f"Fields are: {', '.join(BY_NAME)}."
    return f"There is no field '{name}'. {hint}"
