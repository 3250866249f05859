"""What a query finds, in a library with real rows."""

from __future__ import annotations

import os
import time
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shelf import Shelf

from photoorg.library import albums, known
from photoorg.library.edits import judge
from photoorg.library.facets import common_tags, facets
from photoorg.library.fields import FIELDS
from photoorg.library.query import QueryError, quoted
from photoorg.library.search import SORTS, Hits, count, search, tally
from photoorg.library.senses import Meaning
from photoorg.library.store import Database, writing
from photoorg.outcomes import PhotoorgError

FEW = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def pets(shelf: Shelf) -> Shelf:
    """Photos a to h: what is on them, where, when, and by which camera."""
    canon = {"camera": "Canon EOS 5D", "iso": 100, "f_number": 2.8, "latitude": -33.9, "longitude": 18.4}
    nikon = {"camera": "NIKON D750", "iso": 1600, "width": 4000, "latitude": 45.5, "longitude": 9.2}
    shelf.put("a.jpg", [("dog", 0.9), ("animal", 0.95)], "2023-12-31T23:59:59", "2023/Lisbon", facts=canon)
    shelf.put("b.jpg", [("dog", 0.4), ("cat", 0.5), ("animal", 0.9)], "2024-01-01T00:00:00", "2024/Lisbon", facts=canon)
    shelf.put("c.jpg", [("hot dog", 0.8), ("food", 0.9)], "2024-02-29T12:00:00", "2024/100%_sure", facts=nikon)
    shelf.put("d.jpg", [("cat", 0.7), ("animal", 0.7)], "2024-05-31T23:59:59", "2024/100 and more")
    shelf.put("e_1.jpg", [("lion", 0.6), ("african lion", 0.5)], "2024-06-01T00:00:00", "2024", facts=nikon)
    shelf.put("f%.jpg", [], "2024-12-31T23:59:59", "2024/Lisboa", facts={"camera": 'It\'s "quoted"'})
    shelf.put("g.jpg", [("party", 0.5), ("wolf", 0.5), ("glass", 0.5)], None, "", mtime_ns=10**18)
    shelf.put("h.jpg", [("dog", 0.99)], "2022-01-01T00:00:00")
    shelf.miss("h.jpg")
    return shelf


def letters(shelf: Shelf, query: str) -> str:
    by_id = {photo_id: name[0] for name, photo_id in shelf.ids.items()}
    return "".join(sorted(by_id[photo_id] for photo_id in search(shelf.db, query).ids.tolist()))


