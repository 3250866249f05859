"""Undo, redo and the history, as the library keeps it: of what was done before the window was opened and beside it too.

What is no deed of the library, such as moving files to the trash, is kept here, between those that are.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from photoorg.gui import words
from photoorg.gui.history_dialog import HistoryDialog
from photoorg.gui.lanes import Lane
from photoorg.gui.words import translated
from photoorg.library import history
from photoorg.library.history import Done, Undone
from photoorg.library.store import Database
from photoorg.outcomes import Changes, PhotoorgError, Told

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from photoorg.app import App
    from photoorg.gui.session import Session
    from photoorg.gui.toast import Toast

Verb = Callable[[Database, Told], Changes]
Travel = Callable[[Database, Told], Undone]

_NEWEST, _DEEDS = "newest", "deeds"
_TRAVEL = "travel"
_LISTED = 1_000
_PATIENCE, _BETWEEN = 0.7, 0.1
"""Seconds after which it is shown how far a deed is, and between two words on it."""
_LONGEST = 60


class StoppedError(PhotoorgError):
    """A deed was stopped while it was stored: all of it is as it was."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done outside the library, after its deed of that id. `what` follows the word Undo."""

    key: Hashable
    what: str
    undo: Callable[[], None]
    after: int


@dataclass(eq=False)
class _Work:
    """A verb that is being done: its name, how it is said, when it began, whether it is to stop."""

    name: str
    doing: str
    began: float = 0.0
    said: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)


