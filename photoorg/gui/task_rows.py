"""What to look for in photos, each task to be switched on or off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from photoorg.gui.setting_rows import note
from photoorg.gui.style import UNIT
from photoorg.gui.task_offers import TaskOffer
from photoorg.gui.words import number, translated


class TaskRows(QWidget):
    """A box to tick for each task. `skipped` are the names of those that are not."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        self._skipped: tuple[str, ...] = ()
        self._waiting = QLabel(self.tr("Asking which there are…"), self)
        self._waiting.setProperty("role", "muted")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(UNIT)
        self._column.addWidget(self._waiting)

    def show_tasks(self, offers: Sequence[TaskOffer]) -> None:
        """List them, once."""
        if self.boxes:
            return
        self._waiting.hide()
        for offer in offers:
            box = QCheckBox(translated(offer.label), self)
            box.setChecked(offer.name not in self._skipped)
            box.toggled.connect(self._change)
            said = note(cost_text(offer, offers))
            said.setContentsMargins(6 * UNIT, 0, 0, UNIT)
            box.setToolTip(said.text())
            self.boxes[offer.name] = box
            self._column.addWidget(box)
            self._column.addWidget(said)

    @property
    def skipped(self) -> tuple[str, ...]:
        """Tasks that are switched off; a name that no task has stays as it was."""
        off = [name for name, box in self.boxes.items() if not box.isChecked()]
        unknown = [name for name in self._skipped if name not in self.boxes]
        return (*off, *unknown)

    def show_skipped(self, names: tuple[str, ...]) -> None:
        """Switch tasks off and the others on."""
        self._skipped = names
        for name, box in self.boxes.items():
            box.setChecked(name not in names)

    @Slot()
    def _change(self) -> None:
        self.changed.emit()


def cost_text(offer: TaskOffer, offers: Sequence[TaskOffer]) -> str:
    """What a task does, and what it costs."""
    said = [translated(offer.doc)]
    if offer.megabytes:
        said.append(translated("Uses a model of {} MB.").format(number(max(1, round(offer.megabytes)))))
    before = next((one.label for one in offers if one.name == offer.after), "")
    if before:
        said.append(translated("Runs only where “{}” saw somebody.").format(translated(before)))
    return " ".join(said)
