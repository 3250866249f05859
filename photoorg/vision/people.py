"""How many people there are, from the detector's persons and from faces together. Nobody is recognised here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from photoorg.outcomes import Region
from photoorg.taxonomy import PERSON
from photoorg.vision.calibration import Calibration
from photoorg.vision.features import View, log_odds, weigh

FACE_IS_SURE = 0.5
"""A face of this score is taken for one; CenterFace's scores are either high or low."""
PORTRAIT_FACE = 0.15
"""A portrait's face is at least this high, as a fraction of the picture's height: about head and half a body."""
_ONE_IN_TEN = 0.1  # what may be outside the range that is given, on each side
_SMALLEST_AREA = 1e-4


@dataclass(frozen=True, slots=True)
class Count:
    """People in one photo: the likeliest number, and the range that it lies in four times of five."""

    people: int
    low: int
    high: int


def count_people(view: View, is_somebody: float, calibration: Calibration) -> Count | None:
    """How many people a photo shows; None where the detector has not looked.

    `is_somebody` is the probability that there is anybody at all. Every region is a person with its own probability, so
    their number has a distribution (Poisson's binomial); faces that are sure are a lower bound, for crowds whose bodies
    hide each other.
    """
    if "detect" not in view.tasks:
        return None
    chances = distribution([_chance(region, len(view.persons), calibration) for region in view.persons])
    seen = len(sure_faces(view.faces))
    likeliest, low, high = (max(number, seen) for number in _summary(chances))
    if is_somebody < 0.5:
        return Count(0, 0, high)
    return Count(max(likeliest, 1), max(low, 1), max(high, 1))


def sure_faces(faces: Sequence[Region]) -> tuple[Region, ...]:
    """The faces that count."""
    return tuple(face for face in faces if face.score >= FACE_IS_SURE)


def is_portrait(view: View, count: Count | None) -> bool:
    """One person, whose face is large in the picture."""
    faces = sure_faces(view.faces)
    return count is not None and count.people == 1 and len(faces) == 1 and faces[0].height >= PORTRAIT_FACE


def distribution(chances: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The probability of each number of successes, 0 to n, of n independent tries with these chances."""
    spread = np.ones(1)
    for chance in chances:
        spread = np.append(spread * (1 - chance), 0.0) + np.append(0.0, spread * chance)
    return spread


def _summary(spread: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[int, int, int]:
    reached = np.cumsum(spread)
    low, high = (int(np.searchsorted(reached, level)) for level in (_ONE_IN_TEN, 1 - _ONE_IN_TEN))
    return int(np.searchsorted(reached, 0.5)), low, high


def box_features(region: Region, regions: int) -> dict[str, float]:
    """What speaks for one of some person `regions` being a person.

    `one`, `score` as log-odds, and the logs of its `area` and of how many there are (`company`): where many are seen,
    the unsure ones are people too.
    """
    area = region.width * region.height
    return {
        "one": 1.0,
        "score": log_odds(region.score, 0.05),
        "area": log(max(area, _SMALLEST_AREA)),
        "company": log(regions),
    }


def _chance(region: Region, regions: int, calibration: Calibration) -> float:
    return weigh(calibration.boxes[PERSON], box_features(region, regions))
