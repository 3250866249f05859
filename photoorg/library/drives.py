"""Which drives are connected: photos on one that is not are offline, and there again when it comes back.

A photo is offline while it has files (`missing_since` null) and the drive they are on is not there (`online` 0). It is
missing when its drive is there and its files are not.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from sqlite_utils import Database

from photoorg import volumes
from photoorg.library import places
from photoorg.library.names import from_db, to_db
from photoorg.library.store import writing
from photoorg.outcomes import Changes


def set_online(db: Database) -> Changes:
    """Note which drives are connected now, and where they are mounted. Asks none of them; cheap where nothing changed.

    A network drive that had stopped answering counts as connected again when a look at it succeeds (`set_answering`).
    Inside no transaction.
    """
    now = volumes.volumes()
    if better := _better_uids(db, now):
        with writing(db):
            db.conn.executemany(
                "UPDATE volumes SET uid = ? WHERE uid = ?", [(to_db(new), to_db(old)) for new, old in better.items()]
            )
    changes = Changes()
    for volume_id, mount, answers in _differences(db, now):
        changes |= _set(db, volume_id, mount, online=answers)
    return changes


def differs(db: Database) -> bool:
    """Whether `set_online` would write anything. Asks no drive."""
    now = volumes.volumes()
    return bool(_better_uids(db, now) or _differences(db, now))


def _differences(db: Database, now: Sequence[volumes.Volume]) -> list[tuple[int, str, bool]]:
    """The drives that are not as they are stored: id, where each is mounted, and whether it is taken to answer."""
    points, slow = volumes.mount_points(now), volumes.slow_points()
    found: list[tuple[int, str, bool]] = []
    for volume_id, uid, stored, online in db.conn.execute("SELECT id, uid, mount, online FROM volumes").fetchall():
        before = from_db(stored)
        there = points.get(from_db(uid), [])
        # Of two mounts of one drive the one that is known stays, as long as it is there.
        mount = before if before in there or not there else there[0]
        answers = bool(there) and (bool(online) or mount != before or mount not in slow)
        if (mount, answers) != (before, bool(online)):
            found.append((volume_id, mount, answers))
    return found


def set_answering(db: Database, uid: str, *, answers: bool) -> Changes:
    """Note whether a drive that is mounted answers. Inside no transaction; nothing is written where it is known."""
    row = db.conn.execute("SELECT id, mount, online FROM volumes WHERE uid = ?", (to_db(uid),)).fetchone()
    if row is None or bool(row[2]) == answers:
        return Changes()
    return _set(db, row[0], from_db(row[1]), online=answers)


def known_way(db: Database, ways: list[tuple[volumes.Volume, str]]) -> tuple[volumes.Volume, str]:
    """Of the ways to one folder, the one by which the library knows it already, or the first."""
    for volume, path in ways:
        row = db.conn.execute("SELECT mount FROM volumes WHERE uid = ?", (to_db(volume.uid),)).fetchone()
        if row is not None and from_db(row[0]) == volume.mount:
            return volume, path
    return ways[0]


def _set(db: Database, volume_id: int, mount: str, *, online: bool) -> Changes:
    with writing(db):
        before = db.conn.execute("SELECT mount FROM volumes WHERE id = ?", (volume_id,)).fetchone()[0]
        db.conn.execute("UPDATE volumes SET online = ?, mount = ? WHERE id = ?", (int(online), to_db(mount), volume_id))
        _move_problems(db, from_db(before), mount)
        rows = db.conn.execute(
            "SELECT f.photo_id, EXISTS (SELECT 1 FROM files g WHERE g.photo_id = f.photo_id AND g.id <> f.id) "
            "FROM folders d JOIN files f ON f.folder_id = d.id WHERE d.volume_id = ? AND f.photo_id IS NOT NULL",
            (volume_id,),
        ).fetchall()
        places.choose_first_files(db, {photo_id for photo_id, is_elsewhere in rows if is_elsewhere})
    return Changes(frozenset(photo_id for photo_id, _ in rows), folders=True)


def _move_problems(db: Database, before: str, mount: str) -> None:
    """What is wrong with the files of a drive is told of where it is now."""
    inside = before.rstrip(os.sep) + os.sep
    if before == mount or inside == os.sep:
        return
    paths = [from_db(path) for (path,) in db.conn.execute("SELECT path FROM problems")]
    moved = [(path, os.path.join(mount, path[len(inside) :])) for path in paths if path.startswith(inside)]  # noqa: PTH118
    places.move_problems(db, moved)


def _better_uids(db: Database, now: Sequence[volumes.Volume]) -> dict[str, str]:
    """New uid -> old: a drive that was known by its mount point alone gets the name by which it is known anywhere."""
    known = {from_db(uid) for (uid,) in db.conn.execute("SELECT uid FROM volumes")}
    better: dict[str, str] = {}
    for volume in now:
        for older in volumes.older_uids(volume):
            if older in known and volume.uid not in known and volume.uid not in better:
                better[volume.uid] = older
    return better
