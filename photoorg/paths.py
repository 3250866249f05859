"""How paths lie in each other, by their text alone: no file is asked, so a path may be of a drive that is away."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator


def is_inside(path: str, top: str) -> bool:
    """Whether a path is `top`, or lies below it."""
    return path == top or path.startswith(top.rstrip(os.sep) + os.sep)


def lies_in(path: str, tops: Collection[str]) -> bool:
    """Whether a path is one of these folders, or lies below one. There may be many folders: see `nearest`."""
    return bool(tops) and nearest(path, tops) is not None


def nearest(path: str, tops: Collection[str]) -> str | None:
    """The one of some folders that a path is, or that lies nearest above it. Goes up the path: there may be many."""
    folders = tops if isinstance(tops, set | frozenset) else frozenset(tops)
    return next((one for one in (path, *above(path)) if one in folders), None)


def above(path: str) -> Iterator[str]:
    """The folders above a path, the nearest first."""
    while (parent := os.path.dirname(path)) != path:  # noqa: PTH120 - there may be thousands of paths
        yield parent
        path = parent
