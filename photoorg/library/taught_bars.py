"""From which confidence a taught tag is shown by itself. How that and other bars go together is in held_bars.py."""

from __future__ import annotations

from sqlite_utils import Database

from photoorg.library.taught_form import LAYOUT

# What was learned of a taught tag `t`, where it is laid out as this photoorg does: see taught_form.py.
_KNOWN = (
    f"CASE WHEN json_extract(t.model, '$.version') IS NOT NULL AND "
    f"coalesce(json_extract(t.model, '$.layout'), {LAYOUT}) = {LAYOUT} THEN t.model ELSE '{{}}' END"
)
# Of a taught tag `t` the bar for the target that tags are shown by: see taught_models.Estimate for the numbers.
TAUGHT_BAR = f"""
(SELECT json_extract(e.value, '$[1]') FROM json_each({_KNOWN}, '$.estimates') e
 ORDER BY json_extract(e.value, '$[0]') >= coalesce((SELECT value FROM derived_with WHERE name = 'target'), 0.9) - 1e-9
   DESC, CASE WHEN json_extract(e.value, '$[0]') >=
   coalesce((SELECT value FROM derived_with WHERE name = 'target'), 0.9) - 1e-9 THEN e.key ELSE -e.key END LIMIT 1)
"""  # noqa: S608 - fixed text
"""SQL: the bar of a taught tag `t`."""


def bar_of(db: Database, tag: str) -> float | None:
    """The bar of a taught tag without a person's own; None where it is not taught."""
    row = db.conn.execute(f"SELECT {TAUGHT_BAR} FROM taught t WHERE t.name = ?", (tag,)).fetchone()  # noqa: S608
    return None if row is None else row[0]
