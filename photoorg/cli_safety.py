"""The commands that keep a library safe: copying it, putting a copy back, the journal, a person's words as a file."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path

import click

from photoorg import durable
from photoorg.app import App
from photoorg.commanding import LIMIT, json_option, with_app, writer, writing_app
from photoorg.console import clean, plural, run_job, say, say_json
from photoorg.library import backups, journal, wordbook, words
from photoorg.library.copies import Copy
from photoorg.library.lines import check_target, everything, read_file
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home
from photoorg.work.backing_up import back_up


@click.command()
@click.option("--to", type=click.Path(path_type=Path), metavar="FILE|DIR", help="Copy there; nothing is removed.")
@click.option("--list", "listing", is_flag=True, help="Name the copies that there are, and make none.")
@json_option
@with_app
def backup(app: App, to: Path | None, listing: bool, as_json: bool) -> None:
    """Copy the library while it is in use, examine the copy, and let older copies make way."""
    if listing and to is not None:
        raise click.UsageError("Either --to or --list.")
    if listing:
        _say_copies(backups.copies(app.home, app.settings), as_json=as_json)
        return
    if not app.home.database.exists() and backups.last_good(app.home) is None:
        raise PhotoorgError(f"There is no library in {app.home.root} yet: there is nothing to copy.")
    db = app.writer()
    try:
        report = run_job(back_up(db, app.home, app.settings, to), as_json=as_json)
    finally:
        db.close()
    if as_json:
        say_json({"event": "done", "outcome": report.title, **report.counts})
    else:
        say(clean(report.title))


def _say_copies(found: Iterable[Copy], *, as_json: bool) -> None:
    number = 0
    for number, copy in enumerate(found, 1):  # noqa: B007 - it is used after the loop
        if as_json:
            say_json(
                {"path": str(copy.path), "at": copy.at, "photos": copy.photos, "words": copy.words,
                 "healthy": copy.healthy}
            )  # fmt: skip
        else:
            say(f"{clean(str(copy.path))}  {copy.sentence if copy.healthy else 'Damaged'}")
    if not as_json:
        say(f"{plural(number, 'copy', 'copies')}.", error=True)


@click.command()
@click.argument("copy", required=False, type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@with_app
def restore(app: App, copy: Path | None, yes: bool, as_json: bool) -> None:
    """Put COPY, or the last good copy, in the library's place, and bring in all that you have said since."""
    chosen = backups.look(copy) if copy else backups.last_good(app.home)
    if copy and chosen is None:
        raise PhotoorgError(f"There is no copy {copy}. 'photoorg backup --list' names those that there are.")
    if chosen is None:
        backups.refuse_whole(app.home)
    if chosen is not None and not chosen.healthy:
        raise PhotoorgError(f"{chosen.path} is no copy of a library that is whole: nothing was changed.")
    what = f"{chosen.sentence} will take" if chosen else "There is no good copy: a new library will take"
    say(f"{what} the library's place, which is moved aside. Your words since then are brought in.", error=True)
    if not yes and not (sys.stdin.isatty() and click.confirm("Restore it?", err=True)):
        raise PhotoorgError("Nothing was changed: say --yes if you mean it.")
    with writing_app(app, "restore"):
        done = backups.restore(app.home, chosen)
    if as_json:
        say_json(
            {"copy": done.copy and str(done.copy), "photos": done.photos, "words": done.words,
             "replayed": done.replayed, "waiting": done.waiting,
             "moved_aside": done.moved_aside and str(done.moved_aside)}
        )  # fmt: skip
    else:
        say(clean(done.sentence))


@click.command("journal")
@click.option("--limit", type=LIMIT, default=50, show_default=True, help="The newest of them, 0 for all.")
@json_option
@with_app
def show_journal(app: App, limit: int, as_json: bool) -> None:
    """What was done to keep the library safe: copies, restorings, damage found."""
    for entry in journal.entries(app.home)[-limit:]:
        if as_json:
            say_json({"at": entry.at, "kind": entry.kind, "sentence": entry.sentence, **entry.facts})
        else:
            say(f"{time.strftime('%Y-%m-%d %H:%M', time.localtime(entry.at))}  {clean(entry.sentence)}")


@click.command("words")
@click.argument("way", type=click.Choice(["export", "import"]))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@json_option
@with_app
def take_words(app: App, way: str, file: Path, as_json: bool) -> None:
    """What you have said of photos, as lines of JSON: export it to FILE (or print it), or import FILE."""
    if way == "export":
        _export(app.home, file)
    elif str(file) == "-":
        raise click.UsageError("Say which file: photoorg words import FILE.")
    else:
        _import(app, file, as_json=as_json)


def _export(home: Home, file: Path) -> None:
    """Every word of a library; of a damaged one what can be read."""
    if str(file) != "-":
        check_target(home, file)
    found = everything(home)
    if str(file) == "-":
        for word in found.words:
            click.echo(wordbook.line(word))
    else:
        text = "".join(f"{wordbook.line(word)}\n" for word in found.words)
        try:
            durable.write(file.absolute(), text.encode("ascii"))
        except OSError as error:
            raise PhotoorgError(f"Cannot write {file}: {error.strerror or error}.") from error
    say(f"{plural(len(found.words), 'word')}. {clean(found.note)}".rstrip(), error=True)


def _import(app: App, file: Path, *, as_json: bool) -> None:
    """A newer word replaces the library's; those for photos that are not here wait for them."""
    found = read_file(file)
    with writer(app) as db:
        done = words.take(db, found.words)
    text = f"{done.applied:,} taken, {done.unchanged:,} unchanged, {done.waiting:,} wait for photos that are not here."
    journal.note(app.home, "words_imported", f"Words from {file}: {text}", path=str(file))
    if as_json:
        counts = {"applied": done.applied, "unchanged": done.unchanged, "waiting": done.waiting}
        say_json({**counts, "unreadable": found.unread})
        return
    say(text)
    if found.note:
        say(clean(found.note), error=True)
