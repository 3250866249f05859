"""A tag of a photo as a row: how sure it is, and what a person says of it. Pointing at it shows where it is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from photoorg.gui.icons import IconButton
from photoorg.gui.seen_text import percent
from photoorg.gui.style import GAP, UNIT, colours
from photoorg.gui.terms import colour_of
from photoorg.gui.words import translated
from photoorg.library.edits import Verdict
from photoorg.library.shown import TagOn
from photoorg.library.tagged import YES

_SIGN = 4 * UNIT
_ASKING = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


@dataclass(frozen=True, slots=True)
class Offer:
    """A button on a tag: its icon, its words, and the verdict that it gives."""

    drawing: str
    words: str
    verdict: Verdict | None


_YES = Offer("check", "Yes, “{}” is right", "accepted")
_NO = Offer("cross", "No, “{}” is wrong", "rejected")
_BACK = Offer("undo", "Take back what you said of “{}”", None)
_REMOVE = Offer("cross", "Remove “{}”", None)

OFFERS: dict[str | None, tuple[Offer, ...]] = {
    None: (_YES, _NO),
    "accepted": (_BACK, _NO),
    "rejected": (_BACK,),
    "removed": (_BACK,),
    "added": (_REMOVE,),
}
_SAYS = {"accepted": "confirmed", "added": "yours", "rejected": "not this", "removed": "not this"}


class TagRow(QFrame):
    """One tag: its name, how sure it is, and the buttons to judge it. A click, or Enter, asks why."""

    judged = Signal(str, object)  # tag, verdict or None
    asked = Signal(str)
    pointed = Signal(str)  # tag, or nothing when no longer

    def __init__(self, tag: TagOn, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tag = tag
        self.is_guess = not tag.shown and tag.verdict is None
        self.setProperty("role", "chip")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(told(tag) + "\n" + translated("Click to see why and where."))
        self.setAccessibleName(f"{tag.name}, {told(tag)}")
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GAP, UNIT, UNIT, UNIT + 1)
        layout.setSpacing(UNIT)
        layout.addWidget(self._name(), 1)
        said = QLabel(sure(self.tag), self)
        said.setProperty("role", "muted")
        layout.addWidget(said)
        for offer in OFFERS[self.tag.verdict]:
            button = IconButton(offer.drawing, translated(offer.words).format(self.tag.name), self, side=_SIGN)
            button.setProperty("verdict", offer.verdict)
            button.setCursor(Qt.CursorShape.ArrowCursor)
            button.clicked.connect(self._judge)
            layout.addWidget(button)

    def _name(self) -> QLabel:
        name = QLabel(self.tag.name, self)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        font = name.font()
        font.setStrikeOut(not self.tag.shown and not self.is_guess)
        name.setFont(font)
        if not self.tag.shown:
            name.setProperty("role", "muted")
        return name

    @property
    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, in order."""
        return [self, *self.findChildren(IconButton)]

    @Slot()
    def _judge(self) -> None:
        self.judged.emit(self.tag.name, self.sender().property("verdict"))

    # Asking and pointing, by mouse and by key.

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask why."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.asked.emit(self.tag.name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep the press: its release asks."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask why."""
        if Qt.Key(event.key()) in _ASKING:
            self.asked.emit(self.tag.name)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Point at it."""
        super().enterEvent(event)
        self.pointed.emit(self.tag.name)

    def leaveEvent(self, event: QEvent) -> None:
        """No longer."""
        super().leaveEvent(event)
        self.pointed.emit("")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Point at it."""
        super().focusInEvent(event)
        self.pointed.emit(self.tag.name)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No longer."""
        super().focusOutEvent(event)
        self.pointed.emit("")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A thin bar: how sure, and from where on it is shown."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or self.underMouse():
            painter.setPen(QColor(colours().accent if self.hasFocus() else colours().line))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if own := colour_of(self.tag.name):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(own))
            painter.drawRoundedRect(QRectF(2, UNIT + 1, 3, self.height() - 2 * UNIT - 2), 1.5, 1.5)
        confidence = 1.0 if self.tag.verdict in YES else self.tag.confidence
        if confidence is not None and (self.tag.shown or self.is_guess):
            colour = colours().good if self.tag.verdict else colours().muted if self.is_guess else colours().accent
            track = QRectF(GAP, self.height() - 4, self.width() - 2 * GAP, 2)
            paint_bar(painter, track, confidence, colour, None if self.tag.verdict else self.tag.at_least)


class TagRows(QWidget):
    """Rows of tags, in the order given."""

    judged = Signal(str, object)
    asked = Signal(str)
    pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[TagRow] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(UNIT)

    def show_tags(self, tags: list[TagOn]) -> None:
        """Show other tags; nothing is made anew while they are the same."""
        if [row.tag for row in self.rows] == tags:
            return
        for row in self.rows:
            self.column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [TagRow(tag, self) for tag in tags]
        for row in self.rows:
            row.judged.connect(self.judged)
            row.asked.connect(self.asked)
            row.pointed.connect(self.pointed)
            self.column.addWidget(row)

    def row_of(self, tag: str) -> TagRow | None:
        """The row of a tag."""
        return next((row for row in self.rows if row.tag.name == tag), None)


def paint_bar(painter: QPainter, track: QRectF, share: float, colour: str, at_least: float | None = None) -> None:
    """A bar filled to `share`, with a notch at `at_least`."""
    radius = track.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().line))
    painter.drawRoundedRect(track, radius, radius)
    filled = QRectF(track)
    filled.setWidth(max(track.height(), track.width() * share))
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(filled, radius, radius)
    if at_least:
        notch = QRectF(track.left() + track.width() * at_least - 0.75, track.top() - 1.5, 1.5, track.height() + 3)
        painter.setBrush(QColor(colours().text))
        painter.drawRect(notch)


def sure(tag: TagOn) -> str:
    """How sure, or what a person said."""
    if tag.verdict:
        return translated(_SAYS[tag.verdict])
    return "" if tag.confidence is None else percent(tag.confidence)


def told(tag: TagOn) -> str:
    """Who says so."""
    if tag.verdict:
        return translated("You said: {}").format(translated(_SAYS[tag.verdict]))
    models = ", ".join(dict.fromkeys(one.model or one.task for one in tag.because))
    said = translated("{sure} sure").format(sure=sure(tag))
    return translated("{sure}, by {models}").format(sure=said, models=models) if models else said
