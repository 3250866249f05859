"""The commands that write what a person says of photos into their files, and take that back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from photoorg.app import App
from photoorg.cli_write_on import SWITCHES, switch, tell
from photoorg.commanding import (
    QUERY_SETTINGS,
    NeedsYesError,
    chosen,
    json_option,
    library_there,
    with_app,
    writer,
    writing_app,
)  # fmt: skip
from photoorg.console import Exit, clean, plural, run_job, say, say_json
from photoorg.library import to_write, writings
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError, Report
from photoorg.work import writing

_LAST = "last"


@click.command("write", context_settings=QUERY_SETTINGS)
@click.argument("query", nargs=-1, metavar="[QUERY or FILE...] | on FOLDER | off FOLDER | status [FOLDER]")
@click.option("--embedded", is_flag=True, help="With 'on': into the files where that can be, else beside them.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be written, field by field; also before 'on'.")
@click.option("--undo", is_flag=False, flag_value=_LAST, metavar="[RUN]", help="Take back the last run, or this one.")
@click.option("--runs", "listing", is_flag=True, help="What was written, run by run.")
@click.option("--yes", is_flag=True, help="With 'on': do not ask.")
@json_option
@with_app
def write_files(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    app: App,
    query: tuple[str, ...],
    embedded: bool,
    dry_run: bool,
    undo: str | None,
    listing: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Write what you say of photos into their files, or beside them: of all that is due, or of those that match QUERY.

    Nothing is written until you switch it on for a folder: 'photoorg write on FOLDER' writes sidecars, files beside the
    photos; with --embedded JPEG, PNG, WebP and TIFF files are written into. It tells what that would be, and asks.
    """
    library_there(app)
    if (bool(query) + (undo is not None) + listing) > 1:
        raise click.UsageError("Either a query or folder, --undo or --runs.")
    what = query[0] if _is_switch(query) else ""
    if (embedded or yes) and what != "on":
        raise click.UsageError(f"{'--embedded' if embedded else '--yes'} goes with 'on'.")
    if dry_run and (what in {"off", "status"} or undo is not None or listing):
        raise click.UsageError("--dry-run tells what would be written: it goes with a query, with 'on', or alone.")
    if undo is not None:
        _undo(app, undo, as_json=as_json)
    elif listing:
        _say_runs(app, as_json=as_json)
    elif what:
        switch(app, query, "embedded" if embedded else "sidecar", dry_run=dry_run, yes=yes, as_json=as_json)
    elif dry_run:
        _dry_run(app, query, as_json=as_json)
    else:
        _write(app, query, as_json=as_json)


def _is_switch(query: Sequence[str]) -> bool:
    """Whether a switch is meant, and no photos that are called on or off: what follows is a path, or nothing."""
    if not query or query[0] not in SWITCHES:
        return False
    return all(os.sep in one or os.path.lexists(one) for one in query[1:])


def _ids(db: Database, query: Sequence[str]) -> list[int]:
    """The photos that are meant: those that match, or all that are due."""
    for _ in to_write.compare(db):
        pass
    return chosen(db, query) if query else writings.due(db)


def _dry_run(app: App, query: Sequence[str], *, as_json: bool) -> None:
    with writer(app) as db:
        tell(writing.plan(db, _ids(db, query)), as_json=as_json)


def _write(app: App, query: Sequence[str], *, as_json: bool) -> None:
    with writing_app(app, "write"), writer(app) as db:
        ids = _ids(db, query) if query else None
        if ids is None and not writings.switches(db).any_on:
            raise NeedsYesError("Writing is off everywhere: 'photoorg write on FOLDER' switches it on for a folder.")
        report = run_job(app.write(db, ids), as_json=as_json)
    _say_report(report, as_json=as_json)


def _undo(app: App, run: str, *, as_json: bool) -> None:
    with writing_app(app, "write"), writer(app) as db:
        done = [one.number for one in writing.runs(db) if not one.undone]
        if not done:
            raise PhotoorgError("There is nothing to take back: photoorg has written to no file.")
        if run != _LAST and not run.isdecimal():
            raise click.UsageError(f"'{run}' is no run: 'photoorg write --runs' lists them by number.")
        report = run_job(writing.take_back(db, done[0] if run == _LAST else int(run)), as_json=as_json)
    _say_report(report, as_json=as_json)


def _say_report(report: Report, *, as_json: bool) -> None:
    if as_json:
        say_json({"event": "done", "outcome": report.title, **report.counts})
    else:
        say(clean(report.title))
    if report.counts["problems"]:
        click.get_current_context().exit(Exit.CANNOT)


def _say_runs(app: App, *, as_json: bool) -> None:
    db = app.reader()
    try:
        found = writing.runs(db)
    finally:
        db.close()
    for one in found:
        if as_json:
            say_json({"run": one.number, "at": one.at, "files": one.files, "undone": one.undone})
        else:
            when = datetime.fromtimestamp(one.at, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
            say(f"{one.number:>5}  {when}  {plural(one.files, 'file')}{', taken back' if one.undone else ''}")
    if not as_json:
        say(f"{plural(len(found), 'run')}.", error=True)