FINDS = {
    # tags
    "": "abcdefg",
    "dog": "ab",
    "DOG": "ab",
    "dogs": "ab",
    "hot dog": "c",
    "hot, dog": "",
    '"hot dog"': "c",
    '"Hot  Dogs"': "c",
    "cat OR food": "bcd",
    "dog cat": "b",
    "animal -dog": "d",
    "-animal": "cefg",
    "-(dog OR cat)": "cefg",
    "parties": "g",
    "wolves": "g",
    "glasses": "g",
    "glass": "g",
    "african": "e",
    "lions": "e",
    "tag:dog": "ab",
    # confidence
    "dog>=0.4": "ab",
    "dog>0.4": "a",
    "dog<0.5": "b",
    "dog<=0.9": "ab",
    "dog<0.9": "b",
    "dog>90%": "",
    "-dog>=0.5": "bcdefg",
    # no such tag: the file's name
    "e_1": "e",
    "f%": "f",
    "f_.jpg": "",
    "jpg": "abcdefg",
    # text
    "camera:canon": "ab",
    "camera:CANON": "ab",
    "-camera:canon": "cdefg",
    'camera="canon eos 5d"': "ab",
    "camera=canon": "",
    "camera:'s": "f",
    "name:%": "f",
    "name:_": "e",
    "format:jpeg": "abcdefg",
    "name:a.jpg": "a",
    # numbers
    "iso>=1600": "ce",
    "iso:100": "ab",
    "iso:50..200": "ab",
    "iso:101..": "ce",
    "iso:..1600": "abce",
    "-iso>=1600": "abdfg",
    "f_number<2.9": "ab",
    "latitude:-34..-33": "ab",
    "latitude<-33.9": "",
    "latitude<=-33.9": "ab",
    "longitude>-180": "abce",
    "size:1": "abcdefg",
    "size>1": "",
    # dates
    "taken:2023": "a",
    "taken:2024": "bcdef",
    "taken:2024-01": "b",
    "taken:2024-02": "c",
    "taken:2024-02-29": "c",
    "taken:2024-05": "d",
    "taken:2024-12": "f",
    "taken:2023..2024": "abcdef",
    "taken:2024-02..2024-05": "cd",
    "taken:2024-05-31..2024-06-01": "de",
    "taken:..2023": "ag",
    "taken:2024-06..": "ef",
    "taken<2024": "ag",
    "taken<=2024-01": "abg",
    "taken>2023": "bcdef",
    "taken>=2024-06": "ef",
    "taken>2024-05": "ef",
    "taken<2024-06": "abcdg",
    "-taken:2024": "ag",
    "added:today": "abcdefg",
    "added<=yesterday": "",
    # words that people use for a value
    "format:jpg": "abcdefg",
    "format=JPG": "abcdefg",
    "format:heic": "",
    # folders
    "folder:Lisbon": "ab",
    "folder:lisbo": "abf",
    "folder:2024/lisbon": "b",
    "folder:2024": "bcdef",
    "folder:%": "c",
    'folder:"100%_"': "c",
    'folder:"100 "': "d",
    "-folder:2024": "ag",
    # states
    "is:missing": "h",
    "dog is:missing": "h",
    "dog OR is:missing": "abh",
    "-is:missing": "abcdefg",
    "is:untagged": "f",
    "IS:Tagged": "abcdeg",
}


@pytest.mark.parametrize("query", FINDS)
def test_finds(query: str, pets: Shelf) -> None:
    assert letters(pets, query) == FINDS[query]
    assert count(pets.db, query) == len(FINDS[query])


def test_whole_folders(pets: Shelf) -> None:
    assert letters(pets, f'folder:"{pets.mount}/2024"') == "bcdef"
    assert letters(pets, f'folder:"{pets.mount}/2024/"') == "bcdef"
    assert letters(pets, f'folder:"{pets.mount}/2024/Lisb"') == ""
    assert letters(pets, f'folder:"{pets.mount}/2024/Lisbon"') == "b"
    assert letters(pets, f'folder:"{pets.mount}"') == "abcdefg"
    assert letters(pets, f'folder:"{pets.mount}/202_"') == ""
    assert letters(pets, "folder:/") == "abcdefg"


def test_a_part_of_a_folder_is_looked_for_from_the_librarys_folder_down(db: Database) -> None:
    shelf = Shelf(db, "/home/ada/Photos")
    shelf.folder(is_root=True)
    shelf.put("a.jpg", folder="trip")
    assert letters(shelf, "folder:trip") == letters(shelf, "folder:Photos/trip") == "a"
    assert letters(shelf, "folder:ada") == ""
    assert letters(shelf, "folder:/home/ada") == "a"


def test_a_drive_that_comes_back_elsewhere_has_its_folders_there(pets: Shelf) -> None:
    assert letters(pets, f"folder:{pets.mount}/2024/Lisbon") == "b"
    lisbon = [one for one in known.folders(pets.db) if one.endswith("2023/Lisbon")]
    with writing(pets.db):
        pets.db.conn.execute("UPDATE volumes SET mount = ?", (f"{pets.mount}2",))
    assert letters(pets, f'folder:"{pets.mount}/2024/Lisbon"') == ""
    assert letters(pets, f'folder:"{pets.mount}2/2024/Lisbon"') == "b"
    assert [one for one in known.folders(pets.db) if one.endswith("2023/Lisbon")] == [
        one.replace(pets.mount, f"{pets.mount}2") for one in lisbon
    ]
    assert known.folders(pets.db)[os.path.join(f"{pets.mount}2", "2024")] == 1  # noqa: PTH118 - as text
    assert [one.label for one in facets(pets.db, "name:d.jpg").folders] == ["100 and more"]


