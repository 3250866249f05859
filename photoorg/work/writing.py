"""What a person says of photos into their files, or into files beside them: planned, done, and taken back.

A file is replaced as a whole, by one that was read back first; what it replaced is kept. Only what differs is touched.
What is about to be done is noted before: whoever is killed leaves each file as it was or as it should be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from photoorg.library import catalog, to_write, written
from photoorg.library.store import Database, writing
from photoorg.library.writings import OFF, Switches, Way
from photoorg.library.written import Run as Run  # noqa: PLC0414 - part of what is told here
from photoorg.outcomes import Changes, PhotoorgError, Problem, Progress, Report
from photoorg.work import writing_notes as notes
from photoorg.work.batches import AT_ONCE, batches
from photoorg.work.file_writing import Change, Difference, Prepared
from photoorg.work.jobs import Job, Step
from photoorg.work.reading_first import Asked, as_read, asked, prepare_asked, read_first
from photoorg.work.replacing import Stamp
from photoorg.work.writing_back import THREADS
from photoorg.work.writing_back import take_back as take_back  # noqa: PLC0414 - part of what is done here

STAGE = to_write.STAGE
COMPARE = "compare words"
_ASKED = 256


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be written of one photo, before it is.

    `path` is its file, `target` the one that would be written: that, or the sidecar beside it. `way` is how: off where
    its folder is. `note` says why a sidecar is written although files are to be, or what stays in the file; `why_not`
    why nothing can be written, "" where it can. No differences, and no reason: there is nothing to be written.
    """

    photo_id: int
    path: str
    target: str = ""
    way: Way = OFF
    note: str = ""
    why_not: str = ""
    differences: tuple[Difference, ...] = ()


@dataclass(slots=True)
class _Tally:
    """What came of photos so far. `own`: all photos of a job that nobody has asked for."""

    total: int
    own: Sequence[int] | None = None
    done: int = 0
    files: int = 0
    beside: int = 0
    same: int = 0
    off: int = 0
    away: int = 0
    problems: int = 0
    stale: int = 0
    run: int = 0

    def progress(self) -> Progress:
        return Progress(STAGE, self.done, self.total, self.problems)


def plan(db: Database, photo_ids: Iterable[int], said: Switches | None = None) -> Iterator[Planned]:
    """What would be written of each of these photos, in their order: reads their files, and writes none.

    `said`: as if this were said of folders.
    """
    ids = list(photo_ids)
    for start in range(0, len(ids), AT_ONCE):
        block = ids[start : start + AT_ONCE]
        given = asked(db, block, said)
        made = as_read(db, given, [prepare_asked(one) for one in given])
        for one, (_, _, base) in zip(made, given, strict=True):
            yield _planned(one, is_read=base is not None)


def write(db: Database, photo_ids: Iterable[int] | None = None, *, by_itself: bool = False) -> Job:
    """The job that writes these photos' files (their folders must be on), or those of all that are due.

    `by_itself`: nobody has asked for it. What is so written within ten minutes is one run.
    """
    notes.settle_begun(db)
    for done, total in to_write.compare(db):
        yield Step(Progress(COMPARE, done, total))
    ids = to_write.ready(db) if photo_ids is None else list(dict.fromkeys(photo_ids))
    tally = _Tally(len(ids), own=ids if by_itself else None)
    with ThreadPoolExecutor(THREADS, thread_name_prefix="write") as pool:
        for batch in batches(_sized(db, ids)):
            yield Step(tally.progress())
            changes = _write(db, pool, asked(db, batch), tally)
            tally.done += len(batch)
            yield Step(tally.progress(), changes)
    if tally.files:
        with writing(db):
            written.prune(db)
    return Report(_sentence(tally), _counts(tally))


def runs(db: Database) -> list[Run]:
    """What was written, the newest first."""
    return written.runs(db)


def _planned(made: Prepared, *, is_read: bool) -> Planned:
    target, found = made.target, made.found
    stays = f"Stays in the file: {', '.join(found.stays)}." if found.stays else ""
    since = "It was changed elsewhere since photoorg read it" if is_read else "photoorg has not read what it says yet"
    first = f"{since}: that is taken in first." if made.is_stale else ""
    place = str(made.changes[0].path) if made.changes else target.path
    note = " ".join(filter(None, (first, found.note, stays)))
    return Planned(target.photo_id, target.path, place, made.way, note, made.why_not, made.differences())


