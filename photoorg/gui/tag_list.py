"""The tags of a result with their counts: model and looks."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photoorg.gui import words
from photoorg.gui.icons import picture
from photoorg.gui.row_paint import paint_count, paint_ground, paint_name
from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.library.terms import Term, state_of, tag_term

STATE_ROLE = Qt.ItemDataRole.UserRole
COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
ROW = 7 * UNIT
_SIGN = 4 * UNIT
_NOWHERE = QModelIndex()
_SIGNS = {Term.INCLUDED: "check", Term.EXCLUDED: "cross"}


@dataclass(frozen=True, slots=True)
class Row:
    """A tag, how many photos carry it, and what the query says of `term`."""

    name: str
    count: int
    state: Term
    term: str


class TagModel(QAbstractListModel):
    """Tags, those of the query first, then the commonest."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._facets: list[tuple[str, int]] = []
        self._rows: list[Row] = []
        self._known: dict[str, str] = {}

    def show(self, facets: list[tuple[str, int]], text: str) -> None:
        """Show other tags."""
        self._known |= {name: tag_term(name) for name, _ in facets}
        self._facets = facets
        self._update(text)

    def mark(self, text: str) -> None:
        """Mark the tags that a query names."""
        self._update(text)

    def _update(self, text: str) -> None:
        counts = dict(self._facets)
        # A few hundred names are looked for in a text of some words; unknown ones cost nothing.
        said = {name: state for name, term in self._known.items() if (state := _state(text, name, term))}
        named = [Row(name, counts.get(name, 0), state, self._known[name]) for name, state in said.items()]
        others = [(name, count) for name, count in self._facets if name not in said]
        self._set_rows(named + [Row(name, count, Term.ABSENT, self._known[name]) for name, count in others])

    def _set_rows(self, rows: list[Row]) -> None:
        """Show rows; where they are the same ones, nothing moves."""
        if [row.name for row in rows] == [row.name for row in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        else:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def name(self, index: QModelIndex) -> str:
        """The tag of a row; empty for none."""
        return self._rows[index.row()].name if index.isValid() else ""

    def term(self, index: QModelIndex) -> str:
        """What a row is in a query; empty for none."""
        return self._rows[index.row()].term if index.isValid() else ""

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """How many tags."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Name, count and what the query says."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {words.photos(row.count)}"
        return {Qt.ItemDataRole.DisplayRole: row.name, STATE_ROLE: row.state, COUNT_ROLE: row.count}.get(role)


def _state(text: str, name: str, term: str) -> Term:
    if name.casefold() not in text.casefold():
        return Term.ABSENT
    return state_of(text, term)


class TagDelegate(QStyledItemDelegate):
    """Name on the left, count on the right; what the query names has a sign."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        """A row."""
        return QSize(20 * UNIT, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one tag."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        look, said = colours(), index.data(STATE_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = {Term.INCLUDED: look.selected, Term.EXCLUDED: look.line}.get(said)
        paint_ground(painter, rect.adjusted(GAP, 1, -GAP, -1), state, fill)
        inner = rect.adjusted(MARGIN + UNIT, 0, -MARGIN - UNIT, 0)
        if said:
            sign = picture(_SIGNS[said], _SIGN, look.text, painter.device().devicePixelRatio())
            painter.drawPixmap(inner.left(), inner.center().y() - _SIGN // 2 + 1, sign)
            inner.setLeft(inner.left() + _SIGN + UNIT)
        inner.setRight(inner.right() - paint_count(painter, inner, index.data(COUNT_ROLE)))
        colour = look.muted if said == Term.EXCLUDED else look.text
        paint_name(painter, inner, str(index.data()), colour, Qt.TextElideMode.ElideRight)
        painter.restore()
