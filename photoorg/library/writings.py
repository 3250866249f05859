"""Whose files are written to: a switch for each folder, and the photos whose files are due.

Nothing is written anywhere until a person says so of a folder. Of a photo that lies in several places its first file
is written, by the folder which that lies in.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, get_args

from sqlite_utils import Database

from photoorg.library.names import from_db, to_db
from photoorg.library.places import absolute
from photoorg.library.store import writing
from photoorg.outcomes import Changes, PhotoorgError
from photoorg.paths import is_inside

Way = Literal["off", "sidecar", "embedded"]
"""How photos of a folder are written to: not at all, to a file beside each, or into the files where that can be."""
WAYS: tuple[Way, ...] = get_args(Way)
OFF: Way = "off"


@dataclass(frozen=True, slots=True)
class FolderWay:
    """What a person says of a folder and of all below it, by its absolute path now. `online`: its drive is there."""

    path: str
    way: Way
    online: bool


@dataclass(frozen=True, slots=True)
class Switches:
    """What is said of folders: by volume, and by path on it."""

    said: Mapping[tuple[int, str], Way]

    def of(self, volume_id: int, folder: str) -> Way:
        """The way of a folder: what is said of it, or of the nearest one above."""
        while True:
            if (way := self.said.get((volume_id, folder))) is not None:
                return way
            if not folder:
                return OFF
            folder = folder.rpartition("/")[0]

    @property
    def any_on(self) -> bool:
        """Whether anything is written at all."""
        return any(way != OFF for way in self.said.values())


def set_way(db: Database, folder: str, way: Way | None) -> Changes:
    """Let photos in a folder and below it be written so; None takes back what was said, so that the one above counts.

    `folder` is absolute and lies in the library. Raises PhotoorgError where it does not. Its photos are due from then
    on where their files say something else; none is written here.
    """
    if way is not None and way not in WAYS:
        raise PhotoorgError(f"'{way}' is no way to write: choose one of {', '.join(WAYS)}.")
    with writing(db):
        volume_id, path = _place(db, folder)
        if way is None:
            db.conn.execute("DELETE FROM writing WHERE volume_id = ? AND path = ?", (volume_id, to_db(path)))
        else:
            db.conn.execute(
                "INSERT INTO writing (volume_id, path, way) VALUES (?, ?, ?) "
                "ON CONFLICT (volume_id, path) DO UPDATE SET way = excluded.way",
                (volume_id, to_db(path), way),
            )
        _compare_below(db, volume_id, path)
    return Changes(folders=True)


def way_of(db: Database, folder: str) -> Way:
    """How photos directly in a folder are written. Raises PhotoorgError where it lies in no folder of the library."""
    return switches(db).of(*_place(db, folder))


def ways(db: Database) -> list[FolderWay]:
    """What is said of folders, by path. Those below follow the nearest one above."""
    rows = db.conn.execute(
        "SELECT v.mount, w.path, w.way, v.online FROM writing w JOIN volumes v ON v.id = w.volume_id"
    )
    found = [FolderWay(absolute(mount, path), way, bool(online)) for mount, path, way, online in rows]
    return sorted(found, key=lambda one: one.path)


def switches(db: Database) -> Switches:
    """All that is said of folders: a handful."""
    rows = db.conn.execute("SELECT volume_id, path, way FROM writing")
    return Switches({(volume_id, from_db(path)): way for volume_id, path, way in rows})


def as_if(db: Database, folder: str, way: Way) -> Switches:
    """All that is said, and as if a folder were written so. Raises PhotoorgError where it lies in none."""
    return Switches({**switches(db).said, _place(db, folder): way})


@dataclass(frozen=True, slots=True)
class Queue:
    """How many photos' files are due, and of how many of these it has failed (their problems say why)."""

    due: int
    failed: int


def due(db: Database, ids: Iterable[int] | None = None) -> list[int]:
    """Photos whose files are to be written, of all or of some: their folder is on, and a person says something else.

    Not those that a person has taken back, nor those of which file and person contradict each other. What was said in
    the last moments counts when it has been compared: see `to_write.compare`.
    """
    given = None if ids is None else json.dumps([int(one) for one in ids])
    rows = db.conn.execute(
        "SELECT photo_id FROM to_write WHERE tries >= 0 "
        "AND (?1 IS NULL OR photo_id IN (SELECT value FROM json_each(?1))) ORDER BY photo_id",
        (given,),
    )
    return [photo_id for (photo_id,) in rows]


def queue(db: Database) -> Queue:
    """How it stands, for who shows it."""
    row = db.conn.execute("SELECT COUNT(*), COUNT(reason) FROM to_write WHERE tries >= 0").fetchone()
    return Queue(*row)


def _place(db: Database, folder: str) -> tuple[int, str]:
    """The volume of a folder in the library, and its path there. Raises PhotoorgError where it lies in none."""
    rows = db.conn.execute(
        "SELECT v.id, v.mount, d.path FROM folders d JOIN volumes v ON v.id = d.volume_id WHERE d.is_root "
        "ORDER BY v.online DESC"
    ).fetchall()
    inside = [(absolute(mount, path), volume_id, mount) for volume_id, mount, path in rows]
    above = [one for one in inside if is_inside(folder, one[0])]
    if not above:
        raise PhotoorgError(f"{folder} is no folder of the library: 'photoorg folders' lists them.")
    _, volume_id, mount = max(above, key=lambda one: len(one[0]))
    path = os.path.relpath(folder, from_db(mount))
    return volume_id, "" if path == os.curdir else PurePath(path).as_posix()


def _compare_below(db: Database, volume_id: int, path: str) -> None:
    """Let the photos whose first file lies at or below a folder be compared with what their files say."""
    ids = [
        folder_id
        for folder_id, stored in db.conn.execute("SELECT id, path FROM folders WHERE volume_id = ?", (volume_id,))
        if not path or (there := from_db(stored)) == path or there.startswith(f"{path}/")
    ]
    db.conn.execute(
        "INSERT INTO to_write (photo_id, since, tries) SELECT p.id, 0, -1 FROM json_each(?) j "
        "JOIN files f ON f.folder_id = j.value JOIN photos p ON p.file_id = f.id WHERE true "
        "ON CONFLICT (photo_id) DO UPDATE SET tries = -1 WHERE tries = -2",
        (json.dumps(ids),),
    )
