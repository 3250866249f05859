"""What words mean in photos, with the real words and the real model."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import numpy as np
import pytest

from photoorg.outcomes import PhotoorgError
from photoorg.settings import resources
from photoorg.taxonomy import Taxonomy
from photoorg.vision import language
from photoorg.vision.language import Understood, understand
from photoorg.vision.lexicon import Lexicon, load_lexicon, parted, words_of
from photoorg.vision.nearness import Nearness, Texts, bundle, open_nearness
from photoorg.vision.packs import open_pack, read_stamp


@pytest.fixture(scope="module")
def texts(models: Path) -> Texts:
    if read_stamp(models, "minilm") is None:
        pytest.skip("the model is not built")
    return Texts(open_pack(models, "minilm"))


@pytest.fixture(scope="session")
def kept(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the vectors of all things, made once."""
    if read_stamp(models, "minilm") is None:
        pytest.skip("the model is not built")
    folder = tmp_path_factory.mktemp("vectors")
    understand("dog", folder)
    return folder


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("dog", "dog"),
        ("Dogs", "dog"),
        ("automobile", "car"),
        ("cane", "dog"),
        ("strumenti musicali", "musical instrument"),
        ("kitty", "cat"),
        ("puppy", "dog"),
        ("telly", "screen"),
    ],
)
def test_names_are_exact(kept: Path, text: str, name: str) -> None:
    assert name in understand(text, kept).exact


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("puppy", {"beagle", "pug"}),
        ("something to play music with", {"accordion", "violin"}),
        ("eating utensils", {"fork", "spoon"}),
        ("spitz", {"pomeranian", "samoyed"}),
        ("qualcosa su cui sedersi", {"couch", "chair"}),
        ("posto per dormire", {"four-poster bed", "crib"}),
        ("a striped animal from africa", {"zebra"}),
    ],
)
def test_other_words_mean_things(kept: Path, text: str, things: set[str]) -> None:
    found = understand(text, kept)
    named = load_lexicon().leaves(found.exact)
    assert all(thing in named or found.concepts[thing] > 0.2 for thing in things), found
    assert list(found.concepts.values()) == sorted(found.concepts.values(), reverse=True)
    assert all(0 < weight <= 1 for weight in found.concepts.values())


@pytest.mark.parametrize(
    "text", ["", " ?! ", "a", "that of the", "asdfghjkl", "quarterly tax return", "democracy", "legge elettorale"]
)
def test_what_no_photo_shows_means_nothing_or_little(kept: Path, text: str) -> None:
    found = understand(text, kept)
    assert not found.exact
    assert max(found.concepts.values(), default=0) < found.sure


def test_italian_is_read_as_english(kept: Path) -> None:
    assert understand("un cane che corre sulla spiaggia", kept).english == "dog running seaside"
    assert understand("a dog in a park", kept).english == "a dog in a park"


def test_the_vectors_of_things_come_with_the_models(tmp_path: Path, models: Path) -> None:
    (file,) = models.glob("words-*.npz")
    before = file.stat().st_mtime_ns
    again = open_nearness(tmp_path)
    assert again.is_kept
    near = dict(zip(again.things, again.near("a kind of dog").tolist(), strict=True))
    assert near["beagle"] > 0.5 > near["envelope"]
    assert file.stat().st_mtime_ns == before
    assert not list(tmp_path.iterdir())
    assert not bundle(models)


def test_a_damaged_file_of_vectors_is_made_anew(texts: Texts, tmp_path: Path) -> None:
    every = load_lexicon().taxonomy
    wanted = {"dog", *every.ancestors("dog"), *every.descendants("dog")}
    dogs = Taxonomy(concept for name, concept in every.concepts.items() if every.ancestors(name) | {name} <= wanted)
    few = Lexicon(dogs, {}, {}, {"synsets": {}, "kinds": {}}, {})
    first = Nearness(texts, few, tmp_path).near("dog")
    (file,) = tmp_path.glob("words-*.npz")
    whole = file.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1 :]
    for damaged in (b"PK nothing", b"", whole[:middle], flipped):
        file.write_bytes(damaged)
        assert np.allclose(Nearness(texts, few, tmp_path).near("dog"), first, atol=2e-3)
        assert file.read_bytes() == whole
        assert list(tmp_path.iterdir()) == [file]
    nowhere = tmp_path / "file"
    nowhere.write_text("")
    assert Nearness(texts, few, nowhere).near("dog") == pytest.approx(first, abs=2e-3)


