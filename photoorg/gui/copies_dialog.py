"""The copies of the library, to put one back."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
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
from photoorg.gui.facts_text import moment
from photoorg.gui.list_dialog import Question, ask_first, column_in, roomy
from photoorg.gui.style import GAP, UNIT
from photoorg.gui.words import translated
from photoorg.library.copies import Copy
from photoorg.library.display import wall_clock

_PLACE = Qt.ItemDataRole.UserRole


class CopiesDialog(QDialog):
    """`restore_wanted` is a copy, after a person has been asked."""

    restore_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Copies of the library"))
        self._copies: Sequence[Copy] = ()
        self._locked = ""
        self.said = QLabel(self, wordWrap=True)
        self.list = roomy(QTreeWidget(self), self.tr("Copies of the library"))
        self.list.setHeaderLabels([self.tr("Made"), self.tr("Photos"), self.tr("Your words"), self.tr("State")])
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.currentItemChanged.connect(self._enable)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.restore = buttons.addButton(self.tr("Restore…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.restore.setAutoDefault(False)
        self.restore.clicked.connect(self._ask)
        buttons.rejected.connect(self.close)
        column = column_in(self)
        column.addWidget(self.said)
        column.addWidget(self.list, 1)
        column.addSpacing(GAP)
        column.addWidget(buttons)
        self.resize(150 * UNIT, 90 * UNIT)

    def show_copies(self, copies: Sequence[Copy], locked: str = "") -> None:
        """List them, the newest first; `locked` says why none can be put back."""
        self._copies, self._locked = copies, locked
        self.said.setText(
            self.tr(
                "A copy has everything photoorg knows and all that you said of your photos. The library of now is kept "
                "aside when one is put back."
            )
            if copies
            else self.tr("There is no copy yet: “Back up now” in the menu File makes one.")
        )
        self.list.clear()
        for place, copy in enumerate(copies):
            state = self.tr("whole") if copy.healthy else self.tr("damaged")
            row = QTreeWidgetItem([day(copy.at), words.number(copy.photos), words.number(copy.words), state])
            for column in (1, 2):
                row.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row.setData(0, _PLACE, place)
            row.setToolTip(0, str(copy.path))
            self.list.addTopLevelItem(row)
        if first := self.list.topLevelItem(0):
            self.list.setCurrentItem(first)
        self._enable()

    @property
    def chosen(self) -> Copy | None:
        """The copy that is marked."""
        item = self.list.currentItem()
        return self._copies[item.data(0, _PLACE)] if item is not None else None

    @Slot()
    def _enable(self) -> None:
        chosen = self.chosen
        self.restore.setEnabled(chosen is not None and chosen.healthy and not self._locked)
        self.restore.setToolTip(self._locked)

    @Slot()
    def _ask(self) -> None:
        chosen = self.chosen
        if chosen is None:
            return
        question = Question(
            self.tr("Restore a copy"),
            self.tr("Put back the library of {}?").format(copy_text(chosen)),
            self.tr(
                "What you said of your photos since then is brought in again, and the library of now is kept aside. "
                "Your photos are not touched."
            ),
            self.tr("Restore"),
            self.tr("Cancel"),
        )
        ask_first(self, question).clicked.connect(lambda: self._restore(chosen))

    def _restore(self, copy: Copy) -> None:
        self.close()
        self.restore_wanted.emit(copy)


def copy_text(copy: Copy) -> str:
    """21 Nov 2026, 14:03 (5,312 photos, 812 of your words)."""
    said = translated("{} of your words").format(words.number(copy.words))
    return f"{day(copy.at)} ({words.photos(copy.photos)}, {said})"


def day(seconds: float) -> str:
    """When something was, by the clock of this place."""
    return moment(wall_clock(int(seconds) + time.localtime(seconds).tm_gmtoff))
