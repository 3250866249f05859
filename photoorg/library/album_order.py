"""The order of an album's own: what a search for it, and for nothing else, is answered in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library.fields import Kind
from photoorg.library.query import parse
from photoorg.library.query_tree import Node, Pattern, QueryError, Test


def album_meant(node: Node) -> str:
    """The album that a query is for and nothing else; empty for any other query."""
    if isinstance(node, Test) and node.field.kind is Kind.ALBUM and isinstance(node.value, Pattern):
        return node.value.text
    return ""


def album_shown(text: str) -> str:
    """The album that a query's text is for and nothing else; empty for any other text."""
    if "album" not in text.casefold():
        return ""
    try:
        return album_meant(parse(text).tree)
    except QueryError:
        return ""


def in_album_order(db: Database, album: str, photo_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of photos, int64 (n,), put in an album's order; any that are not in it come last."""
    rows = db.conn.execute(
        "SELECT x.photo_id FROM album_photos x JOIN albums a ON a.id = x.album_id WHERE a.name = ? "
        "ORDER BY x.place, x.at, x.photo_id",
        (album,),
    )
    order = np.fromiter((photo_id for (photo_id,) in rows), np.int64)
    by_id = np.argsort(order, kind="stable")
    if not len(order):
        return np.arange(len(photo_ids))
    found = np.minimum(np.searchsorted(order, photo_ids, sorter=by_id), len(order) - 1)
    ranks = np.where(order[by_id[found]] == photo_ids, by_id[found], len(order))
    return np.argsort(ranks, kind="stable")
