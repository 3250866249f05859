"""Numbers that a library keeps about itself, in its table `marks`; a copy has those of the moment it was made.

`commits`: transactions so far. `words`: the number of the last line in words.jsonl that is in the library.
`files_compared`: up to which transaction what a person says has been compared with files (to_write.py).
`written_run`: the last run of files that were written by themselves (written.py).
`last_photo`: the highest id of a photo that is not there any more; new photos get higher ones.
`writer N`: a random number of whoever, having opened the library, made its transaction N first: of the latest of them.
Two files that were one library tell by it whether they still were at a transaction.
In a copy also `copy` (copies are numbered, for a clock may be wrong), `copied_at`, and what was counted in it when it
was found to be whole: `photos`, and the words of each kind (kinds.py) by their tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from photoorg.library.kinds import KINDS

_WORDS = tuple(kind.table for kind in KINDS.values())
_WRITER, _WRITERS = "writer ", 300
_IS_WRITER = f"name >= '{_WRITER}' AND name < 'writer!'"
_SINCE = f"CAST(substr(name, {len(_WRITER) + 1}) AS INTEGER)"
NEW_PHOTO_ID = (
    "(SELECT max(coalesce(MAX(id), 0), coalesce((SELECT value FROM marks WHERE name = 'last_photo'), 0)) + 1 "
    "FROM photos)"
)
"""SQL for the id of a new photo: above every one that any photo has had."""


def read(connection: sqlite3.Connection) -> dict[str, int]:
    """All marks; none in a library that is older than they are."""
    try:
        return dict(connection.execute("SELECT name, value FROM marks").fetchall())
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return {}
        raise


def put(connection: sqlite3.Connection, values: Mapping[str, int]) -> None:
    """Keep numbers, inside the caller's transaction."""
    connection.executemany("INSERT OR REPLACE INTO marks (name, value) VALUES (?, ?)", list(values.items()))


def note_writer(connection: sqlite3.Connection) -> None:
    """Note that somebody new writes from this transaction on, which has been counted. Inside it."""
    connection.execute(
        "INSERT OR REPLACE INTO marks SELECT ? || value, random() FROM marks WHERE name = 'commits'", (_WRITER,)
    )
    connection.execute(
        f"DELETE FROM marks WHERE name IN (SELECT name FROM marks WHERE {_IS_WRITER} "  # noqa: S608 - ours
        f"ORDER BY {_SINCE} DESC LIMIT -1 OFFSET ?)",
        (_WRITERS,),
    )


def writer_at(connection: sqlite3.Connection, commits: int) -> str:
    """Who wrote a transaction, and since when: differs where two files that were one library no longer were; or ""."""
    row = connection.execute(
        f"SELECT name || ' ' || value FROM marks WHERE {_IS_WRITER} AND {_SINCE} <= ? "  # noqa: S608 - ours
        f"ORDER BY {_SINCE} DESC LIMIT 1",
        (commits,),
    ).fetchone()
    return "" if row is None else str(row[0])


def count(connection: sqlite3.Connection) -> dict[str, int]:
    """What a library of any version holds: `photos`, and the words of each kind by their tables."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {
        table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] if table in there else 0  # noqa: S608
        for table in ("photos", *_WORDS)
    }


def words_in(counts: Mapping[str, int]) -> int:
    """How many words of a person's were counted: in an older copy those kinds that there were."""
    return sum(counts.get(table, 0) for table in _WORDS)
