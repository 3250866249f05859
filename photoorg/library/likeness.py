"""Which photos look like some and unlike others, by their sketches: numpy products over int8, a block at a time.

How alike two photos are is the cosine of their sketches: unrelated photos lie about 0, the same picture at 1. The
figures below were chosen on labelled pictures: docs/likeness.md.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library import browse
from photoorg.library.columns import Columns
from photoorg.library.columns.part import Table
from photoorg.library.columns.sketches import SKETCH, pictures
from photoorg.library.products import cosines, products
from photoorg.library.senses import Senses
from photoorg.library.sketches import LIKENESS, sketches_of
from photoorg.outcomes import PhotoorgError
from photoorg.sketch import from_sketch

CUTOFF = 0.4
"""A photo from here on is found; one photo in a hundred unrelated ones is."""
SURE = 0.5
"""Below this the likeness is a weak one."""
_ONE = 0.25  # the share of the nearest photo where several are asked for, beside that of what they have in common
_AGAINST = 0.25  # what being like an unwanted photo costs
_TOLD = 4096  # photos by which it is told how many have been looked at

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Photos to compare with: their vectors, float32 (some, width), and the ids of those in the library."""

    vectors: Floats
    photo_ids: tuple[int, ...]


def score(
    columns: Columns, db: Database, like: Sequence[str], unlike: Sequence[str] = (), senses: Senses | None = None
) -> Floats:
    """How much each photo is like some and unlike others, float32 (n,), 0 to 1; 0 where it is not found.

    A photo is named by `#` and its id, or by its path: one that is not in the library is looked at by `senses`. The
    photos that are asked for are themselves found, as 1. Without `like`, all are found (as 1) that are not like
    `unlike`. Raises PhotoorgError where a photo cannot be had, or nothing is known of what it looks like.
    """
    wanted, unwanted = _asked(db, like, senses), _asked(db, unlike, senses)
    found = np.zeros(len(columns.ids), np.float32)
    start = 0
    for block in columns.table(SKETCH.name).blocks:
        found[start : start + len(block)] = _block_score(block, wanted.vectors, unwanted.vectors)
        start += len(block)
    for photo_id in wanted.photo_ids if like else unwanted.photo_ids:
        found[columns.ids == photo_id] = 1.0 if like else 0.0
    return found


def by_vector(columns: Columns, task: str, vector: Floats) -> Floats:
    """How well each photo matches what a pack for images and texts says of a text, float32 (n,), 0 to 1.

    `task` is the pack's, by which it has looked at the photos.
    """
    found = cosines(_table(columns, task), vector, columns.n)
    return np.clip(found, np.float32(0), np.float32(1), out=found)


def share_seen(columns: Columns, task: str, width: int) -> float:
    """Which share of the photos that are there has a sketch of a task, 0 to 1: told by some thousand of them."""
    slots = columns.order[columns.present[columns.order]]
    slots = np.sort(slots[:: max(1, len(slots) // _TOLD)])
    start = seen = 0
    for block in _table(columns, task).blocks:
        if block.shape[1] == width:
            own = slots[(slots >= start) & (slots < start + len(block))] - start
            seen += int(np.count_nonzero(block[own].any(axis=1)))
        start += len(block)
    return seen / len(slots) if len(slots) else 1.0


def _table(columns: Columns, task: str) -> Table:
    return cast("Table", columns.part(pictures(task)))


def _block_score(block: NDArray[np.int8], wanted: Floats, unwanted: Floats) -> Floats:
    nothing = np.full(len(block), np.float32(not len(wanted)))
    each = [vectors for vectors in (wanted, unwanted) if len(vectors)]
    if not each or any(vectors.shape[1] != block.shape[1] for vectors in each):
        return nothing
    together = _unit(wanted.mean(axis=0, keepdims=True)) if len(wanted) > 1 else wanted[:0]
    vectors = np.concatenate([*([together] if len(together) else []), *each])
    first, last = len(together), len(together) + len(wanted)
    for part, product in products(block, vectors):
        against = product[last:].max(axis=0) if len(unwanted) else None
        if not len(wanted):
            nothing[part] = against is None or against < CUTOFF
            continue
        alike = product[first:last].max(axis=0)
        if first:
            alike *= _ONE
            alike += (1 - _ONE) * product[0]
        nothing[part] = _judged(alike, against)
    return nothing


def _judged(alike: Floats, against: Floats | None) -> Floats:
    """The score of photos that are so much like what is wanted, and like what is not."""
    found = alike >= CUTOFF
    if against is not None:
        found &= (against < CUTOFF) | (against <= alike)
        alike = alike - np.float32(_AGAINST) * np.maximum(against, np.float32(0))
    return np.where(found, np.clip(alike, np.float32(0.01), 1), np.float32(0))


def _asked(db: Database, names: Sequence[str], senses: Senses | None) -> _Asked:
    known = [_known(db, name) for name in names]
    stored = sketches_of(db, LIKENESS, [photo_id for photo_id in known if photo_id is not None])
    vectors = [
        from_sketch(stored[photo_id] if photo_id in stored else _seen(db, name, photo_id, senses))
        for name, photo_id in zip(names, known, strict=True)
    ]
    together = np.stack(vectors) if vectors else np.zeros((0, 0), np.float32)
    return _Asked(_unit(together), tuple(photo_id for photo_id in known if photo_id is not None))


def _known(db: Database, name: str) -> int | None:
    """The id of a photo of the library. Raises PhotoorgError for an id that there is not."""
    if not name.startswith("#"):
        return browse.photo_at(db, _place(name))
    photo_id = int(name[1:]) if name[1:].isascii() and name[1:].isdigit() else -1
    if not browse.cards(db, [photo_id]):
        raise PhotoorgError(f"There is no photo {name} in the library.")
    return photo_id


def _place(name: str) -> str:
    """The path that a name is of, without links; a `~` that is nobody's home stays. Raises PhotoorgError for none."""
    try:
        return os.path.realpath(os.path.expanduser(name))  # noqa: PTH111 - it never raises
    except (ValueError, OSError) as error:
        raise PhotoorgError(f"There is no photo at {name!a}: that is no path.") from error


def _seen(db: Database, name: str, photo_id: int | None, senses: Senses | None) -> NDArray[np.int8]:
    """The sketch of a photo that has none in the library. Raises PhotoorgError where it cannot be made."""
    path = name
    if photo_id is not None:
        card = browse.cards(db, [photo_id]).get(photo_id)
        path = card.path if card and not card.offline else ""
        if not path or senses is None:
            raise PhotoorgError(f"{name} has not been looked at yet, so nothing can be compared with it.")
    if senses is None:
        raise PhotoorgError(f"{path} is not in the library, and only photos in it can be compared here.")
    return senses.sketch(Path(_place(path)))


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
