"""What photos look like to who learns a tag: some of them closely, or all of the library at once, from its columns."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library import meaning
from photoorg.library.columns import Columns, seen
from photoorg.library.columns.sketches import SKETCH
from photoorg.library.learning import Floats, Seen
from photoorg.library.products import cosines
from photoorg.library.sketches import LIKENESS, sketches_of
from photoorg.library.taught_models import Model
from photoorg.sketch import from_sketch

_ROOTS = (np.arange(256, dtype=np.float32) / 255).astype(np.float32)
"""The square root of the share that a value of the columns stands for."""
_ROWS = 16_384


def look_at(db: Database, photo_ids: Iterable[int], keys: int, meant: Floats) -> tuple[NDArray[np.int64], Seen]:
    """Those of some photos that have a sketch, int64 (n,), and what they look like.

    `keys`: how many kinds of things there are; `meant` (keys,) weighs what the tag's name means.
    """
    known = sketches_of(db, LIKENESS, photo_ids)
    widths = {len(sketch) for sketch in known.values()}
    ids = np.asarray(sorted(known) if len(widths) == 1 else [], np.int64)
    bag = seen.load(db, ids, whole=False)
    things = np.zeros((len(ids), keys), np.float32)
    things[bag.slots(), bag.keys] = _ROOTS[bag.values]
    sketches = np.stack([known[photo_id] for photo_id in ids.tolist()]) if len(ids) else np.zeros((0, 0), np.int8)
    return ids, Seen(
        from_sketch(sketches) if len(ids) else sketches.astype(np.float32), things, meaning.named(bag, meant)
    )


def width(db: Database) -> int:
    """Of how many numbers the sketches of this library are; 0 where there are none."""
    row = db.conn.execute("SELECT length(sketch) FROM sketches WHERE task = ? LIMIT 1", (LIKENESS,)).fetchone()
    return 0 if row is None else int(row[0])


def sketched(columns: Columns) -> NDArray[np.bool_]:
    """Which slots are those of a photo that has a sketch, bool (n,)."""

    def find() -> NDArray[np.bool_]:
        blocks = columns.table(SKETCH.name).blocks
        parts = [block[at : at + _ROWS].any(axis=1) for block in blocks for at in range(0, len(block), _ROWS)]
        return columns.alive & np.concatenate([np.zeros(0, np.bool_), *parts])

    return columns.derived("sketched", find)


def looks_at(columns: Columns, slots: NDArray[np.int64]) -> Floats:
    """The sketches of some slots, which rise, as vectors of unit length: float32 (some, width)."""
    start, found = 0, list[Floats]()
    for block in columns.table(SKETCH.name).blocks:
        own = slots[(slots >= start) & (slots < start + len(block))] - start
        found.append(from_sketch(block[own]))
        start += len(block)
    return np.concatenate(found) if found else np.zeros((len(slots), 0), np.float32)


def scores(columns: Columns, model: Model) -> Floats:
    """How much each photo is like the examples, float32 (n,); what it says where `sketched` is false means nothing."""
    bag = columns.bag(seen.NAME)
    found = cosines(columns.table(SKETCH.name), model.looks, columns.n)
    found += meaning.sums(bag, model.things, _ROOTS)
    if model.meant and model.named:
        found += np.float32(model.named) * named(columns, model.name_weights())
    found += np.float32(model.offset)
    return found


def named(columns: Columns, weights: Floats) -> Floats:
    """The square root of how well each photo shows what a name means, float32 (n,), by the weights of keys (keys,)."""
    return meaning.named(columns.bag(seen.NAME), weights)


def scores_of(seen_: Seen, model: Model) -> Floats:
    """The same of photos that were looked at closely."""
    near: Floats = (
        seen_.looks @ model.looks
        if seen_.looks.shape[1] == len(model.looks)
        else np.zeros(len(seen_.named), np.float32)
    )
    found = near + seen_.things @ model.things + np.float32(model.named) * seen_.named + np.float32(model.offset)
    return found.astype(np.float32)
