"""Exports as the library remembers them: where to, how, and which file was made of what. A folder has one export.

What is to be put into a folder is noted before it is there: whenever an export is cut short, a file that lies there and
is not the one that was noted is somebody else's, and is left alone.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from photoorg.library.names import from_db, to_db
from photoorg.library.store import writing

State = Literal["running", "done", "cancelled", "failed"]


@dataclass(frozen=True, slots=True)
class Made:
    """A file of an export. `name` is its path below the folder, with slashes.

    `photo_id` is 0, and width and height too, for a file of the target's own. `made_of` names all that it depends on;
    `size` is in bytes, `digest` its SHA-256.
    """

    name: str
    photo_id: int
    made_of: str
    size: int
    digest: bytes
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Export:
    """One that was begun. `options` is as it was given, `at` in seconds since 1970."""

    export_id: int
    at: int
    folder: str
    target: str
    options: Mapping[str, object]
    state: State
    files: int


def begin(db: Database, folder: str, target: str, options: Mapping[str, object]) -> int:
    """Note that an export into a folder begins, or goes on. Returns its number."""
    given = (int(time.time()), target, json.dumps(options, sort_keys=True))
    with writing(db):
        row = db.conn.execute("SELECT id FROM exports WHERE folder = ? ORDER BY id DESC", (to_db(folder),)).fetchone()
        if row is None:
            made = db.conn.execute(
                "INSERT INTO exports (at, target, options, folder, state) VALUES (?, ?, ?, ?, 'running')",
                (*given, to_db(folder)),
            )
            return int(made.lastrowid or 0)
        db.conn.execute(
            "UPDATE exports SET at = ?, target = ?, options = ?, state = 'running' WHERE id = ?", (*given, row[0])
        )
    return int(row[0])


def end(db: Database, export_id: int, state: State) -> None:
    """Note how an export ended."""
    with writing(db):
        db.conn.execute("UPDATE exports SET state = ? WHERE id = ?", (state, export_id))


def made_in(db: Database, folder: str) -> dict[str, Made]:
    """What was made in a folder, by name; nothing where there was no export."""
    rows = db.conn.execute(
        "SELECT m.name, m.photo_id, m.made_of, m.size, m.digest, m.width, m.height FROM exports e "
        "JOIN exported m ON m.export_id = e.id "
        "WHERE e.id = (SELECT max(id) FROM exports WHERE folder = ?) ORDER BY m.name",
        (to_db(folder),),
    )
    return {row[0]: Made(*row) for row in rows}


def note(db: Database, export_id: int, made: Iterable[Made], gone: Iterable[str] = ()) -> None:
    """Note what is about to be put into the folder, and what is not there any more."""
    with writing(db):
        db.conn.executemany(
            "DELETE FROM exported WHERE export_id = ? AND name = ?", [(export_id, name) for name in gone]
        )
        db.conn.executemany(
            "INSERT OR REPLACE INTO exported (export_id, name, photo_id, made_of, size, digest, width, height) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(export_id, m.name, m.photo_id, m.made_of, m.size, m.digest, m.width, m.height) for m in made],
        )


def own_folder(db: Database) -> str:
    """The folder of the library itself, where no export belongs."""
    return os.path.dirname(str(db.conn.execute("PRAGMA database_list").fetchone()[2]))  # noqa: PTH120 - "" stays ""


def exports(db: Database) -> list[Export]:
    """All exports, the newest first."""
    rows = db.conn.execute(
        "SELECT e.id, e.at, e.folder, e.target, e.options, e.state, "
        "(SELECT COUNT(*) FROM exported m WHERE m.export_id = e.id) FROM exports e ORDER BY e.at DESC, e.id DESC"
    )
    return [
        Export(number, at, from_db(folder), target, json.loads(options), state, files)
        for number, at, folder, target, options, state, files in rows
    ]
