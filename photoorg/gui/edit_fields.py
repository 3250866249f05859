"""Rows of the edit panel for what is noted of photos: what all have, or that they differ, and what it is to become."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from photoorg.gui.icons import IconButton
from photoorg.gui.marks import STAR, label_name
from photoorg.gui.style import UNIT
from photoorg.gui.words import translated
from photoorg.library.kinds import LABELS
from photoorg.texts import RELEASES, TEXTS

SEVERAL = None
"""The value of photos that are not the same."""

Choice = int | str | bool
_Value = TypeVar("_Value", bound=Choice)


def several() -> str:
    """What stands where photos have different values."""
    return translated("Several values")


class EditRow(QWidget):
    """One thing that may be edited. `changed`: something else is to become of it."""

    changed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(title, self)
        self.title.setProperty("role", "muted")
        self.back = IconButton("undo", self.tr("Leave the {} as it is").format(title.lower()), self, side=4 * UNIT)
        self.back.clicked.connect(self.leave)
        self.back.hide()

    @property
    def is_touched(self) -> bool:
        """Whether it is to become something else."""
        raise NotImplementedError

    @Slot()
    def leave(self) -> None:
        """Let it stay as it is."""
        raise NotImplementedError

    def show_value(self, value: str | None) -> None:
        """What all photos have; nothing ("") where none has any, SEVERAL where they differ. What is typed stays."""
        raise NotImplementedError

    def _tell(self) -> None:
        self.back.setVisible(self.is_touched)
        self.changed.emit()


class ChoiceRow(EditRow, Generic[_Value]):
    """One of a few values. The first of the box is what the photos have."""

    def __init__(
        self, title: str, options: Mapping[_Value, str], nothing: _Value, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self._options = options
        self._nothing = nothing
        self.box = QComboBox(self)
        self.box.setAccessibleName(title)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.setMinimumHeight(7 * UNIT)
        self.box.addItem("")
        self.box.insertSeparator(1)
        for value, name in options.items():
            self.box.addItem(name, value)
        self.box.currentIndexChanged.connect(self._tell)
        self.box.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        self.title.setFixedWidth(18 * UNIT)
        for widget in (self.title, self.box, self.back):
            row.addWidget(widget, widget is self.box)
        self.show_value("")

    @property
    def is_touched(self) -> bool:
        """Whether another one is chosen."""
        return self.box.currentIndex() > 0

    @property
    def value(self) -> _Value | None:
        """What is chosen; None: as it is."""
        return self.box.currentData() if self.is_touched else None

    @Slot()
    def leave(self) -> None:
        """Let it stay as it is."""
        self.box.setCurrentIndex(0)

    def choose(self, value: _Value) -> None:
        """Choose one."""
        self.box.setCurrentIndex(self.box.findData(value))

    def show_value(self, value: str | None) -> None:
        """Say first what the photos have."""
        named = {str(key if key is not True else 1): name for key, name in self._options.items()}
        now = self._options[self._nothing] if value == "" else named.get(value, value) if value else several()
        self.box.setItemText(0, now)

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        """The wheel scrolls the panel: it must not change what is chosen."""
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return False


class TextRow(EditRow):
    """A text in a person's own words. `value` None: it stays; "": it is taken back."""

    def __init__(self, title: str, most: int, parent: QWidget | None = None, *, lines: int = 1) -> None:
        super().__init__(title, parent)
        self._base: str | None = ""
        self._cleared = False
        self._most = most
        self.field: QLineEdit | QPlainTextEdit = QLineEdit(self) if lines == 1 else _Lines(self, lines)
        self.field.setProperty("role", "search")
        self.field.setAccessibleName(title)
        if isinstance(self.field, QLineEdit):
            self.field.setMaxLength(most)
        self.field.textChanged.connect(self._edited)
        self.empty = IconButton("cross", self.tr("Take the {} off all").format(title.lower()), self, side=4 * UNIT)
        self.empty.clicked.connect(self.clear)
        top = QHBoxLayout()
        top.setSpacing(0)
        self.title.setFixedHeight(6 * UNIT)
        top.addWidget(self.title, 1)
        for button in (self.back, self.empty):
            top.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(top)
        column.addWidget(self.field)
        self._show_hint()

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
        if isinstance(self.field, QPlainTextEdit) and len(self.text) > self._most:
            place = self.field.textCursor()
            self._put(self.text[: self._most])
            place.setPosition(min(place.position(), self._most))
            self.field.setTextCursor(place)
        if self.text:
            self._cleared = False
        self._show_hint()
        self._tell()

    def _show_hint(self) -> None:
        gone = self.value == ""
        hint = self.tr("Taken off all") if gone else several() if self._base is SEVERAL else ""
        self.field.setPlaceholderText(hint)
        self.empty.setVisible(not gone and self._base != "")


class _Lines(QPlainTextEdit):
    def __init__(self, parent: QWidget, lines: int) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 4 * UNIT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:  # it is one line, however it is shown
            super().keyPressEvent(event)


def rating_row(parent: QWidget) -> ChoiceRow[int]:
    """Stars."""
    stars = {number: STAR * number for number in range(5, 0, -1)}
    options = stars | {0: translated("No stars"), -1: translated("Rejected")}
    return ChoiceRow(translated("Rating"), options, 0, parent)


def label_row(parent: QWidget) -> ChoiceRow[str]:
    """A colour."""
    return ChoiceRow(
        translated("Label"), {name: label_name(name) for name in LABELS} | {"": translated("No label")}, "", parent
    )


def pick_row(parent: QWidget) -> ChoiceRow[bool]:
    """Whether it is picked."""
    return ChoiceRow(translated("Pick"), {True: translated("Picked"), False: translated("Not picked")}, False, parent)


def text_rows(parent: QWidget) -> dict[str, TextRow]:
    """What is said in words, by name."""
    return {text.name: TextRow(translated(text.label), text.most, parent, lines=text.lines) for text in TEXTS}


def release_row(parent: QWidget) -> ChoiceRow[str]:
    """What is said of model releases."""
    told = {name: translated(name.replace("-", " ").capitalize()) for name in RELEASES}
    return ChoiceRow(translated("Releases"), told | {"": translated("Nothing said")}, "", parent)
