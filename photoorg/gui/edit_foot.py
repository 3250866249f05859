"""The foot of the edit panel: how many photos would change, and the buttons that do it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from photoorg.gui import words
from photoorg.gui.edit_parts import EditParts
from photoorg.gui.style import GAP, UNIT
from photoorg.library.bulk import Preview


class EditFoot(QWidget):
    """A sentence, what it is made of, and `reset`, `stop` and `apply`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._locked = ""
        self.says = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.parts = EditParts(self)
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setProperty("role", "thin")
        self.bar.setFixedHeight(UNIT)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.hide()
        self.reset = self._button(self.tr("Reset"), "plain")
        self.reset.setEnabled(False)
        self.stop = self._button(self.tr("Stop"), "plain")
        self.stop.hide()
        self.apply = self._button(self.tr("Apply"), "primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch(1)
        for button in (self.reset, self.stop, self.apply):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * UNIT, 3 * UNIT, 4 * UNIT, 3 * UNIT)
        column.setSpacing(UNIT)
        for widget in (self.says, self.parts, self.bar):
            column.addWidget(widget)
        column.addSpacing(UNIT)
        column.addLayout(buttons)

    def _button(self, text: str, role: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("role", role)
        return button

    def show_preview(self, preview: Preview) -> None:
        """Say how many photos would change, and by what."""
        changes, photos = words.number(preview.changes), words.photos(preview.photos)
        if preview.changes == preview.photos:
            same = self.tr("All {} will change.").format(photos)
            self._say(self.tr("This photo will change.") if preview.photos == 1 else same)
        elif preview.changes:
            self._say(self.tr("{} of {} will change.").format(changes, photos))
        else:
            self._say(self.tr("Nothing would change: all is so already."))
        lost = self.tr("What you said before is replaced on {}.").format(words.photos(preview.lost))
        self.parts.show_parts(preview.parts, " ".join([lost, *preview.notes] if preview.lost else preview.notes))
        self._let(preview.changes > 0)

    def show_wrong(self, sentence: str) -> None:
        """Say why it cannot be done."""
        self._say(sentence, "danger")
        self._let(False)

    def show_counting(self) -> None:
        """It is being worked out how many photos would change."""
        self._let(False)

    def show_nothing(self, sentence: str) -> None:
        """Nothing is chosen, or there are no photos."""
        self._say(sentence, "muted")
        self._let(False)

    def show_progress(self, done: int, total: int) -> None:
        """It is being done, and lasts."""
        self.bar.setRange(0, total if done else 0)
        self.bar.setValue(done)
        self.bar.show()
        self.stop.show()
        self.reset.hide()

    def show_running(self, *, running: bool) -> None:
        """It has begun, or is over."""
        if running:
            self._say(self.tr("Changing…"))
            self._let(False)
        else:
            self.bar.hide()
            self.stop.hide()
            self.reset.show()

    def lock(self, why: str) -> None:
        """Nothing can be changed, for this reason."""
        self._locked = why
        self.apply.setToolTip(why)

    def _say(self, sentence: str, role: str = "strong") -> None:
        self.says.setText(sentence)
        self.says.setProperty("role", role)
        self.says.style().polish(self.says)
        self.parts.hide()

    def _let(self, may: bool) -> None:
        self.apply.setEnabled(may and not self._locked)
