"""Photos whose files are all missing: a new file with that content is one that moved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library import fields


@dataclass(frozen=True, slots=True)
class Lost:
    """A photo without a file that every task has seen. `orientation` is None where an older photoorg read it.

    `places` are (size in bytes, time in ns) of its missing files, of those that say of it what is stored.
    """

    photo_id: int
    orientation: int | None
    places: frozenset[tuple[int, int]]


def lost_photos(db: Database, versions: Mapping[str, str]) -> dict[bytes, Lost]:
    """By identity. Only those that every task of `versions` has seen: the others are to be read anyway."""
    rows = db.conn.execute(
        "SELECT p.identity, p.id, p.orientation, f.size, f.mtime_ns FROM photos p "
        "LEFT JOIN files f ON f.photo_id = p.id AND NOT f.differs AND p.read_version = :reading "
        "WHERE p.file_id IS NULL AND NOT EXISTS (SELECT 1 FROM json_each(:versions) j WHERE NOT EXISTS ("
        "SELECT 1 FROM analyses a WHERE a.photo_id = p.id AND a.task = j.key AND a.version = j.value))",
        {"versions": json.dumps(dict(versions)), "reading": fields.READING_VERSION},
    )
    found: dict[bytes, Lost] = {}
    for identity, photo_id, orientation, size, mtime_ns in rows:
        places = found[identity].places if identity in found else frozenset[tuple[int, int]]()
        here = frozenset[tuple[int, int]]() if size is None else frozenset({(size, mtime_ns)})
        found[identity] = Lost(photo_id, orientation, places | here)
    return found
