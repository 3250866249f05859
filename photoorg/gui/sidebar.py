"""The panel of what a result can be narrowed by. A click changes the query's text, and the text says what is marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from photoorg.gui.answers import Overview
from photoorg.gui.facet_rows import Rows
from photoorg.gui.folder_tree import FolderTree
from photoorg.gui.grid_drag import is_photos
from photoorg.gui.people_list import PeopleModel
from photoorg.gui.section import Section
from photoorg.gui.shelf import Shelf
from photoorg.gui.style import GAP, UNIT
from photoorg.gui.tag_facet import TagFacet
from photoorg.gui.tag_list import TagModel
from photoorg.gui.tag_view import TagView
from photoorg.gui.terms import Term, folder_term, state_of, with_term
from photoorg.gui.words import number, translated
from photoorg.gui.year_list import YearModel

FACETS = (
    # name, title, name for screen readers, how many rows at first
    ("years", "When", "Years in this result", 12),
    ("people", "People", "People in this result", 0),
    ("tags", "Tags", "Tags in this result", 15),
    ("cameras", "Cameras", "Cameras in this result", 6),
    ("ratings", "Ratings", "Ratings in this result", 0),
    ("labels", "Labels", "Labels in this result", 0),
)
"""The lists below the folders, in order. Each is there only where it has rows."""

_MANY_FOLDERS = 400
_EDGE = 8 * UNIT


class Sidebar(QWidget):
    """Sections one below the other. `text_chosen` is a new query, `turned` says that a section was opened or closed."""

    text_chosen = Signal(str)
    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = ""
        self.sections: dict[str, Section] = {}
        self.models: dict[str, TagModel] = {}
        self.views: dict[str, TagView] = {}
        self._lay_out()
        self.folders = FolderTree(self)
        self.folders.picked.connect(self._pick_folder)
        self.folders.resized.connect(self._fit_folders)
        self.add_section(Section("folders", self.tr("Folders"), self.folders)).more_wanted.connect(self._more_folders)
        self.shelf = Shelf(self)
        for section in self.shelf.sections:
            self.add_section(section)
        for name, title, spoken, limit in FACETS:
            self._add_facet(name, translated(title), translated(spoken), limit)
        self.tag_model = self.models["tags"]
        self.setAcceptDrops(True)  # to scroll while something is dragged; the lists take it
        self.people = self.views["people"]
        self.setMinimumWidth(40 * UNIT)

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("role", "panel")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, GAP)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)

    def add_section(self, section: Section, before: str = "") -> Section:
        """Put a section before another one, by its name, or below all."""
        other = self.sections.get(before)
        place = self._column.indexOf(other) if other else self._column.count() - 1
        self._column.insertWidget(place, section)
        self.sections[section.name] = section
        section.turned.connect(self.turned)
        return section

    def _add_facet(self, name: str, title: str, spoken: str, limit: int) -> None:
        special = {"people": PeopleModel, "years": YearModel}
        model = special[name]() if name in special else TagModel()
        model.limit = limit
        view = TagFacet(model, self) if name == "tags" else TagView(model, self)
        if isinstance(view, TagFacet):
            view.hovered.connect(lambda spot: self.scroll_at(view.mapTo(self, spot)))
            self.tags = view
        view.setAccessibleName(spoken)
        view.picked.connect(self._pick_year if name == "years" else self.toggle)
        self.models[name], self.views[name] = model, view
        section = self.add_section(Section(name, title, view))
        section.more_wanted.connect(lambda: self._more(name, limit))
        section.hide()

    def sizeHint(self) -> QSize:
        """A column, not half the window."""
        return QSize(58 * UNIT, 100 * UNIT)

    @property
    def closed(self) -> list[str]:
        """The sections that are closed, by name."""
        return [name for name, section in self.sections.items() if not section.is_open]

    def close_sections(self, names: Sequence[str]) -> None:
        """Close these and open the others."""
        for name, section in self.sections.items():
            section.set_open(name not in names)

    # What is shown.

    def show_text(self, text: str) -> None:
        """Mark what a query names."""
        self._text = text
        for name, model in self.models.items():
            model.mark(text)
            self._fit(name)
        self._mark_folders()

    @Slot(object)
    def show_facets(self, rows: Rows) -> None:
        """List what the result is made of."""
        years = self.models["years"]
        assert isinstance(years, YearModel)  # noqa: S101 - made above
        years.show_months(rows.lists["years"], rows.months, self._text)
        for name, entries in rows.lists.items():
            if name != "years":
                self.models[name].show(entries, self._text)
            self._fit(name)
        self.folders.show_counts(rows.folders)

    @Slot(object)
    def show_people(self, counts: Mapping[str, int]) -> None:
        """Count who is in the photos of the result."""
        people = self.models["people"]
        assert isinstance(people, PeopleModel)  # noqa: S101 - made above
        people.show_counts(counts, self._text)
        self._fit("people")

    def show_overview(self, overview: Overview) -> None:
        """List the folders."""
        self.folders.show_folders(overview)
        self._mark_folders()

    def _mark_folders(self) -> None:
        self.folders.mark({path: state for path in self.folders.paths if (state := self._said_of_folder(path))})

    def _said_of_folder(self, path: str) -> Term:
        return state_of(self._text, folder_term(path)) if path in self._text else Term.ABSENT

    def _fit(self, name: str) -> None:
        """Show a section where it has rows, and how many more there are."""
        model, section = self.models[name], self.sections[name]
        section.setVisible(model.rowCount() > 0)
        limit = next(limit for key, _, _, limit in FACETS if key == name)
        fewer = self.tr("Fewer") if limit and not model.limit and model.rowCount() > limit else ""
        section.offer_more(self.tr("{} more").format(number(model.hidden)) if model.hidden else fewer)

    def _more(self, name: str, limit: int) -> None:
        self.models[name].show_all(0 if self.models[name].limit else limit)
        self._fit(name)

    @Slot()
    def _fit_folders(self) -> None:
        more = self.folders.rows > self.folders.most_rows
        self.sections["folders"].offer_more(self.tr("More") if more else "")

    @Slot()
    def _more_folders(self) -> None:
        self.folders.show_rows(_MANY_FOLDERS)

    # What is dragged over it.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Something is dragged to one of the lists."""
        event.setAccepted(is_photos(event.mimeData()))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Go on along the upper or lower edge."""
        self.scroll_at(event.position().toPoint())
        event.ignore()

    def scroll_at(self, spot: QPoint) -> None:
        """Scroll where a point of the panel is near an edge."""
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.value() + min(0, spot.y() - _EDGE) + max(0, spot.y() - self.height() + _EDGE))

    # What a click does.

    @Slot(str, bool)
    def toggle(self, term: str, exclude: bool) -> None:
        """Include or exclude a term; again, and the query is without it."""
        wanted = Term.EXCLUDED if exclude else Term.INCLUDED
        present = state_of(self._text, term)
        undo = present is wanted or (present is not Term.ABSENT and not exclude)
        self.text_chosen.emit(with_term(self._text, term, Term.ABSENT if undo else wanted))

    @Slot(str, bool)
    def _pick_year(self, term: str, exclude: bool) -> None:
        years = self.models["years"]
        assert isinstance(years, YearModel)  # noqa: S101 - made above
        self.text_chosen.emit(years.picked(self._text, term, exclude=exclude))

    @Slot(str, bool)
    def _pick_folder(self, path: str, exclude: bool) -> None:
        """One folder is chosen at a time, several may be left out."""
        if exclude:
            self.toggle(folder_term(path), True)
            return
        text, said = self._text, self._said_of_folder(path)
        for folder in self.folders.paths:
            if self._said_of_folder(folder) is Term.INCLUDED or folder == path:
                text = with_term(text, folder_term(folder), Term.ABSENT)
        self.text_chosen.emit(text if said else with_term(text, folder_term(path), Term.INCLUDED))
