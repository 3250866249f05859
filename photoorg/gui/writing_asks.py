"""What the page of writing asks of the library and of files: which folders are on, and what would be written.

Off the window's thread, for each file is read.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from photoorg.gui.lanes import Tell
from photoorg.gui.terms import folder_term
from photoorg.library import browse, conflicts, to_write, writings
from photoorg.library.search import search
from photoorg.library.store import Database
from photoorg.library.writings import OFF, Way
from photoorg.outcomes import Changes, Progress
from photoorg.work.jobs import Job

if TYPE_CHECKING:
    from photoorg.work.writing import Planned

MOST = 5_000
"""So many files are listed with their differences; the others are counted."""
_BETWEEN = 0.1
"""Seconds between two words on how far it is."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that can be written to, with how it is: `own` where that is said of it and not of one above."""

    path: str
    way: Way
    own: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """The photos of a folder, as if it were written so; without a folder, those that are due as folders are."""

    folder: str = ""
    way: Way = OFF


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written: of so many photos, how many files change and how many cannot be written.

    `held` would change, too, but a person took back what was written to them. `files` are the first of all three.
    Of `torn` photos the file says something else than the person, which stays so until it is settled.
    `todo` are the photos that are written when a person says so: all that were looked at and would change, or are to
    be tried again; those that are held only where there are no others. `whole`: every photo was looked at.
    """

    asked: Asked
    files: tuple[Planned, ...] = ()
    photos: int = 0
    changes: int = 0
    refused: int = 0
    held: frozenset[int] = frozenset()
    torn: int = 0
    todo: tuple[int, ...] = ()
    whole: bool = True


def places_of(db: Database) -> list[Place]:
    """The folders of the library, and those below them of which something is said."""
    said = {one.path: one.way for one in writings.ways(db)}
    roots = [folder.path for folder in browse.folders(db) if folder.is_root]
    paths = sorted({*roots, *said})
    return [Place(path, writings.way_of(db, path), path in said) for path in paths]


def plan_of(db: Database, tell: Tell, asked: Asked, stopped: threading.Event) -> Plan:
    """What would be written; where it is stopped, of the photos that were looked at."""
    ids = _photos(db, asked)
    back = to_write.taken_back(db) if asked.folder else set[int]()
    files: list[Planned] = []
    todo, held = list[int](), list[int]()
    refused = looked = 0
    said = time.monotonic()
    tell(Progress("plan", 0, len(ids)))
    for one in _planned(db, ids, asked):
        if stopped.is_set():
            break
        looked += 1
        if one.differences or one.why_not:
            is_held = one.photo_id in back and not one.why_not
            (held if is_held else todo).append(one.photo_id)
            refused += bool(one.why_not)
            files.extend([one] if len(files) < MOST else [])
        if time.monotonic() - said > _BETWEEN:
            said = time.monotonic()
            tell(Progress("plan", looked, len(ids)))
    changes, whole = len(todo) - refused, looked == len(ids)
    return Plan(
        asked,
        tuple(files),
        looked,
        changes,
        refused,
        frozenset(held),
        _torn(db, ids, asked),
        tuple(todo if changes else todo + held),
        whole,
    )


def _torn(db: Database, ids: Sequence[int], asked: Asked) -> int:
    """Of how many of them files say something else than the person; without a folder, of how many of all."""
    torn = [one.photo_id for one in conflicts.torn(db)]
    return len(set(ids).intersection(torn)) if asked.folder else len(torn)


def _photos(db: Database, asked: Asked) -> list[int]:
    if asked.folder and asked.way == OFF:
        return []
    if asked.folder:
        return search(db, folder_term(asked.folder), "name", ascending=True).ids.tolist()
    return writings.due(db)


def _planned(db: Database, ids: Sequence[int], asked: Asked) -> Iterator[Planned]:
    from photoorg.work import writing  # noqa: PLC0415 - the parsers take half a second to import

    return writing.plan(db, ids, writings.as_if(db, asked.folder, asked.way) if asked.folder else None)


def take_back(db: Database, run: int) -> Job:
    """The job that gives the files of a run what they said before it."""
    from photoorg.work import writing  # noqa: PLC0415 - as above

    return writing.take_back(db, run)


def set_folder(db: Database, path: str, way: Way) -> Changes:
    """Let a folder be written so; off where one above is on is said of it itself."""
    changes = writings.set_way(db, path, None if way == OFF else way)
    if way == OFF and writings.way_of(db, path) != OFF:
        changes |= writings.set_way(db, path, OFF)
    return changes
