"""The labels that everything is fitted on: that they can be trusted, and how they are read."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from modelbuild.calibration.__main__ import LABELS
from modelbuild.calibration.labelled import Picture, everyday_picture, nothing, read_pictures
from photoorg.taxonomy import load_taxonomy
from photoorg.vision.calibration import load_calibration

TAXONOMY = load_taxonomy()
LINES: list[dict[str, Any]] = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
OTHER_WORDS = Path(__file__).with_name("other_words.txt")
SETS = ("everyday", "subject", "other")


def wrong(*conditions: tuple[str, bool]) -> list[str]:
    return [file for file, condition in conditions if not condition]


# -- the file


def test_each_line_has_the_same_fields() -> None:
    fields = "file registry package version member sha256 objects people place graphic true unsure asked"
    assert {" ".join(line) for line in LINES} == {fields}


def test_no_picture_is_there_twice() -> None:
    for field in ("file", "sha256"):
        counts = Counter(line[field] for line in LINES)
        assert [value for value, count in counts.items() if count > 1] == []


def test_files_and_hashes_are_well_formed() -> None:
    file = re.compile(rf"({'|'.join(SETS)})/\d{{4}}\.(jpg|png|webp|tif|gif)")
    assert [line["file"] for line in LINES if not file.fullmatch(line["file"])] == []
    assert [line["file"] for line in LINES if not re.fullmatch("[0-9a-f]{64}", line["sha256"])] == []
    assert [line["file"] for line in LINES] == sorted(line["file"] for line in LINES)


def test_every_source_is_one_version_of_a_package_of_a_known_registry() -> None:
    assert {line["registry"] for line in LINES} == {"debian", "pypi", "npm", "made"}
    versions: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in LINES:
        versions[line["registry"], line["package"]].add(line["version"])
        assert line["package"]
        assert line["member"]
    assert {len(known) for known in versions.values()} == {1}
    assert all(re.match(r"\d", version) for (registry, _), (version,) in versions.items() if registry != "made")


def test_nothing_names_a_machine_or_a_place_on_one() -> None:
    """Members are paths in an archive; Debian's begin with a dot."""
    for line in LINES:
        text = json.dumps({**line, "objects": 0, "true": 0})
        assert not re.search(r"://|localhost|\\\\|[\w-]+\.(com|org|net|io|dev)\b(?!/)", text), line["file"]
        assert not re.match(r"/|[A-Z]:|~", line["member"]), line["file"]


def test_objects_are_those_of_coco_with_a_number() -> None:
    assert {name for line in LINES for name in line["objects"]} <= set(TAXONOMY.of_object)
    assert {count for line in LINES for count in line["objects"].values()} <= set(range(1, 11))  # 10 is "or more"


def test_people_are_a_range_that_agrees_with_the_objects() -> None:
    def agrees(line: dict[str, Any]) -> bool:
        low, high = line["people"]
        return 0 <= low <= high <= 500 and min(low, 10) <= line["objects"].get("person", 0) <= min(high, 10)

    assert wrong(*((line["file"], agrees(line)) for line in LINES)) == []


def test_places_are_places_and_other_pictures_are_mostly_graphic() -> None:
    assert {line["place"] for line in LINES} == {"", "indoors", "outdoors"}
    graphic = Counter(line["file"].partition("/")[0] for line in LINES if line["graphic"] is True)
    assert graphic["other"] > 450
    assert graphic["everyday"] + graphic["subject"] < 20
    assert {line["graphic"] for line in LINES} == {True, False}


def test_words_that_were_asked_are_concepts_and_no_hidden_ones() -> None:
    asked = {word for line in LINES for word in (*line["asked"], *line["unsure"])}
    assert asked <= {name for name, concept in TAXONOMY.concepts.items() if not concept.hidden}
    assert [line["file"] for line in LINES if len(line["asked"]) != len(set(line["asked"]))] == []


