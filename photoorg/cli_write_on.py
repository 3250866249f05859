"""Switching the writing of a folder's files on and off: what would be written is told before it is switched on."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

import click

from photoorg.app import App
from photoorg.commanding import NeedsYesError, writer
from photoorg.console import Told, clean, plural, say, say_json, somebody_answers
from photoorg.library import to_write, writings
from photoorg.library.roots import roots_of
from photoorg.library.search import search
from photoorg.library.store import Database
from photoorg.library.terms import folder_term
from photoorg.library.writings import OFF, Switches, Way
from photoorg.work import writing
from photoorg.work.writing import Planned

SWITCHES = ("on", "off", "status")
_TELLS = {"off": "not written", "sidecar": "written beside the files", "embedded": "written into the files"}
_EXAMPLES = 3
_STAGE = "plan"


def switch(  # noqa: PLR0913 - as the command that uses it
    app: App, asked: Sequence[str], way: Way, *, dry_run: bool, yes: bool, as_json: bool
) -> None:
    """Do what `write on`, `off` or `status` asks for; `asked` is that word and the folders."""
    what, folders = asked[0], [os.path.realpath(one) for one in asked[1:]]
    if what == "status":
        _say_status(app, folders, as_json=as_json)
        return
    if not folders:
        raise click.UsageError(f"Say which folder: photoorg write {what} FOLDER.")
    with writer(app) as db:
        if what == "off":
            _set(db, folders, OFF)
        elif dry_run:
            tell(_as_if(db, folders, way, as_json=as_json), as_json=as_json)
            return
        else:
            _switch_on(db, folders, way, yes=yes, as_json=as_json)
        _say_ways(db, folders, as_json=as_json)
        due = len(writings.due(db))
    if what == "on" and not as_json:
        text = (
            f"{plural(due, 'photo')} {'is' if due == 1 else 'are'} due. 'photoorg write --dry-run' tells what would be"
        )
        say(f"{text} written, 'photoorg write' writes it; the window and 'photoorg watch' do so by themselves.")


def tell(planned: Iterable[Planned], *, as_json: bool) -> None:
    """Say of each file what would be written to it, and at the end of how many."""
    files = hindered = 0
    for one in planned:
        files += bool(one.differences)
        hindered += bool(one.why_not)
        if as_json:
            say_json(_json(one))
        elif one.differences or one.why_not:
            say(_text(one))
    if not as_json:
        say(f"{_would_be(files, hindered)} Nothing was.", error=True)


def _switch_on(db: Database, folders: Sequence[str], way: Way, *, yes: bool, as_json: bool) -> None:
    """Switch folders on once a person has seen what that writes, and means it. Raises NeedsYesError else."""
    new = [one for one in folders if writings.way_of(db, one) != way]
    if new and not yes:
        _preview(_as_if(db, new, way, as_json=as_json), ", ".join(f"'{clean(one)}'" for one in new), way)
        if not somebody_answers():
            raise NeedsYesError(
                "Nothing was switched on: say --yes if you mean it; --dry-run tells every file and field beforehand."
            )
        click.confirm("Switch it on?", abort=True, err=True)
    _set(db, folders, way)


def _preview(planned: Iterable[Planned], folders: str, way: Way) -> None:
    """The totals, with a few examples."""
    examples = list[str]()
    files = hindered = 0
    for one in planned:
        files += bool(one.differences)
        hindered += bool(one.why_not)
        if one.differences and len(examples) < _EXAMPLES:
            examples.append(_text(one))
    say(f"{folders}: what you say of photos would be {_TELLS[way]}.", error=True)
    for example in examples:
        say(example, error=True)
    if files > len(examples):
        say("...", error=True)
    say(_would_be(files, hindered), error=True)


def _as_if(db: Database, folders: Sequence[str], way: Way, *, as_json: bool) -> Iterator[Planned]:
    """What would be written of the photos of folders, as if these were written so; with progress where it is seen."""
    said = dict(writings.switches(db).said)
    for folder in folders:
        said |= writings.as_if(db, folder, way).said
    found = (search(db, folder_term(folder), "name", ascending=True).ids.tolist() for folder in folders)
    ids = list(dict.fromkeys(photo for photos in found for photo in photos))
    with Told(_STAGE, as_json=False) as told:
        for number, one in enumerate(writing.plan(db, ids, Switches(said)), 1):
            if not as_json:
                told(number, len(ids))
            if one.way != OFF:  # folders below may be off
                yield one


def _set(db: Database, folders: Sequence[str], way: Way) -> None:
    for folder in folders:
        writings.set_way(db, folder, way)
    for _ in to_write.compare(db):
        pass


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


def _would_be(files: int, hindered: int) -> str:
    more = f", {hindered:,} cannot be written" if hindered else ""
    return f"{plural(files, 'file')} would be written{more}."


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
