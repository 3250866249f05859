"""What to look at before photos are published. It says; it hides nothing and leaves nothing out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from photoorg.gui import words
from photoorg.gui.caution_rows import CautionList, CautionRow
from photoorg.gui.fitted_dialog import FittedDialog
from photoorg.gui.icons import picture
from photoorg.gui.setting_rows import note
from photoorg.gui.style import GAP, MARGIN, UNIT, colours, sized
from photoorg.library.preflight import Caution

_SIGN = 5 * UNIT
_SHOW = "show"


class PublishingDialog(FittedDialog):
    """Lists cautions. `asked` wants photos to be checked, `photos_wanted` those of a caution to be shown."""

    asked = Signal(object)  # photo ids, int64
    photos_wanted = Signal(object)  # Caution

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Check before publishing"))
        self._photos = 0
        self._shown = np.empty(0, np.int64)
        self.said = QLabel(self, wordWrap=True)
        self.sign = QLabel(self)
        self.said.setFont(sized(self, 1.15, self.font().Weight.DemiBold))
        self.bar = QProgressBar(self, textVisible=False, minimum=0, maximum=0)
        self.bar.setProperty("role", "thin")
        self.bar.setFixedHeight(UNIT)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.list = CautionList(lambda _caution: ((_SHOW, self.tr("Show these photos")),), self)
        self.list.chosen.connect(self._choose)
        self.all = QPushButton(self)
        self.all.setProperty("role", "link")
        self.all.setCursor(Qt.CursorShape.PointingHandCursor)
        self.all.clicked.connect(self._check_all)
        self.foot = note(self.tr("Nothing is hidden or left out: what you publish is for you to decide."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * UNIT, 4 * UNIT, 5 * UNIT, MARGIN)
        column.setSpacing(MARGIN)
        top = QHBoxLayout()
        top.setSpacing(GAP)
        top.addWidget(self.sign)
        top.addWidget(self.said, 1)
        column.addLayout(top)
        column.addWidget(self.bar)
        column.addWidget(self.list)
        column.addWidget(self.foot)
        bottom = QHBoxLayout()
        bottom.addWidget(self.all)
        bottom.addStretch(1)
        bottom.addWidget(buttons)
        column.addLayout(bottom)
        self.setFixedWidth(125 * UNIT)

    def check(self, chosen: NDArray[np.int64], shown: NDArray[np.int64]) -> None:
        """Check the photos that are chosen, or where none are all that are shown; those may be checked next."""
        ids, self._shown = chosen if len(chosen) else shown, shown
        self._photos = len(ids)
        self.list.show_cautions(())
        self.said.setText(self.tr("Checking {}…").format(words.photos(len(ids))))
        self.bar.show()
        self.sign.hide()
        self.all.setText(self.tr("Check all {} shown").format(words.photos(len(shown))))
        self.all.setVisible(len(ids) < len(shown))
        self.asked.emit(ids)
        self.open()

    @Slot()
    def _check_all(self) -> None:
        self.check(self._shown, self._shown)

    @Slot(object)
    def show_cautions(self, cautions: Sequence[Caution]) -> None:
        """Say what is to be looked at."""
        self.bar.hide()
        checked = words.photos(self._photos)
        self.said.setText(
            self.tr("{} checked: look at these first").format(checked)
            if cautions
            else self.tr("All clear: nothing to look at in {}").format(checked)
        )
        self.sign.setPixmap(picture("check", _SIGN, colours().good, self.devicePixelRatioF()))
        self.sign.setVisible(not cautions)
        self.list.show_cautions(cautions)

    @property
    def rows(self) -> list[CautionRow]:
        """What is listed."""
        return self.list.rows

    @Slot(object, str)
    def _choose(self, caution: Caution, _what: str) -> None:
        self.close()
        self.photos_wanted.emit(caution)
