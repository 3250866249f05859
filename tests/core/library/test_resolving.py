"""What the words of a query mean in a library with some tags and files."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelf import Shelf

from photoorg.library import columns
from photoorg.library.columns.texts import gather
from photoorg.library.edits import judge
from photoorg.library.fields import BY_NAME
from photoorg.library.file_names import names_in
from photoorg.library.query import QueryError, parse
from photoorg.library.query_tree import (
    Alike,
    All,
    Any,
    Everything,
    Named,
    Node,
    Not,
    Range,
    Similar,
    Tagged,
    Test,
    Word,
    Words,
)
from photoorg.library.resolving import resolve
from photoorg.library.store import writing
from photoorg.library.vocabulary import Vocabulary, vocabulary
from photoorg.library.wildcards import is_wild, pattern

TAGS = (
    "dog",
    "cat",
    "beach",
    "golden retriever",
    "dining table",
    "hot dog",
    "snow",
    "sea",
    "lion",
    "sea lion",
    "Ada's party",
)
NUMBERS = {name: number for number, name in enumerate(TAGS, 1)}
KNOWN = Vocabulary((number, name) for name, number in NUMBERS.items())


@pytest.fixture
def named(shelf: Shelf) -> Shelf:
    for name in ("lisbon tram.jpg", "IMG_2041.jpg"):
        shelf.put(name)
    return shelf


def understood(shelf: Shelf, text: str, words: Vocabulary = KNOWN) -> Node:
    return resolve(parse(text).tree, words=words, in_names=names_in(columns.of(shelf.db)))


def tag(*names: str, sure: Range | None = None, text: str = "") -> Tagged:
    return Tagged(tuple(NUMBERS[name] for name in names), text or names[0], names, sure or Range())


def either(text: str) -> Any:
    return Any((Named(text), Similar(text, automatic=True)))


SURE = Range(0.8)
LIKE, IS = BY_NAME["like"], BY_NAME["is"]
SUREST = Test(BY_NAME["confidence"], SURE)

MEANINGS: dict[str, Node] = {
    "": Everything(),
    # runs of words as tags
    "dog": tag("dog"),
    "DOGS": tag("dog", text="DOGS"),
    "dog beach": All((tag("dog"), tag("beach"))),
    "golden retriever": tag("golden retriever"),
    "dog golden retrievers cat": All((tag("dog"), tag("golden retriever", text="golden retrievers"), tag("cat"))),
    "tavolo da pranzo": tag("dining table", text="tavolo da pranzo"),
    "cane e gatto": All((tag("dog", text="cane"), tag("cat", text="gatto"))),
    "hot dog": tag("hot dog"),
    "sea lion": tag("sea lion"),
    "sea, lion": All((tag("sea"), tag("lion"))),
    "photos of a dog in the snow": All((tag("dog"), tag("snow"))),
    "ada's party dog": All((tag("Ada's party", text="ada's party"), tag("dog"))),
    "dog.": tag("dog", text="dog."),
    "-dog beach": All((Not(tag("dog")), tag("beach"))),
    "(dog OR cat) beach": All((Any((tag("dog"), tag("cat"))), tag("beach"))),
    # words that are a part of a tag's name, alone
    "retriever": tag("golden retriever", text="retriever"),
    '"retriever"': tag("golden retriever", text="retriever"),
    # in quotation marks
    '"sea lion"': tag("sea lion"),
    '"lisbon tram"': Named("lisbon tram"),
    "tag:nothing": Tagged((), "nothing", (), Range(0.0)),
    # wildcards
    "bea*": tag("beach", text="bea*"),
    "gatt*": tag("cat", text="gatt*"),
    "?og": tag("dog", text="?og"),
    "IMG_*": Named("IMG_*"),
    # names of files
    "lisbon": Named("lisbon"),
    "isbo": Named("isbo"),
    "dog lisbon tram": All((tag("dog"), Named("lisbon"), Named("tram"))),
    "IMG_9": Named("IMG_9"),
    "tram.jpg": Named("tram.jpg"),
    # by meaning
    "music": either("music"),
    "something to play music with": either("something to play music with"),
    "dog isbo": All((tag("dog"), either("isbo"))),
    "the": either("the"),
    '~"dog music"': Similar("dog music"),
    "music dog": All((either("music"), tag("dog"))),
    "music, dog": All((either("music"), tag("dog"))),
    "dog in a music room": either("dog in a music room"),
    "dog cat music room": All((tag("dog"), tag("cat"), either("music room"))),
    "dog music cat room": All((tag("dog"), either("music room"), tag("cat"))),
    # and, or, not in small letters
    "dog or cat": Any((tag("dog"), tag("cat"))),
    "dog beach or cat": Any((All((tag("dog"), tag("beach"))), tag("cat"))),
    "cane o gatto": Any((tag("dog", text="cane"), tag("cat", text="gatto"))),
    "dog or cat, beach": All((Any((tag("dog"), tag("cat"))), tag("beach"))),
    "dog or music": Any((tag("dog"), either("music"))),
    "dog and not cat": All((tag("dog"), Not(tag("cat")))),
    "somewhere to sit and work": either("somewhere to sit and work"),
    "music or dance": either("music or dance"),
    "somewhere to sit AND work": All((either("somewhere to sit"), either("work"))),
    "dog>=0.8 and not cat": All((tag("dog", sure=SURE), Not(tag("cat")))),
    # what is left out
    "dog without cat": All((tag("dog"), Not(tag("cat")))),
    "cane senza il gatto": All((tag("dog", text="cane"), Not(tag("cat", text="gatto")))),
    "dog but not golden retriever beach": All((tag("dog"), Not(tag("golden retriever")), tag("beach"))),
    "dog without cat or snow": All((tag("dog"), Not(tag("cat")), Not(tag("snow")))),
    "dog not cat or snow": Any((All((tag("dog"), Not(tag("cat")))), tag("snow"))),
    "no dog": Not(tag("dog")),
    "dog except music": All((tag("dog"), Not(either("music")))),
    "dog without (cat OR snow)": All((tag("dog"), Not(Any((tag("cat"), tag("snow")))))),
    'dog without "sea lion"': All((tag("dog"), Not(tag("sea lion")))),
    "dog without golden retriever>=0.8": All((tag("dog"), Not(tag("golden retriever", sure=SURE)))),
    "a street by night without a dog": All((either("street by night"), Not(tag("dog")))),
    "nothing that is not gold": either("nothing that is not gold"),
    "dog without": tag("dog"),
    "without": either("without"),
    # colours
    "dog red": All((tag("dog"), Test(BY_NAME["colour"], "red"))),
    "black and white dog": All((Test(IS, "monochrome"), tag("dog"))),
    # how sure
    "dog>=0.8": tag("dog", sure=SURE),
    "dog confidence>=0.8": tag("dog", sure=SURE),
    "(dog OR cat) -beach confidence>=0.8": All(
        (Any((tag("dog", sure=SURE), tag("cat", sure=SURE))), Not(tag("beach")))
    ),
    "dog>0.5 cat confidence>=0.8": All((tag("dog", sure=Range(0.5, low_open=True)), tag("cat", sure=SURE))),
    "dog confidence>0.5 confidence<=0.9": tag("dog", sure=Range(0.5, 0.9, low_open=True)),
    "confidence>=0.8": SUREST,
    "lisbon confidence>=0.8": All((Named("lisbon"), SUREST)),
    "golden retriever>=0.8": tag("golden retriever", sure=SURE),
    "cat golden retriever>=0.8": All((tag("cat"), tag("golden retriever", sure=SURE))),
    "cat dog>=0.8": All((tag("cat"), tag("dog", sure=SURE))),
    # likeness
    "like:#1": Alike(("#1",)),
    "-like:#1": Alike((), ("#1",)),
    "like:#1,#2 dog -like:#3 -like:/a.jpg": All((tag("dog"), Alike(("#1", "#2"), ("#3", "/a.jpg")))),
    "-like:#1,#2 like:#3": Alike(("#3",), ("#1", "#2")),
    "like:#1 OR dog": Any((Alike(("#1",)), tag("dog"))),
    # what is left as it is
    "is:damaged": Test(IS, "damaged"),
}


@pytest.mark.parametrize("text", MEANINGS)
def test_meaning(text: str, named: Shelf) -> None:
    assert understood(named, text) == MEANINGS[text]


def test_a_year_is_when_a_photo_was_taken_or_a_name(named: Shelf) -> None:
    taken = parse("taken:2024").tree
    assert understood(named, "dog 2024") == All((tag("dog"), Any((taken, Named("2024")))))


def test_names_are_asked_for_only_where_no_tag_is_meant() -> None:
    asked = list[tuple[str, bool]]()

    def in_names(text: str, whole: bool) -> bool:
        asked.append((text, whole))
        return True

    words = Vocabulary([(70, "zebra")])
    found = resolve(parse("zebras dog").tree, words=words, in_names=in_names)
    assert found == All((Tagged((70,), "zebras", ("zebra",)), Named("dog")))
    assert asked == [("dog", True)]


def test_the_words_of_a_library_are_the_tags_in_use(shelf: Shelf) -> None:
    shelf.put("a.jpg", [("dog", 0.9)])
    judge(shelf.db, [shelf.ids["a.jpg"]], "Éa", "added")
    found = understood(shelf, "dogs éa", vocabulary(shelf.db))
    assert isinstance(found, All)
    assert [part.names for part in found.parts if isinstance(part, Tagged)] == [("dog",), ("Éa",)]


def test_names_of_files_are_looked_for_as_they_are(shelf: Shelf) -> None:
    shelf.put("100%_sure!.jpg")
    assert understood(shelf, "sure!") == Named("sure!")
    assert understood(shelf, "e%") == either("e%")


def test_names_of_files_that_are_gone_say_nothing(shelf: Shelf) -> None:
    """Neither those of missing photos, nor those that a photo had before it was renamed."""
    columns.of(shelf.db)
    for name in ("marina.jpg", "molo vecchio.jpg", "old pier.jpg"):
        shelf.put(name)
    shelf.miss("marina.jpg")
    shelf.miss("molo vecchio.jpg")
    columns.of(shelf.db)
    with writing(shelf.db):
        shelf.db.conn.execute("UPDATE files SET name = 'quay.jpg', stem = 'quay' WHERE name = 'old pier.jpg'")
    gone = ("marina", "mari", "molo vecchio", "dog marina", "dog molo", "pier", "dog pier")
    assert [understood(shelf, text) for text in gone] == [either(text) for text in gone]
    assert understood(shelf, "dog quay") == All((tag("dog"), Named("quay")))
    # A copy that is left speaks for the photo, under its own name.
    shelf.put("molo.jpg", folder="copies", content="/molo vecchio.jpg")
    assert understood(shelf, "molo") == Named("molo")
    assert understood(shelf, "vecchio") == either("vecchio")


def test_a_copys_name_is_not_the_photos(shelf: Shelf) -> None:
    """As for name: itself, which looks at the first file of a photo."""
    shelf.put("tram.jpg")
    shelf.put("tramonto.jpg", folder="copies", content="/tram.jpg")
    assert understood(shelf, "tramonto") == either("tramonto")
    assert understood(shelf, "dog tram") == All((tag("dog"), Named("tram")))


def test_a_word_stands_alone_in_a_name_whatever_its_letters(shelf: Shelf) -> None:
    for name in ("Ünter Élan_2.jpg", "ÉTÉ-Oslo.jpg", "summerhouse.jpg"):
        shelf.put(name)
    alone = ("ünter", "ÜNTER", "élan", "été", "oslo")
    assert [understood(shelf, f"dog {text}") for text in alone] == [All((tag("dog"), Named(text))) for text in alone]
    within = ("nter", "summer", "house", "ét")
    assert [understood(shelf, f"dog {text}") for text in within] == [either(f"dog {text}") for text in within]


def test_a_word_is_found_alone_behind_many_names_that_only_contain_it() -> None:
    names = gather(enumerate(["catalogue.jpg"] * 5_000 + ["my cat.jpg"]), 5_001)
    every = np.ones(5_001, np.bool_)
    assert names.has("cat", every, as_word=True)
    every[-1] = False
    assert not names.has("cat", every, as_word=True)
    assert names.has("cat", every, as_word=False)


def test_everything_has_its_place(named: Shelf) -> None:
    found = understood(named, "cat golden retriever -beach like:#1")
    assert isinstance(found, All)
    cat, retriever, beach, alike = found.parts
    assert isinstance(beach, Not)
    assert [part.at for part in (cat, retriever, beach.part, alike)] == [(0, 3), (4, 20), (22, 27), (28, 35)]  # type: ignore[union-attr]


WILD = {
    ("bea*", "beach"): True, ("bea*", "a beach"): False, ("*each", "beach"): True, ("b*c*h", "beach"): True,
    ("b*x*h", "beach"): False, ("?each", "beach"): True, ("?beach", "beach"): False, ("*", ""): True,
    ("a.c", "abc"): False, ("a**c", "abc"): True, ("a*b*b", "ab"): False, ("CAN*", "canon"): True, ("*a*a", "aa"): True,
    ("a\n*", "a\nb"): True,
}  # fmt: skip


@pytest.mark.parametrize(("text", "name"), WILD)
def test_wildcards(text: str, name: str) -> None:
    assert bool(pattern(text).fullmatch(name)) == WILD[text, name]
    assert is_wild(text) == bool({"*", "?"} & set(text))


def test_many_stars_take_no_time() -> None:
    assert not pattern("*a" * 500 + "b").fullmatch("a" * 2_000)


words = st.sampled_from(
    ["and", "or", "not", "without", "red",
     "dog", "hot", "sea", "lion", "golden", "retriever", "music", "of", "2024", "IMG_1", "bea*", "-cat", "OR", "(", ")",
     ",", "dog>=0.5", "confidence>0.5", "like:#1", "-like:#2", '"sea lion"', "~x"]
)  # fmt: skip


@given(st.lists(words, max_size=9).map(" ".join))
def test_every_query_is_resolved_whole(text: str) -> None:
    try:
        tree = parse(text).tree
    except QueryError:
        return
    found = resolve(tree, words=KNOWN, in_names=lambda _text, _whole: False)
    level = [found]
    while level:
        assert not [node for node in level if isinstance(node, Words | Word)]
        assert not [node for node in level if isinstance(node, Test) and node.field is LIKE]
        level = [part for node in level for part in _parts(node)]


def _parts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, All | Any) else (node.part,) if isinstance(node, Not) else ()
