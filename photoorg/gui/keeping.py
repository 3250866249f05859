"""How the library is kept, as the window shows it: folders, what is missing, preferences, copies, the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from photoorg.gui.copies_dialog import CopiesDialog, copy_text, day
from photoorg.gui.errands import Errands
from photoorg.gui.folders_dialog import FolderLine, FoldersDialog
from photoorg.gui.journal_dialog import JournalDialog
from photoorg.gui.live_text import folder_drawing, folder_text, live_text, reasons, rest_text
from photoorg.gui.missing_dialog import MissingDialog
from photoorg.gui.preferences_dialog import PreferencesDialog
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.gui.words import translated
from photoorg.gui.writing_how import WRITTEN
from photoorg.library.backups import Restored, restore
from photoorg.library.browse import Folder
from photoorg.library.copies import Copy, copies
from photoorg.library.journal import entries
from photoorg.outcomes import Changes
from photoorg.work.live import LiveState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from photoorg.app import App
    from photoorg.gui.activity import Activity
    from photoorg.gui.answers import MissingPage, Overview
    from photoorg.gui.session import Session

_SMALL_CACHE = 8 << 20
_COPIES, _RESTORE, _JOURNAL = "copies", "restore", "journal"


class Keeping(QObject):
    """Its dialogs, what they show, and what they ask for. The commands are methods, as those of the window."""

    moved = Signal()  # a copy is put back, or there are copies to offer
    restored = Signal(str)  # what, in a sentence

    def __init__(self, app: App, session: Session, activity: Activity, parent: QWidget) -> None:
        super().__init__(parent)
        self._app = app
        self._session = session
        self._activity = activity
        self._live: LiveState | None = None
        self._resting = ""
        self._copies: Sequence[Copy] | None = None
        self.has_looked = False  # whether it is known, or asked, which copies there are
        self.is_restoring = False
        self.errands = Errands(self)
        self.thumbs = ThumbLoader(app, self, cache_bytes=_SMALL_CACHE)  # of another size than the grid's
        self.folders = FoldersDialog(parent)
        self.missing = MissingDialog(self.thumbs, parent)
        self.preferences = PreferencesDialog(parent)
        self.copies = CopiesDialog(parent)
        self.journal = JournalDialog(parent)
        self._connect()

    def _connect(self) -> None:
        session, bridge, queries = self._session, self._session.bridge, self._session.queries
        bridge.live.connect(self._take_live)
        bridge.rested.connect(self._take_rest)
        queries.overview.connect(self._take_overview)
        queries.missing.connect(self._take_missing)
        queries.more_missing.connect(self._take_more_missing)
        self.missing.more_wanted.connect(queries.list_more_missing)
        session.settled.connect(self.folders.show_settled)
        session.settled.connect(self.preferences.show_settled)
        session.resettled.connect(self.folders.rebase)
        session.resettled.connect(self.preferences.rebase)
        session.resettled.connect(self._show_folders)
        session.changed.connect(self._take_changes)
        self.folders.look_wanted.connect(session.look_again)
        self.folders.remove_wanted.connect(session.remove)
        self.folders.settings_wanted.connect(session.use)
        self.preferences.wanted.connect(session.use)
        self.missing.forget_wanted.connect(session.forget)
        self.copies.restore_wanted.connect(self.restore)
        self._activity.missing_wanted.connect(self.show_missing)
        self._activity.resume_wanted.connect(bridge.resume)
        self.errands.done.connect(self._errand_done)

    # Commands; the table in actions.py names them.

    @Slot()
    def show_folders(self) -> None:
        """List the library's folders, and how each is kept."""
        self.folders.show_settings(self._session.settings, self._session.read_only)
        self._show_folders()
        self.folders.open()

    @Slot()
    def show_missing(self) -> None:
        """List the photos whose files are gone."""
        self._session.queries.list_missing(self.missing.wanted)
        self.missing.open()

    @Slot()
    def show_preferences(self) -> None:
        """Choose how the library is kept."""
        self.preferences.show_settings(self._session.settings, self._session.read_only)
        self.preferences.open()

    @Slot()
    def back_up(self) -> None:
        """Make a copy of the library now."""
        self._session.back_up()

    @Slot()
    def show_copies(self) -> None:
        """List the copies of the library, to put one back."""
        self.look_for_copies()
        self.copies.open()

    @Slot()
    def show_journal(self) -> None:
        """List what was done to keep the library safe."""
        home = self._app.home
        self.errands.run(_JOURNAL, lambda: entries(home))
        self.journal.open()

    # What is so.

    @Slot(object)
    def _take_live(self, state: LiveState) -> None:
        self._live = state
        self._resting = state.resting
        self._tell()
        self._show_folders()

    @Slot(str)
    def _take_rest(self, reason: str) -> None:
        self._resting = reason
        self._tell()

    def _tell(self) -> None:
        kept = live_text(self._live, self._session.settings.poll_seconds)
        self._activity.show_live(kept, rest_text(self._resting), reasons(self._live))

    @Slot(object)
    def _take_overview(self, _overview: Overview) -> None:
        self._show_folders()

    @Slot()
    def _show_folders(self) -> None:
        overview = self._session.overview
        if overview is None:
            return
        self._tell()
        self.folders.show_folders([self._line(folder, overview) for folder in overview.folders if folder.is_root])

    def _line(self, folder: Folder, overview: Overview) -> FolderLine:
        states = {state.path: state for state in self._live.folders} if self._live else {}
        state = states.get(folder.path)
        kept = folder_text(state, self._session.settings.poll_seconds, online=folder.online)
        drawing = folder_drawing(state, online=folder.online)
        written = WRITTEN[overview.files.ways.get(folder.path, "off")]
        why = state.why if state else ""
        return FolderLine(folder.path, overview.below[folder.folder_id], kept, why, drawing, translated(written))

    @Slot(object)
    def _take_missing(self, page: MissingPage) -> None:
        self.missing.show_missing(page.rows, page.total, self._session.read_only)

    @Slot(object)
    def _take_more_missing(self, page: MissingPage) -> None:
        self.missing.show_more(page.rows, page.after)

    @Slot(object)
    def _take_changes(self, _changes: Changes) -> None:
        if self.missing.isVisible():
            self._session.queries.list_missing(self.missing.wanted)

    # Copies.

    def look_for_copies(self) -> None:
        """Ask which copies there are; `moved` follows."""
        self.has_looked = True
        home = self._app.home
        self.errands.run(_COPIES, lambda: copies(home))

    @property
    def offer(self) -> dict[str, str]:
        """Of a damaged library: its file, what hope there is, and the newest copy that is whole, or that none is."""
        facts = {"file": str(self._app.home.database), "hope": ""}
        if self._copies is None:
            return facts
        if best := self._best():
            hope = self.tr("A copy has what photoorg knew of them, and what you said since then is brought in too.")
            return facts | {"copy": copy_text(best), "hope": hope}
        hope = self.tr("There is no copy that is whole; what you have said of your photos is kept apart, and not lost.")
        return facts | {"no copy": "yes", "hope": hope}

    def _best(self) -> Copy | None:
        return next((copy for copy in self._copies or () if copy.healthy), None)

    @Slot()
    def restore_best(self) -> None:
        """Put the newest copy back that is whole; where there is none, a new library begins with a person's words."""
        self.restore(self._best())

    @Slot(object)
    def restore(self, copy: Copy | None) -> None:
        """Close the library, put a copy in its place, and open it again."""
        self.is_restoring = True
        self._session.close()
        self.moved.emit()
        home = self._app.home
        self.copies.close()
        self.errands.run(_RESTORE, lambda: restore(home, copy))

    @Slot(str, object)
    def _errand_done(self, name: str, result: object) -> None:
        if isinstance(result, Exception):
            self._session.troubled.emit(result)
        if name == _RESTORE:
            self._end_restore(result)
        elif name == _COPIES and isinstance(result, list):
            self._copies = result
            self.copies.show_copies(result, self._session.read_only)
            self.moved.emit()
        elif name == _JOURNAL and isinstance(result, list):
            self.journal.show_lines([(day(line.at), line.sentence) for line in reversed(result)])

    def _end_restore(self, result: object) -> None:
        self.is_restoring = False
        self._session.open(self._session.question)
        if isinstance(result, Restored):
            self.restored.emit(result.sentence)
        self.moved.emit()

    def close_dialogs(self) -> None:
        """Leave none open."""
        for dialog in (self.folders, self.missing, self.preferences, self.copies, self.journal):
            dialog.close()

    def close(self) -> None:
        """The window closes: no thread runs on, and no dialog stays."""
        self.close_dialogs()
        self.errands.close()
        self.thumbs.close()


def beforehand(app: App) -> list[str]:
    """What is to be said for as long as the window is open."""
    return [app.read_only] if app.read_only else app.cautions()
