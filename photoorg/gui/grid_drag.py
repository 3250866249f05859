"""Photos dragged out of the grid: onto an album, or to another place in the album that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QEvent, QMimeData, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDrag, QDragMoveEvent, QDropEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QWidget

from photoorg.gui import words
from photoorg.gui.style import UNIT, colours

if TYPE_CHECKING:
    from photoorg.gui.grid_model import GridModel
    from photoorg.gui.grid_view import GridView

MIME = "application/x-photoorg-photos"
_BAR = 3
_EDGE = 32


def mime_of(ids: NDArray[np.int64]) -> QMimeData:
    """Photos as what is dragged: their ids, whatever their number."""
    mime = QMimeData()
    mime.setData(MIME, QByteArray(ids.astype(np.int64).tobytes()))
    return mime


def is_photos(mime: QMimeData) -> bool:
    """Whether photos of this window are dragged."""
    return mime.hasFormat(MIME)


def ids_in(mime: QMimeData) -> NDArray[np.int64]:
    """The photos that are dragged."""
    return np.frombuffer(mime.data(MIME).data(), np.int64)


class GridDrag(QObject):
    """Watches the grid's viewport. `dropped` says which photos go before which position of the result.

    A press on a picture begins to drag, one beside it to select, as in every file manager.
    """

    dropped = Signal(object, int)  # ids int64, position

    def __init__(self, grid: GridView, model: GridModel) -> None:
        super().__init__(grid)
        self._grid = grid
        self._model = model
        self.orders = False  # whether what is shown has an order that can be changed
        self._bar = QFrame(grid.viewport())
        self._bar.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._bar.setProperty("role", "insertion")
        self._bar.hide()
        grid.viewport().setAcceptDrops(True)
        grid.viewport().installEventFilter(self)

    def start(self) -> None:
        """Drag what is selected."""
        ids = self._grid.selected_ids()
        if not len(ids):
            return
        drag = QDrag(self._grid)
        drag.setMimeData(mime_of(ids))
        drag.setPixmap(badge(words.photos(len(ids)), self._grid))
        drag.setHotSpot(QPoint(-3 * UNIT, -3 * UNIT))
        drag.exec(Qt.DropAction.CopyAction)
        self._bar.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Presses and drags on the viewport."""
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            self._grid.setDragEnabled(self._grid.is_on_picture(event.position().toPoint()))
            return False
        if kind in {QEvent.Type.DragEnter, QEvent.Type.DragMove} and isinstance(event, QDragMoveEvent):
            return self._take_move(event)
        if kind == QEvent.Type.DragLeave:
            self._bar.hide()
        if kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            return self._take_drop(event)
        return False

    def _take_move(self, event: QDragMoveEvent) -> bool:
        if not is_photos(event.mimeData()):
            return False
        if not self.orders:
            event.ignore()
            return True
        spot = event.position().toPoint()
        self._scroll_at_edge(spot)
        self._show_bar(self.gap_at(spot))
        event.acceptProposedAction()
        return True

    def _take_drop(self, event: QDropEvent) -> bool:
        if not is_photos(event.mimeData()):
            return False
        self._bar.hide()
        if self.orders:
            event.acceptProposedAction()
            self.dropped.emit(ids_in(event.mimeData()), self.gap_at(event.position().toPoint()))
        return True

    def gap_at(self, spot: QPoint) -> int:
        """The position that what is dropped at a point of the viewport goes before."""
        index = self._grid.indexAt(spot)
        position = self._model.position(index)
        return len(self._model) if position < 0 else position + (spot.x() > self._grid.visualRect(index).center().x())

    def _gap_rect(self, position: int) -> QRect:
        """The cell that begins where something goes before a position; behind the last one, a cell of no photo."""
        after = position >= len(self._model) or position % self._model.columns == 0 < position
        rect = self._grid.visualRect(self._model.index_at(position - after))
        return rect.translated(rect.width(), 0) if after else rect

    def _scroll_at_edge(self, spot: QPoint) -> None:
        """Go on while something is dragged along the upper or lower edge."""
        bar, height = self._grid.verticalScrollBar(), self._grid.viewport().height()
        bar.setValue(bar.value() + min(0, spot.y() - _EDGE) + max(0, spot.y() - height + _EDGE))

    def _show_bar(self, position: int) -> None:
        rect = self._gap_rect(position)
        self._bar.setGeometry(rect.left() - _BAR // 2, rect.top() + UNIT, _BAR, rect.height() - 2 * UNIT)
        self._bar.show()
        self._bar.raise_()


def badge(text: str, widget: QWidget) -> QPixmap:
    """What hangs on the mouse: in words what is dragged."""
    metrics, ratio = widget.fontMetrics(), widget.devicePixelRatioF()
    width, height = metrics.horizontalAdvance(text) + 6 * UNIT, metrics.height() + 2 * UNIT
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().accent))
    painter.drawRoundedRect(QRectF(0, 0, width, height), height / 2, height / 2)
    painter.setPen(QColor(colours().on_accent))
    painter.setFont(widget.font())
    painter.drawText(QRectF(0, 0, width, height), int(Qt.AlignmentFlag.AlignCenter), text)
    painter.end()
    return made