def test_any_thread_may_ask(kept: Path) -> None:
    found: list[Understood] = []
    threads = [threading.Thread(target=lambda: found.append(understand("puppy", kept))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert all(one == found[0] for one in found)


def test_without_its_model_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(PhotoorgError, match="minilm"):
        open_nearness(folder=tmp_path)


def test_another_kind_of_model_is_refused(models: Path) -> None:
    with pytest.raises(PhotoorgError, match="words need text"):
        Texts(open_pack(models, "open-nsfw"))


def test_every_everyday_word_means_something_and_is_there_once() -> None:
    lines = json.loads((resources() / "taxonomy" / "everyday.json").read_text(encoding="utf-8"))
    words = [word for line in lines for word in line.split("|")]
    assert len(words) == len(set(words))
    assert all(word == " ".join(word.lower().split()) for word in words)
    assert load_lexicon().means("kitty cat") == load_lexicon().leaves(("cat",))


def test_every_italian_word_is_there_once_and_its_english_is_understood() -> None:
    lines = json.loads((resources() / "taxonomy" / "italian.json").read_text(encoding="utf-8"))
    words = [word for line in lines for word in line.split("|")]
    assert len(words) == len(set(words)) > 1500


def test_a_word_for_a_concept_that_is_not_there_is_refused() -> None:
    with pytest.raises(PhotoorgError, match="unicorn"):
        Lexicon(load_lexicon().taxonomy, {"horned horse": "unicorn"}, {}, {"synsets": {}, "kinds": {}}, {})
    with pytest.raises(PhotoorgError, match="unicorn"):
        Lexicon(load_lexicon().taxonomy, {}, {}, {"synsets": {}, "kinds": {}}, {"dog|unicorn": "it has a horn"})


def test_what_is_said_of_a_concept_is_said_once_and_is_a_sentence() -> None:
    lines = json.loads((resources() / "taxonomy" / "described.json").read_text(encoding="utf-8"))
    told = [(name, one) for names, text in lines.items() for name in names.split("|") for one in text.split("; ")]
    assert len(told) == len(set(told)) > 800
    assert all(one == " ".join(one.split()) and len(one) > 3 for _, one in told)


def test_what_is_said_of_a_thing_brings_it_near_with_all_below_it(kept: Path) -> None:
    found = understand("they howl at the moon in packs", kept).concepts
    assert {"grey wolf", "coyote"} <= set(list(found)[:12])


@pytest.mark.parametrize(
    ("text", "italian"),
    [
        ("qualcosa di dolce", True),
        ("dog on the beach", False),
        ("casa in montagna", True),
        ("old house", False),
        ("macchine d'epoca", True),
        ("pizza", False),
    ],
)
def test_which_language(text: str, italian: bool) -> None:
    assert load_lexicon().is_italian(parted(words_of(text))) is italian


def test_the_words_said_beside_are_left_out() -> None:
    found = load_lexicon().phrases(words_of("a dog on the beach"))
    assert len(found) == 2
    assert "beagle" in found[0]
    assert "seashore" in found[1]
    assert language.SURE > language.CUTOFF


def test_preparing_can_be_ended(texts: Texts, tmp_path: Path) -> None:
    nearness = Nearness(texts, Lexicon(load_lexicon().taxonomy, {}, {}, {"synsets": {}, "kinds": {}}, {}), tmp_path)
    answers = iter([True] * 3)
    nearness.prepare(lambda: next(answers, False))
    assert not list(tmp_path.iterdir())
    assert nearness.near("dog").any()


def test_what_is_prepared_is_understood_at_once(kept: Path) -> None:
    language.prepare(kept, lambda: True)
    assert language.understand("dog", kept).exact == ("dog",)
