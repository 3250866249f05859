"""What newer models would change, in the window: tells that something waits, shows it, and keeps a person's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from photoorg.gui.lanes import Lane
from photoorg.gui.newer_page import NewerPage
from photoorg.gui.newer_photos import PAGE
from photoorg.library import browse, proposals, retagging
from photoorg.library.browse import Card
from photoorg.library.proposals import Diff, How, PhotoChange
from photoorg.library.retag_sql import APPROVE, Answer
from photoorg.library.store import Database
from photoorg.outcomes import Changes

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.window import MainWindow

_WAITING, _DIFF, _PHOTOS = "waiting", "diff", "photos"
_ANSWER = "answer to newer models"


@dataclass(frozen=True, slots=True)
class _Page:
    """Photos of a tag, in one way or all, from a place on, with what draws them."""

    asked: tuple[str, How | None, int]
    photos: Sequence[PhotoChange]
    cards: Mapping[int, Card]


class Newer(QObject):
    """`show_newer` is a command. `wanted`: the page is to be shown."""

    wanted = Signal()
    failed = Signal(object)  # Exception

    def __init__(self, app: App, window: MainWindow, page: NewerPage) -> None:
        super().__init__(page)
        self.page = page
        self._notice = window.page.newer
        self._session = session = window.session
        self._undoing = window.undoing
        self._asked: tuple[str, How | None, int] | None = None
        self._said = ""
        self._lane = Lane(app.reader, self)
        self._lane.answered.connect(self._take)
        self._lane.failed.connect(self._fail)
        self._undoing.progressed.connect(self._show_progress)
        self._notice.opened.connect(self.show_newer)
        page.photos_wanted.connect(self._find_photos)
        page.answered.connect(self._answer)
        page.stop_wanted.connect(self._stop)
        session.bridge.opened.connect(self._look)
        session.bridge.done.connect(self._done)
        session.changed.connect(self._take_changes)
        page.lock(session.read_only)

    @Slot()
    def show_newer(self) -> None:
        """Go through what newer models would change."""
        self.wanted.emit()
        self.page.list.setFocus()
        self._look()

    def close(self) -> None:
        """End the thread and wait for it."""
        self._undoing.stop(_ANSWER)
        self._lane.close()

    @Slot()
    def _look(self) -> None:
        """Ask what waits: all of it where it is looked at, else only on how many photos."""
        if not self._session.is_open:
            return
        if self.page.isVisible():
            self._lane.ask(_DIFF, lambda db, _tell: proposals.diff(db))
        else:
            self._lane.ask(_WAITING, lambda db, _tell: proposals.waiting(db))

    @Slot(object)
    def _take_changes(self, changes: Changes) -> None:
        if changes.tags:
            self._look()

    @Slot(str, object, int)
    def _find_photos(self, tag: str, how: How | None, start: int) -> None:
        self._asked = asked = (tag, how, start)

        def find(db: Database, _tell: object) -> _Page:
            found = proposals.photos(db, tag, how, PAGE, start)
            return _Page(asked, found, browse.cards(db, [one.photo_id for one in found]))

        self._lane.ask(_PHOTOS, find)

    @Slot(str, object)
    def _take(self, _kind: str, answer: object) -> None:
        match answer:
            case int(photos):
                self._notice.show_waiting(photos)
            case Diff() as diff:
                self.page.show_diff(diff)
                self._notice.show_waiting(diff.photos)
            case _Page(asked, photos, cards) if asked == self._asked:
                self.page.photos.add(asked[2], photos, cards)
            case _:
                pass

    @Slot(str, object)
    def _fail(self, _kind: str, error: Exception) -> None:
        self.failed.emit(error)

    # What a person answers.

    @Slot(str, object)
    def _answer(self, answer: Answer, tag: str | None) -> None:
        self._said = self._sentence(answer, tag)
        self.page.show_progress((0, 0))
        chosen = None if tag is None else [tag]
        doing = self.tr("Taking over") if answer == APPROVE else self.tr("Keeping as it is")
        self._undoing.do(_ANSWER, lambda db, told: retagging.answer(db, answer, chosen, told), doing)

    def _sentence(self, answer: Answer, tag: str | None) -> str:
        if tag is None:
            return self.tr("All is taken over.") if answer == APPROVE else self.tr("All tags stay as they are.")
        said = self.tr("Taken over: “{}”.") if answer == APPROVE else self.tr("“{}” stays as it is.")
        return said.format(tag)

    @Slot()
    def _stop(self) -> None:
        self._undoing.stop(_ANSWER)

    @Slot(str, int, int)
    def _show_progress(self, name: str, done: int, total: int) -> None:
        if name == _ANSWER and self.page.is_busy:
            self.page.show_progress((done, total))

    @Slot(str, object)
    def _done(self, name: str, error: Exception | None) -> None:
        if name != _ANSWER:
            return
        self.page.show_progress(None)
        if error is not None:
            self._undoing.fail(error)
        else:
            self._undoing.tell(self._said)
        self._look()
