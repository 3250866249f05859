"""What a file says now and what it is to say, field by field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from photoorg.gui.labels import copied
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.words import translated

Difference = tuple[str, str, str]
"""What a field is called, what the file says in it, and what it is to say; "" where nothing."""

_MOST = 200
"""So many are shown of one file: a file can have thousands of keywords."""
_LONGEST = 600
_FIELD = 34 * UNIT


class DifferencesView(QScrollArea):
    """A table of them. What goes is struck out, what comes has a plus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Differences"))
        self.shown: tuple[Difference, ...] = ()
        self._show()

    def show_differences(self, differences: Sequence[Difference]) -> None:
        """Show those of another file."""
        if tuple(differences) != self.shown:
            self.shown = tuple(differences)
            self._show()

    def _show(self) -> None:
        inner = QWidget()
        inner.setProperty("role", "panel")
        grid = QGridLayout()
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(GAP)
        grid.setColumnMinimumWidth(0, _FIELD)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        if self.shown:
            for column, text in enumerate((self.tr("Field"), self.tr("In the file now"), self.tr("Will be"))):
                grid.addWidget(copied(text, "heading"), 0, column)
        last = ""
        for row, (field, old, new) in enumerate(self.shown[:_MOST], 1):
            name = copied("" if field == last else translated(field), "muted")
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_old(old, goes=not new), row, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_new(new, comes=not old), row, 2, Qt.AlignmentFlag.AlignTop)
            last = field
        column = QVBoxLayout(inner)
        column.setContentsMargins(MARGIN, 0, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addLayout(grid)
        if len(self.shown) > _MOST:
            column.addWidget(copied(self.tr("and {} more").format(len(self.shown) - _MOST), "muted"))
        column.addStretch(1)
        self.setWidget(inner)


def _old(text: str, *, goes: bool) -> QLabel:
    """What the file says; struck out where nothing comes in its place."""
    if not text:
        return copied("\N{EN DASH}", "muted")
    label = copied(_cut(text), "gone" if goes else "muted")
    font = label.font()
    font.setStrikeOut(goes)
    label.setFont(font)
    return label


def _new(text: str, *, comes: bool) -> QLabel:
    """What it is to say."""
    if not text:
        return copied(translated("taken out"), "gone")
    return copied(f"+ {_cut(text)}" if comes else _cut(text), "come" if comes else "")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
