"""What the files of photos say, read and taken into the library: keywords, stars, texts and named people.

It follows the reading of pictures, and goes by what is known of files: none is opened that has not changed, nor its
sidecar. Each step stores what was read in one transaction; killed at any moment, the next run goes on from there.
"""

from __future__ import annotations

import logging
import os
import queue
import time
from collections import deque
from collections.abc import Callable, Collection, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from photoorg.library import catalog, file_due, file_taking
from photoorg.library.file_due import Unread
from photoorg.library.file_taking import Heard
from photoorg.library.store import Database, writing
from photoorg.media.helper import HELPERS, read_said
from photoorg.media.helper_pool import Stop
from photoorg.media.limits import Limits, may_pass
from photoorg.outcomes import Changes, PhotoorgError, Problem, Progress
from photoorg.said import SIDECAR
from photoorg.work.beside import sidecars_of
from photoorg.work.jobs import Step

log = logging.getLogger(__name__)

STAGE = "said"
_BLOCK = 5_000
_BATCH = 1_000
_SECONDS = 2.0
_ONE_DEED = 20_000  # what was changed in so many files is one deed of the history


@dataclass(frozen=True, slots=True)
class Ears:
    """What reading goes by: `threads` read at once, and `on_thread` is called first on each of them."""

    limits: Limits
    threads: int
    on_thread: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of one file. `passes`: it is worth trying again as it is. `notice` is a sentence about it."""

    asked: Unread
    heard: Heard | None = None
    notice: str = ""
    passes: bool = False


@dataclass(slots=True)
class _Listening:
    """What is on its way. `later` are files that were read before: what changed in them is kept for one deed."""

    total: int
    done: int = 0
    problems: int = 0
    began: float = field(default_factory=time.monotonic)
    flushed: float = field(default_factory=time.monotonic)
    answers: list[_Answer] = field(default_factory=list[_Answer])
    later: list[Heard] = field(default_factory=list[Heard])

    def progress(self) -> Progress:
        spent = time.monotonic() - self.began
        left = spent / self.done * (self.total - self.done) if self.done and spent > 1 else None
        return Progress(STAGE, self.done, self.total, self.problems, left)


def take_in_said(db: Database, folder_ids: Collection[int], ears: Ears) -> Generator[Step, None, int]:
    """Read what has changed in these folders. A step for each batch; returns how many files something is wrong with."""
    first, others = (file_due.unread(db, folder_ids, copies=copies) for copies in (False, True))
    if not first and not others:
        return 0
    with writing(db):
        file_due.follow_moves(db, folder_ids)
    now = _Listening(len(first) + len(others))
    yield Step(now.progress())
    changes = Changes()
    try:
        for files in (first, others):  # theirs are the words that copies add to
            for start in range(0, len(files), _BLOCK):
                yield from _read(db, now, file_due.details(db, files[start : start + _BLOCK]), ears)
            changes |= _flush(db, now, all_of_it=True)
    except GeneratorExit:
        _flush(db, now, all_of_it=True)
        raise
    yield Step(now.progress(), changes)
    return now.problems


def _read(db: Database, now: _Listening, block: Sequence[Unread], ears: Ears) -> Generator[Step, None, None]:
    stop, results = Stop(), queue.SimpleQueue[_Answer]()

    def enter() -> None:
        if ears.on_thread is not None:
            ears.on_thread()
        stop.enter()

    left, reading = deque(block), 0
    pool = ThreadPoolExecutor(ears.threads, thread_name_prefix="said", initializer=enter)
    try:
        while left or reading:
            while left and reading < 4 * ears.threads:
                pool.submit(_put, results, left.popleft(), ears.limits)
                reading += 1
            now.answers.append(results.get())
            reading -= 1
            if len(now.answers) >= _BATCH or time.monotonic() - now.flushed > _SECONDS:
                changes = _flush(db, now)
                yield Step(now.progress(), changes)
    finally:
        stop.now()
        pool.shutdown(wait=True, cancel_futures=True)
        HELPERS.trim()


def _put(results: queue.SimpleQueue[_Answer], one: Unread, limits: Limits) -> None:
    results.put(hear(one, limits))


def hear(one: Unread, limits: Limits) -> _Answer:
    """Read one file. Never raises: what goes wrong becomes a sentence."""
    try:
        sidecar = None if one.sidecar is None else Path(one.sidecar)
        found = read_said(Path(one.path), sidecar, limits=limits)
    except PhotoorgError as error:
        return _Answer(one, notice=f"What the file says cannot be read: {error}", passes=may_pass(error))
    except BaseException as error:
        from photoorg.work.reading import defect  # noqa: PLC0415 - a command line is up before the models' libraries

        log.exception("Could not read what %r says", one.path)
        return _Answer(one, notice=defect(error))
    heard = Heard(one.photo_id, one.file_id, one.stamp, found.said, found.whole and not one.damaged, one.copy)
    return _Answer(one, heard, found.notice or _two_sidecars(one))


def _two_sidecars(one: Unread) -> str:
    """A sentence where a photo has sidecars of both names."""
    other = Path(one.path).with_suffix(SIDECAR)
    if one.sidecar is None or PurePath(one.sidecar).name.casefold() == other.name.casefold():
        return ""
    if not os.path.lexists(other) or len(found := sidecars_of(Path(one.path))) < 2:
        return ""
    names = [path.name for path in found]
    told = f"There are two sidecars, {' and '.join(names)}: photoorg goes by {names[0]}."
    return f"{told} 'photoorg metadata' tells what each says: keep it in one, and move the other away."


def _flush(db: Database, now: _Listening, *, all_of_it: bool = False) -> Changes:
    """Store what was read: what is new at once, what was changed elsewhere when all of it is there."""
    answers, now.answers = now.answers, []
    now.flushed = time.monotonic()
    now.done += len(answers)
    heard = [one.heard for one in answers if one.heard is not None and not one.asked.known]
    now.later += [one.heard for one in answers if one.heard is not None and one.asked.known]
    changes = _note(db, now, answers)
    for start in range(0, len(heard), _BATCH):
        changes |= file_taking.take_in(db, heard[start : start + _BATCH])
    if now.later and (all_of_it or len(now.later) >= _ONE_DEED):
        later, now.later = now.later, []
        changes |= file_taking.take_in(db, later)
    return changes


def _note(db: Database, now: _Listening, answers: Sequence[_Answer]) -> Changes:
    """Keep what is odd with files as problems, and forget what was."""
    told = [Problem(one.asked.path, STAGE, one.notice) for one in answers if one.notice and not one.passes]
    now.problems += len(told)
    if not answers:
        return Changes()
    with writing(db):
        before = catalog.rows_written(db)
        catalog.clear_problems_of(db, [one.asked.path for one in answers], STAGE)
        catalog.save_problems(db, told)
        changed = catalog.rows_written(db) != before
        for one in answers:
            if one.heard is None and not one.passes:
                file_due.pass_over(db, one.asked)
    return Changes(problems=changed)
