"""The library as columns in memory: that they are what the library says, whatever has happened to it since."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelf import Shelf

from photoorg.folding import folded
from photoorg.library import columns, missing
from photoorg.library.columns import Columns, seen
from photoorg.library.columns.part import slots_of
from photoorg.library.columns.texts import gather
from photoorg.library.connection import home_of
from photoorg.library.edits import judge
from photoorg.library.facets import Facet, facets, tag_counts
from photoorg.library.fields import BY_NAME, FIELDS
from photoorg.library.notes import rate
from photoorg.library.search import count, search
from photoorg.library.store import open_reader, writing
from photoorg.library.wildcards import pattern
from photoorg.settings import Home
from photoorg.taxonomy import load_taxonomy

QUERIES = ("", "dog", "-dog", "dog OR cat", "cat -dog", "dog>=0.5", "iso>=200", "camera:c*n", "name:1", "is:missing",
           "folder:b", "is:untagged", "taken:2024", "dog sort:name",
           "sort:size", "sort:folder", "people:1..")  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_in_memory() -> Iterator[None]:
    columns.forget()
    yield
    columns.forget()


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - nothing secret


def everything(shelf: Shelf) -> list[object]:
    """What is found, by whom it is asked."""
    found: list[object] = [facets(shelf.db, "")]
    for query in QUERIES:
        hits = search(shelf.db, query)
        found.append((query, hits.ids.tolist(), hits.scores.tolist(), hits.total))
    return found


def anew(shelf: Shelf) -> list[object]:
    columns.forget()
    return everything(shelf)


def put_some(shelf: Shelf, numbers: range, chance: random.Random) -> None:
    for number in numbers:
        tags = [(tag, round(chance.uniform(0.2, 1), 4)) for tag in ("dog", "cat", "animal") if chance.random() < 0.5]
        facts = {"iso": chance.choice([100, 200, 400, None]), "camera": chance.choice(["Canon", "Nikon", None])}
        taken = f"{chance.choice([2022, 2023, 2024])}-0{chance.randint(1, 9)}-01T00:00:00"
        shelf.put(f"{number}.jpg", tags, taken, chance.choice(["a", "b"]), facts=facts)


def test_the_slots_are_newest_first_and_so_is_the_order(shelf: Shelf) -> None:
    put_some(shelf, range(30), dice(1))
    loaded = columns.of(shelf.db)
    assert loaded.order.tolist() == list(range(loaded.n)) == list(range(30))
    assert (np.diff(loaded.taken) <= 0).all()
    put_some(shelf, range(30, 40), dice(2))
    judge(shelf.db, list(range(1, 6)), "dog", "added")
    later = columns.of(shelf.db)
    assert (later.n, len(later.order), later.alive.sum()) == (45, 40, 40)
    rows = shelf.db.conn.execute("SELECT id FROM photos ORDER BY taken_at DESC, id DESC").fetchall()
    assert later.ids[later.order].tolist() == [photo for (photo,) in rows]


def test_what_has_not_changed_is_not_read_again(shelf: Shelf) -> None:
    put_some(shelf, range(5), dice(1))
    first = columns.of(shelf.db)
    names = first.texts(BY_NAME["name"])
    assert columns.of(shelf.db).state is first.state
    with writing(shelf.db):  # a transaction that says nothing about photos
        shelf.db.conn.execute("INSERT INTO tags (name) VALUES ('spare')")
    later = columns.of(shelf.db)
    assert later.state is not first.state
    assert later.texts(BY_NAME["name"]) is names


def test_a_photo_that_changed_twice_counts_once_in_what_is_read_after_that(shelf: Shelf) -> None:
    """Its older slots are dead; with ids as high as in a library that has seen much, slots are looked up by search."""
    with writing(shelf.db):
        shelf.db.conn.execute("INSERT OR REPLACE INTO marks VALUES ('last_photo', 50000)")
    photos = [shelf.put(f"{n}.jpg", [("dog", 0.9)], facts={"camera": "Canon", "iso": 100}) for n in range(9)]
    search(shelf.db, "dog")
    for value in (3, 4, 5):
        rate(shelf.db, photos[:1], value)
        search(shelf.db, "dog")
    assert count(shelf.db, "rating:5") == count(shelf.db, "is:rated") == 1
    assert everything(shelf) == anew(shelf)


def test_what_was_seen_in_a_photo_that_changed_twice_is_read_once(shelf: Shelf) -> None:
    classes = list(load_taxonomy().of_class)[:3]
    photos = [shelf.put(f"{n}.jpg", [(name, 0.5)]) for n, name in enumerate(classes)]
    columns.of(shelf.db)
    for value in (3, 4):
        rate(shelf.db, photos, value)
        columns.of(shelf.db)
    known = columns.of(shelf.db)
    bag = known.bag(seen.NAME)
    assert known.ids[bag.slots()].tolist() == [*reversed(photos), *photos]
    assert bag.keys.tolist() == [2, 1, 0, 0, 1, 2]


def test_the_last_of_several_slots_is_the_living_one() -> None:
    for ids in (np.array([7, 3, 7, 9, 3]), np.array([70_000, 30_000, 70_000, 90_000, 30_000])):
        slots, there = slots_of(ids, np.array([ids[0], ids[1], ids[3], 5, 10**9]))
        assert slots[:3].tolist() == [2, 4, 3]
        assert there.tolist() == [True, True, True, False, False]


def test_numbers_are_as_small_as_they_may_be(shelf: Shelf) -> None:
    shelf.put("a.jpg", facts={"iso": 100, "latitude": 45.1})
    shelf.put("b.jpg")
    loaded = columns.of(shelf.db)
    assert loaded.numbers(BY_NAME["iso"]).dtype == np.float32
    assert loaded.numbers(BY_NAME["latitude"]).dtype == np.float64
    assert np.isnan(loaded.numbers(BY_NAME["iso"])).sum() == 1
    assert count(shelf.db, "latitude:45.1") == 1


ACTS = ("put", "judge", "miss", "forget", "rename", "find")


@pytest.mark.parametrize("seed", range(3))
def test_brought_up_to_date_they_are_as_made_anew(shelf: Shelf, seed: int) -> None:
    chance = dice(seed)
    put_some(shelf, range(4), chance)
    everything(shelf)
    for _ in range(30):
        acts = [(chance.choice(ACTS), chance.randint(0, 19)) for _ in range(chance.randint(1, 4))]
        for act, number in acts:
            do(shelf, act, number, chance)
        assert (acts, everything(shelf)) == (acts, anew_in_another_place(shelf))


def anew_in_another_place(shelf: Shelf) -> list[object]:
    """What columns say that are made anew, without those that are there being lost."""
    kept = dict(columns._shelves)
    found = anew(shelf)
    columns._shelves.clear()
    columns._shelves.update(kept)
    return found


def do(shelf: Shelf, act: str, number: int, chance: random.Random) -> None:
    ids = [photo for (photo,) in shelf.db.conn.execute("SELECT id FROM photos ORDER BY id")]
    photo = ids[number % len(ids)] if ids else 0
    if act == "put" or not ids:
        put_some(shelf, range(number, number + 1), chance)
    elif act == "judge":
        judge(shelf.db, [photo], chance.choice(["dog", "own"]), chance.choice(["added", "removed", "rejected"]))
    elif act == "find":
        shelf.find(photo, [("dog", chance.random()), ("people", 0.5)])
    elif act == "miss":
        with writing(shelf.db):
            shelf.db.conn.execute("UPDATE files SET missing_since = 1 WHERE photo_id = ?", (photo,))
            shelf.db.conn.execute("UPDATE photos SET file_id = NULL WHERE id = ?", (photo,))
    elif act == "rename":
        with writing(shelf.db):
            name = f"{number}-{chance.random()}.jpg"
            shelf.db.conn.execute(
                "UPDATE files SET name = ? WHERE id = (SELECT min(id) FROM files WHERE photo_id = ?)", (name, photo)
            )
    else:
        gone = shelf.db.conn.execute("SELECT id FROM photos WHERE file_id IS NULL LIMIT 1").fetchone()
        if gone:
            missing.forget(shelf.db, gone, Home(shelf_home(shelf)).root / "forgotten.jsonl")


def shelf_home(shelf: Shelf):

    home = home_of(shelf.db)
    assert home is not None
    return home.root


def test_a_transaction_under_way_is_seen_by_its_own_connection_alone(shelf: Shelf, home: Home) -> None:
    shelf.put("a.jpg", [("dog", 0.5)])
    assert count(shelf.db, "dog") == 1
    reader = open_reader(home)
    with suppress(ZeroDivisionError), writing(shelf.db):
        shelf.db.conn.execute("UPDATE photos SET camera = 'Leica'")
        assert count(shelf.db, "camera:leica") == 1
        assert count(reader, "camera:leica") == 0
        raise ZeroDivisionError
    assert count(shelf.db, "camera:leica") == count(reader, "camera:leica") == 0
    reader.close()


def test_another_connections_changes_are_seen_when_they_are_whole(shelf: Shelf, home: Home) -> None:
    reader = open_reader(home)
    assert count(reader, "") == 0
    shelf.put("a.jpg", [("dog", 0.5)])
    assert count(reader, "dog") == 1
    judge(shelf.db, [shelf.ids["a.jpg"]], "dog", "rejected")
    assert count(reader, "dog") == 0
    reader.close()


def test_many_changes_begin_a_new_base(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_SLACK", 3)
    put_some(shelf, range(4), dice(1))
    assert columns.of(shelf.db).state.base == 4
    put_some(shelf, range(4, 20), dice(1))
    loaded = columns.of(shelf.db)
    assert (loaded.state.base, loaded.state.later) == (20, 0)
    assert everything(shelf) == anew(shelf)


def test_readers_at_once_with_a_writer(shelf: Shelf, home: Home) -> None:
    put_some(shelf, range(20), dice(1))
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        db = open_reader(home)
        last = 0
        try:
            while not done.is_set():
                # Photos only come, each with its tag soon after.
                number = count(db, "")
                tagged = count(db, "marked")
                if number < last or tagged < last - 21:
                    wrong.append((number, tagged, last))
                last = number
                facets(db, "marked OR -marked")
        except Exception as error:  # noqa: BLE001 - told below
            wrong.append(error)
        finally:
            db.close()

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(100, 140):
        shelf.put(f"{number}.jpg", [("marked", 0.9)])
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert (count(shelf.db, "marked"), count(shelf.db, "")) == (40, 60)


def test_facets(shelf: Shelf) -> None:
    canon, none = {"camera": "Canon"}, {}
    shelf.put("a.jpg", [("dog", 0.9)], "2023-12-31T23:59:59", "b", facts=canon)
    shelf.put("b.jpg", [("dog", 0.9), ("hot dog", 0.5)], "2024-01-01T00:00:00", "a", facts=canon)
    shelf.put("c.jpg", [], "2024-01-02T00:00:00", "a", facts=none)
    with writing(shelf.db):
        shelf.db.conn.execute("INSERT INTO notes VALUES (1, 'rating', '4', 0)")
        shelf.db.conn.execute("INSERT INTO notes VALUES (2, 'label', 'red', 0)")
    found = facets(shelf.db, "")
    assert found.total == 3
    assert found.tags == [Facet("dog", "dog", 2, "dog"), Facet('"hot dog"', "hot dog", 1, "hot dog")]
    assert [(one.label, one.photos) for one in found.years] == [("2024", 2), ("2023", 1)]
    assert found.months == [
        Facet("taken:2024-01", "2024-01", 2, 2024 * 12),
        Facet("taken:2023-12", "2023-12", 1, 2023 * 12 + 11),
    ]
    assert found.cameras == [Facet('camera="Canon"', "Canon", 2, "Canon")]
    assert [(one.label, one.photos) for one in found.folders] == [("a", 2), ("b", 1)]
    assert found.ratings == [Facet("rating:4", "4", 1, 4), Facet("rating:0", "0", 2, 0)]
    assert found.labels == [Facet("label:red", "red", 1, "red")]
    for kind in ("tags", "years", "months", "cameras", "folders", "ratings", "labels"):
        for one in getattr(found, kind):
            assert count(shelf.db, one.term) == one.photos, one
    assert facets(shelf.db, "taken:2023").tags == [Facet("dog", "dog", 1, "dog")]
    assert tag_counts(shelf.db) == {"dog": 2, "hot dog": 1}


def test_a_folder_is_told_of_by_its_path_whatever_is_in_it(shelf: Shelf) -> None:
    paths = [f"{shelf.mount}/{name}" for name in ('a "b"', "back\\", "c")]
    for path in paths:
        shelf.put("x.jpg", folder=path.removeprefix(f"{shelf.mount}/"), content=path)
    assert [one.value for one in facets(shelf.db, "").folders] == paths
    assert [count(shelf.db, one.term) for one in facets(shelf.db, "").folders] == [1, 1, 1]


def test_a_photo_with_copies_counts_in_each_of_its_folders(shelf: Shelf) -> None:
    shelf.put("a.jpg", folder="a")
    shelf.put("again.jpg", folder="b", content="a/a.jpg")
    shelf.put("c.jpg", folder="b")
    assert [(one.label, one.photos) for one in facets(shelf.db, "").folders] == [("a", 1), ("b", 2)]
    assert facets(shelf.db, "name:c.jpg").folders[0].photos == 1


def test_a_pair_that_is_parted_is_none_any_more(shelf: Shelf) -> None:
    shelf.put("x.jpg")
    shelf.put("x.dng", facts={"format": "raw"})
    assert count(shelf.db, "is:paired") == 2
    with writing(shelf.db):
        shelf.db.conn.execute("UPDATE files SET name = 'y.dng', stem = 'y' WHERE name = 'x.dng'")
    assert count(shelf.db, "is:paired") == 0


def test_a_drive_that_goes_away_and_comes_back(shelf: Shelf) -> None:
    shelf.put("a.jpg")
    assert count(shelf.db, "is:offline") == 0
    with writing(shelf.db):
        shelf.db.conn.execute("UPDATE volumes SET online = 0")
    assert count(shelf.db, "is:offline") == 1


def test_near(shelf: Shelf) -> None:
    for name, latitude, longitude in (("milan", 45.4642, 9.19), ("monza", 45.5845, 9.2744), ("fiji", -17.8, 179.99)):
        shelf.put(f"{name}.jpg", facts={"latitude": latitude, "longitude": longitude})
    shelf.put("nowhere.jpg")
    assert shelf.names("near:45.4642,9.19,1km") == ["milan.jpg"]
    assert shelf.names("near:45.4642,9.19,15km") == ["milan.jpg", "monza.jpg"]
    assert shelf.names("-near:45.4642,9.19,15km") == ["fiji.jpg", "nowhere.jpg"]
    assert shelf.names("near:-17.8,-179.99,10km") == ["fiji.jpg"]  # across the date line
    assert shelf.names("near:45.4642,9.19,30000km") == ["fiji.jpg", "milan.jpg", "monza.jpg"]


def plain(text: str) -> str:
    return text.replace("*", "x").replace("?", "y")


WORDS = st.text(st.sampled_from("abABeE*?.é\u0301 "), max_size=6)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.one_of(st.none(), WORDS.map(lambda text: text.replace("*", "x").replace("?", "y"))), max_size=12), WORDS
)
def test_texts_are_found_as_they_would_be_one_by_one(texts: list[str | None], wanted: str) -> None:
    made = gather(enumerate(texts), len(texts))
    for whole in (False, True):
        one = pattern(wanted if whole else f"*{wanted}*")
        expected = [text is not None and one.fullmatch(folded(text)) is not None for text in texts]
        assert made.having(wanted, whole=whole).tolist() == expected
    known = [folded(text).encode() for text in texts if text is not None]
    ranks = [rank for rank, text in zip(made.ranks().tolist(), texts, strict=True) if text is not None]
    assert [text for _, text in sorted(zip(ranks, known, strict=True))] == sorted(known)


@settings(deadline=None)
@given(st.lists(st.lists(st.one_of(st.none(), st.text("abé", max_size=3)), max_size=8), min_size=1, max_size=4))
def test_later_texts_find_their_places_in_an_order(several: list[list[str | None]]) -> None:
    made = gather(enumerate(several[0]), len(several[0]))
    for more in several[1:]:
        made.ranks()
        made = made.followed_by(gather(enumerate(more), len(more)))
    every = [text for texts in several for text in texts]
    anew = gather(enumerate(every), len(every))
    assert made.ranks().tolist() == anew.ranks().tolist()


def test_more_texts_than_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photoorg.library.columns.texts._DISTINCT", 2)
    made = gather(enumerate(["a", "b", "a", "c", "a"]), 5)
    assert made.labels == ()
    assert made.having("a", whole=True).tolist() == [True, False, True, False, True]
    assert np.argsort(made.ranks(), kind="stable").tolist() == [0, 2, 4, 1, 3]


def test_columns_know_photos_by_their_ids(shelf: Shelf) -> None:
    put_some(shelf, range(3), dice(1))
    loaded: Columns = columns.of(shelf.db)
    assert loaded.ids[loaded.slots(np.array([2, 3]))].tolist() == [2, 3]
    assert loaded.slots(np.array([99, -1])).tolist() == []


UNSEEN = {"id", "identity", "identity_scheme", "read_version", "taken_offset", "orientation", "understood", "seen_with",
          "changed", "file_taken_at", "file_taken_source", "guessed_with", "declined_with"}  # fmt: skip


def test_every_column_that_a_search_may_see_is_watched(shelf: Shelf) -> None:
    """Whoever adds a column to photos adds it to the trigger `photos_changed`, or here where no search sees it."""
    (sql,) = shelf.db.conn.execute("SELECT sql FROM sqlite_master WHERE name = 'photos_changed'").fetchone()
    watched = set(re.findall(r"\w+", sql.partition("UPDATE OF")[2].partition(" ON photos")[0]))
    names = {column.name for column in shelf.db["photos"].columns}
    assert watched | UNSEEN == names
    assert not watched & UNSEEN
    used = " ".join([field.sql for field in FIELDS] + [sql for field in FIELDS for sql in field.choices.values()])
    assert {name for name in names if f"p.{name}" in used} <= watched | {"id"}
