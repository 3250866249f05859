"""The line above the photos that says when something waits of what newer models would change."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from photoorg.gui import words
from photoorg.gui.style import GAP
from photoorg.gui.troubles import Notice


class NewerNotice(Notice):
    """Above the photos: something waits. Put away, it comes again when more does."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, role="note")
        self._seen = 0
        self._known = 0
        self.link = QPushButton(self.tr("Look at them"), self.frame)
        self.link.setProperty("role", "link")
        self.link.setCursor(Qt.CursorShape.PointingHandCursor)
        self.link.clicked.connect(self.opened)
        row = self.frame.layout()
        if isinstance(row, QHBoxLayout):
            row.setSpacing(GAP)
            row.insertWidget(1, self.link)

    def show_waiting(self, photos: int) -> None:
        """So many photos wait."""
        if self.isVisible() or photos > self._known:
            self._seen = 0
        elif photos:
            self._seen = self._known  # it was put away
        self._known = photos
        if photos > self._seen:
            self.tell(
                self.tr("Newer models would change tags of {}. Nothing changes until you approve it.").format(
                    words.photos(photos)
                ),
                "note",
            )
        else:
            self.hide()
