"""What a person said of a tag on photos, said of another tag from now on, or taken back: as words among others."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable

from sqlite_utils import Database

from photoorg.library import word_tables
from photoorg.library.identified import photos as identified
from photoorg.library.kinds import KINDS
from photoorg.library.names import name_key
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.tag_names import tag_ids
from photoorg.library.waiting_words import waiting
from photoorg.library.wordbook import Word
from photoorg.outcomes import Told

_BLOCK = 10_000
_WAITS = "WHERE about = 'tag' AND name = ?"


def nobody(_done: int, _total: int) -> None:
    """Tells nobody."""


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
        of = identified(db, (photo for photo, *_ in block))
        for photo, verdict, at, holds in block:
            spoken.append(Word(of[photo], "tag", old, None, now))
            if holds:
                spoken.append(Word(of[photo], "tag", new, verdict, at))
    _move_verdicts(db, ids[old], ids[new])
    waited = list(waiting(db, _WAITS, (old,)))
    if waited:
        _move_waiting(db, old, new)
        spoken.extend(word._replace(said=None, at=now) for word in waited)
        spoken.extend(_left({word.of.identity for word in waited}, waiting(db, _WAITS, (new,))))
    return {photo for photo, *_ in rows}


def _left(identities: set[bytes], words: Iterable[Word]) -> list[Word]:
    return [word for word in words if word.of.identity in identities]


def take_back_words(db: Database, spoken: list[Word], name: str, told: Told = nobody) -> set[int]:
    """Every verdict on a tag is taken back, also those that wait for their photos. Returns the photos."""
    row = db.conn.execute("SELECT id FROM tags WHERE name = ?", (name,)).fetchone()
    rows = [] if row is None else db.conn.execute("SELECT photo_id FROM verdicts WHERE tag_id = ?", row).fetchall()
    now = int(time.time())
    for start in range(0, len(rows), _BLOCK):
        told(start, len(rows))
        ids = [photo for (photo,) in rows[start : start + _BLOCK]]
        spoken.extend(Word(one, "tag", name, None, now) for one in identified(db, ids).values())
        word_tables.put(db, KINDS["tag"], name, dict.fromkeys(ids), now)
    spoken.extend(word._replace(said=None, at=now) for word in waiting(db, _WAITS, (name,)))
    db.conn.execute(f"DELETE FROM waiting_words {_WAITS}", (name,))  # noqa: S608 - fixed text
    return {photo for (photo,) in rows}


def move_strays(db: Database, spoken: list[Word]) -> tuple[set[int], set[str]]:
    """Words that came under a tag's old name, from elsewhere, are of the new one. Returns the photos, and the names."""
    renamed = taxonomy_of(db).own.renamed
    photos: set[int] = set()
    names: set[str] = set()
    for old in _spoken_of(db, renamed):
        new = renamed[name_key(old)]
        photos |= move_words(db, spoken, old, new)
        names |= {old, new}
    return photos, names


def _spoken_of(db: Database, names: Iterable[str]) -> list[str]:
    """Those of some tags (by `name_key`) of which a person said something."""
    keys = json.dumps(sorted(names))
    rows = db.conn.execute(
        "SELECT g.name FROM json_each(:keys) j JOIN tags g ON g.name = j.value "
        "WHERE EXISTS (SELECT 1 FROM verdicts v WHERE v.tag_id = g.id) UNION "
        "SELECT w.name FROM waiting_words w JOIN json_each(:keys) j ON w.name = j.value WHERE w.about = 'tag'",
        {"keys": keys},
    )
    return [name for (name,) in rows]


def _move_verdicts(db: Database, old: int, new: int) -> None:
    """Let verdicts on one tag be on another, by ids: of two on a photo the newer holds."""
    db.conn.execute(
        "INSERT INTO verdicts (photo_id, tag_id, verdict, at) SELECT photo_id, ?, verdict, at FROM verdicts "
        "WHERE tag_id = ? ON CONFLICT (photo_id, tag_id) DO UPDATE SET verdict = excluded.verdict, at = excluded.at "
        "WHERE excluded.at > at",
        (new, old),
    )
    db.conn.execute("DELETE FROM verdicts WHERE tag_id = ?", (old,))


def _move_waiting(db: Database, old: str, new: str) -> None:
    """The same of words that wait for their photos, by names."""
    db.conn.execute(
        "INSERT INTO waiting_words (identity, scheme, volume, path, taken, about, name, said, at) "
        "SELECT identity, scheme, volume, path, taken, about, ?, said, at FROM waiting_words "
        "WHERE about = 'tag' AND name = ? ON CONFLICT DO UPDATE SET said = excluded.said, at = excluded.at "
        "WHERE excluded.at > at",
        (new, old),
    )
    db.conn.execute(f"DELETE FROM waiting_words {_WAITS}", (old,))  # noqa: S608 - fixed text
