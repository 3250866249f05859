"""Photos for the viewer, decoded off the window's thread; the next and the one before are made ready."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage, QPixmap

from photoorg.app import App
from photoorg.gui.images import to_qimage
from photoorg.gui.stack import Stack

_KEPT = 4
ALL_PIXELS = 1 << 20


@dataclass(frozen=True, slots=True)
class _Key:
    path: str
    side: int


class PictureLoader(QObject):
    """Keeps the last few pictures. `loaded` and `failed` tell the path that they are about."""

    loaded = Signal(str, int, QPixmap)
    failed = Signal(str, object)

    def __init__(self, app: App, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._kept: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._stack = Stack(self._load, threads=2, room=3, parent=self)
        self._stack.done.connect(self._take)

    def get(self, path: str, side: int) -> QPixmap | None:
        """The picture with its long side at most `side` pixels, if it is ready; else it is fetched next."""
        key = _Key(path, side)
        pixmap = self._kept.get(key)
        if pixmap is None:
            self._stack.ask(key)
        else:
            self._kept.move_to_end(key)
        return pixmap

    def close(self) -> None:
        """Wait for the threads."""
        self._stack.close()

    def _load(self, key: _Key) -> QImage:
        from photoorg.media.helper import full_picture  # noqa: PLC0415 - the decoders are slow to import

        return to_qimage(full_picture(Path(key.path), key.side, limits=self._app.limits))

    @Slot(object, object)
    def _take(self, key: _Key, result: object) -> None:
        if not isinstance(result, QImage):
            self.failed.emit(key.path, result)
            return
        pixmap = QPixmap.fromImage(result)
        if key.side < ALL_PIXELS:
            self._kept[key] = pixmap
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self.loaded.emit(key.path, key.side, pixmap)
