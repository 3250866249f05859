"""Rows of a form made from any pydantic model: label, control, and what it means; limits are the field's own.

To show another kind of field: one entry of `_KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from photoorg.gui.option_words import EMPTY, NEEDED, QUIET, UNITS, ZEROES, Values, said
from photoorg.gui.setting_rows import note
from photoorg.gui.style import GAP, UNIT
from photoorg.gui.words import translated

_LABEL, _CONTROL = 32 * UNIT, 70 * UNIT
_MOST = 2_000_000_000
_FILES = ("_image", "_file")


def _limits(field: FieldInfo) -> dict[str, float]:
    """ge, le and so on of a field, by name."""
    found: dict[str, float] = {}
    for one in field.metadata:
        for name in ("ge", "gt", "le", "lt", "max_length"):
            if (value := getattr(one, name, None)) is not None:
                found[name] = value
    return found


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a field of a kind is chosen: `make` the control of a name, `read` and `show` its value, and what it emits."""

    make: Callable[[str, FieldInfo, QWidget], QWidget]
    read: Callable[[Any], object]
    show: Callable[[Any, Any], object]
    signal: str


def _check(_name: str, field: FieldInfo, parent: QWidget) -> QWidget:
    return QCheckBox(translated(field.title or _name), parent)


def _choice(name: str, field: FieldInfo, parent: QWidget) -> QWidget:
    box = QComboBox(parent)
    for value in get_args(field.annotation):
        box.addItem(translated(said(name, value)), value)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box


def _number(name: str, field: FieldInfo, parent: QWidget) -> QWidget:
    box, limits = QSpinBox(parent), _limits(field)
    box.setRange(int(limits.get("ge", -_MOST)), int(limits.get("le", _MOST)))
    box.setSuffix(translated(UNITS.get(name, "")))
    box.setSpecialValueText(translated(ZEROES.get(name, "")))
    box.setGroupSeparatorShown(True)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box


def _real(name: str, field: FieldInfo, parent: QWidget) -> QWidget:
    box, limits = QDoubleSpinBox(parent), _limits(field)
    box.setRange(limits.get("ge", -_MOST), limits.get("le", _MOST))
    box.setSingleStep(0.05)
    box.setSuffix(translated(UNITS.get(name, "")))
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box


def _text(name: str, field: FieldInfo, parent: QWidget) -> QWidget:
    line = QLineEdit(parent)
    line.setMaxLength(int(_limits(field).get("max_length", 10_000)))
    line.setPlaceholderText(translated(EMPTY.get(name, "")))
    return line


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


_KINDS: Mapping[Any, _Kind] = {
    bool: _Kind(_check, QCheckBox.isChecked, QCheckBox.setChecked, "toggled"),
    Literal: _Kind(
        _choice, QComboBox.currentData, lambda box, value: box.setCurrentIndex(box.findData(value)),
        "currentIndexChanged",
    ),
    int: _Kind(_number, QSpinBox.value, QSpinBox.setValue, "valueChanged"),
    float: _Kind(_real, QDoubleSpinBox.value, QDoubleSpinBox.setValue, "valueChanged"),
    str: _Kind(_text, lambda line: line.text().strip(), lambda line, value: line.setText(str(value)), "textChanged"),
    tuple: _Kind(
        _text, lambda line: _listed(line.text()), lambda line, value: line.setText(", ".join(map(str, value))),
        "textChanged",
    ),
}  # fmt: skip
"""By what a field is annotated with; what is none of these is typed as text, and checked by its model."""


