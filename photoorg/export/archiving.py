"""Zip files that are the same, byte for byte, of the same files: one time for all, no owners, in the order given."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from photoorg.outcomes import PhotoorgError

Time = tuple[int, int, int, int, int, int]
FIRST: Time = (1980, 1, 1, 0, 0, 0)  # that a zip file can say
_LAST: Time = (2107, 12, 31, 23, 59, 58)
_BLOCK = 1 << 20
_PACKED = {".csv", ".html", ".json", ".jsonl", ".sha256", ".txt"}
_MODE = 0o644 << 16


def zip_files(target: BinaryIO, folder: Path, names: Sequence[str], top: str, when: Time = FIRST) -> Iterator[str]:
    """Write `names` (below `folder`, with slashes) into a new zip file, below a folder `top` in it; dated `when`.

    Yields each name before it is packed. Pictures are packed as they are, for they do not get smaller. Raises
    PhotoorgError for a name that leads out of the folder, and OSError.
    """
    with zipfile.ZipFile(target, "w", allowZip64=True) as packed:
        for name in names:
            yield name
            _add(packed, folder, _inner(name), top, min(max(when, FIRST), _LAST))


def _inner(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts:
        raise PhotoorgError(f"{name} is no name for a file in a package.")
    return str(path)


def _add(packed: zipfile.ZipFile, folder: Path, name: str, top: str, when: Time) -> None:
    told = zipfile.ZipInfo(f"{top}/{name}" if top else name, when)
    told.create_system = 3  # the same on every system
    told.external_attr = _MODE
    told.compress_type = zipfile.ZIP_DEFLATED if Path(name).suffix.lower() in _PACKED else zipfile.ZIP_STORED
    source = folder / name
    told.file_size = source.stat().st_size
    with source.open("rb") as given, packed.open(told, "w") as taken:
        while block := given.read(_BLOCK):
            taken.write(block)
