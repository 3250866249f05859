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
from photoorg.work.trash_record import Batch

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.window import MainWindow

_KIND = "groups"
_APART, _TOGETHER = "apart", "together"
"""What a person says of a group, by the names under which it is told that it is stored."""
TRASHING = "Moving to the trash"
BACK = "Putting back"


@dataclass(frozen=True, slots=True)
class _Found:
    """Every group, and what draws the best of each."""

    groups: Sequence[Group]
    cards: dict[int, Card]


class Lookalikes(QObject):
    """`show_duplicates` is a command. `wanted`: the page is to be shown.

    A group that a person decides is out of the list at once, and back in it where its files could not go.
    """

    wanted = Signal()
    said = Signal(str)
    failed = Signal(object)  # Exception

    def __init__(self, app: App, window: MainWindow, page: LookalikesPage) -> None:
        super().__init__(page)
        self._app = app
        self._session = session = window.session
        self._undoing = window.undoing
        self._stopped = threading.Event()
        self._looking = False
        self._apart: list[tuple[int, ...]] = []
        self._paths: dict[tuple[int, ...], set[str]] = {}  # the files of those
        self._going: dict[int, Group] = {}  # by the tickets of the jobs that move their files
        self._back = 0  # the ticket of the job that puts files back
        self._offered = 0  # the newest batch in the trash that Undo knows, or that was there before
        self._came_back: set[str] = set()  # the files that were put back, or are duplicates again: they are gone to
        self.page = page
        self._lane = Lane(app.reader, self)
        self._lane.answered.connect(self._take)
        self._lane.failed.connect(self._fail)
        page.stop_wanted.connect(self.stop)
        page.trash_wanted.connect(self._trash)
        page.apart_wanted.connect(self._say_apart)
        page.undo_wanted.connect(self._undo)
        session.bridge.ended.connect(self._ended)
        self._undoing.travelled.connect(self._was_undone)
        session.bridge.done.connect(self._said_so)
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
        self._looking = True
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
        self._looking = isinstance(answer, Progress)
        match answer:
            case Progress(done=done, total=total):
                self.page.show_progress(done, total)
            case _Found(found, cards):
                self.page.model.cards = cards
                self.page.show_groups([group for group in found if not self._is_decided(group)], self._came_back)
                self._came_back = set()
            case _:
                self.page.show_groups(self.page.model.groups)

    @Slot(str, object)
    def _fail(self, _kind: str, error: Exception) -> None:
        self._looking = False
        self.page.show_groups(self.page.model.groups)
        self.failed.emit(error)

    # What a person decides.

    @Slot(object, object)
    def _trash(self, group: Group, paths: Sequence[str]) -> None:
        """Move files to the trash, before any long job: whoever decides ought not to wait for hours."""
        app = self._app
        if not self._going:
            self._offered = max((one.number for one in trash_record.batches(app.home)), default=0)
        ticket = self._session.bridge.start(
            TRASHING, lambda db: trash(db, app.home, _wanted(db, group, paths), app.limits), first=True
        )
        self._going[ticket] = group
        self.page.done_with(group)
        self._offer_undo()

    def _is_decided(self, group: Group) -> bool:
        """Whether its files are about to go, or it is no group any more: the library may not know yet."""
        ids = {one.photo_id for one in group.members}
        goes = any(ids & {one.photo_id for one in going.members} for going in self._going.values())
        return goes or any(ids <= set(apart) for apart in self._apart)

    @Slot(object)
    def _say_apart(self, group: Group) -> None:
        ids = tuple(one.photo_id for one in group.members)
        self._session.bridge.edit_and_tell(_APART, lambda db: say_apart(db, ids))
        self._apart.append(ids)
        paths = {path for one in group.members for path in one.paths}
        self._paths[ids] = paths
        self.page.done_with(group)
        self._offer_undo()

    @Slot()
    def _undo(self) -> None:
        """Take back what was done last: that photos are no duplicates, or else the newest batch in the trash."""
        if self._apart:
            self._say_together(self._apart[-1])
        elif batches := trash_record.batches(self._app.home):
            self._undoing.drop((BACK, batches[-1].number))
            self._put_back(batches[-1])

    def _say_together(self, ids: tuple[int, ...]) -> None:
        """They may be duplicates after all."""
        self._apart.remove(ids)
        self._came_back = self._paths.pop(ids)
        self._session.bridge.edit_and_tell(_TOGETHER, lambda db: take_back(db, ids))
        self._offer_undo()

    @Slot(object)
    def _was_undone(self, _undone: object) -> None:
        """It may have been that photos are no duplicates: then they are again."""
        if self._apart:
            self._came_back = self._paths.get(self._apart[-1], set())
            self._apart.clear()
            self._paths.clear()
            self.look()
            self._offer_undo()

    def _put_back(self, batch: Batch) -> None:
        """Put files back from the trash."""
        home = self._app.home
        self._came_back = {one.path for one in batch.files}
        self._back = self._session.bridge.start(BACK, lambda db: put_back(db, home, batch), first=True)
        self._offer_undo()

    def _offer_back(self) -> None:
        """What the job that has ended moved can be taken back like any other deed; another one may run by now."""
        batch = next((one for one in trash_record.batches(self._app.home) if one.number > self._offered), None)
        if batch is not None:
            self._offered = batch.number
            what = self.page.tr("moving {} to the trash").format(words.files(len(batch.files)))
            self._undoing.did((BACK, batch.number), what, lambda: self._put_back(batch))

    @Slot(str, object)
    def _said_so(self, name: str, error: Exception | None) -> None:
        """What a person says is stored: looked at before that, the groups would not show it."""
        if name in {_APART, _TOGETHER} and error is not None:
            self.failed.emit(error)
            if name == _APART and self._apart:
                self._apart.pop()
        if name == _TOGETHER or (name == _APART and error is not None):
            self.look()

    @Slot(int, object)
    def _ended(self, ticket: int, outcome: Report | Exception | None) -> None:
        """A job is over: with a report it has done what it should."""
        if ticket == self._back:
            self._back = 0
            if isinstance(outcome, Report):
                self._tell(outcome)
            self.look()
        elif (group := self._going.pop(ticket, None)) is None:
            return
        elif not isinstance(outcome, Report):
            self.page.take_back(group)
            self.look()  # some of its files may have gone before that
        else:
            self._offer_back()
            if self._looking:
                self.look()  # what is being found may still have it
        self._offer_undo()

    def _tell(self, report: Report) -> None:
        """What came back goes by; what could not come back stays until it is read."""
        if report.counts.get("problems"):
            self.failed.emit(PhotoorgError(report.title))
        else:
            self.said.emit(report.title)

    def _offer_undo(self) -> None:
        if self._session.read_only:
            return
        if self._apart:
            self.page.show_undo(self.page.tr("Undo: they may be duplicates"))
            return
        # While files are being moved, nobody could tell which of them would come back.
        busy = bool(self._going or self._back)
        batches = [] if busy else trash_record.batches(self._app.home)
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
