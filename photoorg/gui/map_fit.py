"""How near a map is: what is in sight at which size, and within which degrees photos are one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import log2

from PySide6.QtCore import QPointF, QRectF, QSize

from photoorg.gui.world import spot
from photoorg.library.located import Located

CELL = 64  # pixels within which photos are one place
NEAREST = 2.0**22  # pixels round the equator: about ten metres a pixel


def fitting(size: QSize) -> Callable[[Located], float]:
    """Tells the degrees within which photos are one place in a view of a size that shows all of them at once."""

    def cell(photos: Located) -> float:
        if not len(photos.ids):
            return cell_at(side_within(0, size))
        north, south = float(photos.latitude.max()), float(photos.latitude.min())
        west, east = float(photos.longitude.min()), float(photos.longitude.max())
        return cell_at(side_for(reach([(north, west), (south, east)]), size))

    return cell


def reach(corners: Iterable[tuple[float, float]]) -> QRectF:
    """How far places (degrees north and east) reach on the square of side 1."""
    points = [spot(*corner) for corner in corners]
    west, east = min(point.x() for point in points), max(point.x() for point in points)
    north, south = min(point.y() for point in points), max(point.y() for point in points)
    return QRectF(QPointF(west, north), QPointF(east, south))


def side_for(reached: QRectF, size: QSize) -> float:
    """The side in pixels with which all of that is in sight, with room round it."""
    room = 0.75 * min(size.width() / max(reached.width(), 1e-4), size.height() / max(reached.height(), 1e-4))
    return side_within(min(room, 2.0**15), size)


def side_within(side: float, size: QSize) -> float:
    """Farther away than all of the world there is nothing to see."""
    return min(max(side, float(size.width()), size.height() * 1.25), NEAREST)


def cell_at(side: float) -> float:
    """Degrees within which photos are one place: a power of two, so that few steps of zoom ask anew."""
    return 2.0 ** round(log2(360 * CELL / side))
