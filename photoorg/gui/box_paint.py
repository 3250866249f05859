"""Boxes on a picture, readable on any: a light line with a dark halo, and labels that keep clear of each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from photoorg.gui.findings import Box
from photoorg.gui.style import UNIT, colours

_HALO, _INK = QColor(0, 0, 0, 130), QColor(255, 255, 255)
_PLATE = QColor(20, 20, 20, 205)
_ROUND = 3.0
_NAMED_FACES = 4
_FAINT = 0.45
"""How much of a box is left while another tag's is pointed at."""


def paint_boxes(painter: QPainter, boxes: Sequence[Box], target: QRectF, area: QRectF, pointed: frozenset[int]) -> None:
    """Draw boxes over a picture at `target`, labels inside `area`; those at the places in `pointed` stand out."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    places = [on_picture(box, target) for box in boxes]
    order = sorted(range(len(boxes)), key=lambda number: number in pointed)  # what is pointed at lies on top
    for number in order:
        painter.setOpacity(_FAINT if pointed and number not in pointed else 1.0)
        _paint_box(painter, places[number], round_=boxes[number].is_face, strong=number in pointed)
    metrics = QFontMetricsF(painter.font())
    wordless = sum(box.is_face and not box.name for box in boxes) > _NAMED_FACES  # their round corners say it
    silent = {n for n, box in enumerate(boxes) if wordless and box.is_face and not box.name}
    named = [
        n for n in reversed(order)
        if places[n].intersects(area) and (not pointed or n in pointed) and n not in silent
    ]  # fmt: skip
    sizes = [QSizeF(metrics.horizontalAdvance(label_of(boxes[n])) + 3 * UNIT, metrics.height() + 2) for n in named]
    painter.setOpacity(1.0)
    for number, plate in zip(named, label_places([places[n] for n in named], sizes, area), strict=True):
        _paint_label(painter, plate, label_of(boxes[number]), strong=number in pointed)


def on_picture(box: Box, target: QRectF) -> QRectF:
    """Where a box lies on a picture that is painted at `target`."""
    one = box.region
    return QRectF(
        target.left() + one.left * target.width(),
        target.top() + one.top * target.height(),
        one.width * target.width(),
        one.height * target.height(),
    )


def label_of(box: Box) -> str:
    """What is written at a box."""
    return box.name or (box.region.label if box.is_face else box.tag)


def label_places(boxes: Sequence[QRectF], sizes: Sequence[QSizeF], area: QRectF) -> list[QRectF]:
    """A place in `area` for each box's label: at a corner of it, and clear of the labels before if that can be."""
    taken: list[QRectF] = []
    for box, size in zip(boxes, sizes, strict=True):
        places = [_inside(QRectF(corner, size), area) for corner in _corners(box, size)]
        taken.append(min(places, key=lambda place: sum(_shared(place, other) for other in taken)))
    return taken


def _corners(box: QRectF, size: QSizeF) -> Iterator[QPointF]:
    """The top left corners of a label, the best first: over the box, then inside it, then below."""
    left, right = box.left() - 1, box.right() + 1 - size.width()
    for top in (box.top() - size.height() - 2, box.top() + 3, box.bottom() + 2, box.bottom() - size.height() - 3):
        yield QPointF(left if top != box.top() + 3 else left + 4, top)
        yield QPointF(right, top)
    yield QPointF(box.center().x() - size.width() / 2, box.center().y() - size.height() / 2)


def _inside(place: QRectF, area: QRectF) -> QRectF:
    left = min(max(place.left(), area.left()), max(area.left(), area.right() - place.width()))
    top = min(max(place.top(), area.top()), max(area.top(), area.bottom() - place.height()))
    return QRectF(QPointF(left, top), place.size())


def _shared(one: QRectF, other: QRectF) -> float:
    both = one.intersected(other)
    return both.width() * both.height()


def _paint_box(painter: QPainter, place: QRectF, *, round_: bool, strong: bool) -> None:
    radius = min(place.width(), place.height()) / 4 if round_ else _ROUND
    width = 2.5 if strong else 1.75
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(_HALO, width + 3), QPen(QColor(colours().mark) if strong else _INK, width)):
        painter.setPen(pen)
        painter.drawRoundedRect(place, radius, radius)


def _paint_label(painter: QPainter, plate: QRectF, text: str, *, strong: bool) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().mark) if strong else _PLATE)
    painter.drawRoundedRect(plate, _ROUND, _ROUND)
    painter.setPen(QColor(20, 20, 20) if strong else _INK)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
