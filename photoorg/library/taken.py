"""When a photo was taken: as its file says it, or as a person does.

A person's word (a note, see kinds.py) stands in `photos.taken_at` with 'person' as its source, so that all that is
sorted, searched and shown goes by it. What the file says is kept beside it (`file_taken_at`, `file_taken_source`), and
goes on being read: it tells whether another file holds the same photo, and is there again when the word is taken back.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Set

from sqlite_utils import Database

from photoorg.library.kinds import TAKEN

PERSON = "person"

FILE_SOURCE = "coalesce(p.file_taken_source, p.taken_source)"
"""SQL for where the date of photo `p` comes from that its file has: photo or file."""
FILE_TAKEN = f"CASE {FILE_SOURCE} WHEN 'photo' THEN coalesce(p.file_taken_at, p.taken_at) END"
"""SQL for when the file itself says that photo `p` was taken; null where it does not say."""

_SAID = "(SELECT n.value FROM notes n WHERE n.photo_id = photos.id AND n.about = :taken)"
_GIVEN = "id IN (SELECT value FROM json_each(:ids))"
_STEPS = (
    # The file's own is kept aside where a person says something for the first time,
    f"""UPDATE photos SET file_taken_at = taken_at, file_taken_source = taken_source
    WHERE {_GIVEN} AND file_taken_source IS NULL AND {_SAID} IS NOT NULL""",  # noqa: S608 - fixed text, as below
    f"""UPDATE photos SET taken_at = CAST(strftime('%s', {_SAID}) AS INTEGER), taken_source = '{PERSON}'
    WHERE {_GIVEN} AND {_SAID} IS NOT NULL""",  # noqa: S608
    # and put back where nothing is said any more.
    f"""UPDATE photos SET taken_at = file_taken_at, taken_source = file_taken_source, file_taken_at = NULL,
    file_taken_source = NULL WHERE {_GIVEN} AND file_taken_source IS NOT NULL AND {_SAID} IS NULL""",  # noqa: S608
    # The tags of a photo lie in the order of its date.
    """UPDATE photo_tag SET taken_at = (SELECT p.taken_at FROM photos p WHERE p.id = photo_tag.photo_id)
    WHERE photo_id IN (SELECT value FROM json_each(:ids))
    AND taken_at <> (SELECT p.taken_at FROM photos p WHERE p.id = photo_tag.photo_id)""",
)
_BLOCK = 10_000


def follow(db: Database, photo_ids: Set[int], names: Set[str]) -> None:
    """Let photos be dated as their notes say. `names` are those of the notes that changed; empty: any may have."""
    if names and TAKEN not in names:
        return
    ids = sorted(photo_ids)
    for start in range(0, len(ids), _BLOCK):
        given = {"ids": json.dumps(ids[start : start + _BLOCK]), "taken": TAKEN}
        for step in _STEPS:
            db.conn.execute(step, given)


def as_stored(db: Database, photo_id: int, columns: Mapping[str, object]) -> dict[str, object]:
    """What a file says of a photo that is there, by the columns of `photos` that it belongs into."""
    row = db.conn.execute("SELECT file_taken_source IS NOT NULL FROM photos WHERE id = ?", (photo_id,)).fetchone()
    return {_KEPT_IN.get(name, name) if row[0] else name: value for name, value in columns.items()}


_KEPT_IN = {"taken_at": "file_taken_at", "taken_source": "file_taken_source"}


def by_the_clock(seconds: int) -> int:
    """What the clock of this place showed then, as seconds since 1970: dates of every kind compare alike."""
    try:
        return seconds + time.localtime(seconds).tm_gmtoff
    except (OverflowError, OSError, ValueError):
        return seconds
