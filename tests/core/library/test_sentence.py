"""What is in a photo as one sentence, in two languages; and what to look at before publishing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as any_
from shelf import Shelf

from photoorg.library import history
from photoorg.library.browse import details
from photoorg.library.edits import describe, judge, say_alt
from photoorg.library.people import People
from photoorg.library.sentence import LONGEST, Sentence, own_alts, sentence_of, sentences, sentences_of
from photoorg.library.shown import TagOn, tags_on
from photoorg.library.tagged import Rules
from photoorg.outcomes import Changes, PhotoorgError, Suggestion, Understanding
from photoorg.taxonomy import load_taxonomy
from photoorg.texts import LANGUAGES

WORDS = load_taxonomy()
ABOVE = {name: WORDS.ancestors(name) for name in WORDS.concepts}


def tags(*names: str, **verdicts: str) -> tuple[TagOn, ...]:
    """As the library tells of them: with what is true of them, the surest first."""
    above = {one for name in names for one in ABOVE.get(name, ())}
    found = [TagOn(name, 0.9, 0.5, verdicts.get(name), specific=name not in above) for name in names]
    return (*found, *(TagOn(name, 0.9, 0.5, None, specific=False) for name in sorted(above - {*names})))


def both(people: People | None, *names: str, **verdicts: str) -> tuple[str, str]:
    found = tags(*names, **verdicts)
    return sentence_of(people, found, "en", WORDS), sentence_of(people, found, "it", WORDS)


def test_the_example() -> None:
    assert both(People(2, 2, 2), "dining table", "pizza", "indoors", "person") == (
        "May contain: 2 people, dining table, pizza, food, indoors",
        "Può contenere: 2 persone, tavolo da pranzo, pizza, cibo, al chiuso",
    )


@pytest.mark.parametrize(
    ("people", "english", "italian"),
    [
        (People(1, 1, 1), "1 person", "1 persona"),
        (People(2, 1, 3), "2 people", "2 persone"),
        (People(9, 7, 12), "9 people", "9 persone"),
        (People(12, 12, 12), "12 people", "12 persone"),
        (People(12, 9, 15), "about 12 people", "circa 12 persone"),
        (People(80, 40, 200), "a crowd", "una folla"),
    ],
)
def test_people_come_first(people: People, english: str, italian: str) -> None:
    assert both(people, "dog", "person")[0] == f"May contain: {english}, dog, animal"
    assert both(people, "dog")[1] == f"Può contenere: {italian}, cane, animale"


def test_what_is_not_said() -> None:
    nobody = People(0, 0, 0)
    assert both(None) == both(nobody) == ("", "")
    assert both(nobody, "person") == ("", ""), "who counts heads is believed"
    assert both(nobody, "person", person="accepted")[0] == "May contain: person", "but a person more"
    assert both(None, "person")[0] == "May contain: person"
    assert sentence_of(None, [TagOn("dog", 0.9, 0.5, "rejected", specific=False, shown=False)], "en", WORDS) == ""


def test_a_broad_word_that_a_name_says_already() -> None:
    assert both(None, "golden retriever")[0] == "May contain: golden retriever, animal"
    assert both(None, "plate of food")[0] == "May contain: plate of food"


def test_a_persons_own_tags_stay_as_they_are() -> None:
    assert both(None, "Grandma's house")[1] == "Può contenere: Grandma's house"


@settings(deadline=None)
@given(any_.lists(any_.sampled_from(sorted(WORDS.concepts)), max_size=60, unique=True), any_.integers(0, 300))
def test_any_photo_has_a_whole_sentence(names: list[str], count: int) -> None:
    for language in LANGUAGES:
        text = sentence_of(People(count, count, count), tags(*names), language, WORDS)
        assert len(text) <= LONGEST
        start, _, rest = text.partition(": ")
        assert not text or start in {"May contain", "Può contenere"}
        known = {WORDS.name_in(name, language) for name in WORDS.concepts}
        said = rest.split(", ") if rest else []
        assert len(said) == len(set(said))
        first = 1 if count else 0
        assert set(said[first:]) <= known, "nothing is cut within a word"


def test_from_the_library(shelf: Shelf) -> None:
    photo, other = shelf.put("a.jpg"), shelf.put("b.jpg")
    shelf.use(Rules(0.9, dict.fromkeys(WORDS.concepts, 0.5), ABOVE))
    shelf.understand(
        photo,
        Understanding(
            (Suggestion("person", 0.9), Suggestion("golden retriever", 0.7), Suggestion("seashore", 0.9)), 1, 1, 1
        ),
    )
    english = sentences(shelf.db, photo)["en"]
    assert english.text.startswith("May contain: 1 person, seashore, golden retriever, ")
    assert not english.own
    judge(shelf.db, [photo], "golden retriever", "rejected")
    assert "retriever" not in sentences(shelf.db, photo)["en"].text
    assert sentences_of(shelf.db, [photo, other])[other] == {"en": Sentence(""), "it": Sentence("")}


def test_a_number_that_is_too_unsure_and_a_warning_are_not_said(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg")
    shelf.use(Rules(0.9, dict.fromkeys(WORDS.concepts, 0.6), ABOVE, tag_sensitive=True, sensitive_from=0.8))
    shelf.understand(photo, Understanding((Suggestion("person", 0.55), Suggestion("cup", 0.9)), 1, 1, 1, sensitive=0.9))
    assert "sensitive" in shelf.tags(photo)
    assert sentences(shelf.db, photo)["en"].text == "May contain: cup"
    judge(shelf.db, [photo], "sensitive", "accepted")
    assert "sensitive" in sentences(shelf.db, photo)["en"].text


def test_a_persons_word_about_people_goes_above_the_count(shelf: Shelf) -> None:
    photo, empty = shelf.put("a.jpg"), shelf.put("b.jpg")
    shelf.use(Rules(0.9, dict.fromkeys(WORDS.concepts, 0.5), ABOVE))
    shelf.understand(photo, Understanding((Suggestion("person", 0.9),), 4, 3, 5))
    shelf.understand(empty, Understanding((), 0, 0, 0))
    judge(shelf.db, [photo], "person", "rejected")
    judge(shelf.db, [empty], "person", "added")
    assert sentences(shelf.db, photo)["en"].text == ""
    assert sentences(shelf.db, empty)["en"].text == "May contain: 1 person"
    assert shelf.names("is:nobody") == ["a.jpg"]
    assert shelf.names("people:1") == ["b.jpg"]
    assert shelf.names("is:group") == []
    judge(shelf.db, [photo], "person", None)
    assert shelf.names("is:group") == ["a.jpg"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("dogs", "dog"), ("cane", "dog"), ("sofa", "couch"), ("Rex", "Rex"), ("Turkey", "Turkey"), ("my dog", "my dog")],
)
def test_a_word_that_is_known_is_that_tag(typed: str, kept: str, shelf: Shelf) -> None:
    photo = shelf.put("a.jpg")
    judge(shelf.db, [photo], typed, "added")
    assert [tag.name for tag in tags_on(shelf.db, [photo])[photo] if tag.verdict] == [kept]
    judge(shelf.db, [photo], typed, None)
    assert not any(tag.verdict for tag in tags_on(shelf.db, [photo])[photo])


def test_accents_written_in_two_ways_are_one_tag(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg")
    for written in ("Caf\u00e9", "Cafe\u0301"):
        judge(shelf.db, [photo], written, "added")
    assert [tag.name for tag in tags_on(shelf.db, [photo])[photo]] == ["Caf\u00e9"]


def test_a_persons_own_sentence_wins_and_stays(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", [("dog", 0.9)])
    assert describe(shelf.db, [photo], "en", "  Rex,\n our dog ") == Changes(frozenset([photo]))
    shelf.find(photo, [("cat", 0.9)], "2")
    assert sentences(shelf.db, photo)["en"] == Sentence("Rex, our dog", own=True)
    assert sentences(shelf.db, photo)["it"] == Sentence("Può contenere: gatto"), "the other language is photoorg's"
    describe(shelf.db, [photo], "en", "Rex")
    assert sentences(shelf.db, photo)["en"].text == "Rex"
    for nothing in (None, " \n"):
        describe(shelf.db, [photo], "en", "Rex")
        describe(shelf.db, [photo], "en", nothing)
        assert sentences(shelf.db, photo)["en"] == Sentence("May contain: cat")


def test_what_stands_for_a_photo_is_said_apart_from_its_description(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", [("dog", 0.9)])
    assert say_alt(shelf.db, [photo], "en", " A dog\nwaits ") == Changes(frozenset([photo]))
    found = details(shelf.db, photo)
    assert found is not None
    assert (dict(found.alts), found.sentences["en"]) == ({"en": "A dog waits"}, Sentence("May contain: dog"))
    assert history.newest(shelf.db)[0].verb == "stand in"  # type: ignore[union-attr]
    with pytest.raises(PhotoorgError, match="250"):
        say_alt(shelf.db, [photo], "en", "x" * 251)
    say_alt(shelf.db, [photo], "en", None)
    assert own_alts(shelf.db, [photo]) == {}


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("de", "Rex", "choose one of en, it"),
        ("en", "x" * 2001, "2000 characters, and this one has 2,001"),
        ("en", "a\0b", "no text"),
        ("en", "a\udcffb", "no text"),
    ],
)
def test_a_sentence_that_cannot_be_kept(language: str, text: str, told: str, shelf: Shelf) -> None:
    photo = shelf.put("a.jpg")
    with pytest.raises(PhotoorgError, match=told):
        describe(shelf.db, [photo], language, text)
    assert sentences(shelf.db, photo)["en"] == Sentence("")
