"""A query tree to SQL: for each part, which photos it matches and how well."""

from __future__ import annotations

import json
import time
from calendar import timegm
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import singledispatch
from math import isfinite
from pathlib import PurePath
from typing import TypeVar

from sqlite_utils import Database

from photoorg.library.fields import STATES, Kind
from photoorg.library.names import from_db
from photoorg.library.places import absolute, roots
from photoorg.library.query import All, Any, Compare, Everything, Node, Not, QueryError, Word
from photoorg.library.tagged import IN_USE
from photoorg.taxonomy import load_taxonomy

Value = str | int | float | bytes
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Condition:
    """`where` is true for the photos `p` that match; `score` is 0..1, 1 where no confidence is involved.

    `tags` are the tags that a photo must carry one of, where that is all there is to it: such a condition can lead.
    """

    where: str
    parameters: tuple[Value, ...] = ()
    score: str = "1.0"
    score_parameters: tuple[Value, ...] = ()
    tags: tuple[int, ...] = ()
    asks_missing: bool = False


@singledispatch
def condition(node: Node, db: Database) -> Condition:  # noqa: ARG001 - what each kind of node takes
    """SQL for a tree. Raises QueryError for a value that its field cannot have."""
    raise TypeError(f"{type(node).__name__} is not a part of a query")


def matching_tags(db: Database, text: str) -> tuple[int, ...]:
    """Tags that a word means, of those that photos carry.

    The tag of that name or its singular; else the one that the taxonomy knows the word for, such as a synonym or the
    Italian one; else those that have it as a word of theirs.
    """
    written = " ".join(text.split())
    wanted = written.casefold()
    # SQLite ignores the case of ASCII letters alone: a tag of a person's own is found as it was written.
    for name in (written, wanted, *_singulars(wanted), load_taxonomy().find(wanted)):
        row = db.conn.execute(f"SELECT g.id FROM tags g WHERE g.name = ? AND {IN_USE}", (name,)).fetchone()  # noqa: S608
        if row is not None:
            return (int(row[0]),)
    rows = db.conn.execute(
        f"SELECT g.id FROM tags g WHERE ' ' || lower(g.name) || ' ' LIKE ? ESCAPE '\\' AND {IN_USE}",  # noqa: S608
        (f"% {_like(wanted)} %",),
    )
    return tuple(tag_id for (tag_id,) in rows)


def _singulars(word: str) -> tuple[str, ...]:
    endings = (("ies", "y"), ("ves", "f"), ("es", ""), ("s", ""))
    return tuple(word.removesuffix(plural) + single for plural, single in endings if word.endswith(plural))


@condition.register
def _(_node: Everything, _db: Database) -> Condition:
    return Condition("1")


# The cast is for names that are kept as bytes: see library/names.py.
_CONTAINS = "CAST({} AS TEXT) LIKE ? ESCAPE '\\'"
_HAS = "{what} FROM photo_tag t WHERE t.tag_id IN ({ids}) AND t.taken_at = p.taken_at AND t.photo_id = p.id"


@condition.register
def _(node: Word, db: Database) -> Condition:
    tags = matching_tags(db, node.text)
    if not tags:
        # No tag is called that: the next thing a person may mean is the file's name.
        return Condition(_CONTAINS.format("f.name"), (f"%{_like(node.text)}%",))
    ids = ", ".join(str(tag) for tag in tags)
    sure = f" AND t.confidence >= {node.at_least!r}" if node.at_least else ""
    return Condition(
        f"EXISTS ({_HAS.format(what='SELECT 1', ids=ids)}{sure})",
        score=f"coalesce(({_HAS.format(what='SELECT MAX(t.confidence)', ids=ids)}), 0.0)",
        tags=tags,
    )


@condition.register
def _(node: Not, db: Database) -> Condition:
    part = condition(node.part, db)
    # A comparison with what a photo does not say is null, and so would its opposite be.
    return Condition(f"NOT coalesce({part.where}, 0)", part.parameters, asks_missing=part.asks_missing)


@condition.register
def _(node: All, db: Database) -> Condition:
    return _joined([condition(part, db) for part in node.parts], "AND", "min")


@condition.register
def _(node: Any, db: Database) -> Condition:
    return _joined([condition(part, db) for part in node.parts], "OR", "max")


def _joined(parts: list[Condition], word: str, choose: str) -> Condition:
    return Condition(
        "(" + f" {word} ".join(part.where for part in parts) + ")",
        tuple(value for part in parts for value in part.parameters),
        f"{choose}(" + ", ".join(_score(part, word) for part in parts) + ")",
        tuple(value for part in parts for value in _score_parameters(part, word)),
        asks_missing=any(part.asks_missing for part in parts),
    )


def _score(part: Condition, word: str) -> str:
    # In "a OR b" a part that does not match must not lend its score; a tag's score is 0 there by itself.
    return part.score if word == "AND" or part.tags else f"CASE WHEN {part.where} THEN {part.score} ELSE 0.0 END"


def _score_parameters(part: Condition, word: str) -> tuple[Value, ...]:
    return part.score_parameters if word == "AND" or part.tags else part.parameters + part.score_parameters


@condition.register
def _(node: Compare, db: Database) -> Condition:
    return _COMPARERS[node.field.kind](db, node)


