"""The export as a job: what is planned, made, put into the folder, and noted so that it can go on another time.

The library thread plans and puts files into the folder; a pool of threads has them made by helper processes.
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from photoorg.export.finishing import Finisher
from photoorg.export.order import Order, Planned
from photoorg.export.place import Folder, is_of_one_file, why
from photoorg.export.planning import Plan, Wanted
from photoorg.library import exports
from photoorg.library.exports import Made
from photoorg.library.store import Database
from photoorg.media import helper
from photoorg.media.helper import HELPERS
from photoorg.media.helper_pool import Stop
from photoorg.media.limits import Limits
from photoorg.media.thumbs import ThumbnailCache
from photoorg.outcomes import PhotoorgError, Problem, Progress, Report
from photoorg.work.jobs import Job, Step

log = logging.getLogger(__name__)

_FLUSH_SECONDS = 0.25
_FLUSH_FILES = 64
_MOST_PROBLEMS = 1000


@dataclass(frozen=True, slots=True)
class ExportShop:
    """What an export works with. `on_thread` is called first on each thread of the pool."""

    thumbnails: ThumbnailCache
    limits: Limits
    threads: int
    on_thread: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class _Result:
    """What became of one photo: a file that waits for its name, or why there is none. `fatal`: there can be none."""

    wanted: Wanted
    partial: Path | None = None
    made: Made | None = None
    reason: str = ""
    fatal: PhotoorgError | None = None


@dataclass(slots=True)
class _Tally:
    """How far it is. `done` are photos, with those that stay and those that cannot be exported."""

    total: int
    done: int = 0
    made: int = 0
    stay: int = 0
    failed: int = 0
    began: float = field(default_factory=time.monotonic)
    problems: list[Problem] = field(default_factory=list[Problem])
    files: dict[int, Made] = field(default_factory=dict[int, Made])

    def fails(self, wanted: Wanted, reason: str) -> None:
        self.done += 1
        self.failed += 1
        if len(self.problems) < _MOST_PROBLEMS:
            source = str(wanted.entry.source) if wanted.entry else f"photo {wanted.photo_id}"
            self.problems.append(Problem(source, "export", reason))

    @property
    def progress(self) -> Progress:
        left = self.total - self.done
        each = (time.monotonic() - self.began) / self.made if self.made > 4 else None
        return Progress("export", self.done, self.total, self.failed, None if each is None else each * left)


def planned(db: Database, order: Order) -> Iterator[Sequence[Planned]]:
    """What an export would do, in blocks, in its order; nothing is read but the library and what is in the folder.

    Raises PhotoorgError where the order cannot be followed at all.
    """
    for block in Plan(db, order).outline(db):
        yield [wanted.planned for wanted in block]


def export(db: Database, order: Order, shop: ExportShop) -> Job:
    """The job. Closing it keeps what is made: the same order goes on from there."""
    plan = Plan(db, order)
    plan.check(db)
    tally = _Tally(len(plan.order.photo_ids))
    yield Step(tally.progress)
    with plan.folder:
        number = exports.begin(db, str(plan.order.folder), order.target, _told(order))
        state: exports.State = "failed"
        try:
            yield from _pictures(db, number, plan, shop, tally)
            finisher = Finisher(db, number, plan, shop.thumbnails, tally.files, tuple(tally.problems))
            yield from finisher.steps(tally.failed)
            wanted = {made.name for made in tally.files.values()} | finisher.names
            removed = _tidied(db, number, plan, wanted)
            left = sum(plan.folder.is_ours(name) for name in plan.folder.known if name not in wanted)
            state = "done"
        except GeneratorExit:
            state = "cancelled"
            raise
        finally:
            exports.end(db, number, state)
    return _report(plan, tally, removed, left, finisher.notes)


def _told(order: Order) -> dict[str, object]:
    return {"options": order.options.model_dump(), "chosen": dict(order.chosen), "title": order.title}


@dataclass(slots=True)
class _Belt:
    """What is on its way: photos that are still to be named, files that are being made, and those that wait."""

    todo: Iterator[Wanted]
    submit: Callable[[Wanted], object]
    most: int
    results: queue.SimpleQueue[_Result]
    running: int = 0
    ready: list[_Result] = field(default_factory=list[_Result])
    more: bool = True
    flushed: float = field(default_factory=time.monotonic)

    @property
    def is_time(self) -> bool:
        """Whether a step is due."""
        return len(self.ready) >= _FLUSH_FILES or time.monotonic() - self.flushed >= _FLUSH_SECONDS

    def feed(self) -> None:
        """Give the pool work, as long as it needs some and no step is due."""
        while self.more and self.running < self.most and not self.is_time:
            wanted = next(self.todo, None)
            if wanted is None:
                self.more = False
            elif wanted.does in {"make", "copy"}:
                self.running += 1
                self.submit(wanted)

    def collect(self) -> None:
        """Take what the pool has done; wait a little for the first where there is something to wait for."""
        before = len(self.ready)
        try:
            if self.running:
                self.ready.append(self.results.get(timeout=_FLUSH_SECONDS))
            while True:
                self.ready.append(self.results.get_nowait())
        except queue.Empty:
            self.running -= len(self.ready) - before


def _pictures(db: Database, number: int, plan: Plan, shop: ExportShop, tally: _Tally) -> Generator[Step, None, None]:
    """Make every picture that is not there yet. Yields a step whenever some got their names."""
    results: queue.SimpleQueue[_Result] = queue.SimpleQueue()
    stop = Stop()

    def enter() -> None:
        if shop.on_thread is not None:
            shop.on_thread()
        stop.enter()

    def work(wanted: Wanted) -> None:
        results.put(_make(wanted, plan.folder, shop.limits))

    pool = ThreadPoolExecutor(shop.threads, thread_name_prefix="export", initializer=enter)
    belt = _Belt(_to_make(db, plan, tally), lambda wanted: pool.submit(work, wanted), 2 * shop.threads, results)
    try:
        while belt.more or belt.running or belt.ready:
            belt.feed()
            belt.collect()
            if belt.is_time or not (belt.more or belt.running):
                _put(db, number, plan.folder, belt.ready, tally)
                belt.ready, belt.flushed = [], time.monotonic()
                yield Step(tally.progress)
    finally:
        stop.now()  # whoever cancels does not wait for a long decode
        pool.shutdown(wait=True, cancel_futures=True)
        HELPERS.trim()


def _to_make(db: Database, plan: Plan, tally: _Tally) -> Iterator[Wanted]:
    """Every photo; those that stay or cannot be exported are counted."""
    for block in plan.blocks(db):
        for wanted in block:
            if wanted.does == "cannot":
                tally.fails(wanted, wanted.reason)
            elif wanted.does == "stays":
                tally.done += 1
                tally.stay += 1
                if wanted.name:
                    tally.files[wanted.photo_id] = plan.folder.known[wanted.name]
            yield wanted


def _make(wanted: Wanted, folder: Folder, limits: Limits) -> _Result:
    """On a thread of the pool: have the file made, and write it down under a name of no consequence."""
    if wanted.entry is None:
        return _Result(wanted, reason=wanted.reason)
    try:
        made = helper.render(wanted.entry.source, wanted.recipe, limits=limits)
    except PhotoorgError as error:
        return _Result(wanted, reason=str(error))
    except Exception:  # a defect of ours: it does not keep back the rest
        log.exception("Could not export %r", str(wanted.entry.source))
        return _Result(wanted, reason="It could not be exported, by a defect of photoorg: the log tells more.")
    try:
        partial = folder.keep(made.data)
    except OSError as error:
        return _Result(wanted, fatal=why(error, folder.path))
    digest = sha256(made.data).digest()
    row = Made(wanted.name, wanted.photo_id, wanted.made_of, len(made.data), digest, *made.size)
    return _Result(wanted, partial, row)


def _put(db: Database, number: int, folder: Folder, ready: Sequence[_Result], tally: _Tally) -> None:
    """Note what was made, and then give it its names. Raises PhotoorgError where the folder takes nothing more."""
    fatal = next((result.fatal for result in ready if result.fatal), None)
    try:
        ready = [_cleared(folder, result) for result in ready]
        exports.note(db, number, [result.made for result in ready if result.made is not None])
        for result in ready:
            if result.made is None or result.partial is None:
                if result.fatal is None:
                    tally.fails(result.wanted, result.reason)
                continue
            _give(folder, result.partial, result.made, result.wanted, tally)
    except OSError as error:
        fatal = why(error, folder.path)
    if fatal is not None:
        there = f"{tally.made + tally.stay:,} of {tally.total:,} pictures are there"
        raise PhotoorgError(f"{fatal} {there}: run the same export again when that is mended, and it goes on.")


def _cleared(folder: Folder, result: _Result) -> _Result:
    """The same with its name free; or why it cannot be."""
    if result.made is None:
        return result
    try:
        folder.clear(result.made.name)
    except OSError as error:
        if not is_of_one_file(error):
            raise
        return replace(result, made=None, reason=f"{result.made.name} is in use there: close what has it open.")
    return result


def _give(folder: Folder, partial: Path, made: Made, wanted: Wanted, tally: _Tally) -> None:
    try:
        folder.give(partial, made)
    except OSError as error:
        if not is_of_one_file(error):
            raise
        tally.fails(wanted, f"{made.name} cannot be its name there: {error.strerror or error}.")
        return
    tally.done += 1
    tally.made += 1
    tally.files[made.photo_id] = made


def _tidied(db: Database, number: int, plan: Plan, wanted: set[str]) -> int:
    """Remove what an earlier export made and this one does not, if that is asked for. Returns how many files."""
    if not plan.order.tidy:
        return 0
    old = [name for name in plan.folder.known if name not in wanted]
    try:
        removed = sum(plan.folder.remove(name) for name in old)
    except OSError as error:
        raise why(error, plan.folder.path) from error
    exports.note(db, number, (), old)
    return removed


def _report(plan: Plan, tally: _Tally, removed: int, left: int, notes: Sequence[str]) -> Report:
    number = tally.made + tally.stay
    parts = [f"{number:,} photo{'' if number == 1 else 's'} exported to {plan.order.folder}"]
    if tally.stay and plan.target.pictures:
        parts.append(f"{tally.stay:,} of them were there already")
    if removed:
        parts.append(f"{removed:,} old file{'' if removed == 1 else 's'} removed")
    if left:
        parts.append(f"{left:,} file{'' if left == 1 else 's'} of an earlier export left there")
    if tally.failed:
        parts.append(f"{tally.failed:,} could not be exported")
    counts = {"exported": number, "made": tally.made, "stayed": tally.stay, "failed": tally.failed, "removed": removed}
    return Report(" ".join([", ".join(parts) + ".", *notes]), counts, problems=tuple(tally.problems))
