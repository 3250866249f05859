"""How a photo looks in the grid. Nothing is decoded or fetched here: what is not there yet is a calm grey shape."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photoorg.gui.grid_model import GridModel
from photoorg.gui.icons import picture
from photoorg.gui.marks import REJECTED, marks_of, paint_marks
from photoorg.gui.style import UNIT, Colours, colours
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.library.browse import Card

PADDING = 2 * UNIT
"""Around the picture, inside a cell."""

_RADIUS = 6
_BADGE = 5 * UNIT
_FAINT = 0.45
_SELECTED = QStyle.StateFlag.State_Selected
_HOVERED = QStyle.StateFlag.State_MouseOver
_FOCUSED = QStyle.StateFlag.State_HasFocus


class GridDelegate(QStyledItemDelegate):
    """Paints cells of `side` pixels square for the picture, and the name below it where wanted."""

    def __init__(self, model: GridModel, thumbs: ThumbLoader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._thumbs = thumbs
        self.side = 160
        self.names = False

    def cell(self, metrics: QFontMetrics) -> QSize:
        """The least size of a cell."""
        name = metrics.height() + UNIT if self.names else 0
        return QSize(self.side + 2 * PADDING, self.side + 2 * PADDING + name)

    def photo_rect(self, rect: QRect, card: Card) -> QRect:
        """Where a photo lies in its cell."""
        return _fitted(self._box(rect), QSize(card.width, card.height))

    def _box(self, rect: QRect) -> QRect:
        return QRect(rect.x() + (rect.width() - self.side) // 2, rect.y() + PADDING, self.side, self.side)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one photo."""
        card = self._model.card(index.row() * self._model.columns + index.column())
        if card is None:
            return
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        look = colours()
        box = self._box(rect)
        if state & (_SELECTED | _HOVERED | _FOCUSED):
            self._paint_state(painter, rect, state, look)
        position = index.row() * self._model.columns + index.column()
        weak = self._model.results.is_weak(position)
        self._paint_photo(painter, box, card, look, faint=weak and not state & (_SELECTED | _HOVERED))
        if weak and position == self._model.results.weak > 0:
            painter.fillRect(QRect(rect.x(), box.y(), 2, box.height()), QColor(look.accent))
        paint_marks(painter, _fitted(box, QSize(card.width, card.height)), marks_of(card), look)
        if sign := _sign(card):
            _paint_badge(painter, _fitted(box, QSize(card.width, card.height)), look, sign)
        if self.names:
            self._paint_name(painter, box, card, look, selected=bool(state & _SELECTED))

    def _paint_state(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, look: Colours) -> None:
        frame = rect.adjusted(2, 2, -2, -2)
        selected = bool(state & _SELECTED)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(look.selected if selected else look.hover if state & _HOVERED else "transparent"))
        edge = look.accent if selected else look.muted if state & _FOCUSED else ""
        painter.setPen(QPen(QColor(edge), 2 if selected else 1) if edge else QPen(Qt.PenStyle.NoPen))
        painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
        if selected and state & _FOCUSED:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(look.text), 1))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), _RADIUS + 1, _RADIUS + 1)

    def _paint_photo(self, painter: QPainter, box: QRect, card: Card, look: Colours, *, faint: bool) -> None:
        ratio = painter.device().devicePixelRatio()
        side = round(self.side * ratio)
        pixmap = self._thumbs.get(card, side, ratio)
        if pixmap is None:
            self._paint_placeholder(painter, box, card, look)
            return
        if card.offline or not card.path or faint or card.rating == REJECTED:
            painter.setOpacity(_FAINT)
        if max(pixmap.width(), pixmap.height()) == side:
            # The pixels of the screen, one for one.
            width, height = pixmap.width() / ratio, pixmap.height() / ratio
            corner = QPoint(box.x() + round((box.width() - width) / 2), box.y() + round((box.height() - height) / 2))
            pixmap.setDevicePixelRatio(ratio)
            painter.drawPixmap(corner, pixmap)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(_fitted(box, _size(pixmap, card)), pixmap)
        painter.setOpacity(1)

    def _paint_placeholder(self, painter: QPainter, box: QRect, card: Card, look: Colours) -> None:
        shape = _fitted(box, QSize(card.width, card.height))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.placeholder))
        painter.drawRoundedRect(shape, 4, 4)
        if self._thumbs.is_hopeless(card.identity):
            ratio = painter.device().devicePixelRatio()
            sign = picture("warning", _BADGE, look.muted, ratio)
            painter.drawPixmap(shape.center() - QPoint(_BADGE // 2, _BADGE // 2), sign)

    def _paint_name(self, painter: QPainter, box: QRect, card: Card, look: Colours, *, selected: bool) -> None:
        line = QRect(box.x(), box.bottom() + UNIT, box.width(), painter.fontMetrics().height() + 2)
        painter.setPen(QColor(look.text if selected else look.muted))
        name = painter.fontMetrics().elidedText(card.name, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, name)


def _sign(card: Card) -> str:
    """What a photo's badge shows, if it has one."""
    return "offline" if card.offline else "warning" if card.damaged else ""


def _paint_badge(painter: QPainter, box: QRect, look: Colours, name: str) -> None:
    spot = QRect(box.right() - _BADGE - UNIT, box.top() + UNIT, _BADGE, _BADGE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.window))
    painter.drawEllipse(spot)
    inset = UNIT // 2 if name == "offline" else UNIT
    colour = look.danger if name == "warning" else look.text
    sign = picture(name, _BADGE - 2 * inset, colour, painter.device().devicePixelRatio())
    painter.drawPixmap(spot.topLeft() + QPoint(inset, inset), sign)


def _size(pixmap: QPixmap, card: Card) -> QSize:
    return QSize(card.width, card.height) if card.width and card.height else pixmap.size()


def _fitted(box: QRect, size: QSize) -> QRect:
    fit = size.scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio) if not size.isEmpty() else box.size()
    # A photo smaller than the box keeps its size.
    if not size.isEmpty() and size.width() < fit.width():
        fit = size
    return QRect(box.x() + (box.width() - fit.width()) // 2, box.y() + (box.height() - fit.height()) // 2,
                 fit.width(), fit.height())  # fmt: skip
