"""Photos that look alike, all in sight at once: one answer is for all of them but those that are left out."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from photoorg.gui.style import GAP, MARGIN, UNIT, Colours, colours
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.library.browse import Card

_SHAPE = 4 / 3
_LARGEST = 512  # thumbnails have no more pixels
_LEFT_OUT = 0.35


class AlikeGrid(QWidget):
    """Cells of one size, as large as fit. A click, or Space on the one with the frame, leaves a photo out."""

    toggled = Signal()

    def __init__(self, thumbs: ThumbLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbs = thumbs
        self._cards: list[Card] = []
        self._out: set[int] = set()
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(60 * UNIT, 40 * UNIT)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Photos that look alike"))
        thumbs.loaded.connect(self._take)

    def show_photos(self, cards: Sequence[Card]) -> None:
        """Show other photos, all of them meant."""
        self._cards, self._out, self._at = list(cards), set(), 0
        self.update()

    @property
    def meant(self) -> list[int]:
        """The photos that were not left out."""
        return [card.photo_id for card in self._cards if card.photo_id not in self._out]

    def step(self, step: int) -> None:
        """Go from photo to photo."""
        if self._cards:
            self._at = (self._at + step) % len(self._cards)
            self.update()

    def toggle(self, place: int | None = None) -> None:
        """Leave a photo out, or not: by itself the one with the frame. One at least is always meant."""
        place = self._at if place is None else place
        if not 0 <= place < len(self._cards):
            return
        photo_id = self._cards[place].photo_id
        if photo_id in self._out:
            self._out.discard(photo_id)
        elif len(self.meant) > 1:
            self._out.add(photo_id)
        self._at = place
        self.update()
        self.toggled.emit()

    def cells(self) -> list[QRect]:
        """Where each photo lies, as large as they can all be."""
        number = len(self._cards)
        best, across = QSize(), 1
        for columns in range(1, number + 1):
            room = QSize(self._room(self.width(), columns), self._room(self.height(), ceil(number / columns)))
            size = QSize(min(room.width(), int(room.height() * _SHAPE)), min(room.height(), int(room.width() / _SHAPE)))
            if size.width() > best.width():
                best, across = size, columns
        rows = ceil(number / across)
        left = (self.width() - across * best.width() - (across - 1) * GAP) // 2
        top = (self.height() - rows * best.height() - (rows - 1) * GAP) // 2
        spots = (divmod(place, across) for place in range(number))
        step = best + QSize(GAP, GAP)
        return [QRect(QPoint(left + at * step.width(), top + row * step.height()), best) for row, at in spots]

    def _room(self, side: int, cells: int) -> int:
        return (side - 2 * MARGIN - (cells - 1) * GAP) // cells

    def _take(self, identity: bytes) -> None:
        if any(card.identity == identity for card in self._cards):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the photos."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours().canvas))
        for place, (card, cell) in enumerate(zip(self._cards, self.cells(), strict=True)):
            ratio = self.devicePixelRatioF()
            thumb = self._thumbs.get(card, min(round(cell.width() * ratio), _LARGEST), ratio)
            self._paint_photo(painter, place, cell, thumb)

    def _paint_photo(self, painter: QPainter, place: int, cell: QRect, thumb: QPixmap | None) -> None:
        look, target = colours(), QRectF(cell)
        is_out = self._cards[place].photo_id in self._out
        if thumb is None or thumb.isNull():
            painter.fillRect(cell, QColor(look.placeholder))
        else:
            size = thumb.size().toSizeF().scaled(target.size(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRectF(target.center() - QPointF(size.width() / 2, size.height() / 2), size)
            painter.setOpacity(_LEFT_OUT if is_out else 1)
            painter.drawPixmap(target, thumb, QRectF(thumb.rect()))
            painter.setOpacity(1)
        if is_out:
            self._paint_badge(painter, target, look)
        if place == self._at and self.window().isActiveWindow():
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(target.adjusted(-3, -3, 3, 3), 6, 6)

    def _paint_badge(self, painter: QPainter, target: QRectF, look: Colours) -> None:
        text = self.tr("Left out")
        width = painter.fontMetrics().horizontalAdvance(text) + 4 * UNIT
        badge = QRectF(target.left() + GAP, target.top() + GAP, width, painter.fontMetrics().height() + UNIT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.text))
        painter.drawRoundedRect(badge, 4, 4)
        painter.setPen(QColor(look.window))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave a photo out, or not."""
        spot = event.position().toPoint()
        place = next((place for place, cell in enumerate(self.cells()) if cell.contains(spot)), None)
        if event.button() == Qt.MouseButton.LeftButton and place is not None and len(self._cards) > 1:
            self.toggle(place)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
