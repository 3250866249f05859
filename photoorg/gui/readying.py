"""Makes ready while nobody asks what the first question of a kind would have to wait for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from photoorg.app import App
from photoorg.gui.lanes import Lane
from photoorg.library import columns
from photoorg.library.columns.seen import NAME
from photoorg.library.completing import complete
from photoorg.library.store import Database
from photoorg.work.senses import ModelSenses

IDLE_MS = 2000
"""After so long without a new answer."""
_TYPED = ("a", "camera:", "folder:", "taken:20")
log = logging.getLogger(__name__)


class Readying(QObject):
    """What words mean, what was seen in each photo, and what completes words. It takes some seconds once."""

    def __init__(self, app: App, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._over = threading.Event()
        self._lane = Lane(app.reader, self)
        self._lane.failed.connect(self._note)
        self._timer = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._timer.timeout.connect(self._begin)

    @Slot()
    def wait(self) -> None:
        """Something was just asked: begin when nothing has been for a while."""
        self._timer.start()

    def close(self) -> None:
        """Leave the rest to who asks for it."""
        self._timer.stop()
        self._over.set()
        self._lane.close()

    @Slot()
    def _begin(self) -> None:
        self._over.clear()
        senses, language = self._app.senses(), self._app.settings.language
        self._lane.ask("ready", lambda db, _tell: _make_ready(db, senses, language, lambda: not self._over.is_set()))

    @Slot(str, object)
    def _note(self, _kind: str, error: Exception) -> None:
        # Whoever asks for it is told.
        log.info("What searching needs is not ready beforehand: %s", error)


def _make_ready(db: Database, senses: ModelSenses, language: str, go_on: Callable[[], bool]) -> None:
    loaded = columns.of(db)
    if not loaded.n:
        return
    for text in _TYPED:
        complete(db, text, len(text), language)
    if go_on() and len(loaded.bag(NAME).keys):
        senses.prepare(go_on)
