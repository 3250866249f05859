"""What can still be read of a person's words in a damaged library."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from photoorg.library.copies import open_frozen
from photoorg.library.names import from_db
from photoorg.library.wordbook import About, Said, Word

_TABLES: tuple[tuple[About, str, str, str], ...] = (
    ("tag", "verdicts", "tag_id", "verdict"),
    ("sentence", "sentences", "language", "text"),
)
_PHOTO = """
SELECT identity, identity_scheme, CASE taken_source WHEN 'photo' THEN taken_at END, file_id FROM photos WHERE id = ?
"""
_FILE = """
SELECT v.uid, d.path, f.name FROM files f JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id
WHERE f.id = ?
"""


def salvage(path: Path) -> list[Word]:
    """Every word that can be read, from both ends of each table up to where it is damaged. Never raises."""
    try:
        with closing(_open(path)) as library:
            return [word for table in _TABLES for word in _words(library, *table)]
    except sqlite3.Error:
        return []


def _open(path: Path) -> sqlite3.Connection:
    library = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        library.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:  # it was not closed and nothing can be written beside it
        library.close()
        return open_frozen(path)
    except sqlite3.Error:
        library.close()
        raise
    return library


def _words(library: sqlite3.Connection, about: About, table: str, key: str, said: str) -> Iterator[Word]:
    names = dict(_rows(library, "SELECT id, name FROM tags ORDER BY id")) if about == "tag" else None
    query = f"SELECT photo_id, {key}, {said}, at FROM {table} ORDER BY photo_id {{}}, {key} {{}}"  # noqa: S608
    rows = {row[:2]: row for order in ("", "DESC") for row in _rows(library, query.format(order, order))}
    photos: dict[int, Said | None] = {}
    for photo_id, name, text, at in rows.values():
        if photo_id not in photos:
            photos[photo_id] = _said(library, photo_id)
        of, named = photos[photo_id], name if names is None else names.get(name)
        if of is not None and isinstance(named, str) and isinstance(text, str) and isinstance(at, int):
            yield Word(of, about, named, text, at)


def _rows(library: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    """Rows up to the first that cannot be read."""
    try:
        yield from library.execute(query)
    except sqlite3.Error:
        return


def _said(library: sqlite3.Connection, photo_id: int) -> Said | None:
    for identity, scheme, taken, file_id in _rows_of(library, _PHOTO, photo_id):
        for uid, path, name in _rows_of(library, _FILE, file_id):
            place = "/".join(part for part in (from_db(path), from_db(name)) if part)
            return Said(identity, scheme, uid, place, taken)
        return Said(identity, scheme, "", "", taken)
    return None


def _rows_of(library: sqlite3.Connection, query: str, key: int | None) -> list[tuple[Any, ...]]:
    try:
        return library.execute(query, (key,)).fetchall()
    except sqlite3.Error:
        return []
