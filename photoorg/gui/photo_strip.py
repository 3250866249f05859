"""Thumbnails in a row, or in as many as fit, that can be dragged from one such list to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QDrag, QDragMoveEvent, QDropEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QMenu, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from photoorg.gui import words
from photoorg.gui.grid_drag import badge, ids_in, is_photos, mime_of
from photoorg.gui.row_paint import paint_ground, paint_thumb
from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.library.browse import Card

_LINE = 5 * UNIT
_BAR = 12  # of a scroll bar
_Index = QModelIndex | QPersistentModelIndex


class StripModel(QAbstractListModel):
    """Photos by id, each with a line below it or none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ids: list[int] = []
        self.cards: Mapping[int, Card] = {}
        self.lines: Mapping[int, str] = {}

    def show_photos(self, ids: Sequence[int], cards: Mapping[int, Card], lines: Mapping[int, str]) -> None:
        """Show other photos. What stays keeps its selection where nothing moves."""
        same = list(ids) == self.ids
        if not same:
            self.beginResetModel()
        self.ids, self.cards, self.lines = list(ids), cards, lines
        if not same:
            self.endResetModel()
        elif self.ids:
            self.dataChanged.emit(self.index(0), self.index(len(self.ids) - 1))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """How many."""
        return 0 if parent.isValid() else len(self.ids)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The file's name with its line, and its path as tooltip."""
        photo = self.ids[index.row()]
        card = self.cards.get(photo)
        if role == Qt.ItemDataRole.ToolTipRole:
            return card.path if card else None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return ", ".join(part for part in (card.name if card else "", self.lines.get(photo, "")) if part)
        return None


class _Delegate(QStyledItemDelegate):
    """The thumbnail, and its line."""

    def __init__(self, model: StripModel, thumbs: ThumbLoader, side: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._thumbs, self._side = model, thumbs, side
        self.line = 0

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002
        """A cell."""
        return QSize(self._side + GAP, self._side + self.line + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one photo."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        photo, look = self._model.ids[index.row()], colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = look.selected if state & QStyle.StateFlag.State_Selected else None
        paint_ground(painter, rect.adjusted(1, 1, -1, -1), state, fill)
        box = QRect(rect.left() + (rect.width() - self._side) // 2, rect.top() + GAP // 2, self._side, self._side)
        paint_thumb(painter, box.adjusted(2, 2, -2, -2), self._thumbs, self._model.cards.get(photo))
        if self.line:
            painter.setPen(QColor(look.muted))
            line = QRect(box.left(), box.bottom(), box.width(), self.line)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._model.lines.get(photo, ""))
        painter.restore()


class PhotoStrip(QListView):
    """`said`: these photos are (True), are not (False), or are to be taken out (None).

    `side` of a thumbnail, in device-independent pixels. `takes` is what dropping photos here says; None: nothing.
    In one row, else in as many as fit; then each has a line below it.
    """

    said = Signal(object, object)  # ids, bool or None

    def __init__(
        self, thumbs: ThumbLoader, side: int, takes: bool | None, parent: QWidget | None = None, *, rows: bool = False
    ) -> None:
        super().__init__(parent)
        self.model_ = StripModel(self)
        self._takes = takes
        self._hint = ""
        self._locked = False
        self._cells = _Delegate(self.model_, thumbs, side, self)
        self._cells.line = _LINE if rows else 0
        self.setModel(self.model_)
        self.setItemDelegate(self._cells)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(rows)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.setDragEnabled(True)
        self.setAcceptDrops(takes is not None)
        if not rows:
            self.setFixedHeight(side + GAP + _BAR)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        thumbs.loaded.connect(lambda _identity: self.viewport().update())

    def show_photos(
        self, ids: Sequence[int], cards: Mapping[int, Card], lines: Mapping[int, str] | None = None, hint: str = ""
    ) -> None:
        """Show other photos; `hint` where there are none."""
        self._hint = hint
        self.model_.show_photos(ids, cards, lines or {})
        self.viewport().update()

    def lock(self, *, locked: bool) -> None:
        """Only looking is possible."""
        self._locked = locked
        self.setDragEnabled(not locked)

    @property
    def chosen(self) -> list[int]:
        """The selected photos."""
        return [self.model_.ids[index.row()] for index in sorted(self.selectedIndexes())]

    def _say(self, said: bool | None) -> None:
        if not self._locked and self.chosen:
            self.said.emit(self.chosen, said)

    # Keys, and the menu.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus, minus and Delete. Letters are the page's: Qt would look for names that begin with them."""
        said = {Qt.Key.Key_Plus: True, Qt.Key.Key_Minus: False, Qt.Key.Key_Delete: None}
        if (key := Qt.Key(event.key())) in said:
            self._say(said[key])
        elif event.text().isalpha() or key in {Qt.Key.Key_Escape, Qt.Key.Key_Backspace}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def menu(self) -> QMenu:
        """What can be said of the selected photos."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        offers = ((True, self.tr("An example"), "+"), (False, self.tr("A counter-example"), "-"))
        for said, text, key in offers:
            if said is not self._takes:
                menu.addAction(text, key).triggered.connect(lambda _checked=False, said=said: self._say(said))
        if self._takes is not None:
            menu.addAction(self.tr("Take out"), "Del").triggered.connect(lambda: self._say(None))
        for action in menu.actions():
            action.setEnabled(not self._locked)
        return menu

    def _open_menu(self, spot: QPoint) -> None:
        if self.chosen:
            self.menu().popup(self.viewport().mapToGlobal(spot))

    # Dragging.

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Drag what is selected."""
        ids = self.chosen
        if not ids:
            return
        drag = QDrag(self)
        drag.setMimeData(mime_of(np.array(ids)))
        drag.setPixmap(badge(words.photos(len(ids)), self))
        drag.setHotSpot(QPoint(-3 * UNIT, -3 * UNIT))
        drag.exec(Qt.DropAction.CopyAction)

    def _is_welcome(self, event: QDropEvent) -> bool:
        return self._takes is not None and not self._locked and is_photos(event.mimeData()) and event.source() != self

    def dragEnterEvent(self, event: QDragMoveEvent) -> None:
        """Photos may be dropped."""
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """The same."""
        event.acceptProposedAction() if self._is_welcome(event) else event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """They are said to be what this list is of."""
        if self._is_welcome(event):
            event.acceptProposedAction()
            self.said.emit(ids_in(event.mimeData()).tolist(), self._takes)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The photos, or the hint where there are none."""
        super().paintEvent(event)
        if not self.model_.ids and self._hint:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(colours().muted))
            room = self.viewport().rect().adjusted(MARGIN, 0, -MARGIN, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._hint)
