"""From which confidence tags are shown: as it was fitted, as it was taught, or as a person has it (see bars.py).

A person's own bar holds over a taught one, and that over a fitted one. What is shown as another tag has that one's.
"""

from __future__ import annotations

from sqlite_utils import Database

# Of a taught tag `t` the bar for the target that tags are shown by: see taught_models.Estimate for the numbers.
_BAR = """
(SELECT json_extract(e.value, '$[1]') FROM json_each(t.model, '$.estimates') e
 ORDER BY json_extract(e.value, '$[0]') >= coalesce((SELECT value FROM derived_with WHERE name = 'target'), 0.9) - 1e-9
   DESC, CASE WHEN json_extract(e.value, '$[0]') >=
   coalesce((SELECT value FROM derived_with WHERE name = 'target'), 0.9) - 1e-9 THEN e.key ELSE -e.key END LIMIT 1)
"""
_SPOKEN = (
    f"SELECT t.name, {_BAR} AS at_least, 0 AS own FROM taught t WHERE {_BAR} IS NOT NULL "  # noqa: S608 - fixed text
    "UNION ALL SELECT o.name, CAST(o.at_least AS REAL), 1 FROM own_bars o"
)
_AS_ANOTHER = "SELECT a.tag_id FROM shown_as a WHERE a.as_id IS NOT NULL"
SPOKEN_BARS = (
    f"SELECT g.id AS tag_id, s.at_least, s.own FROM ({_SPOKEN}) s JOIN tags g ON g.name = s.name "  # noqa: S608
    f"WHERE g.id NOT IN ({_AS_ANOTHER}) UNION ALL "
    f"SELECT a.tag_id, s.at_least, s.own FROM ({_SPOKEN}) s JOIN tags g ON g.name = s.name "
    "JOIN shown_as a ON a.as_id = g.id"
)
"""SQL for the bars (tag_id, at_least, own) that a person has taught or, where `own` is 1, set."""
_HOLD = (
    "DELETE FROM tag_bars WHERE fitted IS NULL",
    "UPDATE tag_bars SET at_least = fitted WHERE at_least <> fitted",
    (
        f"INSERT INTO tag_bars (tag_id, at_least) SELECT tag_id, at_least FROM ({SPOKEN_BARS}) "  # noqa: S608
        "WHERE true ORDER BY own ON CONFLICT DO UPDATE SET at_least = excluded.at_least"
    ),
)


def hold_bars(db: Database) -> None:
    """Let the bars of all tags be those that hold by now. Who calls derives the tags of photos again."""
    for statement in _HOLD:
        db.conn.execute(statement)


def bar_of(db: Database, tag: str) -> float | None:
    """The bar of a taught tag without a person's own; None where it is not taught."""
    row = db.conn.execute(f"SELECT {_BAR} FROM taught t WHERE t.name = ?", (tag,)).fetchone()  # noqa: S608
    return None if row is None else row[0]
