"""Edits photos in the panel beside them: which photos, what they have, how many would change, and doing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from photoorg.gui import words
from photoorg.gui.edit_asks import Previewed, Values, in_language, previewed, values_of
from photoorg.gui.edit_panel import EditPanel
from photoorg.gui.lanes import Lane
from photoorg.gui.terms import folder_term
from photoorg.library.bulk import Edit
from photoorg.outcomes import PhotoorgError

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from photoorg.app import App
    from photoorg.gui.changing import Change, Changing, Ids
    from photoorg.gui.window import MainWindow

WAIT_MS = 150
"""So long after the last key: neither the photos nor the edit are asked about while they change."""
_VALUES, _PREVIEW = "values", "preview"
_NONE = np.empty(0, np.int64)


class Editing(QObject):
    """`edit_photos` is a command. The panel edits the open photo, those selected, or else all that are shown.

    Once something is chosen in it, it stays with its photos, whatever is selected then: it offers to go on to those.
    """

    def __init__(self, app: App, window: MainWindow, changing: Changing) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._changing = changing
        self._action: QAction | None = None
        self._ids = _NONE
        self._edit = Edit()
        self._goes_on = False  # the panel is opened with what was chosen before
        self._change: Change | None = None  # what was applied here and is not stored yet
        self.panel = EditPanel(window)
        self.panel.hide()
        self._lane = Lane(app.reader, self)
        self._lane.answered.connect(self._take)
        self._lane.failed.connect(self._fail)
        self._following = self._timer(self.follow)
        self._counting = self._timer(self._count)
        self._connect()

    def _timer(self, does: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        timer.timeout.connect(does)
        return timer

    def _connect(self) -> None:
        window, panel = self._window, self.panel
        for moved in (window.page.grid.selected, window.page.shown, window.viewer.moved):
            moved.connect(self._follow_soon)
        window.pages.currentChanged.connect(self._turn_page)
        self._session.changed.connect(self._follow_anew)
        self._session.queries.overview.connect(lambda overview: panel.tags.offer(overview.tags))
        window.page.sidebar.folders.edit_wanted.connect(self.edit_folder)
        panel.changed.connect(self._edited)
        panel.apply_wanted.connect(self.apply)
        panel.stop_wanted.connect(self.stop)
        panel.others_wanted.connect(self._go_on)
        panel.closed.connect(self._close_panel)
        self._changing.progressed.connect(self._show_progress)
        self._changing.ended.connect(self._take_end)

    def attach(self, commands: Mapping[str, QAction]) -> None:
        """The menu entry that shows the panel."""
        self._action = commands["edit_photos"]

    def close(self) -> None:
        """The window closes."""
        self._following.stop()
        self._counting.stop()
        self._lane.close()

    # Commands; the table in actions.py names them.

    @Slot(bool)
    def edit_photos(self, shown: bool) -> None:
        """Show the panel, or hide it; what was chosen and not applied is dropped with it, but for a way back."""
        if shown:
            if not self._goes_on:
                self.panel.clear()
            if not self._has_photos:
                self._window.close_photo()
            self.panel.show()
            self.follow()
            self.panel.field.setFocus()
        else:
            self.panel.hide()
            if self.panel.edit and self._change is None:
                said = self.tr("What you chose for {} was not applied.").format(words.photos(len(self._ids)))
                self._window.toast.tell(said, self._show_again, self.tr("Go on"))
            self._following.stop()
            self._counting.stop()
            if self.panel.isAncestorOf(self._window.focusWidget() or self._window):
                self._window.give_focus()

    def _show_again(self) -> None:
        """With what was chosen when it was closed."""
        self._goes_on = True
        if self._action:
            self._action.setChecked(True)
        self._goes_on = False

    @Slot(str)
    def edit_folder(self, path: str) -> None:
        """Edit all photos of a folder: show them, and none is selected."""
        self._window.page.choose(folder_term(path))
        self._window.page.grid.clearSelection()
        if self._action:
            self._action.setChecked(True)

    @property
    def _has_photos(self) -> bool:
        """Whether there are photos on the page that is shown which could be meant."""
        return self._window.pages.currentWidget() in {self._window.page, self._window.viewer}

    @Slot()
    def _turn_page(self, *_told: object) -> None:
        """On a page of its own nobody would see which photos are edited."""
        self.panel.setVisible(self._has_photos and self._action is not None and self._action.isChecked())
        self._follow_soon()

    @Slot()
    def _close_panel(self) -> None:
        if self._action:
            self._action.setChecked(False)

    # Which photos.

    def _chosen(self) -> Ids:
        """The open photo, else those selected, else all that are shown."""
        window = self._window
        chosen = window.chosen_ids()
        if len(chosen) or window.viewer.isVisible():
            return np.asarray(chosen, np.int64)
        return window.model.results.ids if window.model.results.complete else _NONE

    @Slot()
    def _follow_soon(self, *_told: object) -> None:
        if self.panel.isVisible():
            self._following.start()

    @Slot()
    def _follow_anew(self, *_told: object) -> None:
        """Photos have changed: what these have is asked again, whichever they are."""
        if self.panel.isVisible():
            self._ask()
            self._following.start()

    @Slot()
    def follow(self) -> None:
        """Edit what is chosen now, unless something is to become of other photos."""
        if not self.panel.isVisible():
            return
        chosen = self._chosen()
        if np.array_equal(chosen, self._ids) and len(chosen):
            self.panel.show_others("")
            self._show_whose()
        elif self._edit and len(self._ids):
            self._say_whose(self.tr("Those that you began with; others are selected now."))
            offer = self.tr("Edit the {} selected now instead").format(words.photos(len(chosen)))
            self.panel.show_others(offer if len(chosen) else "")
        else:
            self._take_photos(chosen)

    @Slot()
    def _go_on(self) -> None:
        """Take what is chosen in the panel over to the photos that are selected now."""
        self._take_photos(self._chosen())

    def _take_photos(self, ids: Ids) -> None:
        self._ids = ids
        self.panel.show_others("")
        self._show_whose()
        self._ask()
        self._count()

    def _show_whose(self) -> None:
        self._say_whose(self._whose())

    def _say_whose(self, whose: str) -> None:
        many = words.photos(len(self._ids))
        said = self.tr("Edit {}").format(many) if len(self._ids) else self.tr("Edit photos")
        self.panel.show_photos(said, whose)

    def _whose(self) -> str:
        window = self._window
        if not len(self._ids):
            return self.tr("There are no photos to edit here.")
        if window.viewer.isVisible():
            return self.tr("The open photo.")
        if window.page.grid.selected_count:
            return self.tr("Those that are selected.")
        query = window.model.results.question.text.strip()
        if not query:
            return self.tr("Nothing is selected, so all photos.")
        return self.tr("Nothing is selected, so all that are shown: {}").format(query)

    # What they have, and how many would change.

    def _ask(self) -> None:
        ids, language = self._ids, self._session.settings.language
        self.panel.words.show_language(language)
        self._lane.ask(_VALUES, lambda db, _tell: values_of(db, ids, language))

    @Slot()
    def _edited(self) -> None:
        self._edit = self._made()
        self.panel.foot.show_counting()
        self._counting.start()
        self._following.start()  # with nothing chosen any more, it goes on to what is selected

    def _made(self) -> Edit:
        return in_language(self.panel.edit, self._session.settings.language)

    @Slot()
    def _count(self) -> None:
        """Ask how many photos would change."""
        self._counting.stop()
        ids, edit = self._ids, self._edit
        if self._change is not None:
            return
        if not edit or not len(ids):
            self.panel.foot.show_nothing(self.tr("Choose what is to change.") if len(ids) else "")
            return
        self.panel.foot.show_counting()
        self._lane.ask(_PREVIEW, lambda db, _tell: previewed(db, ids, edit))

    @Slot(str, object)
    def _take(self, _kind: str, answer: object) -> None:
        match answer:
            case Values(tags, values, total):
                self.panel.show_values(tags, values, total)
            case Previewed(edit, preview, called, new) if edit == self._edit and self._change is None:
                self.panel.tags.call(called, new)
                self._edit = self._made()
                self.panel.foot.show_preview(preview)

    @Slot(str, object)
    def _fail(self, kind: str, error: Exception) -> None:
        if kind == _PREVIEW and isinstance(error, PhotoorgError):
            self.panel.foot.show_wrong(str(error))
        else:
            self._session.troubled.emit(error)

    # Doing it.

    @Slot()
    def apply(self) -> None:
        """Do it, to these photos."""
        if self._edit and self._change is None:
            self._change = self._changing.do(self._ids, self._edit, self.tr("{photos} changed"))
            self.panel.foot.show_running(running=self._change is not None)

    @Slot()
    def stop(self) -> None:
        """Stop it: nothing of it is stored."""
        if self._change is not None:
            self._changing.stop(self._change)

    @Slot(object, int, int)
    def _show_progress(self, change: Change, done: int, total: int) -> None:
        if change is self._change:
            self.panel.foot.show_progress(done, total)

    @Slot(object, object)
    def _take_end(self, change: Change, error: Exception | None) -> None:
        """Stored: nothing is chosen any more. Stopped or failed: it may be tried again."""
        if change is not self._change:
            return
        self._change = None
        self.panel.foot.show_running(running=False)
        if error is None:
            self.panel.clear()
            self._edit = Edit()
        self._ask()
        self._count()
        self.follow()
