"""A list of photos by their files: thumbnail, name, and a line that says what there is about each.

Nothing is made but what is in sight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QSplitter, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from photoorg.gui.bare_list import make_bare
from photoorg.gui.row_paint import paint_ground, paint_name, paint_thumb
from photoorg.gui.style import GAP, UNIT, colours
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.library.browse import Card

_SIDE = 11 * UNIT
_BLOCK = 40
_Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Sequence[int]], dict[int, Card]]


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """A photo: what its file is called, and what there is about it; `wrong` where that is a trouble."""

    photo_id: int
    name: str
    said: str
    wrong: bool = False


class PhotoLines(QAbstractListModel):
    """Photos, in the order given. Their cards are fetched for what is shown."""

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._cards: dict[int, Card] = {}
        self.lines: list[PhotoLine] = []

    def show_lines(self, lines: Sequence[PhotoLine]) -> None:
        """Show other photos."""
        self.beginResetModel()
        self.lines = list(lines)
        self._cards.clear()
        self.endResetModel()

    def add_lines(self, lines: Sequence[PhotoLine]) -> None:
        """Show more of them, below."""
        if lines:
            self.beginInsertRows(QModelIndex(), len(self.lines), len(self.lines) + len(lines) - 1)
            self.lines.extend(lines)
            self.endInsertRows()

    def card(self, row: int) -> Card | None:
        """What draws a photo."""
        photo_id = self.lines[row].photo_id
        if photo_id not in self._cards:
            start = row - row % _BLOCK
            ids = [line.photo_id for line in self.lines[start : start + _BLOCK]]
            self._cards.update(self._fetch(ids))
        return self._cards.get(photo_id)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """How many."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Its words."""
        line = self.lines[index.row()]
        words = f"{line.name}, {line.said}" if line.said else line.name
        return words if int(role) in {int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)} else None


class _Delegate(QStyledItemDelegate):
    def __init__(self, model: PhotoLines, thumbs: ThumbLoader, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._thumbs = thumbs

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002
        """A row."""
        return QSize(45 * UNIT, _SIDE + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one photo."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        line, look = self._model.lines[index.row()], colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = look.selected if state & QStyle.StateFlag.State_Selected else None
        paint_ground(painter, rect.adjusted(UNIT, 1, -UNIT, -1), state, fill)
        box = QRect(rect.left() + GAP, rect.top() + UNIT, _SIDE, _SIDE)
        paint_thumb(painter, box, self._thumbs, self._model.card(index.row()))
        words = rect.adjusted(_SIDE + 2 * GAP, UNIT, -GAP, -UNIT)
        half = words.height() // 2
        paint_name(painter, words.adjusted(0, 0, 0, -half), line.name, look.text, Qt.TextElideMode.ElideMiddle)
        colour = QColor(look.danger if line.wrong else look.muted).name()
        paint_name(painter, words.adjusted(0, half, 0, 0), line.said, colour, Qt.TextElideMode.ElideRight)
        painter.restore()


class PhotoLinesList(QListView):
    """The list. The current row is the photo that is looked at."""

    def __init__(self, model: PhotoLines, thumbs: ThumbLoader, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        make_bare(self, _Delegate(model, thumbs, self), name)
        thumbs.loaded.connect(self._repaint)

    @Slot(bytes)
    def _repaint(self, _identity: bytes) -> None:
        self.viewport().update()


def beside(lines: PhotoLinesList, right: QWidget, parent: QWidget) -> QSplitter:
    """The list at the left, and what is told of its current photo at the right."""
    parts = QSplitter(parent)
    parts.setHandleWidth(1)
    parts.setChildrenCollapsible(False)
    parts.addWidget(lines)
    parts.addWidget(right)
    parts.setStretchFactor(1, 1)
    parts.setSizes([80 * UNIT, 220 * UNIT])
    return parts
