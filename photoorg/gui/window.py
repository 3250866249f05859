"""The window: its pages, and what its commands do. The work behind them is the session's."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from photoorg.app import App
from photoorg.gui import states
from photoorg.gui.actions import lock, make_menus
from photoorg.gui.activity import Activity
from photoorg.gui.changing import Changing
from photoorg.gui.conflicts import Conflicts
from photoorg.gui.conflicts_page import ConflictsPage
from photoorg.gui.editing import Editing
from photoorg.gui.exporting import Exporting
from photoorg.gui.following import Following
from photoorg.gui.grid_menu import GridMenu
from photoorg.gui.grid_model import GridModel
from photoorg.gui.heat_loader import HeatLoader
from photoorg.gui.keeping import Keeping, beforehand
from photoorg.gui.library_page import LibraryPage, rule
from photoorg.gui.likeness import Likeness
from photoorg.gui.lookalikes import Lookalikes
from photoorg.gui.lookalikes_page import LookalikesPage
from photoorg.gui.mapping import Mapping
from photoorg.gui.marking import Marking
from photoorg.gui.newer import Newer
from photoorg.gui.newer_page import NewerPage
from photoorg.gui.picture_loader import PictureLoader
from photoorg.gui.problems_dialog import ProblemsDialog
from photoorg.gui.publishing_dialog import PublishingDialog
from photoorg.gui.quick_tagging import QuickTagging
from photoorg.gui.recognition_dialog import RecognitionDialog
from photoorg.gui.remembering import recall_window, remember_window
from photoorg.gui.review_page import ReviewPage
from photoorg.gui.reviewing import Reviewing
from photoorg.gui.session import Session
from photoorg.gui.shelf_menus import photo_menu
from photoorg.gui.shelving import Shelving
from photoorg.gui.showing import Showing
from photoorg.gui.staying import Staying
from photoorg.gui.style import UNIT
from photoorg.gui.tag_tools import TagTools
from photoorg.gui.teach_page import TeachPage
from photoorg.gui.teacher import Teacher
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.gui.timing import Timing
from photoorg.gui.toast import Toast
from photoorg.gui.troubles import Troubles
from photoorg.gui.undoing import Undoing
from photoorg.gui.viewer import Viewer
from photoorg.gui.viewing import Viewing
from photoorg.gui.vocabulary import Vocabulary
from photoorg.gui.writing import Writing
from photoorg.gui.writing_page import WritingPage
from photoorg.library.edits import describe, say_alt
from photoorg.media.formats import suffixes
from photoorg.settings import default_pictures


class MainWindow(QMainWindow):
    """Shows one library, and works on it while it is open. `left`: it is closed for good."""

    left = Signal()

    def __init__(self, app: App, folders: Sequence[Path] = ()) -> None:
        super().__init__()
        self.setWindowTitle("photoorg")
        self.setAcceptDrops(True)
        self._home = app.home
        self.pages = QStackedWidget(self)
        self.session = Session(app, folders, self)
        self.troubles = Troubles(app.home, self)
        self.thumbs = ThumbLoader(app, self)
        self.pictures = PictureLoader(app, self)
        self.model = GridModel(self.session.fetch, self, self.session.explain)
        self.page = LibraryPage(self.model, self.thumbs, self)
        self.heats = HeatLoader(app, self)
        self.viewer = Viewer(self.model, self.pictures, self.thumbs, self.heats, self)
        self.activity = Activity(self)
        self.problems = ProblemsDialog(self)
        self.publishing = PublishingDialog(self)
        self.recognition = RecognitionDialog(self)
        self.keeping = Keeping(app, self.session, self.activity, self)
        self.mapping = Mapping(self.session.queries, self)
        self.toast = Toast(self.pages)
        self.undoing = Undoing(app, self.session, self.toast)
        self.marking = Marking(self)
        self.shelving = Shelving(app, self)
        self.changing = Changing(self)
        self.editing = Editing(app, self, self.changing)
        self.quick = QuickTagging(app, self, self.changing)
        self.exporting = Exporting(app, self)
        self.timing = Timing(app, self)
        self.likeness = Likeness(self.chosen_ids, self.page.search.box.text, self)
        self._make_pages(app)
        self.vocabulary = Vocabulary(app, self)
        self.tag_tools = TagTools(self)
        self.staying = Staying(self)
        self.showing = Showing(self, [os.path.realpath(folder) for folder in folders])
        self._lay_out()
        parts = (self.mapping, self.marking, self.shelving, self.undoing, self.likeness, self.editing, self.quick,
                 self.exporting, self.vocabulary, *self.with_pages)  # fmt: skip
        self.viewing = Viewing(self)
        self.commands = make_menus(self, self, self.viewing, self.showing, self.keeping, *parts)
        for part in (self.marking, self.undoing, self.editing, self.quick):
            part.attach(self.commands)
        self.grid_menu = GridMenu(self.page.grid, self.commands)
        self.showing.connect_parts()
        Following(self)
        self._connect_parts()
        self._say_beforehand(app)
        recall_window(self, app.home)
        self.viewer.facts.sentence.choose(app.settings.language)
        self.showing.show_state()
        self.session.open(self.page.search.question)

    def _make_pages(self, app: App) -> None:
        """What has a page of its own, and the signals `wanted` and `failed`."""
        self.lookalikes = Lookalikes(app, self, LookalikesPage(self.thumbs, self.pictures, self))
        self.reviewing = Reviewing(app, self, ReviewPage(self.thumbs, self.pictures, self))
        self.newer = Newer(app, self, NewerPage(self.thumbs, self))
        self.teacher = Teacher(app, self, TeachPage(self.thumbs, self.pictures, self))
        self.writing = Writing(app, self, WritingPage(self.session.fetch, self.thumbs, self))
        self.conflicts = Conflicts(app, self, ConflictsPage(self.session.fetch, self.thumbs, self))
        self.with_pages = (
            self.lookalikes, self.reviewing, self.newer, self.teacher, self.writing, self.conflicts
        )  # fmt: skip

    def _lay_out(self) -> None:
        self.pages.addWidget(self.page)
        self.pages.addWidget(self.viewer)
        for part in self.with_pages:
            self.pages.addWidget(part.page)
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.pages, 1)
        across.addWidget(self.editing.panel)
        column.addLayout(across, 1)
        column.addWidget(self.quick.bar)
        column.addWidget(rule(self))
        column.addWidget(self.activity)
        self.setCentralWidget(centre)
        self.setMinimumSize(180 * UNIT, 120 * UNIT)
        self.resize(320 * UNIT, 200 * UNIT)

    def _connect_parts(self) -> None:
        self.page.search.sidebar_wanted.connect(self.commands["show_sidebar"].toggle)
        self.page.grid.opened.connect(self.open_photo)
        self.page.grid.selected.connect(self._show_selection)
        self.page.grid.menu_wanted.connect(lambda spot: photo_menu(self.shelving, self.commands).popup(spot))
        self.page.state.chosen.connect(self._do)
        self.viewer.closed.connect(self.close_photo)
        self.viewer.moved.connect(self.page.grid.show_current)
        self.viewer.details_wanted.connect(self.session.queries.describe)
        self.viewer.judged.connect(self.session.judge)
        self.viewer.pointing.why_wanted.connect(self.session.queries.explain)
        self.viewer.facts.sentence.described.connect(partial(self.session.say, describe))
        self.viewer.facts.alt.said.connect(partial(self.session.say, say_alt))
        self.heats.broke.connect(self.troubles.tell)
        self.recognition.wanted.connect(self.session.use)
        self.recognition.language_chosen.connect(self.viewer.facts.sentence.choose)
        self.publishing.asked.connect(self.session.queries.check)
        self.publishing.photos_wanted.connect(self.close_photo)
        self.publishing.photos_wanted.connect(self.page.show_caution)
        self.activity.pause_wanted.connect(self.session.bridge.pause)
        self.activity.stop_wanted.connect(self.session.bridge.cancel)
        self.activity.problems_wanted.connect(self.show_problems)
        self.keeping.folders.add_wanted.connect(self.add_folder)
        for part in (self.keeping.missing.search_wanted, self.mapping.text_wanted, self.likeness.text_wanted):
            part.connect(self.show_query)
        for part in self.with_pages:
            part.wanted.connect(partial(self.pages.setCurrentWidget, part.page))
            part.page.closed.connect(self.close_photo)
            part.failed.connect(self.troubles.tell)
        self.lookalikes.said.connect(self.toast.tell)
        self.keeping.restored.connect(self._tell_restored)

    def _say_beforehand(self, app: App) -> None:
        """What holds for as long as the window is open."""
        if said := beforehand(app):
            self.page.standing.tell("\n".join(said), "note")
        if app.read_only:
            lock(self.commands, app.read_only)
            self.viewer.facts.lock(app.read_only)
            self.viewer.marks.lock(app.read_only)
            self.page.sidebar.shelf.lock(app.read_only)
            self.editing.panel.lock(app.read_only)
            self.quick.lock(app.read_only)
            self.setAcceptDrops(False)

    @Slot(str)
    def _tell_restored(self, sentence: str) -> None:
        self.page.notice.tell(sentence, "note")

    # What is shown.

    @Slot()
    def _show_selection(self) -> None:
        self.page.search.show_selection(self.page.grid.selected_count)

    @Slot(int)
    def open_photo(self, position: int) -> None:
        """Show a photo large."""
        self.pages.setCurrentWidget(self.viewer)
        self.viewer.show_position(position)
        self.viewer.setFocus()

    @Slot()
    def close_photo(self) -> None:
        """Back to the grid, at the photo that was shown."""
        self.pages.setCurrentWidget(self.page)
        self.page.grid.setFocus()

    # Commands; the table in actions.py names them.

    @Slot()
    def add_folder(self) -> None:
        """Choose a folder and read it."""
        start = str(default_pictures())
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Add a folder of photos"), start)
        if chosen:
            self.session.index([Path(chosen)])

    @Slot()
    def scan_again(self) -> None:
        """Look for what is new in every folder."""
        self.session.index()

    @Slot()
    def show_problems(self) -> None:
        """List the files that could not be used."""
        self.session.queries.list_problems()
        self.problems.open()

    @Slot()
    def check_publishing(self) -> None:
        """Say what to look at before the open photo, those selected or else all that are shown are published."""
        self.publishing.check(self.chosen_ids(), self.model.results.ids)

    @Slot()
    def show_recognition(self) -> None:
        """Choose what to look for, and how sure to be."""
        self.session.queries.find_tasks()
        self.recognition.show_settings(self.session.settings, self.session.read_only)
        self.recognition.show()

    @Slot()
    def focus_search(self) -> None:
        """Type a query."""
        self.pages.setCurrentWidget(self.page)
        self.page.search.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.page.search.box.selectAll()

    @Slot(str)
    def show_query(self, text: str) -> None:
        """Show the photos of a query."""
        self.pages.setCurrentWidget(self.page)
        self.page.search.set_text(text)

    @Slot()
    def clear_search(self) -> None:
        """Show every photo."""
        self.page.search.set_text("")
        self.focus_search()

    def give_focus(self) -> None:
        """Give the keyboard to the photo that is open, else to the photos."""
        (self.viewer if self.viewer.isVisible() else self.page.grid).setFocus()

    def chosen_ids(self) -> NDArray[np.int64]:
        """The photo that is open, else those selected."""
        shown = self.viewer.photo_id
        return np.array([shown]) if self.viewer.isVisible() and shown else self.page.grid.selected_ids()

    @Slot()
    def _add_pictures(self) -> None:
        self.session.index([default_pictures()])

    @Slot(str)
    def _do(self, action: str) -> None:
        """What a state's button says."""
        deeds: dict[str, Callable[[], None]] = {
            states.ADD_FOLDER: self.add_folder,
            states.ADD_PICTURES: self._add_pictures,
            states.CLEAR_SEARCH: self.clear_search,
            states.RESCAN: self.scan_again,
            states.BY_MEANING: self.showing.search_by_meaning,
            states.MEANT: self.showing.search_as_meant,
            states.SHOW_PROBLEMS: self.show_problems,
            states.RESTORE: self.keeping.restore_best,
            states.BEGIN_ANEW: self.keeping.restore_best,
            states.SHOW_COPIES: self.keeping.show_copies,
        }
        deeds[action]()

    # Between two starts, and the end.

    @Slot()
    def appear(self) -> None:
        """Come to the front."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    @Slot()
    def quit(self) -> None:
        """Close for good, whether or not there is a tray to stay in."""
        self.staying.leave()
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop everything, or go on in the tray; no thread is left when the window is gone."""
        stays = self.staying.stays()
        remember_window(self, self._home)
        if stays:
            event.ignore()
            self.keeping.close_dialogs()
            self.showing.close_help()
            self.exporting.hide()
            self.hide()
            return
        self.staying.close()
        self.keeping.close()
        self.mapping.dialog.close()
        self.vocabulary.close()
        self.undoing.close()
        self.shelving.close()
        for part in (self.exporting, self.editing, self.quick, self.changing):
            part.close()
        self.timing.close()
        self.toast.stop()
        for part in self.with_pages:
            part.close()
        self.activity.close_down()
        self.page.search.stop()
        self.showing.stop()
        self.thumbs.close()
        self.pictures.close()
        self.viewer.stop()
        self.recognition.close()
        self.heats.close()
        self.session.close()
        super().closeEvent(event)
        self.left.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Folders and pictures may be dropped."""
        if _paths_in(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the folders; show photos like a picture."""
        paths = _paths_in(event)
        if paths:
            event.acceptProposedAction()
        if folders := [path for path in paths if path.is_dir()]:
            self.session.index(folders)
        elif paths:
            self.likeness.like_file(paths[0])


def _paths_in(event: QDropEvent) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.is_dir() or path.suffix.lower() in suffixes()]
