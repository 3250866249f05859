"""The thumbnail cache: a folder of JPEG files by identity, which may be thrown away at any time, also while in use."""

from __future__ import annotations

import io
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from photoorg.outcomes import PhotoorgError

_QUALITY = 80
_SUFFIX = ".jpg"
_TRIES = 20  # the folder may be cleared between any two steps


class ThumbnailCache:
    """Thumbnails below `folder`, their longest side `size` pixels. Safe in threads and between processes."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        self.size = size

    def path(self, identity: bytes) -> Path:
        """Where the thumbnail of `identity` lies, or would: spread over 256 subfolders."""
        name = identity.hex()
        return self.folder / name[:2] / f"{name}{_SUFFIX}"

    def has(self, identity: bytes) -> bool:
        """Whether there is one."""
        return self.path(identity).is_file()

    def save(self, identity: bytes, picture: Image.Image) -> None:
        """Keep a thumbnail of `picture` (RGB), never larger than it. Raises PhotoorgError if it cannot be written.

        Whole or not at all, by replacing; not flushed to the disk, for a cache that a power cut damages is made anew.
        """
        target = self.path(identity)
        partial = target.with_name(f".{target.stem}.{os.getpid()}.{threading.get_ident()}")
        data = self._encode(picture)
        for left in reversed(range(_TRIES)):
            try:
                partial.write_bytes(data)
                partial.replace(target)
            except OSError as error:
                _remove(partial)
                if not left or not isinstance(error, FileNotFoundError) or not _make(target.parent):
                    why = error.strerror or error
                    raise PhotoorgError(f"Cannot write thumbnails to {self.folder}: {why}.") from error
            else:
                return

    def _encode(self, picture: Image.Image) -> bytes:
        longest = max(picture.size)
        if longest > self.size:
            width, height = (max(1, round(side * self.size / longest)) for side in picture.size)
            picture = picture.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=_QUALITY)
        return out.getvalue()

    def load(self, identity: bytes) -> bytes | None:
        """The JPEG file's bytes; None where there is none, or none that can be read."""
        try:
            return self.path(identity).read_bytes() or None
        except OSError:
            return None

    def discard(self, identity: bytes) -> None:
        """Forget one thumbnail, if there is one."""
        _remove(self.path(identity))

    def clear(self) -> None:
        """Forget all. Files that cannot be removed stay: they do no harm."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def usage(self) -> tuple[int, int]:
        """(thumbnails, bytes on disk)."""
        sizes = [size for subfolder in _entries(self.folder) for size in _sizes(subfolder)]
        return len(sizes), sum(sizes)


def _sizes(subfolder: os.DirEntry[str]) -> Iterator[int]:
    for entry in _entries(Path(subfolder.path)):
        if entry.name.endswith(_SUFFIX):
            try:
                yield entry.stat().st_size
            except OSError:  # gone meanwhile
                continue


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _make(folder: Path) -> bool:
    """Make a folder; False if it cannot be. One that comes or goes meanwhile counts as made: the caller tries again."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileNotFoundError, FileExistsError):
        return True
    except OSError:
        return False
    return True


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
