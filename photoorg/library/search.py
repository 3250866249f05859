"""A query's text to photo ids in order. What a window, a command and an export ask is asked here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library.album_order import album_meant, in_album_order
from photoorg.library.conditions import Condition, Value, condition
from photoorg.library.fields import BEST_MATCH as BEST_MATCH  # noqa: PLC0414 - named here for who asks
from photoorg.library.fields import BY_NAME, FROM_A, SORTS
from photoorg.library.query import parse
from photoorg.library.query_tree import All, Node, Word, Words
from photoorg.outcomes import PhotoorgError

_TABLES = "photos p LEFT JOIN files f ON f.id = p.file_id LEFT JOIN folders d ON d.id = f.folder_id"


@dataclass(frozen=True, slots=True)
class Hits:
    """Photos in rank order: `ids` int64 (n,), `scores` float32 (n,) between 0 and 1."""

    ids: NDArray[np.int64]
    scores: NDArray[np.float32]


def search(db: Database, text: str, sort: str = BEST_MATCH, *, ascending: bool | None = None, limit: int = 0) -> Hits:
    """Photos that match a query, `limit` of them or (0) all.

    `ascending` None takes what suits the sort: names from A, dates from the newest. Raises QueryError for a query that
    cannot be understood, PhotoorgError for a sort that does not exist.
    """
    if sort not in SORTS:
        raise PhotoorgError(f"Cannot sort by '{sort}'. Choose one of: {', '.join(SORTS)}.")
    query = parse(text)
    tree, sort = query.tree, query.sort or sort
    ascending = query.ascending if query.sort else ascending
    wanted = condition(tree, db)
    where, parameters = _where(db, tree, wanted)
    album = album_meant(tree) if sort == BEST_MATCH and not ascending else ""
    order = _order(sort, ascending, wanted)
    # Only fixed text and expressions from the field table are put together in this module; values are bound.
    rows = db.conn.execute(
        f"SELECT p.id, {wanted.score} AS score FROM {_TABLES} WHERE {where} ORDER BY {order} LIMIT ?",  # noqa: S608
        (*wanted.score_parameters, *parameters, -1 if album else limit or -1),
    )
    # Row by row into the array: a million tuples in a list would take a quarter of a gigabyte.
    found = np.fromiter(rows, dtype=[("id", np.int64), ("score", np.float32)])
    if album:
        found = found[in_album_order(db, album, found["id"])][: limit or None]
    return Hits(found["id"].copy(), found["score"].copy())


def count(db: Database, text: str) -> int:
    """How many photos match a query."""
    where, parameters = _where(db, tree := parse(text).tree, condition(tree, db))
    row = db.conn.execute(f"SELECT COUNT(*) FROM {_TABLES} WHERE {where}", parameters).fetchone()  # noqa: S608
    return int(row[0])


def tally(db: Database, text: str, terms: Sequence[str]) -> list[int]:
    """How many photos match a query and each of some terms besides. One walk over the photos, however many terms."""
    tree = parse(text).tree
    where, parameters = _where(db, tree, condition(tree, db))
    each = [condition(parse(term).tree, db) for term in terms]
    sums = ", ".join(f"coalesce(SUM({one.where}), 0)" for one in each)
    values = [value for one in each for value in one.parameters]
    row = db.conn.execute(f"SELECT {sums} FROM {_TABLES} WHERE {where}", (*values, *parameters)).fetchone()  # noqa: S608
    return [int(number) for number in row]


def facets(db: Database, text: str, limit: int = 200) -> list[tuple[str, int]]:
    """The commonest tags among the photos that match, with how many carry each."""
    tree = parse(text).tree
    where, parameters = _where(db, tree, condition(tree, db))
    # The plus keeps SQLite from looking up each photo's tags: for many photos a walk along all is 7 times as fast.
    walk = "" if _leader(db, tree) else "+"
    rows = db.conn.execute(
        f"SELECT g.name, COUNT(*) AS n FROM photo_tag x JOIN tags g ON g.id = x.tag_id "  # noqa: S608
        f"WHERE {walk}x.photo_id IN (SELECT p.id FROM {_TABLES} WHERE {where}) "
        f"GROUP BY x.tag_id ORDER BY n DESC, g.name LIMIT ?",
        (*parameters, limit or -1),
    )
    return [(name, number) for name, number in rows]


def _where(db: Database, tree: Node, wanted: Condition) -> tuple[str, tuple[Value, ...]]:
    tests = [wanted.where]
    if not wanted.asks_missing:
        tests.append("p.file_id IS NOT NULL")
    leader = _leader(db, tree)
    if leader:
        ids = ", ".join(str(tag) for tag in leader)
        tests.insert(0, f"p.id IN (SELECT photo_id FROM photo_tag WHERE tag_id IN ({ids}))")  # noqa: S608
    return " AND ".join(tests), wanted.parameters


_RARE = 5_000


def _leader(db: Database, tree: Node) -> tuple[int, ...]:
    """The rarest tag that every match must carry, where it is rare enough to lead: then few photos are looked at."""
    whole = tree.parts if isinstance(tree, All) else (tree,)
    parts = [word for part in whole for word in (map(Word, part.texts) if isinstance(part, Words) else (part,))]
    candidates = [tags for part in parts if (tags := condition(part, db).tags)]
    sizes = [(_size(db, tags), tags) for tags in candidates]
    size, tags = min(sizes, default=(_RARE, ()))
    return tags if size < _RARE else ()


def _size(db: Database, tags: tuple[int, ...]) -> int:
    ids = ", ".join(str(tag) for tag in tags)
    row = db.conn.execute(
        f"SELECT COUNT(*) FROM (SELECT 1 FROM photo_tag WHERE tag_id IN ({ids}) LIMIT {_RARE})"  # noqa: S608
    ).fetchone()
    return int(row[0])


def _order(sort: str, ascending: bool | None, wanted: Condition) -> str:
    if sort == BEST_MATCH:
        if wanted.score == "1.0":
            sort, ascending = "taken", bool(ascending)
        else:
            up = "ASC" if ascending else "DESC"
            return f"score {up}, p.taken_at DESC, p.id DESC"
    field = BY_NAME[sort]
    from_a = field.kind in FROM_A if ascending is None else ascending
    direction = "ASC" if from_a else "DESC"
    collate = " COLLATE NOCASE" if field.kind in FROM_A else ""
    tie = ", f.name COLLATE NOCASE ASC" if sort == "folder" else ""
    return f"{field.sql}{collate} {direction}{tie}, p.taken_at {direction}, p.id {direction}"
