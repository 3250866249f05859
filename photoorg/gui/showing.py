"""What is asked, and which answer is on screen: results are shown, held back while that would disturb, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from photoorg.gui import states
from photoorg.gui.answers import NO_RESULTS, Overview, Question, Results
from photoorg.gui.empty_text import meant_text, nothing_found
from photoorg.gui.help_dialog import HelpDialog
from photoorg.gui.meaning_strip import by_meaning
from photoorg.gui.terms import folder_term, know
from photoorg.library.query import QueryError
from photoorg.settings import default_pictures

if TYPE_CHECKING:
    from photoorg.gui.window import MainWindow

PAUSE_MS = 600
"""After so long without a key a word counts as typed, and that nothing is found for it is said."""


class Showing(QObject):
    """Stands between the library's answers and the page of photos. `named` folders are chosen once they have photos."""

    def __init__(self, window: MainWindow, named: Sequence[str]) -> None:
        super().__init__(window)
        self._window = window
        self._named = list(named)
        self._help: HelpDialog | None = None
        self._held: Results | None = None  # newer results, shown when the open photo is closed or a word is typed
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.show_held)

    def connect_parts(self) -> None:
        """Hear what is asked and what is answered, now that every part is there."""
        window, queries = self._window, self._window.session.queries
        window.page.search.asked.connect(self.ask)
        window.page.search.help_wanted.connect(self.show_help)
        window.pages.currentChanged.connect(self.show_held)
        window.keeping.moved.connect(self.show_state)
        window.session.moved.connect(self.show_state)
        queries.results.connect(self._take_results)
        queries.refused.connect(self._take_refusal)
        queries.overview.connect(self._take_overview)
        window.page.search.completer.wanted.connect(queries.complete)
        queries.completions.connect(window.page.search.completer.show)
        window.page.search.values_wanted.connect(queries.list_values)
        queries.values.connect(window.page.search.filters.take)
        window.page.search.chips.names_wanted.connect(queries.find_names)
        queries.names.connect(window.page.search.chips.show_names)

    def stop(self) -> None:
        """Show nothing more."""
        self._pause.stop()
        self.close_help()

    def close_help(self) -> None:
        """The window is gone, or goes to the tray."""
        if self._help is not None:
            self._help.close()

    @Slot(object)
    def ask(self, question: Question) -> None:
        """Ask; what was kept back answered another question."""
        self._held = None
        self._window.session.ask(question)

    # What the library says.

    @Slot(object)
    def _take_results(self, results: Results) -> None:
        if self._is_viewing:
            self._held = results if results.complete else self._held
        elif self._is_half_typed(results):
            self._held = results
            self._pause.start()
        elif results.complete or self._is_new(results):
            self._show(results)

    def _is_new(self, results: Results) -> bool:
        """Whether a first page answers something else than what is shown, be that nothing yet."""
        shown = self._window.model.results
        return shown is NO_RESULTS or results.question != shown.question

    @property
    def _is_viewing(self) -> bool:
        return self._window.pages.currentWidget() is self._window.viewer

    def _is_half_typed(self, results: Results) -> bool:
        """Whether nothing is found only because a word is still being typed."""
        model = self._window.model
        changed = results.question.text != model.results.question.text
        return changed and len(model) > 0 and not len(results.ids) and self._window.page.search.box.hasFocus()

    def _show(self, results: Results) -> None:
        self._held = None
        self._window.session.show(results.question)
        self._window.page.show_results(results)
        self._window.mapping.show_results(results)
        self.show_state()

    @Slot(object)
    def _take_refusal(self, error: QueryError) -> None:
        """What is shown stays, and so does what the panel marks."""
        self._held = None
        self._window.page.search.show_refusal(error)
        self._window.page.sidebar.show_text(self._window.session.shown.text)

    @Slot()
    def show_held(self) -> None:
        """Show what was kept back; the photo that was shown or current stays in view."""
        if self._held is None or self._is_viewing:
            return
        if self._window.page.search.completer.is_open:
            self._pause.start()
            return
        self._show(self._held)
        position = self._window.model.position_of(self._window.viewer.photo_id or 0)
        if position is not None:
            self._window.page.grid.show_current(position)

    @Slot(object)
    def _take_overview(self, overview: Overview) -> None:
        window = self._window
        know(overview.tags, overview.taxonomy)
        window.page.sidebar.show_overview(overview)
        window.viewer.facts.offer_tags(overview.tags)
        window.activity.show_totals(overview.totals.photos, overview.totals.problems, overview.totals.missing)
        window.activity.show_files(overview.files.due, overview.files.conflicts)
        self._choose_named(overview)

    def _choose_named(self, overview: Overview) -> None:
        """Show the folders that the window was opened on, where the library has others too."""
        there = {folder.path for folder in overview.folders if overview.below[folder.folder_id]}
        if there.isdisjoint(self._named):
            return
        named, self._named = self._named, []
        roots = self._window.session.roots
        others = [root for root in roots if not any(Path(root).is_relative_to(path) for path in named)]
        if others and not self._window.page.search.box.text():
            self._window.page.search.set_text(" OR ".join(folder_term(path) for path in named))

    @Slot()
    def search_by_meaning(self) -> None:
        """Understand the words that were taken as they are."""
        self._window.show_query(by_meaning(self._window.session.shown.text))

    @Slot()
    def search_as_meant(self) -> None:
        """Take the words for those that they are near."""
        results = self._window.model.results
        self._window.show_query(meant_text(results.question.text, results.suggestions))

    # Commands; the table in actions.py names them.

    @Slot()
    def show_help(self) -> None:
        """Say how to search, beside the photos."""
        if self._help is None:
            self._help = HelpDialog(self._window)
            self._help.asked.connect(self._window.show_query)
        self._help.show()
        self._help.raise_()

    @Slot()
    def show_filters(self) -> None:
        """Choose what to add to the search."""
        self._window.pages.setCurrentWidget(self._window.page)
        if not self._window.page.search.isHidden():
            self._window.page.search.show_filters()

    @Slot()
    def show_state(self) -> None:
        """Show the photos, or what is so where there are none."""
        window, session, results = self._window, self._window.session, self._window.model.results
        overview = session.overview
        if session.is_damaged and not window.keeping.has_looked:
            window.keeping.look_for_copies()
        name = states.choose(
            broken=bool(session.broken),
            damaged=session.is_damaged,
            restoring=window.keeping.is_restoring,
            surveyed=overview is not None,
            folders=len(session.roots),
            photos=overview.totals.photos if overview else 0,
            problems=overview.totals.problems if overview else 0,
            busy=session.will_work,
            found=len(results.ids) if results.complete or len(results.ids) else None,
        )
        window.page.show_state(
            name, folders=", ".join(session.roots), error=session.broken,
            why=nothing_found(results.question.text, weak=results.weak_photos),
            meant=meant_text(results.question.text, results.suggestions),
            meaning=by_meaning(results.question.text), **window.keeping.offer,
            pictures=default_pictures().name if default_pictures().is_dir() else "",
        )  # fmt: skip
