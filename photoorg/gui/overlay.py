"""What lies over a photo: boxes of what was found, and the heat of where a tag comes from."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPainter

from photoorg.gui.box_paint import paint_boxes
from photoorg.gui.findings import Box


class Overlay(QObject):
    """Painted over a photo, in its coordinates, so that it follows zoom and size. `changed` asks for a paint."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Box, ...] = ()
        self._chosen: tuple[Box, ...] = ()
        self._shows_all = False
        self._heat: QImage | None = None

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes that are painted."""
        extra = tuple(box for box in self._chosen if box not in self._all) if self._shows_all else self._chosen
        return (*self._all, *extra) if self._shows_all else extra

    @property
    def chosen(self) -> tuple[Box, ...]:
        """Those of them that stand out."""
        return self._chosen

    @property
    def heat(self) -> QImage | None:
        """The heat that is painted, stretched over all of the photo."""
        return self._heat

    def set_all(self, boxes: tuple[Box, ...]) -> None:
        """What was found in the photo."""
        self._all = boxes
        self.changed.emit()

    def show_all(self, shown: bool) -> None:
        """With all that was found, or only what is pointed at."""
        self._shows_all = shown
        self.changed.emit()

    def point_at(self, boxes: tuple[Box, ...]) -> None:
        """Let boxes stand out; none for nothing."""
        if boxes != self._chosen:
            self._chosen = boxes
            self.changed.emit()

    def show_heat(self, heat: QImage | None) -> None:
        """Lay heat over the photo; None for none."""
        if heat is not self._heat:
            self._heat = heat
            self.changed.emit()

    def paint(self, painter: QPainter, target: QRectF, area: QRectF) -> None:
        """Paint over a photo at `target`, of which `area` can be seen."""
        painter.save()
        if self._heat is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, self._heat)
        boxes = self.boxes
        if boxes:
            pointed = frozenset(number for number, box in enumerate(boxes) if box in self._chosen)
            paint_boxes(painter, boxes, target, area, pointed)
        painter.restore()
