"""Files of arrays that are kept only to save time: whole or not there, and thrown away when anything about them is odd.

They need not be on the disk at once: of what a power cut leaves, the checksums of a .npz file tell.
"""

from __future__ import annotations

import tokenize
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import NDArray

from photoorg.durable import partial_of

T = TypeVar("T")

_ODD = (
    OSError, EOFError, ValueError, TypeError, LookupError, RuntimeError, SyntaxError, MemoryError, zipfile.BadZipFile,
    zlib.error, tokenize.TokenError,
)  # fmt: skip
"""What reading a file raises that was cut short or of which bits have changed, wherever they lie."""


def read(path: Path, use: Callable[[NpzFile], T | None], *, mine: bool = True) -> T | None:
    """What `use` makes of the arrays of a file; None where there is none.

    `use` raises ValueError for what does not fit. A file that is broken or does not fit is deleted where it is `mine`.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return use(arrays)
    except FileNotFoundError:
        return None
    except _ODD:
        if mine:
            with suppress(OSError):
                path.unlink()
        return None


def write(path: Path, arrays: Mapping[str, NDArray[Any]]) -> bool:
    """Write arrays under their names, whole or not at all; whether it could be done."""
    partial = partial_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        partial.replace(path)
    except OSError:
        with suppress(OSError):
            partial.unlink()
        return False
    return True
