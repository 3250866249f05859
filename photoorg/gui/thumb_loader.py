"""Thumbnails for the grid: from the cache on disk, off the window's thread, into a bounded cache of pixmaps."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage, QPixmap

from photoorg.app import App
from photoorg.gui.images import greyed, read_scaled, rounded, to_qimage
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
    """`side`: of the square that the thumbnail has to fit, in device pixels. `radius`: of its corners, in those too.

    `grey` is how what is not there now looks. `stamp` is of the file that is shown already, 0 for none.
    """

    identity: bytes
    path: str
    side: int
    radius: float
    grey: bool
    stamp: int


@dataclass(frozen=True, slots=True)
class _Made:
    """What a thread has made: no image where the file is still the one of the key's stamp."""

    image: QImage | None
    stamp: int


@dataclass(frozen=True, slots=True)
class Thumb:
    """A thumbnail made for a square of `side` device pixels, from the file that was written at `stamp` (ns)."""

    pixmap: QPixmap
    side: int
    grey: bool = False
    stamp: int = 0

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
        self._doubted: set[bytes] = set()
        self._stack = Stack(self._load, threads=THREADS, room=_ROOM, parent=self)
        self._stack.done.connect(self._take)

    @property
    def cached_bytes(self) -> int:
        """Memory that the pixmaps take."""
        return self._bytes

    def get(self, card: Card, side: int, ratio: float) -> QPixmap | None:
        """The thumbnail for a square of `side` device pixels, perhaps of another size while that is fetched."""
        thumb = self._thumbs.get(card.identity)
        if thumb is None or (thumb.side, thumb.grey) != (side, card.offline):
            self._ask(card, side, ratio, 0)
            return thumb.pixmap if thumb else None
        if card.identity in self._doubted:
            self._ask(card, side, ratio, thumb.stamp)
        self._thumbs.move_to_end(card.identity)
        return thumb.pixmap

    def _ask(self, card: Card, side: int, ratio: float, stamp: int) -> None:
        if card.identity not in self._hopeless:
            path = "" if card.offline else card.path
            self._stack.ask(_Key(card.identity, path, side, _RADIUS * ratio, card.offline, stamp))

    def doubt(self, identities: Iterable[bytes]) -> None:
        """These may look different now: each is looked at again when next shown, and is shown as it was meanwhile."""
        self._doubted.update(identity for identity in identities if identity in self._thumbs)

    def is_hopeless(self, identity: bytes) -> bool:
        """Whether the photo could not be read."""
        return identity in self._hopeless

    def retry(self) -> None:
        """Try again what could not be read: files may have come back."""
        self._hopeless.clear()

    def close(self) -> None:
        """Drop what waits and wait for the threads."""
        self._stack.close()

    def _load(self, key: _Key) -> _Made:
        """In a thread. Raises MediaError or PhotoorgError where there is nothing to show."""
        path = self._app.thumbnails.path(key.identity)
        stamp = _stamp(path)
        if stamp and stamp == key.stamp:
            return _Made(None, stamp)
        image = read_scaled(path, key.side)
        if image is None:
            image, stamp = self._make_again(key), _stamp(path)
        return _Made(rounded(greyed(image) if key.grey else image, key.radius), stamp)

    def _make_again(self, key: _Key) -> QImage:
        """The cache may be thrown away at any time: the photo itself is read instead, and cached."""
        # Decoders take a tenth of a second to import, and are rarely needed.
        from photoorg.media.helper import read_photo  # noqa: PLC0415

        if not key.path:
            raise MediaError("The photo's file is not there now.")
        picture = read_photo(Path(key.path), limits=self._app.limits, side=self._app.thumbnails.size).picture
        self._app.thumbnails.save(key.identity, picture)
        picture.thumbnail((key.side, key.side))
        return to_qimage(picture)

    @Slot(object, object)
    def _take(self, key: _Key, result: object) -> None:
        self._doubted.discard(key.identity)
        if isinstance(result, _Made):
            if result.image is None:
                return
            self._keep(key, Thumb(QPixmap.fromImage(result.image), key.side, key.grey, result.stamp))
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


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
