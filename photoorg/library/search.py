"""A query's text to photo ids in order. What a window, a command and an export ask is asked here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library import columns as memory
from photoorg.library.album_order import album_meant, albums_named, in_album_order
from photoorg.library.columns import Columns
from photoorg.library.fields import BEST_MATCH, SORTS
from photoorg.library.file_names import names_in, nouns_in
from photoorg.library.lately import lately
from photoorg.library.matching import Match, asks_missing, match
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.query import parse
from photoorg.library.query_tree import Everything, Node, Query
from photoorg.library.resolving import resolve
from photoorg.library.senses import Meaning, Senses
from photoorg.library.sorting import from_lowest, ordered
from photoorg.library.spelling import meant_instead
from photoorg.library.vocabulary import Vocabulary, vocabulary
from photoorg.outcomes import PhotoorgError

__all__ = ["BEST_MATCH", "SORTS", "Found", "Hits", "count", "find", "search", "tally"]


@dataclass(frozen=True, slots=True)
class Hits:
    """Photos in rank order: `ids` int64 (n,), `scores` float32 (n,) between 0 and 1.

    From the `weak`th on they match only weakly. `total` is how many match, also beyond a limit. `ranked`: the query
    tells better matches from worse. `meanings` are what its words were taken to mean, `tree` is the query as it was
    understood. `suggestions` are words that nothing is surely found by, each with the tag that may be meant.
    """

    ids: NDArray[np.int64]
    scores: NDArray[np.float32]
    weak: int
    total: int
    ranked: bool = False
    meanings: tuple[Meaning, ...] = ()
    tree: Node = field(default_factory=Everything)
    suggestions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a query matches: `mask` bool (n,) over the slots of `columns`, of photos that are to be shown."""

    columns: Columns
    tree: Node
    match: Match
    mask: NDArray[np.bool_]

    @property
    def slots(self) -> NDArray[np.int64]:
        """Where the mask is true."""
        return np.flatnonzero(self.mask)


def search(  # noqa: PLR0913 - as a person may ask
    db: Database,
    text: str,
    sort: str = BEST_MATCH,
    *,
    ascending: bool | None = None,
    limit: int = 0,
    senses: Senses | None = None,
    weak: bool = True,
) -> Hits:
    """Photos that match a query, `limit` of them or (0) all.

    A sort that the text asks for goes before `sort`. `ascending` None takes what suits the sort: names from A, dates
    from the newest. An album alone comes in its own order, where no other is asked for. Without `weak` those that match
    only weakly are left out. Raises QueryError for a query that cannot be understood, PhotoorgError for a sort that
    does not exist.
    """
    if sort not in SORTS:
        raise PhotoorgError(f"Cannot sort by '{sort}'. Choose one of: {', '.join(SORTS)}.")
    query = parse(text) if text.strip() else Query(Everything())  # the first page need not wait for a parser
    if query.sort is not None:
        sort, ascending = query.sort, query.ascending
    lowest = from_lowest(sort, ascending)
    if isinstance(query.tree, Everything) and sort in {BEST_MATCH, "taken"} and not memory.ready(db):
        return _everything(db, limit, lowest=lowest)
    found = find(db, query, senses, weak=weak)
    weakly, slots = found.match.weak if weak else None, _newest_first(found)
    if sort == BEST_MATCH and not lowest and (asked := album_meant(found.tree)):
        named = albums_named(db, asked)
        slots = slots[in_album_order(db, named[0], found.columns.ids[slots])] if len(named) == 1 else slots
    groups = [slots] if weakly is None else [slots[~weakly[slots]], slots[weakly[slots]]]
    hits = _hits(found, groups, sort, limit, lowest=lowest)
    if len(groups[0]):
        return hits
    return replace(hits, suggestions=meant_instead(found.tree, words_of(db, found.columns)))


def count(db: Database, text: str, senses: Senses | None = None, *, weak: bool = True) -> int:
    """How many photos match a query; without `weak` those that do not match only weakly."""
    query = parse(text)
    if isinstance(query.tree, Everything) and not memory.ready(db):
        return _total(db)
    return int(np.count_nonzero(find(db, query, senses, weak=weak).mask))


