"""Photos that every task has seen, as far as files to be read may hold them: they need not be looked at again.

Those whose files are all missing (a new file with that content is one that moved), and those in files that changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library import fields
from photoorg.library.due import SEEN, asked


@dataclass(frozen=True, slots=True)
class Lost:
    """A photo without a file that every task has seen. `orientation` is None where an older photoorg read it.

    `places` are (size in bytes, time in ns) of its missing files, of those that say of it what is stored.
    """

    photo_id: int
    orientation: int | None
    places: frozenset[tuple[int, int]]


_NONE = frozenset[tuple[int, int]]()


def lost_photos(db: Database, versions: Mapping[str, str]) -> dict[bytes, Lost]:
    """By identity. Only those that every task of `versions` has seen: the others are to be read anyway."""
    rows = db.conn.execute(
        "SELECT p.identity, p.id, p.orientation, f.size, f.mtime_ns FROM photos p "  # noqa: S608 - fixed text
        "LEFT JOIN files f ON f.photo_id = p.id AND NOT f.differs AND p.read_version = :reading "
        f"WHERE p.file_id IS NULL AND {SEEN}",
        {**asked(versions), "reading": fields.READING_VERSION},
    )
    found: dict[bytes, Lost] = {}
    for identity, photo_id, orientation, size, mtime_ns in rows:
        places = _NONE if size is None else frozenset({(size, mtime_ns)})
        if identity in found:
            places |= found[identity].places
        found[identity] = Lost(photo_id, orientation, places)
    return found


def seen_photos(db: Database, versions: Mapping[str, str], file_ids: Iterable[int]) -> dict[bytes, int | None]:
    """The photos in these files that every task has seen: how each is turned, by identity."""
    rows = db.conn.execute(
        "SELECT p.identity, p.orientation FROM json_each(:files) k JOIN files f ON f.id = k.value "  # noqa: S608 - as above
        f"JOIN photos p ON p.id = f.photo_id WHERE {SEEN}",
        {"files": json.dumps(list(file_ids)), **asked(versions)},
    )
    return dict(rows.fetchall())


def is_known_as(db: Database, identity: bytes, photo_id: int) -> bool:
    """Whether a photo is in the library, and known by that identity."""
    row = db.conn.execute("SELECT id FROM photos WHERE identity = ?", (identity,)).fetchone()
    return row is not None and row[0] == photo_id


def still_there(db: Database, photo_ids: Iterable[int]) -> set[int]:
    """Those of some photos that are in the library: a person may have forgotten some, or two have become one."""
    ids = json.dumps(list(photo_ids))
    rows = db.conn.execute("SELECT id FROM photos WHERE id IN (SELECT value FROM json_each(?))", (ids,))
    return {photo_id for (photo_id,) in rows}


def has_file(db: Database, photo_id: int) -> bool:
    """Whether a photo has a file that is there, or on a drive that is not connected."""
    row = db.conn.execute("SELECT file_id FROM photos WHERE id = ?", (photo_id,)).fetchone()
    return row is not None and row[0] is not None
