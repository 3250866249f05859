"""What every command of the command line shares: its options, its library, and one place for both kinds of error."""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from photoorg.app import App, open_app
from photoorg.console import Exit, Told, clean, plural, run_job, say
from photoorg.library import browse, history, search
from photoorg.library.query import QueryError
from photoorg.library.store import Database, error_for, open_reader
from photoorg.library.terms import folder_term
from photoorg.outcomes import PhotoorgError, Report
from photoorg.presenting import meanings_text
from photoorg.settings import find_home
from photoorg.work.answering import Answers, answering, asked_job
from photoorg.work.instance import Claim, TakenError, claim, tell
from photoorg.work.jobs import MakeJob

F = TypeVar("F", bound=Callable[..., Any])
log = logging.getLogger(__name__)
_APP = f"{__name__}.app"
_PLACE = f"{__name__}.place"


class Commands(click.Group):
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
            told = " ".join(error.format_message().split())  # click's own text has several lines, too
            raise click.UsageError(clean(told), error.ctx) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if told := error_for(error, find_home(_place(ctx))):
                say(f"Error: {clean(str(told))}", error=True)
                ctx.exit(Exit.CANNOT)
            log.exception("The command failed")
            lines = traceback.format_exc()
            say(f"This is a defect of photoorg, please report it with these lines:\n{lines}", error=True)
            ctx.exit(Exit.DEFECT)


class NeedsYesError(click.ClickException):
    """Nothing is mistyped, but what it would do takes a --yes: a sentence, without how the command is written."""

    exit_code = int(Exit.USAGE)

    def __init__(self, message: str) -> None:
        super().__init__(clean(message))


def with_app(command: F) -> F:
    """The options that every command has; the command gets an open App."""

    def run(place: Path | None, arguments: dict[str, Any]) -> Any:
        app = click.get_current_context().meta[_APP] = _cautioned(open_app(place))
        return command(app, **arguments)

    return _with_library(command, run)


def with_reader(command: F) -> F:
    """The same; the command gets the library, open for reading. Where there is none, nothing is made."""

    def read(place: Path | None, arguments: dict[str, Any]) -> Any:
        db = open_reader(find_home(place))
        try:
            click.get_current_context().meta[_APP] = _cautioned(open_app(place))  # for its log too
            return command(db, **arguments)
        finally:
            db.close()

    return _with_library(command, read)


def _cautioned(app: App) -> App:
    """Say what is to be known of where the library lies, once in each start."""
    for sentence in app.cautions():
        say(f"Note: {clean(sentence)}", error=True)
    return app


def _place(ctx: click.Context) -> Path | None:
    """The library that a command was given, before its name or after it."""
    return ctx.meta.get(_PLACE) or ctx.obj


def current_app() -> App:
    """The app of the command: for its settings, and to write where it was given a library to read."""
    return click.get_current_context().meta[_APP]


def _with_library(command: F, call: Callable[[Path | None, dict[str, Any]], Any]) -> F:
    def with_library(library: Path | None, **arguments: Any) -> Any:
        ctx = click.get_current_context()
        if ctx.ignore_unknown_options:
            _refuse_options(ctx, arguments)
        place = ctx.meta[_PLACE] = library or ctx.obj
        return call(place, arguments)

    with_library.__name__, with_library.__doc__ = command.__name__, command.__doc__
    with_library.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    return library_option(with_library)  # type: ignore[return-value]


def _refuse_options(ctx: click.Context, arguments: dict[str, Any]) -> None:
    """Raises NoSuchOption for --words that a command which takes a query does not know: they are no part of a query."""
    for words in arguments.values():
        for one in cast("tuple[object, ...]", words) if isinstance(words, tuple) else ():
            if isinstance(one, str) and re.match("--[a-z]", one):
                known = [name for option in ctx.command.params for name in (*option.opts, *option.secondary_opts)]
                raise click.NoSuchOption(one, possibilities=get_close_matches(one.split("=")[0], known, n=1), ctx=ctx)


@contextmanager
def writing_app(app: App, what: str, *, answers: bool = False) -> Generator[Claim, None, None]:
    """Be the only one who writes to the app's library, for a command called `what`: whatever takes long asks for this.

    Raises TakenError where another process writes. With `answers`, other starts can be told of what is done here: see
    `Claim.serve`.
    """
    with claim(app.home, what, answers=answers) as mine:
        yield mine


def serve_others(
    mine: Claim, app: App, start: Callable[[MakeJob], object], changed: Callable[[], None] = lambda: None
) -> None:
    """Do for other starts what can be done without a window.

    `start` queues the indexing that they ask for, `changed` is told when they have written folders, words or settings.
    """
    answers = Answers(
        show=lambda _folders: False,
        make=lambda folders, skip: lambda db: app.index(db, folders, skip),
        start=start,
        status=dict,
        changed=changed,
    )
    mine.serve(answering(answers))


