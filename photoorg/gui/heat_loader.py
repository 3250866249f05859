"""Maps of heat for the viewer, made off the window's thread for whoever asked last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from photoorg.app import App
from photoorg.gui.overlay import HeatImage
from photoorg.gui.stack import Stack
from photoorg.library.why import Why
from photoorg.outcomes import PhotoorgError

if TYPE_CHECKING:
    from photoorg.vision.maps import Heat

_SMOOTH = 24  # pixels painted for each cell of the map, so that no cells are to be seen
# Red, green, blue, alpha by heat: the cold is darkened, the warm glows and still shows the picture.
_HEATS = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
_RAMP = np.array(
    [(12, 12, 24, 150), (40, 20, 60, 120), (200, 60, 30, 90), (255, 140, 20, 100), (255, 215, 70, 120)], float
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A map to make: of the photo in a file, for what speaks for a tag on it."""

    path: str
    why: Why


class HeatLoader(QObject):
    """Makes one map at a time. `made` tells its wish and a HeatImage, or None where there is none; or `failed`."""

    made = Signal(object, object)
    failed = Signal(object, object)  # Wish, PhotoorgError
    broke = Signal(object)  # Exception: a defect of ours

    def __init__(self, app: App, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._wish: Wish | None = None
        self._stack = Stack(self._make, threads=1, room=1, parent=self)
        self._stack.done.connect(self._take)

    def ask(self, wish: Wish) -> None:
        """Make a map, in place of what was asked for before."""
        self._wish = wish
        self._stack.ask(wish)

    def drop(self) -> None:
        """Nobody waits any longer: what is not begun is not made, and what comes is not told."""
        self._wish = None
        self._stack.forget()

    def close(self) -> None:
        """Wait for the thread."""
        self.drop()
        self._stack.close()

    def _make(self, wish: Wish) -> HeatImage | None:
        from photoorg.work.why import heat_of  # noqa: PLC0415 - the decoders are slow to import

        heat = heat_of(Path(wish.path), wish.why, limits=self._app.limits)
        return None if heat is None else painted(heat)

    @Slot(object, object)
    def _take(self, wish: Wish, result: object) -> None:
        if wish != self._wish:
            return
        self._wish = None
        if isinstance(result, PhotoorgError):
            self.failed.emit(wish, result)
        elif isinstance(result, BaseException):
            self.broke.emit(result)
        else:
            self.made.emit(wish, result)


def painted(heat: Heat) -> HeatImage:
    """Heat as an image, smooth where the map has cells."""
    rows, columns = heat.grid.shape
    cells = Image.fromarray(np.asarray(heat.grid, np.float32))
    smooth = np.asarray(cells.resize((columns * _SMOOTH, rows * _SMOOTH), Image.Resampling.BICUBIC))
    return HeatImage(_coloured(np.clip(smooth, 0, 1)), heat.left, heat.top, heat.width, heat.height)


def _coloured(heat: NDArray[np.float32]) -> QImage:
    """float32 (rows, columns) from 0 to 1 in the colours of the ramp."""
    bands = [np.interp(heat, _HEATS, _RAMP[:, band]) for band in range(4)]
    pixels = np.ascontiguousarray(np.stack(bands, axis=-1).round().astype(np.uint8))
    rows, columns = heat.shape
    return QImage(pixels.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGBA8888).copy()
