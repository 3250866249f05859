"""Commands that change how the window looks, and those that tell what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from photoorg.gui.about import about
from photoorg.gui.grid_view import DEFAULT_ZOOM
from photoorg.gui.keyboard_dialog import KeyboardDialog

if TYPE_CHECKING:
    from photoorg.gui.window import MainWindow


class Viewing(QObject):
    """Its methods are commands; the table in actions.py names them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.session.queries.paths.connect(self._take_paths)
        window.session.queries.processors.connect(self._show_about)

    @Slot()
    def select_all(self) -> None:
        """Select every photo of the result."""
        self._window.page.grid.selectAll()

    @Slot()
    def copy_paths(self) -> None:
        """Copy the paths of the selected photos, or of the one that is shown."""
        ids = self._window.chosen_ids()
        if len(ids):
            self._window.session.queries.find_paths(ids.tolist())

    @Slot(object)
    def _take_paths(self, paths: list[str]) -> None:
        QGuiApplication.clipboard().setText("\n".join(paths))

    @Slot(bool)
    def show_sidebar(self, shown: bool) -> None:
        """With the panel of folders and tags, or without."""
        self._window.page.want_sidebar(shown)

    @Slot(bool)
    def show_names(self, shown: bool) -> None:
        """With file names below the photos, or without."""
        self._window.page.grid.show_names(shown)

    @Slot()
    def zoom_in(self) -> None:
        """Larger thumbnails."""
        self._window.page.grid.set_zoom(self._window.page.grid.zoom + 1)

    @Slot()
    def zoom_out(self) -> None:
        """Smaller thumbnails."""
        self._window.page.grid.set_zoom(self._window.page.grid.zoom - 1)

    @Slot()
    def zoom_usual(self) -> None:
        """Thumbnails as at first."""
        self._window.page.grid.set_zoom(DEFAULT_ZOOM)

    @Slot()
    def turn_full_screen(self) -> None:
        """Fill the screen, or no longer."""
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    @Slot()
    def show_keyboard(self) -> None:
        """List the keys."""
        KeyboardDialog(self._window).open()

    @Slot()
    def show_about(self) -> None:
        """Say which version this is, once it is known what the models can run on."""
        self._window.session.queries.find_processors()

    @Slot(object)
    def _show_about(self, offered: list[str]) -> None:
        QMessageBox.about(self._window, self.tr("About photoorg"), about(offered))
