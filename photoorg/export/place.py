"""The folder of an export: what lies in it and whose it is, and files that come into it whole or not at all.

Nothing here follows a link out of the folder, and nothing takes the place of a file that the export has not made.
"""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from photoorg import durable
from photoorg.library.exports import Made
from photoorg.outcomes import PhotoorgError

_MOST_DIGESTS = 100_000
_DIGESTS: dict[str, tuple[tuple[int, int, int], bytes]] = {}
"""Of files of earlier exports, by their paths: the window asks again and again what an export would do."""
PARTIAL = ".photoorg-partial"
"""The folder for what is not whole yet; it is gone when an export has ended."""
_BLOCK = 1 << 20
_REASONS = {
    errno.ENOSPC: "The disk of {folder} is full.",
    errno.EDQUOT: "No more may be stored in {folder}: your share of the disk is used up.",
    errno.EROFS: "{folder} can only be read: choose another folder.",
    errno.EACCES: "Nothing may be written to {folder}: permission was denied.",
    errno.EPERM: "Nothing may be written to {folder}: permission was denied.",
    errno.ENAMETOOLONG: "The path of {folder} is too long: choose another folder, or shorter names.",
    errno.ENOTDIR: "{folder} is no folder.",
    errno.EEXIST: "{folder} is no folder.",
    errno.ENOENT: "{folder} is not there any more: was its drive taken out?",
    errno.EIO: "The drive of {folder} does not answer any more.",
    errno.EFBIG: "The drive of {folder} takes no file that large.",
}
_OF_ONE_FILE = frozenset([errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP, errno.EFBIG, errno.EILSEQ, errno.EINVAL])
_NO_PATH = frozenset([2, 3, 206])
_LONG = 247  # characters that Windows takes for a folder's path, where nobody has allowed more
_IN_USE = frozenset([5, 32, 33])  # Windows: another program has the file open


def why(error: OSError, folder: Path) -> PhotoorgError:
    """What to say of an error with the folder of an export."""
    known = _REASONS.get(error.errno or 0)
    return PhotoorgError(
        known.format(folder=folder) if known else f"{folder} cannot be used: {error.strerror or error}."
    )


