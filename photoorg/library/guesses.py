"""Every guess that is kept, shown or not: for measuring, not for showing."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database


def guesses_of(db: Database, photo_ids: Iterable[int]) -> dict[int, dict[str, float]]:
    """The guesses of each photo: photo id -> tag -> the highest confidence that any task gives it."""
    rows = db.conn.execute(
        "SELECT s.photo_id, g.name, max(s.confidence) FROM json_each(?) j JOIN suggestions s ON s.photo_id = j.value "
        "JOIN tags g ON g.id = s.tag_id GROUP BY s.photo_id, s.tag_id",
        (json.dumps([int(photo_id) for photo_id in photo_ids]),),
    )
    found: dict[int, dict[str, float]] = {}
    for photo_id, name, confidence in rows:
        found.setdefault(photo_id, {})[name] = confidence
    return found
