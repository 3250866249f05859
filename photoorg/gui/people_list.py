"""Photos by who is in them, and by what to think of before they are shown: rows with counts, a click filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject

from photoorg.gui.tag_list import Row, TagModel
from photoorg.gui.words import translated
from photoorg.library.search import count, tally
from photoorg.library.senses import Senses
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


def count_people(db: Database, text: str, senses: Senses | None = None, *, weak: bool = True) -> dict[str, int]:
    """How many photos of a query's result are of each kind, by term. Where the query names a kind, without that."""
    named = [kind.term for kind in KINDS if state_of(text, kind.term) is not Term.ABSENT]
    others = [kind.term for kind in KINDS if kind.term not in named]
    counts = dict(zip(others, tally(db, text, others, senses, weak=weak), strict=True)) if others else {}
    return counts | {term: count(db, with_term(text, term, Term.INCLUDED), senses, weak=weak) for term in named}


class PeopleModel(TagModel):
    """The kinds in the order of the table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counts: Mapping[str, int] = {}

    def show_counts(self, counts: Mapping[str, int], text: str) -> None:
        """Show other counts."""
        self._counts = counts
        self.mark(text)

    def _make_rows(self, text: str) -> list[Row]:
        if not self._counts:
            return []
        rows = [
            (kind, Row(translated(kind.label), self._counts.get(kind.term, 0), state_of(text, kind.term), kind.term))
            for kind in KINDS
        ]
        some = [row for _, row in rows if row.count or row.state is not Term.ABSENT]
        return [row for kind, row in rows if kind.always or row in some] if some else []
