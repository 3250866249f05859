"""A person's words about photos that are not in the library: each is given to its photo as soon as that turns up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from photoorg.library.names import from_db, to_db
from photoorg.library.wordbook import Said, Word


def keep_aside(db: Database, word: Word, *, newer_only: bool) -> bool:
    """Let a word wait for its photo. Returns whether it is new."""
    before = db.conn.total_changes
    of = word.of
    if word.said is None:
        where = "identity = ? AND about = ? AND name = ?"
        db.conn.execute(f"DELETE FROM waiting_words WHERE {where}", (of.identity, word.about, word.name))  # noqa: S608
        return db.conn.total_changes != before
    db.conn.execute(
        "INSERT INTO waiting_words (identity, scheme, volume, path, taken, about, name, said, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET said = excluded.said, at = excluded.at "
        "WHERE excluded.said <> said AND (excluded.at >= at OR NOT ?)",
        (
            of.identity,
            of.scheme,
            of.volume,
            to_db(of.path),
            of.taken,
            word.about,
            word.name,
            word.said,
            word.at,
            newer_only,
        ),
    )
    return db.conn.total_changes != before


def waiting(db: Database, where: str = "", values: Sequence[object] = ()) -> Iterator[Word]:
    """Words that wait for their photos, all or (`where`) some."""
    rows = db.conn.execute(
        "SELECT identity, scheme, volume, path, taken, about, name, said, at FROM waiting_words "  # noqa: S608 - ours
        f"{where} ORDER BY identity, name",
        values,
    ).fetchall()
    for identity, scheme, volume, path, taken, about, name, said, at in rows:
        yield Word(Said(identity, scheme, volume, from_db(path), taken), about, name, said, at)
