"""What an edit is made of, each part with how many photos it changes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from photoorg.gui import words
from photoorg.gui.style import GAP

MOST = 6


class EditParts(QWidget):
    """A line for each of the first parts; none where there is but one, for that is said already."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        self.lines: list[tuple[QLabel, QLabel]] = []
        for row in range(MOST + 1):
            what, count = _label(self), _label(self)
            what.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            grid.addWidget(what, row, 0)
            grid.addWidget(count, row, 1, Qt.AlignmentFlag.AlignRight)
            self.lines.append((what, count))
        self.lost = _label(self)
        self.lost.setWordWrap(True)
        grid.addWidget(self.lost, MOST + 1, 0, 1, 2)

    def show_parts(self, parts: Sequence[tuple[str, int]], lost: str = "") -> None:
        """Show other parts: (what, photos); `lost` says what goes with them."""
        rows = [(part, words.number(photos)) for part, photos in parts[:MOST]] if len(parts) > 1 else []
        if len(parts) > MOST:
            rows.append((self.tr("and {} more").format(len(parts) - MOST), ""))
        rows += [("", "")] * (MOST + 1 - len(rows))
        for (what, count), (part, photos) in zip(self.lines, rows, strict=True):
            what.setText(part)
            what.setToolTip(part)
            count.setText(photos)
            for label in (what, count):
                label.setVisible(bool(part))
        self.lost.setText(lost)
        self.lost.setVisible(bool(lost))
        self.setVisible(len(parts) > 1 or bool(lost))


def _label(parent: QWidget) -> QLabel:
    label = QLabel(parent, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", "muted")
    return label
