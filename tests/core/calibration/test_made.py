"""Pictures of nothing."""

from __future__ import annotations

import numpy as np

from modelbuild.calibration.made import KINDS, SIZES, made_pictures


def test_the_same_numbers_make_the_same_pictures() -> None:
    first, second = (dict(made_pictures(len(KINDS), first=40)) for _ in range(2))
    assert list(first) == list(second)
    assert all(np.array_equal(np.asarray(first[name]), np.asarray(second[name])) for name in first)


def test_each_kind_in_turn_in_its_sizes() -> None:
    found = dict(made_pictures(3 * len(KINDS)))
    assert len(found) == 3 * len(KINDS)
    for kind in KINDS:
        assert sum(name.startswith(f"made/{kind}-") for name in found) == 3
    assert {picture.mode for picture in found.values()} == {"RGB"}
    assert {picture.size for picture in found.values()} <= set(SIZES)
    assert len({picture.size for picture in found.values()}) > 1


def test_a_picture_is_told_by_its_number_wherever_one_begins() -> None:
    late = dict(made_pictures(5, first=10))
    assert list(late) == list(dict(made_pictures(15)))[10:]
    early = dict(made_pictures(15))
    assert all(np.array_equal(np.asarray(early[name]), np.asarray(picture)) for name, picture in late.items())


def test_other_numbers_make_other_pictures() -> None:
    small = [picture.resize((32, 32)).tobytes() for _, picture in made_pictures(4 * len(KINDS), first=450)]
    assert len(set(small)) == len(small)
