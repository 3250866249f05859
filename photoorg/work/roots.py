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
from photoorg.paths import above, is_inside, lies_in, nearest
from photoorg.work import scan
from photoorg.work.excluding import Skips
from photoorg.work.folder_states import Standing, stand
from photoorg.work.pipeline import Workshop
from photoorg.work.scan import Eyes
from photoorg.work.scope import Spot


@dataclass(frozen=True, slots=True)
class State:
    """How a root is; `why` is a sentence where it cannot be looked at."""

    root: Root
    how: Standing
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
    found = stand(root.path, root.volume.uid, root.volume.label)
    return State(root, found.how, found.why)


def tell(db: Database, states: Iterable[State]) -> int:
    """Keep as problems what is wrong with roots; returns how many have one. That a drive is not connected is none."""
    states = list(states)
    problems = [Problem(state.root.path, "stat", state.why) for state in states if state.why and state.how != "offline"]
    away = [state.root.path for state in states if state.how == "offline"]
    if problems or away:
        with writing(db):
            catalog.clear_problems(db, away)
            catalog.save_problems(db, problems)
    return len(problems)


def went(root: Root) -> State:
    """A root whose drive went away while it was looked at."""
    return State(root, "silent", "Its drive went away while it was looked at.")


def eyes_for(root: Root, every: Iterable[Root], workshop: Workshop, skips: Skips | None) -> Eyes:
    """What a look below a root takes in."""
    others = {other.path for other in every if other.online} - {root.path}
    points = {volume.mount for volume in volumes.volumes()} - {root.path}
    return Eyes(
        root.path, workshop.suffixes, workshop.private,
        frozenset(path for path in others if is_inside(path, root.path)),
        frozenset(point for point in points if is_inside(point, root.path)), skips,
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


def _without_inner(wanted: dict[str, bool]) -> list[Spot]:
    deep = {folder for folder, is_deep in wanted.items() if is_deep}
    return [
        Spot(folder, deep=is_deep)
        for folder, is_deep in sorted(wanted.items())
        if not any(top in deep for top in above(folder)) and (is_deep or folder not in deep)
    ]


def _named(folder: Path, private: frozenset[str]) -> Path:
    root = scan.check_root(folder)
    inside = [str(above) for above in (root, *root.parents) if str(above) in private]
    if inside and str(root) != min(private, key=len):
        raise PhotoorgError(f"{root} belongs to photoorg itself: there are no photos of yours in it.")
    return root
