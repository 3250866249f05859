"""The pipeline from files on disk to tagged photos, as a job: stat, identify, read, thumb, look, store.

The library thread runs this generator and does `stat` and `store`; a pool of threads does the rest, one file or one
batch each, so that every core is busy and none is fought over. A photo can be seen after `thumb`, tags follow.
Each step stores what is ready in one transaction: killed at any moment, the next run goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from photoorg.library import catalog, places, tagged
from photoorg.library.catalog import FileRecord
from photoorg.library.places import KnownFile, Volume
from photoorg.library.store import Database, writing
from photoorg.outcomes import Changes, PhotoorgError, Problem, Progress, Report
from photoorg.vision.tagging import Tagger
from photoorg.work import scan
from photoorg.work.belt import Tally
from photoorg.work.jobs import Job, Step
from photoorg.work.pipeline import Models, Workshop, run_pipeline
from photoorg.work.reading import Candidate
from photoorg.work.settling import settle
from photoorg.work.understanding import understand_again

__all__ = ["Workshop", "index"]


def index(db: Database, folders: Sequence[Path], workshop: Workshop) -> Job:
    """Bring the library up to date with `folders`, or with every folder it knows. Returns what it did.

    Raises PhotoorgError when a folder that was named cannot be looked at. Of those the library knows, one that cannot
    be looked at becomes a problem. Its photos are taken for missing only where its drive is there and it is not.
    """
    tally = Tally()
    roots = [_named_root(folder, workshop) for folder in folders] if folders else _known_roots(db, tally)
    tagger, trouble = _open_tagger(workshop)
    if tagger is None:
        workshop = replace(workshop, versions={})  # photos that no task will look at are not read again for one
    with writing(db):
        shown_anew = tagger is not None and tagged.use_rules(db, workshop.rules(tagger))
        job = catalog.start_job(db, "index", {"folders": [str(root) for root in roots]})
    state, outcome = "cancelled", "stopped"
    try:
        if shown_anew:
            yield Step(Progress("stat"), Changes(tags=True))
        if lost := _mark_lost_roots(db, tally):
            yield Step(Progress("stat"), lost)
        if tagger is not None:
            yield from understand_again(db, tagger)
        todo: dict[str, Candidate] = {}
        for root in _outermost(roots):
            todo |= yield from _stat(db, root, workshop, tally)
        if tagger is not None:
            yield from understand_again(db, tagger)  # where a task was found to have nothing to look at
        tally.total, tally.began = len(todo), time.monotonic()
        if todo or not workshop.versions:  # no versions: no models, and opening them says why
            yield Step(tally.progress("read", "loading the models"))
            models, trouble = _open_models(workshop, tagger, trouble)
            # What was in a changed file may have moved to a new one, so those are stored first.
            changed = {path: one for path, one in todo.items() if one.is_changed}
            yield from run_pipeline(
                db, workshop, models, tally, {path: todo[path] for path in todo if path not in changed}
            )
            yield from run_pipeline(db, workshop, models, tally, changed)
        report = _report(tally, trouble)
        state, outcome = "done", report.title
    except Exception as error:
        state, outcome = "failed", str(error)
        raise
    finally:
        with writing(db):
            catalog.finish_job(db, job, state, outcome)
    return report


def _stat(db: Database, root: Path, workshop: Workshop, tally: Tally) -> Generator[Step, None, dict[str, Candidate]]:
    """Compare a folder tree with what is known. Returns the files to read by path, newest first."""
    volume = scan.volume_of(root)
    with writing(db):
        places.save_folder(db, volume, str(root), is_root=True)
    known = places.known_files(db, volume, str(root))
    found = scan.Differences()
    for seen, so_far in scan.differences(scan.walk(root, workshop.suffixes, workshop.private), known):
        found = so_far
        yield Step(Progress("stat", seen, note=str(root)))
    changed, folder_ids = _store_differences(db, root, volume, found, known)
    tally.add("unchanged", found.unchanged)
    tally.add("missing", len(found.gone))
    tally.add("problems", len(found.problems))
    tally.problems += len(found.problems)
    yield Step(Progress("stat", found.seen, found.seen), changed)
    newest_first = sorted(found.new, key=lambda entry: -entry[1].mtime_ns)
    todo = {
        (path := str(Path(folder, seen.name))): Candidate(
            path,
            FileRecord(folder_ids[folder], seen.name, seen.size, seen.mtime_ns, before.file_id if before else None),
        )
        for folder, seen, before in newest_first
    }
    due = catalog.waiting(db, workshop.versions, folder_ids.values())
    for waiting in (yield from settle(db, due, workshop.versions, workshop.waits)):
        if waiting.path not in todo:
            todo[waiting.path] = Candidate(waiting.path, waiting.file, waiting.due)
            tally.add("unchanged", -1)  # it is read again, and counted there
    return todo


def _named_root(folder: Path, workshop: Workshop) -> Path:
    root = scan.check_root(folder)
    inside = [str(above) for above in (root, *root.parents) if str(above) in workshop.private]
    if inside and str(root) != min(workshop.private, key=len):
        raise PhotoorgError(f"{root} belongs to photoorg itself: there are no photos of yours in it.")
    return root


def _mark_lost_roots(db: Database, tally: Tally) -> Changes:
    """A root that was renamed or deleted: its photos are missing, and found again by what they are."""
    touched: set[int] = set()
    for path, volume in places.roots_with_volumes(db):
        if not scan.lost_root(path, volume.uid):
            continue
        files = [file for listing in places.known_files(db, volume, path).values() for file in listing.values()]
        gone = [file.file_id for file in files if not file.missing]
        tally.add("missing", len(gone))
        with writing(db):
            photos = places.mark_missing(db, gone)
            places.choose_first_files(db, photos)
        touched |= photos
    return Changes(frozenset(touched), folders=bool(touched))


def _known_roots(db: Database, tally: Tally) -> list[Path]:
    """The library's folders that can be looked at and are on the drive that they were on."""
    usable: list[Path] = []
    for path, volume in places.roots_with_volumes(db):
        reason = _why_not(path, volume.uid)
        if not reason:
            usable.append(Path(path))
            continue
        tally.problems += 1
        with writing(db):
            catalog.save_problems(db, [Problem(path, "stat", reason)])
    return usable


