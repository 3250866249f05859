"""A query tree against the columns: which photos match, and how well.

A tree is resolved first (`resolving`): of words only tags, names and meanings are left. A score is between 0 and 1:
of a tag how sure it is, of a meaning how near; of all parts the lowest, of any the highest of those that match.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce, singledispatch

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library import likeness
from photoorg.library.columns import Columns
from photoorg.library.columns.seen import CLASSES
from photoorg.library.fields import BY_NAME
from photoorg.library.matching_fields import tested, within
from photoorg.library.meaning import score as scores
from photoorg.library.query_tree import (
    ANY,
    Alike,
    All,
    Any,
    Everything,
    Named,
    Node,
    Not,
    QueryError,
    Similar,
    Tagged,
    Test,
)  # fmt: skip
from photoorg.library.senses import Meaning, Senses
from photoorg.outcomes import PhotoorgError

Mask = NDArray[np.bool_]
Scores = NDArray[np.float32]
_ENOUGH = 0.5  # of the photos: so many must have been looked at by a pack that is to answer


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """`mask` bool (n,): which slots match. `score` float32 (n,), where it means anything; None is 1 for all.

    `weak` bool (n,): which of them match only weakly; None for none. `meanings` are those that were asked for. The
    arrays may belong to others and are not to be changed.
    """

    mask: Mask
    score: Scores | None = None
    weak: Mask | None = None
    meanings: tuple[Meaning, ...] = ()


@singledispatch
def match(node: Node, columns: Columns, db: Database, senses: Senses | None = None) -> Match:  # noqa: ARG001
    """What of the columns a resolved tree matches, be it alive or not, there or missing."""
    raise TypeError(f"{type(node).__name__} is not a part of a resolved query")


def asks_missing(node: Node, *, excluded: bool = False) -> bool:
    """Whether a tree asks for missing photos, which are not found otherwise: what is left out is not asked for."""
    match node:
        case Test(field, "missing"):
            return field.name == "is" and not excluded
        case Not(part):
            return asks_missing(part, excluded=not excluded)
        case All(parts) | Any(parts):
            return any(asks_missing(part, excluded=excluded) for part in parts)
        case _:
            return False


@match.register
def _(_node: Everything, columns: Columns, _db: Database, _senses: Senses | None = None) -> Match:
    return Match(columns.alive)


@match.register
def _(node: Tagged, columns: Columns, _db: Database, _senses: Senses | None = None) -> Match:
    mask, score = np.zeros(columns.n, np.bool_), np.zeros(columns.n, np.float32)
    for tag in node.tags:
        for postings in columns.tags:
            slots, values = postings.of(tag)
            mask[slots] = True
            score[slots] = np.maximum(score[slots], values) if len(node.tags) > 1 else values
    if node.sure != ANY:
        mask &= within(score, node.sure)
    return Match(mask, score)


@match.register
def _(node: Named, columns: Columns, _db: Database, _senses: Senses | None = None) -> Match:
    return Match(columns.texts(BY_NAME["name"]).having(node.text, whole=False))


@match.register
def _(node: Test, columns: Columns, db: Database, _senses: Senses | None = None) -> Match:
    return Match(tested(node, columns, db))


@match.register
def _(node: Not, columns: Columns, db: Database, senses: Senses | None = None) -> Match:
    return Match(~match(node.part, columns, db, senses).mask)


@match.register
def _(node: All, columns: Columns, db: Database, senses: Senses | None = None) -> Match:
    return reduce(_both, [match(part, columns, db, senses) for part in node.parts])


@match.register
def _(node: Any, columns: Columns, db: Database, senses: Senses | None = None) -> Match:
    return reduce(_either, [match(part, columns, db, senses) for part in node.parts])


@match.register
def _(node: Similar, columns: Columns, db: Database, senses: Senses | None = None) -> Match:
    if senses is None and node.automatic:  # nobody asked for it
        return Match(np.zeros(columns.n, np.bool_))
    if senses is None:
        raise QueryError("Meaning cannot be searched here: search for tags instead.", *node.at)
    try:
        meaning = _meaning(senses, node.text, columns)
    except PhotoorgError as error:
        if node.automatic:
            return Match(np.zeros(columns.n, np.bool_))
        raise QueryError(str(error), *node.at) from error
    if meaning.vector is not None:
        score = likeness.by_vector(columns, meaning.task, meaning.vector)
    else:
        score = scores(columns.bag(CLASSES.name), meaning)
    _heed_noes(score, columns, db, meaning)
    _heed_tags(score, columns, db, meaning.exact)
    mask = score >= meaning.cutoff
    mask &= score > 0
    return Match(mask, score, score < meaning.sure, (meaning,))


def _heed_noes(score: Scores, columns: Columns, db: Database, meaning: Meaning) -> None:
    """A person's no: a photo that is no cat does not match "cat", and matches "pet" as what else it shows."""
    rows: list[tuple[int, str]] = db.conn.execute(
        "SELECT v.photo_id, g.name FROM verdicts v JOIN tags g ON g.id = v.tag_id "
        "WHERE g.name IN (SELECT value FROM json_each(?)) AND v.verdict IN ('rejected', 'removed')",
        (json.dumps(meaning.exact),),
    ).fetchall()
    refused: dict[int, frozenset[str]] = {}
    for photo_id, name in rows:
        refused[photo_id] = refused.get(photo_id, frozenset()) | {name}
    for names in set(refused.values()):
        slots = np.isin(columns.ids, [photo_id for photo_id, own in refused.items() if own == names])
        others = tuple(name for name in meaning.exact if name not in names)
        score[slots] = scores(columns.bag(CLASSES.name), replace(meaning, exact=others))[slots] if others else 0


