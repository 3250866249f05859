"""The letters in which a tag's name is written, where nothing but their case is another: how that is taken back."""

from __future__ import annotations

from sqlite_utils import Database

from photoorg.library.history_steps import Step, Way
from photoorg.outcomes import Changes


def write_letters(db: Database, step: Step, way: Way) -> Changes:
    """Write the name as it was, or as it became."""
    name = step.before if way == "back" else step.after
    db.conn.execute("UPDATE tags SET name = ? WHERE name = ?", (name, name))
    return Changes(tags=True)
