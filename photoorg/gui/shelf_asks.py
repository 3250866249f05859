"""What the lists of albums and searches ask of the library. Verbs on an album answer its photos before, too."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoorg.gui.shelf_model import ShelfRow
from photoorg.library import albums, searches
from photoorg.library.query import QueryError, quoted
from photoorg.library.search import count
from photoorg.library.senses import Senses
from photoorg.library.store import Database
from photoorg.outcomes import Changes

Before = tuple[list[int], Changes]


def album_text(name: str) -> str:
    """The query that shows an album."""
    return f"album:{quoted(name)}"


def rows(db: Database) -> tuple[list[ShelfRow], list[ShelfRow]]:
    """All albums and all saved searches; these are not counted yet."""
    made = [
        ShelfRow("album", one.album_id, one.name, album_text(one.name), count=one.photos - one.missing)
        for one in albums.albums(db)
    ]
    saved = [ShelfRow("search", one.search_id, one.name, one.query, one.sort) for one in searches.searches(db)]
    return made, saved


def counts(db: Database, senses: Senses | None = None, *, weak: bool = True) -> dict[str, int]:
    """How many photos each saved search finds, with weak matches or without; one that says nothing now is left out."""
    found: dict[str, int] = {}
    for one in searches.searches(db):
        try:
            found[one.name] = count(db, one.query, senses, weak=weak)
        except QueryError:
            continue
    return found


def make(db: Database, name: str, ids: NDArray[np.int64]) -> Changes:
    """An album with photos in the order of the grid."""
    return albums.create(db, name, ids.tolist())


def add(db: Database, album_id: int, ids: NDArray[np.int64]) -> Before:
    """Put photos at the end."""
    before = albums.photos_in(db, album_id)
    return before, albums.add(db, album_id, ids.tolist())


def take_out(db: Database, album_id: int, ids: NDArray[np.int64]) -> Before:
    """Take photos out."""
    before = albums.photos_in(db, album_id)
    return before, albums.take_out(db, album_id, ids.tolist())


def order(db: Database, album_id: int, ids: NDArray[np.int64], before: int | None) -> Before:
    """Put photos before another one, or (None) at the end."""
    was = albums.photos_in(db, album_id)
    return was, albums.move(db, album_id, ids.tolist(), before)


def as_before(db: Database, album_id: int, photo_ids: list[int]) -> Changes:
    """The album with these photos in this order, and no others."""
    now = albums.photos_in(db, album_id)
    changes = Changes()
    if others := set(now) - set(photo_ids):
        changes |= albums.take_out(db, album_id, others)
    if missing := [one for one in photo_ids if one not in set(now)]:
        changes |= albums.add(db, album_id, missing)
    return changes | albums.move(db, album_id, photo_ids) if albums.photos_in(db, album_id) != photo_ids else changes
