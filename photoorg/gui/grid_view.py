"""The grid itself: a table view without lines, for QListView needs seconds to lay out a million icons."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QPoint,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QTableView, QWidget

from photoorg.gui.answers import Results
from photoorg.gui.grid_delegate import GridDelegate
from photoorg.gui.grid_drag import GridDrag
from photoorg.gui.grid_model import GridModel
from photoorg.gui.grid_selection import SelectingView
from photoorg.gui.style import colours
from photoorg.gui.thumb_loader import ThumbLoader

ZOOMS = (96, 120, 144, 176, 208, 248, 296, 352, 424, 512)
"""Sides of thumbnails to choose from."""

DEFAULT_ZOOM = 3


class GridView(SelectingView):
    """Photos in rows. Selection and place are kept by id when the results change under them."""

    opened = Signal(int)  # position
    zoomed = Signal(int)
    selected = Signal()
    menu_wanted = Signal(QPoint)  # of the selected photos, where on the screen

    def __init__(self, model: GridModel, thumbs: ThumbLoader, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._zoom = DEFAULT_ZOOM
        self._delegate = GridDelegate(model, thumbs, self)
        self._delegate.side = ZOOMS[self._zoom]
        self.setItemDelegate(self._delegate)
        self._set_up()
        self.drag = GridDrag(self, model)
        thumbs.loaded.connect(self._repaint)
        self.selectionModel().selectionChanged.connect(self._tell_selection)

    def _set_up(self) -> None:
        self._paint_canvas()
        self.setAccessibleName(self.tr("Photos"))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setVisible(False)
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    # Results, zoom and layout.

    def show_results(self, results: Results) -> None:
        """Show results: from the top for a new question, else without a jump."""
        if results.question != self._grid.results.question:
            self._grid.show(results, self._columns())
            self._lay_out()
            self.scrollToTop()
        elif not np.array_equal(results.ids, self._grid.results.ids):
            with self._place_kept():
                self._grid.show(results, self._columns())
                self._lay_out()
        else:
            self._grid.results = results
        self.viewport().update()

    @property
    def results(self) -> Results:
        """What is shown."""
        return self._grid.results

    @property
    def zoom(self) -> int:
        """The place in ZOOMS."""
        return self._zoom

    @Slot(int)
    def set_zoom(self, zoom: int) -> None:
        """Choose the size of thumbnails by its place in ZOOMS; the photo in view stays in view."""
        zoom = min(max(zoom, 0), len(ZOOMS) - 1)
        if zoom == self._zoom:
            return
        self._zoom = zoom
        self._delegate.side = ZOOMS[zoom]
        self._refit()
        self.zoomed.emit(zoom)

    @Slot(bool)
    def show_names(self, shown: bool) -> None:
        """With the files' names, or without."""
        self._delegate.names = shown
        self._refit()

    def _columns(self) -> int:
        return max(1, self._width() // self._delegate.cell(self.fontMetrics()).width())

    def _width(self) -> int:
        # As if the scroll bar were always there: its coming must not change the columns that made it come.
        return self.width() - self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)

    def _lay_out(self) -> None:
        cell = self._delegate.cell(self.fontMetrics())
        self.horizontalHeader().setDefaultSectionSize(max(cell.width(), self._width() // self._grid.columns))
        self.verticalHeader().setDefaultSectionSize(cell.height())

    def _refit(self) -> None:
        with self._place_kept():
            if (columns := self._columns()) != self._grid.columns:
                self._grid.show(self._grid.results, columns)
            self._lay_out()

    @contextmanager
    def _place_kept(self) -> Generator[None, None, None]:
        """Keep selection, current photo and scroll position over a change of the model, by id."""
        before, chosen, current = self._grid.results, self.selected_ids(), self.current_id()
        top, offset = self._top_photo()
        self.setUpdatesEnabled(False)
        self.selectionModel().blockSignals(True)
        try:
            yield
            if len(chosen) == len(before.ids) and self._grid.results.has_same_photos(before):
                self.selectAll()
            else:
                self.select_only(chosen)
            self.make_current(current)
            self._scroll_to(top, offset)
        finally:
            self.selectionModel().blockSignals(False)
            self.setUpdatesEnabled(True)
        if len(chosen):
            self.selected.emit()

    def _top_photo(self) -> tuple[int | None, int]:
        """The photo to hold still, and how far its row's top lies above the view's; none while at the very top."""
        row = self.rowAt(0)
        if self.verticalScrollBar().value() == 0 or row < 0:
            return None, 0
        position = min(row * self._grid.columns, len(self._grid) - 1)
        return int(self._grid.results.ids[position]), self.rowViewportPosition(row)

    def _scroll_to(self, photo_id: int | None, offset: int) -> None:
        position = None if photo_id is None else self._grid.position_of(photo_id)
        if position is None:
            return
        row = position // self._grid.columns
        self.updateGeometries()
        self.verticalScrollBar().setValue(row * self.verticalHeader().defaultSectionSize() - offset)

    @Slot()
    def _tell_selection(self) -> None:
        self.selected.emit()

    @Slot(bytes)
    def _repaint(self, _identity: bytes) -> None:
        # Qt puts these together: one paint an event loop's turn, of what is visible.
        self.viewport().update()

    # Places, for those who drag photos or jump to them.

    def is_on_picture(self, spot: QPoint) -> bool:
        """Whether a point of the viewport is on a photo, not beside it."""
        card = self._grid.card(self._grid.position(index := self.indexAt(spot)))
        return card is not None and self._delegate.photo_rect(self.visualRect(index), card).contains(spot)

    @property
    def top_position(self) -> int:
        """The first photo in view."""
        return max(0, self.rowAt(0)) * self._grid.columns

    def scroll_to_position(self, position: int) -> None:
        """Bring a photo's row to the top; what is selected stays so."""
        self.verticalScrollBar().setValue(position // self._grid.columns * self.verticalHeader().defaultSectionSize())

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Qt would look at every selected cell."""
        self.drag.start()

    # What Qt asks for.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens a photo."""
        position = self._grid.position(self.currentIndex())
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and position >= 0:
            self.opened.emit(position)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt would go through every name. Searching is the search box's."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the photo."""
        position = self._grid.position(self.indexAt(event.position().toPoint()))
        if event.button() == Qt.MouseButton.LeftButton and position >= 0:
            self.opened.emit(position)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of what is selected; by the key, at the current photo."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        spot = self.visualRect(self.currentIndex()).center()
        if self.selected_count:
            self.menu_wanted.emit(self.viewport().mapToGlobal(spot) if by_key else event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y()
            self.set_zoom(self._zoom + (turned > 0) - (turned < 0))
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as fit."""
        super().resizeEvent(event)
        self._refit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_canvas()

    def _paint_canvas(self) -> None:
        palette = self.palette()
        if palette.color(QPalette.ColorRole.Base) != QColor(colours().canvas):
            palette.setColor(QPalette.ColorRole.Base, QColor(colours().canvas))
            # The delegate paints what is selected; the style would fill the whole cell first.
            palette.setColor(QPalette.ColorRole.Highlight, QColor(Qt.GlobalColor.transparent))
            self.setPalette(palette)
