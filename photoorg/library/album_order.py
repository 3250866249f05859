"""The albums that a query names, and the order of an album's own: what a search for it alone is answered in."""

from __future__ import annotations

from difflib import get_close_matches
from typing import cast

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.folding import folded
from photoorg.library import word_tables
from photoorg.library.fields import Kind
from photoorg.library.query import parse
from photoorg.library.query_tokens import is_value, quoted
from photoorg.library.query_tree import Node, Pattern, QueryError, Test
from photoorg.library.wildcards import is_wild, pattern

_NEAREST = 3


def albums_named(db: Database, node: Test) -> tuple[int, ...]:
    """The ids of the albums that a test of the kind ALBUM names: the one of that name, or all that fit wildcards.

    Raises QueryError, with the nearest names, where there is none.
    """
    name = cast("Pattern", node.value).text
    if (exact := word_tables.named(db, "albums", name)) is not None:
        return (exact[0],)
    every: list[tuple[int, str]] = db.conn.execute("SELECT id, name FROM albums ORDER BY name").fetchall()
    wanted = pattern(name) if is_wild(name) else None
    fits = [
        album
        for album, other in every
        if (wanted.fullmatch(folded(other)) if wanted else folded(other) == folded(name))
    ]
    if not fits:
        raise _unknown(name, [other for _, other in every], node)
    return tuple(fits)


def _unknown(name: str, names: list[str], node: Test) -> QueryError:
    by_fold = {folded(other): other for other in names}
    close = get_close_matches(folded(name)[:40], by_fold, n=_NEAREST)
    near = [by_fold[one] for one in close] or [other for fold, other in by_fold.items() if folded(name) in fold]
    hint = f" Did you mean '{near[0]}'?" if near else " There are no albums yet." if not names else ""
    mended = tuple(one if is_value(one) else quoted(one) for one in near[:_NEAREST])
    return QueryError(f"There is no album '{name[:40]}'.{hint}", *node.at, suggestions=mended)


def album_meant(node: Node) -> Test | None:
    """The test that a query is made of, where it asks for an album and for nothing else."""
    return node if isinstance(node, Test) and node.field.kind is Kind.ALBUM else None


def album_shown(text: str) -> str:
    """The name of the album that a query's text is for and nothing else; empty for any other text."""
    if "album" not in text.casefold():
        return ""
    try:
        meant = album_meant(parse(text).tree)
    except QueryError:
        return ""
    return cast("Pattern", meant.value).text if meant else ""


def in_album_order(db: Database, album_id: int, photo_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of photos, int64 (n,), put in an album's order; any that are not in it come last."""
    rows = db.conn.execute(
        "SELECT photo_id FROM album_photos WHERE album_id = ? ORDER BY place, at, photo_id", (album_id,)
    )
    order = np.fromiter((photo_id for (photo_id,) in rows), np.int64)
    by_id = np.argsort(order, kind="stable")
    if not len(order):
        return np.arange(len(photo_ids))
    found = np.minimum(np.searchsorted(order, photo_ids, sorter=by_id), len(order) - 1)
    ranks = np.where(order[by_id[found]] == photo_ids, by_id[found], len(order))
    return np.argsort(ranks, kind="stable")
