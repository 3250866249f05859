"""From what tasks saw in a photo to what it means: right after the tasks, and again when the rules are new."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Generator

import numpy as np
from numpy.typing import NDArray

from photoorg.library import browse, catalog
from photoorg.library.store import Database, writing
from photoorg.outcomes import Changes, Problem, Progress, Understanding
from photoorg.vision.tagging import Tagger
from photoorg.vision.tasks import CLASSIFIER
from photoorg.work.jobs import Step
from photoorg.work.reading import defect

log = logging.getLogger(__name__)

_BATCH = 256
STAGE = "understand"


def understand(db: Database, tagger: Tagger, photo_ids: Collection[int]) -> Changes:
    """Work out what was seen in these photos, and their tags. Inside a transaction.

    A photo that cannot be worked out, by a defect of ours, becomes a problem and keeps what was known of it.
    """
    found: dict[int, Understanding] = {}
    failed: dict[int, str] = {}
    for photo_id, seen in catalog.evidence_of(db, photo_ids).items():
        try:
            found[photo_id] = tagger.understand(seen.evidence, _numbers(seen.vectors.get(CLASSIFIER)))
        except Exception as error:
            log.exception("Could not understand photo %d", photo_id)
            failed[photo_id] = defect(error)
    catalog.save_understandings(db, found, tagger.version)
    if failed:
        cards = browse.cards(db, list(failed))
        catalog.save_problems(db, [Problem(cards[one].path, STAGE, reason) for one, reason in failed.items()])
    return Changes(frozenset(photo_ids), tags=True, problems=bool(failed))


def understand_again(db: Database, tagger: Tagger) -> Generator[Step, None, None]:
    """Work out anew what older rules made of photos, from what is stored: no photo is read. A step for each batch."""
    waiting = catalog.not_understood(db, tagger.version)
    with writing(db):
        catalog.clear_stage(db, STAGE)  # those that failed are among the waiting
    began = time.monotonic()
    for start in range(0, len(waiting), _BATCH):
        batch = waiting[start : start + _BATCH]
        with writing(db):
            changes = understand(db, tagger, batch)
        done = start + len(batch)
        left = (time.monotonic() - began) / done * (len(waiting) - done)
        yield Step(Progress(STAGE, done, len(waiting), seconds_left=left), changes)


def _numbers(vector: bytes | None) -> NDArray[np.float32] | None:
    return None if vector is None else np.frombuffer(vector, "<f2").astype(np.float32)
