"""What a photo's evidence says of each concept, as a few numbers that a calibration can weigh.

The features are log-odds of raw scores, so that a weight of 1 takes a score at its word and 0 ignores it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from photoorg.outcomes import Evidence, Region
from photoorg.taxonomy import PERSON, Taxonomy
from photoorg.vision.calibration import Calibration, Weights

CLASSES = 1000  # of the classifier
ANIMAL = "animal"
# What "nothing was seen" counts as: just below each task's floor, or where smaller scores say nothing more.
_NO_CLASS, _NO_CLASS_ELSEWHERE, _NO_OBJECT, _NO_FACE = 0.002, 0.02, 0.05, 0.1
_WEAK = 0.2  # the score of a region below which it is seldom right
_SAME_PLACE = 0.55  # the overlap from which two regions are about one thing
_STEEPEST = 50.0  # beyond it a probability is 0 to every digit
_FARTHEST = 6.0  # log-odds of a head: a linear reading far outside what it was fitted on must not decide everything


@lru_cache(maxsize=4096)  # most scores of most concepts are the same few, "nothing seen" above all
def log_odds(score: float, floor: float) -> float:
    """ln(p / (1 - p)) of a score kept between `floor` and 0.999."""
    kept = min(max(score, floor), 0.999)
    return log(kept / (1 - kept))


def sigmoid(z: float) -> float:
    """The inverse of log-odds."""
    return 1 / (1 + exp(min(-z, _STEEPEST)))


def weigh(weights: Weights, features: Mapping[str, float], offset: float = 0.0) -> float:
    """The probability that a fitted group gives to features, `offset` (log-odds) added.

    A feature that the group does not name counts nothing, and so does one that is not there.
    """
    total = offset
    for name, weight in weights.items():
        total += weight * features.get(name, 0.0)
    return sigmoid(total)


@dataclass(frozen=True, slots=True)
class Kin:
    """Where a concept lies in the tree.

    `family` are it and all above and below it: what does not speak against it. `at_and_above`: it and what follows from
    it. `boxed`: those above it that the detector knows. `classes`: how many of the classifier's lie at or below it.
    """

    family: frozenset[str]
    at_and_above: tuple[str, ...]
    boxed: tuple[str, ...]
    classes: int
    is_animal: bool


@cache
def kin_of(taxonomy: Taxonomy, concept: str) -> Kin:
    """The kin of a concept, worked out once: looking at a photo asks for that of a hundred."""
    above, below = taxonomy.ancestors(concept), taxonomy.descendants(concept)
    return Kin(
        family=above | below | {concept},
        at_and_above=(concept, *sorted(above)),
        boxed=tuple(name for name in sorted(above) if taxonomy.concepts[name].objects),
        classes=sum(len(taxonomy.concepts[name].classes) for name in (concept, *below)),
        is_animal=ANIMAL in above,
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """What the detector says of an object; 0 where it has nothing to say.

    Its best score, the second best, and the best of another object in the same place.
    """

    best: float = 0.0
    second: float = 0.0
    rival: float = 0.0


_UNSEEN = Seen()


@dataclass(frozen=True, slots=True)
class View:
    """One photo's evidence, summed up the tree.

    `tasks` are those that have looked. `classes` are the classifier's probabilities by concept, surest first; `mass`
    and `peak` their sum and the highest of them at or below each concept. `objects`: the detections at or below it;
    `weak` is how many regions are seldom right. `heads`: log-odds by name. `places`: how strongly things that are
    always there are seen.
    """

    tasks: frozenset[str]
    classes: Mapping[str, float] = field(default_factory=dict[str, float])
    mass: Mapping[str, float] = field(default_factory=dict[str, float])
    peak: Mapping[str, float] = field(default_factory=dict[str, float])
    objects: Mapping[str, Seen] = field(default_factory=dict[str, Seen])
    weak: int = 0
    persons: tuple[Region, ...] = ()
    faces: tuple[Region, ...] = ()
    heads: Mapping[str, float] = field(default_factory=dict[str, float])
    places: Mapping[str, float] = field(default_factory=dict[str, float])

    def candidates(self) -> frozenset[str]:
        """The concepts that any evidence speaks for."""
        return frozenset(self.mass) | frozenset(self.objects)


def look_at(
    evidence: Mapping[str, Evidence], vector: NDArray[np.float32] | None, taxonomy: Taxonomy, calibration: Calibration
) -> View:
    """The view of one photo. `vector` is the classifier's, float32 (1280,), or None where it has not looked."""
    classes = _classes(_scores(evidence, "classify"), taxonomy)
    mass, peak = _summed(classes, taxonomy)
    regions = _regions(evidence, "detect")
    return View(
        tasks=frozenset(evidence),
        classes=classes,
        mass=mass,
        peak=peak,
        objects=_objects(regions, taxonomy),
        weak=sum(region.score < _WEAK for region in regions),
        persons=tuple(region for region in regions if region.label == PERSON),
        faces=_regions(evidence, "faces"),
        heads=_read_heads(vector, calibration),
        places=_places(classes, regions, taxonomy),
    )


def _classes(scores: Mapping[str, float], taxonomy: Taxonomy) -> dict[str, float]:
    found: dict[str, float] = {}
    for wnid, probability in scores.items():
        concept = taxonomy.of_class.get(wnid)
        if concept is not None:
            found[concept] = found.get(concept, 0.0) + probability
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def _summed(classes: Mapping[str, float], taxonomy: Taxonomy) -> tuple[dict[str, float], dict[str, float]]:
    mass: dict[str, float] = {}
    peak: dict[str, float] = {}
    for name, probability in classes.items():
        for concept in kin_of(taxonomy, name).at_and_above:
            mass[concept] = min(mass.get(concept, 0.0) + probability, 1.0)
            peak[concept] = max(peak.get(concept, 0.0), probability)
    return mass, peak


