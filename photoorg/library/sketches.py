"""Sketches of photos: a small int8 vector a photo and task, made by vision, kept for comparing many photos quickly.

Photos that a task had looked at before there were sketches have a vector and no sketch. `outdated` and `lacking` name
them, and who works through them says so with `complete`: then they are not asked for again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library import marks

LIKENESS = "classify"
"""The task whose sketches say which photos look alike."""

_MARK = "sketches"  # of which version those of LIKENESS are: positive where none is lacking, else negative
# Below, CROSS JOIN keeps SQLite from walking along all sketches of a task to find those of a few photos.
_CHANGED = (
    "UPDATE photos SET changed = (SELECT value FROM marks WHERE name = 'commits') "
    "WHERE id IN (SELECT value FROM json_each(?))"
)


def save(db: Database, rows: Iterable[tuple[str, int, bytes]]) -> None:
    """Keep sketches: task, photo and int8 numbers. Inside a transaction, in which the photo is written to as well."""
    db.conn.executemany("INSERT OR REPLACE INTO sketches (task, photo_id, sketch) VALUES (?, ?, ?)", list(rows))


def note_changed(db: Database, photo_ids: Collection[int]) -> None:
    """Tell those who keep columns of the library in memory: for who saves sketches and writes nothing else."""
    db.conn.execute(_CHANGED, (json.dumps(list(photo_ids)),))


def is_complete(db: Database, version: str) -> bool:
    """Whether every photo with a vector has a sketch of that version."""
    return _marked(db) == _number(version)


def complete(db: Database, version: str) -> None:
    """Note that it is so, and will be: whoever saves a vector saves its sketch."""
    marks.put(db.conn, {_MARK: _number(version)})


def begin(db: Database, version: str) -> None:
    """Take away the sketches of another version, and note which one is being made. Inside a transaction."""
    if abs(_marked(db)) != _number(version):
        forget(db, LIKENESS)
        marks.put(db.conn, {_MARK: -_number(version)})


def lacking(db: Database, task_version: str) -> list[int]:
    """Photos that LIKENESS has looked at in this version and that have its vector but no sketch."""
    rows = db.conn.execute(
        "SELECT a.photo_id FROM analyses a JOIN vectors v ON v.photo_id = a.photo_id AND v.task = a.task "
        "LEFT JOIN sketches s ON s.task = a.task AND s.photo_id = a.photo_id "
        "WHERE a.task = ? AND a.version = ? AND s.photo_id IS NULL ORDER BY a.photo_id DESC",
        (LIKENESS, task_version),
    )
    return [photo_id for (photo_id,) in rows]


def vectors_of(db: Database, photo_ids: Sequence[int]) -> list[tuple[int, bytes]]:
    """The vectors of LIKENESS that photos have, little-endian float16."""
    return db.conn.execute(
        "SELECT v.photo_id, v.vector FROM json_each(?) j JOIN vectors v ON v.photo_id = j.value AND v.task = ?",
        (json.dumps(list(photo_ids)), LIKENESS),
    ).fetchall()


def forget(db: Database, task: str) -> None:
    """Drop the sketches of a task. Inside a transaction."""
    gone = db.conn.execute("DELETE FROM sketches WHERE task = ? RETURNING photo_id", (task,)).fetchall()
    note_changed(db, [photo_id for (photo_id,) in gone])


def forget_task(db: Database, task: str) -> None:
    """Drop all that a task saw: its model is not there any more. Inside a transaction."""
    forget(db, task)
    db.conn.execute(
        "UPDATE photos SET seen_with = NULL WHERE id IN (SELECT photo_id FROM analyses WHERE task = ?)", (task,)
    )
    for table in ("evidence", "vectors", "analyses"):
        db.conn.execute(f"DELETE FROM {table} WHERE task = ?", (task,))  # noqa: S608 - only what stands here


def sketches_of(db: Database, task: str, photo_ids: Iterable[int]) -> dict[int, NDArray[np.int8]]:
    """The sketches of a task that some photos have."""
    rows = db.conn.execute(
        "SELECT s.photo_id, s.sketch FROM json_each(?) j CROSS JOIN sketches s ON s.task = ? AND s.photo_id = j.value",
        (json.dumps(list(photo_ids)), task),
    )
    return {photo_id: np.frombuffer(sketch, np.int8) for photo_id, sketch in rows}


def _marked(db: Database) -> int:
    row = db.conn.execute("SELECT value FROM marks WHERE name = ?", (_MARK,)).fetchone()
    return 0 if row is None else int(row[0])


def _number(version: str) -> int:
    return int(hashlib.sha256(version.encode()).hexdigest()[:15], 16) | 1
