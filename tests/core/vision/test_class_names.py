"""The data of resources/taxonomy: what a person will read and type."""

from __future__ import annotations

import json
import re

import pytest

from photoorg.settings import resources
from photoorg.vision.tagging import Label, read_labels

TAXONOMY = resources() / "taxonomy"
DOGS = range(151, 269)

# Words that WordNet or the class list offers for one of the classes and that nobody must be shown.
UNWANTED = {"cock", "nipple", "eskimo", "black maria", "indian", "tit", "wood pussy"}


@pytest.fixture(scope="module")
def labels() -> tuple[Label, ...]:
    return read_labels(TAXONOMY / "imagenet.json")


@pytest.fixture(scope="module")
def rules() -> dict[str, dict[str, list[str]]]:
    return json.loads((TAXONOMY / "broader.json").read_text(encoding="utf-8"))


def test_a_thousand_classes_in_the_models_order(labels: tuple[Label, ...]) -> None:
    wnids = [entry["wnid"] for entry in json.loads((TAXONOMY / "imagenet.json").read_text(encoding="utf-8"))]
    assert len(labels) == len(set(wnids)) == 1000
    assert wnids == sorted(wnids)


def test_one_class_a_line() -> None:
    assert len((TAXONOMY / "imagenet.json").read_text(encoding="utf-8").splitlines()) == 1002


def test_names_are_plain_words(labels: tuple[Label, ...]) -> None:
    for label in labels:
        assert re.fullmatch(r"[a-z][a-z'. -]*[a-z]", label.name), label.name
        assert len(label.name) <= 30


def test_only_classes_that_mean_the_same_share_a_name(labels: tuple[Label, ...]) -> None:
    names = [label.name for label in labels]
    shared = sorted({name for name in names if names.count(name) > 1})
    assert shared == [
        "computer keyboard",
        "garden spider",
        "laptop",
        "missile",
        "rifle",
        "sunglasses",
        "swimsuit",
        "tabby cat",
    ]


def test_every_breed_is_a_dog_and_nothing_else_is(labels: tuple[Label, ...]) -> None:
    assert [index for index, label in enumerate(labels) if "dog" in label.words] == list(DOGS)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("golden retriever", {"dog", "animal", "retriever"}),
        ("tabby cat", {"cat", "animal"}),
        ("seashore", {"beach", "coast", "water", "landscape"}),
        ("mobile phone", {"phone", "electronics"}),
        ("sports car", {"car", "vehicle"}),
        ("espresso", {"coffee", "drink", "food"}),
        ("daisy", {"flower", "plant"}),
        ("rocking chair", {"chair", "furniture"}),
        ("airliner", {"airplane", "aircraft", "vehicle"}),
    ],
)
def test_examples_have_their_broader_words(labels: tuple[Label, ...], name: str, words: set[str]) -> None:
    assert words <= set(next(label for label in labels if label.name == name).broader)


def test_broader_words_are_the_curated_ones(labels: tuple[Label, ...], rules: dict[str, dict[str, list[str]]]) -> None:
    used = {word for label in labels for word in label.broader}
    assert used <= set(rules)
    names = {label.name for label in labels}
    assert set(rules) - used - names == set()
    for word, rule in rules.items():
        assert set(rule) <= {"under", "also", "not"}, word
        assert {*rule.get("also", ()), *rule.get("not", ())} <= names, word


def test_no_class_repeats_a_word(labels: tuple[Label, ...]) -> None:
    for label in labels:
        assert len(set(label.words)) == len(label.words), label.name


def test_no_unwanted_word_surfaces(labels: tuple[Label, ...]) -> None:
    for word in {word for label in labels for word in label.words}:
        assert UNWANTED.isdisjoint({word, *re.split(r"[ -]", word)}), word


def test_words_that_must_not_be_put_on_a_person_need_to_be_sure(labels: tuple[Label, ...]) -> None:
    for label in labels:
        expected = (
            0.8 if {"ape", "monkey", "pig"} & set(label.words) or label.name in ("ring-tailed lemur", "indri") else 0
        )
        assert label.at_least == expected, label.name
