"""The menu of the photos: what can be done with those that are selected, by the same commands as in the menu bar."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from photoorg.gui.grid_view import GridView

ENTRIES: tuple[str, ...] = (
    "edit_photos", "copy_tags", "paste_tags", "teach_tag", "", "more_like_this", "not_like_this", "", "export_photos",
    "copy_paths",
)  # fmt: skip
"""Methods of commands, in order; "" is a line. To add one: its name here."""


class GridMenu(QObject):
    """Opens where the grid is clicked with the right button, or by the menu key."""

    def __init__(self, grid: GridView, commands: Mapping[str, QAction]) -> None:
        super().__init__(grid)
        self._grid = grid
        self.menu = QMenu(grid)
        self.menu.setToolTipsVisible(True)
        for name in ENTRIES:
            if name:
                self.menu.addAction(commands[name])
            else:
                self.menu.addSeparator()
        grid.customContextMenuRequested.connect(self._open)

    @Slot(QPoint)
    def _open(self, spot: QPoint) -> None:
        if self._grid.selected_count:
            self.menu.popup(self._grid.viewport().mapToGlobal(spot))
