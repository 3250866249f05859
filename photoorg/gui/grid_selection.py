"""Which photos of the grid are selected, and where the keyboard is: in reading order, and by id."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from photoorg.gui.grid_model import GridModel, ranges

_Move = QAbstractItemView.CursorAction
_Flag = QItemSelectionModel.SelectionFlag


class SelectingView(QTableView):
    """A table of photos whose rows are lines of one text: keys and Shift go from one line's end to the next."""

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = model
        self._anchor: int | None = None
        self.setModel(model)

    @property
    def selected_count(self) -> int:
        """How many photos are selected."""
        return self._grid.count_in(self.selectionModel().selection())

    def selected_ids(self) -> NDArray[np.int64]:
        """The selected photos in the order of the results."""
        return self._grid.ids_in(self.selectionModel().selection())

    def current_id(self) -> int | None:
        """The photo that has the keyboard."""
        position = self._grid.position(self.currentIndex())
        return None if position < 0 else int(self._grid.results.ids[position])

    @property
    def current_position(self) -> int:
        """Where it is, -1 for none."""
        return self._grid.position(self.currentIndex())

    def show_current(self, position: int) -> None:
        """Make a position the current and only selected one, and bring it into view."""
        index = self._grid.index_at(position)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def select_ids(self, photo_ids: Sequence[int]) -> None:
        """Select photos by id, those that are there, and bring the first into view."""
        ids = np.array(photo_ids, np.int64)
        positions = self._grid.results.positions(ids)
        if len(positions):
            self.show_current(int(positions[0]))
            self.select_only(ids)

    def select_only(self, ids: NDArray[np.int64]) -> None:
        """Select photos by id, those that are there, and no others; nothing happens where none is."""
        positions = self._grid.results.positions(ids)
        if not len(positions):
            return
        breaks = np.flatnonzero(np.diff(positions) > 1)
        firsts = positions[np.concatenate(([0], breaks + 1))].tolist()
        lasts = positions[np.concatenate((breaks, [len(positions) - 1]))].tolist()
        selection = QItemSelection()
        for first, last in zip(firsts, lasts, strict=True):
            # The stretches are apart, so they are put side by side and need no merging.
            for part in ranges(self._grid.stretch(first, last)):
                selection.append(part)
        self.selectionModel().select(selection, _Flag.ClearAndSelect)

    def make_current(self, photo_id: int | None) -> None:
        """Give a photo the keyboard, where it is there; the selection stays."""
        position = None if photo_id is None else self._grid.position_of(photo_id)
        if position is not None:
            self.selectionModel().setCurrentIndex(self._grid.index_at(position), _Flag.NoUpdate)

    # What Qt asks for.

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Shift selects in reading order; a rubber band what it covers."""
        anchor = None if self._anchor is None else self._grid.position_of(self._anchor)
        target = self._grid.position(self.currentIndex())
        dragging = self.state() == QAbstractItemView.State.DragSelectingState
        if command & _Flag.Current and not dragging and anchor is not None and target >= 0:
            self.selectionModel().select(self._grid.stretch(anchor, target), command)
        else:
            super().setSelection(rect, command)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Note where a selection with Shift begins."""
        super().currentChanged(current, previous)
        if not QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._anchor = self.current_id()

    def moveCursor(self, action: _Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:  # noqa: ARG002
        """Arrows go on to the next row; Home and End to the first and last photo."""
        position = self._grid.position(self.currentIndex())
        if position < 0:
            return self._grid.index_at(0)
        last = len(self._grid) - 1
        page = self._grid.columns * max(1, self.viewport().height() // self.verticalHeader().defaultSectionSize())
        targets = {
            _Move.MoveLeft: position - 1,
            _Move.MovePrevious: position - 1,
            _Move.MoveRight: position + 1,
            _Move.MoveNext: position + 1,
            _Move.MoveUp: position - self._grid.columns,
            _Move.MoveDown: position + self._grid.columns,
            _Move.MovePageUp: max(position % self._grid.columns, position - page),
            _Move.MovePageDown: min(last, position + page),
            _Move.MoveHome: 0,
            _Move.MoveEnd: last,
        }
        target = targets[action]
        if action == _Move.MoveDown and target > last and position // self._grid.columns < last // self._grid.columns:
            target = last
        return self._grid.index_at(target if 0 <= target <= last else position)
