"""Writing to files, in the window: what would be written is seen first, then done, and can be taken back."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from photoorg.gui import words
from photoorg.gui.lanes import Lane
from photoorg.gui.list_dialog import Question, ask_first
from photoorg.gui.writing_asks import Asked, Place, Plan, places_of, plan_of, set_folder, take_back
from photoorg.gui.writing_page import WritingPage
from photoorg.gui.writing_text import written_text
from photoorg.library.writings import OFF, Way, due
from photoorg.library.written import Run, runs
from photoorg.outcomes import PhotoorgError, Progress, Report

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.window import MainWindow

WRITING = "Writing to files"
BACK = "Taking back what was written"
_PLACES, _PLAN, _RUNS = "places", "plan", "runs"
_SET = "how a folder is written to"


@dataclass(frozen=True, slots=True)
class _Places:
    """The folders that can be written to."""

    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class _Runs:
    """What was written, the newest first; `offer`: the newest has just been, and Undo takes it back."""

    runs: Sequence[Run]
    offer: bool


class Writing(QObject):
    """`show_writing` is a command. `wanted`: the page is to be shown."""

    wanted = Signal()
    failed = Signal(object)  # Exception

    def __init__(self, app: App, window: MainWindow, page: WritingPage) -> None:
        super().__init__(page)
        self.page = page
        self._app = app
        self._session = session = window.session
        self._undoing = window.undoing
        self._toast = window.toast
        self._stopped = threading.Event()
        self._places: Sequence[Place] = ()
        self._asked = Asked()
        self._opens = False  # the page comes: it shows a folder as soon as these are known
        self._writing = self._taking = 0  # tickets of jobs
        self._said = ""
        self._lane = Lane(app.reader, self)
        self._lane.answered.connect(self._take)
        self._lane.failed.connect(self._fail)
        page.stop_wanted.connect(self.stop)
        page.write_wanted.connect(self.write)
        page.back_wanted.connect(self._ask_back)
        page.how.place_chosen.connect(self._go_to)
        page.how.way_chosen.connect(self._try_way)
        window.page.sidebar.folders.write_wanted.connect(self.show_folder)
        window.keeping.folders.write_wanted.connect(self.show_folder)
        window.activity.writing_wanted.connect(self.show_due)
        window.problems.again_wanted.connect(self.write_again)
        session.bridge.progressed.connect(self._show_job)
        session.bridge.ended.connect(self._ended)
        session.bridge.done.connect(self._done)
        page.lock(session.read_only)

    @Slot()
    def show_writing(self) -> None:
        """See what would be written to files, of the folder that was looked at last."""
        self.show_folder(self._asked.folder)

    @Slot()
    def show_due(self) -> None:
        """See what is still to be written, in all folders that are on."""
        self.show_folder("")

    @Slot(str)
    def show_folder(self, folder: str) -> None:
        """See what would be written in a folder, or (empty) in all that are on."""
        self._asked, self._opens = Asked(folder), True
        self.wanted.emit()
        self.page.setFocus()
        self._ask_places()
        self._ask_runs(offer=False)

    @Slot()
    def stop(self) -> None:
        """Look at no more files, or write to no more."""
        self._stopped.set()
        if self._writing or self._taking:
            self._session.bridge.cancel()

    def close(self) -> None:
        """End the thread and wait for it."""
        self._stopped.set()
        self._lane.close()

    # What would be written.

    def _ask_places(self) -> None:
        self._lane.ask(_PLACES, lambda db, _tell: _Places(places_of(db)))

    def _ask_runs(self, *, offer: bool) -> None:
        self._lane.ask(_RUNS, lambda db, _tell: _Runs(runs(db), offer))

    def look(self) -> None:
        """Look at the files of what is asked."""
        self._stopped.set()
        self._stopped = stopped = threading.Event()
        asked = self._asked
        self.page.show_progress(0, None)
        self._lane.ask(_PLAN, lambda db, tell: plan_of(db, tell, asked, stopped))

    @Slot(str, object)
    def _take(self, kind: str, answer: object) -> None:
        match answer:
            case _Places(places):
                self._take_places(places)
            case _Runs(written, offer):
                self.page.show_runs(written)
                if offer and written:
                    self._offer_back(written[0])
            case Progress(done=done, total=total):
                self.page.show_progress(done, total)
            case Plan() as plan if plan.asked == self._asked:
                self.page.show_plan(plan)
            case _ if kind == _PLAN:
                self.page.show_plan(Plan(self._asked, whole=False))
            case _:
                pass

    def _take_places(self, places: Sequence[Place]) -> None:
        self._places = places
        if self._opens and not self._asked.folder and all(place.way == OFF for place in places) and places:
            self._asked = Asked(places[0].path)  # nothing is on: the first folder, as if it were
        folder = self._asked.folder
        if folder and all(place.path != folder for place in places):
            self._places = places = [*places, Place(folder, self._way_of(folder), own=False)]
        if self._opens:
            self._asked = Asked(folder, self._first_way(folder))
        self._opens = False
        self.page.show_places(places, self._asked)
        self.look()

    def _way_of(self, folder: str) -> Way:
        """As the nearest folder above is written."""
        above = [place for place in self._places if folder == place.path or _is_below(folder, place.path)]
        return max(above, key=lambda place: len(place.path)).way if above else OFF

    def _first_way(self, folder: str) -> Way:
        """A folder that is off is shown as if files beside its photos were written."""
        way = self._way_of(folder)
        return "sidecar" if folder and way == OFF and not self._session.read_only else way

    @Slot(str)
    def _go_to(self, folder: str) -> None:
        self._asked = Asked(folder, self._first_way(folder))
        self.page.show_places(self._places, self._asked)
        self.look()

    @Slot(str)
    def _try_way(self, name: Way) -> None:
        self._asked = Asked(self._asked.folder, name)
        self.page.show_places(self._places, self._asked)
        self.look()

    @Slot(str, object)
    def _fail(self, kind: str, error: Exception) -> None:
        if kind == _PLAN:
            self.page.show_plan(Plan(self._asked, whole=False))
        self.failed.emit(error)

    # Doing it.

    @Slot()
    def write(self) -> None:
        """Keep how the folder is written, where that is another way now, and write."""
        asked = self._asked
        if asked.folder and asked.way != self._way_of(asked.folder):
            self._session.bridge.edit_and_tell(_SET, lambda db: set_folder(db, asked.folder, asked.way))
        else:
            self._start()

    def _start(self) -> None:
        plan = self.page.plan
        if not plan.files:
            return
        self.page.show_progress(0, None, self.tr("Writing…"))
        app = self._app
        self._writing = self._session.bridge.start(WRITING, lambda db: app.write(db, plan.todo), first=True)

    @Slot()
    def write_again(self) -> None:
        """Try once more what could not be written, with all else that is due."""
        app = self._app
        self._writing = self._session.bridge.start(WRITING, lambda db: app.write(db, due(db)), first=True)

    @Slot(str, object)
    def _done(self, name: str, error: Exception | None) -> None:
        if name != _SET:
            return
        if error is not None:
            self.failed.emit(error)
        elif self._asked.way == OFF:
            self._toast.tell(self.tr("Nothing is written in {} any more.").format(self._asked.folder))
        elif self.page.plan.changes:
            self._start()
        self._ask_places()

    @Slot(object)
    def _show_job(self, progress: Progress) -> None:
        """How far writing is, or taking back."""
        doing = {"write": self.tr("Writing…"), "take back": self.tr("Taking back…")}.get(progress.stage)
        if doing and (self._writing or self._taking) and self.page.isVisible():
            self.page.show_progress(progress.done, progress.total, doing)

    @Slot(int, object)
    def _ended(self, ticket: int, outcome: Report | Exception | None) -> None:
        """A job is over: with a report it has done what it should."""
        if not ticket or ticket not in {self._writing, self._taking}:
            return
        was_writing = ticket == self._writing
        self._writing = self._taking = 0
        if outcome is None and was_writing:
            self._said = self.tr("Stopped. The others follow by themselves for as long as the folder is on.")
            self._toast.tell(self._said)
        if isinstance(outcome, Report):
            self._tell(outcome, written_text(outcome) if was_writing else outcome.title)
        self._ask_runs(offer=was_writing)
        if self.page.isVisible():
            self.look()

    def _tell(self, report: Report, sentence: str) -> None:
        """What was done goes by; what could not be done stays until it is read."""
        self._said = sentence
        if report.counts.get("problems"):
            self.failed.emit(PhotoorgError(sentence))
        else:
            self._toast.tell(sentence)

    # Taking it back.

    def _offer_back(self, run: Run) -> None:
        """What the job that has ended wrote can be taken back like any other deed."""
        if run.undone:
            return
        what = self.tr("writing to {}").format(words.files(run.files))
        self._undoing.did((BACK, run.number), what, lambda: self._take_back(run))
        if self._toast.isVisible() and self._toast.text.text() == self._said:
            self._toast.tell(self._said, self._undoing.undo)

    @Slot(object)
    def _ask_back(self, run: Run) -> None:
        question = Question(
            self.tr("Take back what was written"),
            self.tr("Give {} what they said before?").format(words.files(run.files)),
            self.tr(
                "Your words stay in the library, and are not written there again until you say something new. Files "
                "that another program has changed since are left as they are."
            ),
            self.tr("Take back"),
            self.tr("Leave them"),
        )
        ask_first(self.page.window(), question).clicked.connect(lambda: self._take_back(run))

    def _take_back(self, run: Run) -> None:
        self._undoing.drop((BACK, run.number))
        self.page.show_progress(0, None, self.tr("Taking back…"))
        self._taking = self._session.bridge.start(BACK, lambda db: take_back(db, run.number), first=True)


def _is_below(folder: str, above: str) -> bool:
    return folder.startswith((f"{above.rstrip('/')}/", f"{above.rstrip(chr(92))}{chr(92)}"))
