"""Closing the window may leave photoorg in the tray; whether it does, and what the tray shows."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from photoorg.gui import tray
from photoorg.gui.activity import WORKING
from photoorg.settings import Settings

if TYPE_CHECKING:
    from photoorg.gui.window import MainWindow

_EVERY_S = 1.0


class Staying(QObject):
    """The tray's icon, where there is a tray. Without one, and until the settings say so, closing is closing."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._keeps = window.session.settings.keep_in_tray
        self._leaves = False
        self.is_told = False  # that closing is not the end: once is enough
        self.tray = tray.Tray(window) if tray.is_available() else None
        self._told = 0.0
        window.keeping.preferences.rows["keep_in_tray"].setVisible(self.tray is not None)
        if self.tray is not None:
            self._connect(self.tray)

    def _connect(self, icon: tray.Tray) -> None:
        window = self._window
        icon.open_wanted.connect(window.appear)
        icon.pause_wanted.connect(window.activity.turn)
        icon.look_wanted.connect(window.scan_again)
        icon.quit_wanted.connect(window.quit)
        icon.look.setEnabled(not window.session.read_only)
        window.activity.said.connect(self._say)
        window.session.moved.connect(self._say_what_is_broken)

    @Slot(str, str)
    def _say(self, state: str, sentence: str) -> None:
        now = time.monotonic()
        # Progress comes many times a second, and each word of it would go to another process.
        if self.tray is None or (state == self.tray.state == WORKING and now < self._told + _EVERY_S):
            return
        self._told = now
        self.tray.show_state(state, sentence)
        self.tray.show_paused(self._window.activity.is_paused)
        self._say_what_is_broken()

    @Slot()
    def _say_what_is_broken(self) -> None:
        if self.tray is not None and self._window.session.broken:
            self.tray.show_state(tray.PROBLEM, self._window.session.broken)

    def use(self, settings: Settings) -> None:
        """Stay as the settings say now."""
        self._keeps = settings.keep_in_tray

    def leave(self) -> None:
        """The next closing is the end."""
        self._leaves = True

    def stays(self) -> bool:
        """Whether the window that closes leaves photoorg in the tray. Says so the first time."""
        application = QApplication.instance()
        ends = self._leaves or (isinstance(application, QApplication) and application.isSavingSession())
        if self.tray is None or not self._keeps or ends:
            return False
        if not self.is_told:
            self.is_told = True
            self.tray.tell(
                self.tr("photoorg goes on watching your folders. Its icon is here; “Quit” in its menu ends it.")
            )
        return True

    def close(self) -> None:
        """Take the icon away."""
        if self.tray is not None:
            self.tray.close()
