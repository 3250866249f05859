"""A person's words as photos change: handed on to the photo that follows, and joined where two photos are one."""

from __future__ import annotations

from sqlite_utils import Database

from photoorg.library import derived, taken, word_tables
from photoorg.library.kinds import OF_PHOTOS


def join_words(db: Database, keep: int, gone: int) -> None:
    """Two photos are one: of two words for one thing the newer holds. The tags are for who calls to derive again."""
    for kind in OF_PHOTOS:
        columns = ", ".join((*kind.columns, "at"))
        changes = ", ".join(f"{column} = excluded.{column}" for column in (*kind.columns, "at"))
        db.conn.execute(
            f"INSERT INTO {kind.table} (photo_id, {kind.key}, {columns}) "  # noqa: S608 - fixed names, here and below
            f"SELECT ?, {kind.key}, {columns} FROM {kind.table} WHERE photo_id = ? "
            f"ON CONFLICT (photo_id, {kind.key}) DO UPDATE SET {changes} WHERE excluded.at > at",
            (keep, gone),
        )
    word_tables.forget(db, [gone])
    taken.follow(db, {keep}, set())


def inherit_words(db: Database, old: int, new: int) -> None:
    """What a person said of one photo holds for another too."""
    for kind in OF_PHOTOS:
        columns = ", ".join((kind.key, *kind.columns, "at"))
        copied = db.conn.execute(
            f"INSERT OR IGNORE INTO {kind.table} (photo_id, {columns}) "  # noqa: S608 - as above
            f"SELECT ?, {columns} FROM {kind.table} WHERE photo_id = ?",
            (new, old),
        )
        if copied.rowcount:
            names = {name for _, name, *_ in word_tables.about_photos(db, kind, [new])}
            derived.follow(db, {kind.touches: ({new}, names)})
    _inherit_said(db, old, new)


def _inherit_said(db: Database, old: int, new: int) -> None:
    """What the file said last, so that its changes are told from what came with the words; to be read anew."""
    db.conn.execute(
        "INSERT OR IGNORE INTO said_by_files (photo_id, file_id, stamp, version, said, conflicts) "
        "SELECT ?, file_id, '', version, said, conflicts FROM said_by_files WHERE photo_id = ?",
        (new, old),
    )


def leave_words(db: Database, photo_id: int, new: bytes) -> None:
    """Let what a person said of a photo wait for its content too, before it goes on as another one, `new`.

    They wait without a path, for in it is the photo that they are on already. What waited for `new` in this way is let
    go: an edit was undone, and what was said since holds.
    """
    db.conn.execute("DELETE FROM waiting_words WHERE identity = ? AND path = ''", (new,))
    rows = [(kind.about, *row[1:]) for kind in OF_PHOTOS for row in word_tables.about_photos(db, kind, [photo_id])]
    db.conn.executemany(
        "INSERT OR REPLACE INTO waiting_words (identity, scheme, volume, path, taken, about, name, said, at) "
        "SELECT identity, identity_scheme, '', '', NULL, ?, ?, ?, ? FROM photos WHERE id = ?",
        [(*row, photo_id) for row in rows],
    )
