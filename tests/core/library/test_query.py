"""The query language: what a text means, what is wrong with it, and that no text does harm."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoorg.library.fields import BY_NAME, FIELD_NAMES, FIELDS, SORTS, Kind
from photoorg.library.query import MOST_CHARACTERS, QueryError, parse, quoted
from photoorg.library.query_errors import ERRORS, MOST_DEPTH, MOST_PARTS
from photoorg.library.query_tokens import is_bare, pieces, unquoted
from photoorg.library.query_tree import (
    ANY,
    All,
    Any,
    Everything,
    Near,
    Node,
    Not,
    Pattern,
    Query,
    Range,
    Similar,
    Test,
    Value,
    Word,
    Words,
)
from photoorg.library.query_values import EQUAL, OPERATORS, ORDERED


def words(*texts: str) -> Words:
    return Words(texts)


DOG, CAT, COW = words("dog"), words("cat"), words("cow")


def field(name: str, value: Value) -> Test:
    return Test(BY_NAME[name], value)


def at_least(low: float) -> Range:
    return Range(low)


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def span(first: str, after: str) -> Range:
    return Range(seconds(first), seconds(after) - 1)


MEANINGS: dict[str, Node] = {
    "": Everything(),
    "   ": Everything(),
    " , ,": Everything(),
    '""': Everything(),
    '~""': Everything(),
    "dog": DOG,
    "  dog  ": DOG,
    "Dog": words("Dog"),
    "dog cat": words("dog", "cat"),
    "dog\n cat": words("dog", "cat"),
    "dog, cat": All((DOG, CAT)),
    "dog,cat cow": All((DOG, words("cat", "cow"))),
    "dog AND cat": All((DOG, CAT)),
    "dog & cat": All((DOG, CAT)),
    "dog and cat cow": All((DOG, words("cat", "cow"))),
    "dog OR cat": Any((DOG, CAT)),
    "dog or cat | cow": Any((DOG, CAT, COW)),
    "dog cat OR cow": Any((words("dog", "cat"), COW)),
    "dog (cat OR cow)": All((DOG, Any((CAT, COW)))),
    "dog (cat (cow))": All((DOG, CAT, COW)),
    "(dog OR (cat OR cow))": Any((DOG, CAT, COW)),
    "NOT dog": Not(DOG),
    "-dog": Not(DOG),
    "!dog": Not(DOG),
    "not not dog": Not(Not(DOG)),
    "cat -dog": All((CAT, Not(DOG))),
    "cat -dog cow": All((CAT, Not(DOG), COW)),
    "-(dog OR cat)": Not(Any((DOG, CAT))),
    "hot-dog": words("hot-dog"),
    "dog!": words("dog!"),
    "Oregon Andrew nothing": words("Oregon", "Andrew", "nothing"),
    '"golden retriever"': Word("golden retriever"),
    '"-dog"': Word("-dog"),
    '"OR"': Word("OR"),
    "'dog'": words("'dog'"),
    "été 犬 🐶": words("été", "犬", "🐶"),
    "dog bea* cat": All((DOG, Word("bea*"), CAT)),
    "b?g": Word("b?g"),
    # how sure
    "dog>=0.8": Word("dog", at_least(0.8)),
    "dog>=80%": Word("dog", at_least(0.8)),
    "dog>=0,8": Word("dog", at_least(0.8)),
    "dog > 0.8": Word("dog", Range(0.8, low_open=True)),
    '"golden retriever">=0.5': Word("golden retriever", at_least(0.5)),
    "dog<0.5": Word("dog", Range(high=0.5, high_open=True)),
    "dog<=0.5": Word("dog", Range(high=0.5)),
    "dog:0.5..0.8": Word("dog", Range(0.5, 0.8)),
    "camera>=0.8": Word("camera", at_least(0.8)),
    "tag:dog": Word("dog", at_least(0.0)),
    'tag:"hot dog"': Word("hot dog", at_least(0.0)),
    "tag!=dog": Not(Word("dog", at_least(0.0))),
    "confidence>0.8": field("confidence", Range(0.8, low_open=True)),
    # meaning
    '~"to play music with"': Similar("to play music with"),
    "~music dog": All((Similar("music"), DOG)),
    "-~music": Not(Similar("music")),
    # numbers
    "width>=4000": field("width", at_least(4000)),
    "WIDTH >= 4000": field("width", at_least(4000)),
    "width:>=4000": field("width", at_least(4000)),
    "width!=4000": Not(field("width", Range(4000, 4000))),
    "width:4000px": field("width", Range(4000, 4000)),
    "latitude:-34.5..-33": field("latitude", Range(-34.5, -33)),
    "longitude<-70": field("longitude", Range(high=-70, high_open=True)),
    "people:2..5": field("people", Range(2, 5)),
    "people:3..": field("people", at_least(3)),
    "rating:rejected": field("rating", Range(-1, -1)),
    "stars>=3": field("rating", at_least(3)),
    "size>500KB": field("size", Range(0.5, low_open=True)),
    "size<=1.5 dog": All((field("size", Range(high=1.5)), DOG)),
    "exposure:1/250": field("exposure_seconds", Range(0.004, 0.004)),
    "f_number<f/2.8": field("f_number", Range(high=2.8, high_open=True)),
    "sharpness<20%": field("sharpness", Range(high=0.2, high_open=True)),
    "month:may": field("month", Range(5, 5)),
    "month:dicembre": field("month", Range(12, 12)),
    "sensitive>=0,5": field("sensitive", at_least(0.5)),
    # dates
    "taken:2024": field("taken", span("2024-01-01", "2025-01-01")),
    "date:2024-12": field("taken", span("2024-12-01", "2025-01-01")),
    "taken:2024/02/29": field("taken", span("2024-02-29", "2024-03-01")),
    "taken:2024-05..2024-08": field("taken", span("2024-05-01", "2024-09-01")),
    "taken:2023,2024": Any((field("taken", span("2023-01-01", "2024-01-01")),
                            field("taken", span("2024-01-01", "2025-01-01")))),
    "taken<2020": field("taken", Range(high=seconds("2020-01-01"), high_open=True)),
    "taken>2020-05": field("taken", Range(seconds("2020-06-01") - 1, low_open=True)),
    "taken>=2020": field("taken", at_least(seconds("2020-01-01"))),
    "taken<=2020": field("taken", Range(high=seconds("2021-01-01") - 1)),
    # text
    "camera:canon": field("camera", Pattern("canon")),
    "camera=Canon": field("camera", Pattern("Canon", whole=True)),
    "camera:can*": field("camera", Pattern("can*")),
    "camera:canon,nikon": Any((field("camera", Pattern("canon")), field("camera", Pattern("nikon")))),
    "camera:canon, nikon": All((field("camera", Pattern("canon")), words("nikon"))),
    'name:"a:b"': field("name", Pattern("a:b")),
    'name:"a, b"': field("name", Pattern("a, b")),
    'folder:"2024/Lisbon trip"': field("folder", Pattern("2024/Lisbon trip")),
    "folder:/pictures/2024": field("folder", Pattern("/pictures/2024", whole=True)),
    r"folder:C:\pictures": field("folder", Pattern("C:\\pictures", whole=True)),
    'album:"To  print"': field("album", Pattern("To print", whole=True)),
    # choices
    "format:JPG": field("format", "jpeg"),
    "label:red,rosso": Any((field("label", "red"), field("label", "red"))),
    "colour:gray": field("colour", "grey"),
    "color:teal": field("colour", "teal"),
    "orientation:vertical": field("orientation", "portrait"),
    "-is:damaged": Not(field("is", "damaged")),
    "is:geotagged": field("is", "located"),
    "has:GPS": field("has", "gps"),
    # places and photos
    "near:45.46,9.19,10km": field("near", Near(45.46, 9.19, 10)),
    "near:45.46,9.19": field("near", Near(45.46, 9.19, 10)),
    'near:"-33.9°, 18.4, 500 m"': field("near", Near(-33.9, 18.4, 0.5)),
    "like:#12": field("like", "#12"),
    "like:#12,#13": All((field("like", "#12"), field("like", "#13"))),
    'like:"/a, b.jpg"': field("like", "/a, b.jpg"),
    '"a b" OR "c d"': Any((Word("a b"), Word("c d"))),
}  # fmt: skip


@pytest.mark.parametrize("text", MEANINGS)
def test_meaning(text: str) -> None:
    assert parse(text) == Query(MEANINGS[text])


ORDERS: dict[str, Query] = {
    "sort:taken": Query(Everything(), "taken"),
    "dog sort:-rating cat": Query(All((DOG, CAT)), "rating", ascending=False),
    "(dog OR cat) sort:+name": Query(Any((DOG, CAT)), "name", ascending=True),
    "order:match dog": Query(DOG, "match"),
    "sort:date": Query(Everything(), "taken"),
}


@pytest.mark.parametrize("text", ORDERS)
def test_order(text: str) -> None:
    assert parse(text) == ORDERS[text]


@pytest.mark.parametrize("name", SORTS)
def test_every_order_can_be_asked_for(name: str) -> None:
    assert parse(f"sort:{name}").sort == name


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


@pytest.mark.parametrize("wrong", ERRORS)
def test_every_error_has_a_query_that_provokes_it(wrong: str) -> None:
    sentence = ERRORS[wrong]  # type: ignore[index]
    with pytest.raises(QueryError) as caught:
        parse(sentence.example)
    pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(sentence.template))
    assert re.fullmatch(pattern, str(caught.value))
    check_error(caught.value, sentence.example)


VALUES = {
    Kind.TEXT: "canon", Kind.NUMBER: "3", Kind.DATE: "2024", Kind.FOLDER: "a", Kind.PLACE: "45,9", Kind.ALBUM: "a",
    Kind.LIKE: "#1", Kind.SORT: "name",
}  # fmt: skip


@pytest.mark.parametrize("name", FIELD_NAMES)
@pytest.mark.parametrize("sign", EQUAL + ORDERED)
def test_every_field_takes_the_operators_of_its_kind_alone(name: str, sign: str) -> None:
    of = next(one for one in FIELDS if name in {one.name, *one.also})
    text = f"{name}{sign}{VALUES.get(of.kind) or next(iter(of.choices))}"
    if sign in OPERATORS[of.kind]:
        parse(text)
    else:
        with pytest.raises(QueryError, match=r"not compared with|no field"):
            parse(text)


@pytest.mark.parametrize("of", FIELDS, ids=lambda of: of.name)
def test_every_choice_and_other_word_of_a_field_is_a_value(of) -> None:
    for word in (*of.choices, *of.words):
        parse(f"{of.name}:{quoted(word)}")
    assert set(of.words.values()) <= set(of.choices) or of.kind is Kind.NUMBER


def test_places_lead_to_the_word() -> None:
    tree = parse('dog cat OR -"hot dog" width>3').tree
    assert isinstance(tree, Any)
    first, second = tree.parts
    assert isinstance(first, Words)
    assert first.at == ((0, 3), (4, 7))
    assert isinstance(second, All)
    negated, test = second.parts
    assert isinstance(negated, Not)
    assert isinstance(negated.part, Word)
    assert negated.part.at == (12, 21)
    assert negated.part.sure == ANY
    assert isinstance(test, Test)
    assert test.at == (22, 29)


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