def test_a_word_means_a_part_only_where_no_tag_is_called_that(pets: Shelf) -> None:
    assert letters(pets, "hot") == "c"
    pets.put("i.jpg", [("hot", 0.5)])
    assert letters(pets, "hot") == "i"


def test_a_photo_with_copies_is_found_by_each_folder(pets: Shelf) -> None:
    pets.put("again.jpg", [], folder="copies", content="2023/Lisbon/a.jpg")
    assert letters(pets, "folder:copies") == "a"
    assert letters(pets, "folder:2023") == "a"


WRONG = {
    "width:wide": 6, "taken:2024-13": 6, "taken:2024-02-30": 6, "taken:2024-1-1-1": 6, "taken:soon": 6, "iso:..": 4,
    "iso>1..2": 4, "taken>2023..2024": 6, "is:nice": 3, "is>tagged": 3, "folder>a": 7, "camera>a": 7, "width:inf": 6,
    "width:nan": 6, "taken:0000": 6, "taken:10000": 6, "taken:0": 6, "taken:2024-": 6, "taken:": 5,
}  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
def test_values_that_a_field_cannot_have(query: str, pets: Shelf) -> None:
    with pytest.raises(QueryError) as caught:
        search(pets.db, query)
    assert caught.value.position == WRONG[query]
    with pytest.raises(QueryError):
        search(pets.db, f"cat OR -({query})")


