"""Asks for a name that is not taken yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from photoorg.gui.style import GAP, UNIT, sized


class NameDialog(QDialog):
    """`named` says which, without spaces around it."""

    named = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taken: set[str] = set()
        self.heading = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.heading.setFont(sized(self, 1.3, self.font().Weight.DemiBold))
        self.hint = QLabel(self, wordWrap=True)
        self.hint.setProperty("role", "muted")
        self.box = QLineEdit(self)
        self.box.setProperty("role", "search")
        self.box.setAccessibleName(self.tr("Name"))
        self.box.setPlaceholderText(self.tr("Name"))
        self.box.setMaxLength(200)
        self.box.textChanged.connect(self._look)
        self.trouble = QLabel(self, wordWrap=True)
        self.trouble.setProperty("role", "danger")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.does = buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._tell)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * UNIT, 5 * UNIT, 5 * UNIT, 4 * UNIT)
        column.setSpacing(GAP)
        for widget in (self.heading, self.box, self.hint, self.trouble, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(96 * UNIT)

    def ask(self, title: str, does: str, hint: str, taken: Sequence[str]) -> None:
        """Ask; `does` is on the button."""
        self._taken = {name.casefold() for name in taken}
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.does.setText(does)
        self.hint.setText(hint)
        self.box.clear()
        self._look("")
        self.box.setFocus()
        self.open()

    @property
    def _name(self) -> str:
        return " ".join(self.box.text().split())

    @Slot(str)
    def _look(self, _text: str) -> None:
        is_taken = self._name.casefold() in self._taken
        self.trouble.setText(self.tr("There is one of that name already."))
        self.trouble.setVisible(is_taken)
        self.hint.setVisible(not is_taken)
        self.does.setEnabled(bool(self._name) and not is_taken)

    @Slot()
    def _tell(self) -> None:
        self.accept()
        self.named.emit(self._name)
