"""What may be typed where the cursor is in a query: tags, fields, and the values of fields, with how many photos."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.folding import folded
from photoorg.library import known
from photoorg.library.completing_values import Value, values_of
from photoorg.library.fields import BY_NAME, FIELDS, Field, Kind, field_named
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.query_tokens import Piece, pieces, unquoted
from photoorg.library.states import HAS_DOCS, STATE_DOCS
from photoorg.library.tag_index import tag_index, typed
from photoorg.library.terms import tag_term
from photoorg.taxonomy import Taxonomy

_FIELDS_SHOWN = 3
_PLACES = ("album", "folder")
_PLACES_SHOWN = 3
_LETTERS = 3
"""So many letters of a folder's or an album's name are typed before it is offered."""
_WORDS_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Completion:
    """`insert` takes the place of the characters `start` to `end`.

    `label` is what is shown, `detail` says more of it: the word that led to it, or what a field is. `count` photos, 0
    where they have not been counted. `kind` is tag, field, state, choice, value, folder, album or sort.
    """

    start: int
    end: int
    insert: str
    label: str
    detail: str = ""
    count: int = 0
    kind: str = "tag"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is being typed: `typed` as far as the cursor, all of it from `start` to `end`.

    `field` is the one that it is a value of, `before` the bare words right before it. `alone`: no operator follows.
    `behind_tag`: it stands behind tag: and is the name of one.
    """

    typed: str
    start: int
    end: int
    field: Field | None = None
    before: tuple[Piece, ...] = ()
    alone: bool = True
    behind_tag: bool = False


