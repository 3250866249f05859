"""How a rating is chosen without typing: by stars."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from photoorg.gui import words
from photoorg.gui.filter_editors import EDITORS, Editor, hint
from photoorg.gui.marks import MOST_STARS, STAR
from photoorg.gui.style import GAP
from photoorg.gui.words import translated
from photoorg.library.fields import Field

_STARRED = (
    ("at least", "{name}>={stars}"),
    ("exactly", "{name}={stars}"),
    ("at most", "{name}:1..{stars}"),
    ("no stars", "{name}:0"),
    ("rejected", "is:rejected"),
)


class StarsEditor(Editor):
    """A row of stars, and whether more or fewer will do; none, or rejected, are ways of their own."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.how = QComboBox(self)
        self.how.setAccessibleName(self.tr("How it is compared"))
        for label, pattern in _STARRED:
            self.how.addItem(translated(label), pattern)
        self.how.currentIndexChanged.connect(self._fit)
        self.stars = 3
        self.buttons = [QPushButton(self) for _ in range(MOST_STARS)]
        self._row = QWidget(self)
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, button in enumerate(self.buttons, 1):
            button.setProperty("role", "star")
            button.setAccessibleName(words.stars(number))
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(partial(self.choose, number))
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for widget in (self.how, self._row, hint(field)):
            column.addWidget(widget)
        column.addStretch(1)
        self.choose(self.stars)

    def choose(self, stars: int, _checked: bool = False) -> None:
        """So many stars."""
        self.stars = stars
        for number, button in enumerate(self.buttons, 1):
            button.setText(STAR if number <= stars else "☆")
        self.changed.emit()

    def begin(self) -> None:
        """Choose the stars."""
        self.buttons[self.stars - 1].setFocus()

    @Slot()
    def _fit(self) -> None:
        self._row.setVisible("{stars}" in self.how.currentData())
        self.changed.emit()

    @property
    def term(self) -> str:
        """The comparison."""
        return self.how.currentData().format(name=self.field.name, stars=self.stars)


_EDITORS_OF: dict[str, type[Editor]] = {"rating": StarsEditor}
"""Fields whose values are chosen in a way of their own."""


def editor_of(field: Field, parent: QWidget | None = None) -> Editor:
    """The editor of a field whose kind has one."""
    return _EDITORS_OF.get(field.name, EDITORS[field.kind])(field, parent)
