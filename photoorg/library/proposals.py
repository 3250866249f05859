"""What newer models would change, told by tag and with photos. Reading only: the answer is retagging.py's.

How it comes to wait is in proposing.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from photoorg.outcomes import PhotoorgError

How = Literal["gained", "lost", "moved"]
HOW: dict[How, str] = {
    "gained": "before IS NULL",
    "lost": "after IS NULL",
    "moved": "before IS NOT NULL AND after IS NOT NULL",
}
"""The ways in which a photo's tag would change, as SQL: it would have it, have it no more, or be more or less sure."""


@dataclass(frozen=True, slots=True)
class TagChange:
    """On how many photos a tag would be new, be no more, or be surer or less sure by `proposing.MOVED`."""

    name: str
    gained: int
    lost: int
    moved: int

    @property
    def photos(self) -> int:
        """On how many photos it would change at all."""
        return self.gained + self.lost + self.moved


@dataclass(frozen=True, slots=True)
class Diff:
    """What would change: on how many photos, and by tag, the most photos first."""

    photos: int
    tags: tuple[TagChange, ...]


@dataclass(frozen=True, slots=True)
class PhotoChange:
    """A photo whose tag would change: the confidences (0 to 1) that it is shown with now, and would be; None: not."""

    photo_id: int
    before: float | None
    after: float | None


def diff(db: Database) -> Diff:
    """All that would change if it were approved."""
    sums = ", ".join(f"SUM({where})" for where in HOW.values())
    rows = db.conn.execute(
        f"SELECT g.name, {sums} FROM proposed_changes c JOIN tags g ON g.id = c.tag_id GROUP BY c.tag_id "  # noqa: S608
        "ORDER BY COUNT(*) DESC, g.name"
    ).fetchall()
    return Diff(waiting(db), tuple(TagChange(*row) for row in rows))


def waiting(db: Database) -> int:
    """On how many photos a person would see something change."""
    return int(db.conn.execute("SELECT COUNT(DISTINCT photo_id) FROM proposed_changes").fetchone()[0])


def change_of(db: Database, name: str) -> TagChange:
    """What would change about one tag. Raises PhotoorgError where nothing would."""
    sums = ", ".join(f"SUM({where})" for where in HOW.values())
    row = db.conn.execute(
        f"SELECT g.name, {sums} FROM tags g JOIN proposed_changes c ON c.tag_id = g.id WHERE g.name = ? GROUP BY g.id",  # noqa: S608
        (name,),
    ).fetchone()
    if row is None:
        raise PhotoorgError(f"Newer models would change nothing about '{name}'.")
    return TagChange(*row)


def photos(db: Database, name: str, how: How | None = None, limit: int = 100, start: int = 0) -> list[PhotoChange]:
    """The photos on which a tag would change, in one way or in all, the largest changes first: a page of them.

    `limit` 0 is all of them.
    """
    where = "" if how is None else f"AND {HOW[how]}"
    rows = db.conn.execute(
        "SELECT photo_id, before, after FROM proposed_changes WHERE tag_id = (SELECT id FROM tags WHERE name = ?) "  # noqa: S608
        f"{where} ORDER BY abs(coalesce(before, 0) - coalesce(after, 0)) DESC, photo_id DESC LIMIT ? OFFSET ?",
        (name, limit or -1, start),
    )
    return [PhotoChange(*row) for row in rows]
