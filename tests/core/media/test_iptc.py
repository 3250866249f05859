"""IPTC's data sets: what they say, and what stays when some of it changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoorg.media.iptc import DataSet, charset, data_sets, digest, is_whole, packed, shortened, texts, with_texts

UTF8 = DataSet(1, 90, b"\x1b%G")
VERSION = DataSet(2, 0, b"\0\4")


def test_long_data_sets_survive() -> None:
    sets = (UTF8, VERSION, DataSet(2, 120, b"x" * 40_000), DataSet(2, 25, b"lake"))
    assert data_sets(packed(sets)) == sets
    assert is_whole(packed(sets) + b"\0\0")


def test_texts_that_do_not_say_how_they_are_written_may_be_of_either_kind() -> None:
    assert texts(data_sets(DataSet(2, 25, "Köln".encode("cp1252")).packed), 25) == ("Köln",)
    assert texts(data_sets(DataSet(2, 25, "Köln".encode()).packed), 25) == ("Köln",)


def test_other_texts_keep_their_letters() -> None:
    old = packed((VERSION, DataSet(2, 5, "Köln".encode("cp1252")), DataSet(2, 25, b"a")))
    for keyword in ("Zürich", "Łódź", "plain"):
        new = data_sets(with_texts(old, {25: ["a", keyword]}))
        assert texts(new, 5) == ("Köln",)
        assert texts(new, 25) == ("a", keyword)
    assert charset(data_sets(with_texts(old, {25: ["Zürich"]}))) == "cp1252"


def test_texts_beyond_ascii_say_that_they_are_in_utf_8() -> None:
    assert data_sets(with_texts(VERSION.packed, {25: ["Zürich"]}))[0] == UTF8


def test_others_that_do_not_say_how_they_are_written_stay_as_they_are_for_a_plain_one() -> None:
    old = packed((DataSet(2, 25, "città".encode()), DataSet(2, 95, "Île".encode())))
    assert with_texts(old, {25: ["città", "a"]}) == packed(
        (*data_sets(old)[:1], DataSet(2, 25, b"a"), data_sets(old)[1])
    )


def test_added_and_removed_again_is_as_before() -> None:
    old = packed((UTF8, VERSION, DataSet(2, 25, b"a"), DataSet(2, 80, b"Ann"), DataSet(3, 10, b"\1")))
    more = with_texts(old, {25: ["a", "b"]})
    assert more != old
    assert with_texts(more, {25: ["a"]}) == old
    assert with_texts(with_texts(old, {120: ["told"]}), {120: []}) == old
    assert digest(more) != digest(old)


@given(st.binary(max_size=200))
def test_garbage_is_read_up_to_where_it_breaks(data: bytes) -> None:
    assert packed(data_sets(b"\x1c\x02\x19\0\1a" + data)).startswith(b"\x1c\x02\x19\0\1a")


@given(st.text(max_size=80), st.integers(0, 70))
def test_a_text_is_cut_between_letters(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short.encode()) <= most or short == text
    assert text.startswith(short)


@given(st.lists(st.text(min_size=1, max_size=20).map(str.strip).filter(lambda one: one and "\0" not in one)))
def test_what_is_written_is_read(keywords: list[str]) -> None:
    clean = [one.strip("\0 \t\r\n") for one in keywords]
    kept = [one for one in clean if one and one.isprintable()]
    assert texts(data_sets(with_texts(b"", {25: kept})), 25) == tuple(kept)


def test_zeros_behind_the_data_sets_stay() -> None:
    old = packed((VERSION, DataSet(2, 25, b"a\0"))) + b"\0\0"
    assert is_whole(old)
    more = with_texts(old, {25: ["a", "b"]})
    assert more.endswith(b"b\0\0")
    assert with_texts(VERSION.packed + b"\0", {25: ["b"]}).endswith(b"b\0")
    assert with_texts(with_texts(VERSION.packed + b"\0", {25: ["b"]}), {25: []}) == VERSION.packed + b"\0"


def test_other_letters_are_known_by_what_is_said_of_them() -> None:
    polish, said = "zażółć gęślą", DataSet(1, 90, b"\x1b-B")
    old = packed((said, VERSION, DataSet(2, 5, polish.encode("iso8859-2"))))
    assert texts(data_sets(old), 5) == (polish,)
    same = data_sets(with_texts(old, {25: ["jaźń"]}))
    assert (same[0], texts(same, 25), texts(same, 5)) == (said, ("jaźń",), (polish,))
    other = data_sets(with_texts(old, {25: ["città 夏"]}))
    assert (other[0], texts(other, 25), texts(other, 5)) == (UTF8, ("città 夏",), (polish,))
    unknown = packed((DataSet(1, 90, b"\x1b$B"), DataSet(2, 5, b"\xb1")))
    assert data_sets(with_texts(unknown, {25: ["a"]}))[1] == DataSet(2, 5, b"\xb1")
    with pytest.raises(ValueError, match="letters"):
        with_texts(unknown, {25: ["夏"]})


def test_keywords_that_lie_apart_stay_where_they_are() -> None:
    old = packed((VERSION, DataSet(2, 25, b"a"), DataSet(2, 40, b"told"), DataSet(2, 25, b"b"), DataSet(2, 80, b"Ann")))
    more = with_texts(old, {25: ["a", "b", "c"]})
    assert texts(data_sets(more), 25) == ("a", "b", "c")
    assert with_texts(more, {25: ["a", "b"]}) == old
    assert texts(data_sets(with_texts(old, {25: ["b"]})), 25) == ("b",)
    assert texts(data_sets(with_texts(old, {25: ["b", "a"]})), 25) == ("b", "a")
    assert texts(data_sets(with_texts(old, {25: []})), 25) == ()