def complete(  # noqa: PLR0913 - what is asked, and what is at hand
    db: Database,
    text: str,
    cursor: int,
    language: str = "en",
    limit: int = 10,
    *,
    counts: Mapping[str, int] | None = None,
) -> tuple[Completion, ...]:
    """What completes a query at a cursor (0 to its length), the likeliest first. No text is an error.

    `counts` are the library's tags with their photos, for who has them at hand.
    """
    asked = _asked(text, min(max(cursor, 0), len(text)))
    if asked is None or limit < 1:
        return ()
    if asked.field is not None:
        return tuple(_of_values(db, asked, asked.field, language)[:limit])
    others = _of_fields(asked)[: max(_FIELDS_SHOWN, limit // 3)] if asked.typed and not asked.behind_tag else []
    if not asked.alone:
        return tuple(others[:limit])
    tags = _of_tags(taxonomy_of(db), known.tags(db) if counts is None else counts, asked, language, limit)
    places = [] if asked.behind_tag else _of_places(db, asked, language)
    return tuple([*tags[: max(limit - len(others) - len(places), 1)], *places, *others][:limit])


# What is being typed.


def _asked(text: str, cursor: int) -> _Asked | None:
    every = tuple(pieces(text))
    place = next((place for place, piece in enumerate(every) if piece.start < cursor <= piece.end), None)
    if place is None:
        behind = [place for place, piece in enumerate(every) if piece.end <= cursor]
        if not behind or every[behind[-1]].kind != "OPERATOR" or not text[every[behind[-1]].end : cursor].isspace():
            return None
        return _value(text, every, behind[-1], cursor)
    piece = every[place]
    if piece.kind == "OPERATOR":
        return _value(text, every, place, cursor) if cursor == piece.end else None
    if place and every[place - 1].kind == "OPERATOR":
        return _value(text, every, place - 1, cursor)
    if piece.kind not in {"WORD", "QUOTED", "OPEN"} or (place and every[place - 1].kind == "LIKE"):
        return None
    alone = place + 1 == len(every) or every[place + 1].kind != "OPERATOR"
    return _Asked(_said(piece, cursor), piece.start, piece.end, None, _before(text, every, place), alone)


def _said(piece: Piece, cursor: int) -> str:
    """What a token says as far as the cursor."""
    if piece.kind == "QUOTED" and cursor == piece.end:
        return piece.said
    until = piece.text[: cursor - piece.start]
    return unquoted(until[1:]) if piece.kind in {"QUOTED", "OPEN"} else until


def _before(text: str, every: tuple[Piece, ...], place: int) -> tuple[Piece, ...]:
    """The bare words that stand right before a bare word, the last three."""
    found = list[Piece]()
    while place and every[place].kind == every[place - 1].kind == "WORD" and len(found) < _WORDS_BEFORE:
        if not text[every[place - 1].end : every[place].start].isspace():
            break
        place -= 1
        found.insert(0, every[place])
    return tuple(found)


_LISTS = {Kind.TEXT, Kind.DATE, Kind.STATE, Kind.CHOICE, Kind.ALBUM, Kind.LIKE, Kind.FOLDER}
_RANGES = {Kind.NUMBER, Kind.DATE}


def _value(text: str, every: tuple[Piece, ...], operator: int, cursor: int) -> _Asked | None:
    """A value behind an operator: of several between commas the one at the cursor, and so of the ends of a range."""
    field = field_named(every[operator - 1].said) if operator else None
    is_tag = operator > 0 and every[operator - 1].said.casefold() == "tag"
    if field is None and not is_tag:
        return None
    piece = every[operator + 1] if operator + 1 < len(every) else None
    if piece is None or piece.start > cursor or piece.kind not in {"VALUE", "QUOTED", "OPEN"}:
        return _Asked("", cursor, cursor, field, behind_tag=is_tag)
    said, start, end = _said(piece, cursor), piece.start, piece.end
    if piece.kind == "VALUE" and field is not None:
        marks = ("," if field.kind in _LISTS else "", ".." if field.kind in _RANGES else "")
        for mark in filter(None, marks):
            start += said.rfind(mark) + len(mark) if mark in said else 0
            said = said.rpartition(mark)[2]
            end = min((found for found in (text.find(mark, cursor), end) if found >= 0), default=end)
    return _Asked(said, start, end, field, behind_tag=is_tag)


# What there is.


def _of_tags(
    taxonomy: Taxonomy, counts: Mapping[str, int], asked: _Asked, language: str, limit: int
) -> list[Completion]:
    """Tags, those that the words before begin too first: golden re."""
    index = tag_index(tuple(counts), language, taxonomy)
    found = dict[str, Completion]()
    starts = [*((piece.start, place) for place, piece in enumerate(asked.before)), (asked.start, len(asked.before))]
    for start, place in starts:
        words = " ".join((*(piece.text for piece in asked.before[place:]), asked.typed))
        matches = index.beginning(words) if words.strip() or asked.behind_tag else []
        matches.sort(key=lambda match: (match.inside, -counts[match.tag], match.shown))
        for match in matches[:limit]:
            insert = tag_term(typed(match, taxonomy))
            made = Completion(start, asked.end, insert, match.shown, match.other, counts[match.tag], "tag")
            found.setdefault(match.tag, made)
    return list(found.values())


def _of_fields(asked: _Asked) -> list[Completion]:
    """Fields by each of their names, and states by theirs."""
    wanted = folded(asked.typed)
    colon = ":" if asked.alone else ""
    found = [
        Completion(asked.start, asked.end, name + colon, f"{name}:", field.label, 0, "field")
        for field in FIELDS
        for name in (field.name, *field.also)
        if name.startswith(wanted) and (name == field.name or not field.name.startswith(wanted))
    ]
    states = [("is", name, doc) for name, doc in STATE_DOCS.items()] + [
        ("has", name, doc) for name, doc in HAS_DOCS.items()
    ]
    found += [
        Completion(asked.start, asked.end, f"{field}:{name}", f"{field}:{name}", doc, 0, "state")
        for field, name, doc in states
        if asked.alone and len(wanted) > 1 and name.startswith(wanted)
    ]
    return found


def _of_places(db: Database, asked: _Asked, language: str) -> list[Completion]:
    """Folders and albums whose name begins so, without the field before them."""
    wanted = folded(asked.typed)
    if len(wanted) < _LETTERS:
        return []
    found = list[Completion]()
    for field in (BY_NAME[name] for name in _PLACES):
        for value in values_of(db, field, asked.typed, language):
            name = re.split(r"[/\\]", value.label.rstrip("/\\"))[-1]
            if any(word.startswith(wanted) for word in (folded(name), *folded(name).split())):
                insert, kind = f"{field.name}:{value.insert}", _KINDS[field.kind]
                found.append(Completion(asked.start, asked.end, insert, name, "", value.count, kind))
    return sorted(found, key=lambda one: -one.count)[:_PLACES_SHOWN]


def _of_values(db: Database, asked: _Asked, field: Field, language: str) -> list[Completion]:
    """Values that begin so; after them those of which another word does, then those that have it inside."""
    wanted = folded(asked.typed)
    ranked = list[tuple[int, int, Completion]]()
    kind = _KINDS.get(field.kind, "value")
    for place, value in enumerate(values_of(db, field, asked.typed, language)):
        rank = _rank(wanted, value)
        if rank is not None:
            one = Completion(asked.start, asked.end, value.insert, value.label, value.detail, value.count, kind)
            ranked.append((rank, place, one))
    return [one for *_, one in sorted(ranked, key=lambda one: one[:2])]


def _rank(wanted: str, value: Value) -> int | None:
    label = folded(value.label)
    if label.startswith(wanted):
        return 0
    if any(folded(word).startswith(wanted) for word in value.also):
        return 1
    return 2 if wanted in label else None


_KINDS = {
    Kind.FOLDER: "folder", Kind.STATE: "state", Kind.CHOICE: "choice", Kind.ALBUM: "album", Kind.SORT: "sort",
}  # fmt: skip
