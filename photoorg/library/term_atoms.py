"""A text of a query cut into its terms, by the parser's own tokens and also while it is not finished.

A term is what stands between the operators that join: a tag, however many words, a field with its value, a meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath, PureWindowsPath
from typing import NamedTuple

from photoorg.folding import folded
from photoorg.library.fields import BY_NAME, Field, Kind, field_named
from photoorg.library.query_tokens import Piece, pieces
from photoorg.library.runs import Segment, are_known, segments
from photoorg.library.vocabulary import Vocabulary
from photoorg.taxonomy import Taxonomy, load_taxonomy

_SAID = {"QUOTED", "OPEN", "VALUE", "WORD"}


@dataclass(frozen=True, slots=True)
class Atom:
    """Tokens `first` to `last` are a term; `nots` before it are its own NOTs, and `key` says when two are the same.

    `negated`: those leave it out; `outer`: brackets around it are left out.
    """

    first: int
    last: int
    nots: int
    negated: bool
    outer: bool
    either: bool
    kind: str
    label: str
    key: tuple[str, ...]

    @property
    def excluded(self) -> bool:
        """Whether it is left out, by its own NOT or that of brackets around it."""
        return self.outer is not self.negated


class _Around(NamedTuple):
    """What stands before a term: how many NOTs of its own, whether brackets around it are excluded, and OR.

    `words` are the tags that are known.
    """

    nots: int
    outer: bool
    either: bool
    words: Vocabulary | None


@lru_cache(16)
def read(text: str, words: Vocabulary | None = None) -> tuple[tuple[Piece, ...], tuple[Atom, ...]]:
    """The tokens of a text, and its terms.

    `words` are the tags of the library, for who has them at hand: a person's own of several words are one term then, as
    they are to the search. Without them those of the taxonomy are all that is known.
    """
    every = list(pieces(text))
    atoms, outer, nots, place = list[Atom](), [False], 0, 0
    while place < len(every):
        kind = every[place].kind
        if kind == "LEFT":
            outer.append(outer[-1] is not (nots % 2 == 1))
        elif kind == "RIGHT" and len(outer) > 1:
            outer.pop()
        elif kind not in {"NOT", "OR", "AND", "RIGHT"}:
            either = place > nots and every[place - nots - 1].kind == "OR"
            found = _terms(text, every, place, _Around(nots, outer[-1], either, words))
            atoms += found
            place = found[-1].last
        nots = nots + 1 if kind == "NOT" else 0
        place += 1
    return tuple(every), tuple(atoms)


def _terms(text: str, every: list[Piece], first: int, around: _Around) -> list[Atom]:
    """The term that begins at a token; the terms that do, where it is the first of a run of words."""
    last = first + (every[first].kind == "LIKE" and first + 1 < len(every) and every[first + 1].kind in _SAID)
    operator = last + 1 < len(every) and every[last + 1].kind == "OPERATOR" and every[first].kind in {"WORD", "QUOTED"}
    if every[first].kind == "WORD" and not operator:
        return _run(text, every, first, around)
    if operator:
        last += 2 if last + 2 < len(every) and every[last + 2].kind in _SAID else 1
    kind, label, key = _meant(tuple(every[first : last + 1]), around.words)
    return [Atom(first, last, around.nots, around.nots % 2 == 1, around.outer, around.either, kind, label, key)]


def _meant(said: tuple[Piece, ...], words: Vocabulary | None) -> tuple[str, str, tuple[str, ...]]:
    """What kind of term some tokens are, how it is shown, and what is the same for the same term."""
    first = said[0]
    if len(said) == 1:
        name = " ".join(first.said.split())
        return ("tag" if first.kind in _SAID else "wrong"), name, _tag(name, words)
    if first.kind == "LIKE":
        name = " ".join(said[1].said.split())
        return "meaning", f"“{name}”", ("meaning", folded(name))
    sign, value = said[1].text.lstrip(":").strip() or ":", said[2].said.strip() if len(said) > 2 else ""
    field = field_named(first.said)
    if first.said.casefold() == "tag" and sign in {":", "="}:
        return "tag", value, _tag(value, words)
    same = ":" if sign == "=" and field and field.kind is not Kind.TEXT else sign
    key = (field.name if field else folded(first.said), same, folded(value))
    return (field.kind.value if field else "tag"), _label(field, first.said, sign, value), key


_SIGNS = {":": "", "=": "=", ">=": "≥", "<=": "≤", "!=": "≠"}


def _label(field: Field | None, name: str, sign: str, value: str) -> str:
    if field and field.name == "is" and sign in {":", "="}:
        return value
    if field and field.kind is Kind.FOLDER:
        posix = PurePosixPath(value) if "/" in value or "\\" not in value else PureWindowsPath(value)
        value = posix.name or value
    return " ".join(part for part in (field.label if field else name, _SIGNS.get(sign, sign), value) if part)


@lru_cache(4)
def _concepts(taxonomy: Taxonomy) -> Vocabulary:
    return Vocabulary(enumerate(taxonomy.concepts), taxonomy)


@lru_cache(4)
def _with_concepts(words: Vocabulary) -> Vocabulary:
    """The tags of a library, and after them the concepts that no photo of it shows."""
    names = enumerate((*words.names.values(), *words.taxonomy.concepts))
    return Vocabulary(names, words.taxonomy, words.nouns)


def _tag(name: str, words: Vocabulary | None) -> tuple[str, ...]:
    """What is the same for every word for a tag: dog, Dogs and cane."""
    for known in (words, _concepts(words.taxonomy if words else load_taxonomy())):
        if known is not None and (meant := known.find(name)):
            return "tag", folded(known.names[meant[0]])
    return "tag", folded(name)


def _run(text: str, every: list[Piece], first: int, around: _Around) -> list[Atom]:
    """Bare words with nothing but spaces between them: what they mean as the search has it.

    Words that say nothing go with the term after them, the last ones with that before. Of `every`, those that join
    become tokens of their kind.
    """
    last = first
    while last + 1 < len(every) and _goes_on(text, every, last):
        last += 1
    texts = [piece.text for piece in every[first : last + 1]]
    meant = _segments(texts, around.words)
    for one in meant:
        if one.kind in {"and", "or"}:
            every[first + one.first] = every[first + one.first]._replace(kind=one.kind.upper())
    found, either = list[Atom](), around.either
    for place, one in enumerate(meant):
        if one.says:
            here = around._replace(nots=0 if found else around.nots, either=either)
            found.append(_atom(texts, meant, place, first, here))
            either = False
        else:
            either = either or one.kind == "or"
    return found


def _atom(texts: list[str], meant: Sequence[Segment], place: int, shift: int, around: _Around) -> Atom:
    """One segment as a term, with the words around it that say nothing; what leaves it out stands before it."""
    one = meant[place]
    begun = one.own if one.negated else one.first
    stops = {other.last: other.first for other in meant if other.kind == "stop"}
    while begun in stops:
        begun = stops[begun]
    start = max((other.last for other in meant[:place] if other.kind == "not" and other.first >= begun), default=begun)
    end, after = one.last, place + 1
    while after < len(meant) and meant[after].kind == "stop":
        after += 1
    if after == len(meant) or meant[after].kind in {"and", "or"}:
        end = meant[after - 1].last
    nots, negated = (start - begun, True) if one.negated else (around.nots, around.nots % 2 == 1)
    kind, label, key = _named(" ".join(texts[one.first : one.last]), one, around.words)
    return Atom(shift + start, shift + end - 1, nots, negated, around.outer, around.either, kind, label, key)


def _named(name: str, one: Segment, words: Vocabulary | None) -> tuple[str, str, tuple[str, ...]]:
    """What kind of term a segment is, how it is shown, and what is the same for the same term."""
    named = (("taken", name),) if one.kind == "year" else one.named
    if named:
        (of, value), *_ = named
        field = BY_NAME[of]
        return field.kind.value, _label(field, of, ":", value), (of, ":", folded(value))
    if one.kind == "meaning" and one.last - one.first > 1:
        return "meaning", name, ("meaning", folded(name))
    return "tag", name, _tag(name, words)


def _goes_on(text: str, every: list[Piece], last: int) -> bool:
    """Whether the word after one belongs to the same run: it is no name of a field, and NOT holds for one word."""
    here, after = every[last], every[last + 1]
    compared = last + 2 < len(every) and every[last + 2].kind == "OPERATOR"
    negated = last > 0 and every[last - 1].kind == "NOT"
    return after.kind == "WORD" and not compared and not negated and text[here.end : after.start].isspace()


def _segments(texts: list[str], words: Vocabulary | None) -> tuple[Segment, ...]:
    """A run by the library's tags; where they leave words over, by those that it may have one day too."""
    if words is None or not are_known(texts, words):
        words = _concepts(load_taxonomy()) if words is None else _with_concepts(words)
    return segments(texts, words, None)
