"""The files of photos as they are known, for whoever moves them: enough to be sure that one is still what was meant."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from sqlite_utils import Database

from photoorg.library.names import from_db
from photoorg.library.places import absolute, choose_first_files, mark_missing, mark_present
from photoorg.outcomes import Changes


@dataclass(frozen=True, slots=True)
class Filed:
    """A present file of a photo by its absolute path. `identity` is the photo's.

    `inode` is None where its drive has none that last; `companion` is the path of the video that makes it a live photo.
    """

    file_id: int
    photo_id: int
    path: str
    size: int
    mtime_ns: int
    inode: int | None
    identity: bytes
    companion: str | None


def files_of(db: Database, photo_ids: Iterable[int]) -> dict[str, Filed]:
    """The present files of photos, by path."""
    rows = db.conn.execute(
        "SELECT f.id, p.id, f.size, f.mtime_ns, f.inode, p.identity, f.companion, "
        "v.mount, d.path, f.name FROM json_each(?) j JOIN photos p ON p.id = j.value "
        "JOIN files f ON f.photo_id = p.id AND f.missing_since IS NULL "
        "JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id",
        (json.dumps(list(photo_ids)),),
    )
    found: dict[str, Filed] = {}
    for file_id, photo_id, size, mtime, inode, identity, companion, mount, folder, name in rows:
        path = absolute(mount, folder, name)
        video = None if companion is None else str(PurePath(path).with_name(from_db(companion)))
        found[path] = Filed(file_id, photo_id, path, size, mtime, inode, identity, video)
    return found


def went(db: Database, file_ids: Iterable[int]) -> Changes:
    """Note that files are not there any more. Inside a transaction; what their photos carry is not touched."""
    touched = mark_missing(db, file_ids)
    choose_first_files(db, touched)
    return Changes(frozenset(touched), folders=True)


def came_back(db: Database, known: Iterable[tuple[int, int, int]]) -> Changes:
    """Note that files are there again as they were: (file, size, time in ns). Inside a transaction.

    One that the library has forgotten, or knows otherwise by now, is found when its folder is looked at.
    """
    rows = [
        db.conn.execute("SELECT id FROM files WHERE id = ? AND size = ? AND mtime_ns = ?", one).fetchone()
        for one in known
    ]
    touched = mark_present(db, [row[0] for row in rows if row is not None])
    choose_first_files(db, touched)
    return Changes(frozenset(touched), folders=True)
