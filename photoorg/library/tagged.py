"""Suggestions and verdicts into the tags that a search sees. A person's word always wins."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

# A person's yes and no.
YES = frozenset({"accepted", "added"})
NO = frozenset({"rejected", "removed"})

_INSERT = """
INSERT INTO photo_tag (tag_id, taken_at, photo_id, confidence)
SELECT said.tag_id, p.taken_at, p.id, MAX(said.confidence)
FROM (
  SELECT s.photo_id, s.tag_id, s.confidence FROM suggestions s
  WHERE s.photo_id IN (SELECT value FROM json_each(:ids))
    AND s.confidence >= max(s.at_least, :least)
    AND NOT EXISTS (
      SELECT 1 FROM verdicts v
      WHERE v.photo_id = s.photo_id AND v.tag_id = s.tag_id AND v.verdict IN ('rejected', 'removed'))
  UNION ALL
  SELECT v.photo_id, v.tag_id, 1.0 FROM verdicts v
  WHERE v.photo_id IN (SELECT value FROM json_each(:ids)) AND v.verdict IN ('accepted', 'added')
) said JOIN photos p ON p.id = said.photo_id
GROUP BY said.tag_id, p.id
"""


def refresh(db: Database, photo_ids: Iterable[int]) -> None:
    """Derive `photo_tag` again for these photos. Call it inside the transaction that changed them."""
    ids = json.dumps(sorted(photo_ids))
    db.conn.execute("DELETE FROM photo_tag WHERE photo_id IN (SELECT value FROM json_each(:ids))", {"ids": ids})
    db.conn.execute(_INSERT, {"ids": ids, "least": min_confidence(db)})


def min_confidence(db: Database) -> float:
    """The confidence from which guesses count; 0 where nobody has said."""
    row = db.conn.execute("SELECT value FROM derived_with WHERE name = 'min_confidence'").fetchone()
    return 0.0 if row is None else float(row[0])


def use_min_confidence(db: Database, least: float) -> bool:
    """Let guesses count from `least` on, and derive the tags of all photos again if that is new. Inside a transaction.

    Returns whether that may have changed a photo's tags. Kept guesses are used, no photo is looked at again; 100,000
    photos take a few seconds.
    """
    if min_confidence(db) == least:
        return False
    db.conn.execute("INSERT OR REPLACE INTO derived_with (name, value) VALUES ('min_confidence', ?)", (least,))
    photos = [photo_id for (photo_id,) in db.conn.execute("SELECT id FROM photos")]
    refresh(db, photos)
    return bool(photos)


def tag_ids(db: Database, names: Iterable[str]) -> dict[str, int]:
    """The ids of tags by name, made where new. Names keep the case they first came with."""
    wanted = sorted(set(names))
    db.conn.executemany("INSERT OR IGNORE INTO tags (name) VALUES (?)", [(name,) for name in wanted])
    rows = db.conn.execute(
        "SELECT j.value, t.id FROM json_each(?) j JOIN tags t ON t.name = j.value", (json.dumps(wanted),)
    )
    return dict(rows.fetchall())
