"""What was written to files, run by run, so that it can be taken back: noted before a file is touched, and after it.

Whoever is killed in between leaves it begun: who comes next looks at the file to see which it was.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from photoorg.library import marks
from photoorg.library.history_record import most_bytes
from photoorg.library.names import from_db, to_db
from photoorg.library.places import absolute

State = Literal["begun", "done", "undoing", "undone"]
_OWN_RUN = "written_run"
_TOGETHER_SECONDS = 600
_ROW_BYTES = 200  # about what one file takes beside the bytes that are kept of it


@dataclass(frozen=True, slots=True)
class Note:
    """A file that is about to be written: its path on its volume; SHA-256 `before` (None: it is new) and after.

    `back` is what makes the old bytes of the new ones, packed; `mtime_ns` when it was last changed before.
    """

    photo_id: int
    volume_id: int
    path: str
    before: bytes | None
    mtime_ns: int
    digest: bytes
    back: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """The same as it is kept: by its number, with the file's absolute path now. `online`: its drive is there."""

    number: int
    note: Note
    path: str
    state: State
    online: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """What was written together, `at` seconds since 1970: so many files. `undone`: all of it was taken back."""

    number: int
    at: int
    files: int
    undone: bool


def next_run(db: Database) -> int:
    """The number of a new run."""
    return int(db.conn.execute("SELECT coalesce(MAX(run), 0) + 1 FROM written").fetchone()[0])


def own_run(db: Database, photo_ids: Iterable[int]) -> int:
    """The number of the run of what is written by itself: the last one for ten minutes, while it can be added to.

    It cannot where another run came after it, some of it is taken back, or it has one of these photos already. Inside
    a transaction.
    """
    last, new = marks.read(db.conn).get(_OWN_RUN, 0), next_run(db)
    at, is_done = db.conn.execute("SELECT MIN(at), MIN(state = 'done') FROM written WHERE run = ?", (last,)).fetchone()
    has_some = db.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM written WHERE run = ? AND photo_id IN (SELECT value FROM json_each(?)))",
        (last, json.dumps(list(photo_ids))),
    ).fetchone()[0]
    if last == new - 1 and is_done and at > time.time() - _TOGETHER_SECONDS and not has_some:
        return last
    marks.put(db.conn, {_OWN_RUN: new})
    return new


def prune(db: Database, most: int | None = None) -> int:
    """Let the oldest runs go until the rest are as small as the settings say, or `most` bytes; returns how many.

    The newest stays, and so does what was begun and not ended. Inside a transaction.
    """
    bound = most_bytes(db) if most is None else most
    rows = db.conn.execute(
        "SELECT run, SUM(length(back) + ?), MAX(state IN ('begun', 'undoing')) FROM written GROUP BY run ORDER BY run",
        (_ROW_BYTES,),
    ).fetchall()
    total, gone = sum(size for _, size, _ in rows), list[tuple[int]]()
    for run, size, is_open in rows[:-1]:
        if total <= bound:
            break
        if not is_open:
            total -= size
            gone.append((run,))
    db.conn.executemany("DELETE FROM written WHERE run = ?", gone)
    return len(gone)


def begin(db: Database, run: int, notes: Sequence[Note]) -> list[int]:
    """Note what is about to be written; returns the numbers. Inside a transaction, to be stored before it is."""
    now = int(time.time())
    sql = (
        "INSERT INTO written (run, at, photo_id, volume_id, path, before, mtime_ns, digest, back, state) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'begun') RETURNING id"
    )
    return [
        db.conn.execute(
            sql,
            (run, now, one.photo_id, one.volume_id, to_db(one.path), one.before, one.mtime_ns, one.digest, one.back),
        ).fetchone()[0]
        for one in notes
    ]


def note_state(db: Database, numbers: Iterable[int], state: State) -> None:
    """Note that files are written, or that it is or was taken back. Inside a transaction."""
    db.conn.executemany("UPDATE written SET state = ? WHERE id = ?", [(state, number) for number in numbers])


def drop(db: Database, numbers: Iterable[int]) -> None:
    """Forget what was begun and came to nothing. Inside a transaction."""
    db.conn.executemany("DELETE FROM written WHERE id = ?", [(number,) for number in numbers])


def begun(db: Database) -> list[Written]:
    """What somebody began to write, or to take back, and was kept from ending."""
    return _found(db, "w.state IN ('begun', 'undoing')", ())


def of_run(db: Database, run: int) -> list[list[int]]:
    """The numbers of what was written in a run and is not taken back, photo by photo, the last first."""
    found: dict[int, list[int]] = {}
    rows = db.conn.execute("SELECT photo_id, id FROM written WHERE run = ? AND state = 'done' ORDER BY id DESC", (run,))
    for photo_id, number in rows:
        found.setdefault(photo_id, []).append(number)
    return list(found.values())


def numbered(db: Database, numbers: Iterable[int]) -> dict[int, Written]:
    """What was written, by its numbers."""
    given = json.dumps(list(numbers))
    return {one.number: one for one in _found(db, "w.id IN (SELECT value FROM json_each(?))", (given,))}


def runs(db: Database) -> list[Run]:
    """All runs, the newest first."""
    rows = db.conn.execute(
        "SELECT run, MIN(at), COUNT(*), MIN(state = 'undone') FROM written WHERE state <> 'begun' "
        "GROUP BY run ORDER BY run DESC"
    )
    return [Run(run, at, files, bool(undone)) for run, at, files, undone in rows]


def partial_names(db: Database, numbers: Sequence[int]) -> list[str]:
    """What files are called for the moment before they take their place: nobody else's files, and found again."""
    library = marks.read(db.conn).get("library", 0) & 0xFFFFFFFF
    return [f".photoorg-{library:08x}-{number}.partial" for number in numbers]


def save_stamps(db: Database, stamps: Iterable[tuple[int, int, int, int | None]]) -> None:
    """Keep how files are now that they are written: (file, size, time in ns, number). Inside a transaction.

    Nothing else of their photos has changed, so they need not be read again.
    """
    db.conn.executemany(
        "UPDATE files SET size = ?2, mtime_ns = ?3, inode = iif(inode IS NULL, NULL, ?4) WHERE id = ?1", list(stamps)
    )


def save_sidecars(db: Database, sidecars: Iterable[tuple[int, str | None, int | None, int | None]]) -> None:
    """Keep which sidecars lie beside files: (file, name, size, time in ns). Inside a transaction."""
    rows = [(file, None if name is None else to_db(name), size, mtime) for file, name, size, mtime in sidecars]
    db.conn.executemany("UPDATE files SET sidecar = ?2, sidecar_size = ?3, sidecar_mtime_ns = ?4 WHERE id = ?1", rows)


def _found(db: Database, where: str, values: tuple[object, ...]) -> list[Written]:
    rows = db.conn.execute(
        "SELECT w.id, w.photo_id, w.volume_id, w.path, w.before, w.mtime_ns, w.digest, w.back, w.state, v.mount, "  # noqa: S608
        f"v.online FROM written w JOIN volumes v ON v.id = w.volume_id WHERE {where} ORDER BY w.id DESC",
        values,
    )
    found: list[Written] = []
    for number, photo, volume, path, before, mtime, digest, back, state, mount, online in rows:
        note = Note(photo, volume, from_db(path), before, mtime, digest, back)
        found.append(Written(number, note, absolute(mount, path), state, bool(online)))
    return found
