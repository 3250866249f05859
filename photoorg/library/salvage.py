"""What can still be read of a person's words in a damaged library."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from photoorg.library.copies import open_frozen
from photoorg.library.kinds import KINDS, Kind
from photoorg.library.names import from_db
from photoorg.library.taken import FILE_TAKEN
from photoorg.library.word_tables import said_in
from photoorg.library.wordbook import LIBRARY, Said, Word, line, parse
from photoorg.outcomes import PhotoorgError

_PHOTO = f"SELECT p.identity, p.identity_scheme, {FILE_TAKEN}, p.file_id FROM photos p WHERE p.id = ?"  # noqa: S608
# Of a library of before a person could say when a photo was taken.
_OLDER_PHOTO = """
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
            return [
                word for kind in KINDS.values() for word in (_words if kind.of_photo else _of_library)(library, kind)
            ]
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


def _words(library: sqlite3.Connection, kind: Kind) -> Iterator[Word]:
    named_in = f"SELECT id, name FROM {kind.names} ORDER BY id {{}}"  # noqa: S608 - a fixed name
    names = {row[0]: row[1] for row in _from_both_ends(library, named_in)} if kind.names else None
    columns = ", ".join((kind.key, "at", *kind.columns))
    query = f"SELECT photo_id, {columns} FROM {kind.table} ORDER BY photo_id {{0}}, {kind.key} {{0}}"  # noqa: S608
    photos: dict[int, Said | None] = {}
    for photo_id, name, at, *values in _from_both_ends(library, query):
        if photo_id not in photos:
            photos[photo_id] = _said(library, photo_id)
        of, named = photos[photo_id], name if names is None else names.get(name)
        if of is not None and (word := _checked(of, kind, named, values, at)):
            yield word


def _of_library(library: sqlite3.Connection, kind: Kind) -> Iterator[Word]:
    columns = ", ".join((kind.key, "at", *kind.columns))
    for name, at, *values in _from_both_ends(library, f"SELECT {columns} FROM {kind.table} ORDER BY id {{0}}"):  # noqa: S608
        if word := _checked(LIBRARY, kind, name, values, at):
            yield word


def _checked(of: Said, kind: Kind, name: Any, values: Sequence[Any], at: Any) -> Word | None:
    """The word that a row says; None where it says nothing that could have been typed."""
    if None in values or not isinstance(at, int):
        return None
    try:
        checked = kind.name(name)
        said = kind.value(checked, said_in(values))
    except (PhotoorgError, ValueError, TypeError, AttributeError):
        return None
    if said is None:
        return None
    word = Word(of, kind.about, checked, said, at)
    nowhere = word._replace(of=Said(of.identity, "", "", "", None))  # the identity alone finds the photo too
    return next((one for one in (word, nowhere) if _can_be_kept(one)), None)


def _can_be_kept(word: Word) -> bool:
    """Whether a line says it: in a damaged library anything may stand anywhere."""
    try:
        return parse(line(word))[1].key == word.key
    except (ValueError, TypeError, AttributeError):
        return False


def _from_both_ends(library: sqlite3.Connection, query: str) -> Iterable[tuple[Any, ...]]:
    """The rows up to where a table is damaged, from its beginning and from its end."""
    return {row: None for order in ("ASC", "DESC") for row in _rows(library, query.format(order))}


def _rows(library: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    """Rows up to the first that cannot be read."""
    try:
        yield from library.execute(query)
    except sqlite3.Error:
        return


def _said(library: sqlite3.Connection, photo_id: int) -> Said | None:
    rows = _rows_of(library, _PHOTO, photo_id) or _rows_of(library, _OLDER_PHOTO, photo_id)
    for identity, scheme, taken, file_id in rows:
        for uid, path, name in _rows_of(library, _FILE, file_id):
            parts = (from_db(part) for part in (path, name) if isinstance(part, str | bytes))
            return Said(identity, scheme, uid, "/".join(part for part in parts if part), taken)
        return Said(identity, scheme, "", "", taken)
    return None


def _rows_of(library: sqlite3.Connection, query: str, key: int | None) -> list[tuple[Any, ...]]:
    try:
        return library.execute(query, (key,)).fetchall()
    except sqlite3.Error:
        return []
