"""The command line: thin commands over the same core as the window. See docs/command-line.md for the contract."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

from photoorg import __version__
from photoorg.app import App, open_app
from photoorg.console import Exit, clean, columns, plural, run_job, say, say_json
from photoorg.evaluate_command import evaluate
from photoorg.library import browse, places, search
from photoorg.library.query import QueryError
from photoorg.library.store import Database, open_reader, sentence_for
from photoorg.outcomes import PhotoorgError
from photoorg.presenting import details_json, details_text, flat, problem_json
from photoorg.settings import find_home

F = TypeVar("F", bound=Callable[..., Any])
log = logging.getLogger(__name__)


class _Commands(click.Group):
    """One place for both kinds of error: the world's become a sentence, ours a report."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn what it raises into a sentence and an exit status."""
        try:
            return super().invoke(ctx)
        except QueryError as error:
            say(f"Error: {clean(str(error))} (at character {error.position + 1})", error=True)
            ctx.exit(Exit.USAGE)
        except PhotoorgError as error:
            say(f"Error: {clean(str(error))}", error=True)
            ctx.exit(Exit.CANNOT)
        except KeyboardInterrupt:
            say("Stopped. What is done is kept.", error=True)
            ctx.exit(Exit.INTERRUPTED)
        except BrokenPipeError:
            # The reader has gone. What is still buffered must not fail once more when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(Exit.DONE)
        except click.UsageError as error:  # it may quote the names that a shell made of *
            raise click.UsageError(clean(error.format_message()), error.ctx) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if sentence := sentence_for(error):
                say(f"Error: {clean(sentence)}", error=True)
                ctx.exit(Exit.CANNOT)
            log.exception("The command failed")
            lines = traceback.format_exc()
            say(f"This is a defect of photoorg, please report it with these lines:\n{lines}", error=True)
            ctx.exit(Exit.DEFECT)


def _with_app(command: F) -> F:
    """The options that every command has; the command gets an open App."""
    return _with_library(command, lambda place, arguments: command(open_app(place), **arguments))


def _with_reader(command: F) -> F:
    """The same; the command gets the library, open for reading. Where there is none, nothing is made."""

    def read(place: Path | None, arguments: dict[str, Any]) -> Any:
        db = open_reader(find_home(place))
        try:
            open_app(place)  # for its log, and for the settings to be checked
            return command(db, **arguments)
        finally:
            db.close()

    return _with_library(command, read)


def _with_library(command: F, call: Callable[[Path | None, dict[str, Any]], Any]) -> F:
    def with_library(library: Path | None, **arguments: Any) -> Any:
        return call(library or click.get_current_context().obj, arguments)

    with_library.__name__, with_library.__doc__ = command.__name__, command.__doc__
    with_library.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    return library_option(with_library)  # type: ignore[return-value]


