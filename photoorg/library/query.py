"""The query language: text to the tree of `query_tree`.

dog beach            both            dog OR cat         either         NOT person, -person   without
"golden retriever"   words together  dog>=0.8           at least that sure     ~"to play music with"   by meaning
taken:2024-05..2024-08   folder:Lisbon   width>=4000   is:untagged   sort:-rating   fields, see library/fields.py

The grammar is over the tokens of `query_tokens`; values are read by `query_values`, errors told by `query_errors`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast

from lark import Lark, Token, Transformer, UnexpectedToken
from lark.exceptions import VisitError
from lark.lexer import Lexer

from photoorg.library.fields import FIELD_NAMES, SORTS, Field, Kind, field_named
from photoorg.library.query_errors import MOST_CHARACTERS as MOST_CHARACTERS  # noqa: PLC0414 - named here for who asks
from photoorg.library.query_errors import MOST_DEPTH, MOST_PARTS, error, misplaced, nearest, suggestion
from photoorg.library.query_tokens import Piece, pieces
from photoorg.library.query_tokens import quoted as quoted  # noqa: PLC0414 - named here for who asks
from photoorg.library.query_tree import All, Any, Everything, Node, Not, Query, Range, Similar, Span, Test, Word, Words
from photoorg.library.query_tree import QueryError as QueryError  # noqa: PLC0414 - named here for who asks
from photoorg.library.query_values import EQUAL, OPERATORS, ORDERED, fraction, month_meant, sure, turned, value_of

_GRAMMAR = r"""
start: [any]
?any: all (_OR all)*
?all: part (_AND? part)*
?part: _NOT part                         -> negated
     | _LEFT any _RIGHT
     | WORD                              -> word
     | QUOTED                            -> quoted
     | _LIKE (WORD | QUOTED)             -> similar
     | (WORD | QUOTED) OPERATOR (VALUE | QUOTED) -> compare
