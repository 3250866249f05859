"""From labelled pictures to fitted numbers, on pictures whose truth was planted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbuild.calibration import fitting
from modelbuild.calibration.bars import (
    STEPS,
    TARGETS,
    Answer,
    bars_of,
    held_out_answers,
    is_true,
    precision,
    specific,
)
from modelbuild.calibration.fitting import FEATURES, FOLDS, Case, Sample, calibrate, fit_heads, folds_of
from modelbuild.calibration.labelled import Picture, nothing
from modelbuild.calibration.logistic import predict
from modelbuild.calibration.report import report
from photoorg.outcomes import Evidence, Region, Suggestion, Understanding
from photoorg.taxonomy import PLACES, load_taxonomy
from photoorg.vision.calibration import Calibration, Fitted
from photoorg.vision.features import features_of, look_at, sigmoid, weigh
from photoorg.vision.tagging import Tagger

TAXONOMY = load_taxonomy()
NOBODY_ASKED = Fitted(pictures={}, sources="")
THINGS = ("cup", "dog", "chair", "person")
CLASSES = ("lighthouse", "beagle", "tabby cat", "espresso", "sunglasses", "scuba diver")


def truly(score: float) -> float:
    """The planted relation: how often a region of this score is what it is taken for."""
    return sigmoid(1.0 + 1.5 * log(score / (1 - score)))


def picture(source: str, **known: object) -> Picture:
    blank = nothing(f"{source}/0")
    return replace(blank, file=f"set/{source}", source=source, graphic=False, nothing=False, **known)


def planted(count: int = 500, seed: int = 3) -> list[Sample]:
    """Pictures with boxes and classes that are right as often as `truly` says, and a vector that tells the rest."""
    chance = np.random.default_rng(seed)
    samples: list[Sample] = []
    for number in range(count):
        regions, scores, true = [], {}, set()
        for label in chance.choice(THINGS, 2, replace=False):
            score = float(chance.uniform(0.1, 0.9))
            left, top = chance.uniform(0, 0.6, 2)
            regions.append(Region(str(label), score, float(left), float(top), 0.35, 0.35))
            true |= {str(label)} if chance.random() < truly(score) else set()
        concept = str(chance.choice(CLASSES))
        score = float(chance.uniform(0.05, 0.95))
        scores[TAXONOMY.concepts[concept].classes[0]] = round(score, 4)
        true |= {concept} if chance.random() < score else set()
        graphic, indoors = chance.random() < 0.2, chance.random() < 0.5
        vector = chance.normal(0, 1, 16).astype(np.float32)
        vector[:2] += (4 * (graphic - 0.5), 4 * (indoors - 0.5))
        people = int("person" in true)
        asked = frozenset(CLASSES).union(*(TAXONOMY.ancestors(name) for name in (*CLASSES, *THINGS)))
        labels = picture(
            f"package {number % 25}",
            objects=dict.fromkeys(true & set(THINGS), 1),
            people=(people, people),
            place="" if graphic else PLACES[0] if indoors else PLACES[1],
            true=frozenset(true).union(*(TAXONOMY.ancestors(name) for name in true)),
            asked=asked,
        )
        boxes = tuple(sorted(regions, key=lambda region: -region.score))
        evidence = {"classify": Evidence(scores=scores), "detect": Evidence(regions=boxes), "faces": Evidence()}
        samples.append(Sample(replace(labels, graphic=bool(graphic)), evidence, vector, number % FOLDS))
    return samples


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return planted()


@pytest.fixture(scope="module")
def fitted(samples: list[Sample]) -> Calibration:
    return calibrate(samples, TAXONOMY, NOBODY_ASKED)


@pytest.fixture(scope="module")
def answers(samples: list[Sample]) -> list[Answer]:
    return held_out_answers(samples, TAXONOMY)


# -- folds


@given(st.lists(st.sampled_from([f"package {number}" for number in range(12)]), min_size=1, max_size=80))
def test_pictures_of_one_package_stay_together(sources: list[str]) -> None:
    folds = folds_of([picture(source) for source in sources])
    by_source = {(source, fold) for source, fold in zip(sources, folds, strict=True)}
    assert len(by_source) == len(set(sources))
    assert set(folds) <= set(range(FOLDS))
    mixed = list(reversed(sources))
    assert folds_of([picture(source) for source in mixed]) == list(reversed(folds))  # whatever their order
    largest = max(Counter(sources).values())
    filled = Counter(folds)
    assert max(filled.values()) <= min(filled[fold] for fold in range(FOLDS)) + largest


# -- the planted relation


@pytest.mark.parametrize("score", [0.15, 0.3, 0.5, 0.7, 0.85])
def test_a_region_is_worth_what_it_was_worth(score: float, fitted: Calibration) -> None:
    evidence = {"detect": Evidence(regions=(Region("cup", score, 0.1, 0.1, 0.35, 0.35),)), "classify": Evidence()}
    features = features_of(look_at(evidence, None, TAXONOMY, fitted), "cup", TAXONOMY)
    assert weigh(fitted.groups["object"], features, fitted.offsets["cup"]) == pytest.approx(truly(score), abs=0.12)


def test_every_group_is_fitted_and_every_number_finite(fitted: Calibration) -> None:
    assert set(fitted.groups) == {*FEATURES, *PLACES}
    for group, names in FEATURES.items():
        assert tuple(fitted.groups[group]) == names
    assert np.isfinite([weight for weights in fitted.groups.values() for weight in weights.values()]).all()
    assert np.abs(list(fitted.offsets.values())).max() < 5
    assert fitted.bars == {}


def test_offsets_are_those_of_the_group_with_the_detector(samples: list[Sample], fitted: Calibration) -> None:
    """The same concepts are in the group without it too, whose offsets are for those that no box speaks of."""
    photos = [
        Case(sample.picture, look_at(sample.evidence, None, TAXONOMY, fitted))
        for sample in samples
        if not sample.picture.graphic
    ]
    table = fitting._table(photos, "object", TAXONOMY)
    expected = fitting.fit_offsets(table, *fitting.fit_group(table, "object"), fitting.OFFSET_RIDGE)
    assert set(expected) == {"cat", "chair", "cup", "dog"}
    assert {name: fitted.offsets[name] for name in expected} == pytest.approx(expected, abs=2e-3)


def test_fitting_twice_gives_the_same_numbers(samples: list[Sample], fitted: Calibration) -> None:
    assert calibrate(samples, TAXONOMY, NOBODY_ASKED) == fitted


def test_heads_read_what_the_vector_tells(samples: list[Sample], fitted: Calibration) -> None:
    for name, wanted in (("graphic", lambda sample: sample.picture.graphic),
                         ("indoors", lambda sample: sample.picture.place == "indoors")):  # fmt: skip
        asked = [sample for sample in samples if name == "graphic" or sample.picture.place]
        read = [look_at({}, sample.vector, TAXONOMY, fitted).heads[name] > 0 for sample in asked]
        assert np.mean([found == wanted(sample) for found, sample in zip(read, asked, strict=True)]) > 0.93


def test_heads_are_held_out_where_groups_are_fitted_on_them(samples: list[Sample]) -> None:
    """Turning a fold's answers round leaves the readings of that fold as they were."""
    _, before = fit_heads(samples)
    turned = [
        replace(sample, picture=replace(sample.picture, graphic=not sample.picture.graphic))
        if sample.fold == 1
        else sample
        for sample in samples
    ]
    _, after = fit_heads(turned)
    for sample, one, other in zip(samples, before, after, strict=True):
        assert (one["graphic"] == other["graphic"]) == (sample.fold == 1)


