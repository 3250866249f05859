"""The stages behind `stat`: what is on its way between the pool of threads and the library.

The library thread runs `run_pipeline` and does `store`; the pool does one file or one batch at a time, so that every
core is busy and none is fought over (onnxruntime gets one thread a batch). Each step stores what is ready in one
transaction: killed at any moment, the next run goes on from there.
"""

from __future__ import annotations

import logging
import queue
import time
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from photoorg.library import catalog
from photoorg.library.store import Database, part, sentence_for, writing
from photoorg.media.limits import Limits
from photoorg.media.thumbs import ThumbnailCache
from photoorg.outcomes import Changes, Problem, Progress
from photoorg.vision.pixels import Batch
from photoorg.vision.tasks import OpenTask
from photoorg.work.jobs import Step
from photoorg.work.reading import Candidate, Looked, Read, look, read, unstorable

log = logging.getLogger(__name__)

FLUSH_SECONDS = 0.25
FLUSH_PHOTOS = 64
_BACKLOG = 64  # prepared pictures waiting for a model: each is near a megabyte


@dataclass(frozen=True, slots=True)
class Workshop:
    """What indexing works with. `versions` names the tasks that are wanted; `open_tasks` loads their models."""

    private: frozenset[str]
    suffixes: frozenset[str]
    thumbnails: ThumbnailCache
    limits: Limits
    threads: int
    min_confidence: float
    versions: Mapping[str, str]
    open_tasks: Callable[[], Sequence[OpenTask]]


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
class _Belt:
    """What is where: counts of work in the pool, results not stored yet, pictures that wait for a model."""

    tally: Tally
    tasks: Sequence[OpenTask]
    movable: Mapping[bytes, int]
    candidates: deque[Candidate]
    results: queue.SimpleQueue[Read | Looked] = field(default_factory=queue.SimpleQueue[Read | Looked])
    reading: int = 0
    looking: int = 0
    reads: list[Read] = field(default_factory=list[Read])
    looks: list[Looked] = field(default_factory=list[Looked])
    ready: dict[str, deque[tuple[int, Batch]]] = field(default_factory=dict[str, "deque[tuple[int, Batch]]"])
    open: dict[int, tuple[str, set[str]]] = field(default_factory=dict[int, "tuple[str, set[str]]"])
    flushed: float = field(default_factory=time.monotonic)

    @property
    def backlog(self) -> int:
        """Prepared pictures that no model has been given."""
        return sum(len(line) for line in self.ready.values())

    @property
    def all_read(self) -> bool:
        """Whether no more pictures will come."""
        return not self.candidates and not self.reading and not self.reads

    @property
    def is_empty(self) -> bool:
        """Whether everything is stored."""
        return self.all_read and not self.looking and not self.looks and not self.backlog


def run_pipeline(
    db: Database, shop: Workshop, tasks: Sequence[OpenTask], tally: Tally, todo: Mapping[str, Candidate]
) -> Generator[Step, None, None]:
    """Read, look at and store every candidate. Yields a step for each transaction."""
    ready: dict[str, deque[tuple[int, Batch]]] = {task.name: deque() for task in tasks}
    movable = catalog.without_files(db, {task.name: task.version for task in tasks})
    belt = _Belt(tally, tasks, movable, deque(todo.values()), ready=ready)
    pool = ThreadPoolExecutor(shop.threads, thread_name_prefix="index")

    def submit(work: Callable[..., Read | Looked], *arguments: object) -> None:
        pool.submit(lambda: belt.results.put(work(*arguments)))

    try:
        while not belt.is_empty:
            _feed_models(belt, submit)
            while belt.candidates and belt.reading < 2 * shop.threads and belt.backlog < _BACKLOG:
                belt.reading += 1
                submit(read, belt.candidates.popleft(), tasks, shop.thumbnails, shop.limits, belt.movable)
            _collect(belt)
            if _is_time(belt):
                changes = _store(db, belt)
                belt.flushed = time.monotonic()
                yield Step(tally.progress("look" if belt.open else "read"), changes)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _feed_models(belt: _Belt, submit: Callable[..., None]) -> None:
    """Full batches, in the order of the tasks; smaller ones when no more pictures come, or no more may."""
    for task in belt.tasks:
        line = belt.ready[task.name]
        while len(line) >= task.batch_size or (line and (belt.all_read or belt.backlog >= _BACKLOG)):
            batch = [line.popleft() for _ in range(min(task.batch_size, len(line)))]
            belt.looking += 1
            submit(look, task, [photo_id for photo_id, _ in batch], [picture for _, picture in batch])


