"""What is wrong with a query, and that no text is anything but a query or an error with its place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoorg.library.fields import FIELD_NAMES
from photoorg.library.query import MOST_CHARACTERS, QueryError, parse, quoted
from photoorg.library.query_errors import ERRORS, MOST_DEPTH, MOST_PARTS
from photoorg.library.query_tokens import is_bare, pieces, unquoted
from photoorg.library.query_tree import Query, Word, Words
from photoorg.library.query_values import EQUAL, ORDERED

WRONG: dict[str, tuple[int, int, str]] = {
    'dog "cat': (4, 8, "quotation mark is never closed"),
    "(dog": (0, 1, "never closed"),
    "(dog (cat)": (0, 1, "never closed"),
    "dog)": (3, 4, "closes none"),
    "dog OR": (4, 6, "too early: something is missing after 'OR'"),
    "dog AND": (4, 7, "too early"),
    "(dog OR)": (5, 7, "too early"),
    "NOT": (0, 3, "too early"),
    "dog -": (4, 5, "too early"),
    "dog ~": (4, 5, "too early"),
    "()": (0, 2, "nothing between these brackets"),
    "dog >": (4, 5, "too early"),
    ":dog": (0, 1, "':' is not expected here"),
    "dog OR AND cat": (7, 10, "'AND' is not expected here"),
    "dog - cat": (4, 5, "'-' is not expected here"),
    "a<>b": (2, 3, "'>' is not expected"),
    "cat flavour:red": (4, 11, "no field 'flavour'"),
    "cat camrea:canon": (4, 10, "Did you mean 'camera'"),
    "cat dog=0.5": (4, 8, "compared with <, <=, > or >=: try dog>=0.8"),
    "dog>=1.5": (0, 3, "no field 'dog'"),
    "dog>=nan": (0, 3, "no field 'dog'"),
    "camera>canon": (7, 12, "'camera' is not compared with '>': try camera:canon"),
    "is:portrit": (3, 10, "Did you mean 'portrait'?"),
    "is:red,portrait": (3, 6, "'is' cannot be 'red'"),
    "label:red,blu,portrait": (14, 22, "red, yellow, green, blue, purple"),
    "colour:gren": (7, 11, "Did you mean 'green'?"),
    "width:wide": (6, 10, "try width>=4000"),
    "width:4000kg": (6, 12, "not a number"),
    "width:1e999": (6, 11, "not a number"),
    "exposure:1/0": (9, 12, "not a number"),
    "people:2-5": (7, 10, "try people:2..5"),
    "width>4,000": (6, 11, "may be 4000 or 4.000"),
    "taken:2024-13": (6, 13, "not a date"),
    "taken:soon": (6, 10, "try taken:2024-05..2024-08"),
    "near:Milan": (5, 10, "as in near:45.46,9.19,10km"),
    "near:91,0": (5, 9, "not a place"),
    "near:45,9,0km": (5, 13, "not a place"),
    "near:45,9,3parsec": (5, 17, "not a place"),
    'camera:""': (7, 9, "needs something to look for"),
    "like:#one": (5, 9, "not the number of a photo"),
    "sort:tkaen": (5, 10, "Did you mean 'taken'"),
    "sort:beauty": (5, 11, "It is one of: match, taken"),
    "sort>name": (5, 9, "not compared with '>'"),
    "dog OR sort:taken": (7, 17, "holds for the whole query"),
    "-sort:taken": (1, 11, "holds for the whole query"),
    "sort:name (dog sort:taken)": (15, 25, "one order only"),
    "\ud800": (0, 1, "cannot be searched"),
    "dog \udcff": (4, 5, "cannot be searched"),
    "x" * (MOST_CHARACTERS + 1): (MOST_CHARACTERS, MOST_CHARACTERS + 1, "too long"),
    "dog " * (MOST_PARTS + 1): (0, 4 * MOST_PARTS + 4, "too long"),
    "-" * MOST_DEPTH + "dog": (0, MOST_DEPTH + 3, "too long"),
    "-" * 7_000 + "dog": (0, 7_003, "too long"),
}


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_error(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    start, end, told = WRONG[text]
    assert told in str(caught.value)
    assert (caught.value.position, caught.value.end) == (start, end)


MENDED: dict[str, list[str]] = {
    "width>4,000": ["width>4000", "width>4.000"],
    "dog width:4,000..5000": ["dog width:4000..5000", "dog width:4.000..5000"],
    "cat camrea:canon": ["cat camera:canon"],
    "is:portrit dog": ["is:portrait dog"],
    "label:red,gren,blue": ["label:red,green,blue"],
    "dog OR AND cat": ['dog OR "AND" cat'],
    "people:2-5": ["people:2..5"],
    "sort:-tkaen dog": ["sort:-taken dog"],
    'dog "cat': ['dog "cat"'],
    "width:wide": [],
}


@pytest.mark.parametrize("text", MENDED)
def test_what_may_stand_instead_is_understood(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    wrong = caught.value
    mended = [text[: wrong.position] + one + text[wrong.end :] for one in wrong.suggestions]
    assert mended == MENDED[text]
    for query in mended:
        parse(query)


@pytest.mark.parametrize("wrong", ERRORS)
def test_every_error_has_a_query_that_provokes_it(wrong: str) -> None:
    sentence = ERRORS[wrong]  # type: ignore[index]
    with pytest.raises(QueryError) as caught:
        parse(sentence.example)
    pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(sentence.template))
    assert re.fullmatch(pattern, str(caught.value))
    check_error(caught.value, sentence.example)


PIECES = [
    "OR",
    "AND",
    "NOT",
    "dog",
    "taken",
    "width",
    "is",
    "folder",
    "..",
    "2024",
    "0.5",
    "\0",
    "near",
    "45.4,9.1",
    "like:#1",
    "sort:",
    "-rating",
    "month:may",
    "colour:red,blue",
    "has:",
    "~",
    "confidence>",
    "1/2",
    "80%",
    "\\",
]
pieces_of_text = st.sampled_from([*"()\"'-!&|:<>=%_*?\\,;~#. \n", *PIECES])
any_text = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=())),
    st.lists(pieces_of_text).map(" ".join),
    st.lists(pieces_of_text).map("".join),
    st.tuples(st.sampled_from(FIELD_NAMES), st.sampled_from(EQUAL + ORDERED), st.text(max_size=20)).map("".join),
)


@given(any_text)
def test_every_text_is_a_query_or_an_error_with_its_place(text: str) -> None:
    try:
        found = parse(text)
    except QueryError as error:
        check_error(error, text)
    else:
        assert isinstance(found, Query)
        hash(found.tree)


@given(any_text)
def test_the_tokens_are_the_text_but_for_spaces_and_commas(text: str) -> None:
    place = 0
    for piece in pieces(text):
        assert not text[place : piece.start].strip(", \t\n\r\x0b\x0c" + "".join(filter(str.isspace, text)))
        assert piece.text == text[piece.start : piece.end]
        place = piece.end
    assert not [letter for letter in text[place:] if letter != "," and not letter.isspace()]


@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from('"\\ ')), min_size=1))
def test_what_is_quoted_stands_for_itself(text: str) -> None:
    assert unquoted(quoted(text)[1:-1]) == text
    (piece,) = pieces(quoted(text))
    assert piece.said == text
    if is_bare(text):
        assert isinstance(parse(text).tree, (Words, Word))


def check_error(error: QueryError, text: str) -> None:
    assert 0 <= error.position <= len(text)
    assert error.position < error.end
    assert str(error)
