"""Opening the window: the application, its look, and what is done when it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from photoorg.app import App
from photoorg.gui.icons import app_icon
from photoorg.gui.images import warm_up
from photoorg.gui.screen import check_screen
from photoorg.gui.style import Look
from photoorg.gui.window import MainWindow


def run_window(app: App, folders: Sequence[Path] = ()) -> int:
    """Show the library in a window and read `folders` (or all of its folders) into it. Returns the exit code.

    Raises PhotoorgError where there is no screen.
    """
    check_screen(os.environ)
    application = make_application()
    window = MainWindow(app, folders)
    window.troubles.catch()
    # A hidden window that closes is no last window, and one that goes to the tray is no end.
    application.setQuitOnLastWindowClosed(window.staying.tray is None)
    window.left.connect(application.quit)
    try:
        window.show()
        return application.exec()
    finally:
        window.troubles.release()
        window.quit()


def make_application() -> QApplication:
    """The application with its name, icon and look."""
    warm_up()
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    application.setApplicationName("photoorg")
    application.setApplicationDisplayName("photoorg")
    application.setDesktopFileName("photoorg")
    application.setWindowIcon(app_icon())
    if application.findChild(Look) is None:
        Look(application)
    return application
