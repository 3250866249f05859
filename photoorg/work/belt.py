"""What is on its way between the pool of threads and the library: pictures that wait for a model, and for which."""

from __future__ import annotations

import queue
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from photoorg.outcomes import Evidence, Progress
from photoorg.vision.pixels import Pixels
from photoorg.vision.tasks import OpenTask
from photoorg.work.reading import Candidate, Known, Looked, Read

MOST_BYTES = 96 << 20
"""Prepared pictures that may wait for models, by their size: each is between 0.1 and 4 MB."""


@dataclass(slots=True)
class Tally:
    """Counts for the report, and the clock for the time left."""

    counts: dict[str, int] = field(default_factory=dict[str, int])
    total: int = 0
    done: int = 0
    problems: int = 0
    moved: int = 0
    began: float = field(default_factory=time.monotonic)

    def add(self, what: str, number: int = 1) -> None:
        """Count something for the report."""
        self.counts[what] = self.counts.get(what, 0) + number

    def progress(self, stage: str, note: str = "") -> Progress:
        """Where the job is, with the time left as the photos so far suggest it."""
        left = None
        spent = time.monotonic() - self.began
        if self.done >= 8 and spent > 1:
            left = spent / self.done * (self.total - self.done)
        return Progress(stage, self.done, self.total or None, self.problems, left, note)


@dataclass(slots=True)
class OpenPhoto:
    """A photo that tasks are still to look at: which, and the pictures for those that wait for another task.

    `orientation` is how it is turned in its pictures; `outdated` says that it is shown in another way since.
    """

    path: str
    left: set[str]
    orientation: int | None = None
    outdated: bool = False
    parked: dict[str, Pixels] = field(default_factory=dict[str, Pixels])


@dataclass(slots=True)
class Belt:
    """What is where: counts of work in the pool, results not stored yet, pictures that wait for a model.

    `held` is the size of the pictures that wait, in bytes. `guesses` are stored when all else was read.
    """

    tally: Tally
    tasks: Sequence[OpenTask]
    known: Known
    candidates: deque[Candidate]
    results: queue.SimpleQueue[Read | Looked] = field(default_factory=queue.SimpleQueue[Read | Looked])
    reading: int = 0
    looking: int = 0
    reads: list[Read] = field(default_factory=list[Read])
    guesses: list[Read] = field(default_factory=list[Read])
    looks: list[Looked] = field(default_factory=list[Looked])
    ready: dict[str, deque[tuple[int, Pixels]]] = field(default_factory=dict[str, "deque[tuple[int, Pixels]]"])
    open: dict[int, OpenPhoto] = field(default_factory=dict[int, OpenPhoto])
    held: int = 0
    flushed: float = field(default_factory=time.monotonic)
    versions: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def is_full(self) -> bool:
        """Whether no more pictures should be prepared before some were looked at."""
        return self.held >= MOST_BYTES

    @property
    def all_read(self) -> bool:
        """Whether no more pictures will come."""
        return not self.candidates and not self.reading and not self.reads and not self.guesses

    @property
    def is_empty(self) -> bool:
        """Whether everything is stored."""
        return self.all_read and not self.looking and not self.looks and not any(self.ready.values())

    def line_up(self, photo_id: int, task: OpenTask, picture: Pixels) -> None:
        """Let a picture wait for its model."""
        self.ready.setdefault(task.name, deque()).append((photo_id, picture))
        self.held += picture.nbytes

    def batch(self, task: OpenTask) -> list[tuple[int, Pixels]]:
        """The next pictures for a model: a full batch, a smaller one when no more come or may, else none."""
        line = self.ready.get(task.name, deque())
        if not line or (len(line) < task.batch_size and not self.all_read and not self.is_full):
            return []
        taken = [line.popleft() for _ in range(min(task.batch_size, len(line)))]
        self.held -= sum(picture.nbytes for _, picture in taken)
        return taken

    def park(self, photo_id: int, task: OpenTask, picture: Pixels) -> None:
        """Let a picture wait until it is known whether its task has anything to look at."""
        self.open[photo_id].parked[task.name] = picture
        self.held += picture.nbytes

    def answered(self, photo_id: int, task: OpenTask, evidence: Evidence | None) -> Iterator[OpenTask]:
        """Note that a task has looked at a photo (None: it failed). Yields those that then have nothing to look at."""
        photo = self.open[photo_id]
        photo.left.discard(task.name)
        for other in self.tasks:
            if other.task.after == task.name and other.name in photo.parked:
                picture = photo.parked.pop(other.name)
                self.held -= picture.nbytes
                if has_work(other, evidence):
                    self.line_up(photo_id, other, picture)
                else:
                    yield other
                    yield from self.answered(photo_id, other, Evidence())

    def close(self, photo_id: int) -> None:
        """Count a photo as done when no task is left."""
        if photo_id in self.open and not self.open[photo_id].left:
            del self.open[photo_id]
            self.tally.done += 1


def has_work(task: OpenTask, evidence: Evidence | None) -> bool:
    """Whether a task should look at a photo in which the one before it saw that; None: it has not looked."""
    wanted = task.task.only_if
    return evidence is None or not wanted or any(region.label == wanted for region in evidence.regions)