def _why_not(root: str, uid: str) -> str:
    try:
        found = scan.volume_of(scan.check_root(Path(root)))
    except PhotoorgError as error:
        return str(error)
    return "" if found.uid == uid else f"The drive that {root} was on is not connected: another one is in its place."


def _outermost(roots: Sequence[Path]) -> list[Path]:
    """Without those that lie in others, which are looked at with them."""
    return [root for root in dict.fromkeys(roots) if not any(top in root.parents for top in roots)]


def _store_differences(
    db: Database, root: Path, volume: Volume, found: scan.Differences, known: Mapping[str, Mapping[str, KnownFile]]
) -> tuple[Changes, dict[str, int]]:
    with writing(db):
        folder_ids = {folder: places.save_folder(db, volume, folder) for folder in sorted(found.folders)}
        places.adopt_roots(db)
        touched = places.mark_missing(db, found.gone) | places.mark_present(db, found.back)
        places.choose_first_files(db, touched)
        gone = set(found.gone)
        catalog.clear_problems(
            db,
            [
                *folder_ids,
                *(str(Path(folder, name)) for folder, files in known.items() for name, file in files.items()
                  if file.file_id in gone),
            ],
        )  # fmt: skip
        catalog.clear_folder_problems(db, root)
        catalog.save_problems(db, found.problems)
    return Changes(frozenset(touched), folders=True, problems=bool(found.problems)), folder_ids


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
    return Report(", ".join(parts) + "." + trouble, dict(tally.counts))


def _rare(tally: Tally) -> dict[str, int]:
    return {"moved": tally.moved, "missing": tally.counts.get("missing", 0), "with problems": tally.problems}
