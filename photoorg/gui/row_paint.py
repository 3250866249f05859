"""What the rows of the side panel have in common: their ground, a name on the left, a count on the right."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle

from photoorg.gui import words
from photoorg.gui.style import GAP, colours
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.library.browse import Card


def paint_ground(painter: QPainter, box: QRect, state: QStyle.StateFlag, fill: str | None) -> None:
    """`fill` where the query names the row, else a hint of the mouse; a line round it where the keys go."""
    look = colours()
    hovered, focused = state & QStyle.StateFlag.State_MouseOver, state & QStyle.StateFlag.State_HasFocus
    if fill or hovered or focused:
        painter.setPen(QColor(look.accent) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill or look.hover))
        painter.drawRoundedRect(box, 5, 5)


def paint_count(painter: QPainter, box: QRect, count: int) -> int:
    """Paint a count at the right end of `box`. Returns how much of its width that takes, with a gap."""
    text = words.number(count)
    painter.setPen(QColor(colours().muted))
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    return painter.fontMetrics().horizontalAdvance(text) + GAP


def paint_name(painter: QPainter, box: QRect, name: str, colour: str, elide: Qt.TextElideMode) -> None:
    """Paint a name at the left end of `box`, cut as `elide` says where it is too long."""
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(name, elide, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def paint_thumb(painter: QPainter, box: QRect, thumbs: ThumbLoader, card: Card | None) -> None:
    """Paint a photo's thumbnail in the middle of a square `box`, or what stands for it until it is there."""
    ratio = painter.device().devicePixelRatio()
    pixmap = thumbs.get(card, round(box.width() * ratio), ratio) if card else None
    if pixmap is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().placeholder))
        painter.drawRoundedRect(box, 4, 4)
        return
    size = pixmap.size() / ratio
    if max(size.width(), size.height()) > box.width():
        size = size.scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    corner = box.center() - QRect(0, 0, size.width(), size.height()).center()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(QRect(corner, size), pixmap)
