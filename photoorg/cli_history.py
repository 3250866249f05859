"""Commands that take back what was done, do it again, and tell what it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import click

from photoorg.app import App
from photoorg.commanding import LIMIT, all_or_nothing, json_option, library_there, with_app, with_reader
from photoorg.console import Told, clean, plural, say, say_json
from photoorg.library import history
from photoorg.library.history import Done, Undone
from photoorg.library.store import Database

Travel = Callable[[Database, Told], Undone]


@click.command("history")
@click.option("--limit", type=LIMIT, default=50, show_default=True, help="So many, the newest; 0 for all.")
@json_option
@with_reader
def show_history(db: Database, limit: int, as_json: bool) -> None:
    """What was done in this library, the newest first, with the number that --to takes."""
    found = history.deeds(db, limit)
    for deed in found:
        if as_json:
            say_json(_json(deed))
        else:
            undone = "  (undone)" if deed.undone else ""
            say(f"{deed.deed_id:6}  {_when(deed.at)}  {clean(deed.sentence)}{undone}")
    if not as_json:
        say(f"{plural(len(found), 'step')}.", error=True)


@click.command()
@click.option("--to", type=click.IntRange(0), metavar="N", help="Back to where step N was the last; 0: before all.")
@json_option
@with_app
def undo(app: App, to: int | None, as_json: bool) -> None:
    """Take back what was done last, from the window or the command line; or all that was done after step N."""
    travel: Travel = history.undo if to is None else lambda db, told: _back(db, to, told)
    _travel(app, "undo", travel, as_json=as_json)


@click.command()
@click.option("--to", type=click.IntRange(1), metavar="N", help="All that was taken back, up to step N.")
@json_option
@with_app
def redo(app: App, to: int | None, as_json: bool) -> None:
    """Do again what was taken back last; or all of it up to step N."""
    travel: Travel = history.redo if to is None else lambda db, told: _forth(db, to, told)
    _travel(app, "redo", travel, as_json=as_json)


def _back(db: Database, to: int, told: Told) -> Undone:
    back, _ = history.newest(db)
    if back is None or back.deed_id <= to:
        raise click.UsageError(f"Nothing was done after step {to} that is not taken back.")
    return history.go_to(db, to, told)


def _forth(db: Database, to: int, told: Told) -> Undone:
    _, forth = history.newest(db)
    if forth is None or forth.deed_id > to:
        raise click.UsageError(f"Step {to} is not taken back.")
    return history.go_to(db, to, told)


def _travel(app: App, stage: str, travel: Travel, *, as_json: bool) -> None:
    library_there(app)
    with all_or_nothing(stage, app, as_json=as_json) as (db, told):
        undone = travel(db, told)
    _tell(undone, as_json=as_json)


def _tell(undone: Undone, *, as_json: bool) -> None:
    kept = len(undone.kept) + undone.things
    if as_json:
        say_json({
            "event": "done", "back": undone.back, "steps": undone.deeds, "sentence": undone.sentence,
            "photos": len(undone.changes.photos), "kept": kept,
        })  # fmt: skip
        return
    said = "Undone" if undone.back else "Done again"
    if undone.deeds > 1:
        which = "back to before" if undone.back else "the last of them"
        say(f"{said}: {plural(undone.deeds, 'step')}, {which}: {clean(undone.sentence)}.")
    else:
        say(f"{said}: {clean(undone.sentence)}.")
    if kept:
        say(f"{kept:,} left as they are: something else changed them since.", error=True)


def _json(deed: Done) -> dict[str, object]:
    return {
        "step": deed.deed_id, "at": deed.at, "sentence": deed.sentence, "photos": deed.photos, "undone": deed.undone,
        "verb": deed.verb, "detail": deed.detail, "bytes": deed.size,
    }  # fmt: skip


def _when(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
