"""A query's text and its chips are one query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoorg.library.fields import FIELDS
from photoorg.library.query import QueryError, parse
from photoorg.library.query_tree import All, Any, Everything, Not
from photoorg.library.resolving import resolve
from photoorg.library.terms import Term, chips, state_of, tag_term, toggled, with_term, without
from photoorg.library.vocabulary import words_of

IN, OUT, NO = Term.INCLUDED, Term.EXCLUDED, Term.ABSENT


@pytest.mark.parametrize(
    ("text", "term", "state", "result"),
    [
        ("", "dog", IN, "dog"),
        ("", "dog", OUT, "-dog"),
        ("cat", "dog", IN, "cat dog"),
        ("cat dog", "dog", NO, "cat"),
        ("dog cat", "dog", OUT, "cat -dog"),
        ("cat OR dog", "dog", NO, "cat"),
        ("dog OR cat", "dog", NO, "cat"),
        ("dog OR cat fish", "cat", NO, "dog OR fish"),
        ("cow dog OR cat", "dog", NO, "cow OR cat"),
        ("dog AND cat OR fish", "dog", NO, "cat OR fish"),
        ("dog OR cat AND fish", "cat", NO, "dog OR fish"),
        ("cat OR fish", "dog", IN, "(cat OR fish) dog"),
        ("(cat OR fish) dog", "dog", NO, "cat OR fish"),
        ("(cat OR fish) (dog OR cow)", "fish", NO, "(cat) (dog OR cow)"),
        ("NOT dog cat", "dog", NO, "cat"),
        ("-(dog) cat", "dog", NO, "cat"),
        ("cat, dog, cow", "dog", NO, "cat, cow"),
        ('"golden retriever" cat', '"golden retriever"', NO, "cat"),
        ("golden retriever cat", '"golden retriever"', NO, "cat"),
        ("golden retriever cat", '"golden retriever"', OUT, 'cat -"golden retriever"'),
        ("dogs cat", "dog", NO, "cat"),
        ("cat cane", "dog", NO, "cat"),
        ("taken:2024-05..2024-08 dog>=0.8", "cat", IN, "taken:2024-05..2024-08 dog>=0.8 cat"),
        ('folder:"/a b/c" dog', 'folder:"/a b/c"', NO, "dog"),
        ("stars>=3 dog", "rating>=3", NO, "dog"),
        ("(dog)", "dog", NO, ""),
        ("dog or cat", "dog", NO, "cat"),
        ("dog and cat", "cat", NO, "dog"),
        ("dog or cat", "fish", IN, "(dog or cat) fish"),
        ("fish without dog or cat", "cat", NO, "fish without dog"),
        ("fish without dog or cat", "dog", NO, "fish without cat"),
        ("fish but not a dog", "dog", NO, "fish"),
        ("fish but not a dog", "dog", IN, "fish dog"),
        ("dog 2024", "taken:2024", NO, "dog"),
        # words that would become another tag side by side
        ("hot", "dog", IN, "hot, dog"),
        ("sea cat lion", "cat", NO, "sea, lion"),
        # a text that is not finished
        ("cat OR", "dog", IN, "cat dog"),
        ("cat -", "dog", IN, "cat dog"),
        ("cat width>", "dog", IN, "cat dog"),
        ('cat "hot do', "dog", IN, 'cat "hot do" dog'),
    ],
)
def test_a_click_changes_the_text(text: str, term: str, state: Term, result: str) -> None:
    changed = with_term(text, term, state)
    assert changed == result
    parse(changed)
    assert state_of(changed, term) is state


@pytest.mark.parametrize(
    ("text", "state"),
    [("dog", IN), ("Dog cat", IN), ("-dog", OUT), ("NOT dog", OUT), ("hotdog", NO), ("", NO), ('"dog"', IN),
     ("-(dog cat)", OUT), ("-(cat -dog)", IN), ("not not dog", IN), ("hot dog", NO), ("dogs", IN), ("cane", IN),
     ("tag:dog", IN), ("dog>=0.8", NO), ("name:dog", NO), ("a dog on the beach", IN),
     ("cat without a dog", OUT), ("cat or dog", IN)],
)  # fmt: skip
def test_the_text_says_what_is_marked(text: str, state: Term) -> None:
    assert state_of(text, "dog") is state


@pytest.mark.parametrize(
    "name", ["dog", "golden retriever", "or", "a:b", "-x", "T-shirt", "d'or", "a*", "\\", 'say "a\\"']
)
def test_a_tag_is_quoted_where_it_has_to_be(name: str) -> None:
    assert state_of(with_term("cat", tag_term(name), IN), tag_term(name)) is IN
    parse(tag_term(name))


SHOWN: dict[str, list[tuple[str, str]]] = {
    "": [],
    "dog beach": [("dog", "tag"), ("beach", "tag")],
    "golden retriever dog": [("golden retriever", "tag"), ("dog", "tag")],
    "a dog on the beach": [("dog", "tag"), ("beach", "tag")],
    "something to play music with": [("something to play music with", "meaning")],
    "somewhere to sit and work": [("somewhere to sit and work", "meaning")],
    "dog or cat without beach": [("dog", "tag"), ("or cat", "tag"), ("not beach", "tag")],
    "dog senza gatto o fish 2024": [("dog", "tag"), ("not gatto", "tag"), ("not fish", "tag"), ("Taken 2024", "date")],
    "red dog": [("Colours red", "choice"), ("dog", "tag")],
    "Ada dog": [("Ada", "tag"), ("dog", "tag")],
    "IMG_2041 dog": [("IMG_2041", "tag"), ("dog", "tag")],
    "-dog": [("not dog", "tag")],
    "-(dog OR cat)": [("not dog", "tag"), ("or not cat", "tag")],
    "dog OR cat": [("dog", "tag"), ("or cat", "tag")],
    '~"to play music"': [("“to play music”", "meaning")],
    "dog>=0.8": [("dog ≥ 0.8", "tag")],
    "width>4000": [("Width > 4000", "number")],
    "taken:2024": [("Taken 2024", "date")],
    "is:damaged": [("damaged", "state")],
    "has:gps": [("Has gps", "state")],
    'folder:"/photos/2024/Lisbon"': [("Folder Lisbon", "folder")],
    r'folder:"C:\photos\Lisbon"': [("Folder Lisbon", "folder")],
    "sort:-rating": [("Sort -rating", "order")],
    "tag:dog": [("dog", "tag")],
    "width>": [("Width >", "number")],
    'cat "hot d': [("cat", "tag"), ("hot d", "tag")],
}


@pytest.mark.parametrize("text", SHOWN)
def test_chips(text: str) -> None:
    shown = [("or " * chip.either + "not " * chip.excluded + chip.label, chip.kind) for chip in chips(text)]
    assert shown == SHOWN[text]


OWN = words_of(("holiday trip", "holiday", "Trip to Rome", "dog", "beach"))
OF_OWN: dict[str, list[str]] = {
    "holiday trip": ["holiday trip"],
    "Holiday trips dog": ["Holiday trips", "dog"],
    "holiday dog trip": ["holiday", "dog", "trip"],
    "cane trip to Rome": ["cane", "trip to Rome"],
    "golden retriever": ["golden retriever"],  # no photo shows one, but it is one thing
    "something to play music with": ["something to play music with"],
}


@pytest.mark.parametrize("text", OF_OWN)
def test_a_persons_own_tags_are_one_chip_each(text: str) -> None:
    assert [chip.label for chip in chips(text, OWN)] == OF_OWN[text]


def test_a_click_on_a_persons_own_tag_takes_it_out_again() -> None:
    term = tag_term("holiday trip")
    assert state_of("holiday trip dog", term, OWN) is IN
    assert with_term("holiday trip dog", term, OUT, OWN) == 'dog -"holiday trip"'
    assert with_term("HOLIDAY TRIP dog", term, NO, OWN) == "dog"
    assert with_term("holiday", "trip", IN, OWN) == "holiday, trip"
    (chip,) = chips("holiday trip", OWN)
    assert toggled("holiday trip", chip, OWN) == '-"holiday trip"'
    assert without("holiday trip", chip, OWN) == ""


@given(st.lists(st.sampled_from(["holiday", "trip", "to", "Rome", "dog", "beach", "hot", "of", "2024"]), max_size=7))
def test_chips_are_what_is_looked_for(texts: list[str]) -> None:
    """Where every word is of a tag or a name, the search is for what the chips show."""
    text = " ".join(texts)
    found = resolve(parse(text).tree, words=OWN, in_names=lambda _text, _whole: True)
    parts = found.parts if isinstance(found, All) else () if isinstance(found, Everything) else (found,)
    shown = chips(text, OWN)
    if "meaning" not in {chip.kind for chip in shown} and parts and "hot dog" not in text:
        said = [part.parts[-1] if isinstance(part, Any) else part for part in parts]
        assert [chip.label.removeprefix("Taken ") for chip in shown] == [part.text for part in said]  # type: ignore[union-attr]


def test_a_chip_knows_its_place_and_its_text() -> None:
    text = "cat NOT dog -(golden retriever)"
    assert [(text[chip.start : chip.end], chip.text) for chip in chips(text)] == [
        ("cat", "cat"), ("NOT dog", "dog"), ("golden retriever", "golden retriever"),
    ]  # fmt: skip


TURNED = {
    "without dog": "dog", "without a dog": '"dog"',
    "dog": "-dog", "-dog": "dog", "NOT dog": "dog", "not not dog": "-dog", "golden retriever": '-"golden retriever"',
    '-"golden retriever"': '"golden retriever"', "width>4000": "-width>4000", "~music": "-~music",
    "a thing to play with": '-~"a thing to play with"',
}  # fmt: skip


@pytest.mark.parametrize("text", TURNED)
def test_a_chip_is_turned_round(text: str) -> None:
    (chip,) = chips(text)
    assert toggled(text, chip) == TURNED[text]
    assert toggled(f"cat, {text}", chips(f"cat, {text}")[1]) == f"cat, {TURNED[text]}"


def test_a_chip_of_another_text_changes_nothing() -> None:
    (chip,) = chips("dog")
    assert without("cat", chip) == toggled("cat", chip) == "cat"


PIECES = ["OR", "AND", "NOT", "or", "and", "not", "without", "no", "red", "2024", "music",
          "dog", "hot", "golden", "retriever", "taken:2024", "is:", '"a b"', "~music", "the", "of",
          "IMG_1", "like:#1", "sort:name", *(field.sample for field in FIELDS)]  # fmt: skip
tokens = st.sampled_from([*'()"-!|:<>=*\\,~ ', *PIECES])
any_text = st.one_of(st.text(max_size=40), st.lists(tokens, max_size=12).map(" ".join), st.lists(tokens).map("".join))


@given(any_text)
def test_every_text_has_chips_that_can_be_taken_out_and_turned(text: str) -> None:
    shown = chips(text)
    end = 0
    for chip in shown:
        assert end <= chip.start < chip.end <= len(text)
        assert text[chip.start : chip.end].endswith(chip.text)
        end = chip.end
        rest = chips(without(text, chip))
        assert len(rest) == len(shown) - 1 or not parses(text)
        assert parses(without(text, chip)) or not parses(text)
        assert len(chips(toggled(text, chip))) == len(shown) or not parses(text)


@given(
    any_text, st.sampled_from(["dog", "retriever", '"a b"', "taken:2024", "is:damaged"]), st.sampled_from([IN, OUT, NO])
)
def test_a_term_is_what_it_is_made(text: str, term: str, state: Term) -> None:
    if not parses(text):
        with_term(text, term, state)
        return
    changed = with_term(text, term, state)
    assert parses(changed)
    assert state_of(changed, term) is state


@pytest.mark.parametrize("text", ["dog OR cat sort:rating", "sort:rating dog OR cat", "dog OR sort:-name cat"])
def test_an_order_stays_outside_of_brackets(text: str) -> None:
    changed = with_term(text, "is:damaged", IN)
    assert parses(changed)
    assert changed.startswith("(dog OR cat)")
    assert " sort:" in changed


def test_taking_all_chips_out_leaves_nothing() -> None:
    text = 'dog (cat OR -"hot dog") AND NOT (width>3 OR is:damaged) sort:name'
    for _ in range(6):
        text = without(text, chips(text)[0])
        parse(text)
    assert text == ""


def test_an_excluded_group_is_parsed_as_its_chips_say() -> None:
    assert isinstance(parse("-(dog OR cat)").tree, Not)
    assert all(chip.excluded for chip in chips("-(dog OR cat)"))


def parses(text: str) -> bool:
    try:
        parse(text)
    except QueryError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "result"),
    [("sort:folder", "sort:-folder"), ("sort:-folder", "sort:folder"), ("sort:taken", "sort:+taken"),
     ("sort:+taken", "sort:taken"), ("sort:-taken", "sort:+taken"), ('sort:"-rating"', "sort:+rating"),
     ("-sort:folder", "sort:-folder"), ("sort:nothing", "sort:nothing")],
)  # fmt: skip
def test_an_order_is_turned_and_never_left_out(text: str, result: str) -> None:
    for before, after in (("", ""), ("dog ", " cat")):
        (chip,) = [one for one in chips(before + text + after) if one.kind == "order"]
        assert toggled(before + text + after, chip) == before + result + after
    if "nothing" not in text:
        parse(result)
    assert with_term("dog", "sort:folder", OUT) == "dog sort:-folder"


@pytest.mark.parametrize("waiting", ["dog>", "iso>", "dog<", "dog OR ", "NOT ", "~"])
def test_a_long_text_that_waits_for_more_is_cut_at_once(waiting: str) -> None:
    assert with_term(waiting * 2_000, "cat", IN).endswith("cat")
