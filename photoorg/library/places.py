"""Volumes, folders and files of the catalogue: where photos lie, and what was there at the last look."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple

from sqlite_utils import Database

from photoorg.library.names import from_db, to_db
from photoorg.volumes import Volume as Volume  # noqa: PLC0414 - a place names the volume that it lies on


class KnownFile(NamedTuple):
    """A file as it was at the last look. `photo_id` is None where it could not be read, `inode` where there is none.

    Of the sidecar beside it the name, size and time.
    A plain tuple: catching up makes one for each file of the library.
    """

    file_id: int
    photo_id: int | None
    size: int
    mtime_ns: int
    missing_since: int | None
    inode: int | None
    companion: str | None
    sidecar: str | None
    sidecar_size: int | None
    sidecar_mtime_ns: int | None

    @property
    def beside(self) -> tuple[int | str | None, ...]:
        """What is known beside its content: its number, its companion, and its sidecar."""
        return self[5:]

    @property
    def missing(self) -> bool:
        """Whether it was not there."""
        return self.missing_since is not None


_BESIDE = "inode, companion, sidecar, sidecar_size, sidecar_mtime_ns"
_KNOWN = f"f.id, f.photo_id, f.size, f.mtime_ns, f.missing_since, f.{_BESIDE.replace(', ', ', f.')}"


@dataclass(frozen=True, slots=True)
class Root:
    """A folder that the user gave, by its absolute path now, and the volume that it lies on. `online`: connected."""

    path: str
    volume: Volume
    online: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is known to be, or to have been: its absolute path and its row.

    `differs`: its metadata are not those that are stored of its photo.
    """

    path: str
    name: str
    file: KnownFile
    differs: bool


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


def all_roots(db: Database) -> list[Root]:
    """As `roots`, each with the volume that it lies on. Two volumes may have had the same place."""
    rows = db.conn.execute(
        "SELECT v.mount, d.path, v.uid, v.label, v.online FROM folders d JOIN volumes v ON v.id = d.volume_id "
        "WHERE d.is_root ORDER BY d.id"
    )
    return [
        Root(absolute(mount, path), Volume(from_db(uid), from_db(mount), from_db(label or "")), bool(online))
        for mount, path, uid, label, online in rows
    ]


def adopt_roots(db: Database) -> None:
    """Hang each root that lies in another one into the tree, wherever the folder above it has been seen."""
    rows = db.conn.execute("SELECT id, volume_id, path FROM folders WHERE is_root AND parent_id IS NULL").fetchall()
    for folder_id, volume_id, path in rows:
        above = _find(db, volume_id, os.path.dirname(from_db(path)))  # noqa: PTH120 - a stored path
        if above is not None and above != folder_id:
            db.conn.execute("UPDATE folders SET parent_id = ? WHERE id = ?", (above, folder_id))


def folders_below(db: Database, volume: Volume, top: str) -> dict[str, int]:
    """The ids of the known folders at or below `top`, by their absolute paths."""
    relative, uid = _relative(top, volume), to_db(volume.uid)
    own = "WHERE volume_id = (SELECT id FROM volumes WHERE uid = ?)"
    if not relative:
        rows = db.conn.execute(f"SELECT id, path FROM folders {own}", (uid,))  # noqa: S608
    else:
        # Names that are no text are kept as bytes, and sort after all text: a range of each. "0" comes after "/".
        low, high = os.fsencode(f"{relative}/"), os.fsencode(f"{relative}0")
        ranges = [(from_db(low), from_db(high)), (low, high)] if isinstance(to_db(relative), str) else [(low, high)]
        inside = " UNION ALL ".join([f"SELECT id, path FROM folders {own} AND path >= ? AND path < ?"] * len(ranges))  # noqa: S608
        rows = db.conn.execute(
            f"SELECT id, path FROM folders {own} AND path = ? UNION ALL {inside}",  # noqa: S608
            (uid, to_db(relative), *(value for pair in ranges for value in (uid, *pair))),
        )
    return {absolute(volume.mount, path): folder_id for folder_id, path in rows}


def files_in(db: Database, folder_id: int) -> dict[str, KnownFile]:
    """What is known of the files directly in a folder, by name."""
    rows = db.conn.execute(f"SELECT {_KNOWN}, f.name FROM files f WHERE f.folder_id = ?", (folder_id,))  # noqa: S608
    return {name if type(name) is str else from_db(name): KnownFile(*known) for *known, name in rows}


Listed = tuple[str, int, int, int | None, str | None, str | None, int | None, int | None]
"""A file in a list: its name, size, time and number, the companion's name, and the sidecar's name, size and time."""


def present(db: Database, folder_id: int) -> set[Listed]:
    """The files that were directly in a folder at the last look.

    Those whose names are no text are not as they are called: whoever finds a difference asks `files_in`.
    """
    return set(
        db.conn.execute(
            f"SELECT name, size, mtime_ns, {_BESIDE} FROM files WHERE folder_id = ? AND missing_since IS NULL",  # noqa: S608
            (folder_id,),
        )
    )


def known_files(db: Database, volume: Volume, root: str) -> dict[str, dict[str, KnownFile]]:
    """What is known of every folder at or below `root`: absolute folder -> name -> file."""
    return {path: files_in(db, folder_id) for path, folder_id in folders_below(db, volume, root).items()}


