"""What follows for photos where a person's own vocabulary is another: verdicts under old names, and the tags anew."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from photoorg.library import bars, history_record, proposing, tagged
from photoorg.library.moving_words import move_strays
from photoorg.library.moving_words import nobody as nobody  # noqa: PLC0414 - as above
from photoorg.library.own_tree import Moved, use_own
from photoorg.library.wordbook import Word
from photoorg.outcomes import Told

_BLOCK = 10_000
_FEW = 8
"""Up to so many tags only what follows from these is worked out anew."""


def follow_vocabulary(
    db: Database, spoken: list[Word], told: Told = nobody, also: Iterable[int] = (), names: Iterable[str] = ()
) -> frozenset[int]:
    """Show tags as a person's vocabulary says now. Inside a transaction, whose words are `spoken`.

    Words were said of the photos `also`, about the tags `names`. Returns the photos whose tags may differ.
    """
    moved = use_own(db)
    history_record.add_letters(db, moved.letters)
    moved_bars = set[int]().union(*(bars.hold(db, tag) for tag in moved.tags))
    strays, stray_names = move_strays(db, spoken)
    photos = _of(db, moved) | moved_bars | strays | set(also)
    ids, tags = sorted(photos), [*names, *stray_names, *_named(db, moved.tags | moved.above)]
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
        "UNION SELECT v.photo_id FROM json_each(:spoken) j CROSS JOIN verdicts v ON v.tag_id = j.value "
        "UNION SELECT v.photo_id FROM json_each(:tags) j CROSS JOIN tag_tree t ON t.tag_id = j.value "
        "CROSS JOIN verdicts v ON v.tag_id = t.ancestor_id",
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
