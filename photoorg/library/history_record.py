"""Recording a deed while it is done: what each row of a person's words was before, and what it is after.

It is stored in the same transaction, so that there is no deed without its way back, and no way back without its deed.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

from photoorg.library import history_pack, history_parts
from photoorg.library.connection import home_of, told
from photoorg.library.copies import settings_of
from photoorg.library.deeds import Deed
from photoorg.library.history_parts import PARTS, Cell, Part
from photoorg.library.names import name_key
from photoorg.settings import Settings

LETTERS = "letters"
"""The part of a deed that says how a tag's name is written: `before` and `after` are the name. See letters.py."""


DROPPED: list[Callable[[Database], object]] = []
"""What is called in the transaction in which deeds go: for steps that keep something beside the history."""


@contextmanager
def listening(db: Database) -> Generator[None, None, None]:
    """Listen to the one transaction that is in it: `store` is called at its end."""
    try:
        history_parts.listen(db)
        history_parts.record(db, told=True)
    except sqlite3.Error as error:
        db.conn.rollback()
        raise told(error, db) from error
    try:
        yield
    finally:
        if not db.conn.in_transaction:
            history_parts.record(db, told=False)


def store(db: Database, deed: Deed) -> None:
    """Keep what the transaction changed as one deed; nothing where it changed nothing. At the end of it.

    What had been taken back cannot be done again from now on. The oldest deeds make way.
    """
    photos: set[int] = set()
    blocks: list[tuple[str, bytes]] = []
    for part in PARTS.values():
        rows = history_parts.changed(db, part)
        if part.of_photo:
            photos.update(int(str(row[0])) for row in rows)
        for start in range(0, len(rows), history_pack.BLOCK):
            some = rows[start : start + history_pack.BLOCK]
            blocks.append((part.table, history_pack.pack_rows(some, _names(db, part, some))))
    steps = db.conn.execute("SELECT part, photos, content, beside FROM temp.steps ORDER BY number").fetchall()
    blocks += [(part, content) for part, _, content, _ in steps]
    if not blocks:
        return
    most = max([len(photos), *(many for _, many, *_ in steps)])
    _insert(db, deed, most, blocks, sum(beside for *_, beside in steps))
    prune(db)


def add_step(  # noqa: PLR0913, PLR0917 - all of it is kept
    db: Database, part: str, key: Any, ids: Iterable[int], before: Any, after: Any, *, beside: int = 0
) -> None:
    """Keep with the deed under way what is no word: JSON values and bytes, given back to APPLIERS[part] as a Step.

    `beside`: so many bytes are kept for it elsewhere, about; they go by DROPPED. Inside `words.speaking`.
    """
    many = list(ids)
    content = history_pack.pack({"key": key, "ids": many, "before": before, "after": after})
    db.conn.execute(
        "INSERT INTO temp.steps (part, photos, content, beside) VALUES (?, ?, ?, ?)", (part, len(many), content, beside)
    )


def add_letters(db: Database, letters: Iterable[tuple[str, str]]) -> None:
    """Keep with the deed under way, if there is one, names of tags that are written otherwise: before, and after."""
    if history_parts.is_recording(db):
        for before, after in letters:
            add_step(db, LETTERS, name_key(after), (), before, after)


def prune(db: Database) -> int:
    """Let the oldest deeds go until the rest are as small as the settings say; returns how many. The newest stays."""
    most = most_bytes(db)
    total, last = db.conn.execute("SELECT coalesce(SUM(size), 0), MAX(id) FROM history").fetchone()
    if total <= most:
        return 0
    gone: list[tuple[int]] = []
    for deed_id, size in db.conn.execute("SELECT id, size FROM history ORDER BY id").fetchall():
        if total <= most or deed_id == last:
            break
        total -= size
        gone.append((deed_id,))
    _delete(db, gone)
    _let_go(db, gone)
    return len(gone)


def most_bytes(db: Database) -> int:
    """How much may be kept of what can be taken back, bytes: as the settings say."""
    home = home_of(db)
    return (Settings() if home is None else settings_of(home)).history_mb << 20


def _insert(db: Database, deed: Deed, photos: int, blocks: Sequence[tuple[str, bytes]], beside: int) -> None:
    gone = db.conn.execute("SELECT id FROM history WHERE undone").fetchall()
    _delete(db, gone)
    detail = json.dumps(dict(deed.detail))
    size = beside + len(detail) + sum(len(content) for _, content in blocks)
    deed_id = db.conn.execute(
        "INSERT INTO history (at, verb, detail, photos, size) VALUES (?, ?, ?, ?, ?)",
        (int(time.time()), deed.verb, detail, photos, size),
    ).lastrowid
    db.conn.executemany(
        "INSERT INTO history_changes (deed_id, number, part, content) VALUES (?, ?, ?, ?)",
        [(deed_id, number, part, content) for number, (part, content) in enumerate(blocks)],
    )
    _let_go(db, gone)


def _delete(db: Database, deeds: Sequence[tuple[int]]) -> None:
    db.conn.executemany("DELETE FROM history_changes WHERE deed_id = ?", deeds)
    db.conn.executemany("DELETE FROM history WHERE id = ?", deeds)


def _let_go(db: Database, deeds: Sequence[tuple[int]]) -> None:
    for drop in DROPPED if deeds else ():
        drop(db)


def _names(db: Database, part: Part, rows: Sequence[Sequence[Cell]]) -> dict[int, str]:
    """What the ids in the keys name now or, where that is gone, named before."""
    if not part.names:
        return {}
    ids = json.dumps(sorted({int(str(row[1])) for row in rows}))
    was = f"(SELECT w.v0 FROM temp.was_{part.names} w WHERE w.k0 = j.value)" if part.names in PARTS else "NULL"  # noqa: S608
    found = db.conn.execute(
        f"SELECT j.value, coalesce(n.name, {was}) FROM json_each(?) j LEFT JOIN {part.names} n ON n.id = j.value",  # noqa: S608
        (ids,),
    )
    return {int(key): str(name) for key, name in found}
