"""Tasks that look only where another has seen something: which of them are due after all, and which have nothing to do.

Both are told by what is stored, without reading a photo.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace

from photoorg.library import catalog, due
from photoorg.library.catalog import Finding
from photoorg.library.due import Waiting
from photoorg.library.store import Database, writing
from photoorg.outcomes import Evidence, Progress
from photoorg.work.jobs import Step

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Wait:
    """A task looks only where another one, `after`, has seen a region with the label `only_if`."""

    after: str
    only_if: str


def settle(
    db: Database, waiting: Sequence[Waiting], versions: Mapping[str, str], waits: Mapping[str, Wait]
) -> Generator[Step, None, list[Waiting]]:
    """What is still to be read, once the tasks that have nothing to look at are noted as done. A step for each batch.

    A task that saw nothing where the one before it is due again may not have looked at all: it is due again too.
    """
    left = {one.photo_id: one for one in waiting}
    for task, wait in waits.items():
        photos = list(left)
        for start in range(0, len(photos), _BATCH):
            batch = [left[photo] for photo in photos[start : start + _BATCH]]
            with writing(db):
                again, idle = _again(db, batch, task, wait), _idle(db, batch, task, wait, versions)
            left |= {photo: replace(left[photo], due=(*left[photo].due, task)) for photo in again}
            left |= {photo: replace(left[photo], due=_without(left[photo].due, task)) for photo in idle}
            yield Step(Progress("stat", start + len(batch), len(photos)))
    return [one for one in left.values() if one.due or one.anew]


def _again(db: Database, batch: Sequence[Waiting], task: str, wait: Wait) -> set[int]:
    known = [one.photo_id for one in batch if wait.after in one.due and task not in one.due]
    return due.forget_nothing(db, known, task)


def _idle(db: Database, batch: Sequence[Waiting], task: str, wait: Wait, versions: Mapping[str, str]) -> set[int]:
    """Photos where a task has nothing to look at, noted as done.

    What they mean is to be worked out again: that somebody has looked, and seen nobody, may be news.
    """
    known = [one.photo_id for one in batch if task in one.due and wait.after not in one.due]
    idle = catalog.without_region(db, known, wait.after, wait.only_if)
    # The model has not been asked, so it has no name here.
    catalog.save_findings(db, [Finding(photo, task, versions[task], "", Evidence()) for photo in idle])
    catalog.misunderstood(db, idle)
    return idle


def _without(due: Sequence[str], task: str) -> tuple[str, ...]:
    return tuple(name for name in due if name != task)
