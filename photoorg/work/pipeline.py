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
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from photoorg.library import catalog, due, succession, words
from photoorg.library.lost import has_file, still_there
from photoorg.library.store import Database, part, sentence_for, writing
from photoorg.library.tagged import Rules
from photoorg.media.helper import HELPERS
from photoorg.media.helper_pool import Stop
from photoorg.media.limits import Limits
from photoorg.media.thumbs import ThumbnailCache
from photoorg.outcomes import Changes, Evidence, PhotoorgError, Problem
from photoorg.vision.pixels import Pixels
from photoorg.vision.tagging import Tagger
from photoorg.vision.tasks import Finding, OpenTask
from photoorg.work.belt import Belt, OpenPhoto, Tally, has_work
from photoorg.work.jobs import Step
from photoorg.work.reading import Candidate, Looked, Read, look, unstorable
from photoorg.work.recall import known_before, without_forgotten
from photoorg.work.settling import Wait
from photoorg.work.sketching import Sketching
from photoorg.work.steady import read_steadily
from photoorg.work.understanding import understand

log = logging.getLogger(__name__)

FLUSH_SECONDS = 0.25
FLUSH_PHOTOS = 64
_MOST_GUESSES = 32  # each holds its prepared pictures


@dataclass(frozen=True, slots=True)
class Workshop:
    """What indexing works with. `versions` names the tasks that are wanted; `open_tasks` loads their models.

    `open_tagger` loads what makes tags of their answers, `rules` says which of those are shown. `waits` are the tasks
    that look only where another one has seen something. `unusable` are tasks that are wanted and cannot be had, with
    the reason. `exclude` are patterns of what is not looked at. `on_thread` is called first on each thread of the pool.
    `sketching` makes the sketches that photos lack which were looked at before there were any. `hears`: what files say
    is taken in.
    """

    private: frozenset[str]
    suffixes: frozenset[str]
    thumbnails: ThumbnailCache
    limits: Limits
    threads: int
    versions: Mapping[str, str]
    open_tasks: Callable[[], Sequence[OpenTask]]
    open_tagger: Callable[[], Tagger]
    rules: Callable[[Tagger], Rules]
    waits: Mapping[str, Wait] = field(default_factory=dict[str, Wait])
    unusable: Mapping[str, str] = field(default_factory=dict[str, str])
    on_thread: Callable[[], None] | None = None
    exclude: Sequence[str] = ()
    sketching: Sketching | None = None
    hears: bool = True


@dataclass(frozen=True, slots=True)
class Models:
    """What looks at photos, and what makes sense of it; neither where they cannot be had."""

    tasks: Sequence[OpenTask] = ()
    tagger: Tagger | None = None


def run_pipeline(
    db: Database, shop: Workshop, models: Models, tally: Tally, todo: Mapping[str, Candidate]
) -> Generator[Step, None, None]:
    """Read, look at and store every candidate. Yields a step for each transaction."""
    if not todo:
        return
    tasks = models.tasks
    belt = Belt(tally, tasks, known_before(db, tasks, todo.values()), deque(todo.values()), versions=shop.versions)
    stop = Stop()

    def enter() -> None:
        if shop.on_thread is not None:
            shop.on_thread()
        stop.enter()

    pool = ThreadPoolExecutor(shop.threads, thread_name_prefix="index", initializer=enter)

    def submit(work: Callable[..., Read | Looked], *arguments: object) -> None:
        pool.submit(lambda: belt.results.put(work(*arguments)))

    try:
        while not belt.is_empty:
            _feed_models(belt, submit)
            while belt.candidates and belt.reading < 2 * shop.threads and not belt.is_full:
                belt.reading += 1
                submit(read_steadily, belt.candidates.popleft(), tasks, shop.thumbnails, shop.limits, belt.known)
            _collect(belt)
            if _is_time(belt):
                changes = _store(db, belt, models.tagger)
                belt.flushed = time.monotonic()
                yield Step(tally.progress("look" if belt.open else "read"), changes)
    except GeneratorExit:
        stop.now()
        pool.shutdown(wait=True, cancel_futures=True)
        _keep(db, belt, models.tagger)
        raise
    finally:
        stop.now()  # whoever cancels does not wait for a long decode
        pool.shutdown(wait=True, cancel_futures=True)
        HELPERS.trim()


