"""Photos whose first file, or the sidecar beside it, is another one than when it was read for what it says."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library import places
from photoorg.library.file_words import READING, STAMP

_FEW = 500
_FROM_FILES = "FROM json_each(:folders) j CROSS JOIN files f ON f.folder_id = j.value JOIN photos p ON p.file_id = f.id"
_FROM_PHOTOS = "FROM photos p JOIN files f ON f.id = p.file_id"
# A file whose time nobody has seen (-1) is read anew first.
_DUE = (
    "JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id "
    f"LEFT JOIN said_by_files s ON s.photo_id = p.id WHERE (s.stamp IS NOT {STAMP} OR s.version IS NOT :reading) "
    "AND v.online AND f.mtime_ns <> -1"
)


@dataclass(frozen=True, slots=True)
class Unread:
    """A photo's first file, with the paths of both; `stamp` as in file_words.py. `known`: it was read before.

    `damaged`: the file is not whole, so that what it says may not be either.
    """

    photo_id: int
    file_id: int
    path: str
    sidecar: str | None
    stamp: str
    damaged: bool
    known: bool


def unread(db: Database, folder_ids: Collection[int]) -> list[int]:
    """Photos in these folders that are to be read, the newest first. No file is asked."""
    inside = set(folder_ids)
    few = len(inside) <= _FEW
    rows = db.conn.execute(
        f"SELECT p.id, f.folder_id {_FROM_FILES if few else _FROM_PHOTOS} {_DUE} ORDER BY p.taken_at DESC, p.id DESC",
        {"folders": json.dumps(sorted(inside) if few else []), "reading": READING},
    )
    return [photo_id for photo_id, folder_id in rows if folder_id in inside]


def details(db: Database, photo_ids: Sequence[int]) -> list[Unread]:
    """What is needed to read some of them."""
    rows = db.conn.execute(
        f"SELECT p.id, f.id, v.mount, d.path, f.name, f.sidecar, {STAMP}, p.damaged IS NOT NULL, s.version IS :reading "  # noqa: S608
        "FROM json_each(:ids) j CROSS JOIN photos p ON p.id = j.value JOIN files f ON f.id = p.file_id "
        "JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id "
        "LEFT JOIN said_by_files s ON s.photo_id = p.id ORDER BY j.key",
        {"ids": json.dumps(list(photo_ids)), "reading": READING},
    ).fetchall()
    return [
        Unread(
            photo_id, file_id, places.absolute(mount, folder, name),
            None if sidecar is None else places.absolute(mount, folder, sidecar), stamp, bool(damaged), bool(known),
        )
        for photo_id, file_id, mount, folder, name, sidecar, stamp, damaged, known in rows
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
    db.conn.execute(
        "INSERT INTO said_by_files (photo_id, file_id, stamp, version, said) VALUES (?, ?, ?, ?, '{}') "
        "ON CONFLICT (photo_id) DO UPDATE SET stamp = excluded.stamp, version = excluded.version",
        (one.photo_id, one.file_id, one.stamp, READING),
    )
