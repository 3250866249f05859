"""From pictures to words, through the real models and the bundled numbers."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelbuild.calibration.evidence import Seen, read_picture, see
from modelbuild.calibration.made import KINDS, made_pictures
from photoorg.outcomes import Understanding
from photoorg.taxonomy import PERSON, load_taxonomy
from photoorg.vision.tagging import open_tagger
from photoorg.vision.tasks import OpenTask

TAXONOMY, TAGGER = load_taxonomy(), open_tagger()
BARS = TAGGER.bars(0.9)
NOT_FITTED_ON = 1000  # made-up pictures from this number on; the numbers were fitted on the first 450


@pytest.fixture(scope="module")
def seen(tasks: Mapping[str, OpenTask], pictures: dict[str, Image.Image]) -> dict[str, Seen]:
    """What all tasks see in scikit-image's pictures."""
    return {name: see(picture, tuple(tasks.values())) for name, picture in pictures.items()}


def shown(said: Understanding) -> set[str]:
    return {guess.tag for guess in said.suggestions if guess.confidence >= BARS[guess.tag]}


def understood(seen: Seen, *tasks: str) -> Understanding:
    """By these tasks alone, or by all."""
    evidence = {name: found for name, found in seen[0].items() if not tasks or name in tasks}
    return TAGGER.understand(evidence, seen[1] if "classify" in evidence else None)


# -- photos


def test_a_cat_is_a_cat_though_the_detector_takes_it_for_a_dog(seen: dict[str, Seen]) -> None:
    said = understood(seen["chelsea"])
    assert {"cat", "mammal", "animal"} <= shown(said)
    assert "dog" not in shown(said)
    assert (said.people, said.people_low, said.people_high) == (0, 0, 0)


def test_coffee_is_coffee_in_a_cup(seen: dict[str, Seen]) -> None:
    tags = shown(understood(seen["coffee"]))
    assert tags & {"coffee", "cup"}
    assert "drink" in tags
    assert PERSON not in tags


def test_an_astronaut_is_one_person_and_a_portrait(seen: dict[str, Seen]) -> None:
    said = understood(seen["astronaut"])
    assert PERSON in shown(said)
    assert (said.people, said.people_low, said.faces, said.portrait) == (1, 1, 1, True)
    assert said.people_high in {1, 2}


def test_a_rocket_at_night_is_no_animal(seen: dict[str, Seen]) -> None:
    said = understood(seen["rocket"])
    assert not shown(said) & ({"animal", "food", PERSON} | TAXONOMY.descendants("animal"))
    assert said.people == 0


@pytest.mark.parametrize("name", ["chelsea", "coffee", "astronaut", "rocket"])
def test_photos_are_photos_and_fit_to_be_seen(name: str, seen: dict[str, Seen]) -> None:
    said = understood(seen[name])
    assert said.graphic is not None
    assert said.graphic < 0.2
    assert said.sensitive is not None
    assert said.sensitive < 0.2
    assert said == understood(seen[name])


# -- with some tasks switched off


def test_without_the_detector_there_are_words_and_no_number_of_people(seen: dict[str, Seen]) -> None:
    cat, astronaut = (understood(seen[name], "classify", "faces", "sensitive") for name in ("chelsea", "astronaut"))
    assert {"cat", "animal"} <= shown(cat)
    assert (astronaut.people, astronaut.faces, astronaut.portrait) == (None, 1, False)


def test_without_faces_people_are_counted_by_their_bodies(seen: dict[str, Seen]) -> None:
    said = understood(seen["astronaut"], "classify", "detect")
    assert PERSON in shown(said)
    assert (said.people, said.faces, said.portrait, said.sensitive) == (1, None, False, None)


def test_without_the_classifier_things_are_seen_and_places_are_not(seen: dict[str, Seen]) -> None:
    said = understood(seen["coffee"], "detect")
    assert "cup" in shown(said)
    assert said.graphic is None
    assert not {guess.tag for guess in said.suggestions} & {"indoors", "outdoors"}


def test_with_faces_alone_faces_are_counted(seen: dict[str, Seen]) -> None:
    said = understood(seen["astronaut"], "faces")
    assert said == Understanding(faces=1)


# -- what is no photo of things


@pytest.fixture(scope="module")
def made(tasks: Mapping[str, OpenTask]) -> dict[str, Understanding]:
    """Three of each kind: noise, gradients, pages, plain frames, windows, patterns, tables, smears, plots."""
    pictures = made_pictures(3 * len(KINDS), first=NOT_FITTED_ON)
    return {name: understood(see(picture, tuple(tasks.values()))) for name, picture in pictures}


@pytest.mark.parametrize("kind", KINDS)
def test_made_up_pictures_show_nothing(kind: str, made: dict[str, Understanding]) -> None:
    alike = {name: said for name, said in made.items() if f"/{kind}-" in name}
    assert len(alike) == 3
    for name, said in alike.items():
        assert all(guess.confidence <= 0.5 for guess in said.suggestions), (name, said.suggestions[:3])
        assert shown(said) == set(), name
        assert said.people == 0, name
        assert said.graphic is not None
        assert said.graphic > 0.5, name


def test_a_page_and_a_black_frame_show_nothing(seen: dict[str, Seen], tasks: Mapping[str, OpenTask]) -> None:
    frames = [
        understood(see(Image.new("RGB", (640, 480), colour), tuple(tasks.values()))) for colour in ("black", "white")
    ]
    for said in (understood(seen["page"]), *frames):
        assert not [guess for guess in said.suggestions if guess.confidence > 0.5]


# -- everyday photos


@dataclass(frozen=True)
class Labelled:
    objects: Mapping[str, int]
    said: Understanding


@pytest.fixture(scope="module")
def everyday(testdata: Path, tasks: Mapping[str, OpenTask]) -> list[Labelled]:
    """Photos of COCO val2017 with all their objects. The level of the detector's groups was fitted on them too."""
    photos = testdata / "photos"
    look = partial(see, tasks=tuple(tasks.values()))
    found: list[Labelled] = []
    with (photos / "labels.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            pairs = (part.rpartition(":") for part in row["objects"].split(";") if part.strip())
            objects = {name.strip(): int(count) for name, _, count in pairs}
            found.append(Labelled(objects, understood(look(read_picture(photos / row["file"])))))
    return found


def test_objects_shown_are_there(everyday: list[Labelled]) -> None:
    said = [
        label in photo.objects
        for photo in everyday
        for label, concept in TAXONOMY.of_object.items()
        if concept in shown(photo.said)
    ]
    assert len(said) > 60
    assert np.mean(said) >= 0.85
    assert sum(said) / sum(len(photo.objects) for photo in everyday) >= 0.55


def test_whether_there_is_anybody(everyday: list[Labelled]) -> None:
    there = np.array([PERSON in photo.objects for photo in everyday])
    told = np.array([PERSON in shown(photo.said) for photo in everyday])
    assert there[told].mean() >= 0.95
    assert told[there].mean() >= 0.9


def test_how_many_people_there_are(everyday: list[Labelled]) -> None:
    """Thirteen and more are "or more": that is where COCO's people stopped counting and drew a crowd."""
    within: list[bool] = []
    for photo in everyday:
        people, low, high = photo.objects.get(PERSON, 0), photo.said.people_low, photo.said.people_high
        assert low is not None
        assert high is not None
        within.append(low <= people <= high or (people >= 13 and high >= 13))
    assert np.mean(within) >= 0.75


def test_every_photo_gets_a_word(everyday: list[Labelled]) -> None:
    assert np.mean([bool(shown(photo.said)) for photo in everyday]) >= 0.9
