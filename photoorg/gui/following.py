"""The window's parts follow what the session says: how work goes, what was found, and what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from photoorg.outcomes import Changes, Report

if TYPE_CHECKING:
    from photoorg.gui.window import MainWindow


class Following(QObject):
    """Tells the parts of a window what its session says."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._follow_jobs()
        self._follow_answers()
        self._follow_session()

    def _follow_jobs(self) -> None:
        bridge, activity = self._window.session.bridge, self._window.activity
        bridge.started.connect(activity.begin)
        bridge.progressed.connect(activity.show_progress)
        bridge.paused.connect(activity.show_paused)
        bridge.finished.connect(self._job_finished)
        bridge.failed.connect(self._job_failed)

    def _follow_answers(self) -> None:
        window, queries = self._window, self._window.session.queries
        queries.facets.connect(window.page.sidebar.show_facets)
        queries.people.connect(window.page.sidebar.show_people)
        queries.details.connect(window.viewer.show_details)
        queries.why.connect(window.viewer.pointing.show_why)
        queries.cautions.connect(window.publishing.show_cautions)
        queries.tasks.connect(window.recognition.show_tasks)
        queries.problems.connect(window.problems.show_problems)

    def _follow_session(self) -> None:
        window, session = self._window, self._window.session
        session.changed.connect(self._take_changes)
        session.troubled.connect(window.troubles.tell)
        session.settled.connect(window.recognition.show_settled)
        session.resettled.connect(window.recognition.rebase)
        session.resettled.connect(window.staying.use)
        window.troubles.sentence.connect(window.page.notice.tell)

    @Slot(object)
    def _take_changes(self, changes: Changes) -> None:
        """Show anew what has changed, of what is in sight."""
        window = self._window
        before = window.model.forget(changes.photos)
        window.thumbs.doubt(card.identity for card in before)
        window.pictures.doubt(card.path for card in before)
        window.thumbs.retry()
        window.page.grid.viewport().update()
        if window.viewer.isVisible() and window.viewer.photo_id in changes.photos:
            window.viewer.take_changes(changes.photos)
            window.session.queries.describe(window.viewer.photo_id)
        if window.problems.isVisible():
            window.session.queries.list_problems()

    @Slot(str, object)
    def _job_finished(self, _title: str, report: Report) -> None:
        self._window.activity.end(report)

    @Slot(str, object)
    def _job_failed(self, title: str, _error: Exception) -> None:
        if title:
            self._window.activity.end(None)