def test_answers_come_from_taggers_that_never_saw_the_fold(samples: list[Sample], answers: list[Answer]) -> None:
    assert sorted(answer.picture.file for answer in answers) == sorted(sample.picture.file for sample in samples)
    others = [sample for sample in samples if sample.fold != 0]
    tagger = Tagger(TAXONOMY, calibrate(others, TAXONOMY, NOBODY_ASKED))
    first = next(sample for sample in samples if sample.fold == 0)
    assert answers[0] == Answer(first.picture, tagger.understand(first.evidence, first.vector))


def test_stated_confidence_is_true_held_out(answers: list[Answer]) -> None:
    pairs = [
        (guess.confidence, is_true(answer.picture, guess.tag, TAXONOMY))
        for answer in answers
        for guess in answer.said.suggestions
        if guess.tag in THINGS and not answer.picture.graphic
    ]
    stated, true = (np.array(column, float) for column in zip(*pairs, strict=True))
    parts = np.array_split(np.argsort(stated), 5)
    assert np.mean([abs(stated[part].mean() - true[part].mean()) for part in parts]) < 0.08


def test_the_report_has_its_tables(answers: list[Answer], fitted: Calibration) -> None:
    whole = fitted.model_copy(update={"bars": bars_of(answers, TAXONOMY)})
    told = "\n".join(report(answers, whole, TAXONOMY))
    assert "| set | 500 |" in told
    assert told.count("\n| object |") == 1
    assert "set: has people precision" in told


