"""Rows to narrow a result by (tags, years, cameras, ...) with their counts: model and looks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photoorg.gui import words
from photoorg.gui.icons import picture
from photoorg.gui.row_paint import paint_count, paint_ground, paint_name
from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.gui.terms import Term, colour_of, state_of
from photoorg.gui.words import translated

STATE_ROLE = Qt.ItemDataRole.UserRole
COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
DEPTH_ROLE = Qt.ItemDataRole.UserRole + 2
ROW = 7 * UNIT
_SIGN = 4 * UNIT
_NOWHERE = QModelIndex()
_FIELD = re.compile(r"^\w+[:=]")
_SIGNS = {Term.INCLUDED: "check", Term.EXCLUDED: "cross"}
_SAID = {Term.INCLUDED: "chosen", Term.EXCLUDED: "left out"}

Entry = tuple[str, str, int]
"""What a row is in a query, how it is called, and how many photos of the result are so."""


@dataclass(frozen=True, slots=True)
class Row:
    """A name, how many photos are so, and what the query says of `term`. `depth`: how far it is set in."""

    name: str
    count: int
    state: Term
    term: str
    depth: int = 0


class TagModel(QAbstractListModel):
    """Rows, those of the query first, then as they come; at most `limit` of the latter, or (0) all."""

    def __init__(self, parent: QObject | None = None, *, limit: int = 0) -> None:
        super().__init__(parent)
        self._entries: Sequence[Entry] = ()
        self._rows: list[Row] = []
        self._known: dict[str, str] = {}  # term -> name
        self._text = ""
        self.limit = limit
        self.hidden = 0  # how many more there are

    def show(self, entries: Sequence[Entry], text: str) -> None:
        """Show other rows."""
        self._known |= {term: name for term, name, _ in entries}
        self._entries = entries
        self.mark(text)

    def mark(self, text: str) -> None:
        """Mark the rows that a query names."""
        self._text = text
        rows = self._make_rows(text)
        self._set_rows(rows)

    def show_all(self, limit: int = 0) -> None:
        """Show all rows, or at most so many."""
        self.limit = limit
        self.mark(self._text)

    def _make_rows(self, text: str) -> list[Row]:
        counts = {term: count for term, _, count in self._entries}
        # A few hundred names are looked for in a text of some words; unknown ones cost nothing.
        said = self.said(text)
        named = [Row(self._known[term], counts.get(term, 0), state, term) for term, state in said.items()]
        others = [Row(name, count, Term.ABSENT, term) for term, name, count in self._entries if term not in said]
        self.hidden = max(0, len(others) - self.limit) if self.limit else 0
        return named + (others[: self.limit] if self.limit else others)

    def said(self, text: str) -> dict[str, Term]:
        """What a query says of the terms that were ever shown here, those that it names."""
        folded = text.casefold()
        return {term: state for term in self._known if _key(term) in folded and (state := state_of(text, term))}

    def _set_rows(self, rows: list[Row]) -> None:
        """Show rows; where they are the same ones, nothing moves."""
        if [row.term for row in rows] == [row.term for row in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        else:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def name(self, index: QModelIndex) -> str:
        """The name of a row; empty for none."""
        return self._rows[index.row()].name if index.isValid() else ""

    def term(self, index: QModelIndex) -> str:
        """What a row is in a query; empty for none."""
        return self._rows[index.row()].term if index.isValid() else ""

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Name, count and what the query says."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = [translated(_SAID[row.state])] if row.state else []
            return ", ".join([row.name, words.photos(row.count), *said])
        return {
            Qt.ItemDataRole.DisplayRole: row.name, STATE_ROLE: row.state, COUNT_ROLE: row.count, DEPTH_ROLE: row.depth,
        }.get(role)  # fmt: skip


def _key(term: str) -> str:
    """What stands in a query's text, folded, wherever the term does: its value, however it is quoted."""
    return _FIELD.sub("", term).strip('"').casefold()


class TagDelegate(QStyledItemDelegate):
    """Name on the left, count on the right; what the query names has a sign."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        """A row."""
        return QSize(20 * UNIT, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one row."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        look, said, count = colours(), index.data(STATE_ROLE), index.data(COUNT_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = {Term.INCLUDED: look.selected, Term.EXCLUDED: look.line}.get(said)
        paint_ground(painter, rect.adjusted(GAP, 1, -GAP, -1), state, fill)
        inner = rect.adjusted(MARGIN + UNIT + 4 * UNIT * (index.data(DEPTH_ROLE) or 0), 0, -MARGIN - UNIT, 0)
        if said:
            sign = picture(_SIGNS[said], _SIGN, look.text, painter.device().devicePixelRatio())
            painter.drawPixmap(inner.left(), inner.center().y() - _SIGN // 2 + 1, sign)
            inner.setLeft(inner.left() + _SIGN + UNIT)
        if count or said is not Term.EXCLUDED:
            inner.setRight(inner.right() - paint_count(painter, inner, count))
        if own := colour_of(str(index.data())):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(own))
            painter.drawEllipse(inner.left(), inner.center().y() - UNIT + 1, 2 * UNIT, 2 * UNIT)
            inner.setLeft(inner.left() + 3 * UNIT)
        colour = look.muted if said == Term.EXCLUDED or not (count or said) else look.text
        paint_name(painter, inner, str(index.data()), colour, Qt.TextElideMode.ElideRight)
        painter.restore()
