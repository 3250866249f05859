"""The files that could not be used, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
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
from photoorg.gui.reveal import reveal
from photoorg.gui.style import UNIT
from photoorg.outcomes import Problem

_MOST = 5_000
_WRITING = "write"
"""The stage of files that could not be written to."""


class ProblemsDialog(QDialog):
    """A list that can be copied; each file can be shown in its folder. `again_wanted`: to write to files once more."""

    again_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Problems"))
        self._problems: Sequence[Problem] = ()
        self.said = QLabel(self, wordWrap=True)
        self.list = roomy(QTreeWidget(self), self.tr("Problems"))
        self.list.setHeaderLabels([self.tr("File"), self.tr("What is wrong"), self.tr("Folder")])
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.list.header().setStretchLastSection(False)
        self.list.itemActivated.connect(self._reveal)
        self.list.currentItemChanged.connect(self._enable)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.show_button = buttons.addButton(self.tr("Show in folder"), QDialogButtonBox.ButtonRole.ActionRole)
        self.show_button.clicked.connect(self._reveal)
        self.copy_button = buttons.addButton(self.tr("Copy all"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy_button.clicked.connect(self._copy)
        self.again = buttons.addButton(self.tr("Write again"), QDialogButtonBox.ButtonRole.ActionRole)
        self.again.setToolTip(self.tr("Try once more to write to the files to which it failed"))
        self.again.clicked.connect(self._again)
        buttons.rejected.connect(self.close)
        layout = column_in(self)
        for widget in (self.said, self.list, buttons):
            layout.addWidget(widget)
        self.resize(210 * UNIT, 110 * UNIT)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """List them."""
        self._problems = problems
        said = self.tr("{}. These files are left as they are; everything else goes on.").format(
            words.problems(len(problems))
        )
        if len(problems) > _MOST:
            said += " " + self.tr("The first {} are listed; copying takes all.").format(words.number(_MOST))
        self.said.setText(said if problems else self.tr("There are no problems."))
        self.list.clear()
        self.list.addTopLevelItems([_row(problem) for problem in problems[:_MOST]])
        if first := self.list.topLevelItem(0):
            self.list.setCurrentItem(first)
        self.list.setColumnWidth(0, 48 * UNIT)
        self.list.setColumnWidth(2, 40 * UNIT)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        self.show_button.setEnabled(self.list.currentItem() is not None)
        self.copy_button.setEnabled(bool(self._problems))
        self.again.setVisible(any(problem.stage == _WRITING for problem in self._problems))

    @Slot()
    def _reveal(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            reveal(item.data(0, Qt.ItemDataRole.UserRole))

    @Slot()
    def _again(self) -> None:
        self.close()
        self.again_wanted.emit()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(
            "\n".join(f"{problem.path}\t{problem.reason}" for problem in self._problems)
        )


def _row(problem: Problem) -> QTreeWidgetItem:
    path = PurePath(problem.path)
    row = QTreeWidgetItem([path.name, problem.reason, str(path.parent)])
    row.setData(0, Qt.ItemDataRole.UserRole, problem.path)
    row.setToolTip(1, problem.reason)
    row.setToolTip(2, problem.path)
    return row