def test_days_that_move(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    here = datetime.now().astimezone()
    for days in range(3):
        shelf.put(f"{days}.jpg", taken=f"{here - timedelta(days=days):%Y-%m-%d}T12:00:00")
    assert shelf.names("taken:today") == ["0.jpg"]
    assert shelf.names("taken:Yesterday") == ["1.jpg"]
    assert shelf.names("taken:yesterday..today") == ["0.jpg", "1.jpg"]
    assert shelf.names("taken<yesterday") == ["2.jpg"]


def test_a_date_of_the_file_is_by_the_clock_of_this_place(shelf: Shelf) -> None:
    noon = int(datetime(2024, 7, 1, 12, tzinfo=UTC).timestamp())
    shelf.put("a.jpg", taken=None, mtime_ns=noon * 10**9)
    assert shelf.names(f"taken:{time.strftime('%Y-%m-%d', time.localtime(noon))}") == ["a.jpg"]


def test_scores_are_the_tags_confidence(pets: Shelf) -> None:
    assert scores(pets, "dog") == {"a": 0.9, "b": 0.4}
    assert scores(pets, "dog cat") == {"b": 0.4}
    assert scores(pets, "dog OR cat") == {"a": 0.9, "b": 0.5, "d": 0.7}
    assert scores(pets, "dog OR iso:100") == {"a": 1.0, "b": 1.0}
    assert scores(pets, "cat OR taken:2023") == {"a": 1.0, "b": 0.5, "d": 0.7}
    assert scores(pets, "animal -dog") == {"d": 0.7}
    assert scores(pets, "african OR lion") == {"e": 0.6}
    assert set(scores(pets, "").values()) == {1.0}


def scores(shelf: Shelf, query: str) -> dict[str, float]:
    hits = search(shelf.db, query)
    by_id = {photo_id: name[0] for name, photo_id in shelf.ids.items()}
    assert hits.ids.dtype == np.int64
    assert hits.scores.dtype == np.float32
    return {
        by_id[photo_id]: round(score, 4)
        for photo_id, score in zip(hits.ids.tolist(), hits.scores.tolist(), strict=True)
    }


def test_orders(pets: Shelf) -> None:
    def order(query: str, sort: str = "match", **options: object) -> str:
        return "".join(name[0] for name in pets.names(query, sort, **options))

    assert order("animal") == "abd"
    assert order("animal", ascending=True) == "dba"
    assert order("", "taken") == order("") == "fedcbag"
    assert order("", "taken", ascending=True) == order("", ascending=True) == "gabcdef"
    assert order("", "name") == "abcdefg"
    assert order("", "name", ascending=False) == "gfedcba"
    assert order("dog OR cat", "match", limit=2) == "ad"
    assert order("", "name", limit=3) == "abc"
    assert order("", "folder")[0] == "g"
    with pytest.raises(PhotoorgError, match=r"Cannot sort by 'beauty'\. Choose one of: match, taken"):
        order("", "beauty")


def test_the_commonest_tags_of_what_matches(pets: Shelf) -> None:
    assert common_tags(pets.db, "") == [
        ("animal", 3), ("cat", 2), ("dog", 2), ("african lion", 1), ("food", 1), ("glass", 1), ("hot dog", 1),
        ("lion", 1), ("party", 1), ("wolf", 1),
    ]  # fmt: skip
    assert common_tags(pets.db, "dog") == [("animal", 2), ("dog", 2), ("cat", 1)]
    assert common_tags(pets.db, "dog", 1) == [("animal", 2)]
    assert common_tags(pets.db, "name:nothing") == []


def test_a_tally_counts_each_term_within_the_query(pets: Shelf) -> None:
    terms = ["iso>=200", "is:located", "dog OR cat", "is:portrait", 'name:"a.jpg"', "-dog"]
    for text in ("", "animal", "dog OR name:b", "taken:1999", "is:missing"):
        joined = [count(pets.db, f"({text}) ({term})" if text else term) for term in terms]
        assert tally(pets.db, text, terms) == joined


class Barking:
    """Hears a dog in every text: at 0.3 weakly, from 0.6 on surely."""

    def __init__(self) -> None:
        self.asked = 0

    def meaning(self, text: str) -> Meaning:
        self.asked += 1
        return Meaning(text, exact=("dog",), cutoff=0.3, sure=0.6)

    def sketch(self, path: Path) -> np.ndarray:
        raise PhotoorgError(f"{path} cannot be looked at.")


def test_weak_matches_are_left_out_of_everything_where_that_is_asked(pets: Shelf) -> None:
    db, senses, text = pets.db, Barking(), "~barking"
    hits = search(db, text, senses=senses)
    assert (hits.weak, hits.total, len(hits.ids)) == (1, 2, 2)
    sure = search(db, text, senses=senses, weak=False)
    assert (sure.weak, sure.total, sure.ids.tolist()) == (1, 1, hits.ids[:1].tolist())
    assert [count(db, text, senses), count(db, text, senses, weak=False)] == [2, 1]
    assert tally(db, text, ["cat", "animal"], senses) == [1, 2]
    assert tally(db, text, ["cat", "animal"], senses, weak=False) == [0, 1]
    assert tally(db, "animal", [text], senses, weak=False) == [1]
    assert facets(db, text, senses).total == 2
    found = facets(db, text, senses, weak=False)
    assert (found.total, [one.label for one in found.tags]) == (1, ["animal", "dog"])
    assert count(db, "dog", senses, weak=False) == 2  # a tag is no weak match


def test_one_question_is_evaluated_once(pets: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    db, senses, text = pets.db, Barking(), "~barking animal"
    search(db, text, senses=senses, limit=1)
    for weak in (True, False):
        search(db, text, senses=senses, weak=weak)
        facets(db, text, senses, weak=weak)
        tally(db, text, ["cat"], senses, weak=weak)
        count(db, text, senses, weak=weak)
    assert senses.asked == 1
    other = Barking()
    count(db, text, other)
    assert other.asked == 1  # others may know better
    monkeypatch.setattr("photoorg.library.lately._SECONDS", 0)
    count(db, "~barking cat", senses)
    count(db, "~barking cat", senses)
    assert senses.asked == 3  # the models may have changed


def test_what_is_kept_of_a_question_is_of_the_library_as_it_is(pets: Shelf) -> None:
    albums.create(pets.db, "Best", [pets.ids["a.jpg"]])
    assert (count(pets.db, "album:best"), count(pets.db, "dog")) == (1, 2)
    albums.add(pets.db, albums.find(pets.db, "best").album_id, [pets.ids["b.jpg"]])
    judge(pets.db, [pets.ids["c.jpg"]], "dog", "added")
    assert (count(pets.db, "album:best"), count(pets.db, "dog")) == (2, 3)
    with writing(pets.db):
        pets.db.conn.execute("UPDATE volumes SET online = 0")
    assert count(pets.db, "is:offline") == 7
    with writing(pets.db):
        pets.db.conn.execute("UPDATE volumes SET online = 1")
        assert count(pets.db, "is:offline") == 0
    assert count(pets.db, "is:offline") == 0


def test_what_a_person_said_is_what_is_found(pets: Shelf) -> None:
    judge(pets.db, [pets.ids["a.jpg"]], "dog", "rejected")
    judge(pets.db, [pets.ids["f%.jpg"]], "Dog", "added")
    assert letters(pets, "dog") == "bf"
    assert scores(pets, "dog") == {"b": 0.4, "f": 1.0}
    judge(pets.db, [pets.ids["b.jpg"]], "dog", "accepted")
    assert scores(pets, "dog") == {"b": 1.0, "f": 1.0}


def test_a_tag_of_a_persons_own_is_found_as_it_was_written(pets: Shelf) -> None:
    for tag in ("Straße", "Été 2024", "犬", 'say "hi"', "O'Brien", "100%", "a_b", "🐕"):
        judge(pets.db, [pets.ids["a.jpg"]], tag, "added")
        assert letters(pets, quoted(tag)) == "a", tag


ATTACKS = [
    "'; DROP TABLE photos; --", '"; DELETE FROM photos; --"', "name:\"x' OR '1'='1\"", "width>1;DROP", "dog>=0.5);--",
    "%", "_", "\\", "*", "?", "[a-z]", "a\0b", '"\0"', "folder:\0", "name=\0", "tag:''", "🐶" * 1999, "%" * 7999,
    "dog " * 90, " OR ".join(["iso>3"] * 90), "-(" * 6 + "dog" + ")" * 6,
    "((((dog OR iso>1) cat) OR iso>2) cow) OR iso:3",
    "x OR (dog (iso>3 OR (cat (width>3 OR (cow is:copied)))))",
]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_attacks(text: str, pets: Shelf) -> None:
    check_search(pets, text)
    assert letters(pets, "") == "abcdefg"


def check_error(error: QueryError, text: str) -> None:
    assert 0 <= error.position <= len(text)


def check_search(shelf: Shelf, text: str) -> None:
    try:
        hits = search(shelf.db, text, limit=3)
    except QueryError as error:
        check_error(error, text)
    else:
        assert isinstance(hits, Hits)
        assert set(hits.ids.tolist()) <= set(shelf.ids.values())
        assert ((hits.scores >= 0) & (hits.scores <= 1)).all()
        assert count(shelf.db, text) >= len(hits.ids)


words = st.sampled_from(
    ["dog", "cat", "animal", "hot", '"hot dog"', "OR", "AND", "NOT", "-", "(", ")", "!", "|", "&", "%", "_", '"', "'",
     ">=", "0.5", ":", "..", "\0", "é", *(field.sample for field in FIELDS), *(f"{field.name}:" for field in FIELDS),
     *(f"{field.name}<" for field in FIELDS), "2024", "-3", "1e9", "is:missing", "/"]
)  # fmt: skip
any_text = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=40),
    st.lists(words, max_size=12).map(" ".join),
    st.lists(words, max_size=8).map("".join),
)


