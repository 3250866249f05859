"""From which confidence on a tag is shown: as it was fitted, or as a person has it.

A person's own bar is a word (kinds.py): it can be taken back, and holds until it is, whatever models come. The verbs
are in own_bars.py; this is what follows from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library import held_bars, proposing, tagged, taught_bars


@dataclass(frozen=True, slots=True)
class Bar:
    """The confidence from which a tag is shown. `fitted`: without a person's word; `own`: a person's, None for none."""

    fitted: float
    own: float | None = None

    @property
    def at_least(self) -> float:
        """The one that holds."""
        return self.fitted if self.own is None else self.own


def bar_of(db: Database, tag: str) -> Bar:
    """The bar of a tag by its name, whether or not anything is known of it."""
    fitted = db.conn.execute(_FITTED + "WHERE n.name = ? ORDER BY is_other DESC", (tag,)).fetchall()
    own = db.conn.execute("SELECT CAST(at_least AS REAL) FROM own_bars WHERE name = ?", (tag,)).fetchone()
    taught = taught_bars.bar_of(db, tag)
    without = fitted[-1][1] if taught is None and fitted else taught
    return Bar(_target(db) if without is None else without, None if own is None else own[0])


def bars_by_tag(db: Database) -> dict[int, Bar]:
    """The bars of all tags that have one, by the ids under which they are shown."""
    found = {tag_id: Bar(fitted) for tag_id, fitted, _ in db.conn.execute(_FITTED + "ORDER BY is_other DESC")}
    named = db.conn.execute(
        "SELECT g.id, g.name FROM tags g WHERE g.name IN (SELECT name FROM own_bars UNION SELECT name FROM taught)"
    )
    return found | {tag_id: bar_of(db, name) for tag_id, name in named}


# Of a tag by which models guess the fitted bar, and as which tag it is shown. Its own comes last, and counts.
_FITTED = (
    "SELECT n.id, b.fitted, n.id <> b.tag_id AS is_other FROM tag_bars b LEFT JOIN shown_as a ON a.tag_id = b.tag_id "
    "JOIN tags n ON n.id = coalesce(a.as_id, b.tag_id) AND b.fitted IS NOT NULL "
)


def own_bars(db: Database) -> dict[str, Bar]:
    """The bars that are a person's, by tag, from A."""
    names = [name for (name,) in db.conn.execute("SELECT name FROM own_bars ORDER BY name")]
    return {name: bar_of(db, name) for name in names}


def between(db: Database, tag_id: int, one: float, other: float) -> set[int]:
    """The photos of which a tag is guessed as surely as one bar asks, and not as the other does."""
    low, high = sorted((one, other))
    rows = db.conn.execute(
        "SELECT photo_id FROM suggestions WHERE tag_id = ? AND confidence >= ? AND confidence < ?", (tag_id, low, high)
    )
    return {photo_id for (photo_id,) in rows}


def follow(db: Database, names: Iterable[str]) -> set[int]:
    """Let the bars of some tags hold as they are now; returns the photos that it may make a difference to.

    Inside a transaction.
    """
    names = sorted(names)
    moved = set[int]().union(*(hold_named(db, name) for name in names))
    if moved:
        tagged.refresh(db, moved)
    proposing.follow_bars(db, names)
    return moved


def follow_words(db: Database, _photos: Set[int], names: Set[str]) -> None:
    """The same, as the table in derived.py has it."""
    follow(db, names)


def hold_named(db: Database, name: str) -> set[int]:
    """Store the bar of a tag that holds, for all that is shown as it. Returns the photos to which that may matter."""
    tag_id = tagged.tag_ids(db, [name])[name]
    shown = db.conn.execute("SELECT tag_id FROM shown_as WHERE as_id = ?", (tag_id,)).fetchall()
    return set[int]().union(*(hold(db, one) for one in (tag_id, *(one for (one,) in shown))))


def hold(db: Database, tag_id: int) -> set[int]:
    """The same of what models call one tag: see held_bars.py."""
    before = _now(db, tag_id)
    held_bars.hold(db, tag_id)
    return between(db, tag_id, before, _now(db, tag_id))


def _now(db: Database, tag_id: int) -> float:
    row = db.conn.execute("SELECT at_least FROM tag_bars WHERE tag_id = ?", (tag_id,)).fetchone()
    return _target(db) if row is None else row[0]


def _target(db: Database) -> float:
    return tagged.derived_with(db).get("target", 0.0)
