"""The desk of exports: asks what would be made, does it on the library's thread, and mends what stands against it."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QStandardPaths, QTimer, Slot

from photoorg.export.checking import about_place, cautions, purpose_of
from photoorg.export.order import Order, Planned
from photoorg.export.run import planned
from photoorg.gui.changing import Change
from photoorg.gui.export_check import SHOW
from photoorg.gui.export_dialog import ExportDialog
from photoorg.gui.export_names import Preview
from photoorg.gui.export_presets import ExportPresets
from photoorg.gui.export_remedies import RemedyDialog
from photoorg.gui.lanes import Lane
from photoorg.gui.problems_dialog import ProblemsDialog
from photoorg.gui.reveal import reveal
from photoorg.library.bulk import Edit
from photoorg.library.preflight import Caution, Purpose
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError, Progress, Report

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.window import MainWindow

TITLE = "Exporting"
_PLAN, _CAUTIONS, _PLACE = "plan", "cautions", "place"
_LISTED = 200
_DELAY_MS = 250
Ids = NDArray[np.int64]
_NONE = np.empty(0, np.int64)


class ExportDesk(QObject):
    """Feeds the export dialog, which may stay open beside the photos."""

    def __init__(self, app: App, window: MainWindow, preset: str, folder: str) -> None:
        super().__init__(window)
        self._app, self._window = app, window
        self._chosen, self._shown = _NONE, _NONE
        self._whole = True
        self._left: set[int] = set()  # photos that are left out
        self._checked: tuple[tuple[int, ...], Purpose] | None = None  # what the cautions shown are about
        self._ticket = 0  # of the job that runs
        self._ours = False  # the job that runs is ours
        self._made: Path | None = None
        self._stopped = threading.Event()
        self._changes: list[Change] = []
        self.dialog = ExportDialog(window)
        self.presets = ExportPresets(app.home, self.dialog)
        self.problems = ProblemsDialog(self.dialog)
        self._lane = Lane(app.reader, self)
        self._lane.answered.connect(self._take)
        self._lane.failed.connect(self._fail)
        self._wait = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._wait.timeout.connect(self._look)
        self._connect()
        self.dialog.top.show_folder(folder or _usual_folder())
        self.presets.load(preset)

    def _connect(self) -> None:
        dialog, top = self.dialog, self.dialog.top
        dialog.changed.connect(self._await)
        dialog.wanted.connect(self._begin)
        dialog.stop_wanted.connect(self._window.session.bridge.cancel)
        dialog.foot.reveal_wanted.connect(self._reveal)
        dialog.foot.problems_wanted.connect(self.problems.open)
        dialog.check.wanted.connect(self._mend)
        dialog.finished.connect(self._rest)
        top.photos_chosen.connect(self._choose_photos)
        top.put_back.connect(self._put_back)
        bridge = self._window.session.bridge
        bridge.started.connect(self._started)
        bridge.progressed.connect(self._progressed)
        bridge.ended.connect(self._ended)
        self._window.changing.ended.connect(self._mended)
        self._window.session.changed.connect(self._forget)

    def show(self) -> None:
        """Make files of the open photo, those selected, or all that are shown."""
        results = self._window.model.results
        if not self._ticket:
            self._shown = results.ids
            self._chosen = results.ids[results.positions(self._window.chosen_ids())]
            self._whole = not len(self._chosen)
            self._left.clear()
            self._show_photos()
            self._await()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    @property
    def remembered(self) -> tuple[str, str]:
        """The preset and the folder, for the next start."""
        return self.dialog.top.preset.currentData() or "web", self.dialog.top.folder.text()

    def close(self) -> None:
        """End the thread and wait for it."""
        self._rest()
        self.dialog.close()
        self._lane.close()

    # Which photos.

    @property
    def _ids(self) -> tuple[int, ...]:
        ids = self._shown if self._whole else self._chosen
        return tuple(ids[~np.isin(ids, list(self._left))].tolist() if self._left else ids.tolist())

    def _show_photos(self) -> None:
        ids = self._shown if self._whole else self._chosen
        left = int(np.isin(ids, list(self._left)).sum()) if self._left else 0
        self.dialog.top.show_photos(len(self._chosen), len(self._shown), whole=self._whole, left_out=left)

    @Slot(bool)
    def _choose_photos(self, whole: bool) -> None:
        self._whole = whole
        self._show_photos()
        self._await()

    @Slot()
    def _put_back(self) -> None:
        self._left.clear()
        self._show_photos()
        self._await()

    # What would be made.

    @Slot()
    def _await(self) -> None:
        if not self._ticket:
            self._stopped.set()
            self.dialog.foot.wait()
            self._wait.start()

    @Slot()
    def _rest(self) -> None:
        self._wait.stop()
        self._stopped.set()

    @Slot()
    def _look(self) -> None:
        """Ask what the order would do, and what is to be looked at first."""
        if not self.dialog.isVisible():
            return
        ids = self._ids
        try:
            order = self.dialog.order(ids)
            purpose = purpose_of(order.options)
            if not ids:
                raise PhotoorgError(self.tr("There is no photo to export."))  # noqa: TRY301 - told as the others are
        except PhotoorgError as error:
            self.dialog.foot.refuse(self._window.session.read_only or str(error))
            return
        self._stopped = stopped = threading.Event()
        if self._checked != (ids, purpose):
            self._checked = (ids, purpose)
            self.dialog.check.show_checking()
            self._lane.ask(_CAUTIONS, lambda db, _tell: cautions(db, order))
        self._lane.ask(_PLACE, lambda db, _tell: about_place(db, order.folder))
        self._lane.ask(_PLAN, lambda db, _tell: _preview(db, order, stopped))

    @Slot(str, object)
    def _take(self, kind: str, answer: object) -> None:
        if kind == _PLAN and isinstance(answer, Preview):
            self.dialog.show_preview(answer)
            if self._window.session.read_only:
                self.dialog.foot.refuse(self._window.session.read_only)
        elif kind == _PLACE:
            self.dialog.top.warn(str(answer))
        elif isinstance(answer, list):
            self.dialog.show_cautions(answer)

    @Slot(str, object)
    def _fail(self, kind: str, error: Exception) -> None:
        if kind == _CAUTIONS:
            self._checked = None
        if isinstance(error, PhotoorgError):
            self.dialog.foot.refuse(str(error))
        else:
            self._window.session.troubled.emit(error)

    @Slot(object)
    def _forget(self, *_changes: object) -> None:
        """Something in the library is otherwise now: what was found may be, too."""
        self._checked = None
        if self.dialog.isVisible() and not self._ticket:
            self._wait.start()

    # What stands against it.

    @Slot(object, str)
    def _mend(self, caution: Caution, what: str) -> None:
        if what == SHOW:
            self._window.close_photo()
            self._window.page.show_caution(caution)
        elif what == "leave":
            self._left.update(caution.spare)
            self._show_photos()
            self._await()
        elif what == "place":
            self.dialog.choose("gps", value=False)
        else:
            asks = RemedyDialog(caution, self.dialog)
            asks.said.connect(self._say)
            asks.finished.connect(asks.deleteLater)
            asks.open()

    @Slot(object, object)
    def _say(self, edit: Edit, caution: Caution) -> None:
        sentence = self.tr("Said of {photos}")
        if change := self._window.changing.do(np.array(caution.photo_ids, np.int64), edit, sentence):
            self._changes.append(change)

    @Slot(object, object)
    def _mended(self, change: Change, _error: Exception | None) -> None:
        if change in self._changes:
            self._changes.remove(change)
            self._checked = None
            self._await()

    # Making it.

    @Slot()
    def _begin(self) -> None:
        try:
            order = self.dialog.order(self._ids)
        except PhotoorgError as error:
            self.dialog.foot.refuse(str(error))
            return
        order = replace(order, title=order.folder.name)
        self._made = order.folder
        self._ticket = self._window.session.bridge.start(TITLE, lambda db: self._app.export(db, order))
        self.dialog.show_running(running=True)

    @Slot(str, bool)
    def _started(self, title: str, _background: bool) -> None:
        self._ours = title == TITLE

    @Slot(object)
    def _progressed(self, progress: Progress) -> None:
        if self._ours and self._ticket:
            self.dialog.foot.show_progress(progress)

    @Slot(int, object)
    def _ended(self, ticket: int, outcome: Report | Exception | None) -> None:
        if ticket != self._ticket:
            return
        self._ticket, self._ours = 0, False
        self.dialog.show_running(running=False)
        match outcome:
            case Report(title=title, problems=problems):
                self.dialog.foot.end(title, len(problems))
                self.problems.show_problems(problems)
            case PhotoorgError():
                self.dialog.foot.refuse(str(outcome))
            case None:
                self.dialog.foot.end(self.tr("Stopped. What was made stays; another start goes on from there."))
            case _:
                self.dialog.foot.refuse(self.tr("This did not work: the report says why."))
                return
        self._wait.start()

    @Slot()
    def _reveal(self) -> None:
        if self._made is not None:
            reveal(str(self._made))


def _usual_folder() -> str:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return str(Path(documents) / "photoorg") if documents else ""


def _preview(db: Database, order: Order, stopped: threading.Event) -> Preview | None:
    """What an order would do; None where something else is asked by now."""
    rows: list[Planned] = []
    counts: Counter[str] = Counter()
    reason = ""
    for block in planned(db, order):
        if stopped.is_set():
            return None
        rows += block[: max(0, _LISTED - len(rows))]
        counts.update(one.does for one in block)
        reason = reason or next((one.reason for one in block if one.does == "cannot"), "")
    return Preview(rows, counts, reason)
