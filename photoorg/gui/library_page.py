"""The page of photos: search above, panel on the left, grid or a state on the right."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from photoorg.gui.answers import Results
from photoorg.gui.caution_terms import text_for
from photoorg.gui.grid_model import GridModel
from photoorg.gui.grid_view import GridView
from photoorg.gui.meaning_strip import MeaningStrip
from photoorg.gui.newer_notice import NewerNotice
from photoorg.gui.search_bar import SearchBar
from photoorg.gui.sidebar import Sidebar
from photoorg.gui.states import StatePage
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.gui.timeline import TimelineBar
from photoorg.gui.troubles import Notice
from photoorg.library.preflight import Caution


class LibraryPage(QWidget):
    """Lays the parts out; what they do together is the window's. `shown`: other results are."""

    shown = Signal()

    def __init__(self, model: GridModel, thumbs: ThumbLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchBar(self)
        self.standing = Notice(self, role="note", closable=False)
        self.notice = Notice(self)
        self.newer = NewerNotice(self)
        self.sidebar = Sidebar(self)
        self.sidebar_wanted = True
        self._caution: tuple[str, Caution] | None = None  # whose photos are to be selected, when the text's come
        self.sidebar_width = self.sidebar.sizeHint().width()
        self.grid = GridView(model, thumbs, self)
        self.state = StatePage(self)
        self.content = QStackedWidget(self)
        self.content.addWidget(self.grid)
        self.content.addWidget(self.state)
        self.meaning = MeaningStrip(self)
        right = QWidget(self)
        above = QVBoxLayout(right)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(0)
        above.addWidget(self.meaning)
        above.addLayout(self._beside_timeline(right), 1)
        self.parts = QSplitter(self)
        self.parts.setHandleWidth(1)
        self.parts.setChildrenCollapsible(False)
        self.parts.addWidget(self.sidebar)
        self.parts.addWidget(right)
        self.parts.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.standing, self.search, self.notice, self.newer, rule(self)):
            column.addWidget(widget)
        column.addWidget(self.parts, 1)
        self.search.zoom.setValue(self.grid.zoom)
        self.search.left.connect(self.grid.setFocus)
        self.search.zoom_chosen.connect(self.grid.set_zoom)
        self.grid.zoomed.connect(self.search.zoom.setValue)
        self.sidebar.text_chosen.connect(self.choose)
        self.search.text_chosen.connect(self.choose)
        self.meaning.exact_wanted.connect(self.choose)
        self.meaning.weak_wanted.connect(self.search.want_weak)

    def _beside_timeline(self, around: QWidget) -> QHBoxLayout:
        """The photos, and the months that they are of."""
        self.timeline = TimelineBar(around)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.content, 1)
        row.addWidget(self.timeline)
        return row

    def showEvent(self, event: QShowEvent) -> None:
        """Give the panel its width, now that there is one to share."""
        super().showEvent(event)
        if self.sidebar_width:
            self.parts.setSizes([self.sidebar_width, max(1, self.parts.width() - self.sidebar_width)])
            self.sidebar_width = 0

    @Slot(str)
    def choose(self, text: str) -> None:
        """Ask what a click says, and mark it in the panel at once: a second click goes on from it."""
        self.sidebar.show_text(text)
        self.search.set_text(text)

    def show_results(self, results: Results) -> None:
        """Show the photos of a question and mark in the panel what it names."""
        self.sidebar.show_text(results.question.text)
        self.search.show_results(results)
        self.meaning.show_results(results)
        self.grid.show_results(results)
        self.search.show_selection(self.grid.selected_count)
        if self._caution and results.complete and self._caution[0] == results.question.text:
            self.grid.select_ids(self._caution[1].photo_ids)
            self._caution = None
        self.shown.emit()

    @Slot(object)
    def show_caution(self, caution: Caution) -> None:
        """Show the photos of a caution, and select them: there may be others of their kind in the result."""
        text = text_for(caution, self.search.box.text())
        if text == self.search.box.text():
            self.grid.select_ids(caution.photo_ids)
        else:
            self._caution = (text, caution)
            self.choose(text)

    def show_state(self, name: str, **facts: str) -> None:
        """Show a state, or (empty) the photos."""
        if name:
            self.state.show_state(name, **facts)
        appears = not name and self.content.currentWidget() is self.state
        self.content.setCurrentWidget(self.state if name else self.grid)
        self.timeline.setVisible(not name and self.timeline.axis is not None)
        if appears and not self.search.box.hasFocus():
            self.grid.setFocus()
        # Where there is no library yet there is nothing to search or to choose from.
        usable = name not in {"welcome", "broken", "damaged", "restoring"}
        self.search.setVisible(usable)
        self.sidebar.setVisible(usable and self.sidebar_wanted)

    def want_sidebar(self, wanted: bool) -> None:
        """With the panel, or without."""
        self.sidebar_wanted = wanted
        self.sidebar.setVisible(wanted and not self.search.isHidden())


def rule(parent: QWidget) -> QFrame:
    """A line across."""
    line = QFrame(parent)
    line.setProperty("role", "line")
    line.setFixedHeight(1)
    return line
