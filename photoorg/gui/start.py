"""Opening the window: the application, its look, and what is done when it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from PySide6.QtWidgets import QApplication

from photoorg.app import App
from photoorg.console import say
from photoorg.gui.garbage import Garbage
from photoorg.gui.icons import app_icon
from photoorg.gui.images import warm_up
from photoorg.gui.screen import check_screen
from photoorg.gui.style import Look
from photoorg.gui.visitors import Visitors
from photoorg.gui.window import MainWindow
from photoorg.opening import open_for_window
from photoorg.work.answering import answering
from photoorg.work.instance import Claim


def run_window(app: App, folders: Sequence[Path] = ()) -> int:
    """Show the library in a window and read `folders` (or all of its folders) into it. Returns the exit code.

    Where a window is open on it already, that one comes to the front and reads them. Raises PhotoorgError where there
    is no screen.
    """
    check_screen(os.environ)
    opening = open_for_window(app, folders)
    if opening.told:
        say(opening.told)
        return 0
    with opening.claim or nullcontext() as mine:
        return _run(opening.app, folders, mine)


def _run(app: App, folders: Sequence[Path], mine: Claim | None) -> int:
    application = make_application()
    garbage = Garbage(application)
    window = MainWindow(app, folders)
    window.troubles.catch()
    # A hidden window that closes is no last window, and one that goes to the tray is no end.
    application.setQuitOnLastWindowClosed(window.staying.tray is None)
    window.left.connect(application.quit)
    if mine is not None:
        mine.serve(answering(Visitors(window).answers))
    try:
        window.show()
        return application.exec()
    finally:
        window.troubles.release()
        if mine is not None:
            mine.hang_up()  # nobody is answered by a window that is going
        window.quit()
        garbage.stop()


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
