"""How many people there are."""

from __future__ import annotations

import itertools
from math import prod

import numpy as np
import pytest
from evidence import box, detected
from hypothesis import given
from hypothesis import strategies as st

from photoorg.outcomes import Region
from photoorg.taxonomy import load_taxonomy
from photoorg.vision.calibration import load_calibration
from photoorg.vision.features import View, look_at, weigh
from photoorg.vision.people import Count, box_features, count_people, distribution, is_portrait, sure_faces

TAXONOMY, CALIBRATION = load_taxonomy(), load_calibration()
SCORES = st.lists(st.floats(0.1, 1), max_size=12)


def view_of(persons: list[float], faces: list[float] | None = None, side: float = 0.3) -> View:
    evidence = {"detect": detected(*(box("person", score, 0.1, 0.1, side) for score in persons))}
    if faces is not None:
        evidence["faces"] = detected(*(box("face", score) for score in faces))
    return look_at(evidence, None, TAXONOMY, CALIBRATION)


def count(view: View, is_somebody: float = 0.99) -> Count:
    found = count_people(view, is_somebody, CALIBRATION)
    assert found is not None
    return found


# -- the distribution


def brute_force(chances: list[float]) -> list[float]:
    found = [0.0] * (len(chances) + 1)
    for tries in itertools.product((False, True), repeat=len(chances)):
        found[sum(tries)] += prod(p if hit else 1 - p for p, hit in zip(chances, tries, strict=True))
    return found


@given(st.lists(st.floats(0, 1), max_size=8))
def test_the_distribution_is_that_of_every_outcome_counted(chances: list[float]) -> None:
    assert distribution(chances) == pytest.approx(brute_force(chances))


@given(st.lists(st.floats(0, 1), max_size=100))
def test_the_distribution_adds_up_to_one_and_its_mean_to_the_chances(chances: list[float]) -> None:
    spread = distribution(chances)
    assert spread.shape == (len(chances) + 1,)
    assert spread.min() >= 0
    assert spread.sum() == pytest.approx(1)
    assert (spread * np.arange(len(spread))).sum() == pytest.approx(sum(chances))


# -- counting


@given(SCORES, SCORES, st.floats(0, 1), st.floats(0.05, 0.9))
def test_a_range_holds_the_likeliest_number(
    persons: list[float], faces: list[float], is_somebody: float, side: float
) -> None:
    found = count(view_of(persons, faces, side), is_somebody)
    assert 0 <= found.low <= found.people <= found.high <= max(len(persons), len(faces), 1)
    assert (found.people == 0) == (is_somebody < 0.5)


@given(SCORES, st.integers(0, 9))
def test_sure_faces_are_a_lower_bound(persons: list[float], faces: int) -> None:
    found = count(view_of(persons, [0.9] * faces))
    assert found.low >= faces
    without = count(view_of(persons, [0.49] * faces))
    assert without == count(view_of(persons))
    assert found == Count(*(max(number, faces) for number in (without.people, without.low, without.high)))


def test_clear_people_are_counted_and_faint_ones_widen_the_range() -> None:
    assert count(view_of([0.9, 0.8, 0.8])) == Count(3, 3, 3)
    found = count(view_of([0.8, 0.8, 0.25, 0.25, 0.2, 0.2], side=0.15))
    assert 2 <= found.low <= 3
    assert found.high > found.people >= 2


def test_faint_regions_count_for_more_in_company() -> None:
    (faint,) = view_of([0.25]).persons
    alone, in_a_crowd = (weigh(CALIBRATION.boxes["person"], box_features(faint, regions)) for regions in (1, 30))
    assert 0.2 < alone < in_a_crowd < 0.9


def test_where_the_detector_has_not_looked_nobody_knows() -> None:
    view = look_at({"faces": detected(box("face", 0.9))}, None, TAXONOMY, CALIBRATION)
    assert count_people(view, 0.99, CALIBRATION) is None
    assert not is_portrait(view, None)


def test_nobody_is_nobody_and_yet_the_range_may_be_unsure() -> None:
    assert count(view_of([]), 0.0) == Count(0, 0, 0)
    assert count(view_of([0.35]), 0.4) == Count(0, 0, 1)
    assert count(view_of([]), 0.6) == Count(1, 1, 1)  # somebody, told by the faces or by the classifier


# -- portraits


@pytest.mark.parametrize(
    ("persons", "faces", "expected"),
    [
        ([0.9], [(0.9, 0.3)], True),
        ([0.9], [(0.9, 0.16)], True),
        ([0.9], [(0.9, 0.14)], False),  # too small
        ([0.9], [(0.49, 0.3)], False),  # not sure
        ([0.9], [], False),
        ([0.9], [(0.9, 0.3), (0.4, 0.3)], True),  # the other is no face
        ([0.9], [(0.9, 0.3), (0.8, 0.1)], False),  # two people
        ([0.9, 0.9], [(0.9, 0.3)], False),  # one has turned away
    ],
)
def test_a_portrait_is_one_person_whose_face_is_large(
    persons: list[float], faces: list[tuple[float, float]], expected: bool
) -> None:
    evidence = {
        "detect": detected(*(box("person", score, 0.1, 0.1, 0.4) for score in persons)),
        "faces": detected(*(Region("face", score, 0.2, 0.2, 0.1, height) for score, height in faces)),
    }
    view = look_at(evidence, None, TAXONOMY, CALIBRATION)
    assert is_portrait(view, count(view)) is expected


def test_only_sure_faces_count() -> None:
    faces = (box("face", 0.9), box("face", 0.5), box("face", 0.49))
    assert sure_faces(faces) == faces[:2]
