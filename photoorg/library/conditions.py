"""A query tree to SQL: for each part, which photos it matches and how well."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch
from pathlib import PurePath

from sqlite_utils import Database

from photoorg.library.fields import Kind
from photoorg.library.names import from_db
from photoorg.library.places import absolute, roots
from photoorg.library.query_tree import (
    All,
    Any,
    Everything,
    Node,
    Not,
    Pattern,
    QueryError,
    Range,
    Similar,
    Test,
    Word,
    Words,
)  # fmt: skip
from photoorg.library.tagged import IN_USE
from photoorg.taxonomy import load_taxonomy

Value = str | int | float | bytes


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
def _(node: Words, db: Database) -> Condition:
    first, *others = (Word(text) for text in node.texts)
    return condition(All((first, *others)) if others else first, db)


@condition.register
def _(node: Similar, db: Database) -> Condition:
    return condition(Word(node.text), db)


@condition.register
def _(node: Word, db: Database) -> Condition:
    tags = matching_tags(db, node.text)
    if not tags:
        # No tag is called that: the next thing a person may mean is the file's name.
        return Condition(_CONTAINS.format("f.name"), (_contained(node.text),))
    ids = ", ".join(str(tag) for tag in tags)
    tests, values = _within("t.confidence", node.sure)
    sure = f" AND {tests}" if values else ""
    return Condition(
        f"EXISTS ({_HAS.format(what='SELECT 1', ids=ids)}{sure})",
        values,
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


_IN_ALBUM = "SELECT x.photo_id FROM album_photos x JOIN albums a ON a.id = x.album_id WHERE a.name = ?"


@condition.register
def _(node: Test, db: Database) -> Condition:  # noqa: PLR0911 - what each kind of value takes
    field, value = node.field, node.value
    if field.kind is Kind.FOLDER and isinstance(value, Pattern):
        return _folder(db, value.text)
    match value:
        case Pattern(text) if field.kind is Kind.ALBUM:
            return Condition(f"p.id IN ({_IN_ALBUM})", (text,))
        case Range():
            return Condition(*_within(field.sql, value))
        case Pattern(text, whole=True) if field.sql:
            return Condition(f"{field.sql} = ? COLLATE NOCASE", (text,))
        case Pattern(text) if field.sql:
            return Condition(_CONTAINS.format(field.sql), (_contained(text),))
        case str() if field.choices.get(value):
            return Condition(field.choices[value], asks_missing=value == "missing")
        case str() if value in field.choices and field.sql:
            return Condition(f"{field.sql} = ?", (value,))
        case _:
            raise QueryError(f"'{field.name}' cannot be searched for yet.", *node.at)


def _within(sql: str, value: Range) -> tuple[str, tuple[Value, ...]]:
    low, high = (">" if value.low_open else ">="), ("<" if value.high_open else "<=")
    tests = [(f"{sql} {sign} ?", end) for sign, end in ((low, value.low), (high, value.high)) if end is not None]
    return " AND ".join(test for test, _ in tests) or "1", tuple(end for _, end in tests)


def _folder(db: Database, wanted: str) -> Condition:
    return Condition(
        "EXISTS (SELECT 1 FROM files c WHERE c.photo_id = p.id AND c.missing_since IS NULL "
        "AND c.folder_id IN (SELECT value FROM json_each(?)))",
        (json.dumps(_folders_meant(db, wanted)),),
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


def _contained(text: str) -> str:
    """As a pattern of LIKE; * and ? are its wildcards."""
    return f"%{_like(text).replace('*', '%').replace('?', '_')}%"


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
