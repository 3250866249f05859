"""Marks stored in the library: what each key makes of a photo's marks, as one deed for all photos."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from photoorg.gui.marks import Change, flagged, labelled, rated
from photoorg.library import notes
from photoorg.library.store import Database
from photoorg.outcomes import Changes, Told

Ids = NDArray[np.int64]
Store = Callable[[Database, Ids, Told], Changes]
"""Stores a mark on photos, on the library's thread."""


def rate(stars: int) -> tuple[Change, Store]:
    """So many stars."""
    return rated(stars), lambda db, ids, told: notes.rate(db, ids.tolist(), stars, told)


def label(name: str) -> tuple[Change, Store]:
    """A label, or (empty) none."""
    return labelled(name), lambda db, ids, told: notes.label(db, ids.tolist(), name, told)


def flag(name: str) -> tuple[Change, Store]:
    """Picked, rejected, or neither."""
    stores: dict[str, Store] = {
        "pick": lambda db, ids, told: notes.pick(db, ids.tolist(), told=told),
        "reject": lambda db, ids, told: notes.rate(db, ids.tolist(), notes.REJECTED, told),
        "": lambda db, ids, told: notes.unflag(db, ids.tolist(), told),
    }
    return flagged(name), stores[name]
