"""What a person says of photos into their files, or into files beside them: planned, done, and taken back.

A file is replaced as a whole, by one that was read back first; what it replaced is kept. Only what differs is touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from photoorg.library.store import Database
from photoorg.library.writings import OFF, Way
from photoorg.outcomes import Report
from photoorg.work.jobs import Job

Difference = tuple[str, str, str]
"""What a field is called, what a file says in it, and what it is to say; "" where nothing."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be written of one photo, before it is.

    `path` is its file, `target` the one that would be written: that, or the sidecar beside it. `way` is how: off where
    its folder is. `note` says why a sidecar is written although files are to be, or what stays in the file; `why_not`
    why nothing can be written, "" where it can. No differences, and no reason: there is nothing to be written.
    """

    photo_id: int
    path: str
    target: str = ""
    way: Way = OFF
    note: str = ""
    why_not: str = ""
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """What was written together, `at` seconds since 1970: so many files. `undone`: taken back, all of it."""

    number: int
    at: int
    files: int
    undone: bool


def plan(db: Database, photo_ids: Iterable[int]) -> Iterator[Planned]:
    """What would be written of each of these photos, in their order: reads their files, and writes none."""
    raise NotImplementedError


def write(db: Database, photo_ids: Iterable[int] | None = None) -> Job:
    """The job that writes these photos' files (their folders must be on), or those of all that are due."""
    raise NotImplementedError
    yield Report("")


def take_back(db: Database, run: int) -> Job:
    """The job that gives the files of a run what they said before it, byte for byte, where they are as it left them.

    Their photos are not due any more until a person says something new of them.
    """
    raise NotImplementedError
    yield Report("")


def runs(db: Database) -> list[Run]:
    """What was written, the newest first."""
    raise NotImplementedError
