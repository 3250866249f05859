"""Photos that look alike and are not copies of one another, because a person says so: kept as other words are.

It is said of each of them, by what the others show: so it holds from whichever of them is left, or comes back,
and while one of them is edited. Of two that are both other pictures by now, nothing has been said.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from sqlite_utils import Database

from photoorg.library import word_tables, words
from photoorg.library.deeds import Deed
from photoorg.library.kinds import KINDS, SO
from photoorg.library.wordbook import Word
from photoorg.outcomes import Changes, PhotoorgError

_APART = KINDS["apart"]


def say_apart(db: Database, photo_ids: Iterable[int]) -> Changes:
    """Say of two or more photos that none is a copy of another: they are not grouped again.

    Raises PhotoorgError where there are fewer than two.
    """
    ids = frozenset(photo_ids)
    if len(ids) < 2:
        raise PhotoorgError("Name two different photos or more: one photo is no copy of itself.")
    return _say(db, ids, SO, Deed("apart"))


def take_back(db: Database, photo_ids: Iterable[int]) -> Changes:
    """Take that back for every two of these photos."""
    return _say(db, frozenset(photo_ids), None, Deed("take back apart"))


def apart(db: Database) -> frozenset[tuple[int, int]]:
    """Every two photos of which a person said so, the lower id first."""
    rows = db.conn.execute("SELECT photo_id, other FROM apart").fetchall()
    ids = {other: _photo(db, other) for other in {other for _, other in rows}}
    pairs = ((photo_id, ids[other]) for photo_id, other in rows)
    return frozenset((min(one, other), max(one, other)) for one, other in pairs if other is not None and other != one)


def _say(db: Database, photo_ids: frozenset[int], said: str | None, deed: Deed) -> Changes:
    now = int(time.time())
    with words.speaking(db, deed) as spoken:
        of = words.photos(db, photo_ids)
        for other in of:
            name, about = of[other].identity.hex(), [photo_id for photo_id in of if photo_id != other]
            spoken.extend(Word(of[photo_id], _APART.about, name, said, now) for photo_id in about)
            word_tables.put(db, _APART, name, dict.fromkeys(about, said), now)
    return Changes(photos=frozenset(of))


def _photo(db: Database, identity: str) -> int | None:
    row = db.conn.execute("SELECT id FROM photos WHERE identity = ?", (bytes.fromhex(identity),)).fetchone()
    return None if row is None else int(row[0])
