"""What an evaluation found: plain figures, for a terminal, a page or a program to show."""

from __future__ import annotations

from dataclasses import dataclass

from photoorg.evaluation.calibration import Calibration
from photoorg.evaluation.intervals import Rate
from photoorg.evaluation.judging import Verdict


@dataclass(frozen=True, slots=True)
class TagFigures:
    """One tag: `true` photos surely have it (None where the labels cannot tell), it was shown and judged on `shown`."""

    name: str
    true: int | None
    shown: int
    right: int
    precision: Rate | None
    recall: Rate | None


@dataclass(frozen=True, slots=True)
class Totals:
    """All tags of all photos together; a Rate is None where nothing was to be judged.

    `precision`: of the tags shown and judged. `labelled`: of those, the words of the labels alone. `specific`: those
    that a card shows. `floor`: of all tags shown, those that the labels bear out, as if all else were wrong.
    `finer`: right ones that the labels know only by a broader word. `recall`: of the labels on all photos. The macro
    figures are means over tags, so that a rare one weighs as much as a common one.
    """

    precision: Rate | None
    labelled: Rate | None
    specific: Rate | None
    floor: Rate | None
    recall: Rate | None
    macro_precision: float | None
    macro_recall: float | None
    finer: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """On how many photos there are tags.

    `tagged`: of all photos. `right`: of those with labels, those with a right tag; `as_specific`: with one that is a
    label or finer. `tags` and `specific`: the mean number of tags on a photo, all of them and those that a card shows.
    """

    tagged: Rate | None
    right: Rate | None
    as_specific: Rate | None
    tags: float
    specific: float


@dataclass(frozen=True, slots=True)
class People:
    """Whether there are people, and how many.

    `within`: the true number lies in the range that was answered; `exact`: the number named is true. `width`: the mean
    width of the ranges, for a wide one is easily right; `off`: by how many the number named is off, on average.
    """

    precision: Rate | None
    recall: Rate | None
    within: Rate | None
    exact: Rate | None
    width: float | None
    off: float | None


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What it would be like if other guesses were shown: from one confidence on, or by the bars of another target."""

    threshold: float
    precision: Rate | None
    recall: Rate | None
    tagged: Rate | None
    tags: float


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong tag that was shown, how sure it was, and what the labels say."""

    photo: str
    tag: str
    confidence: float | None
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A tag that was shown on `photos` photos of which the labels say nothing, and why."""

    tag: str
    why: Verdict
    photos: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures. Tags from A; mistakes from the surest; thresholds and targets from the lowest."""

    photos: int
    exhaustive: bool
    vocabulary: tuple[str, ...]
    totals: Totals
    coverage: Coverage
    people: People | None
    tags: tuple[TagFigures, ...]
    calibration: Calibration
    thresholds: tuple[AtThreshold, ...]
    targets: tuple[AtThreshold, ...]
    mistakes: tuple[Mistake, ...]
    unjudged: tuple[Unjudged, ...]
