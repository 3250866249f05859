"""Near duplicates in the window: finds them off its thread, and does what a person decides of each group."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from photoorg.gui.lanes import Lane, Tell
from photoorg.gui.lookalikes_page import LookalikesPage
from photoorg.library import browse
from photoorg.library.apart import say_apart
from photoorg.library.browse import Card
from photoorg.library.lookalikes import Group, groups
from photoorg.library.store import Database
from photoorg.outcomes import Progress

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.session import Session

_KIND = "groups"


@dataclass(frozen=True, slots=True)
class _Found:
    """Every group, and what draws the best of each."""

    groups: Sequence[Group]
    cards: dict[int, Card]


@dataclass(frozen=True, slots=True, eq=False)
class _Deed:
    """What was done last: to be taken back."""

    photo_ids: tuple[int, ...]
    files: int = 0
    """That are in the trash; 0 where it was said that these are not duplicates."""


class Lookalikes(QObject):
    """`show_duplicates` is a command. `wanted`: the page is to be shown."""

    wanted = Signal()
    failed = Signal(object)  # Exception

    def __init__(self, app: App, session: Session, page: LookalikesPage) -> None:
        super().__init__(page)
        self._app = app
        self._session = session
        self._stopped = threading.Event()
        self._deeds: list[_Deed] = []
        self.page = page
        self._lane = Lane(app.reader, self)
        self._lane.answered.connect(self._take)
        self._lane.failed.connect(self._fail)
        page.stop_wanted.connect(self.stop)
        page.trash_wanted.connect(self._trash)
        page.apart_wanted.connect(self._say_apart)
        page.undo_wanted.connect(self._undo)
        page.lock(session.read_only)

    @Slot()
    def show_duplicates(self) -> None:
        """Go through photos that look alike."""
        self.wanted.emit()
        self.page.setFocus()
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

    @Slot(object, object)
    def _trash(self, group: Group, paths: Sequence[str]) -> None:
        pass

    @Slot()
    def _undo(self) -> None:
        pass

    def _note(self, deed: _Deed) -> None:
        pass

    @Slot(object)
    def _say_apart(self, group: Group) -> None:
        ids = tuple(one.photo_id for one in group.members)
        self._session.bridge.edit(lambda db: say_apart(db, ids))
        self._note(_Deed(ids))
        self.page.done_with(group)


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