def _keep(db: Database, belt: Belt, tagger: Tagger | None) -> None:
    """Store what the models have answered when the job was closed: nothing is looked at twice. Readings are let go."""
    belt.reads, belt.guesses = [], []
    while not belt.results.empty():
        result = belt.results.get_nowait()
        if isinstance(result, Looked):
            belt.looks.append(result)
    if belt.looks:
        _store(db, belt, tagger)


def _feed_models(belt: Belt, submit: Callable[..., None]) -> None:
    """What is ready for each model, in the order of the tasks."""
    for task in belt.tasks:
        while batch := belt.batch(task):
            belt.looking += 1
            submit(look, task, [photo_id for photo_id, _ in batch], [picture for _, picture in batch])


def _collect(belt: Belt) -> None:
    """Take what the pool has done; wait a little where there is nothing."""
    if not belt.reading and not belt.looking:
        return
    try:
        result = belt.results.get(timeout=FLUSH_SECONDS)
        while True:
            if isinstance(result, Read):
                belt.reading -= 1
                if result.fatal:
                    raise PhotoorgError(result.fatal)
                belt.reads.append(result)
            else:
                belt.looking -= 1
                belt.looks.append(result)
            result = belt.results.get_nowait()
    except queue.Empty:
        return


def _is_time(belt: Belt) -> bool:
    full = len(belt.reads) >= FLUSH_PHOTOS
    idle = not belt.candidates and not belt.reading and not belt.looking
    return full or idle or time.monotonic() - belt.flushed >= FLUSH_SECONDS


def _store(db: Database, belt: Belt, tagger: Tagger | None) -> Changes:
    """Stage store: everything that is ready, in one transaction."""
    changes = Changes()
    with writing(db):
        catalog.clear_problems(db, [result.candidate.path for result in belt.reads])
        for result in _without_guesses(db, belt):
            changes |= _store_one(db, result, belt)
        for result in _guesses(belt):
            changes |= _store_one(db, result, belt)
        changes |= words.settle(db, changes.photos)
        seen: set[int] = set()
        for looked in belt.looks:
            changes |= _store_looked(db, looked, belt)
            seen.update(looked.photo_ids)
        # Once a photo, when its last task has looked: it takes as long as storing all that they saw.
        catalog.misunderstood(db, seen & belt.open.keys())
        due.saw_all(db, due.complete(db, seen - belt.open.keys(), belt.versions), belt.versions)
        if (complete := seen - belt.open.keys()) and tagger is not None:
            changes |= understand(db, tagger, complete)
    belt.reads, belt.looks = [], []
    return changes


def _store_one(db: Database, result: Read, belt: Belt) -> Changes:
    """Store what came of one file. What cannot be stored, by a defect of ours, does not keep back the rest."""
    try:
        with part(db):
            return _store_read(db, result, belt)
    except Exception as error:
        if sentence_for(error):
            raise
        log.exception("Could not store %r", result.candidate.path)
        return _store_read(db, unstorable(result.candidate, error), belt)


def _without_guesses(db: Database, belt: Belt) -> Iterator[Read]:
    """What was read. What would be a guess is put off: what lay there may be in a file that is still to be read."""
    for result in belt.reads:
        photo, file = result.photo, result.candidate.file
        if photo is not None and len(belt.guesses) < _MOST_GUESSES and succession.is_guess(db, file, photo):
            belt.guesses.append(result)
        else:
            yield result


def _guesses(belt: Belt) -> list[Read]:
    """What was put off, once all else is stored."""
    if belt.candidates or belt.reading:
        return []
    ready, belt.guesses = belt.guesses, []
    return ready


def _store_read(db: Database, result: Read, belt: Belt) -> Changes:
    tally = belt.tally
    if result.moved is not None:
        belt.known = without_forgotten(db, belt.known, result.moved)
        if result.moved not in belt.known.lost:
            belt.candidates.append(result.candidate)
            return Changes()
    if result.is_gone:  # looked at again when it is seen again
        tally.done += 1
        return Changes()
    if result.problem is not None:
        catalog.save_problems(db, [result.problem])
        tally.problems += 1
    if result.photo is not None:
        photo_id = catalog.save_reading(db, result.candidate.file, result.photo)
        _line_up(db, photo_id, result, belt)
        return Changes(frozenset([photo_id]), folders=True, problems=result.problem is not None)
    tally.done += 1
    if result.moved is None:
        succession.save_unreadable(db, result.candidate.file)
        return Changes(problems=True)
    tally.moved += 1
    photo_id = belt.known.lost[result.moved].photo_id
    # Where it is not lost any more, another file of it may say something else by now.
    catalog.save_place(db, result.candidate.file, photo_id, differs=has_file(db, photo_id))
    return Changes(frozenset([photo_id]), folders=True)


