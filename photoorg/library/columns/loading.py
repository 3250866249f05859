"""Columns read from the library: of all photos by a walk along a table, of a few by looking each of them up."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.folding import VERSION
from photoorg.library.columns.part import Bag, Flat, Ids, Part, slots_of
from photoorg.library.columns.postings import Postings, chained, sorted_postings
from photoorg.library.columns.texts import Texts, gather

TABLES = "photos p LEFT JOIN files f ON f.id = p.file_id LEFT JOIN folders d ON d.id = f.folder_id"
_MANY = 20_000
_UNKNOWN = "-9e999"  # minus infinity: SQLite has no other number that is none


def numbers(name: str, sql: str) -> Part:
    """A Flat of float32, or float64 where that is not exact; NaN where nothing is known."""
    return Part(f"number-{name}", zlib.crc32(sql.encode()), "flat", partial(_numbers, sql))


def texts(name: str, sql: str) -> Part:
    """The Texts of an expression."""
    return Part(f"text-{name}", zlib.crc32(f"{VERSION} {sql}".encode()), "texts", partial(_texts, sql))


def truths(name: str, sql: str) -> Part:
    """A Flat of bool: of which photos a condition is true."""
    return Part(f"state-{name}", zlib.crc32(sql.encode()), "flat", partial(_truths, sql))


def photos(db: Database, ids: Ids | None = None) -> NDArray[np.void]:
    """`id`, `taken` and `present` (whether it has a file now) of all photos, or of some."""
    kind = [("id", np.int64), ("taken", np.int64), ("present", np.bool_)]
    chosen = "photos p" if ids is None else "json_each(?) j JOIN photos p ON p.id = j.value"
    rows = db.conn.execute(
        f"SELECT p.id, p.taken_at, p.file_id IS NOT NULL FROM {chosen}",  # noqa: S608
        () if ids is None else (_json(ids),),
    )
    return np.fromiter(rows, dtype=kind)


def newest_first(taken: NDArray[np.int64], ids: Ids) -> NDArray[np.int64]:
    """The order of photos from the newest on; of those of one second the one with the highest id comes first."""
    if not len(ids) or int(ids.max()) >= 1 << 28 or int(ids.min()) < 0:
        return np.lexsort((-ids, -taken))
    limit = (1 << 34) - 1  # seconds: five hundred years; a stable sort of nearly sorted numbers is quick
    key = np.clip(taken, -limit, limit) << 28
    key |= ids
    order = np.argsort(np.negative(key, out=key), kind="stable")
    return order if np.abs(taken).max() <= limit else np.lexsort((-ids, -taken))


def tag_rows(db: Database, tag: int, ids: Ids) -> tuple[int, NDArray[np.int32], NDArray[np.float32]]:
    """Of a tag the slots that carry it, rising, and how surely."""
    kind = [("id", np.int64), ("value", np.float32)]
    found = np.fromiter(
        db.conn.execute("SELECT photo_id, confidence FROM photo_tag WHERE tag_id = ?", (tag,)), dtype=kind
    )
    slots, there = slots_of(ids, found["id"])
    slots, values = slots[there].astype(np.int32), found["value"][there]
    if (np.diff(slots) < 0).any():
        order = np.argsort(slots, kind="stable")
        slots, values = slots[order], values[order]
    return tag, slots, values


def tags_used(db: Database) -> list[int]:
    """The tags that some photo carries, from the lowest id."""
    rows = db.conn.execute("SELECT g.id FROM tags g WHERE EXISTS (SELECT 1 FROM photo_tag x WHERE x.tag_id = g.id)")
    return sorted(tag for (tag,) in rows)


def tags_of(db: Database, ids: Ids, first: int) -> Postings:
    """The tags of some photos, which have the slots from `first` on."""
    kind = [("id", np.int64), ("key", np.int64), ("value", np.float32)]
    rows = db.conn.execute(
        "SELECT t.photo_id, t.tag_id, t.confidence FROM json_each(?) j JOIN photo_tag t ON t.photo_id = j.value",
        (_json(ids),),
    )
    found = np.fromiter(rows, dtype=kind)
    slots, there = slots_of(ids, found["id"])
    found, slots = found[there], slots[there]
    return sorted_postings(found["key"], (slots + first).astype(np.int32), found["value"])


def no_tags() -> Postings:
    """Postings of nothing."""
    return chained(())


def folders(db: Database, ids: Ids, whole: bool) -> Bag:
    """The folders that each photo has a present file in, each once; the values say nothing."""
    chosen = "c.photo_id IS NOT NULL" if whole else "c.photo_id IN (SELECT value FROM json_each(?))"
    rows = db.conn.execute(
        f"SELECT c.photo_id << 32 | c.folder_id FROM files c WHERE c.missing_since IS NULL AND {chosen}",  # noqa: S608
        () if whole else (_json(ids),),
    )
    pairs = np.unique(np.fromiter((pair for (pair,) in rows), np.int64))  # a photo may have copies in one folder
    found = np.empty(len(pairs), [("id", np.int64), ("key", np.int32), ("value", np.uint8)])
    found["id"], found["key"], found["value"] = pairs >> 32, pairs & 0xFFFFFFFF, 1
    return bag(ids, found)


def bag(ids: Ids, found: NDArray[np.void]) -> Bag:
    """A Bag of rows with `id`, `key` and `value`, in any order."""
    slots, there = slots_of(ids, found["id"])
    slots, found = slots[there], found[there]
    order = np.argsort(slots, kind="stable")
    starts = np.zeros(len(ids) + 1, np.int64)
    np.cumsum(np.bincount(slots, minlength=len(ids)), out=starts[1:])
    return Bag(starts, found["key"][order], found["value"][order])


def _numbers(sql: str, db: Database, ids: Ids, whole: bool) -> Flat:
    kind = [("id", np.int64), ("value", np.float64)]
    found = np.fromiter(_select(db, f"coalesce({sql}, {_UNKNOWN})", ids, whole=whole), dtype=kind)
    slots, there = slots_of(ids, found["id"])
    values = np.full(len(ids), np.nan)
    values[slots[there]] = found["value"][there]
    values[np.isinf(values)] = np.nan
    small = values.astype(np.float32)
    return Flat(small if np.array_equal(small, values, equal_nan=True) else values)


def _truths(sql: str, db: Database, ids: Ids, whole: bool) -> Flat:
    rows = _select(db, "1", ids, whole=whole, where=sql)
    found = np.fromiter(rows, dtype=[("id", np.int64), ("value", np.bool_)])
    slots, there = slots_of(ids, found["id"])
    values = np.zeros(len(ids), np.bool_)
    values[slots[there]] = True
    return Flat(values)


def _texts(sql: str, db: Database, ids: Ids, whole: bool) -> Texts:
    def rows() -> Iterator[tuple[int, str | bytes | None]]:
        cursor = _select(db, sql, ids, whole=whole)
        while block := cursor.fetchmany(_MANY):
            slots, there = slots_of(ids, np.array([one[0] for one in block], np.int64))
            for slot, here, (_, text) in zip(slots.tolist(), there.tolist(), block, strict=True):
                if here:
                    yield slot, text if text is None or isinstance(text, bytes) else str(text)

    return gather(rows(), len(ids))


def _select(db: Database, sql: str, ids: Ids, *, whole: bool, where: str = "1") -> sqlite3.Cursor:
    # Only fixed text and expressions from the table of fields are put together here; values are bound.
    chosen = "" if whole else "p.id IN (SELECT value FROM json_each(?)) AND "
    statement = f"SELECT p.id, {sql} FROM {TABLES} WHERE {chosen}({where})"  # noqa: S608
    return db.conn.execute(statement, () if whole else (_json(ids),))


def _json(ids: Ids) -> str:
    return json.dumps(ids.tolist())
