"""Completions of what is being typed: what each is, how many photos it finds, and the word that led to it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from photoorg.gui import words
from photoorg.gui.icons import picture
from photoorg.gui.marks import swatch
from photoorg.gui.row_paint import paint_count, paint_ground, paint_name
from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.gui.words import translated
from photoorg.library.completing import Completion

ROW = 7 * UNIT
_ICON = 4 * UNIT
_COUNT = 20 * UNIT
_RIGHT = _COUNT + 14 * UNIT
_NOWHERE = QModelIndex()
KINDS = {
    "tag": ("tag", "tag"),
    "field": ("field", "field"),
    "value": ("value", "value"),
    "state": ("value", "state"),
    "choice": ("value", "choice"),
    "folder": ("folder", "folder"),
    "album": ("album", "album"),
    "sort": ("descending", "order"),
}
"""Of each kind of completion the drawing, and what it is called."""


@dataclass(frozen=True, slots=True)
class Completions:
    """What can be typed at `cursor` of a text. `again`: the same as before, with how many photos each has."""

    text: str
    cursor: int
    items: tuple[Completion, ...]
    again: bool = False


class CompletionModel(QAbstractListModel):
    """Completions, as they come."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: tuple[Completion, ...] = ()

    def show(self, items: tuple[Completion, ...]) -> None:
        """Show others."""
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """How many."""
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The word, or all that is known of it for those who hear it."""
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = [item.label, kind_name(item.kind), item.detail, words.photos(item.count) if item.count else ""]
            return ", ".join(part for part in parts if part)
        if role == Qt.ItemDataRole.DisplayRole:
            return item.label
        return item if role == Qt.ItemDataRole.UserRole else None


def kind_name(kind: str) -> str:
    """What a kind of completion is called."""
    return translated(KINDS[kind][1]) if kind in KINDS else kind


class CompletionDelegate(QStyledItemDelegate):
    """What it is on the left, then the word and where it came from; on the right its kind and count."""

    def __init__(self, parent: QObject | None = None, *, kinds: bool) -> None:
        super().__init__(parent)
        self._kinds = kinds

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        """A row."""
        return QSize(40 * UNIT, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one completion."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        item: Completion = index.data(Qt.ItemDataRole.UserRole)
        look = colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = look.selected if state & QStyle.StateFlag.State_Selected else None
        paint_ground(painter, rect.adjusted(UNIT, 0, -UNIT, 0), state & ~QStyle.StateFlag.State_HasFocus, fill)
        inner = rect.adjusted(MARGIN, 0, -MARGIN, 0)
        self._paint_sign(painter, QPoint(inner.left(), inner.center().y() - _ICON // 2 + 1), item)
        inner.setLeft(inner.left() + _ICON + GAP)
        self._paint_right(painter, inner, item)
        inner.setRight(inner.right() - (_RIGHT if self._kinds else _COUNT))
        paint_name(painter, inner, item.label, look.text, Qt.TextElideMode.ElideMiddle)
        inner.setLeft(inner.left() + painter.fontMetrics().horizontalAdvance(item.label) + GAP)
        paint_name(painter, inner, item.detail, look.muted, Qt.TextElideMode.ElideRight)
        painter.restore()

    def _paint_sign(self, painter: QPainter, corner: QPoint, item: Completion) -> None:
        """What it is; of a colour the colour itself."""
        if item.kind == "choice" and (colour := swatch(item.insert)) is not None:
            painter.setPen(QColor(colours().line))
            painter.setBrush(colour)
            painter.drawEllipse(QRect(corner, QSize(_ICON, _ICON)).adjusted(2, 2, -2, -2))
            return
        drawing = KINDS.get(item.kind, ("value", ""))[0]
        painter.drawPixmap(corner, picture(drawing, _ICON, colours().muted, painter.device().devicePixelRatio()))

    def _paint_right(self, painter: QPainter, box: QRect, item: Completion) -> None:
        if item.count:
            paint_count(painter, box, item.count)
        if self._kinds:
            column = QRect(box.right() - _RIGHT, box.y(), _RIGHT - _COUNT, box.height())
            paint_name(painter, column, kind_name(item.kind), colours().muted, Qt.TextElideMode.ElideRight)


class CompletionList(QListView):
    """Completions to pick from."""

    def __init__(self, parent: QWidget | None = None, *, kinds: bool = False) -> None:
        super().__init__(parent)
        self.completions = CompletionModel(self)
        self.setModel(self.completions)
        self.setItemDelegate(CompletionDelegate(self, kinds=kinds))
        self.setProperty("role", "completion")
        self.setAccessibleName(self.tr("Completions"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def chosen(self) -> Completion | None:
        """The one that is marked."""
        index = self.currentIndex()
        return self.completions.items[index.row()] if index.isValid() else None

    def go(self, rows: int) -> None:
        """Mark another one, so many rows on; past an end none, then the other end."""
        count = self.completions.rowCount()
        row = self.currentIndex().row() if self.currentIndex().isValid() else (-1 if rows > 0 else count)
        index = self.completions.index(row + rows)
        self.setCurrentIndex(index)
        if not index.isValid():
            self.clearSelection()

    @property
    def height_wanted(self) -> int:
        """Of all rows."""
        return self.completions.rowCount() * ROW + 2 * UNIT


class WordCompleter(QObject):
    """Offers completions below a box while somebody types in it. `wanted` says the text and where the cursor is.

    `turned`: the list has come or gone.
    """

    wanted = Signal(str, int)
    turned = Signal(bool)

    def __init__(self, box: QLineEdit, around: QWidget) -> None:
        super().__init__(box)
        self._box = box
        self._around = around
        self._is_inserting = False
        # Over what lies below, not a window of its own: it takes no keys and no focus from the box.
        self.list = CompletionList(around, kinds=True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._accept_chosen)
        self.list.hide()
        box.textEdited.connect(self._ask)
        box.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether completions are offered now."""
        return self.list.isVisible()

    @Slot()
    def _ask(self) -> None:
        if self._is_inserting:
            return
        text, cursor = self._box.text(), self._box.cursorPosition()
        # A space alone must not bring up every tag there is.
        if cursor and not text[cursor - 1].isspace():
            self.wanted.emit(text, cursor)
        else:
            self.close()

    def ask(self) -> None:
        """Offer what there is, wherever the cursor is."""
        self.wanted.emit(self._box.text(), self._box.cursorPosition())

    @Slot(object)
    def show(self, answer: Completions) -> None:
        """Offer these, if the box is still as it was when they were asked for."""
        if (answer.text, answer.cursor) != (self._box.text(), self._box.cursorPosition()) or not self._box.hasFocus():
            return
        typed = answer.text[: answer.cursor]
        items = tuple(item for item in answer.items if not typed.endswith(item.insert))
        self.list.completions.show(items)
        if not items:
            self.close()
            return
        self._place()
        self.list.show()
        self.list.raise_()
        self.turned.emit(True)

    def _place(self) -> None:
        corner = self._box.mapTo(self._around, QPoint(0, self._box.height() + 2))
        room = self._around.height() - corner.y() - GAP
        self.list.setGeometry(corner.x(), corner.y(), self._box.width(), min(self.list.height_wanted, room))

    @Slot()
    def close(self) -> None:
        """Offer nothing."""
        if self.is_open:
            self.list.hide()
            self.turned.emit(False)

    @Slot()
    def _accept_chosen(self) -> None:
        self.accept(self.list.chosen)

    def accept(self, item: Completion | None) -> None:
        """Put a completion into the text, and go on from there."""
        if item is None:
            return
        self.close()
        goes_on = item.insert.endswith((":", "=", ">", "<"))
        end = min(item.end, len(self._box.text()))
        spaced = not goes_on and end == len(self._box.text())
        self._is_inserting = True
        self._box.setSelection(item.start, end - item.start)
        if end == item.start:
            self._box.setCursorPosition(item.start)
        self._box.insert(item.insert + (" " if spaced else ""))
        self._is_inserting = False
        if goes_on:
            self.ask()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Keys go to the list while it is open."""
        if event.type() == QEvent.Type.FocusOut:
            self.close()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(event)
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.ask()
            return True
        if not self.is_open:
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if step := steps.get(Qt.Key(key)):
            self.list.go(step)
        elif key == Qt.Key.Key_Tab:
            self.accept(self.list.chosen or self.list.completions.items[0])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.list.chosen:
            self.accept(self.list.chosen)
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Left, Qt.Key.Key_Right}:
                self.close()
            return False
        return True
