"""What a person noted of a photo in words: a heading and a line for each; nothing where there is none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from photoorg.gui.few_lines import FewLines
from photoorg.gui.style import GAP, UNIT

_LONG = 120
"""Longer texts are cut, with a way to see all of it."""
_LABEL = 26 * UNIT


class SaidSection(QWidget):
    """`show_lines` shows (label, text)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel(self.tr("Words"), self)
        heading.setProperty("role", "heading")
        self.form = QGridLayout()
        self.form.setColumnStretch(1, 1)
        self.form.setHorizontalSpacing(GAP)
        self.form.setVerticalSpacing(UNIT + 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(heading)
        column.addLayout(self.form)
        self._shown: list[tuple[str, str]] = []
        self.hide()

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show them; those that are shown already stay as they are."""
        if (shown := list(lines)) == self._shown:
            return
        self._shown = shown
        while (item := self.form.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for row, (label, text) in enumerate(lines):
            name = QLabel(label)
            name.setProperty("role", "muted")
            name.setFixedWidth(_LABEL)
            name.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self.form.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self.form.addWidget(_value(text), row, 1)
        self.setVisible(bool(lines))

    @property
    def lines(self) -> dict[str, str]:
        """What is shown, by label."""
        return dict(self._shown)


def _value(text: str) -> QLabel:
    if len(text) > _LONG:
        value = FewLines()
        value.setText(text)
        return value
    plain = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    plain.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return plain
