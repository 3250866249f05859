"""Asks which tag the selected photos are to teach, and whether they show it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from photoorg.gui import words
from photoorg.gui.fitted_dialog import FittedDialog
from photoorg.gui.style import GAP, UNIT, sized
from photoorg.gui.tag_names import TagField
from photoorg.library.taught_examples import MOST


class TeachDialog(FittedDialog):
    """`asked`: the tag of that name, and whether the photos are examples of it (else they are counter-examples)."""

    asked = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos = 0
        self.setWindowTitle(self.tr("Teach a tag"))
        self.heading = QLabel(self.tr("Teach a tag"), self)
        self.heading.setFont(sized(self, 1.3, self.font().Weight.DemiBold))
        self.field = TagField(self)
        self.field.setPlaceholderText(self.tr("Such as: our bottle, product shot, kid's drawing"))
        self.field.textChanged.connect(self._enable)
        self.show_it = QRadioButton(self)
        self.show_not = QRadioButton(self)
        self.hint = QLabel(self._hint(), self, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.hint.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.does = buttons.addButton(self.tr("Teach"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._tell)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * UNIT, 5 * UNIT, 5 * UNIT, 4 * UNIT)
        column.setSpacing(GAP)
        for widget in (self.heading, self.field, self.show_it, self.show_not, self.hint, buttons):
            column.addWidget(widget)
        self.setFixedWidth(104 * UNIT)

    def ask(self, photos: int, known: Sequence[str], name: str) -> None:
        """Ask for so many selected photos, beginning with the tag that was taught last."""
        self._photos = photos
        self.field.offer(known)
        self.field.setText(name)
        self.field.selectAll()
        many = words.photos(photos)
        one = photos == 1
        self.show_it.setText((self.tr("The {} shows it") if one else self.tr("The {} show it")).format(many))
        self.show_not.setText(
            (self.tr("The {} does not show it") if one else self.tr("The {} do not show it")).format(many)
        )
        self.show_it.setChecked(True)
        for button in (self.show_it, self.show_not):
            button.setVisible(0 < photos <= MOST)
        self.hint.setText(self._hint())
        self._enable()
        self.field.setFocus()
        self.open()

    def _hint(self) -> str:
        if not self._photos:
            return self.tr(
                "No photo is selected. Give a tag whose examples you have chosen before: photos that you gave it to, "
                "or confirmed it on, are examples."
            )
        if self._photos > MOST:
            said = self.tr("{} are selected: choose {} at most. 5 to 20 good examples are enough.")
            return said.format(words.photos(self._photos), words.number(MOST))
        return self.tr("5 to 20 good examples are enough. Nothing is tagged until you have seen what it would do.")

    @Slot()
    def _enable(self) -> None:
        self.does.setEnabled(bool(self.field.name) and self._photos <= MOST)

    @Slot()
    def _tell(self) -> None:
        self.accept()
        self.asked.emit(self.field.name, not self.show_not.isChecked())
