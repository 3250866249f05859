"""The bar of quick tags: nine places, each a tag that its key or a click gives to photos."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QEnterEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QWidget

from photoorg.gui.grid_drag import ids_in, is_photos
from photoorg.gui.icons import IconButton
from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.gui.tag_drag import is_tag, tag_in
from photoorg.gui.tag_names import TagField

SLOTS = 9


class QuickSlot(QAbstractButton):
    """One place. A click gives its tag, or asks for one where it is empty; a tag that is dropped on it stays there."""

    named = Signal(int, str)
    edit_wanted = Signal(int)
    photos_dropped = Signal(int, object)

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.number = number
        self.name = ""
        self._is_over = False
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_name("")

    def show_name(self, name: str) -> None:
        """Show another tag, or none."""
        self.name = name
        key = f"Alt+{self.number}"
        said = (
            self.tr("Add “{}” to the photos, or take it off ({})") if name else self.tr("No tag yet: choose one ({})")
        )
        self.setToolTip(said.format(name, key) if name else said.format(key))
        self.setAccessibleName(self.tr("Quick tag {}: {}").format(self.number, name or self.tr("empty")))
        self.update()

    def sizeHint(self) -> QSize:
        """A pill."""
        return QSize(24 * UNIT, 7 * UNIT)

    def minimumSizeHint(self) -> QSize:
        """The number alone."""
        return QSize(7 * UNIT, 7 * UNIT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The number and the tag."""
        painter, look = QPainter(self), colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self._is_over or self.hasFocus()
        pen = QPen(QColor(look.accent if lit else look.line), 1)
        if not self.name and not lit:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        fill = look.selected if self._is_over or self.isDown() else look.hover if self.underMouse() else look.raised
        painter.setBrush(QColor(fill) if self.name or self._is_over else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        inner = self.rect().adjusted(GAP, 0, -GAP, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(look.muted))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | middle, str(self.number))
        inner.setLeft(inner.left() + painter.fontMetrics().horizontalAdvance("0") + GAP)
        painter.setPen(QColor(look.text if self.isEnabled() else look.muted))
        shown = painter.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | middle, shown)
        painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        super().enterEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 chooses another tag, Delete none; Enter is a click."""
        if event.key() == Qt.Key.Key_F2:
            self.edit_wanted.emit(self.number)
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.named.emit(self.number, "")
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Choose another tag, or none."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(self.tr("Choose a tag…"), "F2").triggered.connect(lambda: self.edit_wanted.emit(self.number))
        empty = menu.addAction(self.tr("Empty"), "Del")
        empty.triggered.connect(lambda: self.named.emit(self.number, ""))
        empty.setEnabled(bool(self.name))
        menu.popup(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A tag may come to stay, or photos to be tagged."""
        takes = is_tag(event.mimeData()) or (bool(self.name) and is_photos(event.mimeData()))
        self._is_over = takes
        self.update()
        event.acceptProposedAction() if takes else event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They go elsewhere."""
        self._is_over = False
        self.update()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Here they are."""
        self._is_over = False
        self.update()
        event.acceptProposedAction()
        if is_tag(event.mimeData()):
            self.named.emit(self.number, tag_in(event.mimeData()))
        elif is_photos(event.mimeData()):
            self.photos_dropped.emit(self.number, ids_in(event.mimeData()))


class QuickBar(QFrame):
    """`chosen` says which place, `named` that one is to have another tag (or none)."""

    chosen = Signal(int)
    named = Signal(int, str)
    photos_dropped = Signal(int, object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAccessibleName(self.tr("Quick tags"))
        label = QLabel(self.tr("Quick tags"), self)
        label.setProperty("role", "muted")
        self.slots = [QuickSlot(number, self) for number in range(1, SLOTS + 1)]
        hide = IconButton("cross", self.tr("Hide the quick tags (Q)"), self, side=4 * UNIT)
        hide.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, UNIT, MARGIN, UNIT)
        row.setSpacing(GAP)
        row.addWidget(label)
        for slot in self.slots:
            row.addWidget(slot, 1)
            slot.clicked.connect(self._click)
            slot.named.connect(self.named)
            slot.photos_dropped.connect(self.photos_dropped)
            slot.edit_wanted.connect(self.edit)
        row.addWidget(hide)
        self._edited = 0
        self.field = TagField(self)
        self.field.returnPressed.connect(self._name)
        self.field.left.connect(self._leave)
        self.field.hide()

    def show_names(self, names: Sequence[str]) -> None:
        """Show other tags."""
        for slot, name in zip(self.slots, names, strict=True):
            slot.show_name(name)

    def lock(self, why: str) -> None:
        """Nothing can be tagged, for this reason."""
        for slot in self.slots:
            slot.setEnabled(False)
            slot.setToolTip(why)

    @Slot(int)
    def edit(self, number: int) -> None:
        """Let the tag of a place be typed over it."""
        slot = self.slots[number - 1]
        self._edited = number
        width = max(slot.width(), 40 * UNIT)
        left = min(slot.x(), self.width() - width - MARGIN)
        self.field.setGeometry(left, slot.y() - 1, width, slot.height() + 2)
        self.field.setText(slot.name)
        self.field.setPlaceholderText(self.tr("Tag for key {}").format(number))
        self.field.selectAll()
        self.field.show()
        self.field.raise_()
        self.field.setFocus()

    @Slot()
    def _click(self) -> None:
        slot = self.sender()
        if isinstance(slot, QuickSlot):
            self.chosen.emit(slot.number) if slot.name else self.edit(slot.number)

    @Slot()
    def _name(self) -> None:
        self._leave()
        self.named.emit(self._edited, self.field.name)

    @Slot()
    def _leave(self) -> None:
        if self.field.isVisible():
            self.field.hide()
            self.slots[self._edited - 1].setFocus()
