"""An open photo's flag, stars and label, to see and to click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from photoorg.gui.icons import IconButton
from photoorg.gui.marks import LABELS, MOST_STARS, NO_MARKS, REJECTED, Marks, label_colour, label_name, star
from photoorg.gui.style import UNIT, colours
from photoorg.gui.words import translated

_SPOT = 5 * UNIT
_DOT = 3 * UNIT


class MarkBar(QWidget):
    """Flags, stars and labels. What is set and clicked again is taken off."""

    rated = Signal(str)  # stars, "0" to "5"
    flagged = Signal(str)  # pick, reject or nothing
    labelled = Signal(str)  # a label's name or nothing

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks = NO_MARKS
        self._hovered = 0  # as many stars as the mouse offers
        self.pick = _flag("flag", self.tr("Pick (P)"), self)
        self.pick.clicked.connect(self._pick)
        self.reject = _flag("reject", self.tr("Reject (X)"), self)
        self.reject.clicked.connect(self._reject)
        self.stars = [StarButton(self, number + 1) for number in range(MOST_STARS)]
        self.labels = [LabelButton(self, label, look.key) for label, look in LABELS.items()]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (self.pick, self.reject):
            row.addWidget(button)
        row.addSpacing(2 * UNIT)
        for one in self.stars:
            row.addWidget(one)
        row.addSpacing(3 * UNIT)
        for one in self.labels:
            row.addWidget(one)

    @property
    def stops(self) -> list[QWidget]:
        """Where the Tab key stops; stars and labels have keys of their own."""
        return [self.pick, self.reject]

    @property
    def marks(self) -> Marks:
        """What is shown."""
        return self._marks

    @property
    def lit(self) -> int:
        """How many stars are lit: those of the photo, or those that a click would give."""
        return self._hovered or max(0, self._marks.rating)

    def show_marks(self, marks: Marks) -> None:
        """Show a photo's marks."""
        self._marks = marks
        self.pick.setChecked(marks.pick)
        self.pick.rename(self.tr("Picked (U takes it off)") if marks.pick else self.tr("Pick (P)"),
                         "flag_full" if marks.pick else "flag")  # fmt: skip
        self.reject.setChecked(marks.rating == REJECTED)
        self.reject.rename(self.tr("Rejected (U takes it off)") if marks.rating == REJECTED else self.tr("Reject (X)"))
        for button in (*self.stars, *self.labels):
            button.update()

    def lock(self, why: str) -> None:
        """Nothing can be noted, for this reason."""
        self.setEnabled(False)
        self.setToolTip(why)

    def hover(self, stars: int) -> None:
        """The mouse offers so many stars, or none."""
        self._hovered = stars if self.isEnabled() else 0
        for button in self.stars:
            button.update()

    @Slot()
    def _pick(self) -> None:
        self.flagged.emit("" if self._marks.pick else "pick")

    @Slot()
    def _reject(self) -> None:
        self.flagged.emit("" if self._marks.rating == REJECTED else "reject")

    def rate(self, stars: int) -> None:
        """A star is clicked; the last of those that are lit takes all off."""
        self.rated.emit("0" if self._marks.rating == stars else str(stars))

    def label(self, label: str) -> None:
        """A label is clicked."""
        self.labelled.emit("" if self._marks.label == label else label)


def _flag(drawing: str, name: str, parent: QWidget) -> IconButton:
    button = IconButton(drawing, name, parent, side=4 * UNIT + 2)
    button.setCheckable(True)
    return button


class _Spot(QAbstractButton):
    """A small painted button of the bar."""

    def __init__(self, bar: MarkBar, name: str) -> None:
        super().__init__(bar)
        self._bar = bar
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """A small square."""
        return QSize(_SPOT, 7 * UNIT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The drawing."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter, QRectF(self.rect()).center())
        painter.end()

    def _paint(self, painter: QPainter, centre: object) -> None:
        raise NotImplementedError


class StarButton(_Spot):
    """One of the stars."""

    def __init__(self, bar: MarkBar, number: int) -> None:
        name = translated("1 star (1)") if number == 1 else translated("{0} stars ({0})").format(number)
        super().__init__(bar, name)
        self._number = number
        self.clicked.connect(self._rate)

    @Slot()
    def _rate(self) -> None:
        self._bar.rate(self._number)

    def event(self, event: QEvent) -> bool:
        """The stars up to the mouse light up."""
        if event.type() in {QEvent.Type.Enter, QEvent.Type.Leave}:
            self._bar.hover(self._number if event.type() == QEvent.Type.Enter else 0)
        return super().event(event)

    def _paint(self, painter: QPainter, centre: object) -> None:
        side = 4 * UNIT + 2
        box = QRectF(0, 0, side, side)
        box.moveCenter(centre)  # pyright: ignore[reportArgumentType]
        look, is_lit = colours(), self._number <= self._bar.lit
        painter.setPen(Qt.PenStyle.NoPen if is_lit else QPen(QColor(look.muted), 1))
        painter.setBrush(QColor(look.text) if is_lit else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(star(box))


class LabelButton(_Spot):
    """One of the labels."""

    def __init__(self, bar: MarkBar, label: str, key: str) -> None:
        name = translated("{} label").format(label_name(label))
        super().__init__(bar, f"{name} ({key})" if key else name)
        self._label = label
        self.clicked.connect(self._choose)

    @Slot()
    def _choose(self) -> None:
        self._bar.label(self._label)

    def enterEvent(self, event: QEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Offer it."""
        super().enterEvent(event)  # pyright: ignore[reportArgumentType]
        self.update()

    def _paint(self, painter: QPainter, centre: object) -> None:
        box = QRectF(0, 0, _DOT, _DOT)
        box.moveCenter(centre)  # pyright: ignore[reportArgumentType]
        colour = label_colour(self._label)
        if self._bar.marks.label == self._label:
            painter.setPen(QPen(colour, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box.adjusted(-2.5, -2.5, 2.5, 2.5))
        elif not self.underMouse():
            colour.setAlphaF(0.55)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(box)
