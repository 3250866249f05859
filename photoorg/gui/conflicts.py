"""What files and a person say differently, in the window: finds it off its thread, and keeps what is decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from photoorg.gui.conflicts_page import ConflictsPage
from photoorg.gui.lanes import Lane
from photoorg.library import browse, conflicts
from photoorg.library.conflicts import Side, Torn
from photoorg.library.file_values import Slot as About
from photoorg.library.store import Database
from photoorg.outcomes import Changes

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.window import MainWindow

MOST = 5_000
_TORN = "torn"
_SETTLE = "settle files"


@dataclass(frozen=True, slots=True)
class _Found:
    """The first photos of which something is in conflict, of so many, and what their files are called."""

    torn: Sequence[Torn]
    total: int
    names: Mapping[int, str]


class Conflicts(QObject):
    """`show_conflicts` is a command. `wanted`: the page is to be shown."""

    wanted = Signal()
    failed = Signal(object)  # Exception

    def __init__(self, app: App, window: MainWindow, page: ConflictsPage) -> None:
        super().__init__(page)
        self.page = page
        self._session = session = window.session
        self._undoing = window.undoing
        self._first = 0  # the photo to begin with
        self._lane = Lane(app.reader, self)
        self._lane.answered.connect(self._take)
        self._lane.failed.connect(self._fail)
        self._undoing.progressed.connect(self._show_progress)
        page.settled.connect(self._settle)
        page.stop_wanted.connect(self._stop)
        window.activity.conflicts_wanted.connect(self.show_conflicts)
        window.viewer.facts.conflicts_wanted.connect(self.show_photo)
        session.bridge.done.connect(self._done)
        session.changed.connect(self._take_changes)
        page.lock(session.read_only)

    @Slot()
    def show_conflicts(self) -> None:
        """Go through what files and a person say differently."""
        self.wanted.emit()
        self.page.setFocus()
        self.look()

    @Slot(int)
    def show_photo(self, photo_id: int) -> None:
        """Go to one photo of those."""
        self._first = photo_id
        self.show_conflicts()

    def look(self) -> None:
        """Ask what is in conflict."""
        if self._session.is_open:
            self._lane.ask(_TORN, lambda db, _tell: _found(db))

    def close(self) -> None:
        """End the thread and wait for it."""
        self._undoing.stop(_SETTLE)
        self._lane.close()

    @Slot(object)
    def _take_changes(self, changes: Changes) -> None:
        if self.page.isVisible() and (changes.problems or changes.photos):
            self.look()

    @Slot(str, object)
    def _take(self, _kind: str, answer: object) -> None:
        if isinstance(answer, _Found):
            self.page.show_torn(answer.torn, answer.total, answer.names)
            if self._first:
                self.page.go_to_photo(self._first)
            self._first = 0

    @Slot(str, object)
    def _fail(self, _kind: str, error: Exception) -> None:
        self.failed.emit(error)

    # What a person decides.

    @Slot(str, object, object)
    def _settle(self, side: Side, slots: Collection[About], photos: Sequence[int]) -> None:
        self.page.show_progress(0, 0)
        self._undoing.do(_SETTLE, lambda db, told: conflicts.settle(db, photos, side, slots, told), self.tr("Settling"))

    @Slot()
    def _stop(self) -> None:
        self._undoing.stop(_SETTLE)

    @Slot(str, int, int)
    def _show_progress(self, name: str, done: int, total: int) -> None:
        if name == _SETTLE:
            self.page.show_progress(done, total)

    @Slot(str, object)
    def _done(self, name: str, error: Exception | None) -> None:
        if name != _SETTLE:
            return
        if error is None:
            self._undoing.tell(self.tr("Settled."))
        else:
            self._undoing.fail(error)
        self.look()


def _found(db: Database) -> _Found:
    torn = conflicts.torn(db, None, MOST)
    total = conflicts.count(db) if len(torn) == MOST else len(torn)
    cards = browse.cards(db, [one.photo_id for one in torn])
    return _Found(torn, total, {photo_id: card.name for photo_id, card in cards.items()})