def make_folder(folder: Path) -> None:
    """Make the folder of an export with those above it. Raises PhotoorgError where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileNotFoundError as error:  # nothing was there that could have gone
        raise PhotoorgError(f"{folder} cannot be made: choose another folder.") from error
    except OSError as error:
        raise why(error, folder) from error


def is_of_one_file(error: OSError) -> bool:
    """Whether an error says nothing of the folder as a whole: the rest goes on."""
    return error.errno in _OF_ONE_FILE or getattr(error, "winerror", None) in _IN_USE or _is_too_long(error)


def _is_too_long(error: OSError) -> bool:
    """Whether Windows means a path that is too long: it says that there is no such path."""
    names: list[object] = [error.filename, error.filename2]
    return getattr(error, "winerror", None) in _NO_PATH and any(len(str(name)) >= _LONG for name in names)


class Folder:
    """One export's, while it runs. `known` are the files that it made before, by name. Use it as a context."""

    def __init__(self, path: Path, known: Mapping[str, Made]) -> None:
        self.path = path
        self.known = dict(known)
        self._partial = path / PARTIAL
        self._numbers = itertools.count()
        self._safe: set[Path] = set()
        self._lock = FileLock(self._partial / "lock")
        self._seen: dict[str, bool] = {}
        self.trusts_stamps = False  # where nothing is made, taken away or left because of it

    def __enter__(self) -> Folder:
        """Raises PhotoorgError where nothing can be put there, or another export is at it."""
        try:
            make_folder(self.path)
            if os.path.lexists(self._partial) and (self._partial.is_symlink() or not self._partial.is_dir()):
                raise PhotoorgError(f"{self._partial} is in the way: photoorg needs a folder of that name for a while.")
            self._partial.mkdir(exist_ok=True)
            self._lock.acquire(timeout=0)
            self._sweep()
        except Timeout as error:
            raise PhotoorgError(f"Another export into {self.path} is under way.") from error
        except OSError as error:
            raise why(error, self.path) from error
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(OSError):
            self._sweep()
        if os.name != "nt":  # while it is held: who had it open already sees that it is gone, and takes a new one
            self._unlock()
        self._lock.release()
        with suppress(OSError):
            if os.name == "nt":  # there, what is open cannot be removed, nor by us what another one has open
                self._unlock()
            self._partial.rmdir()

    def _unlock(self) -> None:
        with suppress(OSError):
            (self._partial / "lock").unlink(missing_ok=True)

    def _sweep(self) -> None:
        for path in self._partial.iterdir():
            if path.name.endswith(".part") and not path.is_dir():
                path.unlink()

    def partial(self) -> Path:
        """A name for a file that is not whole yet."""
        return self._partial / f"{next(self._numbers)}.part"

    def keep(self, data: bytes) -> Path:
        """Write what shall become a file. Raises OSError, and leaves nothing then. For any thread.

        It is not waited for until it is on the disk: what a power cut spoils has another digest than was noted.
        """
        path = self.partial()
        try:
            path.write_bytes(data)
        except OSError:
            with suppress(OSError):
                path.unlink(missing_ok=True)
            raise
        return path

    def place(self, name: str) -> Path:
        """Where a file of this name belongs."""
        return self.path.joinpath(*name.split("/"))

    def is_ours(self, name: str) -> bool:
        """Whether the file of this name is there and is the one that was made."""
        made = self.known.get(name)
        if made is None:
            return False
        place = self.place(name)
        try:
            info = place.lstat()
            if not self._is_inside(place.parent):
                return False
            if place.is_symlink() or info.st_size != made.size:
                return False
            digest = self._digest_of if self.trusts_stamps else digest_of
            return digest(place) == made.digest
        except OSError:
            return False

    @staticmethod
    def _digest_of(place: Path) -> bytes:
        """The digest of a file, remembered for as long as the file has the same size and time."""
        info = place.lstat()
        stamp = (info.st_size, info.st_mtime_ns, info.st_ino)
        known = _DIGESTS.get(str(place))
        if known is None or known[0] != stamp:
            while len(_DIGESTS) >= _MOST_DIGESTS:
                _DIGESTS.pop(next(iter(_DIGESTS)), None)
            known = _DIGESTS[str(place)] = (stamp, digest_of(place))
        return known[1]

    def was_ours(self, name: str) -> bool:
        """The same, looked at once: for planning."""
        if name not in self._seen:
            self._seen[name] = self.is_ours(name)
        return self._seen[name]

    def is_taken(self, name: str) -> bool:
        """Whether something else has this name; what was the export's is looked at once."""
        return os.path.lexists(f"{self.path}/{name}") and not self.was_ours(name)

    def clear(self, name: str) -> None:
        """Take away what the export made under a name and makes anew. Raises OSError."""
        if self.is_ours(name):
            self.place(name).unlink()

    def give(self, partial: Path, made: Made) -> None:
        """Give a file its name; nothing makes way for it. Raises OSError."""
        self.known[made.name] = made
        place = self.place(made.name)
        self._make(place.parent)
        if not durable.take(partial, place):
            raise FileExistsError(errno.EEXIST, "something else has this name", str(place))

    def remove(self, name: str) -> bool:
        """Remove a file that the export made, and folders that are empty then. Returns whether it was still as made."""
        if not self.is_ours(name):
            return False
        place = self.place(name)
        place.unlink()
        del self.known[name]
        for above in place.parents:
            if above == self.path:
                break
            with suppress(OSError):
                above.rmdir()
        return True

    def _is_inside(self, folder: Path) -> bool:
        """Whether no link leads out of the export's folder on the way to one below."""
        return folder == self.path or folder.resolve().is_relative_to(self.path.resolve())

    def _make(self, folder: Path) -> None:
        """Make a folder below. Raises OSError also where a link leads out."""
        if folder in self._safe:
            return
        folder.mkdir(parents=True, exist_ok=True)
        if not self._is_inside(folder):
            raise OSError(errno.ELOOP, "a link leads out of the folder", str(folder))
        self._safe.add(folder)


def digest_of(path: Path) -> bytes:
    """The SHA-256 of a file. Raises OSError."""
    found = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.digest()
