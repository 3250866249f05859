"""What photoorg did to the library, line by line: copies made, copies put back, what was mended."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from photoorg.gui.list_dialog import column_in, roomy
from photoorg.gui.style import UNIT


class JournalDialog(QDialog):
    """A list that can be copied, the newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Journal"))
        self.said = QLabel(self, wordWrap=True)
        self.list = roomy(QTreeWidget(self), self.tr("Journal"))
        self.list.setHeaderLabels([self.tr("When"), self.tr("What happened")])
        self.list.currentItemChanged.connect(self._show_all_of_it)
        self.full = QLabel(self, wordWrap=True)
        self.full.setProperty("role", "muted")
        self.full.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy = buttons.addButton(self.tr("Copy all"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.close)
        column = column_in(self)
        for widget in (self.said, self.list, self.full, buttons):
            column.addWidget(widget)
        self.resize(180 * UNIT, 110 * UNIT)

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show (when, what) of each line."""
        self.said.setText(
            self.tr("What was done for the safety of this library, the newest first.")
            if lines
            else self.tr("Nothing has been written down yet.")
        )
        self.list.clear()
        for when, what in lines:
            row = QTreeWidgetItem([when, what])
            self.list.addTopLevelItem(row)
        if first := self.list.topLevelItem(0):
            self.list.setCurrentItem(first)
        self._show_all_of_it()
        self.copy.setEnabled(bool(lines))

    @Slot()
    def _show_all_of_it(self) -> None:
        """The line that is marked: most are longer than the list is wide."""
        item = self.list.currentItem()
        self.full.setText(item.text(1) if item is not None else "")

    @Slot()
    def _copy(self) -> None:
        rows = (self.list.topLevelItem(place) for place in range(self.list.topLevelItemCount()))
        QGuiApplication.clipboard().setText("\n".join(f"{row.text(0)}\t{row.text(1)}" for row in rows if row))
