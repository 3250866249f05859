"""The library as columns in memory: what lets a query over a million photos answer while somebody types it.

`of(db)` gives those of a connection's library as it is now. They are shared by all connections of the process, read
from the cache or from the library when they are first asked for, and brought up to date by what has changed since.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library.columns import cache, loading
from photoorg.library.columns.cache import Key
from photoorg.library.columns.part import Bag, Flat, Ids, Loaded, Part, Table, joined, slots_of
from photoorg.library.columns.parts import PARTS
from photoorg.library.columns.state import Building, State, changed_since, updated
from photoorg.library.columns.texts import Texts
from photoorg.library.fields import Field

_SLACK = 10_000


@dataclass(slots=True, eq=False)
class _Shelf:
    """The newest state of one library, and the locks of whoever brings it up to date, and reads a part by its name."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    reading: dict[str, threading.Lock] = field(default_factory=dict[str, threading.Lock])
    state: State | None = None
    building: Building | None = None


_shelves: dict[Key, _Shelf] = {}
_shelves_lock = threading.Lock()


class Columns:
    """The columns at one moment, for one connection: what has not been read yet is read through it.

    `n` slots; `ids`, `taken` (wall-clock seconds) int64 (n,); `alive` and `present` bool (n,): a photo's newest slot,
    and of those the ones with a file; `order` int32: the alive slots, newest first.
    """

    def __init__(self, db: Database, shelf: _Shelf, key: Key | None, state: State) -> None:
        self._db, self._shelf, self._key, self.state = db, shelf, key, state
        self.n = len(state.ids)
        self.ids, self.taken, self.alive, self.present = state.ids, state.taken, state.alive, state.present
        self.order, self.tags = state.order, state.tags

    def slots(self, photo_ids: Ids) -> NDArray[np.int64]:
        """The slots of photos, without those that there are none of."""
        slots, there = slots_of(self.ids[self.order], photo_ids)
        return self.order[slots[there]].astype(np.int64)

    def flat(self, name: str) -> NDArray[Any]:
        """The numbers of a part, (n,)."""
        return cast("Flat", self.part(PARTS[name])).values

    def bag(self, name: str) -> Bag:
        """The things of a part."""
        return cast("Bag", self.part(PARTS[name]))

    def table(self, name: str) -> Table:
        """The rows of a part."""
        return cast("Table", self.part(PARTS[name]))

    def numbers(self, wanted: Field) -> NDArray[Any]:
        """What a field says as numbers, float32 or float64 (n,), NaN where nothing."""
        return cast("Flat", self.part(loading.numbers(wanted.name, wanted.sql))).values

    def texts(self, wanted: Field) -> Texts:
        """What a field says as texts."""
        return cast("Texts", self.part(loading.texts(wanted.name, wanted.sql)))

    def truths(self, name: str, sql: str, *, passing: bool = False) -> NDArray[np.bool_]:
        """Where a condition is true, (n,). `passing`: it depends on more than the photo's own rows."""
        return cast("Flat", self.part(loading.truths(name, sql), passing=passing)).values

    def derived(self, name: str, make: Callable[[], Any]) -> Any:
        """What is worked out of the columns, once for as long as they stay as they are."""
        if name not in self.state.derived:
            self.state.derived[name] = make()
        return self.state.derived[name]

    def passing(self, name: str, make: Callable[[], Any]) -> Any:
        """What depends on more than photos' own rows, made once for each change of the library, whatever it was."""
        if name not in self.state.passing:
            self.state.passing[name] = make()
        return self.state.passing[name]

    def part(self, part: Part, *, passing: bool = False) -> Loaded:
        """A part, read if need be."""
        state = self.state
        if passing:
            if part.name not in state.passing:
                state.passing[part.name] = part.load(self._db, state.ids, True)
            return state.passing[part.name]
        known = state.parts.get(part.name)
        if known is None or known[0].version != part.version:
            # By its own lock: the largest parts take seconds, in which others are asked for.
            with self._shelf.reading.setdefault(part.name, threading.Lock()):
                known = state.parts.get(part.name)
                if known is None or known[0].version != part.version:
                    known = state.parts[part.name] = part, self._load(part)
        return known[1]

    def _load(self, part: Part) -> Loaded:
        state = self.state
        first = None if self._key is None else cache.read_part(self._key, part, state)
        if first is None:
            first = part.load(self._db, state.ids[: state.base], True)
            if self._key is not None:
                cache.keep_part(self._key, part, state, first)
                if isinstance(first, Table):  # a large one need not stay in memory
                    first = cache.read_part(self._key, part, state) or first
        return joined(first, part.load(self._db, state.ids[state.base :], False)) if state.later else first


