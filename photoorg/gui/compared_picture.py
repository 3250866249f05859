"""Pictures side by side that zoom and move together, to tell which of them is the best."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from photoorg.gui.style import GAP, UNIT, Colours, colours

_NEAREST = 16.0
_NOTCH = 1.25
_BORDER = 3


class Together(QObject):
    """What part of each picture is in sight: how many times as large as it fits, and the middle, as fractions."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.zoom = 1.0
        self.middle = QPointF(0.5, 0.5)

    def reset(self) -> None:
        """All of each picture."""
        self.zoom, self.middle = 1.0, QPointF(0.5, 0.5)
        self.changed.emit()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Nearer (above 1) or farther; what lies at a fraction of the picture stays where it is."""
        zoom = min(max(self.zoom * factor, 1.0), _NEAREST)
        fixed = self.middle if at is None else at
        self.middle = fixed + (self.middle - fixed) * self.zoom / zoom
        self.zoom = zoom
        self.move_by(QPointF())

    def move_by(self, fraction: QPointF) -> None:
        """Move by fractions of the picture, not farther than its edges."""
        room = 0.5 / self.zoom
        moved = self.middle + fraction
        self.middle = QPointF(min(max(moved.x(), room), 1 - room), min(max(moved.y(), room), 1 - room))
        self.changed.emit()


class ComparedPicture(QWidget):
    """One of the pictures. The wheel and dragging move all of them; a double click shows all or every pixel."""

    def __init__(self, together: Together, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._together = together
        self._pixmap: QPixmap | None = None
        self._sentence = ""
        self._grip: QPointF | None = None
        self.leaving = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(45 * UNIT, 40 * UNIT)
        together.changed.connect(self.update)

    def show_picture(self, pixmap: QPixmap | None, sentence: str = "") -> None:
        """Show a picture, or a sentence where there is none."""
        self._pixmap, self._sentence = pixmap, sentence
        self.update()

    def show_leaving(self, word: str) -> None:
        """Mark it with a word as one that is to go; nothing where it stays. The picture itself stays as clear."""
        self.leaving = word
        self.update()

    def _fitted(self) -> QSizeF:
        """The size of the whole picture where it fits."""
        if self._pixmap is None or self._pixmap.isNull():
            return QSizeF()
        return self._pixmap.size().toSizeF().scaled(self.size().toSizeF(), Qt.AspectRatioMode.KeepAspectRatio)

    def _target(self) -> QRectF:
        """Where the whole picture lies, most of it perhaps out of sight."""
        size = self._fitted() * self._together.zoom
        middle = self._together.middle
        corner = QRectF(self.rect()).center() - QPointF(middle.x() * size.width(), middle.y() * size.height())
        return QRectF(corner, size)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the part in sight."""
        look, painter = colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._pixmap is not None and not self._pixmap.isNull():
            painter.drawPixmap(self._target(), self._pixmap, QRectF(self._pixmap.rect()))
        elif not self._sentence:
            painter.fillRect(self.rect(), QColor(look.placeholder))
        if self._sentence:
            painter.setPen(QPen(QColor(look.muted)))
            painter.drawText(self.rect().adjusted(GAP, GAP, -GAP, -GAP), _CENTRED, self._sentence)
        if self.leaving:
            self._paint_leaving(painter, look)

    def _paint_leaving(self, painter: QPainter, look: Colours) -> None:
        """A border round what is in sight of the picture, and the word in its corner."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = QRectF(self.rect()) if self._fitted().isEmpty() else self._target() & QRectF(self.rect())
        frame = seen.adjusted(_BORDER / 2, _BORDER / 2, -_BORDER / 2, -_BORDER / 2)
        painter.setPen(QPen(QColor(look.danger), _BORDER))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(self.leaving) + 4 * UNIT
        badge = QRectF(frame.left(), frame.top(), width, painter.fontMetrics().height() + 2 * UNIT)
        painter.fillRect(badge, QColor(look.danger))
        painter.setPen(QColor(look.on_accent))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, self.leaving)

    # Mouse.

    def _fraction(self, spot: QPointF) -> QPointF:
        target = self._target()
        if target.isEmpty():
            return self._together.middle
        return QPointF((spot.x() - target.x()) / target.width(), (spot.y() - target.y()) / target.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nearer or farther, a notch each."""
        self._together.zoom_by(_NOTCH ** (event.angleDelta().y() / 120), self._fraction(event.position()))
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Pixel for pixel here, or all of it."""
        if self._together.zoom > 1 or self._pixmap is None or self._fitted().isEmpty():
            self._together.reset()
        else:
            at = self._fraction(event.position())
            self._together.zoom_by(self._pixmap.width() / self._fitted().width() / self.devicePixelRatioF(), at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if event.button() == Qt.MouseButton.LeftButton and self._together.zoom > 1:
            self._grip = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag all of them."""
        target = self._target()
        if self._grip is not None and not target.isEmpty():
            moved, self._grip = event.position() - self._grip, event.position()
            self._together.move_by(QPointF(-moved.x() / target.width(), -moved.y() / target.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        """Let go."""
        self._grip = None
        self.unsetCursor()

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()


_CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
