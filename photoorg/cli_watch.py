"""The command that keeps a library up to date until it is stopped: what the window does by itself, told in lines."""

from __future__ import annotations

import queue
import signal
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from photoorg.app import App
from photoorg.commanding import json_option, serve_others, with_app, writing_app
from photoorg.console import clean, progress_json, say, say_json
from photoorg.library import places
from photoorg.outcomes import PhotoorgError, Progress, Report
from photoorg.settings import follow, load_settings
from photoorg.work.backing_up import TITLE as COPYING
from photoorg.work.folder_states import STATES
from photoorg.work.instance import Claim
from photoorg.work.jobs import MakeJob
from photoorg.work.live import FolderState, LiveState
from photoorg.work.runner import OPENING, Event, Failed, Finished, Resting, Runner, Started, Stepped

_Heard = queue.SimpleQueue[Event | LiveState | None]


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@json_option
@with_app
def watch(app: App, folders: tuple[Path, ...], as_json: bool) -> None:
    """Keep the library up to date with FOLDERS and with every folder it knows, until Ctrl-C."""
    if not folders and not _has_folders(app):
        raise PhotoorgError("No folder is known yet: photoorg watch FOLDER.")
    with writing_app(app, "watch", answers=True) as mine:
        _watch(app, folders, mine, _Json() if as_json else _Lines(app.settings.poll_seconds))


def _watch(app: App, folders: Sequence[Path], mine: Claim, teller: _Teller) -> None:
    heard = _Heard()
    runner = app.runner(heard.put)
    live = app.live(runner, heard.put, always=True)

    def start(make: MakeJob) -> object:
        done = runner.start("Indexing", make)
        done.add_done_callback(lambda _done: live.refresh())  # it may have brought folders
        return done

    settings = app.settings

    def changed() -> None:
        nonlocal settings
        live.refresh()
        before, settings = settings, load_settings(app.home)
        if follow(before, settings)[1]:
            start(app.index)

    try:
        with _until_told(heard):
            if not folders or _index(app, folders, runner, heard, teller):
                live.start()
                serve_others(mine, app, start, changed)
                _listen(heard, teller)
    finally:
        mine.hang_up()
        live.close()
        runner.close()


def _has_folders(app: App) -> bool:
    if not app.home.database.exists():
        return False
    db = app.writer()  # it also brings a library of an older photoorg up to date
    try:
        return bool(places.roots(db))
    finally:
        db.close()


def _index(app: App, folders: Sequence[Path], runner: Runner, heard: _Heard, teller: _Teller) -> bool:
    """Take folders into the library. False where it was told to stop before that was done."""
    done = runner.start("Indexing", lambda db: app.index(db, folders))
    done.add_done_callback(lambda _done: heard.put(LiveState()))
    while (event := heard.get()) is not None:
        if isinstance(event, LiveState):
            return True
        if isinstance(event, Failed):  # nobody else can have asked for anything yet
            raise event.error
        teller.tell(event)
    return False


def _listen(heard: _Heard, teller: _Teller) -> None:
    while (event := heard.get()) is not None:
        teller.tell(event)


@contextmanager
def _until_told(heard: _Heard) -> Generator[None, None, None]:
    """Ctrl-C and SIGTERM end it as it should end. A second one does not wait."""
    both = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(one, lambda _number, _frame: heard.put(None)) for one in both]
    try:
        yield
    finally:
        for one, handler in zip(both, before, strict=True):
            signal.signal(one, handler)


class _Teller:
    """Hears what happens. A look that found nothing new is not worth a line."""

    def __init__(self) -> None:
        self._known: set[FolderState] = set()
        self._trouble = ""
        self._touched: set[int] = set()
        self._problems = False

    def tell(self, event: Event | LiveState) -> None:
        """Tell of one event. Raises the error of what cannot be gone on without; a job that failed is no such thing."""
        match event:
            case LiveState():
                self._tell_state(event)
            case Started():
                self._touched, self._problems = set(), False
            case Stepped(_, step):
                self._touched |= step.changes.photos
                self._problems |= step.changes.problems
                self.progress(step.progress)
            case Finished(title, report):
                self.done(report, len(self._touched), worth=bool(self._touched) or self._problems or title == COPYING)
            case Resting(reason):
                self.rest(reason)
            case Failed(title, error) if title in {"", OPENING}:
                raise error
            case Failed(_, error):
                self.failed(error)
            case _:
                pass

    def _tell_state(self, now: LiveState) -> None:
        for state in now.folders:
            if state not in self._known:
                self.folder(state)
        if now.trouble and now.trouble != self._trouble:
            self.failed(PhotoorgError(now.trouble))
        self._known, self._trouble = set(now.folders), now.trouble

    def folder(self, state: FolderState) -> None:
        raise NotImplementedError

    def progress(self, progress: Progress) -> None:
        raise NotImplementedError

    def done(self, report: Report, photos: int, *, worth: bool) -> None:
        raise NotImplementedError

    def rest(self, reason: str) -> None:
        raise NotImplementedError

    def failed(self, error: Exception) -> None:
        raise NotImplementedError


class _Lines(_Teller):
    def __init__(self, seconds: int) -> None:
        super().__init__()
        self._seconds = seconds

    def folder(self, state: FolderState) -> None:
        text = STATES[state.how].line.format(path=state.path, why=state.why, seconds=self._seconds)
        say(clean(text).rstrip())

    def progress(self, progress: Progress) -> None:
        pass

    def done(self, report: Report, photos: int, *, worth: bool) -> None:  # noqa: ARG002
        if worth and not report.cancelled:
            say(clean(report.title))

    def rest(self, reason: str) -> None:
        say(f"Resting. {reason}" if reason else "Going on.")

    def failed(self, error: Exception) -> None:
        say(f"Error: {clean(str(error))}", error=True)


class _Json(_Teller):
    def folder(self, state: FolderState) -> None:
        say_json({"event": "watching", "folder": state.path, "how": state.how, "why": state.why})

    def progress(self, progress: Progress) -> None:
        say_json(progress_json(progress))

    def done(self, report: Report, photos: int, *, worth: bool) -> None:  # noqa: ARG002
        say_json({"event": "done", "outcome": report.title, "photos": photos, "cancelled": report.cancelled})

    def rest(self, reason: str) -> None:
        say_json({"event": "resting", "why": reason})

    def failed(self, error: Exception) -> None:
        say_json({"event": "failed", "why": str(error)})
