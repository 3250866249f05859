"""When the photos of a result were taken, month by month, and where in the result each month begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library import columns as memory
from photoorg.library.matching_fields import months_of


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
    """The months of photos, int64 (n,), that are in the order of their dates, either way; None for any other order.

    Photos that have just gone are left out.
    """
    columns = memory.of(db)
    slots = columns.slots(photo_ids)
    taken = columns.taken[slots]
    steps = np.diff(taken)
    if not len(taken) or not (bool(np.all(steps <= 0)) or bool(np.all(steps >= 0))):
        return None
    months = months_of(columns)[slots].astype(np.int64)
    starts = np.concatenate(([0], np.flatnonzero(np.diff(months)) + 1))
    return Timeline(months[starts], np.concatenate((starts, [len(months)])).astype(np.int64))
