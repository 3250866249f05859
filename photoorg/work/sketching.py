"""Sketches for photos that were looked at before there were any, from their stored vectors: no photo is read."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from photoorg.library import sketches
from photoorg.library.store import Database, writing
from photoorg.outcomes import Changes, Progress
from photoorg.work.jobs import Step

if TYPE_CHECKING:
    from photoorg.vision.packs import Pack
    from photoorg.vision.sketching import Sketcher

_BATCH = 1_000
STAGE = "sketch"


@dataclass(frozen=True, slots=True)
class Sketching:
    """What makes the sketches: the classifier's pack, with the version of its task and of the sketches themselves."""

    pack: Pack
    task_version: str
    version: str


def sketch_again(db: Database, by: Sketching) -> Generator[Step, None, None]:
    """Make the sketches that are lacking, or were made in another way. A step for each batch."""
    if sketches.is_complete(db, by.version):
        return
    from photoorg.vision.sketching import sketcher_of  # noqa: PLC0415 - seldom needed

    with writing(db):
        sketches.begin(db, by.version)
    waiting = sketches.lacking(db, by.task_version)
    began = time.monotonic()
    for start in range(0, len(waiting), _BATCH):
        batch = waiting[start : start + _BATCH]
        with writing(db):
            _make(db, batch, sketcher_of(by.pack))
        done = start + len(batch)
        left = (time.monotonic() - began) / done * (len(waiting) - done)
        yield Step(Progress(STAGE, done, len(waiting), seconds_left=left), Changes(frozenset(batch)))
    with writing(db):
        sketches.complete(db, by.version)


def _make(db: Database, photo_ids: list[int], sketcher: Sketcher) -> None:
    wide = 2 * len(sketcher.directions)  # bytes; what is not so long is no vector of this model
    stored = [(photo, vector) for photo, vector in sketches.vectors_of(db, photo_ids) if len(vector) == wide]
    if not stored:
        return
    numbers = np.frombuffer(b"".join(vector for _, vector in stored), "<f2").reshape(len(stored), -1)
    made = sketcher(numbers.astype(np.float32))
    rows = [(sketches.LIKENESS, photo, one.tobytes()) for (photo, _), one in zip(stored, made, strict=True)]
    sketches.save(db, rows)
    sketches.note_changed(db, [photo for photo, _ in stored])
