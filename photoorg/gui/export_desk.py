"""The desk of exports: asks what would be made, does it on the library's thread, and mends what stands against it."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QStandardPaths, QTimer, Slot

from photoorg.export.checking import about_place, cautions, purpose_of
from photoorg.export.order import Order, Planned
from photoorg.export.run import planned
from photoorg.gui.changing import Change
from photoorg.gui.export_check import SHOW, with_let
from photoorg.gui.export_dialog import ExportDialog
from photoorg.gui.export_names import Preview
from photoorg.gui.export_presets import ExportPresets
from photoorg.gui.export_remedies import RemedyDialog
from photoorg.gui.export_run import ExportRun
from photoorg.gui.lanes import Lane, Tell
from photoorg.library.bulk import Edit
from photoorg.library.preflight import Caution, Purpose
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.window import MainWindow

_PLAN, _CAUTIONS, _PLACE = "plan", "cautions", "place"
_LISTED = 200
_DELAY_MS = 250
_TELL_SECONDS = 1.0
Ids = NDArray[np.int64]
_NONE = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Picked:
    """Photos: `ids` in their order without those that are `left` out. Each is itself alone."""

    ids: Ids
    left: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.ids) - len(self.left)

    def listed(self) -> tuple[int, ...]:
        """Their ids; not for the window's thread, as there may be very many."""
        return tuple(self.ids[~np.isin(self.ids, list(self.left))].tolist())


class ExportDesk(QObject):
    """Feeds the export dialog, which may stay open beside the photos."""

    def __init__(self, app: App, window: MainWindow, preset: str, folder: str) -> None:
        super().__init__(window)
        self._app, self._window = app, window
        self._chosen, self._shown = _NONE, _NONE
        self._picked = Picked(_NONE)
        self._checked: tuple[Picked, Purpose, str] | None = None  # what the cautions shown are about
        self._stopped = threading.Event()
        self._changes: list[Change] = []
        self.dialog = ExportDialog(window)
        self.presets = ExportPresets(app.home, self.dialog)
        self.run = ExportRun(app, window.session, self.dialog)
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
        self.run.ended.connect(self._wait.start)
        dialog.check.wanted.connect(self._mend)
        dialog.finished.connect(self._rest)
        top.photos_chosen.connect(self._choose_photos)
        top.put_back.connect(self._put_back)
        self._window.changing.ended.connect(self._mended)
        self._window.session.changed.connect(self._forget)

    def show(self) -> None:
        """Make files of the open photo, those selected, or all that are shown."""
        results = self._window.model.results
        if not self.run.is_on:
            self._shown = results.ids
            self._chosen = results.ids[results.positions(self._window.chosen_ids())]
            self._pick(Picked(self._chosen if len(self._chosen) else self._shown))
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

    def _pick(self, picked: Picked) -> None:
        """It is about these photos from now on."""
        self._picked = picked
        whole = picked.ids is self._shown
        self.dialog.top.show_photos(len(self._chosen), len(self._shown), whole=whole, left_out=len(picked.left))
        self._await()

    @Slot(bool)
    def _choose_photos(self, whole: bool) -> None:
        self._pick(Picked(self._shown if whole else self._chosen))

    @Slot()
    def _put_back(self) -> None:
        self._pick(Picked(self._picked.ids))

    # What would be made.

    @Slot()
    def _await(self) -> None:
        if not self.run.is_on:
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
        picked, let = self._picked, self.dialog.check.let
        try:
            order = self.dialog.order()
        except PhotoorgError as error:
            self.dialog.refuse(self._window.session.read_only or str(error))
            return
        if not len(picked):
            self._checked = None
            self.dialog.show_cautions([])
            self.dialog.refuse(self.tr("There is no photo to export."))
            return
        self._stopped.set()
        self._stopped = stopped = threading.Event()
        about = (picked, purpose_of(order.options), order.target)
        if self._checked != about:
            self._checked = about
            self.dialog.show_checking()
            self._lane.ask(_CAUTIONS, lambda db, _tell: with_let(cautions(db, _for(order, picked)), let))
        self._lane.ask(_PLACE, lambda db, _tell: about_place(db, order.folder))
        self._lane.ask(_PLAN, lambda db, tell: _preview(db, _for(order, picked), stopped, tell))

    @Slot(str, object)
    def _take(self, kind: str, answer: object) -> None:
        if kind == _PLAN and isinstance(answer, Preview) and not self._stopped.is_set():
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
            self.dialog.refuse(str(error))
        else:
            self._window.session.troubled.emit(error)

    @Slot(object)
    def _forget(self, *_changes: object) -> None:
        """Something in the library is otherwise now: what was found may be, too."""
        self._checked = None
        if self.dialog.isVisible() and not self.run.is_on:
            self._wait.start()

    # What stands against it.

    @Slot(object, str)
    def _mend(self, caution: Caution, what: str) -> None:
        if what == SHOW:
            self._window.close_photo()
            self._window.page.show_caution(caution)
        elif what == "leave":
            self._pick(replace(self._picked, left=self._picked.left | set(caution.spare)))
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
            order = self.dialog.order()
        except PhotoorgError as error:
            self.dialog.foot.refuse(str(error))
            return
        picked = self._picked
        self.run.begin(order.folder, lambda: _for(order, picked))


def _for(order: Order, picked: Picked) -> Order:
    return replace(order, photo_ids=picked.listed())


def _usual_folder() -> str:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return str(Path(documents) / "photoorg") if documents else ""


def _preview(db: Database, order: Order, stopped: threading.Event, tell: Tell) -> Preview | None:
    """What an order would do, told while it is worked out; None where something else is asked by now."""
    rows: list[Planned] = []
    counts: Counter[str] = Counter()
    reason, told = "", 0.0
    for block in planned(db, order):
        if stopped.is_set():
            return None
        rows += block[: max(0, _LISTED - len(rows))]
        counts.update(one.does for one in block)
        reason = reason or next((one.reason for one in block if one.does == "cannot"), "")
        if time.monotonic() - told > _TELL_SECONDS:
            told = time.monotonic()
            tell(Preview(tuple(rows), counts.copy(), reason, len(order.photo_ids)))
    return Preview(rows, counts, reason, len(order.photo_ids))