def run_index(  # noqa: PLR0913 - as the commands that use it
    app: App, what: str, folders: Sequence[Path], skip: Sequence[str] = (), *, as_json: bool, always: bool = False
) -> Report:
    """Index folders with progress: here, or by the photoorg that has the library open. Ctrl-C stops it either way."""
    try:
        with writing_app(app, what):
            db = app.writer()
            try:
                return run_job(app.index(db, folders, skip), as_json=as_json, always=always)
            finally:
                db.close()
    except TakenError:
        job = asked_job(app.home, folders, skip)
        if job is None:
            raise
    return run_job(job, as_json=as_json, always=always)


def say_changed(app: App) -> None:
    """Let the window that is open on the library show what a short command has written, if there is one."""
    tell(app.home, {"do": "changed"})


@contextmanager
def writer(app: App | None = None) -> Generator[Database, None, None]:
    """The library to write to: of `app`, or of a command that was given it to read.

    An open window shows what was written, also before something went wrong.
    """
    app = app or current_app()
    db = app.writer()
    try:
        yield db
    finally:
        db.close()
        say_changed(app)


@contextmanager
def all_or_nothing(
    stage: str, app: App | None = None, *, as_json: bool
) -> Generator[tuple[Database, Told], None, None]:
    """The library, for one verb that changes all or nothing, and who is told how far it is.

    Ctrl-C ends the command with the truth: nothing was changed, or it came too late. What comes after is then not run,
    unless the verb was through already.
    """
    through, stopped = False, ""
    try:
        with Told(stage, as_json=as_json) as told, writer(app) as db:
            before = history.newest(db)
            try:
                yield db, told
                through = True
            except KeyboardInterrupt:
                late = history.newest(db) != before
                stopped = "It was done already: 'photoorg history' tells it." if late else "Nothing was changed."
    except KeyboardInterrupt:
        if not through:
            stopped = stopped or "Nothing was changed."
    if stopped:
        say(f"Stopped. {stopped}", error=True)
        click.get_current_context().exit(Exit.INTERRUPTED)


library_option = click.option(
    "--library", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Keep everything under DIR (default: PHOTOORG_HOME, else the platform's data folder).",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")

# A query may say -person, which is not an option, and -fish, which is no -h either.
QUERY_SETTINGS: dict[str, Any] = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
# More than SQLite can count is no number of photos.
LIMIT = click.IntRange(0, 2**31)


def library_there(app: App) -> None:
    """Raises PhotoorgError where there is no library yet: a command that only changes one makes none."""
    if not app.home.database.is_file():
        raise PhotoorgError(f"There is no library in {app.home.root} yet: run 'photoorg index FOLDER' first.")


def photo_at(db: Database, path: Path) -> int:
    """The photo in the file at a path. Raises PhotoorgError that says why there is none."""
    place = os.path.realpath(path)  # unlike Path.resolve, it takes a link to itself for a name
    photo_id = browse.photo_at(db, place)
    if photo_id is None:
        reasons = [problem.reason for problem in browse.problems(db, place)]
        raise PhotoorgError(f"{place} is not in the library. {' '.join(reasons) or 'Index its folder first.'}")
    return photo_id


def meant(db: Database, asked: Sequence[str], *, weak: bool = True) -> list[int]:
    """The photos of files, where every word names one that is there, in that order; else those that match a query.

    They are found as `photoorg search` finds them, all of them where nothing is asked; without `weak`, those that match
    only weakly are left out. Says on stderr what words were taken to mean.
    """
    if asked and all(os.path.isfile(one) for one in asked):  # noqa: PTH113 - Path.is_file fails for a long text
        return list(dict.fromkeys(photo_at(db, Path(one)) for one in asked))
    asked = [_folder_asked(one) for one in asked]
    hits = search.search(db, " ".join(asked), senses=current_app().senses())
    for sentence in meanings_text(hits):
        say(sentence, error=True)
    if not weak and hits.weak < len(hits.ids):
        say(f"{plural(len(hits.ids) - hits.weak, 'weak match', 'weak matches')} left out.", error=True)
    ids: list[int] = hits.ids[: None if weak else hits.weak].tolist()
    return ids


def _folder_asked(word: str) -> str:
    """A word of a query; one that is the path of a folder that is there asks for the photos in it."""
    if os.sep in word and os.path.isdir(word):  # noqa: PTH112 - as above
        return folder_term(os.path.realpath(word))
    return word


def chosen(db: Database, asked: Sequence[str]) -> list[int]:
    """The photos that are meant and are to be changed: without weak matches.

    Raises PhotoorgError where there is none: then nothing is to be changed.
    """
    text = " ".join(asked).strip()
    if not text:
        raise click.UsageError("Say which photos: a query, files or folders.")
    for one in asked:
        if re.fullmatch("-[A-Za-z]", one):  # rather a mistyped option than a tag of one letter
            raise click.NoSuchOption(one)
    ids = meant(db, asked, weak=False)
    if not ids:
        raise PhotoorgError(f"No photo matches {text}: nothing was changed.")
    return ids
