"""The map of the photos that are shown: its dialog, and what a click on it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QWidget

from photoorg.gui import words
from photoorg.gui.list_dialog import column_in
from photoorg.gui.map_fit import fitting
from photoorg.gui.map_view import MapView
from photoorg.gui.terms import Term, with_term
from photoorg.library.located import Cluster

if TYPE_CHECKING:
    from photoorg.gui.answers import Places, Results
    from photoorg.gui.queries import Queries


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

    def wait(self) -> None:
        """Say that the places are being looked for."""
        self.said.setText(self.tr("Looking for places…"))
        self.whole.setEnabled(False)

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
        self._fits = False  # whether places are on their way that are to be brought into sight
        self.dialog = MapDialog(parent)
        self.dialog.view.cell_wanted.connect(self._ask)
        self.dialog.view.chosen.connect(self._choose)
        self.dialog.whole_wanted.connect(self._show_whole)
        queries.places.connect(self._take)
        queries.failed.connect(self._fail)

    @Slot()
    def show_map(self) -> None:
        """Show where the photos were taken; a map that is open stays as it is."""
        if not self.dialog.isVisible():
            self._fits = True  # the size that the view gets now asks nothing
            self.dialog.show()
            self._show_whole()
        self.dialog.raise_()

    def show_results(self, results: Results) -> None:
        """The photos that are shown are others, or have changed: only those of another question are gone to."""
        if not results.complete:
            return
        is_other = results.question.text != self._text
        self._text, self._ids = results.question.text, results.ids
        if not self.dialog.isVisible():
            return
        if is_other or self._fits or not self.dialog.view.places:
            self._show_whole()
        else:
            self._ask(self.dialog.view.cell)

    @Slot()
    def _show_whole(self) -> None:
        if self.dialog.isVisible():
            self._fits = True
            self.dialog.wait()
            self._queries.find_places(self._ids, fitting(self.dialog.view.size()))

    @Slot(float)
    def _ask(self, cell: float) -> None:
        if self.dialog.isVisible() and not self._fits:
            self._queries.find_places(self._ids, lambda _photos: cell)

    @Slot(object)
    def _take(self, places: Places) -> None:
        self.dialog.say(sum(one.photos for one in places.clusters), len(self._ids))
        fits, self._fits = self._fits, False
        self.dialog.view.show_places(places.clusters)
        if fits:
            self.dialog.view.fit(places.clusters, places.cell)

    @Slot()
    def _fail(self) -> None:
        self._fits = False

    @Slot(object)
    def _choose(self, place: Cluster) -> None:
        text = self._text
        for term in place.terms:
            text = with_term(text, term, Term.INCLUDED)
        self.text_wanted.emit(text)
