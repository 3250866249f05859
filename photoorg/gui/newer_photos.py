"""The photos on which a tag would change, with how sure it is now and would be. A page at a time is fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from photoorg.gui.bare_list import make_bare
from photoorg.gui.row_paint import paint_ground, paint_thumb
from photoorg.gui.seen_text import percent
from photoorg.gui.style import GAP, UNIT, colours
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.gui.words import translated
from photoorg.library.browse import Card
from photoorg.library.proposals import PhotoChange

PAGE = 500
_SIDE = 36 * UNIT
_LINE = 6 * UNIT
_Index = QModelIndex | QPersistentModelIndex


class PhotosModel(QAbstractListModel):
    """Photos of one tag. `wanted`: the next page, from that place on."""

    wanted = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.photos: list[PhotoChange] = []
        self.cards: dict[int, Card] = {}
        self._whole = True
        self._asked = 0

    def begin(self) -> None:
        """Photos of another tag are to come."""
        self.beginResetModel()
        self.photos, self.cards, self._whole, self._asked = [], {}, True, 0
        self.endResetModel()

    def add(self, start: int, photos: Sequence[PhotoChange], cards: Mapping[int, Card]) -> None:
        """A page has come; a short one is the last."""
        if start != len(self.photos):
            return
        self._whole = len(photos) < PAGE
        self.cards.update(cards)
        if photos:
            self.beginInsertRows(QModelIndex(), start, start + len(photos) - 1)
            self.photos += photos
            self.endInsertRows()

    def canFetchMore(self, parent: _Index) -> bool:
        """Whether there is another page."""
        return not parent.isValid() and not self._whole and self._asked != len(self.photos)

    def fetchMore(self, _parent: _Index) -> None:
        """Ask for it."""
        self._asked = len(self.photos)
        self.wanted.emit(self._asked)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """How many have come."""
        return 0 if parent.isValid() else len(self.photos)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The file's name with what changes, and its path as tooltip."""
        photo = self.photos[index.row()]
        card = self.cards.get(photo.photo_id)
        if role == Qt.ItemDataRole.ToolTipRole:
            return card.path if card else None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return ", ".join(part for part in (card.name if card else "", said_of(photo)) if part)
        return None


def said_of(photo: PhotoChange) -> str:
    """What would change of a photo, shortly."""
    if photo.before is None:
        return translated("new, {}").format(percent(photo.after or 0))
    if photo.after is None:
        return translated("gone, was {}").format(percent(photo.before))
    return f"{percent(photo.before)} \N{RIGHTWARDS ARROW} {percent(photo.after)}"


class _Delegate(QStyledItemDelegate):
    """The thumbnail, and below it what would change."""

    def __init__(self, model: PhotosModel, thumbs: ThumbLoader, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._thumbs = thumbs

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002
        """A cell."""
        return QSize(_SIDE + 2 * GAP, _SIDE + _LINE + 2 * GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one photo."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        photo, look = self._model.photos[index.row()], colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = look.selected if state & QStyle.StateFlag.State_Selected else None
        paint_ground(painter, rect.adjusted(2, 2, -2, -2), state, fill)
        box = QRect(rect.left() + (rect.width() - _SIDE) // 2, rect.top() + GAP, _SIDE, _SIDE)
        paint_thumb(painter, box, self._thumbs, self._model.cards.get(photo.photo_id))
        colour = look.good if photo.before is None else look.danger if photo.after is None else look.text
        painter.setPen(QColor(colour))
        line = QRect(box.left(), box.bottom() + 1, box.width(), _LINE)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, said_of(photo))
        painter.restore()


class PhotosView(QListView):
    """As many columns as fit."""

    def __init__(self, model: PhotosModel, thumbs: ThumbLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        make_bare(self, _Delegate(model, thumbs, self), self.tr("Photos on which the tag would change"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        thumbs.loaded.connect(lambda _identity: self.viewport().update())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are the page's: Qt would look for names that begin with them."""
        if event.text().isalpha():
            event.ignore()
        else:
            super().keyPressEvent(event)
