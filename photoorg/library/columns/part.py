"""Parts of the columns: what is kept in memory of each photo, and how it is read from the library.

A photo has a slot: its place in every array. `Flat` has one number a slot, `Bag` some numbered things with a value
each, `Table` a row of numbers, `Texts` a text. To add a part: one entry in `parts.PARTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library.columns.texts import Texts

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Flat:
    """`values` (n,): one a slot."""

    values: NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Bag:
    """Of slot i the things `keys[starts[i]:starts[i + 1]]`, each with its value of `values`.

    `starts` int64 (n + 1,), `keys` and `values` (m,) of whatever small types.
    """

    starts: NDArray[np.int64]
    keys: NDArray[Any]
    values: NDArray[Any]

    def slots(self) -> NDArray[np.int32]:
        """The slot of each thing, (m,)."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """`blocks`, each (some, width), one after another for the slots: a large one is never copied to add a few rows."""

    blocks: tuple[NDArray[Any], ...]


Loaded = Flat | Bag | Table | Texts


@dataclass(frozen=True, slots=True)
class Part:
    """A part by its name, which is also that of its file in the cache. Raise `version` when `load` gives other numbers.

    `load` is given photo ids, int64 (n,), and reads what there is of them, one slot an id in that order; `whole` says
    that they are all photos of the library, so that a walk along a table beats looking each of them up.
    """

    name: str
    version: int
    kind: Literal["flat", "bag", "table", "texts"]
    load: Callable[[Database, Ids, bool], Loaded]


def joined(first: Loaded, more: Loaded) -> Loaded:
    """The slots of one, then those of the other, which is of the same kind."""
    match first, more:
        case Flat(), Flat():
            return Flat(np.concatenate((first.values, more.values)))
        case Bag(), Bag():
            starts = np.concatenate((first.starts, more.starts[1:] + first.starts[-1]))
            keys = np.concatenate((first.keys, more.keys))
            return Bag(starts, keys, np.concatenate((first.values, more.values)))
        case Table(), Table():
            return Table(first.blocks + more.blocks)
        case Texts(), Texts():
            return first.followed_by(more)
        case _:
            raise TypeError(f"{type(more).__name__} cannot follow {type(first).__name__}")


def slots_of(ids: Ids, found: Ids) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The slot of each of `found` within `ids`, which need not be sorted, and whether it is there at all.

    Of a photo that has changed there are several slots, of which the last one is alive: that is the one.
    """
    if not len(ids) or not len(found):
        return np.zeros(len(found), np.int64), np.zeros(len(found), np.bool_)
    top = int(ids.max())
    if top < 8 * len(ids) + 1024 and int(ids.min()) >= 0:  # nearly all numbers are in use: look them up
        where = np.full(top + 1, -1, np.int32)
        where[ids] = np.arange(len(ids), dtype=np.int32)
        inside = (found >= 0) & (found <= top)
        slots = where[np.where(inside, found, 0)].astype(np.int64)
        there = inside & (slots >= 0)
        return np.where(there, slots, 0), there
    order = np.argsort(ids, kind="stable")
    slots = order[np.maximum(np.searchsorted(ids, found, side="right", sorter=order) - 1, 0)]
    return slots, ids[slots] == found