def _meaning(senses: Senses, text: str, columns: Columns) -> Meaning:
    """What a text means. A pack that has not looked at half of the photos would leave most out: then words tell."""
    meaning = senses.meaning(text)
    if meaning.vector is None or likeness.share_seen(columns, meaning.task, len(meaning.vector)) >= _ENOUGH:
        return meaning
    return replace(senses.meaning(text, by_words=True), lacking=meaning.task)


def _heed_tags(score: Scores, columns: Columns, db: Database, names: Sequence[str]) -> None:
    """Photos that carry a tag of which a meaning speaks match as surely as they carry it."""
    wanted = json.dumps(list(names))
    tags = db.conn.execute("SELECT id FROM tags WHERE name IN (SELECT value FROM json_each(?))", (wanted,)).fetchall()
    for (tag,) in tags:
        for postings in columns.tags:
            slots, values = postings.of(tag)
            score[slots] = np.maximum(score[slots], values)


@match.register
def _(node: Alike, columns: Columns, db: Database, senses: Senses | None = None) -> Match:
    try:
        score = likeness.score(columns, db, node.like, node.unlike, senses)
    except PhotoorgError as error:
        raise error if isinstance(error, QueryError) else QueryError(str(error), *node.at) from error
    return Match(score > 0, score, score < likeness.SURE)


def _both(first: Match, more: Match) -> Match:
    score = more.score if first.score is None else first.score
    if first.score is not None and more.score is not None:
        score = np.minimum(first.score, more.score)
    weak = more.weak if first.weak is None else first.weak
    if first.weak is not None and more.weak is not None:
        weak = first.weak | more.weak
    return Match(first.mask & more.mask, score, weak, first.meanings + more.meanings)


def _either(first: Match, more: Match) -> Match:
    score = weak = None
    if first.score is not None or more.score is not None:
        score = np.maximum(_within_mask(first), _within_mask(more))
    if first.weak is not None or more.weak is not None:
        weak = (~first.mask | _weak(first)) & (~more.mask | _weak(more))
    return Match(first.mask | more.mask, score, weak, first.meanings + more.meanings)


def _within_mask(one: Match) -> Scores:
    """Scores that are 0 where it does not match: there it must not lend its score to the other."""
    mask = one.mask.astype(np.float32)
    return mask if one.score is None else np.multiply(mask, one.score, out=mask)


def _weak(one: Match) -> Mask | bool:
    return False if one.weak is None else one.weak
