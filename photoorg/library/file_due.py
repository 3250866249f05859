"""Files of photos that are others than when they were read for what they say, or whose sidecars are."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library import places
from photoorg.library.file_words import READING, STAMP

_FEW = 500
_SOME = "FROM json_each(:folders) j CROSS JOIN files f ON f.folder_id = j.value JOIN photos p ON p.id = f.photo_id"
_FROM_SOME = {False: f"{_SOME} AND p.file_id = f.id", True: f"{_SOME} AND p.file_id <> f.id"}
_FROM_ALL = {
    False: "FROM photos p JOIN files f ON f.id = p.file_id",
    True: "FROM files f JOIN photos p ON p.id = f.photo_id AND p.file_id <> f.id",
}
_SAID = {
    False: "LEFT JOIN said_by_files s ON s.photo_id = p.id",
    True: "LEFT JOIN said_by_copies s ON s.file_id = f.id AND s.photo_id = p.id",
}
"""Where it is kept what a file said last: that of the first one of its photo, and that of another one."""
# A file whose time nobody has seen (-1) is read anew first.
_DUE = (
    "JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id "
    f"{{said}} WHERE (s.stamp IS NOT {STAMP} OR s.version IS NOT :reading) "
    "AND v.online AND f.mtime_ns <> -1 AND f.missing_since IS NULL"
)


@dataclass(frozen=True, slots=True)
class Unread:
    """A photo's first file, or (a `copy`) another one of it, with the paths of both; `stamp` as in file_words.py.

    `known`: it was read before. `damaged`: the file is not whole, so that what it says may not be either.
    """

    photo_id: int
    file_id: int
    path: str
    sidecar: str | None
    stamp: str
    damaged: bool
    known: bool
    copy: bool = False


def unread(db: Database, folder_ids: Collection[int], *, copies: bool = False) -> list[int]:
    """The files in these folders that are to be read, those of the newest photos first. No file is asked.

    The first files of photos, or the others (`copies`).
    """
    inside = set(folder_ids)
    few = len(inside) <= _FEW
    source, due = (_FROM_SOME if few else _FROM_ALL)[copies], _DUE.format(said=_SAID[copies])
    rows = db.conn.execute(
        f"SELECT f.id, f.folder_id {source} {due} ORDER BY p.taken_at DESC, p.id DESC, f.id",
        {"folders": json.dumps(sorted(inside) if few else []), "reading": READING},
    )
    return [file_id for file_id, folder_id in rows if folder_id in inside]


def details(db: Database, file_ids: Sequence[int]) -> list[Unread]:
    """What is needed to read some of them: first files, or others."""
    rows = db.conn.execute(
        f"SELECT p.id, f.id, v.mount, d.path, f.name, f.sidecar, {STAMP}, p.damaged IS NOT NULL, "  # noqa: S608
        "iif(p.file_id = f.id, s.version, c.version) IS :reading, p.file_id <> f.id "
        "FROM json_each(:ids) j CROSS JOIN files f ON f.id = j.value JOIN photos p ON p.id = f.photo_id "
        "JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id "
        "LEFT JOIN said_by_files s ON s.photo_id = p.id "
        "LEFT JOIN said_by_copies c ON c.file_id = f.id AND c.photo_id = p.id ORDER BY j.key",
        {"ids": json.dumps(list(file_ids)), "reading": READING},
    ).fetchall()
    return [
        Unread(
            photo_id, file_id, places.absolute(mount, folder, name),
            None if sidecar is None else places.absolute(mount, folder, sidecar), stamp, bool(damaged), bool(known),
            bool(copy),
        )
        for photo_id, file_id, mount, folder, name, sidecar, stamp, damaged, known, copy in rows
    ]  # fmt: skip


def follow_moves(db: Database, folder_ids: Collection[int]) -> None:
    """A file that was moved, with its sidecar, is the one that it was. Inside a transaction."""
    db.conn.execute(
        "UPDATE said_by_files AS s SET file_id = p.file_id FROM photos p JOIN files f ON f.id = p.file_id "  # noqa: S608
        f"WHERE p.id = s.photo_id AND s.file_id IS NOT p.file_id AND s.stamp = {STAMP} "
        "AND f.folder_id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(folder_ids)),),
    )


def pass_over(db: Database, one: Unread) -> None:
    """Do not read a file again before it changes: it cannot be read for what it says. Inside a transaction."""
    if one.copy:
        db.conn.execute(
            "INSERT INTO said_by_copies (file_id, photo_id, stamp, version, said) VALUES (?, ?, ?, ?, '{}') "
            "ON CONFLICT (file_id) DO UPDATE SET said = iif(photo_id = excluded.photo_id, said, '{}'), "
            "photo_id = excluded.photo_id, stamp = excluded.stamp, version = excluded.version",
            (one.file_id, one.photo_id, one.stamp, READING),
        )
        return
    db.conn.execute(
        "INSERT INTO said_by_files (photo_id, file_id, stamp, version, said) VALUES (?, ?, ?, ?, '{}') "
        "ON CONFLICT (photo_id) DO UPDATE SET stamp = excluded.stamp, version = excluded.version",
        (one.photo_id, one.file_id, one.stamp, READING),
    )
