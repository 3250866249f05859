"""Labelled pictures and the models' evidence on them, to fitted numbers.

Everything is measured on pictures of packages that the numbers in question were not fitted on: heads are read held out
where groups are fitted on them, and the bars come from taggers that never saw the pictures they are asked about.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from modelbuild.calibration.labelled import Picture
from modelbuild.calibration.logistic import Numbers, Truths, fit, held_out
from photoorg.outcomes import Evidence
from photoorg.taxonomy import PERSON, PLACES, Taxonomy
from photoorg.vision.calibration import Calibration, Fitted, Head
from photoorg.vision.features import View, features_of, look_at, place_features
from photoorg.vision.people import box_features
from photoorg.vision.tagging import has_boxes, kind_of

FOLDS = 5
HEAD_RIDGE = 60.0  # 1280 weights from some thousand pictures
GROUP_RIDGE = 1.0
OFFSET_RIDGE = 10.0
WORD_RIDGE = 30.0  # of words that no box is labelled for: packages show more landscapes than people do
COUNTED_TO = 40
FIXED = 1e9  # keeps a weight where it is drawn to
FARTHEST = 6.0  # as features.py keeps a head

# What the log-odds of each group are made of.
_BOXES = ("one", "peak", "object", "second", "rival", "elsewhere", "animal", "other animal", "busy")
_SUMS = ("one", "mass", "peak", "size", "elsewhere", "boxed", "busy")
FEATURES: Mapping[str, tuple[str, ...]] = {
    "person": ("one", "object", "second", "face", "busy"),
    "person alone": ("one", "mass"),
    "object": _BOXES,
    "object alone": ("one", "mass", "peak", "size", "elsewhere"),
    "broad": (*_SUMS, "object", "animal", "other animal"),
    "broad alone": _SUMS,
    "leaf": ("one", "mass", "object", "elsewhere", "busy", "animal"),
    "leaf alone": ("one", "mass", "elsewhere", "boxed", "busy"),
}
# Everyday photos hold more of the detector's objects than the pictures that packages carry: these groups are fitted on
# both with a level for each, and everyday's is the one that is kept.
LEVELLED = frozenset({"person", "object"})


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled picture with what the models saw in it, and the fold it belongs to."""

    picture: Picture
    evidence: Mapping[str, Evidence]
    vector: NDArray[np.float32]
    fold: int


@dataclass(frozen=True, slots=True)
class Case:
    """One picture and its view, whose heads were read by weights that never saw its fold."""

    picture: Picture
    view: View


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one group: cases x concepts whose truth is known. `everyday` is 1 for such photos."""

    concepts: NDArray[np.str_]
    rows: Numbers
    truths: Truths
    everyday: Numbers


def folds_of(pictures: Sequence[Picture]) -> list[int]:
    """Pictures of one source stay together: they look alike. The largest sources first, into the emptiest fold."""
    sizes: dict[str, int] = {}
    for picture in pictures:
        sizes[picture.source] = sizes.get(picture.source, 0) + 1
    filled = [0] * FOLDS
    where: dict[str, int] = {}
    for source in sorted(sizes, key=lambda name: (-sizes[name], name)):
        where[source] = int(np.argmin(filled))
        filled[where[source]] += sizes[source]
    return [where[picture.source] for picture in pictures]


def calibrate(samples: Sequence[Sample], taxonomy: Taxonomy, fitted: Fitted) -> Calibration:
    """All numbers but the bars."""
    heads, readings = fit_heads(samples)
    blank = Calibration(fitted=fitted, heads=heads, groups={}, offsets={}, boxes={}, bars={})
    cases = [
        Case(sample.picture, replace(look_at(sample.evidence, None, taxonomy, blank), heads=reading))
        for sample, reading in zip(samples, readings, strict=True)
    ]
    photos = [case for case in cases if not case.picture.graphic]
    groups: dict[str, dict[str, float]] = {}
    offsets: dict[str, float] = {}
    for group in FEATURES:
        table = _table([*photos, *(_alone(case) for case in photos)], group, taxonomy)
        weights, level = fit_group(table, group)
        groups[group] = _named(FEATURES[group], weights + np.eye(len(weights))[0] * level)
        ridge = OFFSET_RIDGE if group in LEVELLED else WORD_RIDGE
        offsets = fit_offsets(table, weights, level, ridge) | offsets  # those with the detector come first, and stay
    return blank.model_copy(
        update={"groups": groups | fit_places(photos), "offsets": offsets, "boxes": {PERSON: fit_boxes(photos)}}
    )


def fit_heads(samples: Sequence[Sample]) -> tuple[dict[str, Head], list[dict[str, float]]]:
    """Linear readings of the vector, and for each sample their log-odds by weights that never saw its fold."""
    questions: dict[str, Callable[[Picture], bool | None]] = {
        "graphic": lambda picture: picture.graphic,
        "indoors": lambda picture: None if not picture.place or picture.graphic else picture.place == "indoors",
    }
    vectors = np.array([np.append(sample.vector, 1.0) for sample in samples], np.float64)
    ridge = np.append(np.full(vectors.shape[1] - 1, HEAD_RIDGE), 0.01)
    folds = np.array([sample.fold for sample in samples])
    heads: dict[str, Head] = {}
    readings: list[dict[str, float]] = [{} for _ in samples]
    for name, question in questions.items():
        answers = [question(sample.picture) for sample in samples]
        known = np.array([answer is not None for answer in answers])
        truths = np.array([bool(answer) for answer in answers])[known]
        weights = fit(vectors[known], truths, ridge)
        heads[name] = Head(bias=round(float(weights[-1]), 4), weights=_packed(weights[:-1]))
        odds = vectors @ weights
        odds[known] = held_out(vectors[known], truths, ridge, folds[known].tolist())
        for reading, value in zip(readings, odds, strict=True):
            reading[name] = float(np.clip(value, -FARTHEST, FARTHEST))
    return heads, readings


def fit_group(table: Table, group: str) -> tuple[Numbers, float]:
    """The weights of a group's features, and what everyday photos add to them."""
    names = FEATURES[group]
    rows = np.column_stack([table.rows, table.everyday])
    ridge = np.append(np.full(len(names), GROUP_RIDGE), GROUP_RIDGE if group in LEVELLED else FIXED)
    weights = fit(rows, table.truths, ridge)
    return weights[:-1], float(weights[-1])


