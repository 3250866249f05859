"""The commands that write what a person says of photos into their files, and take that back."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import click

from photoorg.app import App
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
from photoorg.library.roots import roots_of
from photoorg.library.store import Database
from photoorg.library.writings import OFF, Way
from photoorg.outcomes import PhotoorgError, Report
from photoorg.work import writing
from photoorg.work.writing import Planned

_SWITCHES = ("on", "off", "status")
_LAST = "last"
_TELLS = {"off": "not written", "sidecar": "written beside the files", "embedded": "written into the files"}


@click.command("write", context_settings=QUERY_SETTINGS)
@click.argument("query", nargs=-1, metavar="[QUERY or FILE...] | on FOLDER | off FOLDER | status [FOLDER]")
@click.option("--embedded", is_flag=True, help="With 'on': into the files where that can be, else beside them.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be written, field by field.")
@click.option("--undo", is_flag=False, flag_value=_LAST, metavar="[RUN]", help="Take back the last run, or this one.")
@click.option("--runs", "listing", is_flag=True, help="What was written, run by run.")
@json_option
@with_app
def write_files(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    app: App, query: tuple[str, ...], embedded: bool, dry_run: bool, undo: str | None, listing: bool, as_json: bool
) -> None:
    """Write what you say of photos into their files, or beside them: of all that is due, or of those that match QUERY.

    Nothing is written until you switch it on for a folder: 'photoorg write on FOLDER' writes sidecars, files beside the
    photos; with --embedded JPEG, PNG, WebP and TIFF files are written into.
    """
    library_there(app)
    if (bool(query) + (undo is not None) + listing) > 1:
        raise click.UsageError("Either a query or folder, --undo or --runs.")
    if embedded and query[:1] != ("on",):
        raise click.UsageError("--embedded goes with 'on'.")
    if undo is not None:
        _undo(app, undo, as_json=as_json)
    elif listing:
        _say_runs(app, as_json=as_json)
    elif _is_switch(query):
        _switch(app, query, "embedded" if embedded else "sidecar", as_json=as_json)
    elif dry_run:
        _dry_run(app, query, as_json=as_json)
    else:
        _write(app, query, as_json=as_json)


def _is_switch(query: Sequence[str]) -> bool:
    """Whether a switch is meant, and no photos that are called on or off: what follows is a path, or nothing."""
    if not query or query[0] not in _SWITCHES:
        return False
    return all(os.sep in one or os.path.lexists(one) for one in query[1:])


def _switch(app: App, asked: Sequence[str], way: Way, *, as_json: bool) -> None:
    what, folders = asked[0], [os.path.realpath(one) for one in asked[1:]]
    if what == "status":
        _say_status(app, folders, as_json=as_json)
        return
    if not folders:
        raise click.UsageError(f"Say which folder: photoorg write {what} FOLDER.")
    with writer(app) as db:
        for folder in folders:
            writings.set_way(db, folder, way if what == "on" else OFF)
        for _ in to_write.compare(db):
            pass
        _say_ways(db, folders, as_json=as_json)
        due = len(writings.due(db))
    if what == "on" and not as_json:
        text = (
            f"{plural(due, 'photo')} {'is' if due == 1 else 'are'} due. 'photoorg write --dry-run' tells what would be"
        )
        say(f"{text} written, 'photoorg write' writes it; the window and 'photoorg watch' do so by themselves.")


def _say_status(app: App, folders: Sequence[str], *, as_json: bool) -> None:
    db = app.reader()
    try:
        _say_ways(db, folders or [*_told(db)], as_json=as_json)
        now = writings.queue(db)
    finally:
        db.close()
    if as_json:
        say_json({"due": now.due, "failed": now.failed})
    else:
        failed = f", {now.failed:,} of which failed the last time" if now.failed else ""
        say(f"{plural(now.due, 'photo')} due{failed}.", error=True)


def _told(db: Database) -> Iterator[str]:
    """The library's folders, and those below of which something is said."""
    yield from dict.fromkeys(sorted([*(one.path for one in roots_of(db)), *(one.path for one in writings.ways(db))]))


def _say_ways(db: Database, folders: Sequence[str], *, as_json: bool) -> None:
    for folder in folders:
        way = writings.way_of(db, folder)
        if as_json:
            say_json({"path": folder, "way": way})
        else:
            say(f"{clean(folder)}  {_TELLS[way]}")


def _ids(db: Database, query: Sequence[str]) -> list[int]:
    """The photos that are meant: those that match, or all that are due."""
    for _ in to_write.compare(db):
        pass
    return chosen(db, query) if query else writings.due(db)


def _dry_run(app: App, query: Sequence[str], *, as_json: bool) -> None:
    files = hindered = 0
    with writer(app) as db:
        for one in writing.plan(db, _ids(db, query)):
            files += bool(one.differences)
            hindered += bool(one.why_not)
            if as_json:
                say_json(_json(one))
            elif one.differences or one.why_not:
                say(_text(one))
    if not as_json:
        more = f", {hindered:,} cannot be written" if hindered else ""
        say(f"{plural(files, 'file')} would be written{more}. Nothing was.", error=True)


def _json(one: Planned) -> dict[str, object]:
    return {
        "path": one.path, "target": one.target, "way": one.way, "note": one.note or None,
        "why_not": one.why_not or None,
        "differences": [{"field": name, "old": old, "new": new} for name, old, new in one.differences],
    }  # fmt: skip


def _text(one: Planned) -> str:
    lines = [clean(one.target or one.path)]
    lines += [f"  not written: {clean(one.why_not)}"] if one.why_not else []
    lines += [f"  {clean(name)}: {_change(old, new)}" for name, old, new in one.differences]
    return "\n".join([*lines, *([f"  ({clean(one.note)})"] if one.note else [])])


def _change(old: str, new: str) -> str:
    if not old or not new:
        return f"+ {clean(new)}" if new else f"- {clean(old)}"
    return f"{clean(old)} -> {clean(new)}"


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
