"""The tags of a result, from which tags are dragged, and onto which photos are."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from photoorg.gui.grid_drag import ids_in, is_photos
from photoorg.gui.row_paint import paint_ground
from photoorg.gui.style import GAP, colours
from photoorg.gui.tag_drag import drag_tag
from photoorg.gui.tag_list import TagDelegate, TagModel
from photoorg.gui.tag_view import TagView


class _Delegate(TagDelegate):
    over = -1  # the row that photos are dragged over

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if index.row() == self.over:
            rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_ground(painter, rect.adjusted(GAP, 1, -GAP, -1), QStyle.StateFlag.State_HasFocus, colours().selected)
            painter.restore()
        super().paint(painter, option, index)


class TagFacet(TagView):
    """`photos_dropped` on a tag: its name, and ids int64. `may_edit`: whether anything may be changed."""

    photos_dropped = Signal(str, object)
    hovered = Signal(QPoint)  # by photos that are dragged, where

    def __init__(self, model: TagModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._delegate = _Delegate(self)
        self.setItemDelegate(self._delegate)
        self.may_edit = True
        self._pressed: QPoint | None = None
        self.setAcceptDrops(True)

    # Tags that are dragged from here.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """It may be the beginning of a drag."""
        super().mousePressEvent(event)
        self._pressed = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough, and it is one."""
        super().mouseMoveEvent(event)
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton or not self.may_edit:
            return
        far = (event.position().toPoint() - self._pressed).manhattanLength()
        if far >= QGuiApplication.styleHints().startDragDistance():
            name = self.tag_model.name(self.indexAt(self._pressed))
            self._pressed = None
            if name:
                drag_tag(self, name)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press that was dragged is no click."""
        if self._pressed is not None or event.button() != Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)
        self._pressed = None

    # Photos that are dragged here.

    def _mark_over(self, row: int) -> None:
        if row != self._delegate.over:
            self._delegate.over = row
            self.viewport().update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Photos may come."""
        event.acceptProposedAction() if self.may_edit and is_photos(event.mimeData()) else event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show which tag they would have."""
        spot = event.position().toPoint()
        index = self.indexAt(spot)
        self.hovered.emit(spot)
        self._mark_over(index.row() if is_photos(event.mimeData()) else -1)
        event.acceptProposedAction() if index.isValid() and is_photos(event.mimeData()) else event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They go elsewhere."""
        self._mark_over(-1)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Here they are."""
        self._mark_over(-1)
        name = self.tag_model.name(self.indexAt(event.position().toPoint()))
        if name and self.may_edit and is_photos(event.mimeData()):
            event.acceptProposedAction()
            self.photos_dropped.emit(name, ids_in(event.mimeData()))
