"""Rows of the edit panel for what is noted of photos: what all have, or that they differ, and what it is to become."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from photoorg.gui.icons import IconButton
from photoorg.gui.marks import STAR, label_name
from photoorg.gui.style import UNIT
from photoorg.gui.words import translated
from photoorg.library.kinds import LABELS
from photoorg.texts import RELEASES

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

    @property
    def has_something(self) -> bool:
        """Whether some of the photos have it, or are to get it."""
        return self.is_touched

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
        self._has = False
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

    @property
    def has_something(self) -> bool:
        """Whether some of the photos have it, or are to get it."""
        return self.is_touched or self._has

    def show_value(self, value: str | None) -> None:
        """Say first what the photos have."""
        self._has = value != ""
        named = {str(key if key is not True else 1): name for key, name in self._options.items()}
        now = self._options[self._nothing] if value == "" else named.get(value, value) if value else several()
        self.box.setItemText(0, now)

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        """The wheel scrolls the panel: it must not change what is chosen."""
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return False


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


def release_row(parent: QWidget) -> ChoiceRow[str]:
    """What is said of model releases."""
    told = {name: translated(name.replace("-", " ").capitalize()) for name in RELEASES}
    return ChoiceRow(translated("Releases"), told | {"": translated("Nothing said")}, "", parent)
