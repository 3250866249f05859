"""Why a tag is on a photo: which models say so and how strongly, what it takes to be shown, and where it is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from photoorg.gui.icons import IconButton
from photoorg.gui.seen_text import percent
from photoorg.gui.style import GAP, UNIT, colours
from photoorg.gui.tag_rows import OFFERS, paint_bar, told
from photoorg.gui.words import number, translated
from photoorg.library.shown import Because, TagOn
from photoorg.library.why import Why

_MOST_CLASSES = 3
_CLASS_FROM = 0.03  # below, a class says nothing
_VERSION_LENGTH = 14
_EDGE = GAP + 2


class WhyCard(QFrame):
    """Opens below a tag. `judged` is a person's word, offered where the tag has no row of its own."""

    judged = Signal(str, object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tag = ""
        self.why: Why | None = None
        self.setProperty("role", "inset")
        self.setAccessibleName(self.tr("Why"))
        self.verdict = _line("")
        self.models = QGridLayout()
        self.models.setHorizontalSpacing(GAP)
        self.models.setVerticalSpacing(0)
        self.models.setColumnStretch(0, 1)
        self.classes = _line("muted")
        self.where = _line("muted")
        self.busy = QProgressBar(self, textVisible=False, minimum=0, maximum=0)
        self.busy.setProperty("role", "thin")
        self.busy.setFixedHeight(UNIT - 1)
        self.busy.setAccessibleName(self.tr("Looking for the place"))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(UNIT)
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, GAP, _EDGE, GAP)
        column.setSpacing(UNIT + 2)
        column.addWidget(self.verdict)
        column.addLayout(self.models)
        for widget in (self.classes, self.where, self.busy):
            column.addWidget(widget)
        column.addLayout(self.buttons)
        self.hide()

    def open_for(self, tag: str) -> None:
        """Another tag, of which nothing is known yet."""
        self.tag, self.why = tag, None
        _empty(self.models)
        _empty(self.buttons)
        self.verdict.setText(self.tr("Asking why…"))
        self.classes.hide()
        self.where.hide()
        self.busy.hide()
        self.show()

    def show_why(self, why: Why, *, offering: bool) -> None:
        """Say it all but where; with buttons to judge it if `offering`."""
        self.why = why
        self.verdict.setText(verdict_text(why.tag))
        _empty(self.models)
        for place, one in enumerate(why.tag.because):
            self._show_model(one, 2 * place)
        names = classes_text(why)
        self.classes.setText(names)
        self.classes.setVisible(bool(names))
        self._offer(why.tag if offering else None)

    def _show_model(self, one: Because, row: int) -> None:
        """A task's model with its score, and below which task and version it is."""
        self.models.addWidget(_line("", one.model or one.task), row, 0)
        self.models.addWidget(_Score(one.score, self), row, 1)
        self.models.addWidget(_line("", number(one.score, 2)), row, 2)
        version = one.version if len(one.version) <= _VERSION_LENGTH else one.version[:_VERSION_LENGTH] + "…"
        detail = _line("small", self.tr("{}, version {}").format(one.task, version) if version else one.task)
        detail.setToolTip(one.version)
        detail.setContentsMargins(0, 0, 0, UNIT)
        self.models.addWidget(detail, row + 1, 0, 1, 3)

    def show_where(self, sentence: str, *, busy: bool = False) -> None:
        """Say where it is, or that this is being found out."""
        self.where.setText(sentence)
        self.where.setVisible(bool(sentence))
        self.busy.setVisible(busy)

    def shut(self) -> None:
        """Nothing is asked any more."""
        if self.tag:
            self.tag, self.why = "", None
            self.hide()
            self.closed.emit()

    def _offer(self, tag: TagOn | None) -> None:
        _empty(self.buttons)
        if tag is None:
            return
        self.buttons.addStretch(1)
        for offer in OFFERS[tag.verdict]:
            button = IconButton(offer.drawing, translated(offer.words).format(tag.name), self, side=4 * UNIT)
            button.setProperty("verdict", offer.verdict)
            button.clicked.connect(self._judge)
            self.buttons.addWidget(button)

    @Slot()
    def _judge(self) -> None:
        self.judged.emit(self.tag, self.sender().property("verdict"))


class _Score(QWidget):
    """A score from 0 to 1 as a bar."""

    def __init__(self, score: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._score = score

    def sizeHint(self) -> QSize:
        """A short one."""
        return QSize(12 * UNIT, 3 * UNIT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(0, self.height() / 2 - 1.5, self.width(), 3)
        paint_bar(painter, track, self._score, colours().accent)


def verdict_text(tag: TagOn) -> str:
    """93 % sure; shown from 52 %."""
    if tag.verdict:
        said = told(tag) + "."
        if tag.confidence is None:
            return said
        return said + " " + translated("The models are {} sure.").format(percent(tag.confidence))
    if tag.confidence is None or tag.at_least is None:
        return ""
    text = "{} sure; shown from {}." if tag.shown else "{} sure; shown only from {}."
    if not tag.shown and tag.confidence >= tag.at_least:
        text = "{} sure, but you said no to a broader word."
    return translated(text).format(percent(tag.confidence), percent(tag.at_least))


def classes_text(why: Why) -> str:
    """What the tag was taken from, where that is called something else."""
    telling = [one for one in why.classes if one.score >= _CLASS_FROM]
    named = [(one.name, one.score) for one in telling if one.name.casefold() != why.tag.name.casefold()]
    best = [f"{name} {number(score, 2)}" for name, score in named[:_MOST_CLASSES]]
    if not best:
        return ""
    return translated("From: {}").format(", ".join(best)) + ("…" if len(named) > len(best) else "")


def _line(role: str, text: str = "") -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label


def _empty(layout: QGridLayout | QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
