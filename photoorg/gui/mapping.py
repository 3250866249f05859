"""The map of the photos that are shown: its dialog, and what a click on it asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QWidget

from photoorg.gui import words
from photoorg.gui.list_dialog import column_in
from photoorg.gui.map_view import MapView
from photoorg.library.located import Cluster
from photoorg.library.terms import Term, with_term

if TYPE_CHECKING:
    from photoorg.gui.queries import Queries, Results

_FIRST_CELL = 0.25  # degrees: fine enough to see how far the photos reach


class MapDialog(QDialog):
    """Stays open beside the photos. `whole_wanted`: every place is to be in sight."""

    whole_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Map"))
        self.said = QLabel(self, wordWrap=True)
        self.view = MapView(self)
        self.whole = QPushButton(self.tr("Show all places"), self)
        self.whole.setAutoDefault(False)
        self.whole.clicked.connect(self.whole_wanted)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        foot = QHBoxLayout()
        foot.addWidget(self.whole)
        foot.addStretch(1)
        foot.addWidget(buttons)
        column = column_in(self)
        column.addWidget(self.said)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        self.resize(self.sizeHint())

    def say(self, located: int, photos: int) -> None:
        """Say how many of the photos are on the map."""
        if located:
            told = self.tr("{} of {} say where they were taken. Click a place to show its photos.").format(
                words.number(located), words.photos(photos)
            )
        else:
            told = self.tr("None of {} says where it was taken.").format(words.photos(photos))
        self.said.setText(told)
        self.whole.setEnabled(bool(located))


class Mapping(QObject):
    """Asks for the places of the photos that are shown. `show_map` is a command; `text_wanted` is a query."""

    text_wanted = Signal(str)

    def __init__(self, queries: Queries, parent: QWidget) -> None:
        super().__init__(parent)
        self._queries = queries
        self._text = ""
        self._ids = np.empty(0, np.int64)
        self._fits = False  # whether the next places are to be brought into sight
        self.dialog = MapDialog(parent)
        self.dialog.view.cell_wanted.connect(self._ask)
        self.dialog.view.chosen.connect(self._choose)
        self.dialog.whole_wanted.connect(self._show_whole)
        queries.places.connect(self._take)

    @Slot()
    def show_map(self) -> None:
        """Show where the photos were taken."""
        self.dialog.show()
        self.dialog.raise_()
        self._show_whole()

    def show_results(self, results: Results) -> None:
        """The photos that are shown are others."""
        if results.complete:
            self._text, self._ids = results.question.text, results.ids
            if self.dialog.isVisible():
                self._show_whole()

    @Slot()
    def _show_whole(self) -> None:
        self._fits = True
        self._ask(_FIRST_CELL)

    @Slot(float)
    def _ask(self, cell: float) -> None:
        if self.dialog.isVisible():
            self._queries.find_places(self._ids, cell)

    @Slot(object)
    def _take(self, places: Sequence[Cluster]) -> None:
        self.dialog.say(sum(one.photos for one in places), len(self._ids))
        view = self.dialog.view
        if self._fits:
            self._fits = False
            view.fit(places)
            self._ask(view.cell)
        else:
            view.show_places(places)

    @Slot(object)
    def _choose(self, place: Cluster) -> None:
        text = self._text
        for term in place.terms:
            text = with_term(text, term, Term.INCLUDED)
        self.text_wanted.emit(text)
