"""Why a query cannot be understood: the sentence, the place it is about, and one click that mends it."""

from __future__ import annotations

import html

from PySide6.QtCore import QCoreApplication, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QInputMethodEvent, QTextCharFormat
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from photoorg.gui.mending import mended
from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.library.query import QueryError

PATIENCE_MS = 700
"""So long nothing is said of a query that may not be typed to its end."""
_AROUND = 24
"""So many characters before and after the place are shown."""


class Refusal(QFrame):
    """Lies over what is below the box: coming and going, it moves nothing. `mended` is a query that may be meant."""

    mended = Signal(str)
    help_wanted = Signal()

    def __init__(self, box: QLineEdit, around: QWidget) -> None:
        super().__init__(around)
        self.setProperty("role", "trouble")
        self._box = box
        self._around = around
        self.is_covered = False
        self._mended = ""
        self._is_waiting = False
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self.appear)
        self.said = QLabel(self, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.said.setProperty("role", "danger")
        self.place = QLabel(self, textFormat=Qt.TextFormat.RichText)
        self.mend = QPushButton(self)
        self.mend.setProperty("role", "link")
        self.mend.clicked.connect(self._mend)
        self.help = QPushButton(self.tr("How to search"), self)
        self.help.setProperty("role", "quiet")
        self.help.clicked.connect(self.help_wanted)
        row = QHBoxLayout()
        row.setSpacing(MARGIN)
        for widget in (self.mend, self.help):
            widget.setCursor(Qt.CursorShape.PointingHandCursor)
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        column.setSpacing(UNIT)
        column.addWidget(self.said)
        column.addWidget(self.place)
        column.addLayout(row)
        self.hide()

    def text(self) -> str:
        """The sentence."""
        return self.said.text()

    def show_error(self, error: QueryError) -> None:
        """Say what is wrong, and mark where."""
        text = self._box.text()
        shift = len(text) - len(text.lstrip())
        start, end = spot(text, error.position + shift, error.end + shift)
        self.said.setText(str(error))
        self.place.setText(_pointed(text, start, end))
        self.place.setAccessibleName(self.tr("At: {}").format(text[start:end] or self.tr("the end")))
        self._mended = mended(text.strip(), error)
        self.mend.setVisible(bool(self._mended))
        self.mend.setText(self.tr("Search for “{}”").format(self._mended).replace("&", "&&"))
        self._mark(start, end)
        self._is_waiting = True
        # What is wrong at the very end may be what is still to be typed.
        if end >= len(text.rstrip()) and self._box.hasFocus() and not self.isVisible():
            self._patience.start()
        else:
            self.appear()

    @Slot()
    def appear(self) -> None:
        """Show what is wrong, unless completions lie there now: it is shown when they go."""
        if self._is_waiting and not self.is_covered:
            self.put()
            self.show()
            self.raise_()

    @Slot(bool)
    def make_room(self, covered: bool) -> None:
        """Something else lies below the box now, or no longer."""
        self.is_covered = covered
        if covered:
            self.hide()
        elif self._is_waiting:
            self._patience.start()

    def stop(self) -> None:
        """The window closes."""
        self._patience.stop()

    def clear(self) -> None:
        """Nothing is wrong any more."""
        self._is_waiting = False
        self._patience.stop()
        self.hide()
        self._mark(0, 0)

    def put(self) -> None:
        """Lie below the box, as wide."""
        corner = self._box.mapTo(self._around, QPoint(0, self._box.height() + UNIT))
        width = self._box.width()
        self.setGeometry(corner.x(), corner.y(), width, self.heightForWidth(width))

    @Slot()
    def _mend(self) -> None:
        self.mended.emit(self._mended)

    def _mark(self, start: int, end: int) -> None:
        """Underline a part of the box's text; nothing where it is empty."""
        attributes = []
        if end > start:
            wave = QTextCharFormat()
            wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            wave.setUnderlineColor(colours().danger)
            kind = QInputMethodEvent.AttributeType.TextFormat
            attributes.append(QInputMethodEvent.Attribute(kind, start - self._box.cursorPosition(), end - start, wave))
        # The one way to give a part of a line edit a format.
        QCoreApplication.sendEvent(self._box, QInputMethodEvent("", attributes))


def spot(text: str, start: int, end: int) -> tuple[int, int]:
    """The characters to mark: at the end of the text, where there are none, those of its last word."""
    length = len(text.rstrip())
    if start < length:
        return start, min(max(end, start + 1), len(text))
    start = length
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    return start, length


def _pointed(text: str, start: int, end: int) -> str:
    before, after = text[:start], text[end:]
    before = "…" + before[-_AROUND:] if len(before) > _AROUND else before
    after = after[:_AROUND] + "…" if len(after) > _AROUND else after
    mark = f'<span style="color:{colours().danger}; text-decoration:underline">{_spaced(text[start:end])}</span>'
    return f'<span style="color:{colours().muted}">{_spaced(before)}{mark}{_spaced(after)}</span>'


def _spaced(text: str) -> str:
    return html.escape(text).replace(" ", "&nbsp;")
