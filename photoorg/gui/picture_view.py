"""One photo, as large as fits, or pixel for pixel and dragged about."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from photoorg.gui.overlay import Overlay
from photoorg.gui.style import UNIT, colours

_BORDER = 4 * UNIT
_ENLARGED = 2  # times, at most: small photos fill more of the window and are not yet coarse


class PictureView(QWidget):
    """Paints a pixmap. The preview is shown stretched until the picture comes."""

    turned = Signal(int)  # photos onward, by the wheel
    zoom_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap: QPixmap | None = None
        self._fitted: QPixmap | None = None
        self._size = QSize()
        self._sentence = ""
        self._close_up = False
        self._shift = QPointF()
        self._grip: QPoint | None = None
        self._wheel = 0
        self.overlay = Overlay(self)
        self.overlay.changed.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(60 * UNIT, 40 * UNIT)

    def show_picture(self, pixmap: QPixmap | None, size: QSize, sentence: str = "") -> None:
        """Show a picture or preview of a photo that has `size` pixels, with a sentence where it cannot be shown."""
        self._pixmap, self._size, self._sentence, self._fitted = pixmap, size, sentence, None
        self.update()

    @property
    def close_up(self) -> bool:
        """Whether it is shown pixel for pixel."""
        return self._close_up

    def set_close_up(self, close_up: bool) -> None:
        """Pixel for pixel, or all of it."""
        self._close_up = close_up
        self._shift = QPointF()
        self.setCursor(Qt.CursorShape.OpenHandCursor if close_up else Qt.CursorShape.ArrowCursor)
        self.update()

    def _target(self) -> QRectF:
        """Where the photo goes, in device-independent pixels."""
        ratio = self.devicePixelRatioF()
        natural = QSizeF(self._size) / ratio
        room = QSizeF(self.size()).shrunkBy(QMarginsF(_BORDER, _BORDER, _BORDER, _BORDER))
        shown = natural
        if not self._close_up:
            largest = room.boundedTo(natural * _ENLARGED)
            shown = natural.scaled(largest, Qt.AspectRatioMode.KeepAspectRatio)
        centre = QRectF(self.rect()).center() + (self._shift if self._close_up else QPointF())
        return QRectF(round(centre.x() - shown.width() / 2), round(centre.y() - shown.height() / 2),
                      round(shown.width()), round(shown.height()))  # fmt: skip

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the photo, or say why there is none."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours().canvas))
        if self._pixmap is not None and not self._pixmap.isNull():
            self._paint_photo(painter, self._pixmap)
        if self._sentence:
            self._paint_sentence(painter)

    def _paint_sentence(self, painter: QPainter) -> None:
        """At the foot, over the preview where there is one."""
        area = self.rect().adjusted(_BORDER, _BORDER, -_BORDER, -_BORDER)
        how = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
        words = painter.boundingRect(area, how, self._sentence)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours().line))
        painter.setBrush(QColor(colours().raised))
        painter.drawRoundedRect(words.adjusted(-_BORDER, -2 * UNIT, _BORDER, 2 * UNIT).translated(0, -2 * UNIT), 6, 6)
        painter.setPen(QColor(colours().text))
        painter.drawText(words.translated(0, -2 * UNIT), how, self._sentence)

    def _paint_photo(self, painter: QPainter, pixmap: QPixmap) -> None:
        target = self._target()
        if self._close_up:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
        else:
            painter.drawPixmap(target.topLeft(), self._scaled(pixmap, target))
        self.overlay.paint(painter, target, target.intersected(QRectF(self.rect())))

    def _scaled(self, pixmap: QPixmap, target: QRectF) -> QPixmap:
        ratio = self.devicePixelRatioF()
        wanted = (target.size() * ratio).toSize()
        if self._fitted is None or self._fitted.size() != wanted:
            self._fitted = pixmap.scaled(
                wanted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._fitted.setDevicePixelRatio(ratio)
        return self._fitted

    # Mouse.

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Nearer, or back."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.zoom_wanted.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if self._close_up and event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the photo, not farther than its edges."""
        if self._grip is None:
            return
        spot = event.position().toPoint()
        self._shift += QPointF(spot - self._grip)
        self._grip = spot
        room = (QSizeF(self._size) / self.devicePixelRatioF() - QSizeF(self.size())) / 2
        across, down = max(0.0, room.width()), max(0.0, room.height())
        self._shift = QPointF(min(max(self._shift.x(), -across), across), min(max(self._shift.y(), -down), down))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        """Let go."""
        self._grip = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel goes through the photos, a notch each."""
        self._wheel += event.angleDelta().y()
        notches = int(self._wheel / 120)
        self._wheel -= 120 * notches
        if notches:
            self.turned.emit(-notches)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again."""
        super().resizeEvent(event)
        self._fitted = None
