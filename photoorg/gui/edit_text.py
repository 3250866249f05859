"""A row of the edit panel for a text in a person's own words, with how long it is where that matters."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from photoorg.gui.edit_fields import SEVERAL, EditRow, several
from photoorg.gui.icons import IconButton
from photoorg.gui.style import GAP, UNIT
from photoorg.gui.words import number, translated
from photoorg.texts import TEXTS, Text

_NEAR = 0.8
"""From this share of the most characters on it is said how many there are; of an alt text always."""
_HINTS = {
    "who": "Anna, Ben",
    "statement": "https://…",
    "licensor": "https://…",
    "details": "What is to be seen, at length",
    "alt": "What stands for it where it cannot be seen",
}


class TextRow(EditRow):
    """A text in a person's own words. `value` None: it stays; "": it is taken back."""

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        title = translated(text.label)
        super().__init__(title, parent)
        self._base: str | None = ""
        self._cleared = False
        self._text = text
        self.field: QLineEdit | QPlainTextEdit = QLineEdit(self) if text.lines == 1 else _Lines(self, text.lines)
        self.field.setProperty("role", "search")
        self.field.setAccessibleName(title)
        self.field.setAccessibleDescription(translated(text.doc))
        self.title.setToolTip(translated(text.doc))
        if isinstance(self.field, QLineEdit):
            self.field.setMaxLength(text.most)
        self.field.textChanged.connect(self._edited)
        self.language = _small(self)
        self.count = _small(self)
        self.empty = IconButton("cross", self.tr("Take the {} off all").format(title.lower()), self, side=4 * UNIT)
        self.empty.clicked.connect(self.clear)
        self._lay_out()
        self._show_hint()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(0)
        self.title.setFixedHeight(6 * UNIT)
        top.addWidget(self.title)
        top.addSpacing(GAP)
        top.addWidget(self.language)
        top.addStretch(1)
        top.addWidget(self.count)
        top.addSpacing(UNIT)
        for button in (self.back, self.empty):
            top.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(top)
        column.addWidget(self.field)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.field.text() if isinstance(self.field, QLineEdit) else self.field.toPlainText()

    @property
    def value(self) -> str | None:
        """What it is to become: None: as it is, "": nothing."""
        text = " ".join(self.text.split())
        if text:
            return None if text == self._base else text
        return "" if self._cleared or self._base else None

    @property
    def is_touched(self) -> bool:
        """Whether it is to become something else."""
        return self.value is not None

    @Slot()
    def leave(self) -> None:
        """Let it stay as it is."""
        self._cleared = False
        self._put(self._base or "")
        self._edited()

    @Slot()
    def clear(self) -> None:
        """Take it off all."""
        self._put("")
        self._cleared = True
        self._edited()

    def show_value(self, value: str | None) -> None:
        """Show what all have, unless something else is to become of it."""
        touched = self.is_touched
        self._base = value
        if not touched:
            self._cleared = False
            self._put(value or "")
        self._show_hint()
        self.back.setVisible(self.is_touched)

    def type(self, text: str) -> None:
        """Put a text in, as if it were typed."""
        self.field.setText(text) if isinstance(self.field, QLineEdit) else self.field.setPlainText(text)

    def _put(self, text: str) -> None:
        self.field.blockSignals(True)
        self.type(text)
        self.field.blockSignals(False)

    @Slot()
    def _edited(self) -> None:
        if isinstance(self.field, QPlainTextEdit) and len(self.text) > self._text.most:
            place = self.field.textCursor()
            self._put(self.text[: self._text.most])
            place.setPosition(min(place.position(), self._text.most))
            self.field.setTextCursor(place)
        if self.text:
            self._cleared = False
        self._show_hint()
        self._tell()

    def _show_hint(self) -> None:
        gone = self.value == ""
        hint = several() if self._base is SEVERAL else translated(_HINTS.get(self._text.name, ""))
        self.field.setPlaceholderText(self.tr("Taken off all") if gone else hint)
        self.empty.setVisible(not gone and self._base != "")
        self._show_count()

    def _show_count(self) -> None:
        """How long it is, where that matters."""
        length, most = len(self.text), self._text.most
        matters = length >= _NEAR * most or (length and self._text.about == "alt")
        self.count.setText(self.tr("{} of {}").format(number(length), number(most)) if matters else "")
        self.count.setProperty("role", "danger" if length >= most else "small")
        self.count.style().polish(self.count)

    @property
    def has_something(self) -> bool:
        """Whether some of the photos have it, or are to get it."""
        return self.is_touched or self._base != ""


class _Lines(QPlainTextEdit):
    def __init__(self, parent: QWidget, lines: int) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 4 * UNIT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:  # it is one line, however it is shown
            super().keyPressEvent(event)


def _small(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("role", "small")
    return label


def text_rows(parent: QWidget) -> dict[str, TextRow]:
    """What is said in words, by name."""
    return {text.name: TextRow(text, parent) for text in TEXTS}
