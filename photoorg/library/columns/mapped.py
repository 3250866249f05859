"""Large arrays where they lie in their file: what is read of them is the system's to keep or to let go."""

from __future__ import annotations

import mmap
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_STEP = 1 << 20
_SIZES = 26  # where a member's own header tells how long its name and its extra field are
_HEADER = _SIZES + 4


def mapped(kept: Any, name: str) -> NDArray[Any]:
    """An array of an open npz file, not to be changed. It is read through once, for its checksum.

    Raises BadZipFile, ValueError or OSError where the file is damaged.
    """
    path = Path(kept.zip.filename)
    member = kept.zip.getinfo(f"{name}.npy")
    with kept.zip.open(member) as stream:
        version = np.lib.format.read_magic(stream)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, by_column, dtype = read(stream)
        header = stream.tell()
        while stream.read(_STEP):
            pass
    if member.compress_type != zipfile.ZIP_STORED or by_column or not all(shape):
        return kept[name]
    with path.open("rb") as file:
        file.seek(member.header_offset + _SIZES)
        start = member.header_offset + _HEADER + sum(struct.unpack("<HH", file.read(4))) + header
    return np.memmap(path, dtype, "r", start, shape)


def let_go(array: NDArray[Any]) -> None:
    """Hold nothing of a mapped array in the process, until it is read again; the system has it still, if it likes."""
    if isinstance(array.base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        array.base.madvise(mmap.MADV_DONTNEED)
