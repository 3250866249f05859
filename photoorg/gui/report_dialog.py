"""How often tags were right, tag by tag."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QTreeWidget, QTreeWidgetItem, QWidget

from photoorg.gui import words
from photoorg.gui.list_dialog import column_in, roomy
from photoorg.gui.review_text import percent
from photoorg.gui.style import UNIT
from photoorg.gui.words import translated
from photoorg.library.review_report import TagReport, all_checked

_NUMBERS = range(1, 4)


class ReportDialog(QDialog):
    """A row a tag: kept, removed and added, and the two shares with their intervals. Says what a person wants of it."""

    review_wanted = Signal(str)
    photos_wanted = Signal(str)
    bar_unwanted = Signal(str)  # a person's own bar of the tag, which their answers may have moved

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("How often tags were right"))
        self.resize(232 * UNIT, 130 * UNIT)
        self.said = QLabel(self, wordWrap=True)
        self.list = roomy(QTreeWidget(self), self.tr("Tags"))
        heads = (
            (self.tr("Tag"), ""),
            (self.tr("Kept"), self.tr("Photos where photoorg shows it and you said yes")),
            (self.tr("Removed"), self.tr("Photos where photoorg shows it and you said no")),
            (self.tr("Added"), self.tr("Photos where you said yes and photoorg does not show it")),
            (self.tr("You kept"), self.tr("Kept, of kept and removed; in brackets where it lies 19 times in 20")),
            (self.tr("Photos"), self.tr("Photos that carry it now")),
            (self.tr("Likely right"), self.tr("Of the photos that carry it now; in brackets: 19 times in 20")),
            (self.tr("Shown from"), self.tr("How sure the models must be; “yours” where your answers moved it")),
        )
        self.list.setHeaderLabels([head for head, _ in heads])
        for column, (_, told) in enumerate(heads):
            self.list.headerItem().setToolTip(column, told)
        self.list.itemActivated.connect(self._review)
        self.list.itemSelectionChanged.connect(self._enable)
        self.list.setSortingEnabled(False)
        self._locked = ""
        self._moved: set[str] = set()
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        self.review = self._button(close, self.tr("Review it"), self._review)
        self.photos = self._button(close, self.tr("Show its photos"), self._show_photos)
        self.reset = self._button(close, self.tr("Put back from where it is shown"), self._reset)
        column = column_in(self)
        column.addWidget(self.said)
        column.addWidget(self.list, 1)
        column.addWidget(close)

    def _button(self, box: QDialogButtonBox, text: str, does: Callable[[], None]) -> QPushButton:
        button = box.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.setAutoDefault(False)
        button.clicked.connect(does)
        return button

    def lock(self, why: str) -> None:
        """Only looking is possible, for this reason."""
        self._locked = why

    @property
    def chosen(self) -> str:
        """The tag that is chosen; empty where none is."""
        items = self.list.selectedItems()
        return items[0].text(0) if items else ""

    @Slot()
    def _enable(self) -> None:
        for button in (self.review, self.photos):
            button.setEnabled(bool(self.chosen))
        self.reset.setEnabled(self.chosen in self._moved and not self._locked)
        self.reset.setToolTip(self._locked or self.tr("As photoorg has it, without what your answers moved"))

    @Slot()
    def _review(self, *_told: object) -> None:
        if chosen := self.chosen:
            self.close()
            self.review_wanted.emit(chosen)

    @Slot()
    def _show_photos(self) -> None:
        chosen = self.chosen
        self.close()
        self.photos_wanted.emit(chosen)

    @Slot()
    def _reset(self) -> None:
        self.bar_unwanted.emit(self.chosen)

    def show_report(self, found: Sequence[TagReport]) -> None:
        """Every tag that a person spoke of."""
        chosen = self.chosen
        self._moved = {one.tag for one in found if one.bar.own is not None}
        self.list.clear()
        self.list.addTopLevelItems([_row(one) for one in found])
        for column in range(self.list.columnCount()):
            self.list.resizeColumnToContents(column)
        for place in (place for place, one in enumerate(found) if one.tag == chosen):
            self.list.setCurrentIndex(self.list.model().index(place, 0))
        self._enable()
        checked = all_checked(found)
        if checked is None:
            self.said.setText(self.tr("You have not said yes or no to any tag yet."))
        else:
            said = self.tr("Of {} tags that you checked {} were right ({} to {}). Doubtful ones are asked about first.")
            shares = (percent(share) for share in (checked.share, checked.low, checked.high))
            self.said.setText(said.format(words.number(checked.number), *shares))


def _row(one: TagReport) -> QTreeWidgetItem:
    bar = f"{one.bar.at_least:.1%}"
    if one.bar.own is not None:
        bar = translated("{}, yours; before {}").format(bar, f"{one.bar.fitted:.1%}")
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
