"""Marks stored in the library, a part at a time: what was before is answered, for the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from photoorg.gui.marks import NO_MARKS, Change, Marks
from photoorg.library import notes
from photoorg.library.store import Database
from photoorg.outcomes import Changes

PART = 2_000
"""So many photos at once: other verbs come between, it is seen how far it is, and no thread waits for another."""

Ids = NDArray[np.int64]
Job = tuple[Ids, Change]
"""Photos, and what is made of their marks."""

Groups = Mapping[Marks, Ids]
"""Photos by their marks."""


def parts(jobs: Iterable[Job]) -> list[Job]:
    """The same jobs in parts."""
    return [(ids[start : start + PART], change) for ids, change in jobs for start in range(0, len(ids), PART)]


def back_to(before: Iterable[Groups]) -> list[Job]:
    """What gives every photo the marks that it had."""
    found: dict[Marks, list[Ids]] = {}
    for groups in before:
        for marks, ids in groups.items():
            found.setdefault(marks, []).append(ids)
    return [(np.concatenate(many), lambda _now, marks=marks: marks) for marks, many in found.items()]


def put(db: Database, job: Job) -> tuple[Groups, Changes]:
    """Store what a change makes of each photo. Returns who had which marks before, and what changed."""
    ids, change = job
    before, changes = _grouped(db, ids), Changes()
    for marks, many in before.items():
        changes |= _write(db, many.tolist(), marks, change(marks))
    return before, changes


def _grouped(db: Database, ids: Ids) -> dict[Marks, Ids]:
    noted = notes.notes_on(db, ids.tolist())
    groups: dict[Marks, list[int]] = {}
    for photo_id in ids.tolist():
        groups.setdefault(noted.get(photo_id, NO_MARKS), []).append(photo_id)
    return {marks: np.array(many, np.int64) for marks, many in groups.items()}


def _write(db: Database, ids: list[int], before: Marks, after: Marks) -> Changes:
    changes = Changes()
    if after.rating != before.rating:
        changes |= notes.rate(db, ids, after.rating)
    if after.label != before.label:
        changes |= notes.label(db, ids, after.label)
    if after.pick != before.pick:
        changes |= notes.pick(db, ids, after.pick)
    return changes
