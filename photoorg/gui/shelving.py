"""Albums and saved searches as the window shows them: lists with counts, and what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtWidgets import QMessageBox

from photoorg.gui import words
from photoorg.gui.lanes import Lane
from photoorg.gui.name_dialog import NameDialog
from photoorg.gui.shelf import ShelfView
from photoorg.gui.shelf_asks import album_text, counts, make, rows
from photoorg.gui.shelf_menus import album_menu, row_menu
from photoorg.gui.shelf_model import ShelfRow
from photoorg.library import albums, searches
from photoorg.library.album_order import album_shown
from photoorg.library.search import BEST_MATCH
from photoorg.library.store import Database
from photoorg.outcomes import Changes

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.window import MainWindow

_ROWS, _COUNTS = "rows", "counts"


@dataclass(frozen=True, slots=True)
class _Deed:
    """What is under way: what to say when it is done, and what to do after it."""

    sentence: str
    after: Callable[[], None] | None = None


class Shelving(QObject):
    """The controller of both lists. The commands are methods, as those of the window."""

    def __init__(self, app: App, window: MainWindow) -> None:
        super().__init__(window)
        self.session = window.session
        self.page = window.page
        self._weak = True  # as the searches were counted
        self._viewer = window.viewer
        self._toast = window.toast
        self._undoing = window.undoing
        self._deeds: dict[str, _Deed] = {}
        self._number = 0
        self.box: QMessageBox | None = None  # that asks whether to delete
        self._then: Callable[[str], None] | None = None  # what to do with the name that is asked for
        self.lane = Lane(app.reader, self)  # counting what searches find holds up nothing else
        self.naming = NameDialog(window)
        self.shelf = window.page.sidebar.shelf
        self._connect()

    def _connect(self) -> None:
        self.lane.answered.connect(self._take)
        self.lane.failed.connect(self._take_failure)
        self.session.queries.overview.connect(self.refresh)
        self.session.bridge.done.connect(self._take_done)
        self.page.shown.connect(self.mark)
        self.page.grid.drag.dropped.connect(self.reorder)
        self.naming.named.connect(self._take_name)
        self.shelf.album_wanted.connect(self.new_album)
        self.shelf.search_wanted.connect(self.save_search)
        for view in self.shelf.views:
            view.picked.connect(self.show_row)
            view.delete_wanted.connect(self.ask_to_delete)
            view.dropped.connect(self.add_to)
            view.shelf.renamed.connect(self._rename)
            view.menu_wanted.connect(self._offer)

    def close(self) -> None:
        """The window closes."""
        self.naming.close()
        self.lane.close()

    # What there is.

    @Slot()
    def refresh(self, *_told: object) -> None:
        """Ask for the lists again; what the searches find, as they would be shown now, is counted after that."""
        self.lane.ask(_ROWS, lambda db, _tell: rows(db))
        self._weak = weak = self.session.shown.weak
        senses = self.session.queries.senses
        self.lane.ask(_COUNTS, lambda db, _tell: counts(db, senses, weak=weak))

    @Slot(str, object)
    def _take(self, kind: str, answer: object) -> None:
        if kind == _COUNTS and isinstance(answer, dict):
            self.shelf.searches.shelf.show_counts(answer)
        elif kind == _ROWS and isinstance(answer, tuple):
            for view, found in zip(self.shelf.views, answer, strict=True):
                view.shelf.show(found)
            self.shelf.fit()
            self.mark()

    @Slot(str, object)
    def _take_failure(self, _kind: str, error: Exception) -> None:
        self.session.troubled.emit(error)

    @property
    def shown_album(self) -> ShelfRow | None:
        """The album that is shown, and nothing but it."""
        name = album_shown(self.page.grid.results.question.text).casefold()
        return next((row for row in self.shelf.albums.shelf.rows if row.name.casefold() == name), None)

    @Slot()
    def mark(self) -> None:
        """Other results are shown: mark what they are of, and let an album's photos be ordered."""
        question = self.page.grid.results.question
        for view in self.shelf.views:
            view.shelf.mark(question.text)
        if question.weak != self._weak:
            self.refresh()
        in_order = question.sort == BEST_MATCH and not question.ascending
        self.page.grid.drag.orders = self.shown_album is not None and in_order and not self.session.read_only

    @Slot(object)
    def show_row(self, row: ShelfRow) -> None:
        """Show an album in its order, or run a search; what is shown already is left."""
        if self.page.grid.results.question.text.strip() == row.text:
            self.page.search.set_text("")
            return
        self.page.search.set_order(row.sort or BEST_MATCH, None)
        self.page.search.set_text(row.text)

    # Commands; the table in actions.py names them.

    @Slot()
    def new_album(self) -> None:
        """Make an album of what is selected, or an empty one."""
        ids = self.chosen()
        many = words.photos(len(ids))
        hint = self.tr("With {} that you selected.").format(many) if len(ids) else self.tr("Drag photos onto it later.")

        def then(name: str) -> None:
            self._do(lambda db: make(db, name, ids), self.tr("Album “{}” made: {}").format(name, many))

        self._ask(self.tr("New album"), self.tr("Make album"), hint, self.shelf.albums, then)

    @Slot()
    def save_search(self) -> None:
        """Save the search that is shown under a name."""
        question = self.page.search.question
        if not question.text.strip():
            self._toast.tell(self.tr("Search for something first, then it can be saved."))
            return
        sort = "" if question.sort == BEST_MATCH else question.sort

        def then(name: str) -> None:
            self._do(lambda db: searches.save(db, name, question.text, sort), self.tr("Saved as “{}”").format(name))

        self._ask(self.tr("Save this search"), self.tr("Save"), question.text, self.shelf.searches, then)

    @Slot()
    def add_to_album(self) -> None:
        """Offer the albums for the selected photos."""
        if len(self.chosen()):
            view = self._viewer if self._viewer.isVisible() else self.page.grid
            menu = album_menu(self, self.page)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(view.mapToGlobal(view.rect().center() - QPoint(menu.sizeHint().width() // 2, 0)))

    @Slot()
    def take_out(self) -> None:
        """Take the selected photos out of the album that is shown."""
        row, ids = self.shown_album, self.chosen()
        if row and len(ids):
            said = self.tr("{} taken out of “{}”").format(words.photos(len(ids)), row.name)
            self._do(lambda db: albums.take_out(db, row.row_id, ids.tolist()), said)

    @Slot(str)
    def move_in_album(self, step: str) -> None:
        """Put the selected photos one place earlier or later in the album that is shown."""
        ids, results = self.chosen(), self.page.grid.results
        places = results.positions(ids)
        if len(places) and self.page.grid.drag.orders:
            to = int(places[0]) - 1 if step == "-1" else int(places[-1]) + 2
            self.reorder(ids, min(max(0, to), len(results.ids)))

    # What is done with photos.

    @Slot(object, object)
    def add_to(self, row: ShelfRow, ids: NDArray[np.int64]) -> None:
        """Put photos into an album, at its end."""
        said = self.tr("{} added to “{}”").format(words.photos(len(ids)), row.name)
        self._do(lambda db: albums.add(db, row.row_id, ids.tolist()), said)

    @Slot(object, int)
    def reorder(self, ids: NDArray[np.int64], position: int) -> None:
        """Put photos of the album that is shown before a position."""
        row, shown = self.shown_album, self.page.grid.results.ids
        if row is None:
            return
        after = shown[position:]
        rest = after[~np.isin(after, ids)]
        before = int(rest[0]) if len(rest) else None
        said = self.tr("“{}” has a new order").format(row.name)
        self._do(lambda db: albums.move(db, row.row_id, ids.tolist(), before), said)

    def chosen(self) -> NDArray[np.int64]:
        """The open photo, else those selected."""
        if self._viewer.isVisible():
            shown = self._viewer.photo_id
            return np.array([shown] if shown else [], np.int64)
        return self.page.grid.selected_ids()

    # What is done with albums and searches.

    def _ask(self, title: str, does: str, hint: str, view: ShelfView, then: Callable[[str], None]) -> None:
        self._then = then
        self.naming.ask(title, does, hint, [row.name for row in view.shelf.rows])

    @Slot(str)
    def _take_name(self, name: str) -> None:
        then, self._then = self._then, None
        if then:
            then(name)

    @Slot(object, str)
    def _rename(self, row: ShelfRow, name: str) -> None:
        verb = albums.rename if row.kind == "album" else searches.rename
        said = self.tr("“{}” is called “{}” now").format(row.name, name)
        self._do(lambda db: verb(db, row.row_id, name), said, after=lambda: self._show_instead(row, album_text(name)))

    @Slot(object)
    def ask_to_delete(self, row: ShelfRow) -> None:
        """Delete an album or a saved search, when that is confirmed."""
        if self.session.read_only:
            return
        album = row.kind == "album"
        title = self.tr("Delete the album “{}”?") if album else self.tr("Delete the saved search “{}”?")
        box = QMessageBox(QMessageBox.Icon.Question, "photoorg", title.format(row.name),
                          QMessageBox.StandardButton.Cancel, self.page)  # fmt: skip
        box.setInformativeText(self.tr("The photos themselves stay where they are."))
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        does = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        does.clicked.connect(lambda: self._delete(row))
        box.finished.connect(box.deleteLater)
        self.box = box
        box.open()

    def _delete(self, row: ShelfRow) -> None:
        verb = albums.remove if row.kind == "album" else searches.remove
        said = self.tr("“{}” deleted").format(row.name)
        self._do(lambda db: verb(db, row.row_id), said, after=lambda: self._show_instead(row, ""))

    def _show_instead(self, row: ShelfRow, text: str) -> None:
        """Where an album is shown that is no longer there under that name: show this."""
        if row.kind == "album" and album_shown(self.page.search.question.text).casefold() == row.name.casefold():
            self.page.search.set_text(text)

    @Slot(object, QPoint)
    def _offer(self, row: ShelfRow, spot: QPoint) -> None:
        row_menu(self, row).popup(spot)

    # How it is done.

    def _do(self, verb: Callable[[Database], Changes], sentence: str, after: Callable[[], None] | None = None) -> None:
        self._number += 1
        name = f"shelf {self._number}"
        self._deeds[name] = _Deed(sentence, after)
        self.session.bridge.edit_and_tell(name, verb)

    @Slot(str, object)
    def _take_done(self, name: str, error: Exception | None) -> None:
        deed = self._deeds.pop(name, None)
        if deed is None:
            return
        if error is None:
            self._undoing.tell(deed.sentence)
            if deed.after:
                deed.after()
        else:
            self.session.troubled.emit(error)
        self.refresh()
