"""The photos of a group side by side, zoomed and moved as one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from photoorg.gui.compared_pane import Compared, ComparedPane
from photoorg.gui.compared_picture import Together
from photoorg.gui.picture_loader import PictureLoader
from photoorg.gui.style import MARGIN

_ONE_ROW = 3  # more than these in one row would all be small
_SIDE = 2048


class ComparedRow(QScrollArea):
    """Panes in one row or two. `toggled`: one that was to stay is to go, or the other way round."""

    toggled = Signal()

    def __init__(self, pictures: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.together = Together(self)
        self.panes: list[ComparedPane] = []
        self._pictures = pictures
        self._strip = QWidget(self)
        self._grid = QGridLayout(self._strip)
        self._grid.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self._grid.setSpacing(MARGIN)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(self._strip)
        pictures.loaded.connect(self._take)
        pictures.failed.connect(self._take_failure)

    def show_photos(self, photos: Sequence[Compared]) -> None:
        """Show other photos."""
        for pane in self.panes:
            self._grid.removeWidget(pane)
            pane.hide()
            pane.deleteLater()
        self.panes = [ComparedPane(photo, self.together, self._strip) for photo in photos]
        across = len(self.panes) if len(self.panes) <= _ONE_ROW else (len(self.panes) + 1) // 2
        for place, pane in enumerate(self.panes):
            pane.toggled.connect(self.toggled)
            self._grid.addWidget(pane, place // across, place % across)
            pane.show()
            self._fetch(pane)
        self.together.reset()

    @property
    def leaving(self) -> list[str]:
        """The files that are to go."""
        return [path for pane in self.panes if not pane.stays for path in pane.photo.paths]

    def step(self, step: int) -> None:
        """Go from photo to photo."""
        if not self.panes:
            return
        focused = next((place for place, pane in enumerate(self.panes) if pane.hasFocus()), -1 if step > 0 else 0)
        pane = self.panes[(focused + step) % len(self.panes)]
        pane.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(pane)

    def _fetch(self, pane: ComparedPane) -> None:
        if not pane.photo.absence and (ready := self._pictures.get(pane.photo.path, _SIDE)) is not None:
            pane.show_picture(ready)

    @Slot(str, int, QPixmap)
    def _take(self, path: str, side: int, pixmap: QPixmap) -> None:
        for pane in self.panes:
            if pane.photo.path == path and side == _SIDE:
                pane.show_picture(pixmap)

    @Slot(str, object)
    def _take_failure(self, path: str, error: Exception) -> None:
        for pane in self.panes:
            if pane.photo.path == path:
                pane.picture.show_picture(None, str(error))
