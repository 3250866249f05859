"""Reading a file that may be written meanwhile: what was read counts only if the file is still as it was."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from photoorg.media.limits import Limits
from photoorg.media.thumbs import ThumbnailCache
from photoorg.outcomes import Problem
from photoorg.vision.tasks import OpenTask
from photoorg.work.reading import Candidate, Known, Read, read
from photoorg.work.scan import storable

_TRIES = 3
WRITTEN = "This file was being written while it was read: it is read again when it has settled."


def read_steadily(
    candidate: Candidate,
    tasks: Sequence[OpenTask],
    thumbnails: ThumbnailCache,
    limits: Limits,
    known: Known,
) -> Read:
    """Read a file, again where it changed since it was seen; one that goes on changing is left for the next run."""
    for _ in range(_TRIES):
        result = read(candidate, tasks, thumbnails, limits, known)
        now = _size_and_time(candidate.path)
        if result.fatal or now is None or now == (candidate.file.size, candidate.file.mtime_ns):
            return result
        size, time_ns = now
        candidate = replace(candidate, file=replace(candidate.file, size=size, mtime_ns=time_ns))
    # As a file whose time nobody has seen: the next run finds it changed.
    unseen = replace(candidate, file=replace(candidate.file, mtime_ns=-1))
    return Read(unseen, problem=Problem(candidate.path, "read", WRITTEN))


def _size_and_time(path: str) -> tuple[int, int] | None:
    try:
        info = os.stat(path, follow_symlinks=False)  # noqa: PTH116
    except OSError:
        return None  # what came of reading it says why
    return info.st_size, storable(info.st_mtime_ns)
