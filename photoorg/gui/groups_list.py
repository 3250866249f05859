"""The groups of photos that look alike, as a list with the best one's thumbnail. Nothing is made but what is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from photoorg.gui.bare_list import make_bare
from photoorg.gui.compared_facts import group_text
from photoorg.gui.row_paint import paint_ground
from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.library.browse import Card
from photoorg.library.lookalikes import Group

_SIDE = 14 * UNIT
_Index = QModelIndex | QPersistentModelIndex
GROUP_ROLE = Qt.ItemDataRole.UserRole


class GroupsModel(QAbstractListModel):
    """Groups, in the order given. `cards` are of their best photos, by id."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.groups: list[Group] = []
        self.cards: dict[int, Card] = {}

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show other groups."""
        self.beginResetModel()
        self.groups = list(groups)
        self.endResetModel()

    def take_out(self, place: int) -> None:
        """A group is done with."""
        self.beginRemoveRows(QModelIndex(), place, place)
        del self.groups[place]
        self.endRemoveRows()

    def put_in(self, place: int, group: Group) -> None:
        """A group is not done with after all."""
        self.beginInsertRows(QModelIndex(), place, place)
        self.groups.insert(place, group)
        self.endInsertRows()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """How many."""
        return 0 if parent.isValid() else len(self.groups)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The group, and its words for screen readers."""
        group = self.groups[index.row()]
        return {int(GROUP_ROLE): group, int(Qt.ItemDataRole.DisplayRole): group_text(group)}.get(int(role))


class _Delegate(QStyledItemDelegate):
    """Thumbnail on the left, how many on the right."""

    def __init__(self, model: GroupsModel, thumbs: ThumbLoader, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._thumbs = thumbs

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002
        """A row."""
        return QSize(45 * UNIT, _SIDE + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one group."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        group, look = self._model.groups[index.row()], colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = look.selected if state & QStyle.StateFlag.State_Selected else None
        paint_ground(painter, rect.adjusted(UNIT, 1, -UNIT, -1), state, fill)
        box = QRect(rect.left() + GAP, rect.top() + UNIT, _SIDE, _SIDE)
        ratio = painter.device().devicePixelRatio()
        card = self._model.cards.get(group.best.photo_id)
        pixmap = self._thumbs.get(card, round(_SIDE * ratio), ratio) if card else None
        if pixmap is None:
            painter.fillRect(box, QColor(look.placeholder))
        else:
            size = pixmap.deviceIndependentSize().scaled(_SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio).toSize()
            painter.drawPixmap(QRect(box.center() - QRect(0, 0, size.width(), size.height()).center(), size), pixmap)
        painter.setPen(QColor(look.text))
        words = rect.adjusted(_SIDE + GAP + MARGIN, 0, -GAP, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, group_text(group))
        painter.restore()


class GroupsList(QListView):
    """The list. The current row is the group that is looked at."""

    def __init__(self, model: GroupsModel, thumbs: ThumbLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        make_bare(self, _Delegate(model, thumbs, self), self.tr("Groups of photos that look alike"))
        thumbs.loaded.connect(self._repaint)

    @Slot(bytes)
    def _repaint(self, _identity: bytes) -> None:
        self.viewport().update()
