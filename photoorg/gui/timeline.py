"""The photos of a result along time, beside the grid: how many each month has. A drag or a click goes there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from photoorg.gui import words
from photoorg.gui.style import GAP, UNIT, colours, sized
from photoorg.gui.words import month_name
from photoorg.library.timeline import Timeline

WIDTH = 18 * UNIT
_YEARS = 9 * UNIT
"""What the names of years take of that."""

_MARGIN = 3 * UNIT
_YEAR_LEAST = 4 * UNIT
"""Names of years are at least so far apart."""


@dataclass(frozen=True, eq=False)
class Axis:
    """Every month of the years that have photos, in the result's order, each as high as the others.

    `months` int64 (s,); `first` int64 (s,): the position of its first photo, or of the next that there is; `counts`.
    """

    months: NDArray[np.int64]
    first: NDArray[np.int64]
    counts: NDArray[np.int64]

    def slot_of(self, position: int) -> float:
        """Where on the axis a photo is: a month's number, and how far in it."""
        slot = max(0, int(np.searchsorted(self.first, position, side="right")) - 1)
        while slot and not self.counts[slot]:
            slot -= 1
        return slot + min(1.0, (position - int(self.first[slot])) / max(1, int(self.counts[slot])))

    def position_at(self, slot: float) -> int:
        """The photo at a place on the axis."""
        whole = min(max(0, int(slot)), len(self.months) - 1)
        inside = int((slot - whole) * self.counts[whole]) if self.counts[whole] else 0
        return int(self.first[whole]) + max(0, min(inside, int(self.counts[whole]) - 1))


def axis_of(timeline: Timeline) -> Axis:
    """The axis of a result."""
    down = bool(timeline.months[0] >= timeline.months[-1])
    years = np.unique(timeline.months // 12)
    months = (years[:, None] * 12 + np.arange(12)).ravel()
    counts = np.zeros(len(months), np.int64)
    counts[np.searchsorted(months, timeline.months)] = timeline.counts
    if down:
        months, counts = months[::-1], counts[::-1]
    return Axis(months, np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int64), counts)


