"""Teaching a tag in the window: what is said stays in the page until it is used, which is one deed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from photoorg.folding import name_key
from photoorg.gui.lanes import Lane
from photoorg.gui.lesson import Lesson, look, sides
from photoorg.gui.taught_dialog import TaughtDialog
from photoorg.gui.teach_dialog import TeachDialog
from photoorg.gui.teach_page import TeachPage
from photoorg.gui.undoing import Verb
from photoorg.library import teaching
from photoorg.library.edits import judge
from photoorg.library.history import Undone
from photoorg.library.store import Database
from photoorg.library.taught_files import text_of, written
from photoorg.library.teaching import Taught
from photoorg.library.terms import tag_term
from photoorg.outcomes import Changes

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.window import MainWindow

_LESSON, _TAUGHT, _EXPORT = "lesson", "taught", "export"
_USE, _TAKE_OUT, _FORGET, _IMPORT = "use taught tag", "take out example", "forget taught tag", "take taught tag"


class Teacher(QObject):
    """`teach_tag` and `show_taught` are commands. `wanted`: the page is to be shown."""

    wanted = Signal()
    failed = Signal(object)  # Exception

    def __init__(self, app: App, window: MainWindow, page: TeachPage) -> None:
        super().__init__(page)
        self._window, self._session, self._undoing = window, window.session, window.undoing
        self._senses = app.senses()
        self._name = ""
        self._said: dict[str, dict[int, bool]] = {}  # by the key of the tag's name: what is not used yet
        self._used: dict[str, dict[int, bool]] = {}  # the same of what was, to be there again when that is undone
        self._skipped: set[int] = set()
        self._doing: dict[str, str] = {}  # what is to be told when a deed is done
        self._results: dict[str, Taught] = {}
        self._numbers = count(1)
        self.page = page
        self.dialog = TeachDialog(window)
        self.taught = TaughtDialog(window)
        self._lane = Lane(app.reader, self)
        self._connect()
        page.lock(self._session.read_only)
        self.taught.lock(self._session.read_only)

    def _connect(self) -> None:
        page, dialog = self.page, self.taught
        self._lane.answered.connect(self._take)
        self._lane.failed.connect(self._fail)
        self.dialog.asked.connect(self._begin)
        page.closed.connect(self._leave)
        page.said.connect(self.say)
        page.answered.connect(lambda photo, yes: self.say([photo], yes))
        page.skipped.connect(self._skip)
        page.use_wanted.connect(self._use)
        page.photos_wanted.connect(lambda: self._window.show_query(tag_term(self._name)))
        page.export_wanted.connect(lambda: self._export(self._name))
        page.taught_wanted.connect(self.show_taught)
        dialog.more_wanted.connect(self.open)
        dialog.export_wanted.connect(self._export)
        dialog.import_wanted.connect(self._import)
        dialog.forget_wanted.connect(self._forget)
        self._session.bridge.done.connect(self._done)
        self._session.changed.connect(self._take_changes)
        self._undoing.travelled.connect(self._take_undone)

    def close(self) -> None:
        """End the thread and wait for it."""
        self.page.show_busy(busy=False)
        self.dialog.close()
        self.taught.close()
        self._lane.close()

    # Commands; the table in actions.py names them.

    @Slot()
    def teach_tag(self) -> None:
        """Teach a tag by the open photo or those that are selected."""
        overview = self._session.overview
        self.dialog.ask(len(self._window.chosen_ids()), overview.tags if overview else (), self._name)

    @Slot()
    def show_taught(self) -> None:
        """List the tags that were taught."""
        self._ask_taught()
        self.taught.open()

    @Slot(str, bool)
    def _begin(self, name: str, shows: bool) -> None:
        photos: list[int] = self._window.chosen_ids().tolist()
        self.open(name)
        self.say(photos, shows)

    @Slot(str)
    def open(self, name: str) -> None:
        """Show the page of a tag, with what was said and not used yet."""
        if name_key(name) != name_key(self._name) or self.page.lesson is None:
            self._name, self._skipped = name, set()
            self.page.begin(name)
        self.wanted.emit()
        self.page.setFocus()
        self._look()

    @Slot()
    def _leave(self) -> None:
        """What was said is neither lost nor used."""
        if self.said and _USE not in self._doing:
            said = self.page.tr("What you said of “{}” is not used yet; it is kept until the window is closed")
            self._window.toast.tell(said.format(self._name), lambda: self.open(self._name), self.page.tr("Go on"))

    # What is said, and what would come of it.

    @property
    def said(self) -> dict[int, bool]:
        """What a person said of photos for this tag and did not use yet."""
        return self._said.setdefault(name_key(self._name), {})

    @Slot(object, object)
    def say(self, photos: Sequence[int], shows: bool | None) -> None:
        """These photos show it, or do not, or (None) are neither; at once learned from, and not stored."""
        said, stored = self.said, self.page.lesson.stored if self.page.lesson else ()
        for photo in photos:
            said.pop(photo, None)
            if shows is not None:
                said[photo] = shows
        if shows is None and (gone := [photo for photo in photos if photo in stored]):
            self._take_out(gone)
        self._look()

    def _take_out(self, photos: Sequence[int]) -> None:
        """What is stored is taken back, as a deed of its own."""
        name, deed = self._name, f"{_TAKE_OUT} {next(self._numbers)}"
        self._doing[deed] = self.page.tr("Taken out of the examples of “{}”").format(name)
        self._session.bridge.edit_and_tell(deed, lambda db: judge(db, photos, name, None))

    @Slot(int)
    def _skip(self, photo: int) -> None:
        self._skipped.add(photo)
        if self.page.question is None:
            self._look()

    def _look(self) -> None:
        """Ask what would come of it."""
        name, said, skipped, senses = self._name, dict(self.said), frozenset(self._skipped), self._senses
        self.page.show_busy(busy=True)
        self._lane.ask(_LESSON, lambda db, _tell: look(db, name, said, skipped, senses))

    def _ask_taught(self) -> None:
        self._lane.ask(_TAUGHT, lambda db, _tell: teaching.all_taught(db))

    @Slot(str, object)
    def _take(self, kind: str, answer: object) -> None:
        match answer:
            case Lesson() as lesson:
                self._take_lesson(lesson)
            case list() if kind == _TAUGHT:
                self.taught.show_taught(answer)
            case Path() as path:
                self._window.toast.tell(self.page.tr("Saved as {}").format(path.name))
            case _:
                pass

    def _take_lesson(self, lesson: Lesson) -> None:
        if lesson.name != self._name:  # the tag is called otherwise: dogs is dog
            self._said.setdefault(name_key(lesson.name), {}).update(self._said.pop(name_key(self._name), {}))
            self._name = lesson.name
        self.page.show_busy(busy=_USE in self._doing)
        self.page.show_lesson(lesson, len(self.said))

    @Slot(str, object)
    def _fail(self, kind: str, error: Exception) -> None:
        if kind == _LESSON:
            self.page.show_busy(busy=False)
        self.failed.emit(error)

    @Slot(object)
    def _take_changes(self, changes: Changes) -> None:
        """The library changed, perhaps by an undo or elsewhere; what comes in while reading is not learned from."""
        lesson = self.page.lesson
        if self.taught.isVisible():
            self._ask_taught()
        if lesson is None or not self.page.isVisible() or _USE in self._doing:
            return
        if not changes.photos.isdisjoint((*lesson.yes, *lesson.no)) or (changes.tags and not self._session.is_busy):
            self._look()

    # What is done.

    @Slot()
    def _use(self) -> None:
        """Let it loose: one deed."""
        name, said, senses = self._name, dict(self.said), self._senses

        def verb(db: Database, _told: object) -> Changes:
            made = self._results[_USE] = teaching.teach(db, name, *sides(said), senses=senses)
            return made.changes

        if _USE not in self._doing:
            self._used[name_key(name)] = said
            self.page.show_busy(busy=True)
            self._do(_USE, verb, self.page.tr("Learning “{}”").format(name))

    @Slot(str)
    def _forget(self, name: str) -> None:
        said = self.page.tr("“{}” is suggested no longer").format(name)
        self._do(_FORGET, lambda db, _told: teaching.forget(db, name), said)

    def _do(self, name: str, verb: Verb, said: str) -> None:
        self._doing[name] = said
        self._undoing.do(name, verb, said)

    @Slot(str, object)
    def _done(self, name: str, error: Exception | None) -> None:
        """A deed is stored, or could not be."""
        told = self._doing.pop(name, None)
        if told is None:
            return
        made = self._results.pop(name, None)
        if name == _USE:
            self.page.show_busy(busy=False)
        if error is not None:
            self.failed.emit(error)
        elif made is not None:
            self._tell_made(made, "" if name == _USE else f"{told}: “{made.name}”")
        else:
            self._undoing.tell(told)
        if self.taught.isVisible():
            self._ask_taught()
        if self.page.isVisible() and self._name:
            self._look()

    def _tell_made(self, made: Taught, told: str) -> None:
        """It is in use: what was said is stored, but for what was said meanwhile."""
        said = self._said.get(name_key(made.name), {})
        if not told:
            for photo, shows in self._used.get(name_key(made.name), {}).items():
                if said.get(photo) is shows:
                    del said[photo]
        self._undoing.tell(told or self.page.tr("“{}” is in use").format(made.name))

    @Slot(object)
    def _take_undone(self, undone: Undone) -> None:
        """Examples of what is taken back are in the page again, where nothing was said of them since."""
        done = undone.done
        if done is None or done.verb not in {"teach", "learn"}:
            return
        key = name_key(str(done.detail.get("tag", "")))
        if undone.back:
            self._said[key] = {**self._used.get(key, {}), **self._said.get(key, {})}
        else:
            self._said.pop(key, None)

    # As files.

    @Slot(str)
    def _export(self, name: str) -> None:
        """Save a taught tag as a small file."""
        title, kind = self.page.tr("Export a taught tag"), self.page.tr("Taught tag (*.json)")
        proposed = "".join(" " if letter in '\\/:*?"<>|' else letter for letter in name).strip()
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, f"{proposed}.json", kind)
        if chosen:
            self.export_to(name, Path(chosen))

    def export_to(self, name: str, path: Path) -> None:
        """The same to this file."""
        self._lane.ask(_EXPORT, lambda db, _tell: written(db, name, path))

    @Slot()
    def _import(self) -> None:
        """Take a tag that was taught elsewhere."""
        title, kind = self.page.tr("Import a taught tag"), self.page.tr("Taught tag (*.json)")
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, "", kind)
        if chosen:
            self.import_from(Path(chosen))

    def import_from(self, path: Path) -> None:
        """The same from this file."""

        def verb(db: Database, _told: object) -> Changes:
            made = self._results[_IMPORT] = teaching.take(db, text_of(path))
            return made.changes

        self._do(_IMPORT, verb, self.page.tr("Taken from {}").format(path.name))
