"""What the lists of albums and searches ask of the library."""

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
