"""What follows for photos where a person's own vocabulary is another: verdicts under old names, and the tags anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from sqlite_utils import Database

from photoorg.library import bars, proposing, tagged
from photoorg.library.own_tree import Moved, use_own
from photoorg.library.own_vocabulary import taxonomy_of

Told = Callable[[int, int], object]
"""Is told how many of how many photos are done; what it raises takes all of it back."""

_BLOCK = 10_000
_FEW = 8
"""Up to so many tags only what follows from these is worked out anew."""


def nobody(_done: int, _total: int) -> None:
    """Tells nobody."""


def follow_vocabulary(
    db: Database, told: Told = nobody, also: Iterable[int] = (), names: Iterable[str] = ()
) -> frozenset[int]:
    """Show tags as a person's vocabulary says now. Inside a transaction.

    Words were said of the photos `also`, about the tags `names`. Returns the photos whose tags may differ.
    """
    moved = use_own(db)
    moved_bars = set[int]().union(*(bars.hold(db, tag) for tag in moved.tags))
    strays, stray_tags = _take_in_strays(db)
    photos = _of(db, moved) | moved_bars | strays | set(also)
    ids, tags = sorted(photos), [*names, *_named(db, moved.tags | moved.above | stray_tags)]
    for start in range(0, len(ids), _BLOCK):
        told(start, len(ids))
        some = ids[start : start + _BLOCK]
        if len(tags) <= _FEW:
            tagged.refresh_tags(db, some, tags)
        else:
            tagged.refresh(db, some)
    proposing.compare(db)
    return frozenset(photos)


def _named(db: Database, tags: Iterable[int]) -> list[str]:
    rows = db.conn.execute(
        "SELECT g.name FROM json_each(?) j JOIN tags g ON g.id = j.value", (json.dumps(sorted(tags)),)
    )
    return [name for (name,) in rows]


def _of(db: Database, moved: Moved) -> set[int]:
    """Photos that carry such tags, those of which a person spoke of one or of one above, and those of hidden ones."""
    rows = db.conn.execute(
        "SELECT x.photo_id FROM json_each(:tags) j CROSS JOIN photo_tag x ON x.tag_id = j.value "
        "UNION SELECT v.photo_id FROM json_each(:spoken) j CROSS JOIN verdicts v ON v.tag_id = j.value",
        {"tags": json.dumps(sorted(moved.tags)), "spoken": json.dumps(sorted(moved.tags | moved.above))},
    )
    found = {photo for (photo,) in rows}
    if moved.unhidden:  # only what models suggest tells of them
        hidden = json.dumps(sorted(moved.unhidden))
        rows = db.conn.execute(
            "SELECT DISTINCT photo_id FROM suggestions WHERE tag_id IN (SELECT value FROM json_each(?))", (hidden,)
        )
        found |= {photo for (photo,) in rows}
    return found


def _take_in_strays(db: Database) -> tuple[set[int], set[int]]:
    """Verdicts that came under an old name, from elsewhere, are of the new one. Returns the photos, and the tags."""
    rows = db.conn.execute(
        "SELECT DISTINCT a.tag_id, a.as_id FROM shown_as a JOIN verdicts v ON v.tag_id = a.tag_id "
        "WHERE a.as_id IS NOT NULL"
    ).fetchall()
    photos: set[int] = set()
    for old, new in rows:
        photos |= {photo for (photo,) in db.conn.execute("SELECT photo_id FROM verdicts WHERE tag_id = ?", (old,))}
        move_verdicts(db, old, new)
    move_waiting(db, taxonomy_of(db).own.renamed)
    return photos, {tag for row in rows for tag in row}


def move_verdicts(db: Database, old: int, new: int) -> None:
    """Let verdicts on one tag be on another, by ids: of two on a photo the newer holds."""
    db.conn.execute(
        "INSERT INTO verdicts (photo_id, tag_id, verdict, at) SELECT photo_id, ?, verdict, at FROM verdicts "
        "WHERE tag_id = ? ON CONFLICT (photo_id, tag_id) DO UPDATE SET verdict = excluded.verdict, at = excluded.at "
        "WHERE excluded.at > at",
        (new, old),
    )
    db.conn.execute("DELETE FROM verdicts WHERE tag_id = ?", (old,))


def move_waiting(db: Database, names: Mapping[str, str]) -> None:
    """The same of words that wait for their photos, by names: old to new."""
    if names and db.conn.execute("SELECT 1 FROM waiting_words WHERE about = 'tag' LIMIT 1").fetchone():
        for old, new in names.items():
            db.conn.execute(
                "INSERT INTO waiting_words (identity, scheme, volume, path, taken, about, name, said, at) "
                "SELECT identity, scheme, volume, path, taken, about, ?, said, at FROM waiting_words "
                "WHERE about = 'tag' AND name = ? ON CONFLICT DO UPDATE SET said = excluded.said, at = excluded.at "
                "WHERE excluded.at > at",
                (new, old),
            )
            db.conn.execute("DELETE FROM waiting_words WHERE about = 'tag' AND name = ?", (old,))
