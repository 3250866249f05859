"""Stars, flags and labels by keyboard, menu and click: shown at once, stored by the library thread, taken back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Slot

from photoorg.gui import words
from photoorg.gui.mark_verbs import PART, Groups, Job, back_to, parts, put
from photoorg.gui.marks import (
    NO_MARKS,
    STAR,
    Change,
    Marks,
    flagged,
    label_name,
    labelled,
    marked,
    marks_of,
    rated,
)
from photoorg.library.browse import Card
from photoorg.library.store import Database
from photoorg.outcomes import Changes

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from photoorg.gui.window import MainWindow

_MARK = "mark"
_OF_PHOTOS = {"rate", "flag", "label", "add_to_album", "take_out", "move_in_album"}


@dataclass(eq=False)
class _Deed:
    """What is asked for: what to say when it is stored, the parts that are left, and what was before.

    `what` it is called in the menu. `is_taken_back`: it is, before all of it was stored.
    """

    sentence: str
    what: str = ""
    is_taken_back: bool = False
    photos: int = 0
    stored: int = 0
    running: int = 0
    left: deque[Job] = field(default_factory=deque[Job])
    before: list[Groups] = field(default_factory=list[Groups])
    settle: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])

    def verb(self, part: Job) -> Callable[[Database], Changes]:
        """What stores a part; on the library's thread."""

        def store(db: Database) -> Changes:
            before, changes = put(db, part)
            self.before.append(before)
            return changes

        return store


