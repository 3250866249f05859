"""What is to be looked at before photos go out, as rows: how many photos, why, what helps, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from photoorg.gui.icons import picture
from photoorg.gui.setting_rows import note
from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.gui.words import translated
from photoorg.library.preflight import Caution

_LET = {"asks": "Accept", "stops": "Go on without"}
_SIGN = 5 * UNIT
_HIGHEST = 96 * UNIT
Offers = Callable[[Caution], Sequence[tuple[str, str]]]
"""What can be done about a caution: words of a button, by the name under which it is told."""


class CautionRow(QFrame):
    """One caution. `chosen` tells it with the name of what is to be done; `accepted` that a person lets it be so."""

    chosen = Signal(object, str)
    accepted = Signal()

    def __init__(
        self,
        caution: Caution,
        offers: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
        *,
        accept: bool = False,
    ) -> None:
        super().__init__(parent)
        self.caution = caution
        self.setProperty("role", "chip")
        said = QLabel(caution.sentence, self, wordWrap=True)
        said.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = {name: self._button(name, text) for name, text in offers}
        self.accept = QCheckBox(translated(_LET[caution.weight]), self) if accept else None
        deeds = QHBoxLayout()
        deeds.setSpacing(4 * UNIT)
        for button in self.buttons.values():
            deeds.addWidget(button)
        deeds.addStretch(1)
        middle = QVBoxLayout()
        middle.setSpacing(UNIT // 2)
        middle.addWidget(said)
        middle.addWidget(note(caution.fix))
        middle.addLayout(deeds)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        row.setSpacing(MARGIN)
        self.sign = QLabel(self)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(middle, 1)
        if self.accept is not None:
            self.accept.setAccessibleDescription(caution.sentence)
            self.accept.toggled.connect(self.accepted)
            self.accept.toggled.connect(self._show_sign)
            row.addWidget(self.accept, 0, Qt.AlignmentFlag.AlignTop)
        self._show_sign()

    @Slot()
    def _show_sign(self) -> None:
        """A warning, until it is accepted."""
        is_accepted = self.accept is not None and self.accept.isChecked()
        if self.caution.weight == "tells":
            name, colour = "info", colours().muted
        else:
            name, colour = ("check", colours().good) if is_accepted else ("warning", colours().danger)
        self.sign.setPixmap(picture(name, _SIGN, colour, self.devicePixelRatioF()))

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("role", "link")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setAutoDefault(False)
        button.setAccessibleDescription(self.caution.sentence)
        button.clicked.connect(lambda: self.chosen.emit(self.caution, name))
        return button


class CautionList(QScrollArea):
    """Rows below each other, as high as they are, up to a bound from which on they scroll."""

    chosen = Signal(object, str)
    accepted = Signal()

    def __init__(self, offers: Offers, parent: QWidget | None = None, *, accept: bool = False) -> None:
        super().__init__(parent)
        self._offers, self._accept = offers, accept
        self.rows: list[CautionRow] = []
        self.inner = QWidget(self)
        self._column = QVBoxLayout(self.inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self.setWidget(self.inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_cautions(self, cautions: Sequence[Caution]) -> None:
        """List them instead of those there were; where they are the same, the rows stay as they are."""
        if [row.caution for row in self.rows] == list(cautions):
            return
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [CautionRow(one, self._offers(one), self.inner, accept=self._accepts(one)) for one in cautions]
        for row in self.rows:
            row.chosen.connect(self.chosen)
            row.accepted.connect(self.accepted)
            self._column.addWidget(row)
            row.show()  # a layout would do so only later, and leave the list empty until then
        self.updateGeometry()

    def _accepts(self, caution: Caution) -> bool:
        return self._accept and caution.weight != "tells"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for another height when the rows need one."""
        if watched is self.inner and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines wrap otherwise in another width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as its rows are in the width that it has."""
        height = self._column.totalHeightForWidth(self.viewport().width()) if self.rows else 0
        return QSize(super().sizeHint().width(), min(max(height, 0), _HIGHEST))

    def minimumSizeHint(self) -> QSize:
        """A row or two, from which on it scrolls."""
        return QSize(super().minimumSizeHint().width(), min(self.sizeHint().height(), 20 * UNIT))
