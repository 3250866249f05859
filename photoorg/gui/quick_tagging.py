"""Tags by one key, and copied from photo to photo. What is dragged onto tags, and tags onto photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QByteArray, QMimeData, QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from photoorg.gui import words
from photoorg.gui.lanes import Lane
from photoorg.gui.quick_bar import SLOTS, QuickBar
from photoorg.gui.tag_drag import TagDrop
from photoorg.library import bulk
from photoorg.library.bulk import Edit
from photoorg.library.edits import meant
from photoorg.library.plain import tag_name
from photoorg.library.shown import tags_on
from photoorg.library.store import Database
from photoorg.library.tagged import YES

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from photoorg.app import App
    from photoorg.gui.changing import Changing, Ids
    from photoorg.gui.window import MainWindow

COPIED = "application/x-photoorg-tags"
_OF_PHOTOS = {"quick_tag", "copy_tags", "paste_tags", "show_quick_tags"}
_DIGITS = {"rate", "label"}
_COPY, _NAME = "copy", "name"


@dataclass(frozen=True, slots=True)
class _Named:
    """What the tag that was typed for a key is called: "dogs" is "dog"."""

    number: int
    typed: str
    name: str


class QuickTagging(QObject):
    """The commands are methods, as those of the window. `names` are the tags of the keys 1 to 9."""

    def __init__(self, app: App, window: MainWindow, changing: Changing) -> None:
        super().__init__(window)
        self._window = window
        self._toast = window.toast
        self._changing = changing
        self._commands: Mapping[str, QAction] = {}
        self._digits: dict[QAction, list[QKeySequence]] = {}  # the keys of stars and labels while the bar is hidden
        self.names = [""] * SLOTS
        self.bar = QuickBar(window)
        self.bar.hide()
        self.drop = TagDrop(window.page.grid, window.model)
        self._lane = Lane(app.reader, self)
        self._lane.answered.connect(self._take)
        self._lane.failed.connect(self._fail)
        self._connect()

    def _connect(self) -> None:
        self.bar.chosen.connect(self.tag_with)
        self.bar.named.connect(self.name)
        self.bar.photos_dropped.connect(lambda number, ids: self.add(self.names[number - 1], ids))
        self.drop.dropped.connect(self.add)
        tags = self._window.page.sidebar.tags
        tags.photos_dropped.connect(self.add)
        tags.offered.connect(self._offer)
        self._window.pages.currentChanged.connect(self._turn_page)
        self._window.session.queries.overview.connect(lambda overview: self.bar.field.offer(overview.tags))

    def attach(self, commands: Mapping[str, QAction]) -> None:
        """Their keys are the photos' alone: in a box they are typed."""
        self._commands = commands
        for name, action in commands.items():
            if name.split(":")[0] in _OF_PHOTOS:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                self._window.page.grid.addAction(action)
                self._window.viewer.addAction(action)
        self._digits = {
            action: action.shortcuts() for name, action in commands.items() if name.split(":")[0] in _DIGITS
        }
        self.bar.closed.connect(lambda: commands["show_quick_tags"].setChecked(False))

    def lock(self, why: str) -> None:
        """Nothing can be tagged, for this reason."""
        self.bar.lock(why)
        self.drop.takes = False
        self._window.page.sidebar.tags.may_edit = False

    def close(self) -> None:
        """The window closes."""
        self._lane.close()

    def recall(self, names: Sequence[str], *, shown: bool) -> None:
        """As the window was left."""
        self.names = [*names, *[""] * SLOTS][:SLOTS]
        self._show_names()
        self._commands["show_quick_tags"].setChecked(shown)

    # Commands; the table in actions.py names them.

    @Slot(bool)
    def show_quick_tags(self, shown: bool) -> None:
        """Show the bar: while it is there the digits are its keys; hidden, they are stars and labels again."""
        self._turn_page()
        for number in range(1, SLOTS + 1):
            keys = [f"Alt+{number}", *([str(number)] if shown else [])]
            self._commands[f"quick_tag:{number}"].setShortcuts([QKeySequence(key) for key in keys])
        taken = {QKeySequence(str(number)).toString() for number in range(1, SLOTS + 1)}
        for action, keys in self._digits.items():
            action.setShortcuts([key for key in keys if not (shown and key.toString() in taken)])

    @Slot()
    def _turn_page(self, *_told: object) -> None:
        """The bar is for photos that are seen: on pages of their own it has no place."""
        seen = self._window.pages.currentWidget() in {self._window.page, self._window.viewer}
        wanted = self._commands.get("show_quick_tags")
        self.bar.setVisible(seen and wanted is not None and wanted.isChecked())

    @Slot(str)
    def quick_tag(self, number: str) -> None:
        """Give the tag of a key to the open photo, else to those selected; where all have it, take it off."""
        self.tag_with(int(number))

    @Slot()
    def copy_tags(self) -> None:
        """Copy the tags of the open photo, else of the current one."""
        shown = self._window.viewer.photo_id if self._window.viewer.isVisible() else None
        photo = shown or self._window.page.grid.current_id()
        if photo is not None:
            self._lane.ask(_COPY, lambda db, _tell: _named(db, photo))

    @Slot()
    def paste_tags(self) -> None:
        """Add the tags that were copied to the open photo, else to those selected."""
        mime = QGuiApplication.clipboard().mimeData()
        has_tags = mime is not None and mime.hasFormat(COPIED)  # there is none where nothing was ever copied
        tags = bytes(mime.data(COPIED).data()).decode().splitlines() if has_tags else []
        if not tags:
            self._toast.tell(self.tr("Copy the tags of a photo first (Ctrl+C)."))
        elif len(ids := self._window.chosen_ids()):
            said = self.tr("{} added to {}").format(_listed(tags), "{photos}")
            self._changing.do(ids, Edit(add=tuple(tags)), said)

    # How it is done.

    @Slot(int)
    def tag_with(self, number: int) -> None:
        """Do what a key says, or let its tag be chosen first."""
        name, ids = self.names[number - 1], self._window.chosen_ids()
        if not name:
            self._commands["show_quick_tags"].setChecked(True)
            self.bar.edit(number)
        elif len(ids):
            self._changing.do_made(ids, lambda db: self._turned(db, ids, name))
        else:
            self._toast.tell(self.tr("Select photos first, to tag them “{}”.").format(name))

    def _turned(self, db: Database, ids: Ids, name: str) -> tuple[Edit, str]:
        """Add a tag, or where that would change nothing take it off; on the library's thread."""
        if bulk.preview(db, ids.tolist(), Edit(add=(name,))).changes:
            return Edit(add=(name,)), _added(name)
        return Edit(remove=(name,)), words.translated("“{}” taken off {}").format(name, "{photos}")

    @Slot(int, str)
    def name(self, number: int, name: str) -> None:
        """Let a key have another tag, or none."""
        self._put(number, name)
        if name:
            self._lane.ask(f"{_NAME} {number}", lambda db, _tell: _Named(number, name, meant(db, tag_name(name))))

    def _put(self, number: int, name: str) -> None:
        self.names[number - 1] = name
        self._show_names()

    def _show_names(self) -> None:
        self.bar.show_names(self.names)
        for number, name in enumerate(self.names, 1):
            said = name.replace("&", "&&") or words.translated("no tag yet")
            self._commands[f"quick_tag:{number}"].setText(f"&{number}  {said}")

    @Slot(str, object)
    def add(self, name: str, ids: Ids) -> None:
        """Add a tag to photos."""
        self._changing.do(np.asarray(ids, np.int64), Edit(add=(name,)), _added(name))

    @Slot(object, str)
    def _offer(self, menu: QMenu, name: str) -> None:
        """What else can be done with a tag of the panel."""
        menu.addSeparator()
        if count := len(self._window.chosen_ids()):
            entry = menu.addAction(self.tr("Add “{}” to {}").format(name, words.photos(count)))
            entry.triggered.connect(lambda: self.add(name, self._window.chosen_ids()))
            entry.setEnabled(not self._window.session.read_only)
        keys = menu.addMenu(self.tr("Quick tag"))
        for number in range(1, SLOTS + 1):
            said = f"&{number}  {self.names[number - 1].replace('&', '&&')}"
            keys.addAction(said).triggered.connect(lambda *_told, number=number: self.name(number, name))

    @Slot(str, object)
    def _take(self, _kind: str, answer: object) -> None:
        if isinstance(answer, list):
            self._take_tags(answer)
        elif isinstance(answer, _Named) and self.names[answer.number - 1] == answer.typed:
            self._put(answer.number, answer.name)

    def _take_tags(self, tags: list[str]) -> None:
        if not tags:
            self._toast.tell(self.tr("This photo has no tags to copy."))
            return
        mime = QMimeData()
        mime.setText(", ".join(tags))
        mime.setData(COPIED, QByteArray("\n".join(tags).encode()))
        QGuiApplication.clipboard().setMimeData(mime)
        self._toast.tell(self.tr("Copied: {}. Paste onto other photos with Ctrl+V.").format(_listed(tags)))

    @Slot(str, object)
    def _fail(self, _kind: str, error: Exception) -> None:
        self._window.session.troubled.emit(error)


def _named(db: Database, photo_id: int) -> list[str]:
    """The tags of a photo that are to be named: what follows from them follows on any other photo too."""
    return [tag.name for tag in tags_on(db, [photo_id])[photo_id] if tag.shown and (tag.specific or tag.verdict in YES)]


def _added(name: str) -> str:
    return words.translated("“{}” added to {}").format(name, "{photos}")


def _listed(tags: Sequence[str]) -> str:
    """Some tags by their names, many by their number."""
    if len(tags) > 3:
        return words.translated("{} tags").format(len(tags))
    return ", ".join(f"“{tag}”" for tag in tags)
