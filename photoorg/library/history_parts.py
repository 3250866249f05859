"""The tables that a person's words lie in, and how a connection listens to what a transaction changes in them.

Triggers of the connection's own (TEMP) keep of each row that is touched what it was before, the first time. They do so
only while `told` of the table `recording` is 1, and write to tables in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from photoorg.library.kinds import KINDS, Kind

Cell = str | int | float | bytes | None


@dataclass(frozen=True, slots=True)
class Part:
    """A table of words: its key, and its other columns. `kind`: the words in it, None where they are of any kind."""

    table: str
    keys: tuple[str, ...]
    values: tuple[str, ...]
    kind: Kind | None = None

    @property
    def of_photo(self) -> bool:
        """Whether the first column of the key is a photo's id."""
        return self.kind is not None and self.kind.of_photo

    @property
    def names(self) -> str:
        """The table of names that the second column of the key is an id of; "" where it is none."""
        return self.kind.names if self.kind is not None and self.of_photo else ""


def _part(kind: Kind) -> Part:
    if kind.of_photo:
        return Part(kind.table, ("photo_id", kind.key), (*kind.columns, "at"), kind)
    return Part(kind.table, ("id",), (kind.key, *kind.columns, "at"), kind)


WAITING = Part(
    "waiting_words", ("identity", "about", "name"), ("name", "scheme", "volume", "path", "taken", "said", "at")
)
PARTS: dict[str, Part] = {part.table: part for part in (*map(_part, KINDS.values()), WAITING)}
"""Every table that is listened to, by its name: what names things comes before what refers to them.

Not `tags`: what a tag was named by once may stay there, and is shown nowhere unless a photo carries it.
"""


def listen(db: Database) -> None:
    """Make ready to record on this connection: once, and nothing is recorded yet. Outside a transaction."""
    if db.conn.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'recording'").fetchone() is not None:
        return
    db.conn.execute("BEGIN")
    db.conn.execute("CREATE TEMP TABLE recording AS SELECT 0 AS told")
    db.conn.execute(
        "CREATE TEMP TABLE steps (number INTEGER PRIMARY KEY, part TEXT, photos INTEGER, content BLOB, beside INTEGER)"
    )
    for part in PARTS.values():
        db.conn.execute(_memory(part))
        for event in ("INSERT", "UPDATE", "DELETE"):
            db.conn.execute(_trigger(part, event))
    db.conn.commit()


def record(db: Database, *, told: bool) -> None:
    """Begin or end recording, with nothing recorded. Outside a transaction."""
    db.conn.execute("BEGIN")
    for table in ("steps", *(f"was_{table}" for table in PARTS)):
        db.conn.execute(f"DELETE FROM temp.{table}")  # noqa: S608 - fixed names
    db.conn.execute("UPDATE temp.recording SET told = ?", (int(told),))
    db.conn.commit()


def is_recording(db: Database) -> bool:
    """Whether what the transaction under way changes is recorded."""
    made = db.conn.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'recording'").fetchone()
    return made is not None and bool(db.conn.execute("SELECT told FROM temp.recording").fetchone()[0])


def changed(db: Database, part: Part) -> list[tuple[Cell, ...]]:
    """The rows that are others now, by their key: the key, whether it was there and its values, the same of now."""
    keys = ", ".join(f"w.k{number}" for number in range(len(part.keys)))
    was = ", ".join(f"w.v{number}" for number in range(len(part.values)))
    now = ", ".join(f"t.{column}" for column in part.values)
    same = " AND ".join(f"t.{column} = w.k{number}" for number, column in enumerate(part.keys))
    differs = " OR ".join(f"w.v{number} IS NOT t.{column}" for number, column in enumerate(part.values))
    there = f"t.{part.keys[0]} IS NOT NULL"
    return db.conn.execute(
        f"SELECT {keys}, w.there, {was}, {there}, {now} FROM temp.was_{part.table} w "  # noqa: S608 - fixed names
        f"LEFT JOIN main.{part.table} t ON {same} WHERE w.there <> ({there}) OR {differs} ORDER BY {keys}"
    ).fetchall()


def _memory(part: Part) -> str:
    """Names that differ in case alone are one key, where they are that in the table.

    An id is an INTEGER here as well: else SQLite finds none by the key, and goes through all rows for each.
    """
    kinds = {"name": " COLLATE NOCASE", "id": " INTEGER"}
    keys = [f"k{number}{kinds.get(name.rpartition('_')[2], '')}" for number, name in enumerate(part.keys)]
    values = [f"v{number}" for number in range(len(part.values))]
    key = ", ".join(f"k{number}" for number in range(len(part.keys)))
    columns = ", ".join((*keys, "there", *values))
    return f"CREATE TEMP TABLE was_{part.table} ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID"


def _trigger(part: Part, event: Literal["INSERT", "UPDATE", "DELETE"] | str) -> str:
    """What a statement replaces (OR REPLACE) is no deletion to SQLite: so the row of the new key is kept as well.

    A row whose key is a number of SQLite's own has none before it is stored.
    """
    numbered = part.keys == ("id",)
    when = "AFTER" if numbered and event == "INSERT" else "BEFORE"
    rows = {"INSERT": ("new",), "UPDATE": ("old", "new"), "DELETE": ("old",)}[event]
    body = "".join(_remember(part, row, stored=when == "AFTER") for row in rows)
    return (
        f"CREATE TEMP TRIGGER {event}_{part.table} {when} {event} ON main.{part.table} "  # noqa: S608 - fixed names
        f"WHEN (SELECT told FROM recording) BEGIN {body}END"
    )


def _remember(part: Part, row: str, *, stored: bool) -> str:
    """Keep what lies at a row's key, the first time. `stored`: the row is new and lies there by now."""
    key = ", ".join(f"{row}.{column}" for column in part.keys)
    known = " AND ".join(f"k{number} = {row}.{column}" for number, column in enumerate(part.keys))
    unknown = f"WHERE NOT EXISTS (SELECT 1 FROM was_{part.table} WHERE {known})"  # noqa: S608 - fixed names
    into = f"INSERT INTO was_{part.table} "
    if stored:
        return f"{into}SELECT {key}, 0{', NULL' * len(part.values)} {unknown};"
    if row == "old":
        return f"{into}SELECT {key}, 1, {', '.join(f'old.{column}' for column in part.values)} {unknown};"
    values = ", ".join(f"t.{column}" for column in part.values)
    same = " AND ".join(f"t.{column} = {row}.{column}" for column in part.keys)
    there = f"t.{part.keys[0]} IS NOT NULL"
    return f"{into}SELECT {key}, {there}, {values} FROM (SELECT 1) LEFT JOIN main.{part.table} t ON {same} {unknown};"  # noqa: S608
