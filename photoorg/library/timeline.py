"""When the photos of a result were taken, month by month, and where in the result each month begins."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

_FEW = 20_000


@dataclass(frozen=True, eq=False)
class Timeline:
    """Months that have photos, in the result's order: `months` int64 (m,) counts from January of the year 0.

    `starts` int64 (m + 1,): where each month's photos begin in the result, and where the last ones end.
    """

    months: NDArray[np.int64]
    starts: NDArray[np.int64]

    @property
    def counts(self) -> NDArray[np.int64]:
        """Photos of each month, int64 (m,)."""
        return np.diff(self.starts)


def timeline(db: Database, photo_ids: NDArray[np.int64]) -> Timeline | None:
    """The months of photos, int64 (n,), that are in the order of their dates, either way; None for any other order."""
    taken = _taken(db, photo_ids)
    steps = np.diff(taken)
    if not len(taken) or not (bool(np.all(steps <= 0)) or bool(np.all(steps >= 0))):
        return None
    months = taken.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    starts = np.concatenate(([0], np.flatnonzero(np.diff(months)) + 1))
    return Timeline(months[starts], np.concatenate((starts, [len(months)])).astype(np.int64))


def _taken(db: Database, photo_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """When each was taken, in wall-clock seconds; photos that have just gone are left out."""
    where, values = "", ()
    if len(photo_ids) < _FEW:
        where, values = " WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(photo_ids.tolist()),)
    rows = db.conn.execute(f"SELECT id, taken_at FROM photos{where} ORDER BY id", values)  # noqa: S608 - fixed text
    found = np.fromiter(rows, dtype=[("id", np.int64), ("taken", np.int64)])
    if not len(found):
        return np.empty(0, np.int64)
    places = np.minimum(np.searchsorted(found["id"], photo_ids), len(found) - 1)
    return found["taken"][places[found["id"][places] == photo_ids]]
