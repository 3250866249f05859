"""The rows of edited tags as they are seen and pressed: a name, a count, minus and plus."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from photoorg.gui.bare_list import make_bare
from photoorg.gui.edit_tags import EditTags, Plan, TagRow, of_all
from photoorg.gui.icons import picture
from photoorg.gui.row_paint import paint_ground, paint_name
from photoorg.gui.style import GAP, UNIT, colours

ROW = 8 * UNIT
MOST_SEEN = 9
_BUTTON = 6 * UNIT
_SIGN = 4 * UNIT
_KEYS: dict[int, Plan] = {
    Qt.Key.Key_Plus: "add", Qt.Key.Key_Return: "add", Qt.Key.Key_Enter: "add", Qt.Key.Key_Minus: "remove",
    Qt.Key.Key_Delete: "remove", Qt.Key.Key_Backspace: "remove",
}  # fmt: skip


def buttons(rect: QRect) -> dict[Plan, QRect]:
    """Where plus and minus are in a row."""
    top = rect.center().y() - _BUTTON // 2 + 1
    plus = QRect(rect.right() - GAP - _BUTTON + 1, top, _BUTTON, _BUTTON)
    return {"add": plus, "remove": plus.translated(-_BUTTON - UNIT, 0)}


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        return QSize(40 * UNIT, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        model = index.model()
        row = model.rows[index.row()] if isinstance(model, EditTags) else None
        if row is None:
            return
        look = colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = (look.line if row.plan in {"remove", "reject"} else look.selected) if row.plan else None
        paint_ground(painter, rect.adjusted(0, 1, 0, -1), state, fill)
        spots = buttons(rect)
        for plan, spot in spots.items():
            _paint_button(painter, spot, row, plan)
        inner = rect.adjusted(GAP, 0, -(rect.right() - spots["remove"].left()) - GAP, 0)
        painter.setPen(QColor(look.text if row.plan else look.muted))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.said)
        inner.setRight(inner.right() - painter.fontMetrics().horizontalAdvance(row.said) - GAP)
        font = painter.font()
        font.setStrikeOut(row.plan in {"remove", "reject", "replace"})
        painter.setFont(font)
        quiet = row.plan in {"remove", "reject", "replace"} or not (row.photos or row.plan)
        paint_name(painter, inner, row.name, look.muted if quiet else look.text, Qt.TextElideMode.ElideRight)
        painter.restore()


def _paint_button(painter: QPainter, spot: QRect, row: TagRow, plan: Plan) -> None:
    look = colours()
    is_set = row.plan == plan
    may = row.may_add if plan == "add" else row.may_remove
    painter.setPen(QColor(look.accent if is_set else look.line))
    painter.setBrush(QColor(look.accent) if is_set else QColor(look.raised) if may else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(spot).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    colour = look.on_accent if is_set else look.text if may else look.line
    sign = picture("plus" if plan == "add" else "minus", _SIGN, colour, painter.device().devicePixelRatio())
    painter.drawPixmap(spot.center() - QPoint(_SIGN // 2 - 1, _SIGN // 2 - 1), sign)


def _next(row: TagRow) -> Plan:
    """What Space turns: plus, then minus, then neither."""
    if row.plan == "add":
        return "remove" if row.may_remove else "add"
    return row.plan or ("add" if row.may_add else "remove")


class EditTagView(QListView):
    """The rows, as high as they are many, up to some. `replace_wanted`: another tag is to be asked for."""

    replace_wanted = Signal(str)

    def __init__(self, model: EditTags, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tags = model
        self.setModel(model)
        make_bare(self, _Delegate(self), self.tr("Tags of these photos"))
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)
        model.modelReset.connect(self._fit)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.setFixedHeight(min(MOST_SEEN, max(1, self.tags.rowCount())) * ROW)

    def _turn(self, row: TagRow, plan: Plan) -> None:
        """Plan this; the keyboard stays on the tag, wherever it goes."""
        if row.plan == plan or (row.may_add if plan == "add" else row.may_remove):
            self.tags.turn(row.name, plan)
            self.setCurrentIndex(self.tags.index(self.tags.place_of(row.name)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Plus, or minus."""
        super().mouseReleaseEvent(event)
        spot = event.position().toPoint()
        index = self.indexAt(spot)
        row = self.tags.row(index)
        if row and event.button() == Qt.MouseButton.LeftButton:
            for plan, box in buttons(self.visualRect(index)).items():
                if box.contains(spot):
                    self._turn(row, plan)

    def viewportEvent(self, event: QEvent) -> bool:
        """Double clicks are two clicks; each button says what it does."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def tip_at(self, spot: QPoint) -> str:
        """What is under a point of the viewport."""
        index = self.indexAt(spot)
        row = self.tags.row(index)
        if row is None:
            return ""
        tips = {"add": self.tr("Add “{}” to all"), "remove": self.tr("Take “{}” off all")}
        for plan, box in buttons(self.visualRect(index)).items():
            if box.contains(spot):
                return tips[plan].format(row.name)
        said = self.tr("{}: {} have it").format(row.name, of_all(row.photos, row.total))
        return f"{said}\n" + self.tr("You said so of {}.").format(row.yours) if row.yours else said

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus or Enter adds, minus or Delete takes off, Space goes through both; again: as it was."""
        row = self.tags.row(self.currentIndex())
        if row and event.key() == Qt.Key.Key_Space:
            self._turn(row, _next(row))
        elif row and (plan := _KEYS.get(event.key())):
            self._turn(row, plan)
        else:
            super().keyPressEvent(event)

    @Slot(QPoint)
    def _offer(self, spot: QPoint) -> None:
        index = self.indexAt(spot)
        if row := self.tags.row(index):
            menu = self.menu_for(row)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.viewport().mapToGlobal(spot))

    def _choose(self, name: str, plan: Plan, *_told: object) -> None:
        self.tags.turn(name, plan)

    def menu_for(self, row: TagRow) -> QMenu:
        """All that can become of a tag."""
        menu = QMenu(self)
        there = row.may_remove
        entries: tuple[tuple[str, Plan, bool], ...] = (
            (self.tr("Add to all"), "add", row.may_add),
            (self.tr("Take off all"), "remove", there),
            (self.tr("Right, on those that have it"), "accept", there and row.yours < row.photos),
            (self.tr("Wrong, on those that have it"), "reject", there),
        )
        for text, plan, may in entries:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(row.plan == plan)
            action.setEnabled(may or row.plan == plan)
            action.triggered.connect(partial(self._choose, row.name, plan))
        replace = menu.addAction(self.tr("Replace by another tag…"))
        replace.triggered.connect(lambda: self.replace_wanted.emit(row.name))
        replace.setEnabled(there)
        menu.addSeparator()
        leave = menu.addAction(self.tr("Leave as it is"))
        leave.triggered.connect(lambda: self.tags.plan(row.name, ""))
        leave.setEnabled(bool(row.plan))
        return menu
