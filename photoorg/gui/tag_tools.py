"""What can be done with a tag of the panel beside the photos: the entries of its menu that lead to its tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from photoorg.gui.window import MainWindow


class TagTools(QObject):
    """Adds to the menu of a tag: review it, teach it, give it another name, and all that is said of it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.page.sidebar.tags.offered.connect(self._offer)

    @Slot(object, str)
    def _offer(self, menu: QMenu, name: str) -> None:
        window, locked = self._window, bool(self._window.session.read_only)
        entries = (
            (self.tr("Review “{}”…"), window.reviewing.review_tag, True),
            (self.tr("Teach “{}”…"), window.teacher.open, True),
            (self.tr("Rename “{}”…"), window.vocabulary.rename_tag, False),
            (self.tr("Edit “{}”…"), window.vocabulary.edit_tag, True),
        )
        menu.addSeparator()
        for text, does, only_looks in entries:
            entry = menu.addAction(text.format(name.replace("&", "&&")))
            entry.triggered.connect(lambda _checked=False, does=does: does(name))
            entry.setEnabled(only_looks or not locked)