class OptionRow(QObject):
    """One field in a form: its widgets, and its value. `changed` says that a person has changed it."""

    changed = Signal()

    def __init__(self, name: str, field: FieldInfo, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self.title = translated(field.title or name.replace("_", " ").capitalize())
        self.default = field.get_default(call_default_factory=True)
        self._kind = _KINDS.get(get_origin(field.annotation) or field.annotation, _KINDS[str])
        self.control = self._kind.make(name, field, parent)
        told = translated(field.description or "")
        self.control.setAccessibleName(self.title)
        self.control.setAccessibleDescription(told)
        self.control.setToolTip(told)
        self.control.setMinimumHeight(6 * UNIT)
        if not isinstance(self.control, QLineEdit):
            self.control.setMaximumWidth(_CONTROL)
        self.label = QLabel("" if isinstance(self.control, QCheckBox) else self.title, parent)
        self.label.setBuddy(self.control)
        self.label.setMinimumHeight(self.control.minimumHeight())
        self.note = note("" if name in QUIET else told)
        self.note.setParent(parent)
        self.more: QWidget | None = self._chooser(parent)
        getattr(self.control, self._kind.signal).connect(self._tell)
        self.show_value(self.default)

    def value(self) -> object:
        """What is chosen, as its model takes it."""
        return self._kind.read(self.control)

    def show_value(self, value: object) -> None:
        """Choose it."""
        if value is not None and self.value() != value:
            self._kind.show(self.control, value)

    def set_visible(self, visible: bool) -> None:
        """Show all of the row, or none of it."""
        for widget in (self.label, self.control, self.note, self.more):
            if widget is not None:
                widget.setVisible(visible)
        self.note.setVisible(visible and bool(self.note.text()))

    def put_into(self, form: QGridLayout) -> None:
        """Add the row at the end of a grid of two columns."""
        row = form.rowCount()
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self.control, 1)
        if not isinstance(self.control, QLineEdit):
            line.addStretch(1)
        if self.more is not None:
            line.addWidget(self.more)
        beside = QVBoxLayout()
        beside.setSpacing(UNIT // 2)
        beside.addLayout(line)
        beside.addWidget(self.note)
        form.addWidget(self.label, row, 0, Qt.AlignmentFlag.AlignTop)
        form.addLayout(beside, row, 1)

    def _chooser(self, parent: QWidget) -> QWidget | None:
        """A button beside a text that names a colour or a file."""
        if not isinstance(self.control, QLineEdit):
            return None
        is_colour = isinstance(self.default, str) and QColor.isValidColorName(self.default) and self.default[:1] == "#"
        if not is_colour and not self.name.endswith(_FILES):
            return None
        button = QPushButton(translated("Choose…"), parent)
        button.setAutoDefault(False)
        button.setAccessibleName(translated("Choose: {}").format(self.title))
        button.clicked.connect(self._choose_colour if is_colour else self._choose_file)
        return button

    @Slot()
    def _tell(self, *_value: object) -> None:
        self.changed.emit()

    @Slot()
    def _choose_colour(self) -> None:
        chosen = QColorDialog.getColor(QColor(str(self.value())), self.control, self.title)
        if chosen.isValid():
            self.show_value(chosen.name())

    @Slot()
    def _choose_file(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self.control, self.title, str(self.value()))
        if chosen:
            self.show_value(chosen)


class OptionForm(QWidget):
    """Fields of a model below each other; those that mean nothing by what else is chosen are not shown.

    `changed`: a person has changed one.
    """

    changed = Signal()

    def __init__(self, model: type[BaseModel], names: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = {name: OptionRow(name, model.model_fields[name], self) for name in names}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4 * UNIT)
        grid.setVerticalSpacing(GAP)
        grid.setColumnMinimumWidth(0, _LABEL)
        grid.setColumnStretch(1, 1)
        for row in self.rows.values():
            row.put_into(grid)
            row.changed.connect(self.changed)

    def values(self) -> dict[str, object]:
        """What is chosen, by name."""
        return {name: row.value() for name, row in self.rows.items()}

    def show_values(self, values: Values) -> None:
        """Choose these; fields that are not named get what they have by themselves."""
        for name, row in self.rows.items():
            row.show_value(values.get(name, row.default))

    def fit(self, values: Values) -> bool:
        """Show what means something where these are chosen; whether anything does."""
        means = {name: name not in NEEDED or NEEDED[name](values) for name in self.rows}
        for name, row in self.rows.items():
            row.set_visible(means[name])
        return any(means.values())
