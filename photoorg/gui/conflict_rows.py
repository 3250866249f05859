"""What a file and a person say, side by side, field by field: a click on one of them settles that field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from photoorg.gui.conflict_text import ConflictLine, line_of
from photoorg.gui.labels import copied
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.library.file_words import Conflict

_MOST = 100
_LONGEST = 600
_FIELD = 34 * UNIT


class ConflictRows(QScrollArea):
    """`chosen`: which side holds ("file" or "mine"), and the field, as (about, name)."""

    chosen = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._locked = ""
        self.buttons: list[tuple[QPushButton, QPushButton]] = []
        self.lines: list[ConflictLine] = []

    def show_conflicts(self, conflicts: Sequence[Conflict]) -> None:
        """Show those of another photo."""
        self.lines = [line_of(one) for one in conflicts[:_MOST]]
        self.buttons = []
        inner = QWidget()
        inner.setProperty("role", "panel")
        grid = QGridLayout()
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(GAP)
        grid.setColumnMinimumWidth(0, _FIELD)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for column, text in enumerate((self.tr("Field"), self.tr("The file says"), self.tr("You said"))):
            grid.addWidget(copied(text, "heading"), 0, column)
        for row, line in enumerate(self.lines, 1):
            name = copied(line.label, "muted")
            name.setContentsMargins(0, GAP, 0, 0)  # beside the first line of what is said
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            both = self._side(grid, row, 1, line, "file"), self._side(grid, row, 2, line, "mine")
            self.buttons.append(both)
        column_ = QVBoxLayout(inner)
        column_.setContentsMargins(MARGIN, GAP, MARGIN, MARGIN)
        column_.addLayout(grid)
        column_.addStretch(1)
        self.setWidget(inner)

    def _side(self, grid: QGridLayout, row: int, column: int, line: ConflictLine, side: str) -> QPushButton:
        """What one side says, with the button that lets it hold."""
        text = line.file if side == "file" else line.mine
        card = QFrame()
        card.setProperty("role", "chip")
        said = copied(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…", "")
        button = QPushButton(self.tr("Take this") if side == "file" else self.tr("Keep this"))
        button.setProperty("role", "link")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setAccessibleName(f"{line.label}: {button.text()}, {text}")
        button.setEnabled(not self._locked)
        button.setToolTip(self._locked)
        slot = (line.conflict.about, line.conflict.name)
        button.clicked.connect(lambda: self.chosen.emit(side, slot))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(GAP, GAP, GAP, UNIT)
        inside.setSpacing(UNIT)
        inside.addWidget(said)
        inside.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(card, row, column, Qt.AlignmentFlag.AlignTop)
        return button

    def lock(self, why: str) -> None:
        """Nothing can be settled, for this reason."""
        self._locked = why
