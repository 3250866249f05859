"""The words of resources/taxonomy/concepts.json: whole, in order, and true as far as a table can tell."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis.strategies import text

from modelbuild.taxonomy import Meaning, ancestors, draft, main, read_hypernyms, read_meanings, shaped
from photoorg.outcomes import PhotoorgError
from photoorg.settings import resources
from photoorg.taxonomy import Concept, Taxonomy, docs_table, load_taxonomy

FILE = resources() / "taxonomy" / "concepts.json"
PAGE = Path(__file__).parents[2] / "docs" / "taxonomy.md"
HYPERNYMS = read_hypernyms(Path(__file__).with_name("hypernyms.txt"))
MEANINGS = read_meanings()
TAXONOMY = load_taxonomy()
CONCEPTS = TAXONOMY.concepts

COCO = """
person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant, stop sign,
parking meter, bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe, backpack, umbrella, handbag,
tie, suitcase, frisbee, skis, snowboard, sports ball, kite, baseball bat, baseball glove, skateboard, surfboard,
tennis racket, bottle, wine glass, cup, fork, knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot,
hot dog, pizza, donut, cake, chair, couch, potted plant, bed, dining table, toilet, tv, laptop, mouse, remote, keyboard,
cell phone, microwave, oven, toaster, sink, refrigerator, book, clock, vase, scissors, teddy bear, hair drier,
toothbrush
""".replace("\n", " ")

# Words that are Italian for one concept and English for another: English is meant.
TWO_LANGUAGES = {"ape": ("bee", "ape")}

# Classes that nobody can tell apart in a photo, or that ImageNet has twice.
SAME_THING = {
    "corn",
    "garden spider",
    "keyboard",
    "laptop",
    "missile",
    "rifle",
    "sunglasses",
    "swimsuit",
    "tabby cat",
}

HIDDEN = """
book cover, comic book, crossword puzzle, flatworm, guillotine, hook, jigsaw puzzle, lens cap, match, menu, nematode,
oil filter, packet, petri dish, pole, slide rule, spindle, spiral, spotlight, velvet, website, window screen
""".replace("\n", " ")

# Breeds and other words that Italian has taken over, or has in common with English.
SAME_IN_ITALIAN = """
abaya, affenpinscher, agama, airedale terrier, alaskan malamute, armadillo, axolotl, bagel, baguette, banana, banjo,
basenji, basset hound, beagle, bedlington terrier, bikini, bloodhound, bluetick coonhound, border collie, border
terrier, borzoi, boston terrier, bulbul, bulldog, bullmastiff, burrito, cairn terrier, carbonara, cardigan,
cheeseburger, chesapeake bay retriever, chihuahua, chow chow, cinema, clumber spaniel, cobra, cocker spaniel, collie,
computer, coonhound, corgi, coyote, dandie dinmont terrier, dingo, echidna, eggnog, english springer spaniel,
espresso, fox terrier, frisbee, geyser, go-kart, golden retriever, golf cart, gondola, gong, gorilla, groenendael,
guacamole, hamburger, hot dog, hot pot, husky, iguana, impala, indri, ipod, irish terrier, irish water spaniel,
jacamar, jackfruit, jeans, jeep, joystick, junco, keeshond, kerry blue terrier, kimono, king charles spaniel, koala,
komondor, kuvasz, lakeland terrier, leonberger, lhasa apso, limousine, malinois, maltese, maraca, marimba, minibus,
missile, modem, mountain bike, mouse, nematode, norfolk terrier, norwich terrier, oboe, ocarina, orca, otterhound,
pasta, patio, pinscher, pizza, poncho, pretzel, primate, radio, redbone coonhound, retriever, rhodesian ridgeback,
rottweiler, saluki, sarong, schipperke, schnauzer, scooter, scottish terrier, sealyham terrier, setter, shoji,
siberian husky, silky terrier, skateboard, snowboard, sombrero, spaniel, sport, springer spaniel, staffordshire bull
terrier, station wagon, steel drum, stupa, sussex spaniel, taxi, terrier, tibetan terrier, toy terrier, tram, treeing
walker coonhound, trilobite, trombone, wallaby, weimaraner, welsh springer spaniel, west highland white terrier,
whippet, wok, yawl, yorkshire terrier, zebra
""".replace("\n", " ")

# Words that WordNet or the class list offers and that nobody must be shown.
UNWANTED = {"cock", "nipple", "eskimo", "black maria", "indian", "tit", "wood pussy", "tusker"}

APES = ("ape", "monkey", "lemur", "primate", "pig family")


def listed(text: str) -> list[str]:
    return [word.strip() for word in text.split(",")]


def test_every_class_and_every_object_is_one_concept() -> None:
    classes = [wnid for concept in CONCEPTS.values() for wnid in concept.classes]
    assert len(classes) == len(set(classes)) == 1000
    assert all(re.fullmatch(r"n\d{8}", wnid) for wnid in classes)
    assert sorted(label for concept in CONCEPTS.values() for label in concept.objects) == sorted(listed(COCO))
    assert all(TAXONOMY.of_object[label] == label for label in listed(COCO))


def test_classes_are_in_the_order_of_a_classifiers_outputs() -> None:
    assert list(TAXONOMY.of_class) == sorted(TAXONOMY.of_class)
    assert [*TAXONOMY.of_class].index("n02099601") == 207
    assert TAXONOMY.of_class["n02099601"] == "golden retriever"


def test_only_classes_that_look_the_same_share_a_concept() -> None:
    assert {name for name, concept in CONCEPTS.items() if len(concept.classes) > 1} == SAME_THING


def test_the_file_is_sorted_one_concept_a_line_and_without_needless_parents() -> None:
    assert FILE.read_text(encoding="utf-8") == shaped(TAXONOMY)
    assert list(CONCEPTS) == sorted(CONCEPTS)


def test_every_concept_can_be_seen_in_a_photo() -> None:
    for name, concept in CONCEPTS.items():
        under = [CONCEPTS[below] for below in TAXONOMY.descendants(name)]
        assert any(one.classes or one.objects for one in (concept, *under)), name


def test_about_sixty_words_at_the_top_and_no_long_chain() -> None:
    top = [name for name, concept in CONCEPTS.items() if not concept.parents and not concept.hidden]
    assert 45 <= len(top) <= 75
    asked = "animal food drink vehicle clothing indoors outdoors nature person plant furniture sport tool electronics"
    assert set(asked.split()) <= set(top)
    assert max(longest_chain(name) for name in CONCEPTS) <= 6


def longest_chain(name: str) -> int:
    return 1 + max((longest_chain(parent) for parent in CONCEPTS[name].parents), default=0)


def test_words_are_plain_and_numbers_in_range() -> None:
    for name, concept in CONCEPTS.items():
        english, italian = (name, *concept.synonyms), (concept.italian, *concept.italian_synonyms)
        for words in (english, italian):
            assert len(set(words)) == len(words), name
        for word in (*english, *italian):
            assert re.fullmatch(r"[a-zàèéìòù0-9][a-zàèéìòù0-9' -]*[a-zàèéìòù]", word), word
            assert len(word) <= 32, word
            assert UNWANTED.isdisjoint(re.split(r"[ -]", word)) or word == "indian elephant", word
        assert 0.0 <= concept.at_least <= 0.95, name
        assert concept.place in ("", "indoors", "outdoors"), name
        assert not concept.hidden or not concept.parents, name


def test_words_mean_one_thing_in_each_language() -> None:
    for words_of in (
        lambda concept: (concept.name, *concept.synonyms),
        lambda concept: (concept.italian, *concept.italian_synonyms),
    ):
        words = [word for concept in CONCEPTS.values() for word in words_of(concept)]
        assert sorted({word for word in words if words.count(word) > 1}) == []


def test_words_mean_the_same_in_both_languages_but_for_those_known() -> None:
    english = {word: name for name, concept in CONCEPTS.items() for word in (name, *concept.synonyms)}
    clashes = {
        word: (name, english[word])
        for name, concept in CONCEPTS.items()
        for word in (concept.italian, *concept.italian_synonyms)
        if english.get(word, name) != name
    }
    assert clashes == TWO_LANGUAGES


def test_every_concept_is_translated() -> None:
    assert [name for name, concept in CONCEPTS.items() if concept.italian == name] == sorted(listed(SAME_IN_ITALIAN))


@pytest.mark.parametrize("name", MEANINGS)
def test_wordnet_does_not_contradict(name: str) -> None:
    """A class lies under `name` only where WordNet says so too, or where `synsets.json` says that it is wrong."""
    meaning, strangers = MEANINGS[name], set[str]()
    for below in (name, *TAXONOMY.descendants(name)):
        classes = CONCEPTS[below].classes
        if any(ancestors(HYPERNYMS, wnid).isdisjoint(meaning.under) for wnid in classes):
            strangers.add(below)
    assert strangers == set(meaning.also)


@pytest.mark.parametrize("name", ["animal", "bird", "dog", "cat", "fish", "insect", "snake", "person", "primate"])
def test_wordnet_knows_no_other(name: str) -> None:
    """What WordNet puts under these words lies there in the taxonomy, unless it is hidden."""
    for wnid, concept in TAXONOMY.of_class.items():
        if not ancestors(HYPERNYMS, wnid).isdisjoint(MEANINGS[name].under) and not CONCEPTS[concept].hidden:
            assert name == concept or name in TAXONOMY.ancestors(concept), concept


def test_hidden_ones_are_those_known_and_lift_nothing() -> None:
    assert [name for name, concept in CONCEPTS.items() if concept.hidden] == listed(HIDDEN)
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in listed(HIDDEN) if f"`{name}`" not in page] == []


def test_words_that_must_not_be_put_on_a_person_need_to_be_sure() -> None:
    for name in itertools.chain(APES, *(TAXONOMY.descendants(ape) for ape in APES)):
        assert CONCEPTS[name].at_least >= 0.8, name
    for name in ("weapon", *TAXONOMY.descendants("weapon")):
        assert CONCEPTS[name].at_least >= 0.6, name
    for name in ("underwear", "bra", "swimwear", "swimsuit", "bikini"):
        assert CONCEPTS[name].at_least >= 0.8, name


def test_a_word_is_not_shown_through_one_below_it_that_needs_less() -> None:
    for name, concept in CONCEPTS.items():
        for ancestor in TAXONOMY.ancestors(name):
            assert concept.at_least >= CONCEPTS[ancestor].at_least, (name, ancestor)


def test_places_do_not_contradict_one_another() -> None:
    for name, concept in CONCEPTS.items():
        above = {CONCEPTS[ancestor].place for ancestor in TAXONOMY.ancestors(name)}
        if concept.place:
            assert above <= {"", concept.place}, name
        for place in {"indoors", "outdoors"} & TAXONOMY.ancestors(name):
            assert concept.place == place, name


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("golden retriever", {"retriever", "dog", "mammal", "animal"}),
        ("espresso", {"coffee", "drink"}),
        ("seashore", {"coast", "landscape", "nature", "outdoors", "water"}),
        ("dog sled", {"sled", "vehicle"}),
        ("airliner", {"airplane", "aircraft", "vehicle"}),
        ("baseball player", {"person", "sport"}),
        ("skis", {"sports equipment"}),
        ("military uniform", {"uniform", "clothing"}),
        ("nematode", set()),
    ],
)
def test_what_is_above_is_true_and_nothing_is_only_near(name: str, above: set[str]) -> None:
    assert TAXONOMY.ancestors(name) == above


def test_below_is_the_other_side_of_above() -> None:
    assert "golden retriever" in TAXONOMY.descendants("animal")
    assert TAXONOMY.descendants("golden retriever") == frozenset()
    assert TAXONOMY.ancestors("no such word") == TAXONOMY.descendants("no such word") == frozenset()


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("dog", "dog"),
        ("Dogs", "dog"),
        ("  GOLDEN   retrievers ", "golden retriever"),
        ("golden_retriever", "golden retriever"),
        ("n02099601", "golden retriever"),
        ("people", "person"),
        ("mice", "mouse"),
        ("knives", "knife"),
        ("geese", "goose"),
        ("wolves", "wolf"),
        ("ponies", None),
        ("strawberries", "strawberry"),
        ("beaches", "seashore"),
        ("churches", "church"),
        ("buses", "bus"),
        ("shoes", "shoe"),
        ("scarpe", "shoe"),
        ("glasses", "glass"),
        ("horses", "horse"),
        ("phones", "phone"),
        ("canoes", "canoe"),
        ("capes", "cloak"),
        ("scuba divers", "scuba diver"),
        ("sofa", "couch"),
        ("remote control", "remote"),
        ("tee-shirts", "t-shirt"),
        ("T shirt", "t-shirt"),
        ("cane", "dog"),
        ("Cani", "dog"),
        ("mele", "apple"),
        ("gatti", "cat"),
        ("orologi", "clock"),
        ("oche", "goose"),
        ("tassi", "badger"),
        ("barche a vela", "sailboat"),
        ("orsi bruni", "brown bear"),
        ("negozi di scarpe", "shoe shop"),
        ("laghi", "lakeside"),
        ("spiagge", "seashore"),
        ("caffe", "coffee"),
        ("CAFFÈ", "coffee"),
        ("all\N{RIGHT SINGLE QUOTATION MARK}aperto", "outdoors"),
        ("ape", "ape"),
        ("api", "bee"),
        ("lama", "llama"),
        ("", None),
        (" - ", None),
        ("s", None),
        ("no such word", None),
        ("犬", None),
        ("a word " * 1000, None),
    ],
)
def test_finds_what_a_person_types(word: str, name: str | None) -> None:
    assert TAXONOMY.find(word) == name


@given(text())
def test_finding_never_fails(word: str) -> None:
    assert TAXONOMY.find(word) is None or TAXONOMY.find(word) in CONCEPTS


def test_finds_every_word_it_has() -> None:
    for name, concept in CONCEPTS.items():
        for word in (name, *concept.synonyms, *concept.classes, *concept.objects):
            assert TAXONOMY.find(word) == name
        for word in (concept.italian, *concept.italian_synonyms):
            assert TAXONOMY.find(word) == (name if word not in TWO_LANGUAGES else TWO_LANGUAGES[word][1])


def test_shows_a_word_in_the_language_asked_for() -> None:
    assert TAXONOMY.name_in("dog", "it") == "cane"
    assert TAXONOMY.name_in("dog", "en") == "dog"
    assert TAXONOMY.name_in("grandma", "it") == "grandma"


def test_a_file_is_read_once_and_its_version_follows_its_content(tmp_path: Path) -> None:
    assert load_taxonomy() is load_taxonomy(FILE) is TAXONOMY
    copy = tmp_path / "concepts.json"
    copy.write_bytes(FILE.read_bytes())
    assert load_taxonomy(copy).version == TAXONOMY.version
    other = tmp_path / "other.json"
    other.write_text(FILE.read_text(encoding="utf-8").replace("cagnolino", "cagnetto"), encoding="utf-8")
    assert load_taxonomy(other).version != TAXONOMY.version


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "Cannot read the taxonomy"),
        ("{", "the file: Invalid JSON"),
        ('[{"name": "dog"}]', "0.italian: Field required"),
        ('[{"name": "dog", "italian": "cane", "parent": "animal"}]', "0.parent: Unexpected"),
        ('[{"name": "dog", "italian": "cane", "parents": ["pet"]}]', "'dog' under 'pet', which it does not know"),
        ('[{"name": "a", "italian": "a", "parents": ["a"]}]', "'a' under itself"),
        ('[{"name": "a", "italian": "a"}, {"name": "a", "italian": "b"}]', "'a' twice"),
    ],
)
def test_a_broken_file_is_told_of(tmp_path: Path, content: str | None, reason: str) -> None:
    path = tmp_path / "concepts.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(PhotoorgError, match=re.escape(reason)):
        load_taxonomy(path)


def test_the_page_shows_the_top_of_the_tree() -> None:
    shown = PAGE.read_text(encoding="utf-8").partition("<!-- top -->\n")[2].partition("<!-- /top -->")[0]
    assert shown.strip() == docs_table(TAXONOMY)


NOUNS = """  1 a licence that is no synset
00000001 05 n 01 animal 0 000 | a living thing
00000002 05 n 02 dog 0 domestic_dog 0 001 @ 00000001 n 0000 | barks
00000003 05 n 03 beagle 0 small_hound 0 Canis_beagle 0 001 @ 00000002 n 0000 | a breed
"""


def test_a_new_class_is_drafted_and_what_was_edited_is_kept(tmp_path: Path) -> None:
    nouns, concepts, above, wnids = (tmp_path / name for name in ("nouns", "concepts.json", "above", "wnids"))
    nouns.write_text(NOUNS, encoding="latin-1")
    edited = {"name": "hound", "italian": "segugio", "parents": [], "classes": ["n00000002"]}
    concepts.write_text(json.dumps([edited]), encoding="utf-8")
    wnids.write_text("n00000002\nn00000003\n", encoding="utf-8")
    main(str(nouns), str(concepts), str(above), str(wnids))
    first = concepts.read_text(encoding="utf-8")
    drafted, kept = json.loads(first)
    assert kept == edited
    assert drafted == {
        "name": "beagle",
        "italian": "",
        "parents": [],
        "synonyms": ["small hound"],
        "classes": ["n00000003"],
    }
    assert above.read_text(encoding="utf-8").splitlines()[2] == "n00000003\tn00000002\tbeagle"
    main(str(nouns), str(concepts), str(above), str(wnids))
    assert concepts.read_text(encoding="utf-8") == first


def test_a_draft_lies_under_what_wordnet_has_above_it(tmp_path: Path) -> None:
    from modelbuild.taxonomy import read_nouns

    nouns = tmp_path / "nouns"
    nouns.write_text(NOUNS, encoding="latin-1")
    meanings = {"animal": Meaning(("n00000001",)), "plant": Meaning(("n00000009",))}
    assert draft("n00000003", read_nouns(nouns), meanings).parents == ("animal",)


def test_the_shape_leaves_out_what_another_parent_brings() -> None:
    tree = [Concept("b", "b", ("a",)), Concept("a", "a"), Concept("c", "c", ("b", "a"), place="outdoors")]
    assert shaped(Taxonomy(tree)) == (
        '[\n{"name": "a", "italian": "a", "parents": []},\n{"name": "b", "italian": "b", "parents": ["a"]},\n'
        '{"name": "c", "italian": "c", "parents": ["b"], "place": "outdoors"}\n]\n'
    )
