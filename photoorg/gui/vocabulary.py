"""The tag manager's work: asks for the vocabulary off the window's thread, and does what a person wants of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from photoorg.gui import words
from photoorg.gui.lanes import Lane, Tell
from photoorg.gui.tag_dialog import TagDialog
from photoorg.gui.undoing import Verb
from photoorg.library import own_tags
from photoorg.library.growing import OwnTag, joined
from photoorg.library.history import Undone
from photoorg.library.near_tags import Near, near_tags, unused
from photoorg.library.own_tags import TakenNameError
from photoorg.library.store import Database
from photoorg.library.taking_in import take_in
from photoorg.library.terms import tag_term
from photoorg.library.vocabulary_files import load, save
from photoorg.library.vocabulary_rows import vocabulary_rows
from photoorg.outcomes import Changes, PhotoorgError, Told

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.window import MainWindow

_ROWS, _NEAR, _FILE = "rows", "near", "file"
_NAME = "vocabulary"
Telling = Callable[[Database, Told], tuple[Changes, str]]
"""What does something, and says what it did."""


class Vocabulary(QObject):
    """`show_tags` is a command. What is done is a deed that the window's Undo knows."""

    def __init__(self, app: App, window: MainWindow) -> None:
        super().__init__(window)
        self._app = app
        self._session = window.session
        self._undoing, self._toast = window.undoing, window.toast
        self._doing: dict[str, str] = {}  # what to say when it is stored, by the verb's name
        self._numbers = count(1)
        self._wanted = ""  # the tag to be chosen once the tags are there
        self._asked: tuple[str, str] | None = None  # another name that was wanted
        self.dialog = TagDialog(window)
        self._lane = Lane(app.reader, self)
        self._lane.answered.connect(self._take)
        self._lane.failed.connect(self._fail)
        self._undoing.progressed.connect(self._hear)
        window.session.bridge.done.connect(self._take_done)
        window.session.changed.connect(self._take_changes)
        self._connect(window)

    def _connect(self, window: MainWindow) -> None:
        dialog = self.dialog
        dialog.tree.tags.renamed.connect(self._rename)
        dialog.editor.renamed.connect(self._rename)
        dialog.tree.moved.connect(self._move)
        dialog.editor.changed.connect(self._change)
        dialog.editor.photos_wanted.connect(lambda name: window.show_query(tag_term(name)))
        dialog.create_wanted.connect(self._create)
        dialog.merge_wanted.connect(self._merge)
        dialog.remove_wanted.connect(self._remove)
        dialog.import_wanted.connect(self._import)
        dialog.export_wanted.connect(self._export)
        dialog.undo_wanted.connect(window.undoing.undo)
        window.undoing.travelled.connect(self._take_undone)
        dialog.stop_wanted.connect(self._stop)
        dialog.refresh_wanted.connect(self._ask)

    @Slot()
    def show_tags(self) -> None:
        """Show the tag manager."""
        self._ask()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.search.setFocus()

    @Slot(str)
    def edit_tag(self, name: str) -> None:
        """Show the tag manager, with one tag chosen."""
        self._wanted = name
        self.show_tags()

    @Slot(str)
    def rename_tag(self, name: str) -> None:
        """The same, for another name."""
        self.edit_tag(name)
        self.dialog.editor.name.setFocus()

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
            if self._wanted:
                self.dialog.choose(self._wanted)
                self._wanted = ""
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

        def counted(db: Database, told: Told) -> tuple[Changes, str]:
            changes = verb(db, told)
            return changes, sentence.replace("{photos}", words.photos(len(changes.photos)))

        self._do_telling(counted)

    def _do_telling(self, verb: Telling) -> None:
        """The same for a verb that says itself what it did."""
        name = f"{_NAME} {next(self._numbers)}"
        self._doing[name] = ""
        self.dialog.tell("")

        def kept(db: Database, told: Told) -> Changes:
            changes, self._doing[name] = verb(db, told)
            return changes

        self._undoing.do(name, kept, self.tr("Working out tags"))

    @Slot()
    def _stop(self) -> None:
        for name in self._doing:
            self._undoing.stop(name)

    @Slot(str, int, int)
    def _hear(self, name: str, done: int, total: int) -> None:
        if name in self._doing:
            share = 100 * done // max(1, total)
            self.dialog.tell(self.tr("Working out tags: {} %").format(share), stops=True)

    @Slot(str, object)
    def _take_done(self, name: str, error: Exception | None) -> None:
        said = self._doing.pop(name, None)
        if said is None:
            return
        if isinstance(error, PhotoorgError):
            self._toast.hide()
        if isinstance(error, TakenNameError) and self._asked is not None:
            self.dialog.tell("")
            self.dialog.ask_merge([self._asked[0]], self._asked[1])
        elif isinstance(error, PhotoorgError):
            self.dialog.tell(str(error), trouble=True)
        elif error is not None:
            self._undoing.fail(error)
        else:
            self.dialog.tell(said, back=said)
            self._undoing.tell(said)
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

    @Slot(object)
    def _take_undone(self, undone: Undone) -> None:
        """Something was taken back, here or by Ctrl+Z: what was said before of what was done is true no longer."""
        what = words.deed(undone.done) if undone.done and undone.back else ""
        self.dialog.tell(self.tr("Undone: {}").format(what) if what else "")

    @Slot(str)
    def _import(self, name: str) -> None:
        file = Path(name)

        def verb(db: Database, told: Told) -> tuple[Changes, str]:
            done = take_in(db, load(file), file.name, told)
            new, changed = words.number(len(done.new)), words.number(len(done.changed))
            left = self.tr(" Not used: {}").format(" ".join(done.notices[:2])) if done.notices else ""
            return done.changes, self.tr("Imported: {} new tags, {} changed.").format(new, changed) + left

        self._do_telling(verb)

    @Slot(str)
    def _export(self, name: str) -> None:
        file, every = Path(name), self.dialog.every.isChecked()

        def write(db: Database, _tell: Tell) -> str:
            rows = vocabulary_rows(db, every=every)
            save(file, rows)
            return self.tr("{} tags are in {}.").format(words.number(len(rows)), file.name)

        self._lane.ask(_FILE, write)


def _find_near(db: Database, _tell: Tell) -> tuple[list[Near], list[str]]:
    return near_tags(db), unused(db)
