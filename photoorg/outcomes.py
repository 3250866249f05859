"""What work says about itself: progress, changes, problems, reports, and the world's errors.

Everything here is a plain frozen value, so that it can cross threads and be compared in tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class PhotoorgError(Exception):
    """Something in the world is wrong: one sentence that the user can act on.

    Any other exception that reaches the top is a defect of ours and is reported with the log.
    """


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A model's guess: a tag by its name, how sure it is (0 to 1), and the least that this tag needs to be shown.

    `at_least` is the tag's own; a person's setting may ask for more.
    """

    tag: str
    confidence: float
    at_least: float = 0.0


@dataclass(frozen=True, slots=True)
class Problem:
    """One file that could not be used fully, and why.

    `path` is the absolute path, `stage` the pipeline stage that stopped, `reason` one sentence.
    """

    path: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `done` of `total` (None while unknown) in `stage`.

    `seconds_left` is an estimate, or None while there is too little to go by.
    """

    stage: str
    done: int = 0
    total: int | None = None
    problems: int = 0
    seconds_left: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a write touched, so that views know what to ask for again."""

    photos: frozenset[int] = frozenset()
    tags: bool = False
    folders: bool = False
    problems: bool = False

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.photos | other.photos,
            self.tags or other.tags,
            self.folders or other.folders,
            self.problems or other.problems,
        )

    def __bool__(self) -> bool:
        return bool(self.photos) or self.tags or self.folders or self.problems


@dataclass(frozen=True, slots=True)
class Report:
    """What a finished job did: a sentence and the counts behind it."""

    title: str
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    cancelled: bool = False
