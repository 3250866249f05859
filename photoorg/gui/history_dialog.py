"""What was done, in words, the newest first: a click on a line and it is as it was then."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from photoorg.gui import words
from photoorg.gui.list_dialog import column_in, roomy
from photoorg.gui.style import UNIT
from photoorg.library.history import Done

_DEED = Qt.ItemDataRole.UserRole
_NOW = "●"


class HistoryDialog(QDialog):
    """A list of deeds. `wanted` names the one to go to: 0 is before all of them."""

    wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("History"))
        self._here = 0
        self._read_only = False
        self.said = QLabel(self, wordWrap=True)
        self.list = roomy(QTreeWidget(self), self.tr("History"))
        self.list.setHeaderLabels(["", self.tr("What you did"), self.tr("When")])
        self.list.currentItemChanged.connect(self._offer)
        self.list.itemActivated.connect(self._go)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.older = QLabel(self.tr("Older steps are listed by the command photoorg history."), self, wordWrap=True)
        self.told = QLabel(self, wordWrap=True)
        for label in (self.older, self.told):
            label.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.go = buttons.addButton(self.tr("Go to this point"), QDialogButtonBox.ButtonRole.ActionRole)
        self.go.setAutoDefault(False)
        self.go.clicked.connect(self._go)
        buttons.rejected.connect(self.close)
        column = column_in(self)
        for widget in (self.said, self.list, self.older, self.told, buttons):
            column.addWidget(widget)
        self.resize(160 * UNIT, 130 * UNIT)

    def show_deeds(self, deeds: Sequence[Done], *, more: bool = False, read_only: bool = False) -> None:
        """Show deeds, the newest first; the line that was marked stays so. `more`: there are older ones than these."""
        marked = self._marked()
        self._read_only = read_only
        self._here = next((deed.deed_id for deed in deeds if not deed.undone), 0)
        self.said.setText(
            self.tr("What you did in this library, the newest first. What is taken back is grey, until you do "
                    "something else.")
            if deeds
            else self.tr("What you do to photos, tags and albums is listed here, and can be taken back.")
        )  # fmt: skip
        self.list.clear()
        for deed in deeds:
            self._add(deed.deed_id, words.deed(deed), _when(deed.at), undone=deed.undone)
        self.older.setVisible(more)
        if deeds and not more:
            self._add(0, self.tr("Before all of this"), "", undone=False)
        self._mark(self._here if marked is None else marked)
        self._offer()

    def _add(self, deed_id: int, what: str, when: str, *, undone: bool) -> None:
        here = deed_id == self._here
        item = QTreeWidgetItem([_NOW if here else "", what, when])
        item.setData(0, _DEED, deed_id)
        item.setToolTip(1, what)
        font = QFont(self.list.font())
        font.setBold(here)
        item.setFont(1, font)
        for column in (1, 2) if undone else ():
            item.setForeground(column, self.palette().placeholderText())
        item.setForeground(0, self.palette().highlight())
        said = self.tr("{}, you are here") if here else self.tr("{}, taken back") if undone else "{}"
        item.setData(1, Qt.ItemDataRole.AccessibleTextRole, said.format(what))
        self.list.addTopLevelItem(item)

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.list.topLevelItem(place) for place in range(self.list.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _marked(self) -> int | None:
        item = self.list.currentItem()
        return None if item is None else int(item.data(0, _DEED))

    def _mark(self, deed_id: int) -> None:
        for item in self._items():
            if item.data(0, _DEED) == deed_id:
                self.list.setCurrentItem(item)

    @Slot()
    def _offer(self) -> None:
        """Say what going to the line that is marked would do."""
        marked = self._marked()
        back = [item.data(0, _DEED) for item in self._items()]
        undoes = sum(marked < deed <= self._here for deed in back) if marked is not None else 0
        redoes = sum(self._here < deed <= marked for deed in back) if marked is not None else 0
        if undoes:
            said = self.tr("This takes back {}.").format(words.deeds(undoes))
        elif redoes:
            said = self.tr("This does {} again.").format(words.deeds(redoes))
        else:
            said = self.tr("You are here.") if marked is not None else ""
        self.told.setText(said)
        self.go.setEnabled(bool(undoes or redoes) and not self._read_only)

    @Slot()
    def _go(self, *_told: object) -> None:
        marked = self._marked()
        if marked is not None and self.go.isEnabled():
            self.go.setEnabled(False)
            self.wanted.emit(marked)


def _when(at: int) -> str:
    when, here = QDateTime.fromSecsSinceEpoch(at), QLocale()
    if here.language() == QLocale.Language.C:
        return when.toString("yyyy-MM-dd HH:mm")
    return here.toString(when, QLocale.FormatType.ShortFormat)
