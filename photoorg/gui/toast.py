"""A sentence over the photos that goes by itself: what a key has just done, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from photoorg.gui.style import GAP, MARGIN, UNIT

SHOWN_MS = 5000


class Toast(QFrame):
    """Lies over `around`, low in the middle; nothing moves for it."""

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self.setProperty("role", "toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._around = around
        self._undo: Callable[[], None] | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.text = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.way_back = QPushButton(self.tr("Undo"), self)
        self.way_back.setProperty("role", "link")
        self.way_back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.way_back.clicked.connect(self._do)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        row.setSpacing(MARGIN)
        row.addWidget(self.text)
        row.addWidget(self.way_back)
        self.hide()
        around.installEventFilter(self)

    def tell(
        self, sentence: str, undo: Callable[[], None] | None = None, does: str = "", *, stays: bool = False
    ) -> None:
        """Show a sentence for some seconds, or until the next; with a way back, called `does`, where there is one."""
        self._undo = undo
        self.way_back.setText(does or self.tr("Undo"))
        self.text.setText(sentence)
        self.way_back.setVisible(undo is not None)
        self._place()
        self.show()
        self.raise_()
        self._timer.stop() if stays else self._timer.start()

    @Slot()
    def _do(self) -> None:
        """What the link says, once."""
        undo, self._undo = self._undo, None
        self.hide()
        if undo:
            undo()

    def stop(self) -> None:
        """The window closes: no timer runs on."""
        self._timer.stop()
        self.hide()

    def _place(self) -> None:
        self.adjustSize()
        room = self._around.size()
        width = min(self.width(), room.width() - 2 * MARGIN)
        self.resize(width, self.height())
        self.move(QPoint((room.width() - width) // 2, room.height() - self.height() - 12 * UNIT))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep the place when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False
