"""Thumbnails for the grid: from the cache on disk, off the window's thread, into a bounded cache of pixmaps."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage, QPixmap

from photoorg.app import App
from photoorg.gui.images import read_scaled, rounded, to_qimage
from photoorg.gui.stack import Stack
from photoorg.library.browse import Card
from photoorg.media.limits import MediaError
from photoorg.outcomes import PhotoorgError

log = logging.getLogger(__name__)

CACHE_BYTES = 128 << 20
THREADS = 3
_ROOM = 400  # more than a screen of the smallest thumbnails
_RADIUS = 4.0


@dataclass(frozen=True, slots=True)
class _Key:
    """`side`: of the square that the thumbnail has to fit, in device pixels. `radius`: of its corners, in those too."""

    identity: bytes
    path: str
    side: int
    radius: float


@dataclass(frozen=True, slots=True)
class Thumb:
    """A thumbnail made for a square of `side` device pixels."""

    pixmap: QPixmap
    side: int

    @property
    def cost(self) -> int:
        """Bytes of memory."""
        return 4 * self.pixmap.width() * self.pixmap.height()


class ThumbLoader(QObject):
    """Gives thumbnails that are there and fetches those that are not; `loaded` says that there are new ones."""

    loaded = Signal(bytes)

    def __init__(self, app: App, parent: QObject | None = None, *, cache_bytes: int = CACHE_BYTES) -> None:
        super().__init__(parent)
        self._app = app
        self._cache_bytes = cache_bytes
        self._thumbs: OrderedDict[bytes, Thumb] = OrderedDict()
        self._bytes = 0
        self._hopeless: set[bytes] = set()
        self._stack = Stack(self._load, threads=THREADS, room=_ROOM, parent=self)
        self._stack.done.connect(self._take)

    @property
    def cached_bytes(self) -> int:
        """Memory that the pixmaps take."""
        return self._bytes

    def get(self, card: Card, side: int, ratio: float) -> QPixmap | None:
        """The thumbnail for a square of `side` device pixels, perhaps of another size while that is fetched."""
        thumb = self._thumbs.get(card.identity)
        if thumb is None or thumb.side != side:
            if card.identity not in self._hopeless:
                self._stack.ask(_Key(card.identity, card.path, side, _RADIUS * ratio))
            return thumb.pixmap if thumb else None
        self._thumbs.move_to_end(card.identity)
        return thumb.pixmap

    def is_hopeless(self, identity: bytes) -> bool:
        """Whether the photo could not be read."""
        return identity in self._hopeless

    def retry(self) -> None:
        """Try again what could not be read: files may have come back."""
        self._hopeless.clear()

    def close(self) -> None:
        """Drop what waits and wait for the threads."""
        self._stack.close()

    def _load(self, key: _Key) -> QImage:
        """In a thread. Raises MediaError or PhotoorgError where there is nothing to show."""
        image = read_scaled(self._app.thumbnails.path(key.identity), key.side)
        if image is None:
            image = self._make_again(key)
        return rounded(image, key.radius)

    def _make_again(self, key: _Key) -> QImage:
        """The cache may be thrown away at any time: the photo itself is read instead, and cached."""
        # Decoders take a tenth of a second to import, and are rarely needed.
        from photoorg.media.helper import read_photo  # noqa: PLC0415

        if not key.path:
            raise MediaError("The photo's file is missing.")
        picture = read_photo(Path(key.path), limits=self._app.limits, side=self._app.thumbnails.size).picture
        self._app.thumbnails.save(key.identity, picture)
        picture.thumbnail((key.side, key.side))
        return to_qimage(picture)

    @Slot(object, object)
    def _take(self, key: _Key, result: object) -> None:
        if isinstance(result, QImage):
            self._keep(key, Thumb(QPixmap.fromImage(result), key.side))
        else:
            self._hopeless.add(key.identity)
            if not isinstance(result, PhotoorgError):
                log.error("The thumbnail of %s could not be made: %r", key.path, result)
        self.loaded.emit(key.identity)

    def _keep(self, key: _Key, thumb: Thumb) -> None:
        before = self._thumbs.pop(key.identity, None)
        self._thumbs[key.identity] = thumb
        self._bytes += thumb.cost - (before.cost if before else 0)
        while self._bytes > self._cache_bytes and len(self._thumbs) > 1:
            _, dropped = self._thumbs.popitem(last=False)
            self._bytes -= dropped.cost
