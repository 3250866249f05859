"""From which confidence on a tag is shown: as it was fitted, or as a person has it.

A person's own bar is a word (kinds.py): it can be taken back, and holds until it is, whatever models come. The verbs
are in own_bars.py; this is what follows from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library import proposing, tagged, taught_bars


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
    """The bar of a tag, whether or not anything is known of it."""
    fitted = db.conn.execute(
        "SELECT b.fitted FROM tags g JOIN shown_as a ON a.as_id = g.id JOIN tag_bars b ON b.tag_id = a.tag_id "
        "WHERE g.name = :tag AND b.fitted IS NOT NULL UNION ALL "
        "SELECT b.fitted FROM tags g JOIN tag_bars b ON b.tag_id = g.id WHERE g.name = :tag AND b.fitted IS NOT NULL",
        {"tag": tag},
    ).fetchone()
    own = db.conn.execute("SELECT CAST(at_least AS REAL) FROM own_bars WHERE name = ?", (tag,)).fetchone()
    taught = taught_bars.bar_of(db, tag)
    if taught is not None:
        return Bar(taught, None if own is None else own[0])
    return Bar(_target(db) if fitted is None else fitted[0], None if own is None else own[0])


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
    """The same of what models call one tag: a person's bar is that of the tag that it is shown as."""
    name, of_person = db.conn.execute(
        "SELECT n.name, CAST(o.at_least AS REAL) FROM tags g LEFT JOIN shown_as a ON a.tag_id = g.id "
        "JOIN tags n ON n.id = coalesce(a.as_id, g.id) LEFT JOIN own_bars o ON o.name = n.name WHERE g.id = ?",
        (tag_id,),
    ).fetchone()
    taught = taught_bars.bar_of(db, name)
    row = db.conn.execute("SELECT at_least, fitted FROM tag_bars WHERE tag_id = ?", (tag_id,)).fetchone()
    before, fitted = row or (_target(db), None)
    without = fitted if taught is None else taught
    now = Bar(_target(db) if without is None else without, of_person)
    if now.own is None and without is None:
        db.conn.execute("DELETE FROM tag_bars WHERE tag_id = ?", (tag_id,))
    else:
        db.conn.execute(
            "INSERT INTO tag_bars (tag_id, at_least, fitted) VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET at_least = excluded.at_least",
            (tag_id, now.at_least, fitted),
        )
    return between(db, tag_id, before, now.at_least)


def _target(db: Database) -> float:
    return tagged.derived_with(db).get("target", 0.0)