library_option = click.option(
    "--library", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Keep everything under DIR (default: PHOTOORG_HOME, else the platform's data folder).",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")


@click.group(
    cls=_Commands, invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)  # fmt: skip
@click.version_option(__version__, prog_name="photoorg")
@library_option
@click.pass_context
def commands(ctx: click.Context, library: Path | None) -> None:
    """Find out what is in your photos, on this machine alone. Without a command: the window."""
    ctx.obj = library
    if ctx.invoked_subcommand is None:
        ctx.invoke(open_window, library=library, folders=())


@commands.command("open")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@_with_app
def open_window(app: App, folders: tuple[Path, ...]) -> None:
    """Open the window on FOLDERS, or on the library as it is."""
    try:
        from photoorg.gui.start import run_window  # noqa: PLC0415 - Qt is only for this command
    except ImportError as error:
        raise PhotoorgError(
            f"The window cannot be shown ({error}). ./run sets up what it needs; 'photoorg tour' works without it."
        ) from error
    sys.exit(run_window(app, folders))


@commands.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@click.option("--wait", is_flag=True, help="Return when all tasks are done. (So it is anyway; scripts may say it.)")
@json_option
@_with_app
def index(app: App, folders: tuple[Path, ...], wait: bool, as_json: bool) -> None:  # noqa: ARG001
    """Bring the library up to date with FOLDERS, or with every folder it knows."""
    no_folder = PhotoorgError("No folder is known yet: photoorg index FOLDER.")
    if not folders and not app.home.database.exists():
        raise no_folder
    db = app.writer()
    try:
        if not folders and not places.roots(db):
            raise no_folder
        report = run_job(app.index(db, folders), as_json=as_json)
        totals = browse.totals(db)
    finally:
        db.close()
    if as_json:
        say_json({"event": "done", "outcome": report.title, "photos": totals.photos, "problems": totals.problems})
        return
    say(clean(report.title))
    say(f"The library has {plural(totals.photos, 'photo')}, {totals.tagged:,} of them tagged.")
    if totals.problems:
        say(f"{plural(totals.problems, 'problem')}: see 'photoorg problems'.")


# A query may say -person, which is not an option, and -fish, which is no -h either.
_QUERY_SETTINGS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
# More than SQLite can count is no number of photos.
_LIMIT = click.IntRange(0, 2**31)


@commands.command(name="search", context_settings=_QUERY_SETTINGS)
@click.argument("query", nargs=-1)
@click.option("--limit", type=_LIMIT, default=100, show_default=True, help="Show this many, 0 for all.")
@click.option("--sort", default=search.BEST_MATCH, show_default=True, help=f"One of: {', '.join(search.SORTS)}.")
@click.option("--ascending/--descending", default=None, help="Turn the sort's own order round.")
@json_option
@_with_reader
def search_photos(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    db: Database, query: tuple[str, ...], limit: int, sort: str, ascending: bool | None, as_json: bool
) -> None:
    """Photos that match QUERY, best first: dog beach, "hot dog" OR pizza, -person, taken:2024-05, folder:Lisbon."""
    text = " ".join(query)
    hits = search.search(db, text, sort, ascending=ascending, limit=limit)
    scored = bool((hits.scores != 1).any())
    for path, score, names in _found(db, hits):
        if as_json:
            say_json({"path": path, "score": round(score, 4), "tags": names})
        else:
            say((f"{score:4.2f}  " if scored else "") + f"{clean(path)}  {clean(', '.join(names))}".rstrip())
    if not as_json:
        total = len(hits.ids) if not limit or len(hits.ids) < limit else search.count(db, text)
        more = f", {len(hits.ids):,} shown (--limit 0 for all)" if total > len(hits.ids) else ""
        say(f"{plural(total, 'photo')}{more}.", error=True)


def _found(db: Database, hits: search.Hits, block: int = 200) -> Iterator[tuple[str, float, list[str]]]:
    """Path, score and tags of each hit, asked for in blocks."""
    for start in range(0, len(hits.ids), block):
        ids: list[int] = hits.ids[start : start + block].tolist()
        cards, tags = browse.cards(db, ids), browse.tags_of(db, ids)
        for photo_id, score in zip(ids, hits.scores[start : start + block].tolist(), strict=True):
            if photo_id in cards:  # else it was merged away since the search
                yield cards[photo_id].path, score, [name for name, _ in tags.get(photo_id, [])]


@commands.command(context_settings=_QUERY_SETTINGS)
@click.argument("query", nargs=-1)
@click.option("--limit", type=_LIMIT, default=0, help="Show this many, 0 for all.")
@json_option
@_with_reader
def tags(db: Database, query: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Tags with the number of photos that carry them, of all photos or of those that match QUERY."""
    for name, number in search.facets(db, " ".join(query), limit):
        if as_json:
            say_json({"tag": name, "photos": number})
        else:
            say(f"{number:8,}  {clean(name)}")


@commands.command()
@click.argument("path", type=click.Path(path_type=Path))
@json_option
@_with_reader
def show(db: Database, path: Path, as_json: bool) -> None:
    """Everything known of the photo at PATH: facts, tags with confidence, models, problems."""
    place = os.path.realpath(path)  # unlike Path.resolve, it takes a link to itself for a name
    photo_id = browse.photo_at(db, place)
    details = browse.details(db, photo_id) if photo_id is not None else None
    if details is None:
        reasons = [problem.reason for problem in browse.problems(db, place)]
        raise PhotoorgError(f"{place} is not in the library. {' '.join(reasons) or 'Index its folder first.'}")
    if as_json:
        say_json(details_json(details))
    else:
        say(details_text(details))


@commands.command()
@json_option
@_with_reader
def problems(db: Database, as_json: bool) -> None:
    """Files that could not be used fully, each with the reason."""
    found = browse.problems(db)
    for problem in found:
        if as_json:
            say_json(problem_json(problem))
        else:
            say(f"{clean(problem.path)}: {clean(problem.reason)}")
    if not as_json:
        say(f"{plural(len(found), 'problem')}.", error=True)


@commands.command()
@json_option
@_with_app
def models(app: App, as_json: bool) -> None:
    """The models in use: what for, where from, under which licence, on which processor."""
    from photoorg.settings import resources  # noqa: PLC0415
    from photoorg.vision.packs import open_pack  # noqa: PLC0415 - with the models come heavy imports
    from photoorg.vision.tasks import open_tasks  # noqa: PLC0415

    for task in open_tasks(app.settings):
        manifest = open_pack(resources() / "models", task.task.pack).manifest
        row: dict[str, object] = {
            "task": task.name, "label": task.task.label, "model": task.model, "version": task.version,
            "processor": task.provider, "notes": list(task.notes), "source": manifest.source.package,
            "source_version": manifest.source.version, "licence": manifest.source.licence,
        }  # fmt: skip
        if as_json:
            say_json(row)
        else:
            say(columns((name, flat(value)) for name, value in row.items()))


@commands.command()
@json_option
@_with_app
def doctor(app: App, as_json: bool) -> None:
    """What a bug report needs: versions, processors, models, formats, paths, disk, the library's health."""
    from photoorg.doctor import examine, is_healthy  # noqa: PLC0415 - imports everything, by its nature

    report = examine(app)
    for title, section in report.items():
        if as_json:
            say_json({"section": title, **section})
        else:
            say(f"{title.capitalize()}\n" + columns((name, flat(value)) for name, value in section.items()))
    if not is_healthy(report):
        sys.exit(Exit.CANNOT)


@commands.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@_with_app
def tour(app: App, folders: tuple[Path, ...]) -> None:
    """Index FOLDERS (default: your Pictures) and print what is in them: for a machine without a screen."""
    from photoorg import tour as guide  # noqa: PLC0415 - only this command needs it

    chosen = folders or (guide.pictures(),)
    say(f"Looking through {clean(', '.join(str(folder) for folder in chosen))}", error=True)
    db = app.writer()
    try:
        report = run_job(app.index(db, chosen), as_json=False, always=True)
        say(clean(report.title))
        for line in guide.tour(db, chosen, guide.program(app.home.root)):
            say(line)
    finally:
        db.close()


commands.add_command(evaluate)
