"""Stars, flags and labels by keyboard, menu and click: shown at once, stored by the library thread, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Slot

from photoorg.gui import words
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
from photoorg.library import notes
from photoorg.library.browse import Card
from photoorg.library.store import Database
from photoorg.outcomes import Changes

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from photoorg.gui.window import MainWindow

MARK = "mark"
Groups = dict[Marks, list[int]]
"""Photos by their marks."""

_OF_PHOTOS = {"rate", "flag", "label", "add_to_album", "take_out", "move_in_album"}
_SLOW = 20_000
"""From so many photos on it is said that they are being stored: that takes a second or more."""


@dataclass(frozen=True, slots=True)
class _Deed:
    """What is under way: what to say when it is stored, how the grid is told, and the way back."""

    sentence: str
    settle: Callable[[], None]
    undo: Callable[[], None] | None = None


class Marking(QObject):
    """Marks the open photo, else those selected. The commands are methods, as those of the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._session = window.session
        self._model = window.model
        self._page = window.page
        self._viewer = window.viewer
        self._toast = window.toast
        self._deeds: dict[str, _Deed] = {}
        self._number = 0
        bar = self._viewer.marks
        bar.rated.connect(self.rate)
        bar.flagged.connect(self.flag)
        bar.labelled.connect(self._label)
        self._viewer.moved.connect(self.show_open)
        self._session.bridge.done.connect(self._take_done)
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
        self._mark(rated(number), said)

    @Slot(str)
    def flag(self, flag: str) -> None:
        """Pick, reject, or neither."""
        said = {"pick": self.tr("{}: picked"), "reject": self.tr("{}: rejected"), "": self.tr("{}: no flag")}
        self._mark(flagged(flag), said[flag])

    @Slot(str)
    def label(self, label: str) -> None:
        """Label in a colour; where the current photo has that one already, take it off."""
        self._label("" if self._current().label == label else label)

    def _label(self, label: str) -> None:
        said = self.tr("{}: {} label").format("{}", label_name(label).lower()) if label else self.tr("{}: no label")
        self._mark(labelled(label), said)

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

    def _mark(self, change: Change, sentence: str) -> None:
        ids = self._chosen()
        if not len(ids) or self._session.read_only:
            return

        def amend(card: Card) -> Card:
            return marked(card, change(marks_of(card)))

        kept: list[Groups] = []

        def verb(db: Database) -> Changes:
            before, changes = put(db, ids, change)
            kept.append(before)
            return changes

        self._run(ids, amend, sentence.format(words.photos(len(ids))), verb, lambda: self._take_back(kept[-1]))

    def _take_back(self, before: Groups) -> None:
        by_id = {one: marks for marks, many in before.items() for one in many}
        ids = np.fromiter(by_id, np.int64, len(by_id))

        def amend(card: Card) -> Card:
            return marked(card, by_id[card.photo_id])

        self._run(ids, amend, self.tr("{}: as before").format(words.photos(len(ids))), lambda db: put_back(db, before))

    def _run(
        self, ids: NDArray[np.int64], amend: Callable[[Card], Card], sentence: str,
        verb: Callable[[Database], Changes], undo: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        self._number += 1
        name = f"{MARK} {self._number}"
        self._deeds[name] = _Deed(sentence, self._model.pretend(ids, amend), undo)
        self._show()
        if len(ids) >= _SLOW:
            self._toast.tell(self.tr("Storing it for {}…").format(words.photos(len(ids))), stays=True)
        self._session.bridge.edit_and_tell(name, verb)

    @Slot(str, object)
    def _take_done(self, name: str, error: Exception | None) -> None:
        deed = self._deeds.pop(name, None)
        if deed is None:
            return
        deed.settle()
        self._show()
        if error is not None:
            self._toast.hide()
            self._session.troubled.emit(error)
        else:
            self._toast.tell(deed.sentence, deed.undo)

    def _show(self) -> None:
        self._page.grid.viewport().update()
        self.show_open()

    @Slot()
    def show_open(self, *_told: object) -> None:
        """Show the open photo's marks."""
        card = self._model.card(self._viewer.position) if self._viewer.isVisible() else None
        if card is not None and card.photo_id == self._viewer.photo_id:
            self._viewer.marks.show_marks(marks_of(card))


def put(db: Database, ids: NDArray[np.int64], change: Change) -> tuple[Groups, Changes]:
    """Store what a change makes of each photo. Returns the marks before, with who had them, and what changed."""
    before = grouped(db, ids)
    changes = Changes()
    for marks, many in before.items():
        changes |= _write(db, many, marks, change(marks))
    return before, changes


def put_back(db: Database, before: Groups) -> Changes:
    """Store marks as they were."""
    changes = Changes()
    for marks, many in before.items():
        changes |= put(db, np.array(many, np.int64), lambda _now, marks=marks: marks)[1]
    return changes


def grouped(db: Database, ids: NDArray[np.int64]) -> Groups:
    """The photos by their marks."""
    noted = notes.notes_on(db, ids.tolist())
    groups: Groups = {}
    for photo_id in ids.tolist():
        groups.setdefault(noted.get(photo_id, NO_MARKS), []).append(photo_id)
    return groups


def _write(db: Database, ids: list[int], before: Marks, after: Marks) -> Changes:
    changes = Changes()
    if after.rating != before.rating:
        changes |= notes.rate(db, ids, after.rating)
    if after.label != before.label:
        changes |= notes.label(db, ids, after.label)
    if after.pick != before.pick:
        changes |= notes.pick(db, ids, after.pick)
    return changes
