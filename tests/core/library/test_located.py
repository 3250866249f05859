"""Where photos were taken, in a real library."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelf import Shelf

from photoorg.library.located import Located, clusters, located
from photoorg.library.search import search
from photoorg.library.terms import chips

MILAN = {"latitude": 45.464, "longitude": 9.19}
MONZA = {"latitude": 45.584, "longitude": 9.273}
CAPE_TOWN = {"latitude": -33.925, "longitude": 18.424}


@pytest.fixture
def travelled(shelf: Shelf) -> Shelf:
    for name, place in (("a", MILAN), ("b", MILAN), ("c", MONZA), ("d", CAPE_TOWN), ("e", {})):
        shelf.put(f"{name}.jpg", facts=place)
    shelf.put("wrong.jpg", facts={"latitude": 245.0, "longitude": 9.0})
    return shelf


def test_photos_that_do_not_say_where_are_left_out(travelled: Shelf) -> None:
    every = search(travelled.db, "").ids
    assert len(located(travelled.db, every).ids) == 4
    assert len(located(travelled.db, every[:0]).ids) == 0


def test_places_are_read_from_the_library_once(travelled: Shelf) -> None:
    every = search(travelled.db, "").ids
    located(travelled.db, every)
    asked = list[str]()
    travelled.db.conn.set_trace_callback(asked.append)
    assert len(located(travelled.db, every[::-1]).ids) == 4
    travelled.db.conn.set_trace_callback(None)
    assert not [statement for statement in asked if "latitude" in statement]


def test_near_ones_are_told_of_together(travelled: Shelf) -> None:
    there = located(travelled.db, search(travelled.db, "").ids)
    wide, narrow = clusters(there, 1.0), clusters(there, 0.05)
    assert [one.photos for one in wide] == [3, 1]
    assert [one.photos for one in narrow] == [2, 1, 1]
    assert wide[0].latitude == pytest.approx((2 * 45.464 + 45.584) / 3, abs=1e-4)
    assert wide[1].longitude == pytest.approx(18.424, abs=1e-4)


def test_the_query_of_a_place_finds_its_photos(travelled: Shelf) -> None:
    for cell in (0.01, 1.0, 45.0):
        for one in clusters(located(travelled.db, search(travelled.db, "").ids), cell):
            assert len(search(travelled.db, one.term).ids) >= one.photos
            assert [chip.text for chip in chips(one.term)] == list(one.terms)


def test_without_photos_there_are_no_places(shelf: Shelf) -> None:
    assert clusters(located(shelf.db, np.array([1, 2])), 1.0) == []


@given(
    st.lists(st.tuples(st.floats(-90, 90, width=32), st.floats(-180, 180, width=32)), min_size=1, max_size=40),
    st.floats(0.001, 90),
)
def test_every_photo_is_in_one_place(points: list[tuple[float, float]], cell: float) -> None:
    latitude, longitude = (np.array(numbers, np.float32) for numbers in zip(*points, strict=True))
    made = clusters(Located(np.arange(len(points)), latitude, longitude), cell)
    assert sum(one.photos for one in made) == len(points)
    assert all(one.south <= one.latitude + 1e-3 and one.latitude <= one.north + 1e-3 for one in made)
