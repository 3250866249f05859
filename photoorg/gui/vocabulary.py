"""The tag manager's work: asks for the vocabulary off the window's thread, and does what a person wants of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from photoorg.gui import words
from photoorg.gui.lanes import Lane, Tell
from photoorg.gui.tag_dialog import TagDialog
from photoorg.library import history, own_tags
from photoorg.library.growing import OwnTag, joined
from photoorg.library.near_tags import Near, near_tags, unused
from photoorg.library.own_tags import TakenNameError
from photoorg.library.store import Database
from photoorg.library.taking_in import take_in
from photoorg.library.vocabulary_files import load, save
from photoorg.library.vocabulary_rows import vocabulary_rows
from photoorg.outcomes import Changes, PhotoorgError

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.window import MainWindow

_ROWS, _NEAR, _FILE = "rows", "near", "file"
_NAME = "vocabulary"
_BETWEEN = 0.1  # seconds between two words on how far it is
_SHOWN_AFTER = 0.7

Verb = Callable[[Database, Callable[[int, int], object]], Changes]


class StoppedError(PhotoorgError):
    """The person has stopped it: nothing was changed."""


class Vocabulary(QObject):
    """`show_tags` is a command."""

    _heard = Signal(int, int)

    def __init__(self, app: App, window: MainWindow) -> None:
        super().__init__(window)
        self._app = app
        self._session = window.session
        self._stopped = threading.Event()
        self._done = ""  # what to say when it is stored
        self._asked: tuple[str, str] | None = None  # another name that was wanted
        self.dialog = TagDialog(window)
        self._lane = Lane(app.reader, self)
        self._lane.answered.connect(self._take)
        self._lane.failed.connect(self._fail)
        self._heard.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        window.session.bridge.done.connect(self._take_done)
        window.session.changed.connect(self._take_changes)
        self._connect(window)

    def _connect(self, window: MainWindow) -> None:
        dialog = self.dialog
        dialog.tree.tags.renamed.connect(self._rename)
        dialog.tree.moved.connect(self._move)
        dialog.editor.changed.connect(self._change)
        dialog.editor.photos_wanted.connect(lambda name: window.show_query(f'tag:"{name}"'))
        dialog.create_wanted.connect(self._create)
        dialog.merge_wanted.connect(self._merge)
        dialog.remove_wanted.connect(self._remove)
        dialog.import_wanted.connect(self._import)
        dialog.export_wanted.connect(self._export)
        dialog.undo_wanted.connect(self._undo)
        dialog.stop_wanted.connect(self._stopped.set)
        dialog.refresh_wanted.connect(self._ask)

    @Slot()
    def show_tags(self) -> None:
        """Show the tag manager."""
        self._ask()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.search.setFocus()

    def close(self) -> None:
        """The window closes: no thread runs on, and no dialog stays."""
        self.dialog.close()
        self._lane.close()

    # Asking.

    @Slot()
    def _ask(self) -> None:
        every = self.dialog.every.isChecked()
        self._lane.ask(_ROWS, lambda db, _tell: vocabulary_rows(db, every=every))
        self._lane.ask(_NEAR, _find_near)

    @Slot(object)
    def _take_changes(self, changes: Changes) -> None:
        if changes.tags and self.dialog.isVisible():
            self._ask()

    @Slot(str, object)
    def _take(self, kind: str, answer: object) -> None:
        if kind == _ROWS and isinstance(answer, list):
            self.dialog.show_rows(answer, self._session.read_only)
        elif kind == _NEAR and isinstance(answer, tuple):
            self.dialog.show_near(*answer)
        elif kind == _FILE:
            self.dialog.tell(str(answer))

    @Slot(str, object)
    def _fail(self, _kind: str, error: Exception) -> None:
        if isinstance(error, PhotoorgError):
            self.dialog.tell(str(error), trouble=True)
        else:
            self._session.troubled.emit(error)

    # Doing.

    def _do(self, sentence: str, verb: Verb) -> None:
        """Do it on the library's thread; {photos} in the sentence are those that changed."""
        self._stopped.clear()
        self._done = sentence
        self.dialog.tell("")
        self._session.bridge.edit_and_tell(_NAME, lambda db: self._store(db, verb))

    def _store(self, db: Database, verb: Verb) -> Changes:
        began = said = time.monotonic()

        def told(done: int, total: int) -> None:
            nonlocal said
            if self._stopped.is_set():
                raise StoppedError("Stopped: nothing was changed.")
            now = time.monotonic()
            if now - began > _SHOWN_AFTER and now - said > _BETWEEN:
                said = now
                self._heard.emit(done, total)

        changes = verb(db, told)
        self._done = self._done.replace("{photos}", words.photos(len(changes.photos)))
        return changes

    @Slot(int, int)
    def _hear(self, done: int, total: int) -> None:
        share = 100 * done // max(1, total)
        self.dialog.tell(self.tr("Working out tags: {} %").format(share), stops=True)

    @Slot(str, object)
    def _take_done(self, name: str, error: Exception | None) -> None:
        if name != _NAME:
            return
        if isinstance(error, TakenNameError) and self._asked is not None:
            self.dialog.tell("")
            self.dialog.ask_merge([self._asked[0]], self._asked[1])
        elif isinstance(error, PhotoorgError):
            self.dialog.tell(str(error), trouble=True)
        elif error is not None:
            self._session.troubled.emit(error)
        else:
            self.dialog.tell(self._done, back=self._done if self._done else "")
        self._asked = None
        self._ask()

    @Slot(str, str)
    def _rename(self, old: str, new: str) -> None:
        self._asked = old, new
        said = self.tr("“{}” is called “{}” now, on {{photos}}.").format(old, new)
        self._do(said, lambda db, told: own_tags.rename(db, old, new, told=told))

    @Slot(object, str)
    def _move(self, names: Sequence[str], over: str) -> None:
        said = self.tr("Moved {} to {}.").format(", ".join(names), over or self.tr("the top"))
        self._do(said, lambda db, told: own_tags.move(db, names, [over] if over else [], told=told))

    @Slot(str, object)
    def _change(self, name: str, said: dict[str, str]) -> None:
        self._do(self.tr("Saved “{}”.").format(name), lambda db, told: own_tags.change(db, name, told=told, **said))

    @Slot(str, str)
    def _create(self, name: str, over: str) -> None:
        tag = OwnTag(name, parents=joined([over]) if over else "")
        self._do(self.tr("Made “{}”.").format(name), lambda db, _told: own_tags.create(db, name, tag))

    @Slot(object, str)
    def _merge(self, names: Sequence[str], into: str) -> None:
        said = self.tr("{} and “{}” are one now, on {{photos}}.").format(", ".join(f"“{one}”" for one in names), into)
        self._do(said, lambda db, told: own_tags.merge(db, names, into, told=told))

    @Slot(object)
    def _remove(self, names: Sequence[str]) -> None:
        said = self.tr("Took out {}, off {{photos}}.").format(", ".join(f"“{name}”" for name in names))
        self._do(said, lambda db, told: own_tags.remove(db, names, told=told))

    @Slot()
    def _undo(self) -> None:
        self._do("", lambda db, told: history.undo(db, told).changes)

    @Slot(str)
    def _import(self, name: str) -> None:
        file = Path(name)

        def verb(db: Database, told: Callable[[int, int], object]) -> Changes:
            done = take_in(db, load(file), file.name, told)
            new, changed = words.number(len(done.new)), words.number(len(done.changed))
            left = self.tr(" Not used: {}").format(" ".join(done.notices[:2])) if done.notices else ""
            self._done = self.tr("Imported: {} new tags, {} changed.").format(new, changed) + left
            return done.changes

        self._do("", verb)

    @Slot(str)
    def _export(self, name: str) -> None:
        file, every = Path(name), self.dialog.every.isChecked()

        def write(db: Database, _tell: Tell) -> str:
            rows = vocabulary_rows(db, every=every)
            save(file, rows)
            return f"{words.number(len(rows))} tags are in {file.name}."

        self._lane.ask(_FILE, write)


def _find_near(db: Database, _tell: Tell) -> tuple[list[Near], list[str]]:
    return near_tags(db), unused(db)
