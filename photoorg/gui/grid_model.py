"""The grid's data: an array of ids laid out in rows. Only photos that are shown are fetched."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    Qt,
)

from photoorg.gui.answers import NO_RESULTS, Results
from photoorg.gui.marks import marks_of, spoken
from photoorg.gui.match_text import Explain, match_text
from photoorg.gui.words import translated
from photoorg.library.browse import Card

_BLOCK = 256
_CARDS = 8192
_SELECT = QItemSelectionModel.SelectionFlag.Select
_ROLES = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}

NOT_CONNECTED = "The drive is not connected."

Amend = Callable[[Card], Card]
FetchCards = Callable[[Sequence[int]], dict[int, Card]]
_NOWHERE = QModelIndex()


class GridModel(QAbstractTableModel):
    """Results in `columns` columns. Nothing here takes longer for a million photos than for ten."""

    def __init__(self, fetch: FetchCards, parent: QObject | None = None, explain: Explain | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._explain = explain
        self._cards: OrderedDict[int, Card] = OrderedDict()
        self._pending: list[tuple[NDArray[np.int64], Amend]] = []
        self.results = NO_RESULTS
        self.columns = 1

    def __len__(self) -> int:
        return len(self.results.ids)

    def show(self, results: Results, columns: int) -> None:
        """Show results, or the same in another number of columns."""
        self.beginResetModel()
        self.results = results
        self.columns = max(1, columns)
        self.endResetModel()

    def forget(self, photo_ids: Collection[int]) -> list[Card]:
        """Fetch these again when they are next shown. Returns what was known of them."""
        if len(photo_ids) > len(self._cards):
            photo_ids = [photo_id for photo_id in self._cards if photo_id in photo_ids]
        forgotten = (self._cards.pop(photo_id, None) for photo_id in photo_ids)
        return [card for card in forgotten if card is not None]

    def pretend(self, photo_ids: NDArray[np.int64], amend: Amend) -> Callable[[], None]:
        """Show photos as they are about to be. Call what is returned when they are so, or will not be."""
        pending = (np.sort(photo_ids), amend)
        self._pending.append(pending)
        self._cards.update(_amended(self._cards, pending))

        def settle() -> None:
            self._pending[:] = [one for one in self._pending if one is not pending]
            self.forget(_among(self._cards, pending[0]))

        return settle

    def card(self, position: int) -> Card | None:
        """The photo at a position; None past the end, or when it has just left the library."""
        if not 0 <= position < len(self):
            return None
        photo_id = int(self.results.ids[position])
        card = self._cards.get(photo_id)
        if card is None:
            self._fetch_around(position)
            card = self._cards.get(photo_id)
        return card

    def _fetch_around(self, position: int) -> None:
        start = position // _BLOCK * _BLOCK
        wanted = [
            photo_id for photo_id in self.results.ids[start : start + _BLOCK].tolist() if photo_id not in self._cards
        ]
        fetched = self._fetch(wanted)
        for pending in self._pending:
            fetched |= _amended(fetched, pending)
        self._cards.update(fetched)
        while len(self._cards) > _CARDS:
            self._cards.popitem(last=False)

    def position_of(self, photo_id: int) -> int | None:
        """Where a photo is, if it is among the results."""
        found = self.results.positions(np.array([photo_id], np.int64))
        return int(found[0]) if len(found) else None

    def position(self, index: QModelIndex) -> int:
        """The position of a cell, -1 for none."""
        if not index.isValid():
            return -1
        position = index.row() * self.columns + index.column()
        return position if position < len(self) else -1

    def index_at(self, position: int) -> QModelIndex:
        """The cell of a position."""
        if not 0 <= position < len(self):
            return QModelIndex()
        return self.index(position // self.columns, position % self.columns)

    def ids_in(self, selection: QItemSelection) -> NDArray[np.int64]:
        """The ids of a selection, in the order of the results."""
        return self.results.ids[self._marked(selection)]

    def count_in(self, selection: QItemSelection) -> int:
        """How many photos are selected."""
        return int(np.count_nonzero(self._marked(selection)))

    def _marked(self, selection: QItemSelection) -> NDArray[np.bool_]:
        """Whether each position is selected; a byte a photo, for a million of them is nothing to write and read."""
        marked = np.zeros((self.rowCount(), self.columns), np.bool_)
        for part in ranges(selection):
            marked[part.top() : part.bottom() + 1, part.left() : part.right() + 1] = True
        return marked.ravel()[: len(self)]

    def stretch(self, first: int, last: int) -> QItemSelection:
        """The cells from one position to another in reading order, as at most three ranges."""
        first, last = sorted((first, last))
        top, bottom = first // self.columns, last // self.columns
        selection = QItemSelection()
        if top == bottom:
            selection.select(self.index_at(first), self.index_at(last))
            return selection
        selection.select(self.index_at(first), self.index(top, self.columns - 1))
        if bottom - top > 1:
            selection.merge(
                QItemSelection(self.index(top + 1, 0), self.index(bottom - 1, self.columns - 1)),
                _SELECT,
            )
        selection.merge(QItemSelection(self.index(bottom, 0), self.index_at(last)), _SELECT)
        return selection

    def why(self, position: int) -> str:
        """How well a photo matches, and by what; empty unless the query was understood by meaning."""
        if not self.results.meanings or self._explain is None or not 0 <= position < len(self):
            return ""
        shown = self._explain(int(self.results.ids[position]), self.results.meanings)
        return match_text(self.results, position, shown)

    # What Qt asks for.

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Rows, the last perhaps not full."""
        return 0 if parent.isValid() else -(-len(self) // self.columns)

    def columnCount(self, parent: QModelIndex = _NOWHERE) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Columns."""
        return 0 if parent.isValid() else self.columns

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Cells past the last photo are nothing."""
        if self.position(index) < 0:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The file's name; its path as tooltip. Thumbnails are the delegate's."""
        if role not in _ROLES or (card := self.card(self.position(index))) is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            absent = translated(NOT_CONNECTED) if card.offline else ""
            return "\n".join(line for line in (card.path, absent, self.why(self.position(index))) if line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            absent = translated(NOT_CONNECTED) if card.offline else ""
            return ", ".join(said for said in (card.name, spoken(marks_of(card)), absent) if said)
        return card.name


def _among(cards: Mapping[int, Card], photo_ids: NDArray[np.int64]) -> list[int]:
    """Those of the cards, few, that are among sorted ids, many."""
    known = np.fromiter(cards, np.int64, len(cards))
    places = np.minimum(np.searchsorted(photo_ids, known), max(0, len(photo_ids) - 1))
    return known[photo_ids[places] == known].tolist() if len(photo_ids) else []


def _amended(cards: Mapping[int, Card], pending: tuple[NDArray[np.int64], Amend]) -> dict[int, Card]:
    photo_ids, amend = pending
    return {photo_id: amend(cards[photo_id]) for photo_id in _among(cards, photo_ids)}


def ranges(selection: QItemSelection) -> list[QItemSelectionRange]:
    """The parts of a selection."""
    # A list to Qt and to Python, which the stubs do not say.
    return list(selection)  # pyright: ignore[reportArgumentType]