def of(db: Database) -> Columns:
    """The columns of a library, up to date."""
    key = cache.key_of(db)
    if key is None:
        return Columns(db, _Shelf(), None, Building(0).go_on(db))
    shelf = _shelf(key)
    if db.conn.in_transaction:
        # What this connection has done so far in its transaction is for its own eyes.
        return Columns(db, _Shelf(), None, _caught_up(db, _base(db, shelf, key)))
    state = shelf.state
    if state is None or state.commits != _commits(db):
        with shelf.lock:
            base = _base(db, shelf, key)
            with _snapshot(db):
                state = shelf.state = _caught_up(db, base)
    return Columns(db, shelf, key, state)


def ready(db: Database) -> bool:
    """Whether the columns are in memory already."""
    key = cache.key_of(db)
    return key is not None and _shelf(key).state is not None


def forget() -> None:
    """Let go of all columns in memory."""
    with _shelves_lock:
        _shelves.clear()


def _shelf(key: Key) -> _Shelf:
    """The one of a library. What lay at the same place before is let go."""
    with _shelves_lock:
        if key not in _shelves:
            for other in [one for one in _shelves if one.home == key.home]:
                del _shelves[other]
            _shelves[key] = _Shelf()
        return _shelves[key]


def _base(db: Database, shelf: _Shelf, key: Key) -> State:
    """A state not newer than the library, and not much older: the shelf's, or one that was kept, or a new one."""
    with shelf.lock:
        if shelf.state is not None and _is_near(db, shelf.state):
            return shelf.state
        if shelf.building is None and shelf.state is None:
            kept = cache.read_base(key, db, _commits(db))
            if kept is not None and _is_near(db, kept) and _is_whole(db, kept):
                return kept
        if shelf.building is None:
            shelf.building = Building(_commits(db))
        made = shelf.building.go_on(db)
        shelf.building = None
        return dataclasses.replace(made, stamp=cache.keep_base(key, db, made))


def _is_near(db: Database, state: State) -> bool:
    """Whether bringing it up to date is less work than reading all anew. Never where it is of a future."""
    if state.commits > _commits(db):
        return False
    new = db.conn.execute("SELECT COUNT(*) FROM photos WHERE changed >= ?", (state.commits,)).fetchone()[0]
    return state.later + int(new) <= state.base // 4 + _SLACK


def _is_whole(db: Database, state: State) -> bool:
    """Whether a state has as many photos as the library, once it is brought up to date."""
    changed, gone = changed_since(db, state.commits)
    kept = len(state.ids) - int(slots_of(state.ids, np.unique(np.concatenate((changed, gone))))[1].sum())
    return kept + len(changed) == db.conn.execute("SELECT COUNT(*) FROM photos").fetchone()[0]


def _caught_up(db: Database, state: State) -> State:
    commits = _commits(db)
    return updated(state, db, commits, *changed_since(db, state.commits))


def _commits(db: Database) -> int:
    row = db.conn.execute("SELECT value FROM marks WHERE name = 'commits'").fetchone()
    return int(row[0])


@contextmanager
def _snapshot(db: Database) -> Generator[None, None, None]:
    """What is read within is of one moment."""
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.rollback()
