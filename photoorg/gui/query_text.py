"""The search text as a list of terms, so that a click in a panel and typing are one query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from photoorg.library.query import quoted

_TOKEN = re.compile(r'[()|&]|!|-?(?:[^\s(),":<>=|&!]+\s*(?::|[<>]=?|=)\s*)?"(?:\\"|[^"])*"?|-?[^\s(),|&!"]+')
_BARE = re.compile(r'[^\s(),":<>=|&!\-][^\s(),":<>=|&]*')
_JOINS = {"or", "and", "|", "&"}
_NOTS = {"not", "!"}
_DEPTH = {"(": 1, ")": -1}


class Term(IntEnum):
    """What a query says of a tag."""

    EXCLUDED = -1
    ABSENT = 0
    INCLUDED = 1


@dataclass(frozen=True, slots=True)
class _Found:
    """Tokens `first` to `last` say something of a term."""

    first: int
    last: int
    state: Term


def tag_term(name: str) -> str:
    """A tag as it is typed: quoted where it has to be."""
    plain = _BARE.fullmatch(name) and name.casefold() not in _JOINS | _NOTS
    return name if plain else quoted(name)


def folder_term(path: str) -> str:
    """A folder and all below it."""
    return f"folder:{quoted(path)}"


def state_of(text: str, term: str) -> Term:
    """What the query says of a term."""
    found = _find(_TOKEN.findall(text), term)
    return found.state if found else Term.ABSENT


def with_term(text: str, term: str, state: Term) -> str:
    """The query with a term included, excluded or taken out."""
    tokens = _TOKEN.findall(text)
    while found := _find(tokens, term):
        tokens = _without(tokens, found)
    if state is Term.ABSENT:
        return _joined(tokens)
    if tokens and _has_choice(tokens):
        tokens = ["(", *tokens, ")"]
    return _joined([*tokens, f"-{term}" if state is Term.EXCLUDED else term])


def folders_in(text: str) -> list[str]:
    """The whole folders that the query names."""
    return re.findall(r'(?<![-\w])folder:"([^"]*)"', text)


def likes_in(text: str) -> bool:
    """Whether the query asks for photos like others."""
    return any(re.match(r"-?like\s*:", token) for token in _TOKEN.findall(text))


def _find(tokens: list[str], term: str) -> _Found | None:
    wanted = _plain(term)
    for place, token in enumerate(tokens):
        if _plain(token.removeprefix("-")) != wanted:
            continue
        negated = place > 0 and tokens[place - 1].casefold() in _NOTS
        state = Term.EXCLUDED if negated or token.startswith("-") else Term.INCLUDED
        return _Found(place - negated, place, state)
    return None


def _plain(token: str) -> str:
    return re.sub(r"\s*:\s*", ":", token.replace('"', "")).casefold().strip()


def _without(tokens: list[str], found: _Found) -> list[str]:
    """The tokens without some, and without the operator that joined them and brackets left empty."""
    before, after = tokens[: found.first], tokens[found.last + 1 :]
    if before and before[-1].casefold() in _JOINS:
        before.pop()
    elif after and after[0].casefold() in _JOINS:
        after.pop(0)
    while before and after and before[-1] == "(" and after[0] == ")":
        before.pop()
        after.pop(0)
    left = before + after
    if left[:1] == ["("] and left[-1:] == [")"] and _closes(left) == len(left) - 1:
        left = left[1:-1]
    return left


def _closes(tokens: list[str]) -> int:
    depth = 0
    for place, token in enumerate(tokens):
        depth += _DEPTH.get(token, 0)
        if depth == 0:
            return place
    return -1


def _has_choice(tokens: list[str]) -> bool:
    depth = 0
    for token in tokens:
        depth += _DEPTH.get(token, 0)
        if depth == 0 and token.casefold() in {"or", "|"}:
            return True
    return False


def _joined(tokens: list[str]) -> str:
    return " ".join(tokens).replace("( ", "(").replace(" )", ")").replace("! ", "!")