def present_in(db: Database, folders: Mapping[str, int]) -> dict[int, str]:
    """Files that were there at the last look: id -> absolute path. `folders` as `folders_below` gives them."""
    paths = {folder_id: path for path, folder_id in folders.items()}
    rows = db.conn.execute(
        "SELECT id, folder_id, name FROM files "
        "WHERE folder_id IN (SELECT value FROM json_each(?)) AND missing_since IS NULL",
        (json.dumps(list(paths)),),
    )
    return {file_id: absolute(paths[folder_id], "", name) for file_id, folder_id, name in rows}


def with_files(db: Database, folder_ids: Iterable[int], *, missing: bool) -> set[int]:
    """Those of some folders that have files directly in them: missing ones, or ones that were there."""
    rows = db.conn.execute(
        "SELECT value FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM files f WHERE f.folder_id = j.value "
        "AND (f.missing_since IS NOT NULL) = ?)",
        (json.dumps(list(folder_ids)), int(missing)),
    )
    return {folder_id for (folder_id,) in rows}


def is_asleep(db: Database, folders: Mapping[str, int]) -> bool:
    """Whether all files in these folders are missing, and there are some: where they were may be there again."""
    ids = list(folders.values())
    return bool(with_files(db, ids, missing=True)) and not with_files(db, ids, missing=False)


def by_inode(db: Database, volume: Volume, inodes: Iterable[int]) -> dict[int, list[Place]]:
    """Where files with these numbers are known on a volume, those with a photo in them."""
    found: dict[int, list[Place]] = {}
    rows = db.conn.execute(
        f"SELECT {_KNOWN}, f.differs, d.path, f.name FROM json_each(?) j JOIN files f ON f.inode = j.value "  # noqa: S608
        "JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id "
        "WHERE v.uid = ? AND f.photo_id IS NOT NULL ORDER BY f.id",
        (json.dumps(list(inodes)), to_db(volume.uid)),
    )
    for *known, differs, path, name in rows:
        file = KnownFile._make(known)
        place = Place(absolute(volume.mount, path, name), from_db(name), file, bool(differs))
        found.setdefault(file.inode or 0, []).append(place)
    return found


def save_details(
    db: Database, details: Iterable[tuple[int, int | None, str | None, str | None, int | None, int | None]]
) -> None:
    """Keep what lies beside the content of files that are otherwise unchanged: the file, and as in `Listed`."""
    db.conn.executemany(
        "UPDATE files SET inode = ?, companion = ?, sidecar = ?, sidecar_size = ?, sidecar_mtime_ns = ? WHERE id = ?",
        [
            (inode, companion and to_db(companion), sidecar and to_db(sidecar), size, mtime, file_id)
            for file_id, inode, companion, sidecar, size, mtime in details
        ],
    )


def forget_places(db: Database, file_ids: Sequence[int]) -> None:
    """Take out places whose photo has just been found elsewhere."""
    db.conn.executemany(
        "DELETE FROM files WHERE id = ? AND missing_since IS NOT NULL", [(file_id,) for file_id in file_ids]
    )


def move_problems(db: Database, paths: Iterable[tuple[str, str]]) -> None:
    """What is wrong with files that were moved goes with them: (old path, new path)."""
    db.conn.executemany(
        "UPDATE OR REPLACE problems SET path = ? WHERE path = ?", [(to_db(new), to_db(old)) for old, new in paths]
    )


def with_problems(db: Database) -> set[str]:
    """The paths with which something is wrong."""
    return {from_db(path) for (path,) in db.conn.execute("SELECT path FROM problems")}


def doubt(db: Database, file_ids: Iterable[int]) -> None:
    """Take files for changed when they are next seen."""
    db.conn.executemany("UPDATE files SET mtime_ns = -1 WHERE id = ?", [(file_id,) for file_id in file_ids])


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


_FIRST = (
    "(SELECT f.id FROM files f JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id "
    "WHERE f.photo_id = photos.id AND f.missing_since IS NULL ORDER BY v.online DESC, f.id LIMIT 1)"
)


def choose_first_files(db: Database, photo_ids: Iterable[int]) -> None:
    """Point each photo at its first present file, on a drive that is connected where there is one; or at none.

    One that says something else of it than what is stored is read again.
    """
    ids = json.dumps(list(photo_ids))
    chosen = "id IN (SELECT value FROM json_each(?))"
    db.conn.execute(
        f"UPDATE photos SET read_version = 0, seen_with = NULL WHERE {chosen} "  # noqa: S608 - fixed text
        f"AND EXISTS (SELECT 1 FROM files c WHERE c.id = {_FIRST} AND c.differs)",
        (ids,),
    )
    db.conn.execute(f"UPDATE photos SET file_id = {_FIRST} WHERE {chosen}", (ids,))  # noqa: S608 - as above


def absolute(mount: str | bytes, path: str | bytes, name: str | bytes = "") -> str:
    """The path that the file functions take, from its stored parts."""
    return str(PurePath(from_db(mount), from_db(path), from_db(name)))


def _relative(path: str, volume: Volume) -> str:
    relative = os.path.relpath(path, volume.mount)
    return "" if relative == os.curdir else PurePath(relative).as_posix()


def _save_volume(db: Database, volume: Volume) -> int:
    row = db.conn.execute(
        "INSERT INTO volumes (uid, mount, label) VALUES (?1, ?2, nullif(?3, '')) "
        "ON CONFLICT (uid) DO UPDATE SET mount = excluded.mount, label = coalesce(excluded.label, label) "
        "RETURNING id",
        (to_db(volume.uid), to_db(volume.mount), to_db(volume.label)),
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


def _photos_of(db: Database, ids_json: str) -> set[int]:
    rows = db.conn.execute(
        "SELECT DISTINCT photo_id FROM files WHERE photo_id IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
        (ids_json,),
    )
    return {photo_id for (photo_id,) in rows}
