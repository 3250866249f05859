"""How words of each kind lie in the library's tables, by the table of kinds (kinds.py).

Whatever writes here does so inside a caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlite_utils import Database

from photoorg.library import tagged
from photoorg.library.kinds import KINDS, OF_LIBRARY, OF_PHOTOS, SO, Kind
from photoorg.library.wordbook import LIBRARY, Word

_GIVEN = "(SELECT value FROM json_each(?))"

Row = tuple[int, str, str, int]
"""A word about a photo as it lies there: the photo's id, the name, what was said, and when."""


def spoken_of(db: Database) -> list[int]:
    """Every photo that some word is about."""
    tables = " UNION ".join(f"SELECT photo_id FROM {kind.table}" for kind in OF_PHOTOS)  # noqa: S608 - fixed names
    return [photo_id for (photo_id,) in db.conn.execute(f"{tables} ORDER BY 1")]


def is_spoken_of(db: Database, photo_id: int) -> bool:
    """Whether some word is about a photo."""
    return any(count_about(db, kind, [photo_id]) for kind in OF_PHOTOS)


def about_photos(db: Database, kind: Kind, photo_ids: Iterable[int]) -> list[Row]:
    """The words of a kind about some photos."""
    name, join = ("n.name", f"JOIN {kind.names} n ON n.id = w.{kind.key}") if kind.names else (f"w.{kind.key}", "")
    values = "".join(f", w.{column}" for column in kind.columns)
    rows = db.conn.execute(
        f"SELECT w.photo_id, {name}, w.at{values} FROM {kind.table} w {join} WHERE w.photo_id IN {_GIVEN}",  # noqa: S608
        (json.dumps(sorted(photo_ids)),),
    )
    return [(photo_id, name, said_in(row), at) for photo_id, name, at, *row in rows]


def count_about(db: Database, kind: Kind, photo_ids: Iterable[int]) -> int:
    """How many words of a kind there are about some photos."""
    ids = json.dumps(sorted(photo_ids))
    return db.conn.execute(
        f"SELECT COUNT(*) FROM json_each(?) j CROSS JOIN {kind.table} w ON w.photo_id = j.value",  # noqa: S608
        (ids,),
    ).fetchone()[0]


def about_library(db: Database) -> list[Word]:
    """The words that are about no photo, the oldest first."""
    found: list[Word] = []
    for kind in OF_LIBRARY:
        values = "".join(f", {column}" for column in kind.columns)
        rows = db.conn.execute(f"SELECT {kind.key}, at{values} FROM {kind.table} ORDER BY at, id")  # noqa: S608
        found += [Word(LIBRARY, kind.about, name, said_in(row), at) for name, at, *row in rows]
    return found


def said_in(values: Sequence[object]) -> str:
    """What was said, by the values of its columns."""
    return "\n".join(map(str, values)) if values else SO


def put(db: Database, kind: Kind, name: str, said: Mapping[int, str | None], at: int) -> None:
    """Store words of one name about photos: by their ids, what was said, or None where it was taken back."""
    key = key_of(db, kind, name, at, make=any(text is not None for text in said.values()))
    if len(set(said.values())) == 1:
        _put_same(db, kind, key, said, at)
        return
    gone = [(photo_id, key) for photo_id, text in said.items() if text is None]
    db.conn.executemany(f"DELETE FROM {kind.table} WHERE photo_id = ? AND {kind.key} = ?", gone)  # noqa: S608
    kept = [(photo_id, key, *_values(kind, text), at) for photo_id, text in said.items() if text is not None]
    db.conn.executemany(_upsert(kind), kept)


def _put_same(db: Database, kind: Kind, key: str | int | None, said: Mapping[int, str | None], at: int) -> None:
    """The same word about all of them: a third of the time."""
    ids, text = json.dumps(sorted(said)), next(iter(said.values()))
    if text is None:
        db.conn.execute(f"DELETE FROM {kind.table} WHERE photo_id IN {_GIVEN} AND {kind.key} = ?", (ids, key))  # noqa: S608
        return
    values = "SELECT value" + ", ?" * (len(kind.columns) + 2) + " FROM json_each(?) WHERE true"
    db.conn.execute(_upsert(kind, values), (key, *_values(kind, text), at, ids))


def store(db: Database, photo_id: int, word: Word, *, newer_only: bool) -> bool:
    """Store one word about a photo. Returns whether that changed anything."""
    kind = KINDS[word.about]
    key = key_of(db, kind, word.name, word.at, make=word.said is not None)
    row = db.conn.execute(
        f"SELECT {', '.join(('at', *kind.columns))} FROM {kind.table} WHERE photo_id = ? AND {kind.key} = ?",  # noqa: S608
        (photo_id, key),
    ).fetchone()
    if not _is_news(row, word, newer_only=newer_only):
        return False
    put(db, kind, word.name, {photo_id: word.said}, word.at)
    return True


