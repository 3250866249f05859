"""The row of the edit panel for when photos were taken: set it, shift it, or go by the file again."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QGridLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from photoorg.gui.edit_fields import ChoiceRow, EditRow, several
from photoorg.gui.style import GAP, UNIT
from photoorg.gui.words import translated

SET, SHIFT, FILE = "set", "shift", "file"
_ISO = "yyyy-MM-ddTHH:mm:ss"
_PARTS = (("Days", 86_400, 99_999), ("Hours", 3_600, 23), ("Minutes", 60, 59), ("Seconds", 1, 59))


class TimeRow(EditRow):
    """`shift` in seconds, 0 for none. `taken`: a time by the clock of the place; "" the file's own; None: as it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        title = translated("Taken")
        super().__init__(title, parent)
        options = {SET: self.tr("Set to…"), SHIFT: self.tr("Shift by…"), FILE: self.tr("As the file says")}
        self.how = ChoiceRow(title, options, FILE, self)
        self.how.changed.connect(self._turn)
        self.when = QDateTimeEdit(self)
        self.when.setDisplayFormat("yyyy-MM-dd  HH:mm:ss")
        self.when.setCalendarPopup(True)
        self.when.setMinimumHeight(7 * UNIT)
        self.when.setAccessibleName(self.tr("When it was taken"))
        self.when.setDateTime(QDateTime.currentDateTime())
        self.when.dateTimeChanged.connect(self._tell)
        self.shifting = Shift(self)
        self.shifting.changed.connect(self._tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for widget in (self.how, self.when, self.shifting):
            column.addWidget(widget)
        self.title.hide()
        self.back.deleteLater()
        self.back = self.how.back
        self._turn()

    @property
    def shift(self) -> int:
        """By how much, in seconds."""
        return self.shifting.seconds if self.how.value == SHIFT else 0

    @property
    def taken(self) -> str | None:
        """To when."""
        if self.how.value == SET:
            return self.when.dateTime().toString(_ISO)
        return "" if self.how.value == FILE else None

    @property
    def is_touched(self) -> bool:
        """Whether it is to become another one."""
        return bool(self.shift) or self.taken is not None

    @Slot()
    def leave(self) -> None:
        """Let it stay as it is."""
        self.how.leave()
        self.shifting.clear()

    def show_value(self, value: str | None) -> None:
        """Say what the photos have."""
        self.how.box.setItemText(0, several() if value is None else value.replace("T", "  ") or self.tr("Not known"))
        if value and self.how.value is None:
            when = QDateTime.fromString(value, _ISO)
            if when.isValid():
                self.when.setDateTime(when)

    @Slot()
    def _turn(self) -> None:
        self.when.setVisible(self.how.value == SET)
        self.shifting.setVisible(self.how.value == SHIFT)
        self._tell()

    def _tell(self, *_told: object) -> None:
        self.changed.emit()


class Shift(QWidget):
    """Later or earlier, by days, hours, minutes and seconds."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.way = QComboBox(self)
        self.way.setAccessibleName(self.tr("Which way"))
        self.way.setMinimumHeight(7 * UNIT)
        self.way.addItem(self.tr("Later"), 1)
        self.way.addItem(self.tr("Earlier"), -1)
        self.way.currentIndexChanged.connect(self.changed)
        self.parts: list[tuple[QSpinBox, int]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(UNIT)
        grid.setVerticalSpacing(1)
        grid.addWidget(self.way, 1, 0)
        for place, (name, seconds, most) in enumerate(_PARTS):
            box = QSpinBox(self)
            box.setRange(0, most)
            box.setMinimumHeight(7 * UNIT)
            box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
            box.setAccessibleName(translated(name))
            box.valueChanged.connect(self.changed)
            label = QLabel(translated(name), self)
            label.setProperty("role", "small")
            grid.addWidget(label, 0, place + 1)
            grid.addWidget(box, 1, place + 1)
            self.parts.append((box, seconds))

    @property
    def seconds(self) -> int:
        """By how much: below 0 for earlier."""
        return self.way.currentData() * sum(box.value() * seconds for box, seconds in self.parts)

    def clear(self) -> None:
        """By nothing."""
        for box, _ in self.parts:
            box.setValue(0)


__all__ = ["FILE", "SET", "SHIFT", "Shift", "TimeRow"]
