"""What the columns are at one moment, and what they become when photos change. A state itself never changes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library.columns import loading
from photoorg.library.columns.part import Ids, Loaded, Part, joined, slots_of
from photoorg.library.columns.postings import Postings, together


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """All slots: those of the `base` (so many, newest first), then those of photos that have changed since.

    `commits`: with how many transactions it is up to date. `ids`, `taken` int64 (n,); `alive` bool (n,) is false where
    a photo is gone or has a later slot; `present` bool (n,) where it is alive and has a file. `order` int32: the alive
    slots, newest first. `tags`: those of the base, and of the later slots. `parts` are read when they are first asked
    for. `derived` are worked out of the others; `passing` holds what depends on more than a photo's own rows: both are
    dropped with the state.
    """

    commits: int
    base: int
    ids: Ids
    taken: NDArray[np.int64]
    alive: NDArray[np.bool_]
    present: NDArray[np.bool_]
    order: NDArray[np.int32]
    tags: tuple[Postings, Postings]
    stamp: str = ""
    parts: dict[str, tuple[Part, Loaded]] = field(default_factory=dict[str, tuple[Part, Loaded]])
    passing: dict[str, Any] = field(default_factory=dict[str, Any])
    derived: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def later(self) -> int:
        """How many slots came after the base."""
        return len(self.ids) - self.base


def first_state(commits: int, photos: NDArray[np.void], tags: Postings, stamp: str = "") -> State:
    """The state of a base. `photos` as `loading.photos` gives them, newest first, and the tags by their slots."""
    alive = np.ones(len(photos), np.bool_)
    return State(
        commits, len(photos), photos["id"].copy(), photos["taken"].copy(), alive, photos["present"].copy(),
        np.arange(len(photos), dtype=np.int32), (tags, loading.no_tags()), stamp,
    )  # fmt: skip


def changed_since(db: Database, commits: int) -> tuple[Ids, Ids]:
    """The photos that have changed since there were so many transactions, and those that are gone."""
    changed = db.conn.execute("SELECT id FROM photos WHERE changed >= ?", (commits,))
    gone = db.conn.execute("SELECT photo_id FROM taken_out WHERE changed >= ?", (commits,))
    return tuple(np.fromiter((one for (one,) in rows), np.int64) for rows in (changed, gone))  # type: ignore[return-value]


def updated(state: State, db: Database, commits: int, changed: Ids, gone: Ids) -> State:
    """The state with later slots for what has changed. Inside a transaction that reads."""
    if not len(changed) and not len(gone):
        return dataclasses.replace(state, commits=commits, passing={})
    alive, present = state.alive.copy(), state.present.copy()
    old, there = slots_of(state.ids[state.order], np.concatenate((changed, gone)))
    old = state.order[old[there]]
    alive[old] = present[old] = False
    rows = loading.photos(db, changed)
    ids, n = rows["id"].copy(), len(state.ids)
    all_ids, taken = np.concatenate((state.ids, ids)), np.concatenate((state.taken, rows["taken"]))
    alive = np.concatenate((alive, np.ones(len(ids), np.bool_)))
    living = np.concatenate((state.order[alive[state.order]], np.arange(n, n + len(ids), dtype=np.int32)))
    return State(
        commits, state.base, all_ids, taken, alive, np.concatenate((present, rows["present"])),
        living[loading.newest_first(taken[living], all_ids[living])],
        (state.tags[0], together(state.tags[1], loading.tags_of(db, ids, n))), state.stamp,
        {name: (part, joined(one, part.load(db, ids, False))) for name, (part, one) in list(state.parts.items())},
    )  # fmt: skip


@dataclass(slots=True, eq=False)
class Building:
    """A base that is read bit by bit: whoever is interrupted leaves what is done to the next.

    What changes meanwhile is later among the changes since `commits`, so the bits need not be of one moment.
    """

    commits: int
    photos: NDArray[np.void] | None = None
    left: list[int] = field(default_factory=list[int])
    tags: list[tuple[int, NDArray[np.int32], NDArray[np.float32]]] = field(
        default_factory=list["tuple[int, NDArray[np.int32], NDArray[np.float32]]"]
    )

    def go_on(self, db: Database) -> State:
        """Read what is left. An error of the database leaves what was read before it."""
        if self.photos is None:
            photos = loading.photos(db)
            self.left = loading.tags_used(db)[::-1]
            self.photos = photos[loading.newest_first(photos["taken"], photos["id"])]
        ids = self.photos["id"].copy()
        while self.left:
            self.tags.append(loading.tag_rows(db, self.left[-1], ids))
            self.left.pop()
        return first_state(self.commits, self.photos, loading.chained(self.tags))
