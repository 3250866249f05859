"""One export at a time, from the dialog: begun on the library's thread, told of while it lasts, stopped, ended."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from photoorg.export.order import Order
from photoorg.gui.problems_dialog import ProblemsDialog
from photoorg.gui.reveal import reveal
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError, Progress, Report
from photoorg.work.jobs import Job

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.export_dialog import ExportDialog
    from photoorg.gui.session import Session

TITLE = "Exporting"
STOPPED = "Stopped before it began."
MakeOrder = Callable[[], Order]
"""Gives what is asked for; called on the library's thread, as it may be about very many photos."""


class ExportRun(QObject):
    """Shows in the dialog what becomes of an export. `ended`: there is none any more."""

    ended = Signal()

    def __init__(self, app: App, session: Session, dialog: ExportDialog) -> None:
        super().__init__(dialog)
        self._app, self._session, self._dialog = app, session, dialog
        self._ticket = 0  # of the job that was asked for
        self._runs = False  # it has begun
        self._folder: Path | None = None
        self._stopped = threading.Event()
        self.problems = ProblemsDialog(dialog)
        dialog.stop_wanted.connect(self.stop)
        dialog.foot.reveal_wanted.connect(self._reveal)
        dialog.foot.problems_wanted.connect(self.problems.open)
        session.bridge.started.connect(self._started)
        session.bridge.progressed.connect(self._progressed)
        session.bridge.ended.connect(self._ended)

    @property
    def is_on(self) -> bool:
        """Whether one is asked for and not over."""
        return bool(self._ticket)

    def begin(self, folder: Path, make: MakeOrder) -> None:
        """Export into a folder. It waits for what a person asked for before."""
        self._folder = folder
        self._stopped = stopped = threading.Event()

        def job(db: Database) -> Job:
            if stopped.is_set():
                return Report(STOPPED, cancelled=True)
            return (yield from self._app.export(db, make()))

        waits = self._session.is_busy
        self._ticket = self._session.bridge.start(TITLE, job)
        self._dialog.show_running(running=True)
        if waits:
            self._dialog.foot.tell(self.tr("Begins when what is done now is done."))

    @Slot()
    def stop(self) -> None:
        """Stop it. What is done before it goes on."""
        self._stopped.set()
        if self._runs:
            self._session.bridge.cancel()
        else:
            self._ended(self._ticket, None)

    @Slot(str, bool)
    def _started(self, title: str, _background: bool) -> None:
        self._runs = title == TITLE and self.is_on

    @Slot(object)
    def _progressed(self, progress: Progress) -> None:
        if self._runs:
            self._dialog.foot.show_progress(progress)

    @Slot(int, object)
    def _ended(self, ticket: int, outcome: Report | Exception | None) -> None:
        if not ticket or ticket != self._ticket:
            return
        self._ticket, self._runs = 0, False
        self._dialog.show_running(running=False)
        foot = self._dialog.foot
        match outcome:
            case Report(title=title, problems=problems):
                self.problems.show_problems(problems)
                foot.end(title, len(problems))
            case PhotoorgError():
                foot.end(str(outcome), failed=True)
            case None:
                foot.end(self.tr("Stopped. What was made stays; export again, and it goes on from there."))
            case _:
                foot.end(self.tr("This did not work: the report says why."), failed=True)
        self.ended.emit()

    @Slot()
    def _reveal(self) -> None:
        if self._folder is not None:
            reveal(str(self._folder))