def _collect(belt: _Belt) -> None:
    """Take what the pool has done; wait a little where there is nothing."""
    if not belt.reading and not belt.looking:
        return
    try:
        result = belt.results.get(timeout=FLUSH_SECONDS)
        while True:
            if isinstance(result, Read):
                belt.reading -= 1
                belt.reads.append(result)
            else:
                belt.looking -= 1
                belt.looks.append(result)
            result = belt.results.get_nowait()
    except queue.Empty:
        return


def _is_time(belt: _Belt) -> bool:
    full = len(belt.reads) >= FLUSH_PHOTOS
    idle = not belt.candidates and not belt.reading and not belt.looking
    return full or idle or time.monotonic() - belt.flushed >= FLUSH_SECONDS


def _store(db: Database, belt: _Belt) -> Changes:
    """Stage store: everything that is ready, in one transaction."""
    changes = Changes()
    with writing(db):
        catalog.clear_problems(db, [result.candidate.path for result in belt.reads])
        for result in belt.reads:
            changes |= _store_one(db, result, belt)
        for looked in belt.looks:
            changes |= _store_looked(db, looked, belt)
    belt.reads, belt.looks = [], []
    return changes


def _store_one(db: Database, result: Read, belt: _Belt) -> Changes:
    """Store what came of one file. What cannot be stored, by a defect of ours, does not keep back the rest."""
    try:
        with part(db):
            return _store_read(db, result, belt)
    except Exception as error:
        if sentence_for(error):
            raise
        log.exception("Could not store %r", result.candidate.path)
        return _store_read(db, unstorable(result.candidate, error), belt)


def _store_read(db: Database, result: Read, belt: _Belt) -> Changes:
    tally = belt.tally
    if result.problem is not None:
        catalog.save_problems(db, [result.problem])
        tally.problems += 1
    if result.photo is not None:
        photo_id = catalog.save_reading(db, result.candidate.file, result.photo)
        _line_up(db, photo_id, result, belt)
        return Changes(frozenset([photo_id]), folders=True, problems=result.problem is not None)
    tally.done += 1
    if result.moved is None:
        catalog.save_file(db, result.candidate.file, None)
        return Changes(problems=True)
    tally.moved += 1
    photo_id = belt.movable[result.moved]
    catalog.save_place(db, result.candidate.file, photo_id)
    return Changes(frozenset([photo_id]), folders=True)


def _line_up(db: Database, photo_id: int, result: Read, belt: _Belt) -> None:
    """Queue a photo's prepared pictures for the tasks that have not seen it."""
    inputs = result.inputs or {}
    versions = {task.name: task.version for task in belt.tasks if task.name in inputs}
    due = catalog.tasks_due(db, photo_id, versions)
    if photo_id in belt.open or not due:
        belt.tally.done += 1  # another copy of a photo that is known, or on its way
        return
    belt.open[photo_id] = (result.candidate.path, set(due))
    for name in due:
        belt.ready[name].append((photo_id, inputs[name]))


def _store_looked(db: Database, looked: Looked, belt: _Belt) -> Changes:
    task = looked.task
    if looked.failure is not None:
        failed = [Problem(belt.open[photo_id][0], "look", looked.failure) for photo_id in looked.photo_ids]
        catalog.save_problems(db, failed)
        belt.tally.problems += len(failed)
    catalog.save_findings(
        db,
        [
            catalog.Finding(
                photo_id,
                task.name,
                task.version,
                task.model,
                finding.suggestions,
                None if finding.vector is None else finding.vector.astype("<f2").tobytes(),
            )
            for photo_id, finding in zip(looked.photo_ids, looked.findings, strict=False)
        ],
    )
    for photo_id in looked.photo_ids:
        _, left = belt.open[photo_id]
        left.discard(task.name)
        if not left:
            del belt.open[photo_id]
            belt.tally.done += 1
    return Changes(frozenset(looked.photo_ids), tags=True, problems=looked.failure is not None)