def tally(
    db: Database, text: str, terms: Sequence[str], senses: Senses | None = None, *, weak: bool = True
) -> list[int]:
    """How many photos match a query and each of some terms besides; without `weak` none that match only weakly."""
    found = find(db, parse(text), senses, weak=weak)
    columns = found.columns
    matches = (match(meant(db, parse(term).tree, columns), columns, db, senses) for term in terms)
    return [int(np.count_nonzero(found.mask & _mask(matched, weak=weak))) for matched in matches]


def find(
    db: Database, query: Query, senses: Senses | None = None, columns: Columns | None = None, *, weak: bool = True
) -> Found:
    """What a query matches, in no order; without `weak` nothing that matches only weakly.

    Missing photos are found only where it asks for them.
    """
    columns = columns or memory.of(db)
    if db.conn.in_transaction:  # what it has done so far is for its own eyes
        tree, matched = _matched(db, query.tree, columns, senses)
    else:
        tree, matched = lately(columns, query.tree, senses, lambda: _matched(db, query.tree, columns, senses))
    there = columns.alive if asks_missing(tree) else columns.present
    return Found(columns, tree, matched, _mask(matched, weak=weak) & there)


def _matched(db: Database, asked: Node, columns: Columns, senses: Senses | None) -> tuple[Node, Match]:
    tree = meant(db, asked, columns)
    return tree, match(tree, columns, db, senses)


def _mask(matched: Match, *, weak: bool) -> NDArray[np.bool_]:
    return matched.mask if weak or matched.weak is None else matched.mask & ~matched.weak


def meant(db: Database, tree: Node, columns: Columns) -> Node:
    """A tree with what its words mean: see `resolving`."""
    return resolve(tree, words=words_of(db, columns), in_names=names_in(columns))


def words_of(db: Database, columns: Columns | None = None) -> Vocabulary:
    """What words may name in a library: its tags, folders, albums and cameras. Chips take it: see `terms.chips`."""
    columns = columns or memory.of(db)
    words: Vocabulary = columns.derived("vocabulary", lambda: vocabulary(db))
    if words.taxonomy is not taxonomy_of(db):  # a person has said of tags what changes no photo
        words = vocabulary(db)
    words = words.beside(nouns_in(db, columns))
    columns.state.derived["vocabulary"] = words
    return words


def _newest_first(found: Found) -> NDArray[Any]:
    columns = found.columns
    if not columns.state.later:  # then the slots are in that order
        return found.slots
    return columns.order[found.mask[columns.order]]


def _hits(found: Found, groups: Sequence[NDArray[Any]], sort: str, limit: int, *, lowest: bool) -> Hits:
    score, columns = found.match.score, found.columns
    parts = [ordered(columns, slots, score, sort, limit, lowest=lowest) for slots in groups]
    slots = np.concatenate(parts)[: limit or None]
    scores = np.ones(len(slots), np.float32) if score is None else score[slots]
    total = sum(len(group) for group in groups)
    return Hits(
        columns.ids[slots], scores, min(len(parts[0]), len(slots)), total, score is not None,
        found.match.meanings, found.tree,
    )  # fmt: skip


def _everything(db: Database, limit: int, *, lowest: bool) -> Hits:
    """The library by date, straight from its index: while the columns are not there yet, or need not be."""
    way = "ASC" if lowest else "DESC"
    rows = db.conn.execute(
        f"SELECT id FROM photos WHERE file_id IS NOT NULL ORDER BY taken_at {way}, id {way} LIMIT ?",  # noqa: S608
        (limit or -1,),
    )
    ids = np.fromiter((photo for (photo,) in rows), np.int64)
    total = len(ids) if not limit or len(ids) < limit else _total(db)
    return Hits(ids, np.ones(len(ids), np.float32), len(ids), total)


def _total(db: Database) -> int:
    # What is not null is looked for in every row, what is null in an index; and a count that is all that is asked for
    # takes SQLite a third of the time.
    row = db.conn.execute(
        "SELECT (SELECT COUNT(*) FROM photos) - (SELECT COUNT(*) FROM photos WHERE file_id IS NULL)"
    ).fetchone()
    return int(row[0])
