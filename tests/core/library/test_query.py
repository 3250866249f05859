"""The query language: what a text means."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from photoorg.library.fields import BY_NAME, FIELD_NAMES, FIELDS, SORTS, Kind
from photoorg.library.query import QueryError, parse, quoted
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
    "dog and cat cow": words("dog", "and", "cat", "cow"),
    'dog>0.5 and cat or "cow"': Any((All((Word("dog", Range(0.5, low_open=True)), CAT)), Word("cow"))),
    "-dog or cat and bea*": Any((Not(DOG), All((CAT, Word("bea*"))))),
    "dog, and cat": All((DOG, CAT)),
    "dog without bea*": All((DOG, Not(Word("bea*")))),
    "dog without cat": words("dog", "without", "cat"),
    "dog OR cat": Any((DOG, CAT)),
    "dog or cat | cow": Any((words("dog", "or", "cat"), COW)),
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
