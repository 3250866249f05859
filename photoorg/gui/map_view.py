"""A map of where photos were taken: coasts, borders, and a disc for each place. Nothing of it comes from a network."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from photoorg.gui import words
from photoorg.gui.map_fit import NEAREST, cell_at, reach, side_for, side_within
from photoorg.gui.style import UNIT, colours, is_dark
from photoorg.gui.words import translated
from photoorg.gui.world import load_world, spot
from photoorg.library.located import Cluster

_NOTCH = 1.25
_STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_NEARER = {Qt.Key.Key_Plus: _NOTCH**2, Qt.Key.Key_Equal: _NOTCH**2, Qt.Key.Key_Minus: _NOTCH**-2}


class MapView(QWidget):
    """Drag moves it, the wheel goes nearer, a click on a disc chooses its photos; the keys do the same."""

    chosen = Signal(object)  # Cluster
    cell_wanted = Signal(float)  # degrees: places are wanted anew, for it is nearer or farther

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centre = QPointF(0.5, 0.45)  # of the square of side 1
        self._side = 1.0  # pixels of that square
        self._places: Sequence[Cluster] = ()
        self._current = -1
        self._grip: QPointF | None = None
        self._moved = False
        self._cell = 0.0
        self._ground: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(80 * UNIT, 50 * UNIT)
        self.setAccessibleName(self.tr("Map of where the photos were taken"))

    def sizeHint(self) -> QSize:
        """The whole world."""
        return QSize(220 * UNIT, 130 * UNIT)

    @property
    def cell(self) -> float:
        """Degrees within which photos are one place now: a power of two, so that few steps of zoom ask anew."""
        return cell_at(self._side)

    @property
    def places(self) -> Sequence[Cluster]:
        """The places that are shown."""
        return self._places

    def show_places(self, places: Sequence[Cluster]) -> None:
        """Show discs; the most photos lie on top. A place that the keys were at stays so where it is still there."""
        was = self._places[self._current].photo_id if self._current >= 0 else None
        self._places = places
        self._current = next((number for number, one in enumerate(places) if one.photo_id == was), -1)
        self.update()

    def fit(self, places: Sequence[Cluster], cell: float = 0.0) -> None:
        """Show all of these at once, with room round them; they are known by cells of so many degrees."""
        self._cell = cell
        if not places:
            self._set_side(0)
            return
        reached = reach([(one.north, one.west) for one in places] + [(one.south, one.east) for one in places])
        self._centre = reached.center()
        self._set_side(side_for(reached, self.size()))

    def _set_side(self, side: float) -> None:
        self._side = side_within(side, self.size())
        self._keep_inside()
        if self.cell != self._cell:
            self._cell = self.cell
            self.cell_wanted.emit(self._cell)

    def _keep_inside(self) -> None:
        across, down = self.width() / 2 / self._side, self.height() / 2 / self._side
        self._centre = QPointF(
            min(max(self._centre.x(), across), max(1 - across, across)),
            min(max(self._centre.y(), down), max(1 - down, down)),
        )
        self._ground = None
        self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Go nearer (above 1) or farther; what lies at a spot of the widget stays there."""
        spot_on = QPointF(self.rect().center()) if at is None else at
        fixed = self._onto_square(spot_on)
        side = min(max(self._side * factor, float(self.width())), NEAREST)
        self._centre = fixed - (spot_on - QRectF(self.rect()).center()) / side
        self._set_side(side)

    def _onto_square(self, point: QPointF) -> QPointF:
        return self._centre + (point - QRectF(self.rect()).center()) / self._side

    def _onto_widget(self, point: QPointF) -> QPointF:
        return (point - self._centre) * self._side + QRectF(self.rect()).center()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """The ground, painted anew only when it has moved, and the discs."""
        ratio = self.devicePixelRatioF()
        if self._ground is None:
            self._ground = QPixmap((self.size().toSizeF() * ratio).toSize())
            self._ground.setDevicePixelRatio(ratio)
            self._paint_ground(self._ground)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._ground)
        for number in reversed(range(len(self._places))):
            if number != self._current:
                self._paint_disc(painter, number)
        if self._current >= 0:
            self._paint_disc(painter, self._current)

    def _paint_ground(self, ground: QPixmap) -> None:
        look = colours()
        ground.fill(QColor(look.canvas))
        painter = QPainter(ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        corner = self._onto_widget(QPointF(0, 0))
        painter.setTransform(
            QTransform.fromScale(self._side, self._side) * QTransform.fromTranslate(corner.x(), corner.y())
        )
        half = QPointF(self.width(), self.height()) / 2 / self._side
        seen = QRectF(self._centre - half, self._centre + half)
        pen = QPen(QColor(look.muted), 0.7)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(QColor(look.raised if is_dark() else look.placeholder))
        for covered, path in load_world().land:
            if covered.intersects(seen):
                painter.drawPath(path)
        pen.setColor(QColor(look.muted))
        pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for covered, path in load_world().borders:
            if covered.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).intersects(seen):
                painter.drawPath(path)
        painter.end()

    def _disc(self, place: Cluster) -> QRectF:
        middle = self._onto_widget(spot(place.latitude, place.longitude))
        radius = UNIT * (2.5 + 1.3 * log10(place.photos))
        return QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)

    def _paint_disc(self, painter: QPainter, number: int) -> None:
        look, disc = colours(), self._disc(self._places[number])
        if not disc.intersects(QRectF(self.rect())):
            return
        is_current = number == self._current
        painter.setPen(QPen(QColor(look.text if is_current else look.on_accent), 2 if is_current else 1))
        painter.setBrush(QColor(look.accent))
        painter.drawEllipse(disc)
        painter.setPen(QColor(look.on_accent))
        font = painter.font()
        font.setPixelSize(max(10, round(disc.height() / 3)))
        painter.setFont(font)
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, _short(self._places[number].photos))

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._ground = None
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As much of the world as there is room for."""
        super().resizeEvent(event)
        self._set_side(self._side)

    # Mouse and keys.

    def place_at(self, point: QPointF) -> int:
        """The number of the place whose disc is there, or -1."""
        return next((number for number, one in enumerate(self._places) if self._disc(one).contains(point)), -1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nearer or farther, a notch each."""
        self.zoom(_NOTCH ** (event.angleDelta().y() / 120), event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip, self._moved = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or point at a disc."""
        if self._grip is None:
            self._point_at(self.place_at(event.position()))
            return
        moved = event.position() - self._grip
        if self._moved or moved.manhattanLength() > UNIT:
            self._moved, self._grip = True, event.position()
            self._centre -= moved / self._side
            self._keep_inside()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked on."""
        gripped, self._grip = self._grip is not None, None
        number = self.place_at(event.position())
        if gripped and not self._moved and number >= 0:
            self.chosen.emit(self._places[number])

    def _point_at(self, number: int) -> None:
        self.setCursor(Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor)
        if number != self._current:
            self._current = number
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move it, plus and minus go nearer and farther, Tab goes through the places, Enter chooses one."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            across, down = _STEPS[key]
            self._centre += QPointF(across, down) * 0.15 * self.width() / self._side
            self._keep_inside()
        elif key in _NEARER:
            self.zoom(_NEARER[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and self._current >= 0:
            self.chosen.emit(self._places[self._current])
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the places, the most photos first, then on."""
        number = self._current + (1 if forward else -1)
        if not 0 <= number < len(self._places):
            return super().focusNextPrevChild(forward)
        self._point_at(number)
        self._centre = spot(self._places[number].latitude, self._places[number].longitude)
        self._keep_inside()
        return True

    def event(self, event: QEvent) -> bool:
        """Say how many photos a disc stands for."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tell(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def _tell(self, point: QPoint, on_screen: QPoint) -> None:
        number = self.place_at(QPointF(point))
        if number < 0:
            QToolTip.hideText()
            return
        said = translated("{}: click to show them").format(words.photos(self._places[number].photos))
        QToolTip.showText(on_screen, said, self)


def _short(number: int) -> str:
    """At most four characters."""
    for least, sign in ((1_000_000, "M"), (10_000, "k")):
        if number >= least:
            return f"{number // (1000 if sign == 'k' else least)}{sign}"
    return str(number)
