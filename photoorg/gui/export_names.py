"""The page of the export dialog about names: templates, what may stand in them, and the real names that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from photoorg.export.naming import FIELDS
from photoorg.export.order import Planned
from photoorg.gui import words
from photoorg.gui.list_dialog import roomy
from photoorg.gui.option_rows import OptionForm
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.words import translated

_SAMPLES = {"date": "{date:%Y-%m-%d}", "counter": "{counter:04}"}
_DOES = {
    "make": "new", "copy": "copied as it is", "stays": "there already", "cannot": "cannot be made",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """What an order would do: the first of its photos, and how many of all become what, by `Planned.does`.

    `reason` is why nothing can be made of the first of those that nothing can be made of. `total` are all photos: the
    counts are of fewer while it is worked out.
    """

    rows: Sequence[Planned] = ()
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    reason: str = ""
    total: int = 0

    def number(self, *does: str) -> int:
        """How many photos become one of these."""
        return sum(self.counts.get(one, 0) for one in does)


class NamesPage(QWidget):
    """The templates above, what they come to below."""

    def __init__(self, form: OptionForm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form
        self._line: QLineEdit | None = None
        self.insert = self._menu()
        self.list = roomy(QTreeWidget(self), self.tr("Names"))
        self.list.setHeaderLabels([self.tr("Photo"), self.tr("Becomes"), ""])
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.list.header().setStretchLastSection(False)
        self.list.setColumnWidth(0, 52 * UNIT)
        self.list.setColumnWidth(2, 32 * UNIT)
        self.list.setMinimumHeight(24 * UNIT)
        self.more = QLabel(self)
        self.more.setProperty("role", "small")
        self.column = column = QVBoxLayout(self)
        column.setContentsMargins(4 * UNIT, MARGIN, 4 * UNIT, MARGIN)
        column.setSpacing(GAP)
        column.addWidget(form)
        column.addWidget(self.insert, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.list, 1)
        column.addWidget(self.more)

    def _menu(self) -> QToolButton:
        button = QToolButton(self)
        button.setText(self.tr("Insert a field"))
        button.setProperty("role", "filter")
        button.setFixedHeight(7 * UNIT)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for one in FIELDS.values():
            text = _SAMPLES.get(one.name, f"{{{one.name}}}")
            action = menu.addAction(f"{text}   {translated(one.doc)}")
            action.setData(text)
        menu.triggered.connect(lambda action: self._insert(action.data()))
        button.setMenu(menu)
        return button

    @Slot(str)
    def _insert(self, text: str) -> None:
        """Where the cursor is: in the template that had it last."""
        lines = [row.control for row in self.form.rows.values() if isinstance(row.control, QLineEdit)]
        focused = self.focusWidget()
        line = focused if isinstance(focused, QLineEdit) and focused in lines else lines[0]
        line.insert(text)
        line.setFocus()

    def show_preview(self, preview: Preview) -> None:
        """List what photos become."""
        self.list.clear()
        self.list.addTopLevelItems([_row(one) for one in preview.rows])
        shown, total = words.number(len(preview.rows)), words.number(preview.total)
        self.more.setText(self.tr("The first {} of {}.").format(shown, total))
        self.more.setVisible(preview.total > len(preview.rows))


def _row(planned: Planned) -> QTreeWidgetItem:
    does = translated(_DOES[planned.does])
    row = QTreeWidgetItem([planned.source.name, planned.name or planned.reason, does])
    for column in range(3):
        row.setToolTip(column, planned.reason or planned.name)
    return row
