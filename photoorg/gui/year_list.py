"""The years of a result; the one that is chosen shows its months."""

from __future__ import annotations

from collections.abc import Sequence

from photoorg.gui.tag_list import Entry, Row, TagModel
from photoorg.gui.terms import Term, with_term


class YearModel(TagModel):
    """Years as they come, below an open one its months. A term is `taken:2024` or `taken:2024-05`."""

    def show_months(self, years: Sequence[Entry], months: Sequence[Entry], text: str) -> None:
        """Show other years and months."""
        self._known |= {term: name for term, name, _ in (*years, *months)}
        self._years, self._months = years, months
        self.show(years, text)

    _years: Sequence[Entry] = ()
    _months: Sequence[Entry] = ()

    def _make_rows(self, text: str) -> list[Row]:
        said = self.said(text)
        counts = {term: count for term, _, count in (*self._years, *self._months)}
        years = {term: None for term, _, _ in self._years} | {_year(term): None for term in said}
        rows: list[Row] = []
        for year in sorted(years, reverse=True):
            rows.append(Row(self._known.get(year, year[-4:]), counts.get(year, 0), said.get(year, Term.ABSENT), year))
            if said.get(year) is Term.INCLUDED or any(_year(term) == year for term in said if term != year):
                shown = {term for term in counts if term != year and _year(term) == year}
                shown |= {term for term in said if term != year and _year(term) == year}
                rows += [
                    Row(self._known[term], counts.get(term, 0), said.get(term, Term.ABSENT), term, 1)
                    for term in sorted(shown)
                ]
        shown_rows = rows if not self.limit else rows[: max(self.limit, 0)]
        self.hidden = len(rows) - len(shown_rows)
        return shown_rows

    def picked(self, text: str, term: str, *, exclude: bool) -> str:
        """The query after a click on a year or a month: one time is chosen, several may be left out."""
        said = self.said(text)
        state = said.get(term, Term.ABSENT)
        if exclude:
            return with_term(text, term, Term.ABSENT if state is Term.EXCLUDED else Term.EXCLUDED)
        if state is Term.EXCLUDED:
            return with_term(text, term, Term.ABSENT)
        for other, present in said.items():
            if present is Term.INCLUDED:
                text = with_term(text, other, Term.ABSENT)
        if state is Term.ABSENT:
            return with_term(text, term, Term.INCLUDED)
        # A month again: its year. A year again: all.
        return text if term == _year(term) else with_term(text, _year(term), Term.INCLUDED)


def _year(term: str) -> str:
    return term[: len("taken:2024")]