# -- bars


def answer(known: Picture, **confidences: float) -> Answer:
    return Answer(known, Understanding(tuple(Suggestion(tag, score) for tag, score in confidences.items())))


LIGHT = frozenset({"lighthouse"})


def lighthouses(*right_and_stated: tuple[bool, float]) -> list[Answer]:
    none = frozenset[str]()
    return [
        answer(picture("p", asked=LIGHT, true=LIGHT if right else none), lighthouse=stated)
        for right, stated in right_and_stated
    ]


def test_a_bar_is_the_lowest_that_is_right_often_enough() -> None:
    """Nine of ten are right from 0.8 on, half of them below."""
    said = lighthouses(*[(True, 0.85)] * 9, (False, 0.82), *[(True, 0.6), (False, 0.65)] * 5)
    bars = dict(bars_of(said, TAXONOMY)["leaf"])
    assert (bars[0.5], bars[0.7]) == (0.5, 0.5)
    assert 0.6 < bars[0.9] <= 0.66
    assert bars[0.95] == 0.83


def test_bars_never_fall_with_the_target(answers: list[Answer]) -> None:
    for rows in bars_of(answers, TAXONOMY).values():
        assert [target for target, _ in rows] == list(TARGETS)
        bars = [bar for _, bar in rows]
        assert bars == sorted(bars)
        assert bars[0] >= 0.5


def test_where_no_bar_is_enough_the_highest_is_taken() -> None:
    bars = dict(bars_of(lighthouses(*[(False, 0.995)] * 5), TAXONOMY)["leaf"])
    assert bars[0.9] == STEPS[-1]


def test_a_broad_word_is_worth_less_and_must_be_surer() -> None:
    bars = bars_of(lighthouses((True, 0.9)), TAXONOMY)
    assert (dict(bars["leaf"])[0.9], dict(bars["broad"])[0.9]) == (0.5, 0.667)


def test_only_what_does_not_follow_from_another_word_is_judged() -> None:
    dog = answer(
        picture("p", true=frozenset({"animal", "mammal", "dog"})), animal=0.95, mammal=0.95, dog=0.9, beagle=0.4
    )
    bars = {"broad": 0.8, "object": 0.6, "leaf": 0.5}
    assert specific(dog, bars, TAXONOMY) == ["dog"]
    assert specific(dog, {"broad": 0.8}, TAXONOMY) == ["mammal"]
    assert precision([dog], bars, TAXONOMY) == 1
    assert precision([dog], {**bars, "leaf": 0.3}, TAXONOMY) == 1  # nobody was asked about beagles
    assert specific(answer(dog.picture, gorilla=0.79), {"leaf": 0.5}, TAXONOMY) == []  # it needs 0.8


def test_places_are_judged_where_the_place_is_known() -> None:
    told, untold = picture("p", place="indoors"), picture("p")
    assert [is_true(told, place, TAXONOMY) for place in PLACES] == [True, False]
    assert is_true(untold, "indoors", TAXONOMY) is None


def test_odds_and_probabilities_agree_with_the_tagger() -> None:
    assert predict(np.array([[1.0]]), np.array([0.7]))[0] == pytest.approx(sigmoid(0.7))
