"""From maps to regions: peaks, boxes cut at the edges, and one region for one thing."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photoorg.outcomes import Region
from photoorg.taxonomy import FACE
from photoorg.vision import objects
from photoorg.vision.boxes import peaks, surest
from photoorg.vision.faces import find_faces
from photoorg.vision.objects import find_objects

Array = NDArray[np.float32]
LABELS = ("cat", "dog")
SIDE = 32  # cells
CELL = 4


@pytest.fixture
def keypoints() -> Array:
    return np.zeros((len(LABELS), SIDE, SIDE), np.float32)


@pytest.fixture
def reach() -> Array:
    """Every box reaches 8 pixels to each side: an eighth of the picture."""
    return np.full((4, SIDE, SIDE), 8, np.float32)


def found(keypoints: Array, reach: Array) -> tuple[Region, ...]:
    return find_objects(keypoints, reach, LABELS, CELL)


def test_a_peak_becomes_a_region_in_fractions(keypoints: Array, reach: Array) -> None:
    keypoints[1, 8, 16] = 0.75
    reach[:, 8, 16] = 4, 8, 12, 16
    assert found(keypoints, reach) == (Region("dog", 0.75, 0.4688, 24 / 128, 16 / 128, 24 / 128),)


def test_only_the_highest_of_neighbours_counts_and_maps_are_apart(keypoints: Array, reach: Array) -> None:
    keypoints[0, 8, 8:11] = 0.5, 0.9, 0.6
    keypoints[1, 8, 10] = 0.3
    assert [(region.label, region.score) for region in found(keypoints, reach)] == [("cat", 0.9), ("dog", 0.3)]


def test_what_is_below_the_floor_is_not_kept(keypoints: Array, reach: Array) -> None:
    keypoints[0, 8, 8], keypoints[0, 20, 20] = objects.FLOOR, objects.FLOOR - 0.001
    assert [region.score for region in found(keypoints, reach)] == [pytest.approx(objects.FLOOR)]


def test_boxes_end_at_the_edges_and_empty_ones_are_left_out(keypoints: Array, reach: Array) -> None:
    keypoints[0, 0, 0], keypoints[0, SIDE - 1, SIDE - 1], keypoints[1, 16, 16] = 0.9, 0.8, 0.7
    reach[:, 16, 16] = -8, 8, 4, 8  # from right of the middle to left of that
    first, second = found(keypoints, reach)
    assert (first.left, first.top, first.width, first.height) == (0, 0, 0.0625, 0.0625)
    assert (second.left + second.width, second.top + second.height) == (1, 1)


def test_one_thing_seen_twice_is_one(keypoints: Array, reach: Array) -> None:
    keypoints[0, 8, 8], keypoints[0, 8, 10], keypoints[1, 8, 8] = 0.9, 0.8, 0.7
    reach[:, 8, 8:11] = 40  # two cells apart, nearly the same box
    assert [(region.label, region.score) for region in found(keypoints, reach)] == [
        ("cat", pytest.approx(0.9)),
        ("dog", pytest.approx(0.7)),
    ]


def test_things_side_by_side_are_several(keypoints: Array, reach: Array) -> None:
    keypoints[0, 8, 8:20:3] = 0.9
    assert len(found(keypoints, reach)) == 4


def test_the_surest_come_first_and_are_not_too_many(keypoints: Array, reach: Array) -> None:
    keypoints[:, ::2, ::2] = np.linspace(0.1, 0.9, 512, dtype=np.float32).reshape(2, 16, 16)
    reach[:] = 1
    scores = [region.score for region in found(keypoints, reach)]
    assert len(scores) == objects.LIMIT
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == pytest.approx(0.9, abs=1e-4)


def test_nothing_gives_nothing(keypoints: Array, reach: Array) -> None:
    assert found(keypoints, reach) == ()
    assert find_faces(keypoints[:1], reach[:2], reach[:2], CELL, (128, 128)) == ()


def test_equal_neighbours_both_count_as_peaks() -> None:
    """As with a 3 x 3 maximum; their boxes lie on each other and one of them goes."""
    maps = np.zeros((1, 4, 4), np.float32)
    maps[0, 1, 1:3] = 0.5
    assert [list(axis) for axis in peaks(maps, 0.1, 10)] == [[0, 0], [1, 1], [1, 2]]


def test_a_box_that_is_gone_takes_no_other_with_it() -> None:
    """The middle one lies on both its neighbours, which lie not on each other."""
    boxes = np.array([[0, 0, 10, 1], [3, 0, 13, 1], [6, 0, 16, 1]], np.float32)
    assert list(surest(boxes, np.zeros(3, np.intp), 0.5)) == [0, 2]
    assert list(surest(boxes, np.array([0, 1, 0]), 0.5)) == [0, 1, 2]


def test_a_face_has_rows_before_columns_and_its_size_as_a_logarithm() -> None:
    heat, size, offset = (np.zeros((count, SIDE, SIDE), np.float32) for count in (1, 2, 2))
    heat[0, 8, 16] = 0.9
    size[:, 8, 16] = np.log([4, 2])  # cells high, cells wide
    offset[:, 8, 16] = 0.5, -0.5
    (face,) = find_faces(heat, size, offset, CELL, (128, 96))
    middle = (face.left + face.width / 2) * 128, (face.top + face.height / 2) * 96
    assert (face.label, face.score) == (FACE, 0.9)
    assert middle == pytest.approx((16 * 4, 9 * 4), abs=0.02)
    assert (face.width * 128, face.height * 96) == pytest.approx((8, 16), abs=0.02)


def test_a_face_in_the_black_margin_is_none() -> None:
    heat, size, offset = (np.zeros((count, SIDE, SIDE), np.float32) for count in (1, 2, 2))
    heat[0, 30, 30] = heat[0, 8, 8] = 0.9
    assert len(find_faces(heat, size, offset, CELL, (100, 100))) == 1
