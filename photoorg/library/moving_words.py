"""What a person said of a tag on photos, said of another tag from now on, or taken back: as words among others."""

from __future__ import annotations

import time
from collections.abc import Iterable

from sqlite_utils import Database

from photoorg.library import word_tables, words
from photoorg.library.following import Told, move_verdicts, move_waiting, nobody
from photoorg.library.kinds import KINDS
from photoorg.library.tag_names import tag_ids
from photoorg.library.wordbook import Word

_BLOCK = 10_000
_WAITS = "WHERE about = 'tag' AND name = ?"


def move_words(db: Database, spoken: list[Word], old: str, new: str, told: Told = nobody) -> set[int]:
    """Verdicts on one tag become ones on another, as old as they are; of two on a photo the newer holds.

    So do words that wait for their photos. Returns the photos.
    """
    ids = tag_ids(db, [old, new])
    rows = db.conn.execute(
        "SELECT v.photo_id, v.verdict, v.at, v.at > coalesce(o.at, v.at - 1) FROM verdicts v "
        "LEFT JOIN verdicts o ON o.photo_id = v.photo_id AND o.tag_id = ? WHERE v.tag_id = ?",
        (ids[new], ids[old]),
    ).fetchall()
    now = int(time.time())
    for start in range(0, len(rows), _BLOCK):
        told(start, len(rows))
        block = rows[start : start + _BLOCK]
        of = words.photos(db, (photo for photo, *_ in block))
        for photo, verdict, at, holds in block:
            spoken.append(Word(of[photo], "tag", old, None, now))
            if holds:
                spoken.append(Word(of[photo], "tag", new, verdict, at))
    move_verdicts(db, ids[old], ids[new])
    waiting = list(words.waiting(db, _WAITS, (old,)))
    move_waiting(db, {old: new})
    spoken.extend(word._replace(said=None) for word in waiting)
    spoken.extend(_left({word.of.identity for word in waiting}, words.waiting(db, _WAITS, (new,))))
    return {photo for photo, *_ in rows}


def _left(identities: set[bytes], waiting: Iterable[Word]) -> list[Word]:
    return [word for word in waiting if word.of.identity in identities]


def take_back_words(db: Database, spoken: list[Word], name: str, told: Told = nobody) -> set[int]:
    """Every verdict on a tag is taken back, also those that wait for their photos. Returns the photos."""
    row = db.conn.execute("SELECT id FROM tags WHERE name = ?", (name,)).fetchone()
    rows = [] if row is None else db.conn.execute("SELECT photo_id FROM verdicts WHERE tag_id = ?", row).fetchall()
    now = int(time.time())
    for start in range(0, len(rows), _BLOCK):
        told(start, len(rows))
        ids = [photo for (photo,) in rows[start : start + _BLOCK]]
        spoken.extend(Word(one, "tag", name, None, now) for one in words.photos(db, ids).values())
        word_tables.put(db, KINDS["tag"], name, dict.fromkeys(ids), now)
    spoken.extend(word._replace(said=None, at=now) for word in words.waiting(db, _WAITS, (name,)))
    db.conn.execute(f"DELETE FROM waiting_words {_WAITS}", (name,))  # noqa: S608 - fixed text
    return {photo for (photo,) in rows}