def _line_up(db: Database, photo_id: int, result: Read, belt: Belt) -> None:
    """Queue a photo's prepared pictures for the tasks that have not seen it, if they are turned as it is shown."""
    inputs = result.inputs or {}
    turned = succession.orientation_of(db, photo_id)
    if photo_id in belt.open and belt.open[photo_id].orientation != turned:
        belt.open[photo_id].outdated = True
    versions = {task.name: task.version for task in belt.tasks if task.name in inputs}
    left = set(due.tasks_due(db, photo_id, versions))
    if photo_id in belt.open or not left or result.photo is None or result.photo.orientation != turned:
        belt.tally.done += 1  # another copy of a photo that is known, or on its way
        return
    for task in belt.tasks:  # what saw nothing where the one before it is due may not have looked at all
        if task.name in inputs and task.task.after in left and due.forget_nothing(db, [photo_id], task.name):
            left.add(task.name)
    belt.open[photo_id] = OpenPhoto(result.candidate.path, left, turned)
    tasks = [task for task in belt.tasks if task.name in left]
    idle = [task for task in tasks if not _place(db, photo_id, task, inputs[task.name], belt)]
    for task in idle:
        more = list(belt.answered(photo_id, task, Evidence()))
        catalog.save_findings(db, [_nothing(photo_id, one) for one in (task, *more)])
    belt.close(photo_id)


def _place(db: Database, photo_id: int, task: OpenTask, picture: Pixels, belt: Belt) -> bool:
    """Let a picture wait for its model, or for the task before it. False where that one has seen nothing to look at."""
    before = task.task.after
    if before in belt.open[photo_id].left:
        belt.park(photo_id, task, picture)
        return True
    seen = catalog.evidence_of(db, [photo_id]).get(photo_id) if before else None
    if not has_work(task, seen.evidence.get(before) if seen else None):
        return False
    belt.line_up(photo_id, task, picture)
    return True


def _store_looked(db: Database, looked: Looked, belt: Belt) -> Changes:
    """Store what a task saw; those that waited for it get their pictures, or the answer that there is nothing."""
    task = looked.task
    if looked.failure is not None:
        failed = [Problem(belt.open[photo_id].path, "look", looked.failure) for photo_id in looked.photo_ids]
        catalog.save_problems(db, failed)
        belt.tally.problems += len(failed)
    found = dict(zip(looked.photo_ids, looked.findings, strict=False))
    stored = [_finding(photo_id, task, finding) for photo_id, finding in found.items()]
    outdated = {photo_id for photo_id in looked.photo_ids if belt.open[photo_id].outdated}
    due.read_again(db, outdated)
    outdated |= set(looked.photo_ids) - still_there(db, looked.photo_ids)
    for photo_id in looked.photo_ids:
        evidence = found[photo_id].evidence if photo_id in found else None
        stored += [_nothing(photo_id, other) for other in belt.answered(photo_id, task, evidence)]
        belt.close(photo_id)
    catalog.save_findings(db, [one for one in stored if one.photo_id not in outdated])
    return Changes(frozenset(looked.photo_ids), tags=True, problems=looked.failure is not None)


def _finding(photo_id: int, task: OpenTask, finding: Finding) -> catalog.Finding:
    vector = None if finding.vector is None else finding.vector.astype("<f2").tobytes()
    sketch = None if finding.sketch is None else finding.sketch.tobytes()
    return catalog.Finding(photo_id, task.name, task.version, task.model, finding.evidence, vector, sketch)


def _nothing(photo_id: int, task: OpenTask) -> catalog.Finding:
    """What a task saw that had nothing to look at."""
    return catalog.Finding(photo_id, task.name, task.version, task.model, Evidence())