def _text(_db: Database, node: Compare) -> Condition:
    value = node.field.words.get(node.value.casefold(), node.value)
    if node.operator == ":":
        return Condition(_CONTAINS.format(node.field.sql), (f"%{_like(value)}%",))
    if node.operator == "=":
        return Condition(f"{node.field.sql} = ? COLLATE NOCASE", (value,))
    raise QueryError(f"{node.field.name} is text: search it with ':' (contains) or '=' (is).", node.position)


def _folder(db: Database, node: Compare) -> Condition:
    if node.operator not in ":=":
        raise QueryError("A folder is searched with ':'.", node.position)
    return Condition(
        "EXISTS (SELECT 1 FROM files c WHERE c.photo_id = p.id AND c.missing_since IS NULL "
        "AND c.folder_id IN (SELECT value FROM json_each(?)))",
        (json.dumps(_folders_meant(db, node.value)),),
    )


def _folders_meant(db: Database, wanted: str) -> list[int]:
    rows = db.conn.execute("SELECT d.id, v.mount, d.path FROM folders d JOIN volumes v ON v.id = d.volume_id")
    paths = [(folder_id, PurePath(absolute(mount, from_db(path)))) for folder_id, mount, path in rows]
    if PurePath(wanted).is_absolute():
        return [folder_id for folder_id, path in paths if path.is_relative_to(wanted)]
    part = PurePath(wanted).as_posix().casefold()
    # From the name of the library's folder down: what lies above it, as in /home/ada, is not what a person looks for.
    above = [PurePath(root).parent for root in roots(db)]
    return [folder_id for folder_id, path in paths if part in _below(path, above).as_posix().casefold()]


def _below(path: PurePath, above: Sequence[PurePath]) -> PurePath:
    ways = [path.relative_to(top) for top in above if path.is_relative_to(top)]
    return max(ways, key=lambda way: len(way.parts), default=path)


def _state(_db: Database, node: Compare) -> Condition:
    state = STATES.get(node.value.casefold())
    if state is None or node.operator not in ":=":
        raise QueryError(f"'is:' takes one of: {', '.join(STATES)}.", node.position)
    return Condition(state, asks_missing=node.value.casefold() == "missing")


def _number(_db: Database, node: Compare) -> Condition:
    low, high = _ends(node, _as_number)
    return _between(node, low, high)


def _date(_db: Database, node: Compare) -> Condition:
    first, last = _ends(node, _as_day)
    low = None if first is None else first[0]
    high = None if last is None else last[1] - 1
    if node.operator in {">", "<"}:  # after the whole of a month, before the whole of it
        low, high = (None if last is None else last[1] - 1), (None if first is None else first[0])
    return _between(node, low, high)


def _ends(node: Compare, convert: Callable[[str], T | None]) -> tuple[T | None, T | None]:
    left, dots, right = node.value.partition("..")
    texts = (left, right) if dots else (left, left)
    ends = tuple(convert(text) if text else None for text in texts)
    wrong = any(end is None and text for end, text in zip(ends, texts, strict=True)) or ends == (None, None)
    if wrong or (dots and node.operator not in ":="):
        raise QueryError(
            f"'{node.value}' is not a {node.field.kind.value} for {node.field.name}. Try {node.field.sample}.",
            node.position,
        )
    return ends[0], ends[1]


def _between(node: Compare, low: float | None, high: float | None) -> Condition:
    sql = node.field.sql
    sides = {":": (low, high), "=": (low, high), ">=": (low, None), "<=": (None, high)}
    if node.operator in {">", "<"}:
        bound = low if node.operator == ">" else high
        return Condition(f"{sql} {node.operator} ?", (bound if bound is not None else 0,))
    above, below = sides[node.operator]
    tests = [(f"{sql} >= ?", above), (f"{sql} <= ?", below)]
    used = [(test, value) for test, value in tests if value is not None]
    return Condition(" AND ".join(test for test, _ in used) or "1", tuple(value for _, value in used))


def _as_number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


_RELATIVE_DAYS = {"today": 0, "yesterday": 1}


def _as_day(text: str) -> tuple[int, int] | None:
    """First second, and the second after the last, of a year, a month or a day."""
    if text.casefold() in _RELATIVE_DAYS:
        here = datetime.fromtimestamp(time.time()).astimezone().date()
        day = here - timedelta(days=_RELATIVE_DAYS[text.casefold()])
        return _seconds(day), _seconds(day + timedelta(days=1))
    try:
        numbers = [int(part) for part in text.split("-")]
        if len(numbers) == 1:
            return _seconds(date(numbers[0], 1, 1)), _seconds(date(numbers[0] + 1, 1, 1))
        if len(numbers) == 2:
            year, month = numbers
            return _seconds(date(year, month, 1)), _seconds(date(year + month // 12, month % 12 + 1, 1))
        day = date(*numbers)
        return _seconds(day), _seconds(day + timedelta(days=1))
    except (ValueError, TypeError, OverflowError):
        return None


def _seconds(day: date) -> int:
    return timegm(day.timetuple())


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


_COMPARERS: dict[Kind, Callable[[Database, Compare], Condition]] = {
    Kind.TEXT: _text,
    Kind.FOLDER: _folder,
    Kind.STATE: _state,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
}
