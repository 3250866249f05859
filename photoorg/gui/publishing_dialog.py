"""What to look at before photos are published. It says; it hides nothing and leaves nothing out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from photoorg.gui import words
from photoorg.gui.icons import picture
from photoorg.gui.setting_rows import note
from photoorg.gui.style import GAP, MARGIN, UNIT, colours, sized
from photoorg.library.preflight import Caution

_SIGN = 5 * UNIT


class PublishingDialog(QDialog):
    """Lists cautions. `photos_wanted` is one whose photos are to be shown."""

    photos_wanted = Signal(object)  # Caution

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Check before publishing"))
        self._photos = 0
        self.said = QLabel(self, wordWrap=True)
        self.said.setFont(sized(self, 1.15, self.font().Weight.DemiBold))
        self.bar = QProgressBar(self, textVisible=False, minimum=0, maximum=0)
        self.bar.setProperty("role", "thin")
        self.bar.setFixedHeight(UNIT)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.rows: list[CautionRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(GAP)
        self.foot = note(self.tr("Nothing is hidden or left out: what you publish is for you to decide."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * UNIT, 4 * UNIT, 5 * UNIT, MARGIN)
        column.setSpacing(MARGIN)
        column.addWidget(self.said)
        column.addWidget(self.bar)
        column.addLayout(self._list)
        column.addWidget(self.foot)
        column.addStretch(1)
        column.addWidget(buttons)
        self.setFixedWidth(125 * UNIT)

    def begin(self, photos: int) -> None:
        """Photos are being checked."""
        self._photos = photos
        self._clear()
        self.said.setText(self.tr("Checking {}…").format(words.photos(photos)))
        self.bar.show()

    @Slot(object)
    def show_cautions(self, cautions: Sequence[Caution]) -> None:
        """Say what is to be looked at."""
        self._clear()
        self.bar.hide()
        checked = words.photos(self._photos)
        self.said.setText(
            self.tr("{} checked: look at these first").format(checked)
            if cautions
            else self.tr("All clear: nothing to look at in {}").format(checked)
        )
        self.rows = [CautionRow(caution, self) for caution in cautions]
        for row in self.rows:
            row.chosen.connect(self._choose)
            self._list.addWidget(row)
        self.adjustSize()

    def _clear(self) -> None:
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []

    @Slot(object)
    def _choose(self, caution: Caution) -> None:
        self.close()
        self.photos_wanted.emit(caution)


class CautionRow(QFrame):
    """One caution: how many, why, and a button to see them."""

    chosen = Signal(object)

    def __init__(self, caution: Caution, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caution = caution
        self.setProperty("role", "chip")
        sign = QLabel(self)
        sign.setPixmap(picture("warning", _SIGN, colours().danger, self.devicePixelRatioF()))
        said = QLabel(caution.sentence, self, wordWrap=True)
        said.setTextFormat(Qt.TextFormat.PlainText)
        count = QLabel(words.number(len(caution.photo_ids)), self)
        count.setFont(sized(self, 1.15, self.font().Weight.DemiBold))
        self.button = QPushButton(self.tr("Show these photos"), self)
        self.button.setProperty("role", "link")
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.setAccessibleDescription(caution.sentence)
        self.button.clicked.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        row.setSpacing(MARGIN)
        row.addWidget(sign)
        row.addWidget(count)
        row.addWidget(said, 1)
        row.addWidget(self.button)

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(self.caution)
