"""Tasks that are due and have nothing to look at, as is known from before: answered without reading a photo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from photoorg.library import catalog
from photoorg.library.catalog import Finding, Waiting
from photoorg.library.store import Database, writing
from photoorg.outcomes import Evidence


@dataclass(frozen=True, slots=True)
class Wait:
    """A task looks only where another one, `after`, has seen a region with the label `only_if`."""

    after: str
    only_if: str


def settle(
    db: Database, waiting: Sequence[Waiting], versions: Mapping[str, str], waits: Mapping[str, Wait]
) -> list[Waiting]:
    """What is still to be read, once the tasks that have nothing to look at are noted as done.

    What such photos mean is to be worked out again: that somebody has looked, and seen nobody, may be news.
    """
    left = {one.photo_id: one for one in waiting}
    for task, wait in waits.items():
        known = [one.photo_id for one in left.values() if task in one.due and wait.after not in one.due]
        idle = catalog.without_region(db, known, wait.after, wait.only_if)
        if not idle:
            continue
        # The model has not been asked, so it has no name here.
        with writing(db):
            catalog.save_findings(db, [Finding(photo, task, versions[task], "", Evidence()) for photo in idle])
            catalog.misunderstood(db, idle)
        for photo in idle:
            left[photo] = replace(left[photo], due=tuple(name for name in left[photo].due if name != task))
    return [one for one in left.values() if one.due or one.anew]
