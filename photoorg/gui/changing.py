"""Edits of any number of photos: one after another on the library's thread, told of while they last, and stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from photoorg.gui import words
from photoorg.library import bulk
from photoorg.library.bulk import Edit
from photoorg.library.store import Database
from photoorg.outcomes import Changes, PhotoorgError

if TYPE_CHECKING:
    from photoorg.gui.window import MainWindow

SHOWN_AFTER_MS = 700
"""What takes longer is told of, with a way to stop it."""
_BETWEEN = 0.1  # seconds between two words on how far it is

Ids = NDArray[np.int64]
Make = Callable[[Database], tuple[Edit, str]]
"""What is to be done and what to say after it, with {photos} in it; asked on the library's thread."""


class StoppedError(PhotoorgError):
    """The person has stopped it: nothing was changed."""


@dataclass(eq=False)
class Change:
    """One edit under way. `sentence` and `photos`, how many it changed, are there when it is done."""

    number: int
    ids: Ids
    make: Make
    sentence: str = ""
    photos: int = 0
    done: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)


class Changing(QObject):
    """`do` an edit. `progressed`: how far the one is that runs; `ended`: one is stored, or (error) is not."""

    progressed = Signal(object)  # Change
    ended = Signal(object, object)  # Change, Exception or None
    _heard = Signal(int, int)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._bridge = window.session.bridge
        self._session = window.session
        self._toast = window.toast
        self._undoing = window.undoing
        self._changes: dict[str, Change] = {}
        self._number = 0
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._timer.timeout.connect(self._show)
        self._heard.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._bridge.done.connect(self._take_done)

    def do(self, ids: Ids, edit: Edit, sentence: str) -> Change | None:
        """Edit photos; {photos} in the sentence are those changed. None where there are none, or nothing may be."""
        return self.do_made(ids, lambda _db: (edit, sentence))

    def do_made(self, ids: Ids, make: Make) -> Change | None:
        """The same for an edit that goes by what the library says."""
        if not len(ids) or self._session.read_only:
            return None
        self._number += 1
        change = Change(self._number, ids, make)
        self._changes[_name(change.number)] = change
        if not self._timer.isActive() and len(self._changes) == 1:
            self._timer.start()
        self._bridge.edit_and_tell(_name(change.number), lambda db: self._store(db, change))
        return change

    @property
    def running(self) -> Change | None:
        """The one that is being stored; others may wait behind it."""
        return next(iter(self._changes.values()), None)

    @Slot()
    def stop(self) -> None:
        """Stop the one that runs; nothing of it is stored."""
        if self.running:
            self.running.stopped.set()

    def close(self) -> None:
        """The window closes: what was asked for is stored before the library is closed."""
        self._timer.stop()
        self._changes.clear()

    # On the library's thread.

    def _store(self, db: Database, change: Change) -> Changes:
        said = 0.0

        def told(done: int, _total: int) -> None:
            nonlocal said
            if change.stopped.is_set():
                raise StoppedError("Stopped: nothing was changed.")
            if (now := time.monotonic()) - said > _BETWEEN:
                said = now
                self._heard.emit(change.number, done)

        edit, change.sentence = change.make(db)
        changes = bulk.apply(db, change.ids.tolist(), edit, told)
        change.photos = len(changes.photos)
        return changes

    # On the window's thread.

    @Slot(int, int)
    def _hear(self, number: int, done: int) -> None:
        change = self._changes.get(_name(number))
        if change is not None:
            change.done = done
            if not self._timer.isActive():
                self._show()

    @Slot()
    def _show(self) -> None:
        """Say how far it is, when it takes a while."""
        if change := self.running:
            total = len(change.ids)
            share = f"{min(100, 100 * change.done // total)} %"
            said = self.tr("Changing {}: {}").format(words.photos(total), share)
            self._toast.tell(said, self.stop, self.tr("Stop"), stays=True)
            self.progressed.emit(change)

    @Slot(str, object)
    def _take_done(self, name: str, error: Exception | None) -> None:
        change = self._changes.pop(name, None)
        if change is None:
            return
        self._timer.start() if self._changes else self._timer.stop()
        if isinstance(error, StoppedError):
            self._toast.tell(self.tr("Stopped: nothing was changed."))
        elif error is not None:
            self._toast.hide()
            self._session.troubled.emit(error)
        else:
            self._undoing.tell(change.sentence.replace("{photos}", words.photos(change.photos)))
        self.ended.emit(change, error)


def _name(number: int) -> str:
    return f"change {number}"
