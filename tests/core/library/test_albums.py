"""Albums made by hand and saved searches: their order, their names, and that they are kept as words are."""

from __future__ import annotations

import random

import pytest
from shelf import Shelf

from photoorg.library import albums, browse, searches, words
from photoorg.library.query import MOST_CHARACTERS, QueryError
from photoorg.outcomes import PhotoorgError


def fill(shelf: Shelf, number: int) -> list[int]:
    return [shelf.put(f"{one}.jpg") for one in range(number)]


def made(shelf: Shelf, name: str = "Best", photos: list[int] | None = None) -> int:
    albums.create(shelf.db, name, photos or [])
    return albums.find(shelf.db, name).album_id


def test_photos_come_at_the_end_or_before_one(shelf: Shelf) -> None:
    one, two, three, four, five = fill(shelf, 5)
    best = made(shelf)
    assert albums.add(shelf.db, best, [two, one]).photos == {one, two}
    albums.add(shelf.db, best, [five, two, three])
    assert albums.photos_in(shelf.db, best) == [two, one, five, three], "what is in it stays where it is"
    albums.add(shelf.db, best, [four], before=one)
    assert albums.photos_in(shelf.db, best) == [two, four, one, five, three]
    albums.move(shelf.db, best, [three, two], before=one)
    assert albums.photos_in(shelf.db, best) == [four, three, two, one, five]
    albums.move(shelf.db, best, [four])
    albums.take_out(shelf.db, best, [two, 999])
    assert albums.photos_in(shelf.db, best) == [three, one, five, four]
    assert [(one.name, one.photos, one.missing, one.cover) for one in albums.albums(shelf.db)] == [
        ("Best", 4, 0, three)
    ]
    details = browse.details(shelf.db, one)
    assert details is not None
    assert details.albums == ("Best",)
    with pytest.raises(PhotoorgError, match="is not in the album 'Best'"):
        albums.move(shelf.db, best, [one], before=two)


def test_any_order_can_be_made_however_often(shelf: Shelf) -> None:
    photos, chance = fill(shelf, 12), random.Random(5)  # noqa: S311
    best = made(shelf, photos=photos)
    for _ in range(300):
        moved, before = chance.sample(photos, chance.randrange(1, 4)), chance.choice([None, *photos])
        moved = [one for one in moved if one != before]
        rest = [one for one in photos if one not in moved]
        at = len(rest) if before is None else rest.index(before)
        photos = [*rest[:at], *moved, *rest[at:]]
        albums.move(shelf.db, best, moved, before)
        assert albums.photos_in(shelf.db, best) == photos


def test_what_is_always_put_at_one_place_finds_room(shelf: Shelf) -> None:
    photos = fill(shelf, 3)
    best = made(shelf, photos=photos)
    for _ in range(100):
        photos = [photos[0], photos[2], photos[1]]
        albums.move(shelf.db, best, [photos[1]], before=photos[2])
    assert albums.photos_in(shelf.db, best) == photos


def test_a_name_is_one_of_its_kind(shelf: Shelf) -> None:
    best, other = made(shelf, "Été"), made(shelf, "Winter")
    with pytest.raises(PhotoorgError, match="There is an album 'Été' already"):
        albums.create(shelf.db, "été")
    with pytest.raises(PhotoorgError, match="already"):
        albums.rename(shelf.db, other, "ÉTÉ")
    with pytest.raises(PhotoorgError, match="An album needs a name"):
        albums.create(shelf.db, "  ")
    albums.rename(shelf.db, best, "ÉTÉ")
    assert albums.find(shelf.db, "été").name == "ÉTÉ"
    albums.remove(shelf.db, best)
    for gone in (albums.remove, albums.album):
        with pytest.raises(PhotoorgError, match="This album is gone"):
            gone(shelf.db, best)
    with pytest.raises(PhotoorgError, match="There is no album 'été'"):
        albums.find(shelf.db, "été")


def test_removing_an_album_leaves_its_photos(shelf: Shelf) -> None:
    photos = fill(shelf, 2)
    best = made(shelf, photos=photos)
    shelf.miss("0.jpg")
    assert albums.album(shelf.db, best).missing == 1
    assert albums.album(shelf.db, best).cover == photos[1]
    assert albums.remove(shelf.db, best).photos == set(photos)
    assert set(browse.cards(shelf.db, photos)) == set(photos)
    assert list(words.export(shelf.db)) == []


def test_searches_are_saved_changed_and_renamed(shelf: Shelf) -> None:
    searches.save(shelf.db, "Dogs", "dog  -person", "taken")
    dogs = searches.find(shelf.db, "dogs")
    assert (dogs.query, dogs.sort) == ("dog -person", "taken")
    searches.rename(shelf.db, dogs.search_id, "Hounds")
    searches.change(shelf.db, dogs.search_id, "hound", "")
    searches.save(shelf.db, "All", "")
    assert [(one.name, one.query, one.sort) for one in searches.searches(shelf.db)] == [
        ("All", "", ""),
        ("Hounds", "hound", ""),
    ]
    searches.remove(shelf.db, dogs.search_id)
    with pytest.raises(PhotoorgError, match="This saved search is gone"):
        searches.change(shelf.db, dogs.search_id, "x")
    with pytest.raises(PhotoorgError, match="There is no saved search 'Hounds'"):
        searches.find(shelf.db, "Hounds")


def test_what_can_be_asked_can_be_saved(shelf: Shelf) -> None:
    longest = '"' + "x" * (MOST_CHARACTERS - 2) + '"'
    searches.save(shelf.db, "Long", longest)
    assert searches.find(shelf.db, "Long").query == longest


def test_a_search_that_cannot_be_asked_is_not_saved(shelf: Shelf) -> None:
    with pytest.raises(QueryError):
        searches.save(shelf.db, "Bad", "(dog")
    with pytest.raises(PhotoorgError, match="There is no sort 'colour'"):
        searches.save(shelf.db, "Bad", "dog", "colour")
    searches.save(shelf.db, "Good", "dog")
    with pytest.raises(PhotoorgError, match="There is a saved search 'Good' already"):
        searches.save(shelf.db, "good", "cat")
    assert [one.name for one in searches.searches(shelf.db)] == ["Good"]