class TimelineBar(QWidget):
    """Bars for months, names for years, and a line where the grid is. `jumped` is a position of the result."""

    jumped = Signal(int)
    wheeled = Signal(QWheelEvent)

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self.axis: Axis | None = None
        self._around = around
        self._here = 0.0
        self._pointed: float | None = None
        self.setFixedWidth(WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Timeline"))
        self.setFont(sized(self, 0.85))
        # Over what lies beside it, so that the name of a month has room.
        self.label = QLabel(around)
        self.label.setProperty("role", "bubble")
        self.label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.label.hide()
        self.hide()

    def sizeHint(self) -> QSize:
        """A narrow column."""
        return QSize(WIDTH, 60 * UNIT)

    def show_timeline(self, timeline: Timeline | None) -> None:
        """Show a result's months; hidden where it is in no order of time, or of one month."""
        self.axis = axis_of(timeline) if timeline is not None and len(timeline.months) > 1 else None
        self.setVisible(self.axis is not None)
        self._point(None)  # what was said there is no longer so

    def show_position(self, position: int) -> None:
        """The grid shows this photo at its top."""
        if self.axis is not None:
            self._here = self.axis.slot_of(position)
            self.setAccessibleDescription(self.text_at(self._here))
            self.update()

    def text_at(self, slot: float) -> str:
        """A month and how many photos it has."""
        if self.axis is None:
            return ""
        whole = min(max(0, int(slot)), len(self.axis.months) - 1)
        month, count = int(self.axis.months[whole]), int(self.axis.counts[whole])
        name = month_name(month % 12 + 1, month // 12)
        return f"{name} · {words.photos(count)}" if count else name

    # Places.

    def _step(self) -> float:
        """The height of a month."""
        months = len(self.axis.months) if self.axis is not None else 1
        return max(0.1, (self.height() - 2 * _MARGIN) / months)

    def y_of(self, slot: float) -> float:
        """Where a place on the axis is painted."""
        return _MARGIN + slot * self._step()

    def slot_at(self, y: float) -> float:
        """The place on the axis at a height."""
        months = len(self.axis.months) if self.axis is not None else 1
        return min(max(0.0, (y - _MARGIN) / self._step()), months - 1e-6)

    def years(self) -> list[tuple[int, int, float]]:
        """Years that are named: the year, its first slot, and where its name is painted."""
        if self.axis is None:
            return []
        first = np.flatnonzero(np.diff(self.axis.months // 12, prepend=-1))
        named: list[tuple[int, int, float]] = []
        for slot in first.tolist():
            y = self.y_of(slot)
            if not named or y - named[-1][2] >= _YEAR_LEAST:
                named.append((int(self.axis.months[slot]) // 12, slot, y))
        return named

    # Painting.

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars, years, and where the grid is."""
        if self.axis is None:
            return
        painter, look = QPainter(self), colours()
        painter.fillRect(self.rect(), QColor(look.canvas))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bars(painter, self.axis)
        painter.setPen(QColor(look.muted))
        for year, _slot, y in self.years():
            box = QRectF(0, y - 2, _YEARS, 3.5 * UNIT)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), str(year))
        self._paint_line(painter, self._here, look.accent)
        if self._pointed is not None:
            self._paint_line(painter, self._pointed, look.muted)
        if self.hasFocus():
            painter.setPen(QColor(look.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()

    def _paint_bars(self, painter: QPainter, axis: Axis) -> None:
        """As wide as the root of their number: a month of ten photos is still seen beside one of ten thousand."""
        step, left = self._step(), _YEARS + UNIT + 2
        room = self.width() - left - UNIT
        shares = np.sqrt(axis.counts / max(1, int(axis.counts.max())))
        painter.setPen(Qt.PenStyle.NoPen)
        colour = QColor(colours().muted)
        colour.setAlphaF(0.35)
        painter.setBrush(colour)
        height = max(1.0, step - 1) if step >= 3 else max(1.0, step)
        for slot in np.flatnonzero(axis.counts).tolist():
            width = max(2.0, float(shares[slot]) * room)
            painter.drawRoundedRect(QRectF(left, self.y_of(slot), width, height), 1, 1)

    def _paint_line(self, painter: QPainter, slot: float, colour: str) -> None:
        y = self.y_of(slot)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(UNIT, y - 1, self.width() - 2 * UNIT, 2), 1, 1)

    # What is pointed at.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there; a year's name leads to its beginning."""
        if event.button() != Qt.MouseButton.LeftButton or self.axis is None:
            return
        spot = event.position()
        year = next((slot for _, slot, y in self.years() if spot.x() <= _YEARS and 0 <= spot.y() - y < 14), None)
        self._go(self.slot_at(spot.y()) if year is None else float(year))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is there; with the button down, go there."""
        slot = self.slot_at(event.position().y())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(slot)
        self._point(slot)

    def hideEvent(self, event: QHideEvent) -> None:
        """What it says goes with it."""
        super().hideEvent(event)
        self.label.hide()

    def leaveEvent(self, event: QEvent) -> None:
        """Say nothing more."""
        super().leaveEvent(event)
        self._point(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The grid scrolls."""
        self.wheeled.emit(event)

    def _go(self, slot: float) -> None:
        if self.axis is not None:
            self._here = slot
            self.jumped.emit(self.axis.position_at(slot))

    def _point(self, slot: float | None) -> None:
        self._pointed = slot
        self.update()
        self.label.setVisible(slot is not None and self.axis is not None)
        if slot is not None and self.axis is not None:
            self.label.setText(self.text_at(slot))
            self.label.adjustSize()
            at = self.mapTo(self._around, QPoint(0, round(self.y_of(slot))))
            top = min(max(0, at.y() - self.label.height() // 2), self._around.height() - self.label.height())
            self.label.move(at.x() - self.label.width() - GAP, top)
            self.label.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down go by months that have photos, Page Up and Page Down by years."""
        moves = {
            Qt.Key.Key_Up: (-1, 1),
            Qt.Key.Key_Down: (1, 1),
            Qt.Key.Key_PageUp: (-1, 12),
            Qt.Key.Key_PageDown: (1, 12),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None or self.axis is None:
            super().keyPressEvent(event)
            return
        way, months = move
        have = np.flatnonzero(self.axis.counts)
        here = int(np.searchsorted(have, int(self._here)))
        if months == 1:
            to = have[min(max(0, here + way), len(have) - 1)]
        else:
            years = self.axis.months[have] // 12
            others = have[(years != self.axis.months[int(self._here)] // 12) & ((have > self._here) == (way > 0))]
            year = self.axis.months[others[0 if way > 0 else -1]] // 12 if len(others) else None
            to = have[years == year][0] if year is not None else have[0 if way < 0 else -1]
        self._go(float(to))
        self.setAccessibleDescription(self.text_at(float(to)))
