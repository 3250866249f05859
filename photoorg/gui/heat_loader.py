"""Maps of heat for the viewer, made off the window's thread for whoever asked last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from photoorg.app import App
from photoorg.gui.stack import Stack
from photoorg.library.why import Why
from photoorg.outcomes import PhotoorgError

if TYPE_CHECKING:
    from photoorg.vision.maps import Heat

_LONG_SIDE = 256  # pixels: what is smooth needs no more
# Red, green, blue, alpha by heat: the cold lies in the dark, the warm is lit and tinted.
_HEATS = np.array([0.0, 0.3, 0.6, 1.0])
_RAMP = np.array([(8, 8, 16, 170), (30, 14, 10, 135), (255, 120, 30, 55), (255, 190, 50, 80)], float)


@dataclass(frozen=True, slots=True)
class Wish:
    """A map to make: of the photo in a file, for what speaks for a tag on it."""

    path: str
    why: Why


class HeatLoader(QObject):
    """Makes one map at a time. `made` tells its wish and a QImage, or None where there is none; or `failed`."""

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

    def _make(self, wish: Wish) -> QImage | None:
        from photoorg.work.why import heat_of  # noqa: PLC0415 - the decoders are slow to import

        heat = heat_of(Path(wish.path), wish.why, limits=self._app.limits)
        return None if heat is None else painted(heat, wish.why.width, wish.why.height)

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


def painted(heat: Heat, width: int, height: int) -> QImage:
    """Heat as an image of a picture's shape: smooth where the map has cells, cold where it does not reach."""
    scale = _LONG_SIDE / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    cells = Image.fromarray((255 * np.clip(heat.grid, 0, 1)).astype(np.uint8))
    reach = max(1, round(heat.width * size[0])), max(1, round(heat.height * size[1]))
    whole = Image.new("L", size)
    whole.paste(cells.resize(reach, Image.Resampling.BICUBIC), (round(heat.left * size[0]), round(heat.top * size[1])))
    return _coloured(np.asarray(whole.filter(ImageFilter.GaussianBlur(_LONG_SIDE / 64)), np.float32) / 255)


def _coloured(heat: NDArray[np.float32]) -> QImage:
    """float32 (rows, columns) from 0 to 1 in the colours of the ramp."""
    bands = [np.interp(heat, _HEATS, _RAMP[:, band]) for band in range(4)]
    pixels = np.stack(bands, axis=-1).round().astype(np.uint8)
    rows, columns = heat.shape
    return QImage(pixels.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGBA8888).copy()
