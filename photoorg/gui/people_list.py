"""Photos by who is in them, and by what to think of before they are shown: rows with counts, a click filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QWidget

from photoorg.gui.style import UNIT
from photoorg.gui.tag_list import ROW, Row, TagModel
from photoorg.gui.tag_view import TagView
from photoorg.gui.words import translated
from photoorg.library.search import count, tally
from photoorg.library.store import Database
from photoorg.library.terms import Term, state_of, with_term


@dataclass(frozen=True, slots=True)
class Kind:
    """A row: its words, and the term of the query. Not `always`: only where some are so."""

    label: str
    term: str
    always: bool = True


KINDS = (
    Kind("Nobody", "is:nobody"),
    Kind("One person", "people:1"),
    Kind("Two people", "people:2"),
    Kind("Portrait", "is:portrait"),
    Kind("Group", "is:group"),
    Kind("Crowd", "is:crowd"),
    Kind("Sensitive", "is:sensitive", always=False),
    Kind("Not a photo", "is:graphic", always=False),
)


def count_people(db: Database, text: str) -> dict[str, int]:
    """How many photos of a query's result are of each kind, by term. Where the query names a kind, without that."""
    named = [kind.term for kind in KINDS if state_of(text, kind.term) is not Term.ABSENT]
    others = [kind.term for kind in KINDS if kind.term not in named]
    counts = dict(zip(others, tally(db, text, others), strict=True)) if others else {}
    return counts | {term: count(db, with_term(text, term, Term.INCLUDED)) for term in named}


class PeopleModel(TagModel):
    """The kinds in the order of the table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counts: Mapping[str, int] = {}

    def show_counts(self, counts: Mapping[str, int], text: str) -> None:
        """Show other counts."""
        self._counts = counts
        self._update(text)

    def _update(self, text: str) -> None:
        self._set_rows(_rows(self._counts, text))


def _rows(counts: Mapping[str, int], text: str) -> list[Row]:
    if not counts:
        return []
    rows = [
        (kind, Row(translated(kind.label), counts[kind.term], state_of(text, kind.term), kind.term)) for kind in KINDS
    ]
    some = [row for _, row in rows if row.count or row.state is not Term.ABSENT]
    return [row for kind, row in rows if kind.always or row in some] if some else []


class PeopleView(TagView):
    """The rows, as high as they are many. `picked` says which term, and whether to exclude it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        model = PeopleModel()
        super().__init__(model, parent)
        self.people_model = model
        self.setAccessibleName(self.tr("People in this result"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(20 * UNIT, self.people_model.rowCount() * ROW)
