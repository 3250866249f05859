"""The file of fitted numbers: that it is whole, and what is said where it is not."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path

import numpy as np
import pytest

from photoorg.outcomes import PhotoorgError, Region
from photoorg.settings import resources
from photoorg.taxonomy import PLACES, load_taxonomy
from photoorg.vision.calibration import Calibration, load_calibration
from photoorg.vision.features import View, features_of, place_features
from photoorg.vision.people import box_features
from photoorg.vision.tagging import has_boxes, kind_of
from photoorg.vision.tasks import LOOKS, task_versions

TAXONOMY = load_taxonomy()
KINDS = {"person", "object", "broad", "leaf", "place"}


@pytest.fixture
def whole() -> dict[str, object]:
    return json.loads((resources() / "taxonomy" / "calibration.json").read_bytes())


def load(folder: Path, content: object) -> Calibration:
    path = folder / "calibration.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return load_calibration(path)


# -- the bundled numbers


def test_every_concept_is_of_a_kind_that_is_fitted() -> None:
    calibration = load_calibration()
    assert {kind_of(TAXONOMY, name) for name in TAXONOMY.concepts} == KINDS == set(calibration.bars)
    for name in TAXONOMY.concepts:
        if name not in PLACES:
            groups = {f"{kind_of(TAXONOMY, name)} alone"} | (
                {kind_of(TAXONOMY, name)} if has_boxes(TAXONOMY, name) else set()
            )
            assert groups <= set(calibration.groups), name
    assert set(PLACES) <= set(calibration.groups)


def test_weights_are_of_features_that_there_are() -> None:
    """One of another name would count nothing, without a word."""
    calibration = load_calibration()
    view = View(frozenset())
    of_concepts, of_places = set(features_of(view, "dog", TAXONOMY)), set(place_features(view))
    for group, weights in calibration.groups.items():
        assert set(weights) <= (of_places if group in PLACES else of_concepts), group
    assert set(calibration.boxes["person"]) == set(box_features(Region("person", 0.5, 0, 0, 1, 1), 1))
    assert set(calibration.heads) == {"graphic", "indoors"}


def test_all_numbers_are_of_reasonable_size() -> None:
    calibration = load_calibration()
    weights = [weight for group in calibration.groups.values() for weight in group.values()]
    assert all(isfinite(weight) and abs(weight) < 10 for weight in (*weights, *calibration.offsets.values()))
    assert set(calibration.offsets) <= set(TAXONOMY.concepts)
    for head in calibration.heads.values():
        values = head.values()
        assert (values.shape, values.dtype) == ((1280,), np.float32)
        assert 0 < np.abs(values).max() < 5


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_bars_rise_with_the_target(kind: str) -> None:
    calibration = load_calibration()
    targets = [target for target, _ in calibration.bars[kind]]
    assert targets == sorted(set(targets))
    assert (targets[0], targets[-1]) == (0.5, 0.99)
    bars = [calibration.bar(kind, target / 100) for target in range(50, 100)]
    assert bars == sorted(bars)
    assert 0.5 <= bars[0] <= bars[-1] < 1  # nothing is shown that is likelier false than true
    assert 0.5 <= calibration.bar(kind, 0.9) <= 0.9


def test_more_of_an_object_is_never_less_likely() -> None:
    groups = load_calibration().groups
    assert all(groups[name].get("object", 0) >= 0 for name in groups)
    assert all(
        groups[name].get("mass", 0) + groups[name].get("peak", 0) > 0 for name in groups if "mass" in groups[name]
    )
    assert groups["indoors"]["head"] > 0 > groups["outdoors"]["head"]


# -- the file


def test_between_two_rows_a_bar_lies_on_their_line_and_beyond_them_it_stays(tmp_path: Path, whole: dict) -> None:
    whole["bars"] = {"leaf": [[0.6, 0.5], [0.8, 0.7]]}
    calibration = load(tmp_path, whole)
    assert [calibration.bar("leaf", target) for target in (0.5, 0.6, 0.65, 0.8, 0.99)] == pytest.approx(
        [0.5, 0.5, 0.55, 0.7, 0.7]
    )


@pytest.mark.parametrize("where", ["heads", "groups", "offsets", "boxes", "bars"])
def test_the_digest_changes_with_any_number(tmp_path: Path, whole: dict, where: str) -> None:
    before = Calibration.model_validate(whole).digest()
    assert before == load_calibration().digest()
    match where:
        case "heads":
            whole["heads"]["graphic"]["bias"] += 0.001
        case "groups":
            whole["groups"]["leaf"]["one"] += 0.001
        case "offsets":
            whole["offsets"]["dog"] += 0.001
        case "boxes":
            whole["boxes"]["person"]["one"] += 0.001
        case _:
            whole["bars"]["leaf"][3][1] += 0.001
    assert load(tmp_path, whole).digest() != before


def test_it_is_read_once() -> None:
    assert load_calibration() is load_calibration()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("", "the file"),
        ("{", "the file"),
        ("[1]", "the file"),
        ({"fitted": 3}, "fitted"),
        ({"bars": {"leaf": [[0.5]]}}, "bars.leaf.0"),
        ({"offsets": {"dog": "much"}}, "offsets.dog"),
        ({"heads": {"graphic": {"bias": 0}}}, "heads.graphic.weights"),
        ({"heads": {"graphic": {"bias": 0, "weights": "no base64!"}}}, "heads.graphic.weights"),
        (
            {"heads": {"graphic": {"bias": 0, "weights": "AAAA"}}},
            "heads.graphic.weights",
        ),  # three bytes, not two by two
        ({"more": 1}, "more"),
    ],
)
def test_a_broken_file_is_one_sentence_that_says_where(tmp_path: Path, whole: dict, change: object, where: str) -> None:
    content = change if isinstance(change, str) else whole | change
    with pytest.raises(PhotoorgError) as error:
        load(tmp_path, content)
    told = str(error.value)
    assert told.startswith(f"The fitted confidences {tmp_path / 'calibration.json'} cannot be read: {where}")
    assert told.endswith("Install photoorg again.")
    assert "\n" not in told
    assert "pydantic" not in told


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PhotoorgError, match=r"none\.json cannot be read: No such file"):
        load_calibration(tmp_path / "none.json")


def test_the_numbers_are_those_of_the_models_that_look_now() -> None:
    """A model that answers otherwise needs numbers of its own: `python -m modelbuild.calibration`."""
    try:
        now = task_versions()
    except PhotoorgError:
        pytest.skip("the models are not built")
    fitted = load_calibration().fitted.versions
    assert {name: now[name] for name in fitted} == fitted
    assert set(now) - set(fitted) <= {LOOKS}