def test_every_other_word_is_one_that_the_taxonomy_does_not_have() -> None:
    """A misspelt word would quietly be false of its picture, so each that means no concept is listed."""
    listed = OTHER_WORDS.read_text(encoding="utf-8").splitlines()
    assert listed == sorted(set(listed))
    found = {word for line in LINES for word in line["true"] if TAXONOMY.find(word) is None}
    assert sorted(found) == listed


def test_there_are_answers_of_both_kinds_and_enough_sources() -> None:
    pictures = read_pictures(LABELS, TAXONOMY)
    answers = Counter(picture.holds(word, TAXONOMY) for picture in pictures for word in picture.asked)
    assert answers[True] > 2000
    assert answers[False] > 4000
    assert len({picture.source for picture in pictures}) > 80
    largest = Counter(picture.source for picture in pictures).most_common(1)[0][1]
    assert largest < len(pictures) / 4


def test_the_bundled_numbers_were_fitted_on_these_pictures() -> None:
    counts = Counter(line["file"].partition("/")[0] for line in LINES)
    fitted = load_calibration().fitted.pictures
    assert {name: fitted[name] for name in SETS} == counts
    assert fitted["made"] > 0


# -- reading


def picture(tmp_path: Path, **entry: object) -> Picture:
    whole = {
        "file": "subject/0001.jpg", "package": "pictures", "objects": {}, "people": [0, 0], "place": "",
        "graphic": False, "true": [], "unsure": [], "asked": [],
    }  # fmt: skip
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps(whole | entry), encoding="utf-8")
    (found,) = read_pictures(path, TAXONOMY)
    return found


def test_what_is_true_is_true_of_all_above(tmp_path: Path) -> None:
    asked = ["beagle", "mammal", "animal", "tableware"]
    found = picture(tmp_path, true=["beagle", "unheard-of thing"], objects={"cup": 2}, asked=asked)
    for word in (*asked, "dog", "cup"):
        assert found.holds(word, TAXONOMY) is True, word
    assert "unheard-of thing" not in found.true


def test_a_word_that_nobody_was_asked_about_is_not_known(tmp_path: Path) -> None:
    """Or only true ones would be: who names words names what is there."""
    found = picture(tmp_path, true=["lighthouse", "sea"], asked=["tower"])
    assert found.holds("lighthouse", TAXONOMY) is None
    assert found.holds("tower", TAXONOMY) is True


def test_synonyms_and_people_are_understood(tmp_path: Path) -> None:
    found = picture(tmp_path, true=["sofa"], people=[1, 3])
    assert found.holds("couch", TAXONOMY) is True
    assert found.holds("person", TAXONOMY) is True
    assert (found.people, found.source) == ((1, 3), "pictures")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("food", False),  # asked, and not said to be true
        ("soup", False),  # asked of nobody, but there is no food
        ("lighthouse", None),  # nobody was asked
        ("furniture", None),  # unsure
        ("chair", False),  # one of the detector's objects, which are all listed
        ("zebra", False),
    ],
)
def test_what_is_false_and_what_nobody_knows(tmp_path: Path, word: str, expected: bool | None) -> None:
    found = picture(tmp_path, true=["plant"], unsure=["furniture"], asked=["food", "furniture", "plant"])
    assert found.holds(word, TAXONOMY) is expected


def test_of_everyday_photos_the_objects_alone_are_known() -> None:
    photo = everyday_picture("1.jpg", {"dog": 1, "person": 4}, TAXONOMY)
    known = [photo.holds(word, TAXONOMY) for word in ("dog", "animal", "person", "cat", "lighthouse", "food")]
    assert known == [True, None, True, False, None, None]
    assert (photo.people, photo.file, photo.everyday) == ((4, 4), "test/1.jpg", True)


def test_nothing_is_true_of_what_is_made_up() -> None:
    made = nothing("made/noise-0009")
    assert [made.holds(word, TAXONOMY) for word in ("dog", "outdoors", "lighthouse")] == [False] * 3
    assert (made.source, made.graphic) == ("made/noise", True)