class Undoing(QObject):
    """`undo`, `redo` and `show_history` are commands.

    Whoever did something in the library tells it with `tell`; what may take long is done by `do`. `travelled`: deeds
    were taken back, or done again. `progressed`: how far one is that lasts, which `stop` stops.
    """

    travelled = Signal(object)  # Undone
    progressed = Signal(str, int, int)  # its name, so much of how much
    _moved = Signal(object, int, int)  # _Work: so much of it is done

    def __init__(self, app: App, session: Session, toast: Toast) -> None:
        super().__init__(toast)
        self._session = session
        self._toast = toast
        self._deeds: list[Deed] = []
        self._newest: tuple[Done | None, Done | None] = (None, None)
        self._is_old = False  # something was done since that was asked for
        self._work: dict[str, _Work] = {}
        self._undone: dict[str, Undone] = {}
        self._numbers = count(1)
        self._actions: tuple[QAction, QAction] | None = None
        self.dialog = HistoryDialog(toast.window())
        self.dialog.wanted.connect(self.go_to)
        self._lane = Lane(app.reader, self)
        self._lane.answered.connect(self._take)
        self._lane.failed.connect(self._take_failure)
        self._moved.connect(self._show_work, Qt.ConnectionType.QueuedConnection)
        session.bridge.opened.connect(self.forget)
        session.bridge.changed.connect(self._ask)
        session.bridge.done.connect(self._take_done)
        session.changed.connect(self._ask)

    def attach(self, commands: Mapping[str, QAction]) -> None:
        """Say in the menu what would be taken back, or done again."""
        self._actions = commands["undo"], commands["redo"]
        self._show()

    def close(self) -> None:
        """The window closes."""
        self.dialog.close()
        self._lane.close()

    # What others do.

    def do(self, name: str, verb: Verb, doing: str) -> None:
        """Do a verb on the library's thread. Where it takes long, it is shown how far it is, and can be stopped.

        The bridge's `done` tells the end by the name: tell it with `tell`, or with `fail` why not.
        """
        work = self._work[name] = _Work(name, doing)

        def told(done: int, total: int) -> None:
            if work.stop.is_set():
                raise StoppedError("Stopped: nothing was changed.")
            now = time.monotonic()
            work.began = work.began or now
            if now - work.began >= _PATIENCE and now - work.said >= _BETWEEN:
                work.said = now
                self._moved.emit(work, done, total)

        self._show()
        self._session.bridge.edit_and_tell(name, lambda db: verb(db, told))

    def stop(self, name: str) -> None:
        """Let a verb that is being done be stopped: all of it is as it was then."""
        if name in self._work:
            self._work[name].stop.set()

    def tell(self, sentence: str) -> None:
        """Say over the photos that something was done in the library, with the way back."""
        self._toast.tell(sentence, self.undo)

    def fail(self, error: Exception) -> None:
        """Say that something was not done."""
        if isinstance(error, StoppedError):
            self._toast.tell(translated(str(error)))
        else:
            self._toast.hide()
            self._session.troubled.emit(error)

    # What is no deed of the library.

    def did(self, key: Hashable, what: str, undo: Callable[[], None]) -> None:
        """Something was done that can be taken back. `key` tells it from others."""
        back = self._newest[0]
        self._deeds.append(Deed(key, what, undo, back.deed_id if back else 0))
        self._show()

    def drop(self, key: Hashable) -> None:
        """A deed was not done after all, or was taken back elsewhere."""
        self._deeds = [deed for deed in self._deeds if deed.key != key]
        self._show()

    # Commands; the table in actions.py names them.

    @Slot()
    def undo(self) -> None:
        """Take back the newest deed."""
        if (deed := self._outside) is not None and not self._work:
            self.drop(deed.key)
            self._toast.hide()
            deed.undo()
        else:
            self._travel(history.undo, self.tr("Undoing"))

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back last."""
        self._travel(history.redo, self.tr("Doing again"))

    @Slot(int)
    def go_to(self, deed_id: int) -> None:
        """Go to where a deed was the last one that was done, or (0) before all of them."""
        self._travel(lambda db, told: history.go_to(db, deed_id, told), self.tr("Going there"))

    @Slot()
    def show_history(self) -> None:
        """List what was done."""
        self._lane.ask(_DEEDS, lambda db, _tell: history.deeds(db, _LISTED + 1))
        self.dialog.open()

    @property
    def newest(self) -> str:
        """What would be taken back; empty where nothing can be."""
        if (deed := self._outside) is not None:
            return deed.what
        return words.deed(self._newest[0]) if self._newest[0] else ""

    @property
    def _outside(self) -> Deed | None:
        """The newest deed of all, where it is none of the library's."""
        back = self._newest[0]
        deed = self._deeds[-1] if self._deeds else None
        return deed if deed is not None and deed.after >= (back.deed_id if back else 0) else None

    # How it is done.

    def _travel(self, travel: Travel, doing: str) -> None:
        if self._session.read_only:
            return
        name = f"{_TRAVEL} {next(self._numbers)}"

        def verb(db: Database, told: Told) -> Changes:
            undone = self._undone[name] = travel(db, told)
            return undone.changes

        self._toast.hide()
        self.do(name, verb, doing)

    @Slot(str, object)
    def _take_done(self, name: str, error: Exception | None) -> None:
        self._work.pop(name, None)
        self._is_old = self._is_old or error is None
        self._show()
        self._ask()
        undone = self._undone.pop(name, None)
        if undone is not None and error is None:
            self._tell_undone(undone)
            self.travelled.emit(undone)
        elif name.startswith(_TRAVEL) and error is not None:
            self.fail(error)

    def _tell_undone(self, undone: Undone) -> None:
        if undone.done is None:
            return
        what = words.deed(undone.done) if undone.deeds == 1 else words.deeds(undone.deeds)
        said = (self.tr("Undone: {}") if undone.back else self.tr("Done again: {}")).format(what)
        if kept := len(undone.kept) + undone.things:
            said += " " + self.tr("({} left as they are: they were changed since)").format(words.number(kept))
        if undone.back:
            self._toast.tell(said, self.redo, self.tr("Redo"))
        else:
            self._toast.tell(said, self.undo)

    @Slot(object, int, int)
    def _show_work(self, work: _Work, done: int, total: int) -> None:
        if work in self._work.values() and not work.stop.is_set():
            percent = words.number(100 * done // max(1, total))
            said = self.tr("{}: {} %").format(work.doing, percent)
            self._toast.tell(said, work.stop.set, self.tr("Stop"), stays=True)
            self.progressed.emit(work.name, done, total)

    # What the library says.

    @Slot()
    def forget(self) -> None:
        """Another library is open: what was done beside the one before cannot be taken back in it."""
        self._deeds = []
        self._work.clear()
        self._newest, self._is_old = (None, None), False
        self._show()
        self._ask()

    @Slot()
    def _ask(self, *_told: object) -> None:
        if not self._session.is_open and not self._session.read_only:
            return
        self._lane.ask(_NEWEST, lambda db, _tell: history.newest(db))
        if self.dialog.isVisible():
            self._lane.ask(_DEEDS, lambda db, _tell: history.deeds(db, _LISTED + 1))

    @Slot(str, object)
    def _take(self, kind: str, answer: object) -> None:
        if kind == _DEEDS and isinstance(answer, list):
            more, locked = len(answer) > _LISTED, bool(self._session.read_only)
            self.dialog.show_deeds(answer[:_LISTED], more=more, read_only=locked)
        elif isinstance(answer, tuple):
            self._newest, self._is_old = answer, False
            self._show()

    @Slot(str, object)
    def _take_failure(self, _kind: str, error: Exception) -> None:
        self._session.troubled.emit(error)

    def _show(self) -> None:
        if self._actions is None or self._session.read_only:
            return
        forth = self._newest[1]
        texts = (self.newest, translated("&Undo"), translated("&Undo: {}")), (
            words.deed(forth) if forth else "", translated("&Redo"), translated("&Redo: {}"))  # fmt: skip
        for action, (what, plain, said) in zip(self._actions, texts, strict=True):
            short = what if len(what) <= _LONGEST else f"{what[:_LONGEST]}…"
            action.setText(said.format(short.replace("&", "&&")) if what else plain)
        self._actions[0].setEnabled(bool(self.newest or self._work or self._is_old))
        self._actions[1].setEnabled(forth is not None)
