"""A field for a sentence or two, with a count of what is left. Enter keeps it, Escape leaves it as it was."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from photoorg.gui.style import GAP, UNIT
from photoorg.gui.words import number


class SentenceEdit(QWidget):
    """`done` brings the text, of at most `most` characters, `left` says that it is to stay as it was."""

    done = Signal(str)
    left = Signal()

    def __init__(self, name: str, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = most
        self.field = _Field(name, self)
        self.field.done.connect(self._done)
        self.field.left.connect(self.left)
        self.field.textChanged.connect(self._count)
        self.count = QLabel(self)
        self.count.setProperty("role", "small")
        keep = self._button(self.tr("Keep"), self.tr("Keep it (Enter)"))
        keep.clicked.connect(self._done)
        cancel = self._button(self.tr("Cancel"), self.tr("Leave it as it was (Esc)"))
        cancel.clicked.connect(self.left)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        column.addWidget(self.field)
        column.addLayout(row)
        self.stops: list[QWidget] = [self.field, cancel, keep]
        self.hide()

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("role", "link")
        button.setToolTip(tip)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button

    def begin(self, text: str) -> None:
        """Start from a text, all of it selected."""
        self.field.setPlainText(text)
        self._count()
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def text(self) -> str:
        """What is typed."""
        return self.field.toPlainText()

    @Slot()
    def _done(self) -> None:
        self.done.emit(self.text())

    @Slot()
    def _count(self) -> None:
        """Say how long it is; what is over the limit does not get in."""
        text = self.text()
        if len(text) > self._most:
            self._cut(text, len(text) - self._most)
            return
        self.count.setText(self.tr("{} of {}").format(number(len(text)), number(self._most)))
        self.count.setProperty("role", "danger" if len(text) == self._most else "small")
        self.count.style().polish(self.count)

    def _cut(self, text: str, extra: int) -> None:
        """Take out the last that was typed, before the cursor; else the end."""
        place = self.field.textCursor().position()
        kept = place - extra if place >= extra else place
        self.field.setPlainText((text[:kept] + text[place:])[: self._most])
        cursor = self.field.textCursor()
        cursor.setPosition(min(kept, self._most))
        self.field.setTextCursor(cursor)


class _Field(QPlainTextEdit):
    done = Signal()
    left = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "words")
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setFixedHeight(24 * UNIT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.done.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