@FEW
@given(any_text)
def test_every_text_finds_photos_or_says_why_not(pets: Shelf, text: str) -> None:
    check_search(pets, text)


simple = st.sampled_from(
    ["dog", "cat", "animal", "hot", "camera:canon", "iso>=1600", "latitude<0", "taken:2024", "folder:Lisbon",
     "dog>=0.5", "is:untagged", "name:a", "jpg", "width>=4000", "is:copied", "lens:x", "altitude>0"]
)  # fmt: skip
queries = st.recursive(
    simple,
    lambda inner: st.one_of(
        inner.map("-({})".format),
        st.tuples(inner, inner).map(lambda pair: "({}) ({})".format(*pair)),
        st.tuples(inner, inner).map(lambda pair: "({} OR {})".format(*pair)),
    ),
    max_leaves=5,
)


@FEW
@given(queries, queries)
def test_and_or_not_are_those_of_sets(pets: Shelf, left: str, right: str) -> None:
    everything, a, b = (set(letters(pets, query)) for query in ("", left, right))
    assert set(letters(pets, f"({left}) OR ({right})")) == a | b
    assert set(letters(pets, f"({left}) ({right})")) == a & b
    assert set(letters(pets, f"-({left})")) == everything - a
    assert set(letters(pets, f"({left}) -({right})")) == a - b


