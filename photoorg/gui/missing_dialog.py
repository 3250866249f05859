"""Photos whose files are no longer there: they wait here with what a person said of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeView,
    QWidget,
)

from photoorg.gui import words
from photoorg.gui.list_dialog import Question, ask_first, column_in, roomy
from photoorg.gui.missing_model import PAGE, MissingModel, ThumbDelegate, carried_text
from photoorg.gui.style import GAP, UNIT
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.library.missing import Missing


class MissingDialog(QDialog):
    """`forget_wanted` are photo ids, after a person has been asked twice; `search_wanted` is a query."""

    forget_wanted = Signal(object)
    search_wanted = Signal(str)
    more_wanted = Signal(int, object)  # so many (0: all) after that one

    def __init__(self, thumbs: ThumbLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Missing photos"))
        self._locked = ""
        self._all_wanted = False
        self.said = QLabel(self, wordWrap=True)
        self.model = MissingModel(self)
        self.model.more_wanted.connect(self._want_more)
        self.list = self._make_list(thumbs)
        thumbs.loaded.connect(self._repaint)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.forget = buttons.addButton(self.tr("Forget…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.forget.setAutoDefault(False)
        self.forget.clicked.connect(self._forget)
        self.show_all = buttons.addButton(self.tr("Show among the photos"), QDialogButtonBox.ButtonRole.ActionRole)
        self.show_all.setAutoDefault(False)
        self.show_all.clicked.connect(self._search)
        buttons.rejected.connect(self.close)
        column = column_in(self)
        column.addWidget(self.said)
        column.addWidget(self.list, 1)
        column.addSpacing(GAP)
        column.addWidget(buttons)
        self.resize(220 * UNIT, 130 * UNIT)

    def _make_list(self, thumbs: ThumbLoader) -> QTreeView:
        made = roomy(_List(self), self.tr("Missing photos"))
        made.all_wanted.connect(self._want_all)
        made.setModel(self.model)
        made.setItemDelegateForColumn(0, ThumbDelegate(thumbs, self.model, made))
        made.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        made.header().setStretchLastSection(False)
        made.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 64), (2, 46), (3, 46)):
            made.setColumnWidth(column, width * UNIT)
        made.selectionModel().selectionChanged.connect(self._enable)
        return made

    @property
    def wanted(self) -> int:
        """How many to list when the list is made anew: as many as are shown."""
        return max(PAGE, len(self.model.rows))

    def show_missing(self, rows: Sequence[Missing], total: int, locked: str = "") -> None:
        """List these, the first of `total`; what was chosen stays so. `locked` says why none can be forgotten."""
        self._locked = locked
        self.said.setText(
            self.tr(
                "The files of {} are no longer where they were. When one turns up again, in whatever folder of the "
                "library and under whatever name, its photo comes back by itself with all that you said of it."
            ).format(words.photos(total))
            if rows
            else self.tr("No photo is missing.")
        )
        chosen = {row.photo_id for row in self.chosen}
        above = self.list.verticalScrollBar().value()
        self.model.show(rows, total)
        self._choose([place for place, row in enumerate(rows) if row.photo_id in chosen])
        self.list.verticalScrollBar().setValue(above)
        if self._all_wanted:
            self._all_wanted = False
            self.list.selectAll()
        self._enable()

    def show_more(self, rows: Sequence[Missing], after: Missing | None) -> None:
        """List these too, which follow `after`."""
        self.model.add(rows, after)
        if self._all_wanted and not self.model.canFetchMore(QModelIndex()):
            self._all_wanted = False
            self.list.selectAll()

    def _choose(self, places: Sequence[int]) -> None:
        chosen = QItemSelection()
        last = self.model.columnCount() - 1
        for place in places:
            chosen.select(self.model.index(place, 0), self.model.index(place, last))
        self.list.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    @Slot(int)
    def _want_more(self, number: int) -> None:
        self.more_wanted.emit(number, self.model.rows[-1])

    @Slot()
    def _want_all(self) -> None:
        self._all_wanted = True
        self._want_more(0)

    @property
    def chosen(self) -> list[Missing]:
        """The selected photos, in order."""
        places = sorted({index.row() for index in self.list.selectionModel().selectedRows()})
        return [self.model.rows[place] for place in places]

    @Slot()
    def _enable(self) -> None:
        self.forget.setEnabled(self.list.selectionModel().hasSelection() and not self._locked)
        self.forget.setToolTip(self._locked)
        self.show_all.setEnabled(bool(self.model.rows))

    @Slot()
    def _repaint(self) -> None:
        self.list.viewport().update()

    @Slot()
    def _search(self) -> None:
        self.close()
        self.search_wanted.emit("is:missing")

    @Slot()
    def _forget(self) -> None:
        chosen = self.chosen
        carried = carried_text(chosen)
        told = (
            self.tr(
                "With them go {}: written down in forgotten.jsonl beside the library first, but no longer brought back "
                "by themselves."
            ).format(carried)
            if carried
            else self.tr("You have said nothing of them, so no work of yours is lost.")
        )
        question = Question(
            self.tr("Forget missing photos"),
            self.tr("Forget {}?").format(words.photos(len(chosen))),
            told,
            self.tr("Forget"),
            self.tr("Keep"),
            destroys=True,
        )
        ids = [row.photo_id for row in chosen]
        ask_first(self, question).clicked.connect(lambda: self.forget_wanted.emit(ids))


class _List(QTreeView):
    """Chooses all that there are, not only those that are listed by now."""

    all_wanted = Signal()

    def selectAll(self) -> None:
        """At once where all are listed; else they are asked for first."""
        if self.model().canFetchMore(QModelIndex()):
            self.all_wanted.emit()
        else:
            super().selectAll()
