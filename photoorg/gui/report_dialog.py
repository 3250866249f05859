"""How often tags were right, tag by tag."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTreeWidget, QTreeWidgetItem, QWidget

from photoorg.gui import words
from photoorg.gui.list_dialog import column_in, roomy
from photoorg.gui.review_text import percent
from photoorg.gui.style import UNIT
from photoorg.library.review_report import TagReport, all_checked

_NUMBERS = range(1, 4)


class ReportDialog(QDialog):
    """A row a tag: kept, removed and added, and the two shares with their intervals."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("How often tags were right"))
        self.resize(220 * UNIT, 130 * UNIT)
        self.said = QLabel(self, wordWrap=True)
        self.list = roomy(QTreeWidget(self), self.tr("Tags"))
        self.list.setHeaderLabels([
            self.tr("Tag"), self.tr("Kept"), self.tr("Removed"), self.tr("Added"), self.tr("Right of those"),
            self.tr("Photos"), self.tr("Right now, about"), self.tr("Shown from"),
        ])  # fmt: skip
        self.list.setSortingEnabled(False)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        column = column_in(self)
        column.addWidget(self.said)
        column.addWidget(self.list, 1)
        column.addWidget(close)

    def show_report(self, found: Sequence[TagReport]) -> None:
        """Every tag that a person spoke of."""
        self.list.clear()
        self.list.addTopLevelItems([_row(one) for one in found])
        for column in range(self.list.columnCount()):
            self.list.resizeColumnToContents(column)
        checked = all_checked(found)
        if checked is None:
            self.said.setText(self.tr("You have not said yes or no to any tag yet."))
        else:
            said = self.tr("Of {} tags that you checked {} were right ({} to {}). Doubtful ones are asked about first.")
            shares = (percent(share) for share in (checked.share, checked.low, checked.high))
            self.said.setText(said.format(words.number(checked.number), *shares))


def _row(one: TagReport) -> QTreeWidgetItem:
    bar = f"{one.bar.at_least:.1%}" + ("" if one.bar.own is None else f"  ({one.bar.fitted:.1%})")
    row = QTreeWidgetItem([
        one.tag, words.number(one.kept), words.number(one.removed), words.number(one.added),
        "" if one.checked is None else _between(one.checked.share, one.checked.low, one.checked.high),
        words.number(one.shown), "" if one.right is None else _between(one.right, one.low, one.high), bar,
    ])  # fmt: skip
    for column in (*_NUMBERS, 5):
        row.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return row


def _between(share: float, low: float, high: float) -> str:
    return f"{percent(share)}  ({percent(low)} – {percent(high)})"  # noqa: RUF001 - a dash
