"""Keeps the timeline in step with the grid: its months are worked out off the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from photoorg.gui.lanes import Lane
from photoorg.library.search import BEST_MATCH
from photoorg.library.timeline import Timeline, timeline

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.window import MainWindow

_BY_DATE = {BEST_MATCH, "taken"}


class Timing(QObject):
    """Asks for the months of what is shown, and scrolls the grid to what is chosen there."""

    def __init__(self, app: App, window: MainWindow) -> None:
        super().__init__(window)
        self._session = window.session
        self._page = page = window.page
        self.lane = Lane(app.reader, self)
        self.lane.answered.connect(self._take)
        self.lane.failed.connect(self._take_failure)
        page.shown.connect(self._ask)
        page.timeline.jumped.connect(page.grid.scroll_to_position)
        page.timeline.wheeled.connect(self._scroll)
        page.grid.verticalScrollBar().valueChanged.connect(self._follow)

    def close(self) -> None:
        """The window closes."""
        self.lane.close()

    @Slot()
    def _ask(self) -> None:
        results = self._page.grid.results
        if (results.sort or results.question.sort) not in _BY_DATE or not len(results.ids):
            self._page.timeline.show_timeline(None)
        elif results.complete:
            self.lane.ask("timeline", lambda db, _tell: (results, timeline(db, results.ids)))

    @Slot(str, object)
    def _take(self, _kind: str, answer: object) -> None:
        results, found = answer if isinstance(answer, tuple) else (None, None)
        if results is self._page.grid.results or len(getattr(results, "ids", ())) == len(self._page.grid.results.ids):
            self._page.timeline.show_timeline(found if isinstance(found, Timeline) else None)
            self._follow()

    @Slot(str, object)
    def _take_failure(self, _kind: str, error: Exception) -> None:
        self._session.troubled.emit(error)

    @Slot()
    def _follow(self, *_value: object) -> None:
        self._page.timeline.show_position(self._page.grid.top_position)

    @Slot(QWheelEvent)
    def _scroll(self, event: QWheelEvent) -> None:
        QApplication.sendEvent(self._page.grid.viewport(), event)
