"""The ids of tags by their names."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database


def tag_ids(db: Database, names: Iterable[str]) -> dict[str, int]:
    """The ids of tags by name, made where new. Names keep the case they first came with."""
    wanted = sorted(set(names))
    db.conn.executemany("INSERT OR IGNORE INTO tags (name) VALUES (?)", [(name,) for name in wanted])
    rows = db.conn.execute(
        "SELECT j.value, t.id FROM json_each(?) j JOIN tags t ON t.name = j.value", (json.dumps(wanted),)
    )
    return dict(rows.fetchall())
