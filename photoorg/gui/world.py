"""The world as lines to paint, and where on it a place lies: Mercator's projection, as on most maps of the web."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import asinh, atan, degrees, pi, radians, sinh, tan

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from photoorg.settings import resources

NORTHMOST = 85.0
"""Degrees: beyond it the projection runs away."""

_PARTS = 100  # of a degree, in the file


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Lines on a square of side 1, west and north at 0. `land` is to be filled; both come with what they cover."""

    land: tuple[tuple[QRectF, QPainterPath], ...]
    borders: tuple[tuple[QRectF, QPainterPath], ...]


def spot(latitude: float, longitude: float) -> QPointF:
    """Where a place lies on the square."""
    kept = min(max(latitude, -NORTHMOST), NORTHMOST)
    return QPointF(longitude / 360 + 0.5, 0.5 - asinh(tan(radians(kept))) / (2 * pi))


def place(point: QPointF) -> tuple[float, float]:
    """Latitude and longitude of a point of the square."""
    return degrees(atan(sinh((0.5 - point.y()) * 2 * pi))), (point.x() - 0.5) * 360


@cache
def load_world() -> World:
    """The bundled coasts and borders, read once: see modelbuild/coastline.py."""
    lines = json.loads((resources() / "map" / "world.json").read_bytes())
    return World(
        tuple(path for line in lines["land"] for path in _land(_degrees(line))),
        tuple(_path(_degrees(line)) for line in lines["borders"]),
    )


def _degrees(line: list[int]) -> NDArray[np.float64]:
    """Longitudes and latitudes. Where a line leaves the map on one side it goes on beyond it, not back across."""
    points = np.array(line, np.float64).reshape(-1, 2).cumsum(axis=0) / _PARTS
    points[:, 0] = np.unwrap(points[:, 0], period=360)
    return points


def _land(ring: NDArray[np.float64]) -> Iterator[tuple[QRectF, QPainterPath]]:
    """A ring; once more on the other side of the map where it lies on both."""
    if abs(ring[-1, 0] - ring[0, 0]) > 180:  # all the way round the South Pole
        ring = np.vstack((ring, [[ring[-1, 0], -90], [ring[0, 0], -90]]))
    yield _path(ring, closed=True)
    for turn in (-360, 360):
        if (ring[:, 0] * turn).min() < -180 * 360:
            yield _path(np.add(ring, (turn, 0)), closed=True)


def _path(points: NDArray[np.float64], *, closed: bool = False) -> tuple[QRectF, QPainterPath]:
    north = np.radians(np.clip(points[:, 1], -NORTHMOST, NORTHMOST))
    across, down = points[:, 0] / 360 + 0.5, 0.5 - np.arcsinh(np.tan(north)) / (2 * pi)
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)]))
    if closed:
        path.closeSubpath()
    return path.boundingRect(), path