def _objects(regions: tuple[Region, ...], taxonomy: Taxonomy) -> dict[str, Seen]:
    """What is seen of each object, and of each broader word the best of its objects."""
    by_label: dict[str, list[Region]] = {}
    for region in regions:
        if region.label in taxonomy.of_object:
            by_label.setdefault(region.label, []).append(region)
    found: dict[str, Seen] = {}
    for label, own in by_label.items():
        best, second = own[0], own[1].score if len(own) > 1 else 0.0
        others = (other.score for other in regions if other.label != label and overlap(best, other) > _SAME_PLACE)
        seen = Seen(best.score, second, max(others, default=0.0))
        for concept in kin_of(taxonomy, taxonomy.of_object[label]).at_and_above:
            if concept not in found or found[concept].best < seen.best:
                found[concept] = seen
    return found


def overlap(one: Region, other: Region) -> float:
    """Intersection over union of two regions, 0..1."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (one.width * one.height + other.width * other.height - shared)


def features_of(view: View, concept: str, taxonomy: Taxonomy) -> dict[str, float]:
    """The features of one concept, mostly log-odds of scores.

    `one` is 1; `mass`, `peak` and `size` (the log of its part of all classes) are the classifier's; `object`, `second`
    and `rival` the detector's; `face` the surest face. `elsewhere`: the surest class outside the concept; `other
    animal`: for an animal, the sum of other animals; `animal`: 1 for one. `boxed`: 1 where the detector has looked;
    `busy`: the log of how many weak regions it has.
    """
    kin = kin_of(taxonomy, concept)
    seen = _seen(view, concept, kin)
    return {
        "one": 1.0,
        "mass": log_odds(view.mass.get(concept, 0.0), _NO_CLASS),
        "peak": log_odds(view.peak.get(concept, 0.0), _NO_CLASS),
        "size": log(max(kin.classes, 1) / CLASSES),
        "object": log_odds(seen.best, _NO_OBJECT),
        "second": log_odds(seen.second, _NO_OBJECT),
        "rival": log_odds(seen.rival, _NO_OBJECT),
        "face": log_odds(max((face.score for face in view.faces), default=0.0), _NO_FACE),
        "elsewhere": log_odds(_elsewhere(view, kin), _NO_CLASS_ELSEWHERE),
        "animal": float(kin.is_animal),
        "other animal": log_odds(_other_animals(view, kin, taxonomy), _NO_CLASS_ELSEWHERE) if kin.is_animal else 0.0,
        "boxed": float("detect" in view.tasks),
        "busy": log(1 + view.weak),
    }


def is_photo(view: View) -> float:
    """How likely the picture is a photo of things, and no screenshot, document, drawing, pattern or empty frame."""
    return sigmoid(-view.heads["graphic"]) if "graphic" in view.heads else 1.0


def place_features(view: View) -> dict[str, float]:
    """What speaks for indoors (positive) or outdoors (negative): the head, and things that are nearly always there."""
    indoors, outdoors = view.places.get("indoors", 0.0), view.places.get("outdoors", 0.0)
    return {"one": 1.0, "head": view.heads.get("indoors", 0.0), "things": indoors - outdoors}


def _elsewhere(view: View, kin: Kin) -> float:
    """The surest class outside a family."""
    return next((score for name, score in view.classes.items() if name not in kin.family), 0.0)


def _other_animals(view: View, kin: Kin, taxonomy: Taxonomy) -> float:
    """The sum of the animals outside a family."""
    animals = taxonomy.descendants(ANIMAL)
    return sum(score for name, score in view.classes.items() if name in animals and name not in kin.family)


def _seen(view: View, concept: str, kin: Kin) -> Seen:
    """The detections of the concept itself, else of the object that it is a kind of: a beagle is in a `dog` box."""
    if concept in view.objects:
        return view.objects[concept]
    above = (view.objects[name] for name in kin.boxed if name in view.objects)
    return max(above, key=lambda seen: seen.best, default=_UNSEEN)


def _places(classes: Mapping[str, float], regions: tuple[Region, ...], taxonomy: Taxonomy) -> dict[str, float]:
    """How strongly things that are nearly always indoors, or outdoors, are seen: 0..1 by place."""
    found: dict[str, float] = {}
    for concept, score in classes.items():
        place = taxonomy.concepts[concept].place
        found[place] = _sum(found.get(place, 0.0), score)
    for region in regions:
        place = taxonomy.concepts[taxonomy.of_object[region.label]].place if region.label in taxonomy.of_object else ""
        found[place] = max(found.get(place, 0.0), region.score)
    return found


def _sum(left: float, right: float) -> float:
    return min(left + right, 1.0)


def _read_heads(vector: NDArray[np.float32] | None, calibration: Calibration) -> dict[str, float]:
    if vector is None:
        return {}
    read: dict[str, float] = {}
    for name, head in calibration.heads.items():
        z = float(vector @ head.values()) + head.bias
        read[name] = min(max(z, -_FARTHEST), _FARTHEST)
    return read


def _scores(evidence: Mapping[str, Evidence], task: str) -> Mapping[str, float]:
    return evidence[task].scores if task in evidence else {}


def _regions(evidence: Mapping[str, Evidence], task: str) -> tuple[Region, ...]:
    return evidence[task].regions if task in evidence else ()
