"""The pipeline from files on disk to tagged photos, as a job: stat, identify, read, thumb, look, store.

The library thread runs this generator and does `stat` and `store`; a pool of threads does the rest, one file or one
batch each, so that every core is busy and none is fought over. A photo can be seen after `thumb`, tags follow.
Each step stores what is ready in one transaction: killed at any moment, the next run goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

from photoorg.library import catalog, drives, due, proposing, retagging, teaching
from photoorg.library.store import Database, writing
from photoorg.library.tagged import Rules
from photoorg.outcomes import Changes, PhotoorgError, Progress, Report
from photoorg.vision.tagging import Tagger
from photoorg.work.belt import Tally
from photoorg.work.catching import Catch, catch_up
from photoorg.work.jobs import Job, Step
from photoorg.work.pipeline import Models, Workshop, run_pipeline
from photoorg.work.reading import Candidate
from photoorg.work.said_stage import Ears, take_in_said
from photoorg.work.scope import Spot
from photoorg.work.settling import settle
from photoorg.work.sketching import sketch_again
from photoorg.work.understanding import understand_again
from photoorg.work.writing_notes import settle_begun

__all__ = ["Workshop", "index"]


def index(db: Database, folders: Sequence[Path], workshop: Workshop, only: Sequence[Spot] | None = None) -> Job:
    """Bring the library up to date with `folders`, or with every folder it knows. Returns what it did.

    `only`: look at these spots alone, in the folders it knows. Raises PhotoorgError when a folder that was named cannot
    be looked at. Of those the library knows, one that cannot be looked at becomes a problem: its photos are missing
    where its drive is there and it is not, and offline where its drive is not.
    """
    tally = Tally()
    tagger, trouble = _open_tagger(workshop)
    if tagger is None:
        workshop = replace(workshop, versions={})  # photos that no task will look at are not read again for one
    job = None
    shown_anew = tagger is not None and _use_rules(db, workshop.rules(tagger))
    with writing(db):
        if only is None:  # what is watched changes all day: that is not worth a note
            job = catalog.start_job(db, "index", {"folders": [str(folder) for folder in folders]})
    state, outcome = "cancelled", "stopped"
    try:
        if shown_anew:
            yield Step(Progress("stat"), Changes(tags=True))
        if changed := drives.set_online(db):
            yield Step(Progress("stat"), changed)
        catch = yield from catch_up(db, folders, only, workshop, tally)
        if tagger is not None:
            yield from understand_again(db, tagger)
        if workshop.sketching is not None:
            yield from sketch_again(db, workshop.sketching)
        trouble = yield from _work(db, catch, workshop, tally, (tagger, trouble))
        yield from _hear(db, catch, workshop, tally)
        if changed := _finish(db, tagger):
            yield Step(Progress("stat"), changed)
        report = _report(tally, trouble)
        state, outcome = "done", report.title
    except Exception as error:
        state, outcome = "failed", str(error)
        raise
    finally:
        if job is not None:
            with writing(db):
                catalog.finish_job(db, job, state, outcome)
    return report


def _finish(db: Database, tagger: Tagger | None) -> Changes:
    """What is to be done when all has been looked at: what waited is let in, and tags are taught anew where need be."""
    let_in = tagger is not None and retagging.finish(db)
    return teaching.renew(db) | Changes(tags=let_in)


def _use_rules(db: Database, rules: Rules) -> bool:
    """Let tags be shown by these rules. Returns whether that may have changed any."""
    with writing(db):
        changed = proposing.use_rules(db, rules)
    return retagging.let_in(db, rules) or changed


def _work(
    db: Database, catch: Catch, workshop: Workshop, tally: Tally, tools: tuple[Tagger | None, str]
) -> Generator[Step, None, str]:
    """Read and look at what is new, and at what tasks have not seen. Returns what is to be told beside the counts."""
    tagger, trouble = tools
    blocks = due.waiting(db, workshop.versions, catch.folder_ids)
    tally.total, tally.began = len(catch.todo) + due.count(db, workshop.versions, catch.folder_ids), time.monotonic()
    models: Models | None = None
    if catch.todo or not workshop.versions:  # no versions: no models, and opening them says why
        yield Step(tally.progress("read", "loading the models"))
        models, trouble = _open_models(workshop, tagger, trouble)
        # What was in a changed file may have moved to a new one, so those are stored first.
        changed = {path: one for path, one in catch.todo.items() if one.is_changed}
        new = {path: one for path, one in catch.todo.items() if path not in changed}
        yield from run_pipeline(db, workshop, models, tally, new)
        yield from run_pipeline(db, workshop, models, tally, changed)
    for block, asked in blocks:
        left = yield from settle(db, block, workshop.versions, workshop.waits)
        if len(left) < len(block) and tagger is not None:
            yield from understand_again(db, tagger)  # where a task was found to have nothing to look at
        # What is read anew may be turned otherwise than it was: then every task is to look.
        waiting = {
            one.path: Candidate(one.path, one.file, None if one.anew else one.due)
            for one in left
            if one.anew or one.path not in catch.todo
        }
        tally.total -= asked - len(waiting)
        tally.add("unchanged", -len(waiting))  # they are read again, and counted there
        if waiting and models is None:
            yield Step(tally.progress("read", "loading the models"))
            models, trouble = _open_models(workshop, tagger, trouble)
        if waiting and models is not None:
            yield from run_pipeline(db, workshop, models, tally, waiting)
    return trouble


def _hear(db: Database, catch: Catch, workshop: Workshop, tally: Tally) -> Generator[Step, None, None]:
    """Take in what files say, where that is wanted."""
    if workshop.hears:
        settle_begun(db)  # what was written by somebody who was killed is no change made elsewhere
        ears = Ears(workshop.limits, workshop.threads, workshop.on_thread)
        tally.problems += yield from take_in_said(db, catch.folder_ids, ears)


def _open_tagger(workshop: Workshop) -> tuple[Tagger | None, str]:
    """What makes tags, with a sentence about tasks that cannot be had; or none and the reason."""
    lacking = workshop.unusable
    try:
        return workshop.open_tagger(), "".join(f" Not looked at with {name}: {why}" for name, why in lacking.items())
    except PhotoorgError as error:
        return None, f" No tags: {error}"


def _open_models(workshop: Workshop, tagger: Tagger | None, trouble: str) -> tuple[Models, str]:
    """The models; or none and the reason, for photos without tags are better than no photos."""
    if tagger is None:
        return Models(), trouble
    try:
        return Models(workshop.open_tasks(), tagger), trouble
    except PhotoorgError as error:
        return Models(), f" No tags: {error}"


def _report(tally: Tally, trouble: str) -> Report:
    parts = [f"{tally.done - tally.moved} read", f"{tally.counts.get('unchanged', 0)} unchanged"]
    parts += [f"{number} {what}" for what, number in _rare(tally).items() if number]
    return Report(", ".join(parts) + "." + trouble, {**tally.counts, "problems": tally.problems})


def _rare(tally: Tally) -> dict[str, int]:
    return {
        "moved": tally.moved + tally.counts.get("moved", 0),
        "missing": tally.counts.get("missing", 0),
        "with problems": tally.problems,
        "not connected": tally.counts.get("offline", 0),
    }
