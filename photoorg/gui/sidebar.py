"""The panel of folders and tags. A click changes the query's text, and the text says what is marked here."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from photoorg.gui.folder_tree import FolderTree
from photoorg.gui.people_list import PeopleView
from photoorg.gui.queries import Overview
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.tag_list import TagModel
from photoorg.gui.tag_view import TagView
from photoorg.library.terms import Term, folder_term, folders_in, state_of, with_term

_HEADING = 8 * UNIT


class Sidebar(QWidget):
    """Folders above, tags below. `text_chosen` is a new query."""

    text_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = ""
        self.folders = FolderTree(self)
        self.folders.picked.connect(self._pick_folder)
        self.people = PeopleView(self)
        self.people.picked.connect(self.toggle)
        self.tag_model = TagModel()
        self.tags = TagView(self.tag_model, self)
        self.tags.setAccessibleName(self.tr("Tags in this result"))
        self.tags.picked.connect(self.toggle)
        self.parts = QSplitter(Qt.Orientation.Vertical, self)
        self.parts.setChildrenCollapsible(False)
        self.parts.addWidget(_section(self.tr("Folders"), self.folders))
        self.parts.addWidget(self._lower())
        self.parts.setHandleWidth(1)
        self.parts.setStretchFactor(1, 1)
        self.parts.splitterMoved.connect(self._keep_sizes)
        self._sized_by_hand = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.parts)
        self.setMinimumWidth(40 * UNIT)

    def _lower(self) -> QWidget:
        """People, where any are counted, and tags."""
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.people_section = _section(self.tr("People"), self.people)
        self.people_section.hide()
        column.addWidget(self.people_section)
        column.addWidget(_section(self.tr("Tags"), self.tags), 1)
        return lower

    def sizeHint(self) -> QSize:
        """A column, not half the window."""
        return QSize(58 * UNIT, 100 * UNIT)

    def show_text(self, text: str) -> None:
        """Mark what a query names."""
        self._text = text
        self.tag_model.mark(text)
        self.people.people_model.mark(text)
        self._fit_people()
        self.folders.mark(folders_in(text))

    def show_facets(self, facets: list[tuple[str, int]]) -> None:
        """List the tags of the result."""
        self.tag_model.show(facets, self._text)

    @Slot(object)
    def show_people(self, counts: Mapping[str, int]) -> None:
        """Count who is in the photos of the result."""
        self.people.people_model.show_counts(counts, self._text)
        self._fit_people()

    def _fit_people(self) -> None:
        rows = self.people.people_model.rowCount()
        self.people_section.setVisible(rows > 0)
        self.people.setFixedHeight(self.people.sizeHint().height())

    def show_overview(self, overview: Overview) -> None:
        """List the folders."""
        self.folders.show_folders(overview)
        self.folders.mark(folders_in(self._text))
        if not self._sized_by_hand:
            wanted = self.folders.height_wanted + _HEADING
            self.parts.setSizes([wanted, max(wanted, self.height() - wanted)])

    @Slot()
    def _keep_sizes(self) -> None:
        self._sized_by_hand = True

    @Slot(str, bool)
    def toggle(self, term: str, exclude: bool) -> None:
        """Include or exclude a term; again, and the query is without it."""
        wanted = Term.EXCLUDED if exclude else Term.INCLUDED
        present = state_of(self._text, term)
        undo = present is wanted or (present is not Term.ABSENT and not exclude)
        self.text_chosen.emit(with_term(self._text, term, Term.ABSENT if undo else wanted))

    @Slot(str)
    def _pick_folder(self, path: str) -> None:
        named = folders_in(self._text)
        text = self._text
        for folder in named:
            text = with_term(text, folder_term(folder), Term.ABSENT)
        self.text_chosen.emit(text if path in named else with_term(text, folder_term(path), Term.INCLUDED))


def _section(title: str, content: QWidget) -> QWidget:
    section = QWidget()
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    heading.setContentsMargins(MARGIN, GAP, MARGIN, UNIT)
    layout = QVBoxLayout(section)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(heading)
    layout.addWidget(content, 1)
    return section
