"""What a tag that is taught would find: how many photos, how often rightly, what would help, and the surest of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from photoorg.gui import teach_text
from photoorg.gui.lesson import Lesson
from photoorg.gui.photo_strip import PhotoStrip
from photoorg.gui.seen_text import percent
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.library.taught_examples import FEWEST

_SIDE = 26 * UNIT


class TeachFound(QWidget):
    """Shows it; what is said of the photos is `best.said`."""

    def __init__(self, thumbs: ThumbLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tags, self.right, self.between, self.advice = (
            QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True) for _ in range(4)
        )
        self.tags.setProperty("role", "strong")
        for label in (self.between, self.advice):
            label.setProperty("role", "muted")
        self.best = PhotoStrip(thumbs, _SIDE, None, self, rows=True)
        self.best.setAccessibleName(self.tr("Photos that it is surest of"))
        told = QVBoxLayout()
        told.setContentsMargins(MARGIN, MARGIN, MARGIN, GAP)
        told.setSpacing(UNIT)
        for label in (self.tags, self.right, self.between, self.advice):
            told.addWidget(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(told)
        column.addWidget(self.best, 1)

    def clear(self) -> None:
        """Nothing is known yet."""
        for label in (self.tags, self.right, self.between, self.advice):
            label.setText("")
        self.best.show_photos([], {})

    def show_lesson(self, lesson: Lesson, *, in_use: bool) -> None:
        """What would come of it, or how many more examples are needed."""
        made = lesson.made
        self.advice.setText(teach_text.advice(len(lesson.yes), len(lesson.no), lesson.new))
        if made is None:
            few = len(lesson.yes) < FEWEST
            self.tags.setText(teach_text.needed(len(lesson.yes)) if few else self.tr("It cannot be learned yet"))
            self.right.setText("" if few else lesson.trouble)
            self.between.setText("")
        else:
            self.tags.setText(teach_text.tags(lesson.new, in_use=in_use))
            self.right.setText(teach_text.right(made))
            self.between.setText(teach_text.between(made))
        for label in (self.right, self.between, self.advice):
            label.setVisible(bool(label.text()))
        lines = {one.photo_id: percent(one.confidence) for one in lesson.best}
        self.best.show_photos([one.photo_id for one in lesson.best], lesson.cards, lines)
