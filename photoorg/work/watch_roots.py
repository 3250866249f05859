"""The library's folders as they are now: there, on a drive that is not connected, or gone; and when that changes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from photoorg import volumes

How = Literal["watched", "polled", "unwatched", "offline", "lost"]


@dataclass(frozen=True, slots=True)
class FolderState:
    """How a folder of the library is looked after, and why not better.

    `watched`: what changes is told at once. `polled`: it is looked at now and then. `unwatched`: watching is switched
    off. `offline`: its drive is not connected. `lost`: its drive is there, and the folder is not.
    """

    path: str
    how: How
    why: str = ""


def is_network(root: str) -> str:
    """The kind of drive that a folder lies on, where it tells nothing of changes; else nothing. It is not asked."""
    mount = volumes.seen_through(Path(root))
    return mount.kind if mount is not None and mount.is_network else ""


def state_of(root: str, uid: str) -> FolderState | None:
    """Why a folder cannot be looked at now; None where it can. A network drive that is connected is not asked."""
    if volumes.volume_of(Path(root)).uid != uid:
        return FolderState(root, "offline", "Its drive is not connected.")
    if is_network(root):
        return None
    try:
        with os.scandir(root):
            return None
    except (FileNotFoundError, NotADirectoryError):
        return FolderState(root, "lost", "There is no such folder any more: it was moved, renamed or deleted.")
    except OSError as error:
        return FolderState(root, "offline", f"It cannot be looked at: {error.strerror or error}.")


def outermost(roots: Sequence[str]) -> list[str]:
    """Without those that lie in others, which are watched with them."""
    return [root for root in dict.fromkeys(roots) if not any(is_inside(root, top) for top in roots if top != root)]


def is_inside(path: str, top: str) -> bool:
    """Whether a path is `top`, or lies below it."""
    return path == top or path.startswith(top.rstrip(os.sep) + os.sep)


def ground(root: str, table: Sequence[volumes.Mount]) -> tuple[object, ...]:
    """What is at a path and what is mounted below it: another value when another folder or drive takes its place.

    A network drive is not asked: it may never answer.
    """
    inside = tuple((mount.point, mount.source, mount.root) for mount in table if is_inside(mount.point, root))
    if is_network(root):
        return inside
    try:
        stat = os.stat(root)  # noqa: PTH116 - cheap, and every few seconds
    except OSError:
        return (None, *inside)
    return (stat.st_dev, stat.st_ino, *inside)
