"""The tags of one photo: what a model thinks, with how sure it is, and what a person has said."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from photoorg.gui.icons import IconButton
from photoorg.gui.style import GAP, UNIT, colours
from photoorg.gui.words import translated
from photoorg.library.edits import Verdict
from photoorg.library.shown import TagOn
from photoorg.library.tagged import YES

_SIGN = 4 * UNIT


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
    """One tag: its name, how sure it is, and the buttons to judge it."""

    judged = Signal(str, object)  # tag, verdict or None
    searched = Signal(str)

    def __init__(self, tag: TagOn, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tag = tag
        self.setProperty("role", "chip")
        name = QLabel(tag.name, self)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        name.setToolTip(_told(tag))
        font = name.font()
        font.setStrikeOut(not tag.shown)
        name.setFont(font)
        if not tag.shown:
            name.setProperty("role", "muted")
        said = QLabel(_sure(tag), self)
        said.setProperty("role", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GAP, UNIT, UNIT, UNIT + 1)
        layout.setSpacing(UNIT)
        layout.addWidget(name, 1)
        layout.addWidget(said)
        for offer in OFFERS[tag.verdict]:
            button = IconButton(offer.drawing, translated(offer.words).format(tag.name), self, side=_SIGN)
            button.setProperty("verdict", offer.verdict)
            button.clicked.connect(self._judge)
            layout.addWidget(button)
        self.setAccessibleName(f"{tag.name}, {_told(tag)}")

    @Slot()
    def _judge(self) -> None:
        self.judged.emit(self.tag.name, self.sender().property("verdict"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A thin bar: how sure."""
        super().paintEvent(event)
        confidence = 1.0 if self.tag.verdict in YES else self.tag.confidence
        if confidence is None or not self.tag.shown:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(GAP, self.height() - 4, self.width() - 2 * GAP, 2)
        painter.setBrush(QColor(colours().line))
        painter.drawRoundedRect(track, 1, 1)
        track.setWidth(track.width() * confidence)
        painter.setBrush(QColor(colours().good if self.tag.verdict else colours().accent))
        painter.drawRoundedRect(track, 1, 1)


class TagRows(QWidget):
    """All tags of a photo, those that a person confirmed first and those refused last."""

    judged = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[TagRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(UNIT)

    def show_tags(self, tags: tuple[TagOn, ...]) -> None:
        """Show other tags; nothing is made anew while they are the same."""
        ordered = sorted(tags, key=lambda tag: not tag.shown)
        if [row.tag for row in self.rows] == ordered:
            return
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [TagRow(tag, self) for tag in ordered]
        for row in self.rows:
            row.judged.connect(self.judged)
            self._column.addWidget(row)


def _sure(tag: TagOn) -> str:
    if tag.verdict:
        return translated(_SAYS[tag.verdict])
    return "" if tag.confidence is None else f"{round(100 * tag.confidence)} %"


def _told(tag: TagOn) -> str:
    """Who says so."""
    if tag.verdict:
        return translated("You said: {}").format(translated(_SAYS[tag.verdict]))
    models = ", ".join(dict.fromkeys(one.model or one.task for one in tag.because))
    return translated("{model} is {sure} sure").format(model=models, sure=_sure(tag))
