"""Tags that are dragged: out of the panel, onto a photo or onto a quick tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QByteArray, QEvent, QMimeData, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from photoorg.gui import words
from photoorg.gui.grid_drag import badge
from photoorg.gui.style import UNIT

if TYPE_CHECKING:
    from photoorg.gui.changing import Ids
    from photoorg.gui.grid_model import GridModel
    from photoorg.gui.grid_view import GridView

MIME = "application/x-photoorg-tag"


def mime_of_tag(name: str) -> QMimeData:
    """A tag as what is dragged."""
    mime = QMimeData()
    mime.setData(MIME, QByteArray(name.encode()))
    return mime


def is_tag(mime: QMimeData) -> bool:
    """Whether a tag of this window is dragged."""
    return mime.hasFormat(MIME)


def tag_in(mime: QMimeData) -> str:
    """The tag that is dragged."""
    return bytes(mime.data(MIME).data()).decode()


def drag_tag(widget: QWidget, name: str) -> None:
    """Drag a tag until it is let go."""
    drag = QDrag(widget)
    drag.setMimeData(mime_of_tag(name))
    drag.setPixmap(badge(name, widget))
    drag.setHotSpot(QPoint(-3 * UNIT, -3 * UNIT))
    drag.exec(Qt.DropAction.CopyAction)


class TagDrop(QObject):
    """Watches the grid's viewport. `dropped` says which tag goes to which photos.

    Let go on one of the selected photos, a tag goes to all of them; on another one, to that alone.
    """

    dropped = Signal(str, object)  # tag, ids int64

    def __init__(self, grid: GridView, model: GridModel) -> None:
        super().__init__(grid)
        self._grid = grid
        self._model = model
        self.takes = True  # whether anything may be changed
        self.frame = QFrame(grid.viewport())
        self.frame.setProperty("role", "target")
        self.says = QLabel(grid.viewport(), textFormat=Qt.TextFormat.PlainText)
        self.says.setProperty("role", "bubble")
        for widget in (self.frame, self.says):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            widget.hide()
        grid.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Tags over the viewport."""
        kind = event.type()
        if kind in {QEvent.Type.DragEnter, QEvent.Type.DragMove} and isinstance(event, QDragMoveEvent):
            return is_tag(event.mimeData()) and self._take_move(event)
        if kind == QEvent.Type.DragLeave:
            self._hide()
        if kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            return is_tag(event.mimeData()) and self._take_drop(event)
        return False

    def photos_at(self, spot: QPoint) -> Ids:
        """The photos that what is dropped at a point of the viewport goes to."""
        position = self._model.position(self._grid.indexAt(spot))
        if position < 0:
            return np.empty(0, np.int64)
        one = self._model.results.ids[position : position + 1]
        return self._grid.selected_ids() if self._is_selected(spot) else one

    def _is_selected(self, spot: QPoint) -> bool:
        return self._grid.selectionModel().isSelected(self._grid.indexAt(spot))

    def _take_move(self, event: QDragMoveEvent) -> bool:
        spot = event.position().toPoint()
        index = self._grid.indexAt(spot)
        if not self.takes or self._model.position(index) < 0:
            self._hide()
            event.ignore()
            # Entering must be taken, or nothing more is told.
            if event.type() == QEvent.Type.DragEnter and self.takes:
                event.acceptProposedAction()
            return True
        self.frame.setGeometry(self._grid.visualRect(index).adjusted(2, 2, -2, -2))
        self.says.setText(words.photos(self._grid.selected_count if self._is_selected(spot) else 1))
        self.says.adjustSize()
        self.says.move(self.frame.geometry().center() - self.says.rect().center())
        for widget in (self.frame, self.says):
            widget.show()
            widget.raise_()
        event.acceptProposedAction()
        return True

    def _take_drop(self, event: QDropEvent) -> bool:
        self._hide()
        ids = self.photos_at(event.position().toPoint())
        if self.takes and len(ids):
            event.acceptProposedAction()
            self.dropped.emit(tag_in(event.mimeData()), ids)
        return True

    def _hide(self) -> None:
        self.frame.hide()
        self.says.hide()
