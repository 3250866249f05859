"""Commands about where photos lie: the library's folders, what is missing from them, and what to forget."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import click

from photoorg.app import App
from photoorg.commanding import LIMIT, NeedsYesError, current_app, json_option, with_app, with_reader, writer
from photoorg.console import clean, plural, say, say_json, somebody_answers
from photoorg.library import missing as gone
from photoorg.library.display import wall_clock
from photoorg.library.drives import differs, set_online
from photoorg.library.removal import remove_root
from photoorg.library.roots import RootState, roots_of
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError
from photoorg.work.folder_states import stand


@click.command()
@click.option("--remove", type=click.Path(path_type=Path), metavar="PATH", help="Take this folder out of the library.")
@json_option
@with_reader
def folders(db: Database, remove: Path | None, as_json: bool) -> None:
    """The library's folders: how many photos are there, how many are missing, and whether their drive is connected."""
    _look_at_drives(current_app(), db)
    if remove is not None:
        _remove(db, remove)
    for root in roots_of(db):
        row = _row(root)
        if as_json:
            say_json(row)
        else:
            lost = f", {root.missing:,} missing" if root.missing else ""
            why = f": {row['why']}" if row["why"] else ""
            say(f"{clean(root.path)}  {plural(root.photos, 'photo')}{lost}, {row['state']}{clean(why)}")


def _look_at_drives(app: App, db: Database) -> None:
    """Bring up to date which drives are there, where that differs and the library can be written."""
    if not differs(db):
        return
    with suppress(PhotoorgError):
        to = app.writer()  # nothing that a window would not see by itself
        try:
            set_online(to)
        finally:
            to.close()


def _row(root: RootState) -> dict[str, object]:
    found = stand(root.path, root.uid, root.drive, answered=root.online)
    state = "online" if found.how == "there" else found.how
    return {
        "path": root.path, "photos": root.photos, "missing": root.missing, "state": state, "drive": root.drive,
        "why": found.why,
    }  # fmt: skip


def _remove(reader: Database, folder: Path) -> None:
    known = [root.path for root in roots_of(reader)]
    # A folder that is on no drive now, or is a link by now, is named as it is listed.
    path = next((name for name in (str(folder), os.path.realpath(folder)) if name in known), str(folder.absolute()))
    with writer() as db:
        changes = remove_root(db, path)
    told = f" {plural(len(changes.photos), 'photo')} of it wait in 'photoorg missing'." if changes.photos else ""
    say(f"{clean(path)} is no folder of the library any more; nothing in it was changed.{told}", error=True)


@click.command()
@click.option("--limit", type=LIMIT, default=100, show_default=True, help="Show this many, 0 for all.")
@json_option
@with_reader
def missing(db: Database, limit: int, as_json: bool) -> None:
    """Photos whose files are not there any more, with what you said of them. They wait until you forget them."""
    for one in gone.missing(db, limit):
        if as_json:
            say_json(_missing_json(one))
        else:
            words = [f"{tag} ({verdict})" for tag, verdict in one.tags]
            words += [*(f"{name} {value}" for name, value in one.notes.items()), *(f"in {name}" for name in one.albums)]
            words += [f'"{text}"' for text in one.sentences.values()]
            path = one.paths[0] if one.paths else "(another picture was saved in its place)"
            say(f"{clean(path)}  {clean(', '.join(words))}".rstrip())
    if not as_json:
        total = gone.count(db)
        more = f", {limit:,} shown (--limit 0 for all)" if 0 < limit < total else ""
        say(f"{plural(total, 'photo')} missing{more}.", error=True)


def _missing_json(one: gone.Missing) -> Mapping[str, object]:
    return {
        "path": one.paths[0] if one.paths else None,
        "paths": list(one.paths),
        "identity": one.identity.hex(),
        "since": wall_clock(one.since).strftime("%Y-%m-%dT%H:%M:%SZ") if one.since else None,
        "offline": one.offline,
        "tags": [{"tag": tag, "verdict": verdict} for tag, verdict in one.tags],
        "sentences": dict(one.sentences),
        "notes": dict(one.notes),
        "albums": list(one.albums),
    }


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Every photo that is missing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@with_app
def forget(app: App, paths: tuple[Path, ...], everything: bool, yes: bool, as_json: bool) -> None:
    """Take missing photos out of the library: those that were at PATHS or below, or --all. No file is touched.

    What you said of them is added to forgotten.jsonl in the library's folder: 'photoorg words import' gives it back.
    """
    if bool(paths) == everything:
        raise click.UsageError("Either paths or --all.")
    if not app.home.database.is_file():
        raise PhotoorgError(f"There is no library in {app.home.root} yet.")
    with writer(app) as db:
        ids = gone.missing_ids(db) if everything else _meant(db, paths)
        carried = gone.carried(db, ids)
        if ids and not yes:
            _make_sure(carried)
        if ids:
            app.forget(db, ids)
    if as_json:
        say_json(asdict(carried))
    else:
        say(f"Forgotten: {_told(carried)}.")


def _meant(db: Database, paths: Sequence[Path]) -> list[int]:
    found: list[int] = []
    for path in paths:
        place = os.path.abspath(path)  # noqa: PTH100 - it is not there, so no link leads anywhere
        ids = gone.missing_ids(db, place) or gone.missing_ids(db, os.path.realpath(path))
        if not ids:
            raise PhotoorgError(f"No photo is missing at {place}: 'photoorg missing' lists those that are.")
        found += ids
    return found


def _make_sure(carried: gone.Carried) -> None:
    if not somebody_answers():
        raise NeedsYesError(f"{_told(carried).capitalize()} would be lost: say --yes if you mean it.")
    click.confirm(f"Forget {_told(carried)}?", abort=True, err=True)


def _told(carried: gone.Carried) -> str:
    told = (
        (carried.tags, "of your tags", "of your tags"),
        (carried.sentences, "of your sentences", "of your sentences"),
        (carried.notes, "of your ratings, titles and other notes", "of your ratings, titles and other notes"),
        (carried.albums, "place in your albums", "places in your albums"),
    )
    parts = [plural(number, one, many) for number, one, many in told if number]
    return plural(carried.photos, "photo") + (f" with {_listed(parts)}" if parts else "")


def _listed(parts: Sequence[str]) -> str:
    """'1, 2 and 3'."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
