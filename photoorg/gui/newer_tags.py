"""The tags that newer models would change, as a list: the name, and on how many photos it would come, go or move."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from photoorg.gui import words
from photoorg.gui.bare_list import make_bare
from photoorg.gui.row_paint import paint_ground, paint_name
from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.gui.words import translated
from photoorg.library.proposals import TagChange

_Index = QModelIndex | QPersistentModelIndex
_ROW = 9 * UNIT
_COLUMN = 14 * UNIT
_SIGNS = (("gained", "+", "good"), ("lost", "\N{MINUS SIGN}", "danger"), ("moved", "~", "muted"))
_SPOKEN = {"gained": "new on {}", "lost": "gone from {}", "moved": "surer or less sure on {}"}


class TagsModel(QAbstractListModel):
    """Tags, in the order given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tags: list[TagChange] = []

    def show_tags(self, tags: Sequence[TagChange]) -> None:
        """Show others."""
        self.beginResetModel()
        self.tags = list(tags)
        self.endResetModel()

    def place_of(self, name: str) -> int | None:
        """The row of a tag."""
        return next((row for row, tag in enumerate(self.tags) if tag.name == name), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """How many."""
        return 0 if parent.isValid() else len(self.tags)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name, and its counts for screen readers."""
        tag = self.tags[index.row()]
        told = {int(Qt.ItemDataRole.DisplayRole): tag.name, int(Qt.ItemDataRole.AccessibleTextRole): spoken(tag),
                int(Qt.ItemDataRole.ToolTipRole): spoken(tag)}  # fmt: skip
        return told.get(int(role))


def spoken(tag: TagChange) -> str:
    """A tag with what would change, in words."""
    parts = [
        translated(said).format(words.photos(getattr(tag, how))) for how, said in _SPOKEN.items() if getattr(tag, how)
    ]
    return f"{tag.name}: {', '.join(parts)}"


class _Delegate(QStyledItemDelegate):
    """The name on the left, a column for each way of changing on the right."""

    def __init__(self, model: TagsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002
        """A row."""
        return QSize(_COLUMN, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one tag."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        tag, look = self._model.tags[index.row()], colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = look.selected if state & QStyle.StateFlag.State_Selected else None
        paint_ground(painter, rect.adjusted(UNIT, 1, -UNIT, -1), state, fill)
        right = rect.right() - MARGIN
        for how, sign, colour in reversed(_SIGNS):
            number = getattr(tag, how)
            if number:
                box = QRect(right - _COLUMN, rect.top(), _COLUMN, rect.height())
                painter.setPen(QColor(getattr(look, colour)))
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(box, flags, f"{sign}{words.number(number)}")
            right -= _COLUMN
        name = QRect(rect.left() + MARGIN, rect.top(), right - rect.left() - MARGIN - GAP, rect.height())
        paint_name(painter, name, tag.name, look.text, Qt.TextElideMode.ElideRight)
        painter.restore()


class TagsHead(QWidget):
    """What the columns say, above the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        row.setContentsMargins(MARGIN, GAP, MARGIN + bar, UNIT)
        row.setSpacing(0)
        row.addStretch(1)
        for text in (self.tr("New"), self.tr("Gone"), self.tr("Moved")):
            label = QLabel(text, self, alignment=Qt.AlignmentFlag.AlignRight)
            label.setProperty("role", "small")
            label.setFixedWidth(_COLUMN)
            row.addWidget(label)


class TagsList(QListView):
    """The list. The current row is the tag whose photos are shown."""

    def __init__(self, model: TagsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        make_bare(self, _Delegate(model, self), self.tr("Tags that would change"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are the page's: Qt would look for names that begin with them."""
        if event.text().isalpha():
            event.ignore()
        else:
            super().keyPressEvent(event)
