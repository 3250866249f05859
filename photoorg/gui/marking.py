"""Stars, flags and labels by keyboard, menu and click: shown at once, stored by the library thread, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Slot

from photoorg.gui import mark_verbs, words
from photoorg.gui.mark_verbs import Store
from photoorg.gui.marks import NO_MARKS, STAR, Change, Marks, label_name, marked, marks_of
from photoorg.library.browse import Card

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from photoorg.gui.window import MainWindow

_MARK = "mark"
_OF_PHOTOS = {"rate", "flag", "label", "add_to_album", "take_out", "move_in_album"}


@dataclass(frozen=True, slots=True)
class _Deed:
    """What is being stored: what to say when it is, and what then ends that it is shown before it is so."""

    sentence: str
    photos: int
    settle: Callable[[], None]


class Marking(QObject):
    """Marks the open photo, else those selected. The commands are methods, as those of the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._session = window.session
        self._model = window.model
        self._page = window.page
        self._viewer = window.viewer
        self._undoing = window.undoing
        self._deeds: dict[str, _Deed] = {}  # by the names of their verbs
        self._number = 0
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
        self._mark(*mark_verbs.rate(number), said)

    @Slot(str)
    def flag(self, flag: str) -> None:
        """Pick, reject, or neither."""
        said = {"pick": self.tr("{}: picked"), "reject": self.tr("{}: rejected"), "": self.tr("{}: no flag")}
        self._mark(*mark_verbs.flag(flag), said[flag])

    @Slot(str)
    def label(self, label: str) -> None:
        """Label in a colour; where the current photo has that one already, take it off."""
        self._label("" if self._current().label == label else label)

    def _label(self, label: str) -> None:
        said = self.tr("{}: {} label").format("{}", label_name(label).lower()) if label else self.tr("{}: no label")
        self._mark(*mark_verbs.label(label), said)

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

    def _mark(self, change: Change, store: Store, sentence: str) -> None:
        """Show it at once, and store it as one deed after what was asked for before."""
        ids = self._chosen()
        if not len(ids) or self._session.read_only:
            return
        self._number += 1
        name = f"{_MARK} {self._number}"
        self._deeds[name] = _Deed(sentence, len(ids), self._model.pretend(ids, _amend(change)))
        self._show()
        self._undoing.do(name, lambda db, told: store(db, ids, told), self.tr("Storing"))

    @Slot(str, object)
    def _take_done(self, name: str, error: Exception | None) -> None:
        deed = self._deeds.pop(name, None)
        if deed is None:
            return
        deed.settle()
        self._show()
        if error is None:
            self._undoing.tell(deed.sentence.format(words.photos(deed.photos)))
        else:
            self._undoing.fail(error)

    @Slot()
    def _forget(self) -> None:
        """Another library is opened: what was not stored in the one before is not shown in this."""
        for deed in self._deeds.values():
            deed.settle()
        self._deeds.clear()
        self._show()

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
