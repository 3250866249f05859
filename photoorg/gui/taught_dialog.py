"""The tags that were taught: how well each does; one can be taught more, shared, or forgotten."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from photoorg.gui import teach_text, words
from photoorg.gui.list_dialog import Question, ask_first, column_in, roomy
from photoorg.gui.style import GAP, UNIT
from photoorg.library.teaching import Taught

_ACTION = QDialogButtonBox.ButtonRole.ActionRole


class TaughtDialog(QDialog):
    """Says what a person wants of the tag of that name; nothing is done here."""

    more_wanted = Signal(str)
    export_wanted = Signal(str)
    forget_wanted = Signal(str)
    import_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Taught tags"))
        self.resize(200 * UNIT, 110 * UNIT)
        self._locked = ""
        self.said = QLabel(self, wordWrap=True)
        self.list = roomy(QTreeWidget(self), self.tr("Taught tags"))
        self.list.setHeaderLabels([self.tr("Tag"), self.tr("Taught by"), self.tr("Sure of"), self.tr("Right, about")])
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.itemSelectionChanged.connect(self._enable)
        self.list.itemActivated.connect(self._teach_more)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        self.more = self._button(buttons, self.tr("Teach more…"))
        self.more.clicked.connect(self._teach_more)
        self.export = self._button(buttons, self.tr("Export…"))
        self.export.clicked.connect(lambda: self.export_wanted.emit(self.chosen))
        self.import_ = self._button(buttons, self.tr("Import…"))
        self.import_.clicked.connect(self.import_wanted)
        self.forget = self._button(buttons, self.tr("Forget…"))
        self.forget.clicked.connect(self._forget)
        column = column_in(self)
        column.addWidget(self.said)
        column.addWidget(self.list, 1)
        column.addSpacing(GAP)
        column.addWidget(buttons)

    def _button(self, buttons: QDialogButtonBox, text: str) -> QPushButton:
        button = buttons.addButton(text, _ACTION)
        button.setAutoDefault(False)
        return button

    def show_taught(self, found: Sequence[Taught]) -> None:
        """Every taught tag, from A; the chosen one stays chosen."""
        chosen = self.chosen
        self.list.clear()
        self.list.addTopLevelItems([_row(one) for one in found])
        for column in range(1, self.list.columnCount()):
            self.list.resizeColumnToContents(column)
        names = [one.name for one in found]
        if found:
            place = names.index(chosen) if chosen in names else 0
            self.list.setCurrentIndex(self.list.model().index(place, 0))
        if any(not one.estimate.photos and not one.stale for one in found):
            self.said.setText(self.tr(
                "These tags are suggested on all photos, also on those that come later. One that is sure of none needs "
                "more: choose Teach more…, answer its questions, and say what is none, too."
            ))  # fmt: skip
            self._enable()
            return
        self.said.setText(
            self.tr("These tags are suggested on all photos, also on those that come later.")
            if found
            else self.tr("No tag was taught yet: select 5 to 20 photos that show it and choose “Teach a tag…”.")
        )
        self._enable()

    def lock(self, why: str) -> None:
        """Only looking is possible, for this reason."""
        self._locked = why
        self._enable()

    @property
    def chosen(self) -> str:
        """The tag that is chosen; empty where none is."""
        items = self.list.selectedItems()
        return items[0].text(0) if items else ""

    @Slot()
    def _enable(self) -> None:
        for button in (self.more, self.export):
            button.setEnabled(bool(self.chosen))
        self.forget.setEnabled(bool(self.chosen) and not self._locked)
        self.import_.setEnabled(not self._locked)
        for button in (self.forget, self.import_):
            button.setToolTip(self._locked)

    @Slot()
    def _teach_more(self) -> None:
        if chosen := self.chosen:
            self.accept()
            self.more_wanted.emit(chosen)

    @Slot()
    def _forget(self) -> None:
        name = self.chosen
        question = Question(
            self.tr("Forget a taught tag"),
            self.tr("Forget what was taught of “{}”?").format(name),
            self.tr("It is suggested no longer. What you said of photos yourself stays, and it can be undone."),
            self.tr("Forget"),
            self.tr("Keep"),
            destroys=True,
        )
        ask_first(self, question).clicked.connect(lambda: self.forget_wanted.emit(name))


def _row(one: Taught) -> QTreeWidgetItem:
    shown = one.estimate
    between = f"{shown.low:.0%} – {shown.high:.0%}" if shown.photos else ""  # noqa: RUF001
    right = f"{shown.precision:.0%}  ({between})" if shown.told else between
    row = QTreeWidgetItem([one.name, teach_text.taught_by(one), words.photos(shown.photos), right])
    if one.stale:
        row.setText(2, teach_text.translated("waits"))
        for column in range(row.columnCount()):
            row.setToolTip(column, one.stale)
    return row
