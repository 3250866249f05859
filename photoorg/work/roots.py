"""Which of the library's folders a job looks at, what of each, and why it may not look at some."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoorg import volumes
from photoorg.library import catalog, drives, places
from photoorg.library.places import Root
from photoorg.library.store import Database, writing
from photoorg.outcomes import PhotoorgError, Problem
from photoorg.volumes import OFFLINE
from photoorg.work import scan
from photoorg.work.excluding import Skips
from photoorg.work.pipeline import Workshop
from photoorg.work.reconcile import lies_in
from photoorg.work.scan import Eyes
from photoorg.work.scope import Spot


@dataclass(frozen=True, slots=True)
class State:
    """How a root is; `why` is a sentence where it cannot be looked at.

    'there', 'lost' (its drive is there, it is not), 'offline' (its drive is not there), 'silent' (its drive does not
    answer), or 'closed' (it may not be looked into).
    """

    root: Root
    how: str
    why: str = ""


def add_roots(db: Database, folders: Iterable[Path], private: frozenset[str]) -> list[Root]:
    """Folders that a person named, kept as roots. Raises PhotoorgError when one cannot be looked at."""
    found = [_named(folder, private) for folder in folders]
    added: list[Root] = []
    for folder in dict.fromkeys(found):
        volume, path = drives.known_way(db, volumes.ways(folder))
        with writing(db):
            places.save_folder(db, volume, path, is_root=True)
        drives.set_answering(db, volume.uid, answers=True)
        added.append(Root(path, volume, online=True))
    return added


def add_mount(db: Database, mount: str, known: Sequence[Root]) -> Root | None:
    """A drive that is mounted in a folder of the library: a root by itself, so that it is known again anywhere.

    None where its folder is looked at already, as a bind mount may show it twice, or where there is no drive yet.
    """
    if mount in volumes.points_without_files():
        return None
    try:
        volume, path = drives.known_way(db, volumes.ways(Path(mount)))
    except OSError:
        return None
    if any(root.volume.uid == volume.uid and lies_in(path, {root.path}) for root in known):
        return None
    with writing(db):
        places.save_folder(db, volume, path, is_root=True)
    return Root(path, volume, online=True)


def state_of(root: Root) -> State:
    """How a root is now. Asks its drive only where that is connected."""
    away = not root.online and volumes.connected(root.volume.uid) is None
    if away or volumes.volume_of(Path(root.path)).uid != root.volume.uid:
        other = ": another one is in its place" if os.path.exists(root.path) else ""  # noqa: PTH110
        return State(root, "offline", f"The drive that {root.path} was on is not connected{other}.")
    if scan.is_linked(root.path):
        return State(root, "lost", f"{root.path} is a link now, or lies below one. Name the folder's new place.")
    try:
        with os.scandir(root.path):
            return State(root, "there")
    except OSError as error:
        return _refused(root, error)


def _refused(root: Root, error: OSError) -> State:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return State(root, "lost", f"There is no folder {root.path}. Was it moved or renamed?")
    why = error.strerror or str(error)
    if error.errno in OFFLINE:
        return State(root, "silent", f"The drive that {root.path} is on does not answer: {why}.")
    return State(root, "closed", f"Cannot look into {root.path}: {why}.")


def tell(db: Database, states: Iterable[State]) -> int:
    """Keep as problems what is wrong with roots, and which drives answer; returns how many have one."""
    problems = [Problem(state.root.path, "stat", state.why) for state in states if state.why]
    if problems:
        with writing(db):
            catalog.save_problems(db, problems)
    return len(problems)


def went(root: Root) -> State:
    """A root whose drive went away while it was looked at."""
    return State(root, "silent", f"The drive that {root.path} is on went away while it was looked at.")


def eyes_for(root: Root, every: Iterable[Root], workshop: Workshop, skips: Skips | None) -> Eyes:
    """What a look below a root takes in."""
    inside = os.path.join(root.path, "")  # noqa: PTH118 - with a slash at its end
    others = (other.path for other in every if other.online)
    points = (volume.mount for volume in volumes.volumes())
    return Eyes(
        root.path, workshop.suffixes, workshop.private,
        frozenset(path for path in others if path.startswith(inside)),
        frozenset(point for point in points if point.startswith(inside)), skips,
        volumes.has_inodes(Path(root.path)),
    )  # fmt: skip


def spots_by_root(spots: Iterable[Spot], roots: Sequence[Root]) -> dict[str, list[Spot]]:
    """Each spot with the root that it belongs to: the nearest above it, by path. Those of no root are left out.

    A deep spot above roots means all of these. What lies in another deep spot is looked at with it.
    """
    tops = {root.path for root in roots}
    mine: dict[str, dict[str, bool]] = {}
    for spot in spots:
        folder = os.path.normpath(spot.folder)
        if spot.deep:
            for top in tops:
                if top != folder and lies_in(top, {folder}):
                    mine.setdefault(top, {})[top] = True
        owner = nearest(folder, tops)
        if owner is not None:
            wanted = mine.setdefault(owner, {})
            wanted[folder] = wanted.get(folder, False) or spot.deep
    return {top: _without_inner(wanted) for top, wanted in mine.items()}


def nearest(path: str, tops: set[str]) -> str | None:
    """The one of some folders that a path is, or that lies nearest above it."""
    while path not in tops:
        above: str = os.path.dirname(path)  # noqa: PTH120 - no file is asked
        if above == path:
            return None
        path = above
    return path


def _without_inner(wanted: dict[str, bool]) -> list[Spot]:
    deep = {folder for folder, is_deep in wanted.items() if is_deep}
    return [
        Spot(folder, deep=is_deep)
        for folder, is_deep in sorted(wanted.items())
        if not lies_in(os.path.dirname(folder), deep - {folder}) and (is_deep or not lies_in(folder, deep))  # noqa: PTH120
    ]


def _named(folder: Path, private: frozenset[str]) -> Path:
    root = scan.check_root(folder)
    inside = [str(above) for above in (root, *root.parents) if str(above) in private]
    if inside and str(root) != min(private, key=len):
        raise PhotoorgError(f"{root} belongs to photoorg itself: there are no photos of yours in it.")
    return root
