"""How many people are in photos: what was counted, and how it is said."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

GROUP = 3
"""People from which a photo shows a group."""
CROWD = 10
"""People from which a photo shows a crowd."""


@dataclass(frozen=True, slots=True)
class People:
    """Between `low` and `high` people, most likely `count`; `portrait` is one person whose face is large.

    `faces` is None where nobody has looked for them.
    """

    count: int
    low: int
    high: int
    faces: int | None = None
    portrait: bool = False


def people_on(db: Database, photo_ids: Iterable[int]) -> dict[int, People]:
    """The people on these photos, by photo; those that nobody has looked at are left out."""
    rows = db.conn.execute(
        "SELECT p.id, p.people, coalesce(p.people_low, p.people), coalesce(p.people_high, p.people), p.faces, "
        "p.portrait FROM json_each(?) j JOIN photos p ON p.id = j.value WHERE p.people IS NOT NULL",
        (json.dumps([int(photo_id) for photo_id in photo_ids]),),
    )
    return {photo: People(count, low, high, faces, bool(portrait)) for photo, count, low, high, faces, portrait in rows}
