from __future__ import annotations

import calendar
from datetime import UTC, datetime

import numpy as np
import pytest
from shelf import Shelf

from photoorg.library import albums
from photoorg.library.album_order import album_shown
from photoorg.library.facets import facets
from photoorg.library.query import QueryError
from photoorg.library.search import count, search
from photoorg.library.store import writing
from photoorg.library.timeline import timeline

DAYS = ("2021-03-01", "2021-03-31", "2019-12-31", "2024-02-29", "2024-02-01", "2024-01-01")


@pytest.fixture
def dated(shelf: Shelf) -> tuple[Shelf, np.ndarray]:
    """Photos of some days, the newest first."""
    ids = [shelf.put(f"{day}.jpg") for day in DAYS]
    with writing(shelf.db):
        for photo_id, day in zip(ids, DAYS, strict=True):
            at = calendar.timegm(datetime.fromisoformat(day).replace(tzinfo=UTC).timetuple())
            shelf.db.conn.execute("UPDATE photos SET taken_at = ? WHERE id = ?", (at, photo_id))
    return shelf, np.array([ids[place] for place in (3, 4, 5, 1, 0, 2)], np.int64)


def named(months: np.ndarray) -> list[str]:
    return [f"{month // 12}-{month % 12 + 1:02}" for month in months.tolist()]


def test_months_begin_where_their_photos_do(dated: tuple[Shelf, np.ndarray]) -> None:
    shelf, ids = dated

    found = timeline(shelf.db, ids)

    assert found is not None
    assert named(found.months) == ["2024-02", "2024-01", "2021-03", "2019-12"]
    assert found.starts.tolist() == [0, 2, 3, 5, 6]
    assert found.counts.tolist() == [2, 1, 2, 1]


def test_the_oldest_first_is_an_order_of_time_too(dated: tuple[Shelf, np.ndarray]) -> None:
    shelf, ids = dated

    found = timeline(shelf.db, ids[::-1])

    assert found is not None
    assert named(found.months) == ["2019-12", "2021-03", "2024-01", "2024-02"]


def test_months_are_those_that_facets_tell_of(dated: tuple[Shelf, np.ndarray]) -> None:
    shelf, _ = dated
    with writing(shelf.db):
        shelf.db.conn.execute("UPDATE photos SET taken_at = ? WHERE id = 1", (1 << 45,))

    found = timeline(shelf.db, search(shelf.db, "").ids)

    assert found is not None
    assert named(found.months) == [one.label for one in facets(shelf.db, "").months]


def test_any_other_order_has_no_timeline(dated: tuple[Shelf, np.ndarray]) -> None:
    shelf, ids = dated

    assert timeline(shelf.db, ids[[1, 4, 0, 2, 3, 5]]) is None
    assert timeline(shelf.db, np.empty(0, np.int64)) is None


def test_a_photo_that_has_just_gone_is_no_trouble(dated: tuple[Shelf, np.ndarray]) -> None:
    shelf, ids = dated

    found = timeline(shelf.db, np.append(ids, 999))

    assert found is not None
    assert found.starts[-1] == len(ids)


def test_an_album_is_found_in_its_own_order(dated: tuple[Shelf, np.ndarray]) -> None:
    shelf, ids = dated
    wanted = ids[[4, 0, 2]].tolist()
    albums.create(shelf.db, "Lisbon: best", wanted)
    text = 'album:"lisbon: BEST"'

    assert search(shelf.db, text).ids.tolist() == wanted
    assert search(shelf.db, text, limit=2).ids.tolist() == wanted[:2]
    assert search(shelf.db, text, "taken").ids.tolist() == ids[[0, 2, 4]].tolist()
    assert search(shelf.db, f"{text} sort:taken").ids.tolist() == ids[[0, 2, 4]].tolist()


def test_an_album_is_found_however_its_name_is_written(dated: tuple[Shelf, np.ndarray]) -> None:
    shelf, ids = dated
    mine, others = ids[[4, 0, 2]].tolist(), ids[[5, 1]].tolist()
    albums.create(shelf.db, "Über uns", mine)
    albums.create(shelf.db, "Summer, with Ada", others)
    for text in ('album:"über uns"', 'album:"ÜBER UNS"', 'album:"uber uns"', "album:üb*", 'album="Über  uns"'):
        assert search(shelf.db, text).ids.tolist() == mine, text
    assert search(shelf.db, 'album:"*u*"').total == 5
    assert search(shelf.db, "-album:üb*").total == len(ids) - 3


def test_an_album_that_is_not_there_is_an_error_with_the_nearest_names(dated: tuple[Shelf, np.ndarray]) -> None:
    shelf, _ = dated
    with pytest.raises(QueryError, match="There are no albums yet"):
        search(shelf.db, "album:best")
    albums.create(shelf.db, "Summer, with Ada", [])
    with pytest.raises(QueryError, match=r"no album 'sumer with ada'\. Did you mean 'Summer, with Ada'\?") as caught:
        search(shelf.db, 'dog -album:"sumer with ada"')
    assert (caught.value.position, caught.value.end) == (11, 27)
    assert caught.value.suggestions == ('"Summer, with Ada"',)
    with pytest.raises(QueryError, match=r"no album 'z\*'"):
        count(shelf.db, "album:Summer*,z*")


@pytest.mark.parametrize(
    ("text", "album"),
    [("album:best", "best"), (' album:"My best" ', "My best"), ("album:best dog", ""), ("-album:best", ""),
     ("dog", ""), ('album:"', "")],
)  # fmt: skip
def test_which_album_a_text_is_for(text: str, album: str) -> None:
    assert album_shown(text) == album
