"""Photos that look alike and are not copies of one another, because a person says so."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import combinations

from sqlite_utils import Database

from photoorg.library.store import writing
from photoorg.outcomes import Changes, PhotoorgError


def say_apart(db: Database, photo_ids: Iterable[int]) -> Changes:
    """Say of two or more photos that none is a copy of another: they are not grouped again.

    Raises PhotoorgError where there are fewer than two.
    """
    ids = sorted({int(photo_id) for photo_id in photo_ids})
    if len(ids) < 2:
        raise PhotoorgError("Name two different photos or more: one photo is no copy of itself.")
    now = int(time.time())
    with writing(db):
        db.conn.executemany(
            "INSERT OR IGNORE INTO apart (photo_id, other_id, at) VALUES (?, ?, ?)",
            [(one, other, now) for one, other in combinations(ids, 2)],
        )
    return Changes(photos=frozenset(ids))


def take_back(db: Database, photo_ids: Iterable[int]) -> Changes:
    """Take that back for every two of these photos."""
    ids = sorted({int(photo_id) for photo_id in photo_ids})
    with writing(db):
        db.conn.executemany("DELETE FROM apart WHERE photo_id = ? AND other_id = ?", list(combinations(ids, 2)))
    return Changes(photos=frozenset(ids))


def apart(db: Database) -> frozenset[tuple[int, int]]:
    """Every two photos of which a person said so, the lower id first."""
    return frozenset((one, other) for one, other in db.conn.execute("SELECT photo_id, other_id FROM apart"))
