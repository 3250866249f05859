"""What to look at before photos are published: a warning, never a decision. Nothing is hidden or left out here.

To add a check: one entry of CHECKS.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library.fields import SENSITIVE_SQL


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look for. `sql` is a condition on `p`; `one` and `many` say it of one photo, and of {} photos."""

    kind: str
    sql: str
    one: str
    many: str


CHECKS: tuple[Check, ...] = (
    Check(
        "sensitive", SENSITIVE_SQL,
        "1 photo may show nudity. Look at it before it is published.",
        "{} photos may show nudity. Look at them before they are published.",
    ),
    Check(
        "unchecked", "p.sensitive IS NULL",
        "1 photo has not been checked for nudity yet.",
        "{} photos have not been checked for nudity yet.",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Caution:
    """What one check found: the photos concerned, and a sentence about them."""

    kind: str
    photo_ids: tuple[int, ...]
    sentence: str


def preflight(db: Database, photo_ids: Iterable[int]) -> list[Caution]:
    """What every check says of these photos; empty where there is nothing to look at."""
    ids = json.dumps([int(photo_id) for photo_id in photo_ids])
    found: list[Caution] = []
    for check in CHECKS:
        rows = db.conn.execute(
            f"SELECT p.id FROM json_each(?) j JOIN photos p ON p.id = j.value WHERE {check.sql} ORDER BY j.key",  # noqa: S608
            (ids,),
        )
        photos = tuple(photo_id for (photo_id,) in rows)
        if photos:
            found.append(Caution(check.kind, photos, _sentence(check, len(photos))))
    return found


def _sentence(check: Check, number: int) -> str:
    return check.one if number == 1 else check.many.format(f"{number:,}")
