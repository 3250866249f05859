"""Albums and saved searches as rows: what each is, how many photos it has, whether it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from photoorg.gui import words

Kind = Literal["album", "search"]

COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
MARKED_ROLE = Qt.ItemDataRole.UserRole + 2
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """An album or a saved search. `text` is its query, `sort` its order or nothing; `count` None while unknown."""

    kind: Kind
    row_id: int
    name: str
    text: str
    sort: str = ""
    count: int | None = None


class ShelfModel(QAbstractListModel):
    """Rows of one kind, from A."""

    renamed = Signal(object, str)  # ShelfRow, name

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ShelfRow] = []
        self._text = ""

    def show(self, rows: Sequence[ShelfRow]) -> None:
        """Show rows; where they are the same ones, nothing moves, and a count that is not known yet stays."""
        if [row.name for row in rows] != [row.name for row in self.rows]:
            self.beginResetModel()
            self.rows = list(rows)
            self.endResetModel()
            return
        before = {row.name: row.count for row in self.rows}
        self.rows = [replace(row, count=before[row.name]) if row.count is None else row for row in rows]
        self._tell()

    def show_counts(self, counts: dict[str, int]) -> None:
        """How many photos, by name."""
        self.rows = [replace(row, count=counts.get(row.name, row.count)) for row in self.rows]
        self._tell()

    def mark(self, text: str) -> None:
        """Mark the row whose query is shown."""
        self._text = text.strip()
        self._tell()

    def _tell(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))

    def row(self, index: QModelIndex | QPersistentModelIndex) -> ShelfRow | None:
        """What a row is; None for none."""
        return self.rows[index.row()] if index.isValid() else None

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """How many."""
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Names can be changed."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Name, count, whether it is shown."""
        row = self.row(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.name if row.count is None else f"{row.name}, {words.photos(row.count)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.text if row.kind == "search" else row.name
        told = {
            Qt.ItemDataRole.DisplayRole: row.name, Qt.ItemDataRole.EditRole: row.name, COUNT_ROLE: row.count,
            MARKED_ROLE: row.text == self._text,
        }  # fmt: skip
        return told.get(role)

    def setData(self, index: QModelIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Another name is wished for; the row has it when it is stored."""
        row, name = self.row(index), " ".join(str(value).split())
        if row is None or role != Qt.ItemDataRole.EditRole or not name or name == row.name:
            return False
        self.renamed.emit(row, name)
        return True