@FEW
@given(queries, st.sampled_from(sorted(SORTS)), st.sampled_from([None, True, False]))
def test_no_order_loses_or_doubles_a_photo(pets: Shelf, query: str, sort: str, ascending: bool | None) -> None:
    ids = search(pets.db, query, sort, ascending=ascending).ids.tolist()
    assert len(set(ids)) == len(ids) == count(pets.db, query)
    assert search(pets.db, query, sort, ascending=ascending, limit=2).ids.tolist() == ids[:2]


def test_accents_say_nothing_wherever_one_looks(shelf: Shelf) -> None:
    apart = unicodedata.normalize("NFD", "Città.jpg")
    shelf.put(apart, folder=unicodedata.normalize("NFD", "Perù"), facts={"camera": "Caméra"})
    judge(shelf.db, [shelf.ids[apart]], "café", "added")
    asked = ("name:città", "name:CITTA.jpg", "città", "name:citt?.jpg", "folder:perù", "folder:peru", "camera:camera",
             'camera="CAMÉRA"', "cafe", "CAFÉ", "caf*", '"cafe"', "cafe confidence>0")  # fmt: skip
    for query in asked:
        assert count(shelf.db, query) == 1, query
    judge(shelf.db, [shelf.put("b.jpg")], "cafe", "added")
    assert (shelf.names("cafe"), shelf.names("café")) == (["b.jpg"], [apart])


def test_names_that_are_no_text(shelf: Shelf, tmp_path: Path) -> None:
    for name in ("bad\udcff.jpg", "new\nline.jpg", "caf\u00e9.jpg", "cafe\u0301.jpg", 'it\'s "x".jpg'):
        shelf.put(name, [("dog", 0.5)], folder="odd\udcfe")
    assert len(shelf.names("dog")) == 5
    assert shelf.names("name:bad") == ["bad\udcff.jpg"]
    assert shelf.names("name:line") == ["new\nline.jpg"]
    assert sorted(shelf.names("name:caf\u00e9")) == ["cafe\u0301.jpg", "caf\u00e9.jpg"]
    assert len(shelf.names("folder:odd")) == 5
    assert sorted(shelf.names("", "folder")) == sorted(shelf.ids)


def test_what_is_left_out_asks_for_no_missing_photos(pets: Shelf) -> None:
    pets.miss("g.jpg")
    assert letters(pets, "is:missing") == letters(pets, "-(-is:missing)") == "gh"
    assert letters(pets, "-is:missing") == letters(pets, "-(is:missing dog)") == "abcdef"
    assert letters(pets, "-(is:missing OR dog)") == "cdef"
    assert letters(pets, "is:missing -(is:missing dog)") == "g"


def test_numbers_and_years_at_their_ends(pets: Shelf) -> None:
    assert letters(pets, "iso>1e308") == letters(pets, "iso<-1e308") == ""
    assert letters(pets, "iso<1e308") == "abce"
    pets.put("z.jpg", [], "9999-12-31T23:59:59")
    for day in ("9999", "9999-12", "9999-12-31", ">9999-12-30", ">=9999", "9998..9999"):
        assert letters(pets, f"taken{'' if day[0] == '>' else ':'}{day}") == "z"
    assert letters(pets, "taken>9999") == ""