%declare _OR _AND _NOT _LEFT _RIGHT _LIKE WORD QUOTED VALUE OPERATOR OPEN BAD
"""
_FILTERED = {"OR", "AND", "NOT", "LEFT", "RIGHT", "LIKE"}


@dataclass(frozen=True, slots=True)
class _Bare:
    """A word that may belong to its neighbours."""

    text: str
    at: Span


@dataclass(frozen=True, slots=True)
class _Sort:
    """An order that is asked for."""

    name: str
    ascending: bool | None
    at: Span


def parse(text: str) -> Query:
    """What a query says. Raises QueryError, which says where and what was expected."""
    _check_text(text)
    try:
        # The transformer makes the parser return nodes, which lark's types cannot say.
        tree = cast("Node", _parser().parse(text))  # pyright: ignore[reportUnknownMemberType]
    except VisitError as failure:
        if isinstance(failure.orig_exc, QueryError):
            raise failure.orig_exc from None
        raise
    except UnexpectedToken as failure:
        token = cast("Token", failure.token)
        raise misplaced(text, token.type.lstrip("_"), token.start_pos or 0) from None
    _check_size(tree, len(text))
    return _ordered(text, tree)


def _check_text(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        limit = f"{MOST_CHARACTERS:,} characters"
        raise error("long", Span(MOST_CHARACTERS, len(text)), limit=limit)
    try:
        text.encode()
    except UnicodeEncodeError as failure:
        raise error("character", Span(failure.start, failure.end)) from None


def _check_size(tree: Node, length: int) -> None:
    level, parts, depth = [tree], 1, 1
    while level := [part for node in level for part in _parts(node)]:
        parts, depth = parts + len(level), depth + 1
    if parts > MOST_PARTS or depth > MOST_DEPTH:
        limit = f"{MOST_PARTS} parts, {MOST_DEPTH} of them within each other"
        raise error("long", Span(0, length), limit=limit)


def _parts(node: Node) -> tuple[Node, ...]:
    match node:
        case All(parts) | Any(parts):
            return parts
        case Not(part):
            return (part,)
        case _:
            return ()


class _Tokens(Lexer):
    """The tokens of `query_tokens` as lark takes them."""

    def __init__(self, _options: object) -> None:
        pass

    def lex(self, data: object) -> Iterator[Token]:  # pyright: ignore[reportIncompatibleMethodOverride]
        for piece in pieces(str(data)):
            kind = f"_{piece.kind}" if piece.kind in _FILTERED else piece.kind
            yield Token(kind, piece.text, piece.start, end_pos=piece.end)


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer=_Tokens, transformer=_Builder(), maybe_placeholders=True)


def _span(first: Token, last: Token | None = None) -> Span:
    return Span(first.start_pos or 0, (last or first).end_pos or 0)


def _said(token: Token) -> str:
    return Piece(token.type, str(token), 0, 0).said


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
        return cast("Node", _Bare(str(tokens[0]), _span(tokens[0])))

    def quoted(self, tokens: list[Token]) -> Node:
        text = _said(tokens[0]).strip()
        return Word(text, at=_span(tokens[0])) if text else Everything()

    def similar(self, tokens: list[Token]) -> Node:
        text, at = " ".join(_said(tokens[0]).split()), _span(tokens[0])
        return Similar(text, at=Span(at.start - 1, at.end)) if text else Everything()

    def compare(self, tokens: list[Token]) -> Node:
        left, operator, right = tokens
        name, sign = _said(left), operator.lstrip(":").strip() or ":"
        field = field_named(name)
        if field is not None and not _is_tag(field, sign, right):
            return _test(field, sign, right, _span(left, right))
        return _tag(name, sign, operator, left, right)


def _is_tag(field: Field, sign: str, right: Token) -> bool:
    """Whether a tag is meant that is called as a field is: camera>=0.8."""
    return sign in ORDERED and sign not in OPERATORS[field.kind] and fraction(_said(right)) is not None


def _test(field: Field, sign: str, right: Token, at: Span) -> Node:
    if field.kind is Kind.SORT:
        return cast("Node", _order(field, sign, right, at))
    if field.kind is Kind.DATE and sign in EQUAL and (month := month_meant(_said(right))):
        raise error("date", at, (f"month:{month}",), text=_said(right), hint=f"month:{month} or {field.sample}")
    # What is wrong with an album is told where its name stands.
    tests = [
        Test(field, value_of(field, sign, text, place), place if field.kind is Kind.ALBUM else at)
        for text, place in _values(field, right)
    ]
    # Several values are any of them; several photos to be like, all of them.
    joined = tests[0] if len(tests) == 1 else (All if field.kind is Kind.LIKE else Any)(tuple(tests))
    return Not(joined) if sign == "!=" else joined


_ONE_VALUE = {Kind.NUMBER, Kind.PLACE, Kind.SORT}


def _values(field: Field, token: Token) -> Iterator[tuple[str, Span]]:
    """The values between commas, each with where it stands; what is in quotation marks is one."""
    at = _span(token)
    if token.type == "QUOTED" or field.kind in _ONE_VALUE:
        yield _said(token), at
        return
    start = at.start
    for text in str(token).split(","):
        yield text, Span(start, start + len(text))
        start += len(text) + 1


def _order(field: Field, sign: str, right: Token, at: Span) -> _Sort:
    place = _span(right)
    text = str(value_of(field, sign, _said(right), place))
    direction = {"-": False, "+": True}.get(text[:1])
    named = field_named(text.lstrip("+-"))
    name = named.name if named else text.lstrip("+-")
    if name not in SORTS:
        instead = tuple(text[: len(text) - len(name)] + one for one in nearest(name, SORTS))
        raise error("choice", place, instead, field=field.name, text=text, hint=suggestion(name, SORTS))
    return _Sort(name, direction, at)


def _tag(name: str, sign: str, operator: Token, left: Token, right: Token) -> Node:
    """A tag by name, or one with how sure it is to be."""
    at, value = _span(left, right), _said(right)
    if name.casefold() == "tag" and sign in {":", "=", "!="}:
        # From 0 on is every tag: it says that no file's name is meant.
        word = Word(value.strip(), Range(low=0.0), at)
        return Not(word) if sign == "!=" else word
    low, dots, high = value.partition("..")
    ends = fraction(low), fraction(high) if dots else None
    if sign == ":" and dots and ends[0] is not None and ends[1] is not None:
        if ends[0] > ends[1]:
            raise turned(value, _span(right))
        return Word(name, sure(sign, ends[0], ends[1]), at)
    if sign == ":" or ends[0] is None or dots:
        raise error(
            "field",
            _span(left),
            nearest(name, FIELD_NAMES),
            text=name,
            hint=suggestion(name, FIELD_NAMES, _EVERY_FIELD),
        )
    if sign not in ORDERED:
        upto = Span(at.start, operator.end_pos or at.end)
        raise error("confidence", upto, (f"{left}>=",), hint=f"{left}>={value}")
    return Word(name, sure(sign, ends[0]), at)


_EVERY_FIELD = "Fields are: {}."


def _ordered(text: str, tree: Node) -> Query:
    """The tree without the order that it asks for, and with its bare words as runs."""
    tree, edges = _edges(text, tree)
    parts = cast("tuple[object, ...]", tree.parts if isinstance(tree, All) else (tree,))
    orders = edges + [part for part in parts if isinstance(part, _Sort)]
    if len(orders) > 1:
        raise error("sorts", orders[1].at)
    rest = tuple(part for part in parts if not isinstance(part, _Sort))
    found = _joined(text, rest)
    return Query(found, orders[0].name, orders[0].ascending) if orders else Query(found)


def _edges(text: str, tree: Node) -> tuple[Node, list[_Sort]]:
    """A choice without the orders at its very beginning and end: they are for all of it."""
    if not isinstance(tree, Any):
        return tree, []
    parts, orders = list(tree.parts), list[_Sort]()
    for place, edge in ((0, 0), (-1, -1)):
        part = parts[place]
        inner = cast("tuple[object, ...]", part.parts if isinstance(part, All) else ())
        order = inner[edge] if inner else None
        if isinstance(order, _Sort) and order.at[-edge] == (len(text.rstrip()) if edge else _begin(text)):
            orders.append(order)
            rest = cast("tuple[Node, ...]", inner[1:] if place == 0 else inner[:-1])
            parts[place] = rest[0] if len(rest) == 1 else All(rest)
    return Any(tuple(parts)), orders


def _begin(text: str) -> int:
    return len(text) - len(text.lstrip())


def _joined(text: str, parts: tuple[object, ...]) -> Node:
    """Parts that all must match, bare words with nothing but spaces between them as one run."""
    found = list[Node]()
    for part in parts:
        node = _runs(text, part)
        last = found[-1] if found else None
        if isinstance(node, Words) and isinstance(last, Words) and text[last.at[-1].end : node.at[0].start].isspace():
            found[-1] = Words(last.texts + node.texts, last.at + node.at)
        else:
            found.append(node)
    return found[0] if len(found) == 1 else All(tuple(found)) if found else Everything()


def _runs(text: str, node: object) -> Node:
    match node:
        case _Bare(word, at):
            return Word(word, at=at) if _WILD & set(word) else Words((word,), (at,))
        case _Sort(at=at):
            raise error("sort", at)
        case Not(part):
            return Not(_runs(text, part))
        case Any(parts):
            return Any(tuple(_runs(text, part) for part in parts))
        case All(parts):
            return _joined(text, parts)
        case _:
            return cast("Node", node)


_WILD = {"*", "?"}
