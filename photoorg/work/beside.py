"""The sidecars that lie beside a photo, without a library."""

from __future__ import annotations

import os
from pathlib import Path

from photoorg.library.sidecars import Sidecar, sidecars
from photoorg.media.formats import RAW_SUFFIXES, suffixes
from photoorg.said import SIDECAR


def sidecars_of(path: Path) -> tuple[Path, ...]:
    """Those that belong to the photo at a path, first the one that counts; none where its folder cannot be listed."""
    try:
        names = os.listdir(path.parent)  # noqa: PTH208 - names are all that is needed
    except OSError:
        return ()
    near = [name for name in names if name.casefold().startswith(path.stem.casefold())]
    known = suffixes()
    pictures = {path.name, *(name for name in near if Path(name).suffix.lower() in known)}
    found = [Sidecar(name, 0, 0) for name in near if name.lower().endswith(SIDECAR)]
    return tuple(path.with_name(one.name) for one in sidecars(pictures, found, RAW_SUFFIXES).get(path.name, ()))
