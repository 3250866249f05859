"""Edits of any number of photos: one after another on the library's thread, told of while they last, and stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from photoorg.gui import words
from photoorg.library import bulk
from photoorg.library.bulk import Edit
from photoorg.library.store import Database
from photoorg.outcomes import Changes, Told

if TYPE_CHECKING:
    from photoorg.gui.window import MainWindow

Ids = NDArray[np.int64]
Make = Callable[[Database], tuple[Edit, str]]
"""What is to be done and what to say after it, with {photos} in it; asked on the library's thread."""


@dataclass(eq=False)
class Change:
    """One edit under way. `sentence` and `photos`, how many it changed, are there when it is done."""

    ids: Ids
    make: Make
    sentence: str = ""
    photos: int = 0


class Changing(QObject):
    """`do` an edit. `progressed`: how far one is that lasts; `ended`: one is stored, or (error) is not.

    Each is one deed of the history, from which it is taken back.
    """

    progressed = Signal(object, int, int)  # Change, so much of how much
    ended = Signal(object, object)  # Change, Exception or None

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._session = window.session
        self._undoing = window.undoing
        self._changes: dict[str, Change] = {}
        self._number = 0
        self._undoing.progressed.connect(self._hear)
        self._session.bridge.done.connect(self._take_done)

    def do(self, ids: Ids, edit: Edit, sentence: str) -> Change | None:
        """Edit photos; {photos} in the sentence are those changed. None where there are none, or nothing may be."""
        return self.do_made(ids, lambda _db: (edit, sentence))

    def do_made(self, ids: Ids, make: Make) -> Change | None:
        """The same for an edit that goes by what the library says."""
        if not len(ids) or self._session.read_only:
            return None
        self._number += 1
        name = f"change {self._number}"
        change = self._changes[name] = Change(ids, make)
        doing = self.tr("Changing {}").format(words.photos(len(ids)))
        self._undoing.do(name, lambda db, told: self._store(db, change, told), doing)
        return change

    def stop(self, change: Change) -> None:
        """Stop one that is under way: nothing of it is stored."""
        for name in (name for name, one in self._changes.items() if one is change):
            self._undoing.stop(name)

    def close(self) -> None:
        """The window closes: what was asked for is stored before the library is closed, and told to nobody."""
        self._changes.clear()

    def _store(self, db: Database, change: Change, told: Told) -> Changes:
        """On the library's thread."""
        edit, change.sentence = change.make(db)
        changes = bulk.apply(db, change.ids.tolist(), edit, told)
        change.photos = len(changes.photos)
        return changes

    @Slot(str, int, int)
    def _hear(self, name: str, done: int, total: int) -> None:
        if name in self._changes:
            self.progressed.emit(self._changes[name], done, total)

    @Slot(str, object)
    def _take_done(self, name: str, error: Exception | None) -> None:
        change = self._changes.pop(name, None)
        if change is None:
            return
        if error is not None:
            self._undoing.fail(error)
        else:
            self._undoing.tell(change.sentence.replace("{photos}", words.photos(change.photos)))
        self.ended.emit(change, error)
