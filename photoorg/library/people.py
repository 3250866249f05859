"""How many people are in photos: what was counted, and how it is said."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.taxonomy import PERSON

GROUP = 3
"""People from which a photo shows a group."""
CROWD = 10
"""People from which a photo shows a crowd."""

# What a person says of the tag `person` on photo `p` goes above what was counted.
_VERDICT = (
    "(SELECT v.verdict FROM verdicts v WHERE v.photo_id = p.id "  # noqa: S608 - only constants
    f"AND v.tag_id = (SELECT coalesce(a.as_id, g.id) FROM tags g "
    f"LEFT JOIN shown_as a ON a.tag_id = g.id WHERE g.name = '{PERSON}'))"
)


def counted(column: str) -> str:
    """SQL for a number of people of photo `p`: none where a person said so, one at least where one said yes."""
    return (
        f"CASE {_VERDICT} WHEN 'rejected' THEN 0 WHEN 'removed' THEN 0 "
        f"WHEN 'accepted' THEN max(1, coalesce({column}, 1)) WHEN 'added' THEN max(1, coalesce({column}, 1)) "
        f"ELSE {column} END"
    )


PEOPLE = counted("p.people")
PORTRAIT = f"(p.portrait = 1 AND {PEOPLE} = 1)"


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
    low, high = counted("coalesce(p.people_low, p.people)"), counted("coalesce(p.people_high, p.people)")
    rows = db.conn.execute(
        f"SELECT p.id, {PEOPLE}, {low}, {high}, p.faces, {PORTRAIT} "  # noqa: S608 - only constants
        f"FROM json_each(?) j JOIN photos p ON p.id = j.value WHERE {PEOPLE} IS NOT NULL",
        (json.dumps([int(photo_id) for photo_id in photo_ids]),),
    )
    return {photo: People(count, low, high, faces, bool(portrait)) for photo, count, low, high, faces, portrait in rows}
