"""Rows of a dialog made from the fields of `Settings`: title, description and limits are the field's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, get_origin

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from photoorg.gui.seen_text import percent
from photoorg.gui.style import GAP, UNIT
from photoorg.gui.words import translated
from photoorg.settings import Settings

# What a share means, said beside its slider.
_MEANINGS = {
    "target_precision": "How often a shown tag should be right: {}",
    "sensitive_from": "Sensitive from a score of {}",
}
_CHOICES = {"en": "English", "it": "Italian"}


class SettingRow(QWidget):
    """One setting. `changed` says that a person has changed it."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        field = Settings.model_fields[name]
        self.title = translated(field.title or name)
        self.description = note(translated(field.description or ""))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(UNIT)

    def value(self) -> Any:
        """What is chosen."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Choose it."""
        raise NotImplementedError


class ShareRow(SettingRow):
    """A share between limits, in whole percents."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.said = QLabel(self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        limits = {type(one).__name__: one for one in Settings.model_fields[name].metadata}
        self.slider.setRange(round(100 * limits["Ge"].ge), round(100 * limits["Le"].le))
        self.slider.setPageStep(5)
        self.slider.setAccessibleName(self.title)
        self.slider.setToolTip(self.description.text())
        self.slider.valueChanged.connect(self._say)
        self.slider.valueChanged.connect(self.changed)
        for widget in (self.said, self.slider, self.description):
            self.column.addWidget(widget)
        self._say()

    def value(self) -> float:
        """The share."""
        return self.slider.value() / 100

    def show_value(self, value: float) -> None:
        """Choose a share."""
        self.slider.setValue(round(100 * value))

    @Slot()
    def _say(self) -> None:
        said = translated(_MEANINGS.get(self.name, "{}")).format(percent(self.value()))
        self.said.setText(said)
        self.slider.setAccessibleDescription(said)


class YesRow(SettingRow):
    """Yes or no."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.box = QCheckBox(self.title, self)
        self.box.setToolTip(self.description.text())
        self.box.toggled.connect(self.changed)
        self.description.setContentsMargins(6 * UNIT, 0, 0, 0)
        self.column.addWidget(self.box)
        self.column.addWidget(self.description)

    def value(self) -> bool:
        """Whether."""
        return self.box.isChecked()

    def show_value(self, value: bool) -> None:
        """Choose."""
        self.box.setChecked(value)


class ChoiceRow(SettingRow):
    """One of a few words."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(self.title)
        annotation: Any = Settings.model_fields[name].annotation
        for word in annotation.__args__:
            self.choice.addItem(translated(_CHOICES.get(word, word)), word)
        self.choice.currentIndexChanged.connect(self.changed)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(QLabel(self.title, self))
        line.addWidget(self.choice)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addWidget(self.description)

    def value(self) -> str:
        """The word."""
        return self.choice.currentData()

    def show_value(self, value: str) -> None:
        """Choose a word."""
        self.choice.setCurrentIndex(self.choice.findData(value))


def row_for(name: str, parent: QWidget | None = None) -> SettingRow:
    """The row that suits a field."""
    annotation = Settings.model_fields[name].annotation
    kinds: dict[Any, Callable[[str, QWidget | None], SettingRow]] = {bool: YesRow, float: ShareRow, Literal: ChoiceRow}
    return kinds[get_origin(annotation) or annotation](name, parent)


def note(text: str) -> QLabel:
    """A line in small, muted letters."""
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "small")
    return label
