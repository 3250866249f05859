"""The parts of the columns that hold sketches: a row of int8 numbers for each photo."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library.columns.part import Ids, Part, Table, slots_of
from photoorg.library.sketches import LIKENESS, other_task

_ROWS = 4096


def load_sketches(db: Database, task: str, ids: Ids, whole: bool) -> Table:
    """The sketches of a task, int8 (n, width) in the order of `ids`; a row of zeros where a photo has none."""
    width = _width(db, task)
    found = np.zeros((len(ids), width), np.int8)
    for photos, numbers in _stored(db, task, ids, width, whole=whole):
        slots, there = slots_of(ids, photos)
        found[slots[there]] = numbers[there]
    return Table((found,))


def _stored(
    db: Database, task: str, ids: Ids, width: int, *, whole: bool
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int8]]]:
    """Photo ids (some,) with their sketches (some, width)."""
    if not width or not len(ids):
        return
    if whole:
        rows = db.conn.execute(
            "SELECT photo_id, sketch FROM sketches WHERE task = ? AND length(sketch) = ? ORDER BY photo_id",
            (task, width),
        )
    else:
        rows = db.conn.execute(
            "SELECT s.photo_id, s.sketch FROM json_each(?) j CROSS JOIN sketches s "
            "ON s.task = ? AND s.photo_id = j.value WHERE length(s.sketch) = ?",
            (json.dumps(ids.tolist()), task, width),
        )
    while block := rows.fetchmany(_ROWS):
        photos, numbers = zip(*block, strict=True)
        yield np.array(photos, np.int64), np.frombuffer(b"".join(numbers), np.int8).reshape(len(photos), width)


def _width(db: Database, task: str) -> int:
    row = db.conn.execute("SELECT length(sketch) FROM sketches WHERE task = ? LIMIT 1", (task,)).fetchone()
    return 0 if row is None else int(row[0])


def _load_likeness(db: Database, ids: Ids, whole: bool) -> Table:
    return load_sketches(db, LIKENESS, ids, whole)


def _load_pictures(db: Database, ids: Ids, whole: bool) -> Table:
    return load_sketches(db, other_task(db), ids, whole)


SKETCH = Part("sketch", 1, "table", _load_likeness)
"""What photos look like."""
PICTURES = Part("pictures", 1, "table", _load_pictures)
"""What texts are compared with, where a pack for images and texts is installed."""
