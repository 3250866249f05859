"""The query language: what a text means, and that no text does harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoorg.library.fields import BY_NAME
from photoorg.library.query import (
    MOST_CHARACTERS,
    MOST_DEPTH,
    MOST_PARTS,
    All,
    Any,
    Compare,
    Everything,
    Node,
    Not,
    QueryError,
    Word,
    parse,
)

DOG, CAT, COW = Word("dog"), Word("cat"), Word("cow")


def field(name: str, operator: str, value: str) -> Compare:
    return Compare(BY_NAME[name], operator, value)


def bare(node: Node) -> Node:
    """The tree without its positions."""
    match node:
        case Word(text, at_least):
            return Word(text, at_least)
        case Compare(of, operator, value):
            return Compare(of, operator, value)
        case Not(part):
            return Not(bare(part))
        case All(parts):
            return All(tuple(bare(part) for part in parts))
        case Any(parts):
            return Any(tuple(bare(part) for part in parts))
    return node


MEANINGS: dict[str, Node] = {
    "": Everything(),
    "   ": Everything(),
    " , ,": Everything(),
    '""': Everything(),
    "dog": DOG,
    "  dog  ": DOG,
    "Dog": Word("Dog"),
    "dog cat": All((DOG, CAT)),
    "dog, cat": All((DOG, CAT)),
    "dog AND cat": All((DOG, CAT)),
    "dog & cat": All((DOG, CAT)),
    "dog and cat cow": All((DOG, CAT, COW)),
    "dog OR cat": Any((DOG, CAT)),
    "dog or cat | cow": Any((DOG, CAT, COW)),
    "dog cat OR cow": Any((All((DOG, CAT)), COW)),
    "dog (cat OR cow)": All((DOG, Any((CAT, COW)))),
    "dog (cat (cow))": All((DOG, CAT, COW)),
    "(dog OR (cat OR cow))": Any((DOG, CAT, COW)),
    "NOT dog": Not(DOG),
    "-dog": Not(DOG),
    "!dog": Not(DOG),
    "not not dog": Not(Not(DOG)),
    "cat -dog": All((CAT, Not(DOG))),
    "-(dog OR cat)": Not(Any((DOG, CAT))),
    "hot-dog": Word("hot-dog"),
    "Oregon Andrew nothing": All((Word("Oregon"), Word("Andrew"), Word("nothing"))),
    '"golden retriever"': Word("golden retriever"),
    '"-dog"': Word("-dog"),
    '"OR"': Word("OR"),
    "'dog'": Word("'dog'"),
    "été 犬 🐶": All((Word("été"), Word("犬"), Word("🐶"))),
    "dog>=0.8": Word("dog", 0.8),
    "dog>=80%": Word("dog", 0.8),
    "dog > 0.8": Word("dog", 0.8 + 1e-9),
    '"golden retriever">=0.5': Word("golden retriever", 0.5),
    "dog<0.5": All((DOG, Not(Word("dog", 0.5)))),
    "dog<=0.5": All((DOG, Not(Word("dog", 0.5 + 1e-9)))),
    "tag:dog": DOG,
    'tag:"hot dog"': Word("hot dog"),
    "width>=4000": field("width", ">=", "4000"),
    "WIDTH >= 4000": field("width", ">=", "4000"),
    "latitude:-34.5..-33": field("latitude", ":", "-34.5..-33"),
    "longitude<-70": field("longitude", "<", "-70"),
    '"a b" OR "c d"': Any((Word("a b"), Word("c d"))),
    'folder:"2024/Lisbon trip"': field("folder", ":", "2024/Lisbon trip"),
    "folder:/pictures/2024": field("folder", ":", "/pictures/2024"),
    "taken:2024-05..2024-08": field("taken", ":", "2024-05..2024-08"),
    "-is:damaged": Not(field("is", ":", "damaged")),
    'name:"a:b"': field("name", ":", "a:b"),
}


@pytest.mark.parametrize("text", MEANINGS)
def test_meaning(text: str) -> None:
    assert bare(parse(text)) == MEANINGS[text]


ERRORS: dict[str, tuple[int, str]] = {
    'dog "cat': (4, "quotation mark is never closed"),
    "(dog": (1, "brackets do not match"),
    "dog)": (3, "brackets do not match"),
    "dog OR": (4, "ends too early"),
    "dog AND": (4, "ends too early"),
    "NOT": (0, "ends too early"),
    "dog -": (4, "ends too early"),
    "()": (1, "not expected here"),
    "dog >": (3, "ends too early"),
    ":dog": (0, "':dog' is not expected here"),
    "cat colour:red": (4, "no field 'colour'"),
    "cat camrea:canon": (4, "Did you mean 'camera'"),
    "cat dog=0.5": (4, "Confidence is compared with"),
    "dog>=1.5": (0, "no field 'dog'"),
    "dog>=nan": (0, "no field 'dog'"),
    "\ud800": (0, "cannot be searched"),
    "dog \udcff": (4, "cannot be searched"),
    "x" * (MOST_CHARACTERS + 1): (MOST_CHARACTERS, "too long"),
    "dog " * MOST_PARTS: (0, "too long"),
    "-" * MOST_DEPTH + "dog": (0, "too long"),
}


@pytest.mark.parametrize("text", ERRORS)
def test_error(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    position, words = ERRORS[text]
    assert words in str(caught.value)
    assert caught.value.position == position


def test_positions_lead_to_the_word() -> None:
    tree = parse('dog  OR "hot dog" width>3')
    assert isinstance(tree, Any)
    first, second = tree.parts
    assert isinstance(first, Word)
    assert isinstance(second, All)
    assert [first.position, *(part.position for part in second.parts)] == [0, 8, 24]  # type: ignore[union-attr]


WORDS = ["OR", "AND", "NOT", "dog", "taken", "width", "is", "folder", "..", "2024", "0.5", "\0"]
pieces = st.sampled_from([*"()\"'-!&|:<>=%_*\\,; ", *WORDS])
any_text = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=())),
    st.lists(pieces).map(" ".join),
    st.lists(pieces).map("".join),
)


@given(any_text)
def test_every_text_is_a_tree_or_an_error_with_its_place(text: str) -> None:
    try:
        parse(text)
    except QueryError as error:
        check_error(error, text)


def check_error(error: QueryError, text: str) -> None:
    assert 0 <= error.position <= len(text)
    assert str(error)
