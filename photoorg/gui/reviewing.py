"""Review in the window: asks the library for questions off the window's thread, and stores the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from photoorg.gui import review_text
from photoorg.gui.lanes import Lane
from photoorg.gui.report_dialog import ReportDialog
from photoorg.gui.review_page import ReviewPage
from photoorg.library import browse, history, own_bars, review
from photoorg.library.browse import Card
from photoorg.library.history import Undone
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.review import Answered, Asked, Asking, Question, Queue
from photoorg.library.review_report import TagReport, report
from photoorg.library.shown import tags_on
from photoorg.library.store import Database
from photoorg.library.terms import tag_term
from photoorg.outcomes import Changes, PhotoorgError

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.window import MainWindow

_QUEUE, _REPORT = "queue", "report"
_ANSWER, _BAR = "answer", "put bar back"
_READY = 20  # questions at once: so many can be answered while the next are looked for


@dataclass(frozen=True, slots=True)
class _Found:
    """Questions, what draws their photos, and the narrower tags because of which some of them are shown."""

    queue: Queue
    cards: dict[int, Card]
    narrower: dict[Asked, str]


@dataclass(slots=True, eq=False)
class _Given:
    """An answer on its way, then stored: `done` is what came of it, `deed` its number in the history."""

    question: Question
    photos: Sequence[int]
    yes: bool
    name: str
    done: Answered | None = None
    deed: int = 0
    cards: dict[int, Card] = field(default_factory=dict[int, Card])

    @property
    def asked(self) -> set[Asked]:
        """The tag on each photo that it is about."""
        return {(photo, self.question.tag) for photo in self.photos}


class Reviewing(QObject):
    """`review_tags` is a command. `wanted`: the page is to be shown."""

    wanted = Signal()
    failed = Signal(object)  # Exception

    def __init__(self, app: App, window: MainWindow, page: ReviewPage) -> None:
        super().__init__(page)
        self._window, self._session, self._undoing = window, window.session, window.undoing
        self._skipped: set[Asked] = set()
        self._going: dict[str, _Given] = {}
        self._given: list[_Given] = []
        self._number = 0
        self._queue: Queue | None = None
        self.page = page
        self.report = ReportDialog(window)
        self._lane = Lane(app.reader, self)
        self._lane.answered.connect(self._take)
        self._lane.failed.connect(self._fail)
        page.chosen.connect(self._begin)
        page.answered.connect(self._answer)
        page.skipped.connect(self._skip)
        page.undo_wanted.connect(window.undoing.undo)
        page.report_wanted.connect(self.show_report)
        self._session.bridge.done.connect(self._stored)
        window.undoing.travelled.connect(self._was_undone)
        self._session.changed.connect(self._look_again)
        page.lock(self._session.read_only)
        self.report.lock(self._session.read_only)
        self.report.review_wanted.connect(self.review_tag)
        self.report.photos_wanted.connect(lambda tag: window.show_query(tag_term(tag)))
        self.report.bar_unwanted.connect(self._put_bar_back)

    @Slot()
    def review_tags(self) -> None:
        """Go through the tags that are most worth an answer."""
        overview = self._session.overview
        self.page.offer_tags(overview.tags if overview else ())
        self.page.offer_search(bool(self._session.shown.text.strip()))
        self.wanted.emit()
        self.page.setFocus()
        self._begin()

    def review_tag(self, tag: str) -> None:
        """The same of one tag."""
        overview = self._session.overview
        self.page.offer_tags(overview.tags if overview else (tag,), tag)
        self.review_tags()

    @Slot()
    def show_report(self) -> None:
        """Say how often tags were right."""
        self._lane.ask(_REPORT, lambda db, _tell: report(db))
        self.report.open()

    @Slot(str)
    def _put_bar_back(self, tag: str) -> None:
        """A tag is shown from where photoorg shows it again."""
        self._undoing.do(_BAR, lambda db, _told: own_bars.set_bar(db, tag, None), self.page.tr("Working out tags"))

    def close(self) -> None:
        """End the thread and wait for it."""
        self.report.close()
        self._lane.close()

    # What is asked.

    @Slot()
    def _begin(self) -> None:
        self.page.show_looking()
        self._look()

    def _look(self) -> None:
        """Ask for the questions that are worth most now."""
        skipped = self._skipped.union(*(given.asked for given in self._going.values()))
        among = self._window.model.results.ids.tolist() if self.page.only_found else None
        what: review.What = "missed" if self.page.missed.isChecked() else "shown"
        asking = Asking(self.page.tag, what, among, frozenset(skipped), _READY)
        self._lane.ask(_QUEUE, lambda db, _tell: _find(db, asking))

    @Slot(object)
    def _look_again(self, _changes: Changes) -> None:
        """The library changed, perhaps by an undo or elsewhere."""
        if self.page.isVisible() and not self._going:
            self._look()
        if self.report.isVisible():
            self._lane.ask(_REPORT, lambda db, _tell: report(db))

    @Slot(str, object)
    def _take(self, kind: str, answer: object) -> None:
        match answer:
            case _Found(queue, cards, narrower):
                self._queue = queue
                self.page.show_queue(queue, cards, len(self._given), narrower)
            case list() if kind == _REPORT:
                found: list[TagReport] = answer
                self.report.show_report(found)
            case _:
                pass

    @Slot(str, object)
    def _fail(self, _kind: str, error: Exception) -> None:
        self.failed.emit(error)

    # What is answered.

    @Slot(object, object, bool)
    def _answer(self, question: Question, photos: Sequence[int], yes: bool) -> None:
        self._number += 1
        given = _Given(question, photos, yes, f"{_ANSWER} {self._number}")
        self._going[given.name] = given
        self._session.bridge.edit_and_tell(given.name, lambda db: _store(db, given))
        if self.page.question is None:
            self._look()

    @Slot(object)
    def _skip(self, question: Question) -> None:
        self._skipped |= {(photo, question.tag) for photo in question.photos}
        if self.page.question is None:
            self._look()

    @Slot(str, object)
    def _stored(self, name: str, error: Exception | None) -> None:
        """An answer is stored, or could not be."""
        if name == _BAR and error is not None:
            self._undoing.fail(error)
        elif name == _BAR:
            self._undoing.tell(self.page.tr("It is shown from where it was before"))
        given = self._going.pop(name, None)
        if given is None:
            return
        if error is not None or given.done is None:
            self.failed.emit(error or PhotoorgError(self.page.tr("The answer was not stored.")))
            self.page.show_first(given.question, given.cards)
        else:
            self._tell(given, given.done)
        if not self._going and self.page.isVisible():
            self._look()

    def _tell(self, given: _Given, done: Answered) -> None:
        self._given.append(given)
        self.page.tell(review_text.moved(given.question.tag, done))
        self.page.offer_undo(possible=True)
        if self._queue is not None:
            self.page.show_standing(self._queue, len(self._given))

    @Slot(object)
    def _was_undone(self, undone: Undone) -> None:
        """Answers that were taken back, as by Ctrl+Z, are asked again."""
        while undone.back and undone.done and self._given and self._given[-1].deed >= undone.done.deed_id:
            given = self._given.pop()
            self.page.show_first(given.question, given.cards)
            self.page.tell("")
        self.page.offer_undo(possible=bool(self._given))
        if self.page.isVisible():
            self._look()


def _find(db: Database, asking: Asking) -> _Found:
    found = review.queue(db, asking)
    cards = browse.cards(db, [photo for one in found.questions for photo in one.photos])
    return _Found(found, cards, _narrower(db, found.questions))


def _narrower(db: Database, questions: Sequence[Question]) -> dict[Asked, str]:
    """Where a tag is shown though it is less sure than its bar: the surest one that is under it and is shown."""
    asked = [(one.photos[0], one.tag) for one in questions if one.shown and one.confidence < one.at_least]
    tags, taxonomy = tags_on(db, [photo for photo, _ in asked]), taxonomy_of(db)
    found: dict[Asked, str] = {}
    for photo, tag in asked:
        below = [one for one in tags[photo] if one.shown and tag in taxonomy.ancestors(one.name)]
        if below:
            found[photo, tag] = max(below, key=lambda one: one.confidence or 0.0).name
    return found


def _store(db: Database, given: _Given) -> Changes:
    """On the library's thread."""
    given.cards = browse.cards(db, given.question.photos)
    given.done = review.answer(db, given.question.tag, given.photos, yes=given.yes)
    newest, _ = history.newest(db)
    given.deed = newest.deed_id if newest else 0
    return given.done.changes
