"""The command line: thin commands over the same core as the window. See docs/command-line.md for the contract."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from photoorg import __version__
from photoorg.app import App
from photoorg.cli_albums import album, saved
from photoorg.cli_conflicts import show_conflicts
from photoorg.cli_duplicates import duplicates, set_apart, trash
from photoorg.cli_edit import set_notes, tag
from photoorg.cli_evaluate import evaluate_search
from photoorg.cli_export import export_photos, list_presets
from photoorg.cli_folders import folders, forget, missing
from photoorg.cli_history import redo, show_history, undo
from photoorg.cli_likeness import similar
from photoorg.cli_map import show_map
from photoorg.cli_metadata import metadata
from photoorg.cli_models import models
from photoorg.cli_photo import describe, preflight, why
from photoorg.cli_query import complete, query_help
from photoorg.cli_retag import retag
from photoorg.cli_review import review_tags, show_bar, show_report
from photoorg.cli_safety import backup, restore, show_journal, take_words
from photoorg.cli_settings import check_tasks, settings
from photoorg.cli_tags import tags
from photoorg.cli_teach import teach
from photoorg.cli_watch import watch
from photoorg.cli_words import label, pick, rate
from photoorg.cli_write import write_files
from photoorg.commanding import (
    LIMIT,
    QUERY_SETTINGS,
    Commands,
    current_app,
    json_option,
    library_option,
    photo_at,
    run_index,
    with_app,
    with_reader,
)  # fmt: skip
from photoorg.console import Exit, clean, columns, plural, say, say_json
from photoorg.evaluate_command import evaluate
from photoorg.finding import say_hits
from photoorg.library import browse, conflicts, places, proposals, search
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError
from photoorg.presenting import details_json, details_text, flat, problem_json

T = TypeVar("T")


@click.group(
    cls=Commands, invoke_without_command=True,
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
@with_app
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
@click.option("--skip", multiple=True, metavar="TASK", help="Leave out a task this time; may be given more than once.")
@json_option
@with_app
def index(
    app: App,
    folders: tuple[Path, ...],
    wait: bool,  # noqa: ARG001
    skip: tuple[str, ...],
    as_json: bool,
) -> None:
    """Bring the library up to date with FOLDERS, or with every folder it knows."""
    check_tasks(app, skip)
    no_folder = PhotoorgError("No folder is known yet: photoorg index FOLDER.")
    if not folders and not app.home.database.exists():
        raise no_folder
    if not folders and not _ask(app, places.roots):
        raise no_folder
    report = run_index(app, "index", folders, skip, as_json=as_json)
    totals = _ask(app, browse.totals)
    if as_json:
        say_json({"event": "done", "outcome": report.title, "photos": totals.photos, "problems": totals.problems})
        return
    say(clean(report.title))
    say(f"The library has {plural(totals.photos, 'photo')}, {totals.tagged:,} of them tagged.")
    if totals.problems:
        say(f"{plural(totals.problems, 'problem')}: see 'photoorg problems'.")
    if waiting := _ask(app, proposals.waiting):
        say(f"Newer models would change tags of {plural(waiting, 'photo')}: see 'photoorg retag'.")
    if torn := _ask(app, conflicts.count):
        say(f"The files of {plural(torn, 'photo')} say something else than you: see 'photoorg conflicts'.")


def _ask(app: App, question: Callable[[Database], T]) -> T:
    db = app.reader()
    try:
        return question(db)
    finally:
        db.close()


@commands.command(name="search", context_settings=QUERY_SETTINGS)
@click.argument("query", nargs=-1)
@click.option("--limit", type=LIMIT, default=100, show_default=True, help="Show this many, 0 for all.")
@click.option(
    "--sort", type=click.Choice(list(search.SORTS)), default=search.BEST_MATCH, show_default=True, help="The order."
)
@click.option("--ascending/--descending", default=None, help="Turn the sort's own order round.")
@json_option
@with_reader
def search_photos(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    db: Database, query: tuple[str, ...], limit: int, sort: str, ascending: bool | None, as_json: bool
) -> None:
    """Photos that match QUERY, best first: dog beach, "hot dog" OR pizza, -person, taken:2024-05, folder:Lisbon."""
    hits = search.search(db, " ".join(query), sort, ascending=ascending, limit=limit, senses=current_app().senses())
    say_hits(db, hits, as_json=as_json)


@commands.command()
@click.argument("path", type=click.Path(path_type=Path))
@json_option
@with_reader
def show(db: Database, path: Path, as_json: bool) -> None:
    """Everything known of the photo at PATH: facts, tags with confidence, models, problems."""
    details = browse.details(db, photo_at(db, path))
    if details is None:
        raise PhotoorgError(f"{path} was taken out of the library just now.")
    if as_json:
        say_json(details_json(details))
    else:
        say(details_text(details, current_app().settings.language))


@commands.command()
@json_option
@with_reader
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
@with_app
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
@with_app
def tour(app: App, folders: tuple[Path, ...]) -> None:
    """Index FOLDERS (default: your Pictures) and print what is in them: for a machine without a screen."""
    from photoorg import tour as guide  # noqa: PLC0415 - only this command needs it

    chosen = folders or (guide.pictures(),)
    say(f"Looking through {clean(', '.join(str(folder) for folder in chosen))}", error=True)
    report = run_index(app, "tour", chosen, as_json=False, always=True)
    say(clean(report.title))
    db = app.reader()
    try:
        for line in guide.tour(db, chosen, guide.program(app.home.root)):
            say(line)
    finally:
        db.close()


for extra in (
    album,
    backup,
    complete,
    describe,
    duplicates,
    evaluate,
    evaluate_search,
    export_photos,
    folders,
    forget,
    label,
    list_presets,
    metadata,
    missing,
    models,
    pick,
    preflight,
    query_help,
    rate,
    redo,
    restore,
    retag,
    review_tags,
    teach,
    saved,
    set_apart,
    set_notes,
    settings,
    show_bar,
    show_conflicts,
    show_history,
    show_journal,
    show_map,
    show_report,
    similar,
    tags,
    tag,
    take_words,
    trash,
    undo,
    watch,
    why,
    write_files,
):
    commands.add_command(extra)