def store_of_library(db: Database, word: Word, *, newer_only: bool) -> bool:
    """Store one word that is about no photo. Returns whether that changed anything.

    What is in a thing that is taken back goes with it, and what waits to be put there, but for what was put there
    later: then the thing stays.
    """
    kind = KINDS[word.about]
    if word.said is None:
        _let_go_waiting(db, kind, word.name, word.at if newer_only else None)
    thing = named(db, kind.table, word.name)
    row = None
    if thing is not None:
        columns = ", ".join(("at", *kind.columns))
        row = db.conn.execute(f"SELECT {columns} FROM {kind.table} WHERE id = ?", (thing[0],)).fetchone()  # noqa: S608
    renamed = thing is not None and word.said is not None and thing[1] != word.name
    if not _is_news(row, word, newer_only=newer_only, same=not renamed):
        return False
    if thing is None:
        _insert(db, kind, word)
    elif word.said is None:
        return _remove(db, kind, thing[0], word.at if newer_only else None)
    else:
        changes = "".join(f", {column} = ?" for column in kind.columns)
        db.conn.execute(
            f"UPDATE {kind.table} SET name = ?, at = ?{changes} WHERE id = ?",  # noqa: S608 - fixed names
            (word.name, word.at, *_values(kind, word.said), thing[0]),
        )
    return True


def forget(db: Database, photo_ids: Iterable[int]) -> None:
    """Take out every word about some photos."""
    ids = json.dumps(sorted(photo_ids))
    for kind in OF_PHOTOS:
        db.conn.execute(f"DELETE FROM {kind.table} WHERE photo_id IN {_GIVEN}", (ids,))  # noqa: S608 - fixed names


def named(db: Database, table: str, name: str) -> tuple[int, str] | None:
    """The id and the name of the thing in a table that has a name, by what tells names apart (names.py), or None."""
    return db.conn.execute(f"SELECT id, name FROM {table} WHERE name = ?", (name,)).fetchone()  # noqa: S608


def meant(db: Database, table: str, name: str) -> tuple[int, str] | None:
    """The same of a name that a person typed: where there is none, of one that differs in the case of any letter."""
    row = named(db, table, name)
    if row is None:
        rows = db.conn.execute(f"SELECT id, name FROM {table} ORDER BY id")  # noqa: S608 - a fixed name
        row = next((row for row in rows if row[1].casefold() == name.casefold()), None)
    return row


def key_of(db: Database, kind: Kind, name: str, at: int, *, make: bool) -> str | int | None:
    """What the kind's table knows a name by: made where it is new and `make` says so, else None."""
    if not kind.names:
        return name
    if kind.names == "tags":
        row = db.conn.execute("SELECT id FROM tags WHERE name = ?", (name,)).fetchone()
        return row[0] if row else tagged.tag_ids(db, [name])[name] if make else None
    found = named(db, kind.names, name)
    if found is None and make:
        db.conn.execute(f"INSERT INTO {kind.names} (name, at) VALUES (?, ?)", (name, at))  # noqa: S608 - a fixed name
        found = named(db, kind.names, name)
    return None if found is None else found[0]


def _is_news(row: Sequence[object] | None, word: Word, *, newer_only: bool, same: bool = True) -> bool:
    """Whether a word changes what lies there: `row` is when that was said and what, None where there is nothing."""
    if row is None:
        return word.said is not None
    at, *values = row
    return not (newer_only and int(str(at)) >= word.at) and not (same and said_in(values) == word.said)


def _values(kind: Kind, said: str) -> Sequence[str]:
    return said.split("\n", len(kind.columns) - 1) if kind.columns else ()


def _upsert(kind: Kind, values: str = "") -> str:
    """An update where there is a row: taking that out first would tell all who listen twice."""
    columns = ("photo_id", kind.key, *kind.columns, "at")
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns[2:])
    values = values or f"VALUES ({', '.join('?' for _ in columns)})"
    return (
        f"INSERT INTO {kind.table} ({', '.join(columns)}) {values} "
        f"ON CONFLICT (photo_id, {kind.key}) DO UPDATE SET {changes}"
    )


def _insert(db: Database, kind: Kind, word: Word) -> None:
    columns = (kind.key, *kind.columns, "at")
    db.conn.execute(
        f"INSERT INTO {kind.table} ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})",  # noqa: S608
        (word.name, *_values(kind, word.said or ""), word.at),
    )


def _let_go_waiting(db: Database, kind: Kind, name: str, upto: int | None) -> None:
    """What waits for its photo would make the thing anew that it is to be put into."""
    for held in OF_PHOTOS if kind.holds else ():
        if kind.holds and held.table == kind.holds[0]:
            db.conn.execute(
                "DELETE FROM waiting_words WHERE about = ? AND name = ? AND at <= coalesce(?, at)",
                (held.about, name, upto),
            )


def _remove(db: Database, kind: Kind, thing: int, upto: int | None) -> bool:
    """Take out a thing with what is in it; with that alone which is not later than `upto`, if that leaves some."""
    if kind.holds is not None:
        table, column = kind.holds
        db.conn.execute(
            f"DELETE FROM {table} WHERE {column} = ? AND at <= coalesce(?, at)",  # noqa: S608 - fixed names
            (thing, upto),
        )
        if db.conn.execute(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (thing,)).fetchone():  # noqa: S608
            return False
    db.conn.execute(f"DELETE FROM {kind.table} WHERE id = ?", (thing,))  # noqa: S608 - a fixed name
    return True
