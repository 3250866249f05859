"""Small dialogs that mend what a check found: who has the rights in photos, and what people on them have signed."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from photoorg.gui import words
from photoorg.gui.setting_rows import note
from photoorg.gui.style import GAP, UNIT, sized
from photoorg.gui.words import translated
from photoorg.library.bulk import Edit
from photoorg.library.preflight import Caution
from photoorg.texts import BY_NAME

_SAID = {
    "unlimited": "Signed, for any use", "limited": "Signed, for some uses", "not-applicable": "None is needed",
    "none": "Not signed",
}  # fmt: skip
_ABOUT = {"rights": ("rights", "creator"), "release": ("release_id",)}
_TITLES = {"rights": "Who has the rights?", "release": "Have the people on it signed a release?"}


class RemedyDialog(QDialog):
    """Asks what is to be said of the photos of a caution. `said`: an Edit of theirs, and the caution."""

    said = Signal(object, object)

    def __init__(self, caution: Caution, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caution = caution
        title = translated(_TITLES[caution.remedy])
        self.setWindowTitle(title)
        heading = QLabel(title, self)
        heading.setFont(sized(self, 1.3, self.font().Weight.DemiBold))
        told = note(self.tr("This is kept as your word on {}, and can be undone.").format(
            words.photos(len(caution.photo_ids))
        ))  # fmt: skip
        self.release = QComboBox(self)
        self.release.setAccessibleName(self.tr("Release"))
        self.release.addItem(self.tr("Choose…"), "")  # nobody has signed anything by pressing Enter
        for name, said in _SAID.items():
            self.release.addItem(translated(said), name)
        self.lines = {name: self._line(name) for name in _ABOUT[caution.remedy]}
        form = QFormLayout()
        form.setHorizontalSpacing(4 * UNIT)
        form.setVerticalSpacing(GAP)
        self.release.currentIndexChanged.connect(self._look)
        self.release.setVisible(caution.remedy == "release")
        if caution.remedy == "release":
            form.addRow(self.tr("Release"), self.release)
        for name, line in self.lines.items():
            form.addRow(translated(BY_NAME[name].label), line)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.does = buttons.addButton(self.tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._say)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * UNIT, 5 * UNIT, 5 * UNIT, 4 * UNIT)
        column.setSpacing(GAP)
        column.addWidget(heading)
        column.addLayout(form)
        column.addWidget(told)
        column.addWidget(buttons)
        self.setMinimumWidth(110 * UNIT)
        self._look()

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setMaxLength(BY_NAME[name].most)
        line.setToolTip(translated(BY_NAME[name].doc))
        line.textChanged.connect(self._look)
        return line

    @Slot()
    def _look(self, *_chosen: object) -> None:
        is_release = self._caution.remedy == "release"
        self.does.setEnabled(bool(self.release.currentData() if is_release else self.lines["rights"].text().strip()))

    @Slot()
    def _say(self) -> None:
        texts = {name: text for name, line in self.lines.items() if (text := line.text().strip())}
        is_release = self._caution.remedy == "release"
        edit = Edit(texts=texts, release=self.release.currentData()) if is_release else Edit(texts=texts)
        self.accept()
        self.said.emit(edit, self._caution)