def _sized(db: Database, ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Photos with the bytes of their files."""
    for start in range(0, len(ids), _ASKED):
        block = ids[start : start + _ASKED]
        sizes = {one: target.size for one, target in to_write.targets(db, block).items()}
        yield from ((one, sizes.get(one, 0)) for one in block)


def _write(db: Database, pool: ThreadPoolExecutor, given: Sequence[Asked], tally: _Tally) -> Changes:
    """Write a few photos' files: worked out, noted, carried out, and noted again."""
    prepared = [*pool.map(prepare_asked, given)]
    changes = Changes(problems=True)
    if any(one.is_stale for one in prepared):
        more, prepared = read_first(db, pool, prepared)
        changes |= more
    writable = [one for one in prepared if one.changes and not one.why_not]
    todo = [(one, change) for one in writable for change in one.changes]
    numbers: list[int] = []
    if todo:
        with writing(db):
            tally.run = tally.run or _run(db, tally)
            numbers = written.begin(db, tally.run, [change.note(one.target) for one, change in todo])
    names = written.partial_names(db, numbers)
    outcomes = list(pool.map(_carry_out, [change for _, change in todo], names))
    done: dict[int, list[_Outcome]] = {}
    for (one, _), outcome in zip(todo, outcomes, strict=True):
        done.setdefault(one.target.photo_id, []).append(outcome)
    with writing(db):
        written.note_state(db, _numbers(numbers, outcomes, ok=True), "done")
        written.drop(db, _numbers(numbers, outcomes, ok=False))
        for one in prepared:
            _settle(db, one, done.get(one.target.photo_id, []), tally)
    return changes | Changes(frozenset(one.target.photo_id for one in writable))


def _run(db: Database, tally: _Tally) -> int:
    return written.next_run(db) if tally.own is None else written.own_run(db, tally.own)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of replacing a file: how it is now, or why it is as it was."""

    change: Change
    stamp: Stamp | None = None
    reason: str = ""


def _carry_out(change: Change, partial: str) -> _Outcome:
    try:
        return _Outcome(change, change.carry_out(partial))
    except PhotoorgError as error:
        return _Outcome(change, reason=str(error))


def _numbers(numbers: Sequence[int], outcomes: Sequence[_Outcome], *, ok: bool) -> list[int]:
    return [number for number, one in zip(numbers, outcomes, strict=True) if (one.stamp is not None) == ok]


def _settle(db: Database, one: Prepared, outcomes: Sequence[_Outcome], tally: _Tally) -> None:
    """Note what came of a photo. Inside a transaction."""
    target, reason = one.target, next((each.reason for each in outcomes if each.reason), "")
    tally.files += sum(not each.reason for each in outcomes)
    if one.is_stale:
        tally.stale += 1
        to_write.failed(db, {target.photo_id: "It is being changed elsewhere."})
        return
    if one.why_not or reason:
        _note_problem(db, one, outcomes, reason, tally)
        return
    tally.beside += bool(outcomes and one.found.note and one.way == "sidecar")
    if one.file is not None:
        state = notes.State.of(one, {each.change.path: each.stamp for each in outcomes if each.stamp})
        notes.keep(db, target, one.found.said, state)
    tally.same += not outcomes
    to_write.settled(db, [target.photo_id])
    if one.found.stays:
        to_write.hold(db, [target.photo_id], target.way)
    catalog.clear_problems_of(db, [target.path], STAGE)


def _note_problem(db: Database, one: Prepared, outcomes: Sequence[_Outcome], reason: str, tally: _Tally) -> None:
    """Say why a photo's file is not written; how another file of it is by now is kept all the same."""
    target = one.target
    if target.way == OFF or not target.online:
        tally.off += target.way == OFF
        tally.away += target.way != OFF
        return
    notes.save_stamps(db, target, {each.change.path: each.stamp for each in outcomes if each.stamp})
    told = one.why_not or reason
    to_write.failed(db, {target.photo_id: told})
    catalog.save_problems(db, [Problem(target.path, STAGE, told)])
    tally.problems += 1


_TOLD = (
    ("beside", "{:,} of them beside photos that are not written into"),
    ("same", "{:,} had nothing new"),
    ("problems", "{:,} could not be written: see 'photoorg problems'"),
    ("off", "{:,} in folders whose writing is off"),
    ("away", "{:,} on drives that are not connected"),
    ("stale", "{:,} are being changed elsewhere, and are tried again"),
)


def _sentence(tally: _Tally) -> str:
    """What was done, as a sentence."""
    counts = _counts(tally)
    files = f"Written: {tally.files:,} file{'' if tally.files == 1 else 's'}" if tally.files else "No file was written"
    parts = [files, *(text.format(counts[name]) for name, text in _TOLD if counts[name])]
    back = f" 'photoorg write --undo {tally.run}' takes it back." if tally.files else ""
    return f"{'; '.join(parts)}.{back}"


def _counts(tally: _Tally) -> dict[str, int]:
    return {
        "files": tally.files, "beside": tally.beside, "same": tally.same, "problems": tally.problems,
        "off": tally.off, "away": tally.away, "stale": tally.stale, "run": tally.run,
    }  # fmt: skip
