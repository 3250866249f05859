"""Rows of a dialog made from the fields of `Settings`: title, description and limits are the field's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, get_origin

from pydantic import ValidationError
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

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
_UNITS = {"poll_seconds": " s", "seconds_per_file": " s", "max_file_mb": " MB", "backup_hours": " h"}
_ZEROES = {"backup_hours": "never", "threads": "every core"}
_EMPTY = {"quiet_hours": "22:00-07:00", "backup_folder": "beside the library"}
_WRONG = {"quiet_hours": "{}: from when until when, such as 22:00-07:00, or nothing."}
_CONTROL = 32 * UNIT


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

    @property
    def wrong(self) -> str:
        """What is wrong with what is chosen, or nothing."""
        try:
            Settings.model_validate({self.name: self.value()})
        except ValidationError:
            return translated(_WRONG.get(self.name, "{} cannot be that.")).format(self.title)
        return ""

    def add_line(self, control: QWidget, *more: QWidget) -> None:
        """The title on the left, what it is set with on the right, below them what it means."""
        control.setAccessibleName(self.title)
        control.setToolTip(self.description.text())
        control.setMinimumHeight(7 * UNIT)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(QLabel(self.title, self))
        line.addStretch(1)
        for widget in (control, *more):
            line.addWidget(widget)
        self.column.addLayout(line)
        self.column.addWidget(self.description)


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


def take_over(rows: Mapping[str, SettingRow], before: Settings, now: Settings) -> None:
    """Show settings that others have changed, but where a person has chosen something since."""
    for name, row in rows.items():
        if row.value() == getattr(before, name) != getattr(now, name):
            row.show_value(getattr(now, name))


class ChoiceRow(SettingRow):
    """One of a few words."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(self.title)
        annotation: Any = Settings.model_fields[name].annotation
        for word in annotation.__args__:
            self.choice.addItem(translated(_CHOICES.get(word, str(word))), word)
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


class NumberRow(SettingRow):
    """A whole number between limits."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.box = QSpinBox(self)
        limits = {type(one).__name__: one for one in Settings.model_fields[name].metadata}
        self.box.setRange(limits["Ge"].ge, limits["Le"].le)
        self.box.setSuffix(translated(_UNITS.get(name, "")))
        self.box.setSpecialValueText(translated(_ZEROES.get(name, "")))
        self.box.setFixedWidth(_CONTROL)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.valueChanged.connect(self.changed)
        self.add_line(self.box)

    def value(self) -> int:
        """The number."""
        return self.box.value()

    def show_value(self, value: int) -> None:
        """Choose a number."""
        self.box.setValue(value)


class TextRow(SettingRow):
    """A few words. Where they name a folder, it can be chosen too."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(translated(_EMPTY.get(name, "")))
        self.field.textChanged.connect(self.changed)
        names_folder = name.endswith("_folder")
        self.field.setFixedWidth(_CONTROL + 24 * UNIT if names_folder else _CONTROL)
        more: list[QWidget] = []
        if names_folder:
            more.append(choose := QPushButton(self.tr("Choose…"), self))
            choose.clicked.connect(self._choose)
        self.add_line(self.field, *more)

    def value(self) -> str:
        """The words."""
        return self.field.text().strip()

    def show_value(self, value: str) -> None:
        """Show words."""
        self.field.setText(value)

    @Slot()
    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.title, self.value())
        if chosen:
            self.field.setText(chosen)


class LinesRow(SettingRow):
    """Any number of words, one a line."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.field = QPlainTextEdit(self)
        self.field.setAccessibleName(self.title)
        self.field.setAccessibleDescription(self.description.text())
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(4 * self.field.fontMetrics().lineSpacing() + 3 * UNIT)
        self.field.textChanged.connect(self.changed)
        self.column.addWidget(QLabel(self.title, self))
        self.column.addWidget(self.field)
        self.column.addWidget(self.description)

    def value(self) -> tuple[str, ...]:
        """The words, without empty lines."""
        return tuple(line.strip() for line in self.field.toPlainText().splitlines() if line.strip())

    def show_value(self, value: tuple[str, ...]) -> None:
        """Show words."""
        if value != self.value():
            self.field.setPlainText("\n".join(value))


def row_for(name: str, parent: QWidget | None = None) -> SettingRow:
    """The row that suits a field."""
    annotation = Settings.model_fields[name].annotation
    kinds: dict[Any, Callable[[str, QWidget | None], SettingRow]] = {
        bool: YesRow, float: ShareRow, int: NumberRow, str: TextRow, tuple: LinesRow, Literal: ChoiceRow,
    }  # fmt: skip
    return kinds[get_origin(annotation) or annotation](name, parent)


def note(text: str) -> QLabel:
    """A line in small, muted letters."""
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "small")
    return label
