"""What work says about itself: progress, changes, problems, reports, and the world's errors.

Everything here is a plain frozen value, so that it can cross threads and be compared in tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Told = Callable[[int, int], object]
"""Told how many of how many photos are done; what it raises takes all of it back."""


class PhotoorgError(Exception):
    """Something in the world is wrong: one sentence that the user can act on.

    Any other exception that reaches the top is a defect of ours and is reported with the log.
    """


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture with what was seen there and the model's raw score, 0 to 1.

    Fractions of the upright picture's width and height, from its top left corner.
    """

    label: str
    score: float
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one task saw in one photo, raw: scores by label, and regions, surest first."""

    scores: Mapping[str, float] = field(default_factory=dict[str, float])
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A guess: a tag by its name, and how likely it is true (0 to 1), all that was seen taken together.

    `because` names the tasks that speak for it, each with its raw score.
    """

    tag: str
    confidence: float
    because: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """What all evidence together says of one photo. None where nobody has looked.

    `people` lies between `people_low` and `people_high`; `portrait` is one person whose face is large in the picture.
    `sensitive` and `graphic` (not a photo: a screenshot, a document, a drawing) are 0 to 1.
    `look_hash` is 64 bits, signed, that copies have nearly in common, None also of a picture with nothing in it;
    `sharpness` is 0 to 1; `colours` is a set of bits, bit 0 for red.
    """

    suggestions: tuple[Suggestion, ...] = ()
    people: int | None = None
    people_low: int | None = None
    people_high: int | None = None
    faces: int | None = None
    portrait: bool = False
    sensitive: float | None = None
    graphic: float | None = None
    look_hash: int | None = None
    sharpness: float | None = None
    colours: int | None = None


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
    """What a write touched, so that views know what to ask for again. `albums`: or saved searches."""

    photos: frozenset[int] = frozenset()
    tags: bool = False
    folders: bool = False
    problems: bool = False
    albums: bool = False

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.photos | other.photos,
            self.tags or other.tags,
            self.folders or other.folders,
            self.problems or other.problems,
            self.albums or other.albums,
        )

    def __bool__(self) -> bool:
        return bool(self.photos) or self.tags or self.folders or self.problems or self.albums


@dataclass(frozen=True, slots=True)
class Report:
    """What a finished job did: a sentence, the counts behind it, and what could not be done, as far as it is listed."""

    title: str
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    cancelled: bool = False
    problems: tuple[Problem, ...] = ()
