"""The commands about photos that look the same, and about the trash."""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import click

from photoorg.app import App
from photoorg.commanding import (
    QUERY_SETTINGS,
    current_app,
    json_option,
    library_there,
    meant,
    photo_at,
    with_app,
    with_reader,
    writer,
)  # fmt: skip
from photoorg.console import Exit, clean, plural, run_job, say, say_json
from photoorg.library import filed, lookalikes
from photoorg.library.apart import say_apart, take_back
from photoorg.library.lookalikes import Group
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError, Progress, Report
from photoorg.work import trash as moving
from photoorg.work.jobs import Job, Step
from photoorg.work.trash_record import Batch, batches

T = TypeVar("T")


@click.command(context_settings=QUERY_SETTINGS)
@click.argument("query", nargs=-1)
@click.option("--trash-others", is_flag=True, help="Move all but the best of each group to the trash; see --yes.")
@click.option("--yes", is_flag=True, help="Do it: without this, --trash-others only says what it would move.")
@json_option
@with_reader
def duplicates(db: Database, query: tuple[str, ...], trash_others: bool, yes: bool, as_json: bool) -> None:
    """Photos that look the same, in groups with the best one first: of all photos, or of those that match QUERY."""
    if yes and not trash_others:
        raise click.UsageError("--yes goes with --trash-others.")
    among = meant(db, query, weak=not trash_others) if " ".join(query).strip() else None
    found = _run(lookalikes.groups(db, among))
    for group in found:
        if as_json:
            say_json(_json(group))
        else:
            say(_text(group))
    files = sum(len(group.others) for group in found)
    if not as_json:
        say(f"{plural(len(found), 'group')}, {plural(files, 'file')} beside the best ones.", error=True)
    if trash_others and not yes:
        videos = len(moving.videos_of([one for group in found for one in _others(db, group)]))
        say(f"Nothing was moved: --yes would move {moving.told(files, videos)} to the trash.", error=True)
    if trash_others and yes and files:
        _trash(current_app(), [one for group in found for one in _others(db, group)], as_json=as_json)


def _run(finding: Generator[Progress, None, T]) -> T:
    """Find, with progress on a terminal."""
    kept: list[T] = []

    def job() -> Job:
        try:
            while True:
                yield Step(next(finding))
        except StopIteration as end:
            kept.append(end.value)
        return Report("")

    run_job(job(), as_json=False)
    return kept[0]


def _others(db: Database, group: Group) -> list[moving.Wanted]:
    """What goes, each with the file that stays instead. Raises PhotoorgError where that is not at hand."""
    files = filed.files_of(db, [one.photo_id for one in group.members])
    if group.best.offline:
        raise PhotoorgError(
            f"{group.best.paths[0]} would stay, and its drive is not connected. Connect it, or leave those photos out."
        )
    best = files[group.best.paths[0]]
    here = [files[path] for path in group.others if path in files]
    return [moving.Wanted(one, best) for one in here]


def _trash(app: App, wanted: Sequence[moving.Wanted], *, as_json: bool) -> None:
    with writer(app) as db:
        report = run_job(moving.trash(db, app.home, wanted, app.limits), as_json=as_json)
    _say_report(report, as_json=as_json)


def _say_report(report: Report, *, as_json: bool) -> None:
    if as_json:
        say_json({"event": "done", "outcome": report.title, **report.counts})
    else:
        say(clean(report.title))


def _text(group: Group) -> str:
    best = group.best
    what = "the same picture" if group.exact else "taken within moments" if group.moments else "look the same"
    lines = [f"{clean(best.paths[0])}  best: {clean(', '.join(group.reasons))} ({what})"]
    lines += [f"  {clean(path)}" for path in group.others]
    if group.better:
        lines.append(f"  not asked for, and better than all of these: {clean(group.better)}")
    return "\n".join(lines)


def _json(group: Group) -> Mapping[str, object]:
    return {
        "best": group.best.paths[0], "reasons": list(group.reasons), "exact": group.exact, "moments": group.moments,
        "distance": group.distance, "better": group.better or None, "others": list(group.others),
        "photos": [
            {"paths": list(one.paths), "width": one.width, "height": one.height, "sharpness": one.sharpness,
             "rating": one.rating, "picked": one.picked, "bytes": one.size, "offline": one.offline}
            for one in group.members
        ],
    }  # fmt: skip


@click.command("apart")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--undo", is_flag=True, help="Take it back: they may be copies after all.")
@json_option
@with_reader
def set_apart(db: Database, paths: tuple[Path, ...], undo: bool, as_json: bool) -> None:
    """Say that the photos at PATHS are no copies of one another, however alike they look."""
    ids = [photo_at(db, path) for path in paths]
    with writer() as to:
        changes = take_back(to, ids) if undo else say_apart(to, ids)
    if as_json:
        say_json({"photos": len(changes.photos), "apart": not undo})
    else:
        told = "may be copies of one another again" if undo else "are no copies of one another"
        say(f"{plural(len(changes.photos), 'photo')} {told}.")


@click.command("trash")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--undo", is_flag=True, help="Put back what was moved last, where it was.")
@click.option("--list", "listing", is_flag=True, help="What photoorg has moved to the trash and not put back.")
@json_option
@with_app
def trash(app: App, paths: tuple[Path, ...], undo: bool, listing: bool, as_json: bool) -> None:
    """Move the files at PATHS to the system's trash. What you said of those photos stays in the library."""
    if (bool(paths), undo, listing).count(True) != 1:
        raise click.UsageError("Either paths, --undo or --list.")
    library_there(app)
    if listing:
        _say_batches(batches(app.home), as_json=as_json)
    elif undo:
        _undo(app, as_json=as_json)
    else:
        _trash(app, _at(app, paths), as_json=as_json)


def _at(app: App, paths: Sequence[Path]) -> list[moving.Wanted]:
    db = app.reader()
    try:
        every = filed.files_of(db, [photo_at(db, path) for path in paths])
    finally:
        db.close()
    real = dict.fromkeys(os.path.realpath(path) for path in paths)
    if gone := [path for path in real if path not in every]:
        raise PhotoorgError(f"There is no file at {gone[0]} any more. Nothing was moved.")
    return [moving.Wanted(every[path]) for path in real]


def _undo(app: App, *, as_json: bool) -> None:
    there = batches(app.home)
    if not there:
        raise PhotoorgError("There is nothing to put back: photoorg has moved nothing to the trash.")
    with writer(app) as db:
        report = run_job(moving.put_back(db, app.home, there[-1]), as_json=as_json)
    _say_report(report, as_json=as_json)
    if report.counts["problems"]:
        click.get_current_context().exit(Exit.CANNOT)


def _say_batches(found: Sequence[Batch], *, as_json: bool) -> None:
    for batch in reversed(found):
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(batch.at))
        for one in batch.files:
            if as_json:
                say_json({"batch": batch.number, "at": batch.at, "path": one.path, "in_trash": one.kept})
            else:
                say(f"{when}  {clean(one.path)}")
    if not as_json:
        say(f"{plural(sum(len(batch.files) for batch in found), 'file')} in the trash.", error=True)
