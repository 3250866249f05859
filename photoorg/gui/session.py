"""One library while its window is open: asks, works, and keeps the answers in step with each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from photoorg.app import App
from photoorg.gui.answers import Overview, Question, Results
from photoorg.gui.bridge import Bridge
from photoorg.gui.queries import Queries
from photoorg.gui.refresher import Refresher
from photoorg.library.browse import Card, cards
from photoorg.library.edits import Verdict, judge
from photoorg.library.meaning import explain
from photoorg.library.removal import remove_root
from photoorg.library.senses import Meaning
from photoorg.library.store import DamagedError, Database
from photoorg.outcomes import Changes, PhotoorgError, Report
from photoorg.settings import Settings, change_settings, follow, load_settings
from photoorg.work.backing_up import TITLE as COPYING
from photoorg.work.jobs import MakeJob

_Say = Callable[[Database, Sequence[int], str, str | None], Changes]
JOB = "Reading photos"
_SETTINGS, _FOLDERS = "settings", "folders"


class Session(QObject):
    """The library as the window's parts see it. `queries` and `bridge` give the answers; `moved` a change of state."""

    moved = Signal()
    changed = Signal(object)  # Changes, after the questions that they raise are asked
    troubled = Signal(object)  # Exception
    settled = Signal(object)  # the settings are kept and used, or (Exception) not
    resettled = Signal(object)  # Settings: they are others now, whoever changed them

    def __init__(self, app: App, folders: Sequence[Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._folders = list(folders)
        self._db: Database | None = None
        self._has_results = False
        self._may_work = False
        self._is_quiet = False  # nobody has asked for the job, and it has changed nothing yet
        self.question = Question()
        self.shown = Question()  # what the results on screen answer
        self.overview: Overview | None = None
        self.is_busy = False
        self.is_open = False
        self.broken = ""
        self.is_damaged = False
        self.bridge = Bridge(app, self)
        self.queries = Queries(app, self)
        self.refresher = Refresher(self)
        self._connect()

    def _connect(self) -> None:
        self.bridge.opened.connect(self._opened)
        self.bridge.changed.connect(self._take_changes)
        self.bridge.started.connect(self._started)
        self.bridge.finished.connect(self._finished)
        self.bridge.failed.connect(self._failed)
        self.bridge.done.connect(self._done)
        self.queries.overview.connect(self._take_overview)
        self.queries.results.connect(self._take_results)
        self.queries.refused.connect(self._return)
        self.queries.failed.connect(self.troubled)
        self.refresher.due.connect(self._refresh)

    def open(self, question: Question) -> None:
        """Open the library and ask the first question."""
        self.question = question
        self.broken, self.is_damaged = "", False
        self._has_results = self._may_work = False
        # Folders that were named are read for the person who named them; the others are caught up with after that.
        self.bridge.open(catch_up=bool(self._folders))
        self.moved.emit()

    def close(self) -> None:
        """Stop what runs and wait for every thread. The library may be opened again."""
        self.is_open = self.is_busy = False
        self.overview = None
        self.refresher.stop()
        self.queries.close()
        self.bridge.close()
        if self._db is not None:
            self._db.close()
            self._db = None

    # Asking and working.

    @Slot(object)
    def ask(self, question: Question) -> None:
        """Ask another question."""
        self.question = question
        if self.is_open:
            self.queries.search(question)

    def show(self, question: Question) -> None:
        """The results on screen answer this question now: its tags are counted."""
        before, self.shown = self.shown, question
        if (question.text, question.weak) != (before.text, before.weak):
            self._count()

    def _count(self) -> None:
        self.queries.count_tags(self.shown.text, weak=self.shown.weak)

    @Slot()
    def _return(self) -> None:
        """The question cannot be understood: the one before is kept up to date."""
        self.question = self.shown

    def fetch(self, photo_ids: Sequence[int]) -> dict[int, Card]:
        """Cards for what is on screen: at once, for that takes a fraction of a millisecond."""
        if self._db is None:
            self._db = self._app.reader()
        return cards(self._db, photo_ids)

    def explain(self, photo_id: int, meanings: Sequence[Meaning]) -> list[tuple[str, float]]:
        """Which of the concepts of some meanings a photo shows, and how strongly: as quick as a card."""
        if self._db is None:
            return []
        found: dict[str, float] = {}
        for meaning in meanings:
            for name, strength in explain(self._db, [photo_id], meaning).get(photo_id, ()):
                found[name] = max(strength, found.get(name, 0.0))
        return sorted(found.items(), key=lambda pair: -pair[1])

    def job_of(self, folders: Sequence[Path], skip: Sequence[str]) -> MakeJob:
        """The job that reads folders for another start of photoorg; may be made on any thread."""
        return lambda db: self._app.index(db, folders, skip)

    def index(self, folders: Sequence[Path] = ()) -> None:
        """Bring the library up to date with folders, or with all that it has."""
        if (folders or self.roots) and not self.read_only:
            self.bridge.start(JOB, lambda db: self._app.index(db, folders))

    @Slot(int, str, object)
    def judge(self, photo_id: int, tag: str, verdict: Verdict | None) -> None:
        """Keep a person's word."""
        self.bridge.edit(lambda db: judge(db, [photo_id], tag, verdict))

    def say(self, verb: _Say, photo_id: int, language: str, text: str | None) -> None:
        """Keep a person's text about a photo, or (None) take it back."""
        self.bridge.edit(lambda db: verb(db, [photo_id], language, text))

    def remove(self, folder: str) -> None:
        """Take a folder out of the library; what it had waits among the missing."""
        self.bridge.edit_and_tell(_FOLDERS, lambda db: remove_root(db, folder))

    def look_again(self, folder: str) -> None:
        """Look at one folder with all below it."""
        self.index([Path(folder)])

    def back_up(self) -> None:
        """Make a copy of the library."""
        self.bridge.start(COPYING, self._app.back_up)

    def forget(self, photo_ids: Sequence[int]) -> None:
        """Forget missing photos with all that they carry."""
        self.bridge.edit(lambda db: self._app.forget(db, photo_ids))

    @property
    def read_only(self) -> str:
        """Why nothing can be changed, or nothing."""
        return self._app.read_only

    @property
    def settings(self) -> Settings:
        """The settings as they are shown; the file may say something else by now, and jobs go by that."""
        return self._app.settings

    @Slot(object)
    def use(self, settings: Settings) -> None:
        """Keep settings and show tags by them; `settled` follows. Photos are read for tasks that are new only."""
        app, before = self._app, self._app.settings

        def verb(db: Database) -> Changes:
            kept = change_settings(app.home, before, settings)
            tags, _ = follow(before, kept)
            return Changes(tags=tags and app.use_rules(db))

        self.bridge.edit_and_tell(_SETTINGS, verb)

    def heed(self) -> None:
        """Another process has written: show it, and do what follows from the settings where it changed those."""
        self.refresher.add(Changes(tags=True, folders=True, problems=True))
        if not self._reread(look=True):
            self.bridge.refresh()  # the folders may be others

    def _reread(self, *, look: bool = False) -> bool:
        """Show the settings that the file has now; whether they are others. A file that is wrong is told by jobs."""
        before = self._app.settings
        try:
            now = load_settings(self._app.home)
        except PhotoorgError:
            return False
        if now == before:
            return False
        self._app = replace(self._app, settings=now)
        self.resettled.emit(now)
        self.bridge.refresh()
        if look and follow(before, now)[1]:
            self.index()
        return True

    @Slot(str, object)
    def _done(self, name: str, error: Exception | None) -> None:
        if name == _FOLDERS:
            self.bridge.refresh()
            if error is not None:
                self.troubled.emit(error)
        if name != _SETTINGS:
            return
        if error is not None and not isinstance(error, PhotoorgError):
            self.troubled.emit(error)
        self.settled.emit(error)
        self._reread(look=True)

    @property
    def roots(self) -> list[str]:
        """The folders that the library has."""
        return [folder.path for folder in self.overview.folders if folder.is_root] if self.overview else []

    @property
    def will_work(self) -> bool:
        """Whether a job runs, or is about to."""
        return self.is_busy or (not self._may_work and bool(self._folders or self.roots))

    # What the library says.

    @Slot()
    def _opened(self) -> None:
        self.is_open = True
        self.queries.search(self.question)
        self.queries.survey()
        self.moved.emit()

    @Slot(object)
    def _refresh(self, changes: Changes) -> None:
        self.queries.search(self.question)
        self._count()
        self.queries.survey()
        self.changed.emit(changes)

    @Slot(object)
    def _take_changes(self, changes: Changes) -> None:
        self._is_quiet = False
        self.refresher.add(changes)

    @Slot(object)
    def _take_results(self, results: Results) -> None:
        self._has_results = True
        if results.complete:
            self.refresher.answered(found=len(results.ids) > 0)
        self._begin()

    @Slot(object)
    def _take_overview(self, overview: Overview) -> None:
        is_first, self.overview = self.overview is None, overview
        if is_first:
            self._count()
        self._begin()
        self.moved.emit()

    def _begin(self) -> None:
        """Start the job once there are photos on screen: its libraries take half a second of the processor to load."""
        if self._has_results and self.overview is not None and not self._may_work:
            self._may_work = True
            self.index(self._folders)

    @Slot(str, bool)
    def _started(self, _title: str, background: bool) -> None:
        self.is_busy = True
        self._is_quiet = background
        self._reread()
        self.moved.emit()

    @Slot(str, object)
    def _finished(self, title: str, report: Report) -> None:
        self.is_busy = False
        if title == JOB:
            self.bridge.refresh()  # it may have brought folders
        # Most looks that nobody asked for find nothing new, once a minute: nothing is asked anew for those.
        if not self._is_quiet or report.counts.get("problems"):
            self.refresher.add(Changes(folders=True, problems=True))
        self.moved.emit()

    @Slot(str, object)
    def _failed(self, title: str, error: Exception) -> None:
        if title:
            self.is_busy = False
        if not self.is_open and isinstance(error, PhotoorgError):
            self.broken, self.is_damaged = str(error), isinstance(error, DamagedError)
        else:
            self.troubled.emit(error)
        self.moved.emit()