class Marking(QObject):
    """Marks the open photo, else those selected. The commands are methods, as those of the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._session = window.session
        self._model = window.model
        self._page = window.page
        self._viewer = window.viewer
        self._toast = window.toast
        self._undoing = window.undoing
        self._deeds: deque[_Deed] = deque()
        bar = self._viewer.marks
        bar.rated.connect(self.rate)
        bar.flagged.connect(self.flag)
        bar.labelled.connect(self._label)
        self._viewer.moved.connect(self.show_open)
        self._session.bridge.done.connect(self._take_done)
        self._session.bridge.opened.connect(self._forget)
        self._session.changed.connect(self.show_open)

    def attach(self, commands: Mapping[str, QAction]) -> None:
        """Keys without Ctrl are the photos' alone: in a list or a box they mean other things."""
        for name, action in commands.items():
            if name.split(":")[0] in _OF_PHOTOS:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                self._page.grid.addAction(action)
                self._viewer.addAction(action)

    # Commands; the table in actions.py names them.

    @Slot(str)
    def rate(self, stars: str) -> None:
        """Give stars, or (0) take them off."""
        number = int(stars)
        said = self.tr("{}: {}").format("{}", STAR * number) if number else self.tr("{}: no stars")
        what = words.stars(number) if number else self.tr("no stars")
        self._mark(rated(number), said, what)

    @Slot(str)
    def flag(self, flag: str) -> None:
        """Pick, reject, or neither."""
        said = {"pick": self.tr("{}: picked"), "reject": self.tr("{}: rejected"), "": self.tr("{}: no flag")}
        what = {"pick": self.tr("picking"), "reject": self.tr("rejecting"), "": self.tr("no flag")}
        self._mark(flagged(flag), said[flag], what[flag])

    @Slot(str)
    def label(self, label: str) -> None:
        """Label in a colour; where the current photo has that one already, take it off."""
        self._label("" if self._current().label == label else label)

    def _label(self, label: str) -> None:
        said = self.tr("{}: {} label").format("{}", label_name(label).lower()) if label else self.tr("{}: no label")
        what = self.tr("{} label").format(label_name(label).lower()) if label else self.tr("no label")
        self._mark(labelled(label), said, what)

    # How it is done.

    def _chosen(self) -> NDArray[np.int64]:
        shown = self._viewer.photo_id
        if self._viewer.isVisible():
            return np.array([shown] if shown else [], np.int64)
        return self._page.grid.selected_ids()

    def _current(self) -> Marks:
        position = self._viewer.position if self._viewer.isVisible() else self._page.grid.current_position
        card = self._model.card(position)
        return marks_of(card) if card else NO_MARKS

    def _mark(self, change: Change, sentence: str, what: str) -> None:
        ids = self._chosen()
        if len(ids) and not self._session.read_only:
            deed = _Deed(sentence, self.tr("{} on {}").format(what, words.photos(len(ids))))
            self._undoing.did(deed, deed.what, lambda: self._take_back(deed))
            self._begin([(ids, change)], deed)

    def _begin(self, jobs: list[Job], deed: _Deed, *, next_one: bool = False) -> None:
        """Show it at once, and store it as soon as what was asked for before is stored, or as the `next_one`."""
        deed.photos = sum(len(ids) for ids, _ in jobs)
        deed.left.extend(parts(jobs))
        deed.settle = [self._model.pretend(ids, _amend(change)) for ids, change in jobs]
        self._deeds.insert(0 if next_one else len(self._deeds), deed)
        self._show()
        if len(self._deeds) == 1 and not next_one:
            self._go_on()

    def _go_on(self) -> None:
        """Store the next part of the first deed."""
        deed = self._deeds[0]
        if deed.photos > PART:
            said = self.tr("Storing: {} of {}").format(words.number(deed.stored), words.photos(deed.photos))
            self._toast.tell(said, self._stop, self.tr("Stop"), stays=True)
        deed.running = len(deed.left[0][0])
        self._session.bridge.edit_and_tell(_MARK, deed.verb(deed.left.popleft()))

    def _stop(self) -> None:
        """Leave the rest of what is being stored as it was."""
        if self._deeds:
            self._deeds[0].left.clear()

    @Slot(str, object)
    def _take_done(self, name: str, error: Exception | None) -> None:
        if name != _MARK or not self._deeds:
            return
        deed = self._deeds[0]
        deed.stored += deed.running if error is None else 0
        if error is None and deed.left:
            self._go_on()
            return
        self._deeds.popleft()
        self._end(deed)
        if error is not None:
            self._toast.hide()
            self._undoing.drop(deed)
            self._session.troubled.emit(error)
        elif deed.is_taken_back:
            self._begin(back_to(deed.before), _Deed(self.tr("{}: as before")), next_one=True)
        else:
            self._undoing.tell(deed, deed.sentence.format(words.photos(deed.stored)))
        if self._deeds:
            self._go_on()

    def _end(self, deed: _Deed) -> None:
        for settle in deed.settle:
            settle()
        self._show()

    def _take_back(self, deed: _Deed) -> None:
        """Give each photo back what it had; what is not stored yet is not stored any more."""
        if self._deeds and deed is self._deeds[0]:
            deed.left.clear()
            deed.is_taken_back = True
        elif deed in self._deeds:
            self._deeds.remove(deed)
            self._end(deed)
        elif jobs := back_to(deed.before):
            self._begin(jobs, _Deed(self.tr("{}: as before")))

    @Slot()
    def _forget(self) -> None:
        """Another library is opened: what was not stored in the one before is not shown in this."""
        while self._deeds:
            self._end(self._deeds.popleft())

    def close(self) -> None:
        """The window closes: what is shown is stored before the library is."""
        for deed in self._deeds:
            while deed.left:
                self._session.bridge.edit(deed.verb(deed.left.popleft()))

    def _show(self) -> None:
        self._page.grid.viewport().update()
        self.show_open()

    @Slot()
    def show_open(self, *_told: object) -> None:
        """Show the open photo's marks."""
        card = self._model.card(self._viewer.position) if self._viewer.isVisible() else None
        if card is not None and card.photo_id == self._viewer.photo_id:
            self._viewer.marks.show_marks(marks_of(card))


def _amend(change: Change) -> Callable[[Card], Card]:
    return lambda card: marked(card, change(marks_of(card)))
