"""Volumes, folders and files of the catalogue: where photos lie, and what was there at the last look."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from sqlite_utils import Database

from photoorg.library.names import from_db, to_db
from photoorg.volumes import Volume as Volume  # noqa: PLC0414 - a place names the volume that it lies on


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was at the last look. `photo_id` is None where it could not be read."""

    file_id: int
    photo_id: int | None
    size: int
    mtime_ns: int
    missing: bool


def save_folder(db: Database, volume: Volume, path: str, *, is_root: bool = False) -> int:
    """The id of an absolute folder on a volume, made with its parents up to the nearest known root."""
    volume_id = _save_volume(db, volume)
    relative = _relative(path, volume)
    if is_root:
        return _save(db, volume_id, relative, None, is_root=True)
    known = _find(db, volume_id, relative)
    if known is not None:
        return known
    above = os.path.dirname(relative)  # noqa: PTH120 - a stored path, not one to ask the file system about
    parent = save_folder(db, volume, os.path.join(volume.mount, above)) if above != relative else None  # noqa: PTH118
    return _save(db, volume_id, relative, parent, is_root=False)


def roots(db: Database) -> list[str]:
    """Absolute paths of the folders that the user gave, in the order they came."""
    rows = db.conn.execute(
        "SELECT v.mount, d.path FROM folders d JOIN volumes v ON v.id = d.volume_id WHERE d.is_root ORDER BY d.id"
    )
    return [absolute(mount, path) for mount, path in rows]


def roots_with_volumes(db: Database) -> list[tuple[str, Volume]]:
    """As `roots`, each with the volume that it lies on. Two volumes may have had the same place."""
    rows = db.conn.execute(
        "SELECT v.mount, d.path, v.uid FROM folders d JOIN volumes v ON v.id = d.volume_id "
        "WHERE d.is_root ORDER BY d.id"
    )
    return [(absolute(mount, path), Volume(uid, mount)) for mount, path, uid in rows]


def adopt_roots(db: Database) -> None:
    """Hang each root that lies in another one into the tree, wherever the folder above it has been seen."""
    rows = db.conn.execute("SELECT id, volume_id, path FROM folders WHERE is_root AND parent_id IS NULL").fetchall()
    for folder_id, volume_id, path in rows:
        above = _find(db, volume_id, os.path.dirname(from_db(path)))  # noqa: PTH120 - a stored path
        if above is not None and above != folder_id:
            db.conn.execute("UPDATE folders SET parent_id = ? WHERE id = ?", (above, folder_id))


def known_files(db: Database, volume: Volume, root: str) -> dict[str, dict[str, KnownFile]]:
    """What is known of every folder at or below `root`: absolute folder -> name -> file."""
    known: dict[str, dict[str, KnownFile]] = {}
    folder_ids: dict[int, dict[str, KnownFile]] = {}
    for folder_id, path in _folders_below(db, volume, root):
        folder_ids[folder_id] = known[absolute(volume.mount, path)] = {}
    rows = db.conn.execute(
        "SELECT id, photo_id, folder_id, name, size, mtime_ns, missing_since FROM files "
        "WHERE folder_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(folder_ids)),),
    )
    for file_id, photo_id, folder_id, name, size, mtime_ns, missing in rows:
        folder_ids[folder_id][from_db(name)] = KnownFile(file_id, photo_id, size, mtime_ns, missing is not None)
    return known


def mark_missing(db: Database, file_ids: Iterable[int]) -> set[int]:
    """Note that files are not there now. Returns the photos concerned; nothing they carry is touched."""
    ids = json.dumps(list(file_ids))
    db.conn.execute(
        "UPDATE files SET missing_since = ? WHERE id IN (SELECT value FROM json_each(?)) AND missing_since IS NULL",
        (int(time.time()), ids),
    )
    return _photos_of(db, ids)


def mark_present(db: Database, file_ids: Iterable[int]) -> set[int]:
    """Note that files are there again, unchanged. Returns the photos concerned."""
    ids = json.dumps(list(file_ids))
    db.conn.execute("UPDATE files SET missing_since = NULL WHERE id IN (SELECT value FROM json_each(?))", (ids,))
    return _photos_of(db, ids)


_FIRST = "(SELECT MIN(f.id) FROM files f WHERE f.photo_id = photos.id AND f.missing_since IS NULL)"


def choose_first_files(db: Database, photo_ids: Iterable[int]) -> None:
    """Point each photo at its first present file, or at none; one that says something else of it is read again."""
    ids = json.dumps(list(photo_ids))
    chosen = "id IN (SELECT value FROM json_each(?))"
    db.conn.execute(
        f"UPDATE photos SET read_version = 0 WHERE {chosen} "  # noqa: S608 - fixed text
        f"AND EXISTS (SELECT 1 FROM files c WHERE c.id = {_FIRST} AND c.differs AND c.id IS NOT photos.file_id)",
        (ids,),
    )
    db.conn.execute(f"UPDATE photos SET file_id = {_FIRST} WHERE {chosen}", (ids,))  # noqa: S608 - as above


def absolute(mount: str, path: str | bytes, name: str | bytes = "") -> str:
    """The path that the file functions take, from its stored parts."""
    return str(PurePath(mount, from_db(path), from_db(name)))


def _relative(path: str, volume: Volume) -> str:
    relative = os.path.relpath(path, volume.mount)
    return "" if relative == os.curdir else PurePath(relative).as_posix()


def _save_volume(db: Database, volume: Volume) -> int:
    row = db.conn.execute(
        "INSERT INTO volumes (uid, mount) VALUES (?, ?) ON CONFLICT (uid) DO UPDATE SET mount = excluded.mount "
        "RETURNING id",
        (volume.uid, volume.mount),
    ).fetchone()
    return int(row[0])


def _save(db: Database, volume_id: int, path: str, parent: int | None, *, is_root: bool) -> int:
    row = db.conn.execute(
        "INSERT INTO folders (volume_id, parent_id, path, is_root) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (volume_id, path) DO UPDATE SET is_root = MAX(is_root, excluded.is_root) RETURNING id",
        (volume_id, parent, to_db(path), int(is_root)),
    ).fetchone()
    return int(row[0])


def _find(db: Database, volume_id: int, path: str) -> int | None:
    row = db.conn.execute(
        "SELECT id FROM folders WHERE volume_id = ? AND path = ?", (volume_id, to_db(path))
    ).fetchone()
    return None if row is None else int(row[0])


def _folders_below(db: Database, volume: Volume, root: str) -> list[tuple[int, str | bytes]]:
    top = os.fsencode(_relative(root, volume))
    inside = top + b"/" if top else b""
    rows = db.conn.execute(
        "SELECT d.id, d.path FROM folders d JOIN volumes v ON v.id = d.volume_id WHERE v.uid = ?", (volume.uid,)
    )
    return [
        (folder_id, path)
        for folder_id, path in rows
        if (raw := os.fsencode(from_db(path))) == top or raw.startswith(inside)
    ]


def _photos_of(db: Database, ids_json: str) -> set[int]:
    rows = db.conn.execute(
        "SELECT DISTINCT photo_id FROM files WHERE photo_id IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
        (ids_json,),
    )
    return {photo_id for (photo_id,) in rows}
