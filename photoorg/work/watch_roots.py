"""Which of the library's folders are watched by themselves, and when something else takes the place of one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from photoorg import volumes
from photoorg.paths import is_inside


def outermost(roots: Sequence[str]) -> list[str]:
    """Without those that lie in others, which are watched with them."""
    return [root for root in dict.fromkeys(roots) if not any(is_inside(root, top) for top in roots if top != root)]


def ground(root: str) -> tuple[object, ...]:
    """What is at a path and what is mounted below it: another value when another folder or drive takes its place.

    A network drive is not asked: it may never answer.
    """
    inside = tuple((mount.point, mount.source, mount.root) for mount in volumes.mounts_below(root))
    if volumes.slow_kind(Path(root)):
        return inside
    try:
        stat = os.stat(root)  # noqa: PTH116 - cheap, and every few seconds
    except OSError:
        return (None, *inside)
    return (stat.st_dev, stat.st_ino, stat.st_mode, *inside)  # with another mode it may be open, or closed