def fit_offsets(table: Table, weights: Numbers, level: float, ridge: float) -> dict[str, float]:
    """How much likelier, in log-odds, a single concept is than its group says; strongly drawn to 0."""
    odds = table.rows @ weights + table.everyday * level
    offsets: dict[str, float] = {}
    for concept in np.unique(table.concepts):
        here = table.concepts == concept
        rows = np.column_stack([odds[here], np.ones(here.sum())])
        (_, offset) = fit(rows, table.truths[here], np.array([FIXED, ridge]), np.array([1.0, 0.0]))
        offsets[str(concept)] = round(float(offset), 3)
    return offsets


def fit_places(cases: Sequence[Case]) -> dict[str, dict[str, float]]:
    """Indoors and outdoors, each by itself: a cut-out is neither.

    Where people could not tell, the answer may still be right: those pictures count for half.
    """
    names = ("one", "head", "things")
    packages = [case for case in cases if not case.picture.everyday]
    told = [case for number, case in enumerate(packages) if case.picture.place or number % 2 == 0]
    rows = np.array([[place_features(case.view)[name] for name in names] for case in told])
    ridge = np.full(len(names), GROUP_RIDGE)
    return {
        place: _named(names, fit(rows, np.array([case.picture.place == place for case in told]), ridge))
        for place in PLACES
    }


def fit_boxes(cases: Sequence[Case]) -> dict[str, float]:
    """A region's chance of being a person, from pictures whose people were counted, to COUNTED_TO.

    Which region is whom is not labelled: of n people the n surest regions are taken to be them, n being the middle of
    the range that they were counted in.
    """
    names = ("one", "score", "area", "company")
    rows: list[list[float]] = []
    truths: list[bool] = []
    for case in cases:
        low, high = case.picture.people
        if high <= COUNTED_TO:
            for number, region in enumerate(case.view.persons):
                features = box_features(region, len(case.view.persons))
                rows.append([features[name] for name in names])
                truths.append(number < (low + high) / 2)
    return _named(names, fit(np.array(rows), np.array(truths), np.full(len(names), GROUP_RIDGE)))


def _alone(case: Case) -> Case:
    """The same picture where only the classifier has looked."""
    view = replace(case.view, tasks=frozenset({"classify"}), objects={}, weak=0, persons=(), faces=())
    return replace(case, view=view)


def _table(cases: Sequence[Case], group: str, taxonomy: Taxonomy) -> Table:
    """Every candidate concept of a group in every case, where somebody has said whether it is true."""
    found = [
        (concept, features_of(case.view, concept, taxonomy), truth, case.picture.everyday)
        for case in cases
        for concept in sorted(case.view.candidates())
        if _group_of(concept, case.view, taxonomy) == group
        and (truth := case.picture.holds(concept, taxonomy)) is not None
    ]
    return Table(
        np.array([concept for concept, *_ in found], np.str_),
        np.array([[features[name] for name in FEATURES[group]] for _, features, _, _ in found]),
        np.array([truth for _, _, truth, _ in found]),
        np.array([float(everyday) for *_, everyday in found]),
    )


def _group_of(concept: str, view: View, taxonomy: Taxonomy) -> str:
    looked = "detect" in view.tasks and has_boxes(taxonomy, concept)
    return kind_of(taxonomy, concept) + ("" if looked else " alone")


def _named(names: Sequence[str], weights: Numbers) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def _packed(weights: Numbers) -> str:
    return base64.b64encode(weights.astype("<f2").tobytes()).decode()
