"""Photos for the viewer, decoded off the window's thread; the next and the one before are made ready."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
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


@dataclass(frozen=True, slots=True)
class _Recheck:
    """Read it again if the file is no longer the one of the stamp."""

    key: _Key
    stamp: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Picture:
    pixmap: QPixmap
    stamp: tuple[int, int]


class PictureLoader(QObject):
    """Keeps the last few pictures. `loaded` and `failed` tell the path that they are about."""

    loaded = Signal(str, int, QPixmap)
    failed = Signal(str, object)

    def __init__(self, app: App, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._kept: OrderedDict[_Key, _Picture] = OrderedDict()
        self._stack = Stack(self._load, threads=2, room=3, parent=self)
        self._stack.done.connect(self._take)

    def get(self, path: str, side: int) -> QPixmap | None:
        """The picture with its long side at most `side` pixels, if it is ready; else it is fetched next."""
        key = _Key(path, side)
        kept = self._kept.get(key)
        if kept is None:
            self._stack.ask(key)
            return None
        self._kept.move_to_end(key)
        return kept.pixmap

    def doubt(self, paths: Iterable[str]) -> None:
        """These files may have changed: `loaded` follows for those kept that have."""
        wanted = set(paths)
        for key, kept in self._kept.items():
            if key.path in wanted:
                self._stack.ask(_Recheck(key, kept.stamp))

    def close(self) -> None:
        """Wait for the threads."""
        self._stack.close()

    def _load(self, asked: _Key | _Recheck) -> tuple[QImage, tuple[int, int]] | None:
        key = asked.key if isinstance(asked, _Recheck) else asked
        stamp = _stamp(key.path)
        if isinstance(asked, _Recheck) and asked.stamp == stamp:
            return None
        from photoorg.media.helper import full_picture  # noqa: PLC0415 - the decoders are slow to import

        return to_qimage(full_picture(Path(key.path), key.side, limits=self._app.limits)), stamp

    @Slot(object, object)
    def _take(self, asked: _Key | _Recheck, result: object) -> None:
        if result is None:
            return
        key = asked.key if isinstance(asked, _Recheck) else asked
        if not isinstance(result, tuple):
            self._kept.pop(key, None)
            self.failed.emit(key.path, result)
            return
        image, stamp = result
        pixmap = QPixmap.fromImage(image)
        if key.side < ALL_PIXELS:
            self._kept[key] = _Picture(pixmap, stamp)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self.loaded.emit(key.path, key.side, pixmap)


def _stamp(path: str) -> tuple[int, int]:
    """When the file was written (ns), and its size; zeros where it is not there."""
    try:
        info = Path(path).stat()
    except OSError:
        return 0, 0
    return info.st_mtime_ns, info.st_size
