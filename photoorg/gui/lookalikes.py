"""Near duplicates in the window: finds them off its thread, and does what a person decides of each group."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from photoorg.gui import words
from photoorg.gui.lanes import Lane, Tell
from photoorg.gui.lookalikes_page import LookalikesPage
from photoorg.library import browse
from photoorg.library.apart import say_apart, take_back
from photoorg.library.browse import Card
from photoorg.library.filed import files_of
from photoorg.library.lookalikes import Group, groups
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError, Progress, Report
from photoorg.work import trash_record
from photoorg.work.trash import Wanted, put_back, trash

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.session import Session

_KIND = "groups"
TRASHING = "Moving to the trash"
BACK = "Putting back"


@dataclass(frozen=True, slots=True)
class _Found:
    """Every group, and what draws the best of each."""

    groups: Sequence[Group]
    cards: dict[int, Card]


class Lookalikes(QObject):
    """`show_duplicates` is a command. `wanted`: the page is to be shown."""

    wanted = Signal()
    said = Signal(str)
    failed = Signal(object)  # Exception

    def __init__(self, app: App, session: Session, page: LookalikesPage) -> None:
        super().__init__(page)
        self._app = app
        self._session = session
        self._stopped = threading.Event()
        self._apart: list[tuple[int, ...]] = []
        self._pending: Group | None = None
        self.page = page
        self._lane = Lane(app.reader, self)
        self._lane.answered.connect(self._take)
        self._lane.failed.connect(self._fail)
        page.stop_wanted.connect(self.stop)
        page.trash_wanted.connect(self._trash)
        page.apart_wanted.connect(self._say_apart)
        page.undo_wanted.connect(self._undo)
        session.bridge.finished.connect(self._finished)
        session.bridge.failed.connect(self._job_failed)
        page.lock(session.read_only)

    @Slot()
    def show_duplicates(self) -> None:
        """Go through photos that look alike."""
        self.wanted.emit()
        self.page.setFocus()
        self._offer_undo()
        self.look()

    def look(self) -> None:
        """Compare the photos of the library."""
        self._stopped = stopped = threading.Event()
        self.page.show_progress(0, None)
        self._lane.ask(_KIND, lambda db, tell: _find(db, tell, stopped))

    @Slot()
    def stop(self) -> None:
        """Compare no more; what was found before is shown."""
        self._stopped.set()

    def close(self) -> None:
        """End the thread and wait for it."""
        self._stopped.set()
        self._lane.close()

    @Slot(str, object)
    def _take(self, _kind: str, answer: object) -> None:
        match answer:
            case Progress(done=done, total=total):
                self.page.show_progress(done, total)
            case _Found(found, cards):
                self.page.model.cards = cards
                self.page.show_groups(found)
            case _:
                self.page.show_groups(self.page.model.groups)

    @Slot(str, object)
    def _fail(self, _kind: str, error: Exception) -> None:
        self.page.show_groups(self.page.model.groups)
        self.failed.emit(error)

    # What a person decides.

    @Slot(object, object)
    def _trash(self, group: Group, paths: Sequence[str]) -> None:
        self._pending = group
        app = self._app
        self._session.bridge.start(TRASHING, lambda db: trash(db, app.home, _wanted(db, group, paths), app.limits))

    @Slot(object)
    def _say_apart(self, group: Group) -> None:
        ids = tuple(one.photo_id for one in group.members)
        self._session.bridge.edit(lambda db: say_apart(db, ids))
        self._apart.append(ids)
        self.page.done_with(group)
        self._offer_undo()

    @Slot()
    def _undo(self) -> None:
        """Take back what was done last: that photos are no duplicates, or else the newest batch in the trash."""
        if self._apart:
            ids = self._apart.pop()
            self._session.bridge.edit(lambda db: take_back(db, ids))
            self._offer_undo()
            self.look()
        elif batches := trash_record.batches(self._app.home):
            home, batch = self._app.home, batches[-1]
            self._session.bridge.start(BACK, lambda db: put_back(db, home, batch))

    @Slot(str, object)
    def _finished(self, title: str, report: Report) -> None:
        if title == TRASHING and self._pending is not None:
            if not report.cancelled:
                self.page.done_with(self._pending)
            self._pending = None
        elif title == BACK:
            self.said.emit(report.title)
            self.look()
        if title in {TRASHING, BACK}:
            self._offer_undo()

    @Slot(str, object)
    def _job_failed(self, title: str, _error: Exception) -> None:
        if title == TRASHING:  # some may have been moved before that
            self._pending = None
            self.look()

    def _offer_undo(self) -> None:
        if self._session.read_only:
            return
        if self._apart:
            self.page.show_undo(self.page.tr("Undo: they may be duplicates"))
            return
        batches = trash_record.batches(self._app.home)
        files = words.files(len(batches[-1].files)) if batches else ""
        self.page.show_undo(self.page.tr("Undo: put {} back").format(files) if files else "")


def _find(db: Database, tell: Tell, stopped: threading.Event) -> _Found | None:
    """All groups; None where it was stopped."""
    finding = groups(db)
    while not stopped.is_set():
        try:
            tell(next(finding))
        except StopIteration as end:
            found: list[Group] = end.value
            return _Found(found, browse.cards(db, [group.best.photo_id for group in found]))
    finding.close()
    return None


def _wanted(db: Database, group: Group, paths: Sequence[str]) -> list[Wanted]:
    """The files that are to go, each with one of the group that stays."""
    files = files_of(db, [one.photo_id for one in group.members])
    if lost := [path for path in paths if path not in files]:
        raise PhotoorgError(f"{lost[0]} is not in the library any more. Nothing was moved.")
    staying = next((file for path, file in files.items() if path not in paths), None)
    return [Wanted(files[path], staying) for path in paths]
