"""The examples of a tag that is taught, and below them what are none: two rows of thumbnails with their numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from photoorg.gui import words
from photoorg.gui.lesson import Lesson
from photoorg.gui.photo_strip import PhotoStrip
from photoorg.gui.style import MARGIN, UNIT
from photoorg.gui.thumb_loader import ThumbLoader

_SIDE = 20 * UNIT


class TeachExamples(QWidget):
    """`said`: these photos are examples (True), counter-examples (False), or (None) are to be taken out."""

    said = Signal(object, object)  # ids, bool or None

    def __init__(self, thumbs: ThumbLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.yes = PhotoStrip(thumbs, _SIDE, True, self)
        self.no = PhotoStrip(thumbs, _SIDE, False, self)
        self.counts: list[QLabel] = []
        self._rows = (
            (self.yes, self.tr("Examples"),
             self.tr("Select photos that show it and choose “Teach a tag…”, or drag some here.")),
            (self.no, self.tr("Counter-examples"),
             self.tr("Photos that do not show it: answer No below, drag some here, or select them among the photos.")),
        )  # fmt: skip
        grid = QGridLayout(self)
        grid.setContentsMargins(MARGIN, 0, MARGIN, 0)
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(UNIT)
        for row, (strip, name, _) in enumerate(self._rows):
            strip.setAccessibleName(name)
            strip.said.connect(self.said)
            grid.addLayout(self._head(name), row, 0)
            grid.addWidget(strip, row, 1)
        grid.setColumnMinimumWidth(0, 32 * UNIT)
        grid.setColumnStretch(1, 1)

    def _head(self, name: str) -> QVBoxLayout:
        heading, count = (QLabel(self, textFormat=Qt.TextFormat.PlainText) for _ in range(2))
        heading.setProperty("role", "heading")
        heading.setText(name)
        count.setProperty("role", "question")
        self.counts.append(count)
        side = QVBoxLayout()
        side.setSpacing(0)
        side.addStretch(1)
        side.addWidget(count)
        side.addWidget(heading)
        side.addStretch(1)
        return side

    def clear(self) -> None:
        """Nothing is known yet."""
        for (strip, *_), count in zip(self._rows, self.counts, strict=True):
            strip.show_photos([], {})
            count.setText("")

    def show_photos(self, lesson: Lesson) -> None:
        """Show both sides, the newest first."""
        for (strip, _, hint), count, photos in zip(self._rows, self.counts, (lesson.yes, lesson.no), strict=True):
            strip.show_photos(photos, lesson.cards, hint=hint)
            count.setText(words.number(len(photos)))
