"""Taking a folder out of the library. Nothing on disk is touched, and nothing is forgotten."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

from sqlite_utils import Database

from photoorg.library import places
from photoorg.library.names import from_db
from photoorg.library.store import writing
from photoorg.outcomes import Changes, PhotoorgError
from photoorg.paths import lies_in


def remove_root(db: Database, path: str) -> Changes:
    """Take a folder out of the library. Raises PhotoorgError where it is none of the library's.

    Files below it that are in no other folder of the library are missing from then on: they wait with what they carry,
    and adding the folder again brings them back unread. Folders of the library that lie in it stay.
    """
    with writing(db):
        found = [(folder_id, volume) for folder_id, name, volume in _roots(db) if name == path]
        if not found:
            raise PhotoorgError(f"{path} is no folder of the library: 'photoorg folders' lists them.")
        touched: set[int] = set()
        for folder_id, volume in found:  # two drives may have had the same place
            touched |= _remove(db, folder_id, path, volume)
    return Changes(frozenset(touched), tags=bool(touched), folders=True, problems=True)


def _roots(db: Database) -> list[tuple[int, str, places.Volume]]:
    rows = db.conn.execute(
        "SELECT d.id, v.mount, d.path, v.uid FROM folders d JOIN volumes v ON v.id = d.volume_id WHERE d.is_root"
    )
    return [
        (folder_id, places.absolute(mount, path), places.Volume(from_db(uid), from_db(mount)))
        for folder_id, mount, path, uid in rows
    ]


def _remove(db: Database, folder_id: int, root: str, volume: places.Volume) -> set[int]:
    others = [name for _, name, of in _roots(db) if of.uid == volume.uid and name != root]
    above = [other for other in others if lies_in(root, [other])]
    if above:  # it stays a folder of that one, and hangs there from now on
        places.save_folder(db, volume, os.path.dirname(root))  # noqa: PTH120 - a stored path
        places.adopt_roots(db)
    known = places.known_files(db, volume, root)
    db.conn.execute("UPDATE folders SET is_root = 0 WHERE id = ?", (folder_id,))
    if above:
        return set()
    files = [file for folder, listing in known.items() if not lies_in(folder, others) for file in listing.values()]
    photos = places.mark_missing(db, (file.file_id for file in files if file.photo_id is not None))
    places.choose_first_files(db, photos)
    # What could not be read carries nothing: it is tried anew when the folder comes back, and its problem is none now.
    unread = json.dumps([file.file_id for file in files if file.photo_id is None])
    db.conn.execute("DELETE FROM files WHERE id IN (SELECT value FROM json_each(?))", (unread,))
    _clear_problems(db, root, others)
    return photos


def _clear_problems(db: Database, root: str, others: Sequence[str]) -> None:
    told = [path for (path,) in db.conn.execute("SELECT DISTINCT path FROM problems")]
    gone = [path for path in told if lies_in(from_db(path), [root]) and not lies_in(from_db(path), others)]
    db.conn.executemany("DELETE FROM problems WHERE path = ?", [(path,) for path in gone])
