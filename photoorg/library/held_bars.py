"""Which bar holds of each tag that is guessed: THE one definition. The verbs are in own_bars.py and teaching.py.

A person's own bar holds over that of a taught tag, and both over the fitted one. The first two are of names: of a tag
that is shown as another one they are that one's. The fitted one is of the tag by which models guess.
"""

from __future__ import annotations

from sqlite_utils import Database

from photoorg.library.taught_bars import TAUGHT_BAR

BY_NAME = f"""
WITH named AS MATERIALIZED (
  SELECT n.id, o.at_least AS own, {TAUGHT_BAR} AS taught
  FROM (SELECT name FROM own_bars UNION SELECT name FROM taught) w JOIN tags n ON n.name = w.name
  LEFT JOIN own_bars o ON o.name = w.name LEFT JOIN taught t ON t.name = w.name
),
guessed AS (
  SELECT id AS tag_id, own, taught FROM named n
  WHERE NOT EXISTS (SELECT 1 FROM shown_as a WHERE a.tag_id = n.id AND a.as_id IS NOT NULL)
  UNION ALL
  SELECT a.tag_id, n.own, n.taught FROM named n JOIN shown_as a ON a.as_id = n.id
)
SELECT tag_id, coalesce(CAST(own AS REAL), taught) AS at_least FROM guessed WHERE coalesce(own, taught) IS NOT NULL
"""  # noqa: S608 - fixed text
"""SQL: the bars (tag_id, at_least) that hold over fitted ones."""


def hold(db: Database, tag_id: int | None = None) -> None:
    """Let the bars of all tags, or of one that is guessed, hold as they are now. Inside a transaction.

    Who calls derives the tags of photos again.
    """
    which, given = ("", {}) if tag_id is None else ("AND tag_id = :tag", {"tag": tag_id})
    db.conn.execute(f"DELETE FROM tag_bars WHERE fitted IS NULL {which}", given)  # noqa: S608 - fixed text, here and below
    db.conn.execute(f"UPDATE tag_bars SET at_least = fitted WHERE at_least <> fitted {which}", given)  # noqa: S608
    db.conn.execute(
        f"INSERT INTO tag_bars (tag_id, at_least) SELECT tag_id, at_least FROM ({BY_NAME}) WHERE true {which} "  # noqa: S608
        "ON CONFLICT DO UPDATE SET at_least = excluded.at_least",
        given,
    )
