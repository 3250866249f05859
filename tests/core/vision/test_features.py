"""What evidence says of each concept, before anything fitted weighs it."""

from __future__ import annotations

import os
import subprocess
import sys
from math import log

import numpy as np
import pytest
from evidence import box, classified, detected, wnid
from hypothesis import given
from hypothesis import strategies as st

from photoorg.outcomes import Evidence, Region
from photoorg.taxonomy import load_taxonomy
from photoorg.vision.calibration import load_calibration
from photoorg.vision.features import (
    View,
    features_of,
    is_photo,
    kin_of,
    log_odds,
    look_at,
    overlap,
    place_features,
    sigmoid,
    weigh,
)

TAXONOMY = load_taxonomy()


def view_of(**evidence: Evidence) -> View:
    return look_at(evidence, None, TAXONOMY, load_calibration())


def odds(score: float) -> float:
    return pytest.approx(log(score / (1 - score)))


# -- summing up the tree


def test_classes_add_up_in_all_that_they_are() -> None:
    view = view_of(classify=classified({"beagle": 0.3, "bloodhound": 0.2, "tabby cat": 0.1, "espresso": 0.05}))
    assert view.classes == {"beagle": 0.3, "bloodhound": 0.2, "tabby cat": 0.1, "espresso": 0.05}
    assert (view.mass["dog"], view.peak["dog"]) == (pytest.approx(0.5), 0.3)
    assert (view.mass["animal"], view.peak["animal"]) == (pytest.approx(0.6), 0.3)
    assert (view.mass["drink"], view.mass["cat"]) == (0.05, 0.1)
    assert "outdoors" not in view.mass


def test_two_classes_that_nobody_can_tell_apart_are_one_thing() -> None:
    first, second = TAXONOMY.concepts["sunglasses"].classes
    view = view_of(classify=Evidence(scores={first: 0.3, second: 0.25}))
    assert view.classes == {"sunglasses": pytest.approx(0.55)}
    assert view.peak["sunglasses"] == pytest.approx(0.55)


def test_rounded_probabilities_never_make_more_than_certainty() -> None:
    view = view_of(classify=classified({"beagle": 0.6, "bloodhound": 0.4003}))
    assert view.mass["dog"] == view.mass["animal"] == 1.0


def test_a_hidden_thing_and_an_unknown_class_add_to_nothing_else() -> None:
    view = view_of(classify=Evidence(scores={wnid("nematode"): 0.7, "n00000000": 0.2}))
    assert view.mass == view.peak == {"nematode": 0.7}


@given(
    st.dictionaries(st.sampled_from(sorted(TAXONOMY.of_class)), st.floats(0.001, 0.04).map(lambda x: round(x, 4))),
)
def test_nothing_has_less_than_what_lies_under_it(scores: dict[str, float]) -> None:
    view = view_of(classify=Evidence(scores=scores))
    for concept, mass in view.mass.items():
        assert mass >= view.peak[concept] > 0
        for above in TAXONOMY.ancestors(concept):
            assert view.mass[above] >= mass - 1e-12
            assert view.peak[above] >= view.peak[concept]


# -- the detector


def test_the_second_best_and_the_rival_in_the_same_place() -> None:
    regions = (
        box("dog", 0.7, 0.1),
        box("cat", 0.5, 0.12),
        box("sheep", 0.6, 0.6),
        box("dog", 0.3, 0.6),
        box("dog", 0.2, 0.3, 0.6),
    )
    view = view_of(detect=detected(*regions))
    dog, sheep = view.objects["dog"], view.objects["sheep"]
    assert (dog.best, dog.second, dog.rival) == (0.7, 0.3, 0.5)
    assert (sheep.best, sheep.second, sheep.rival) == (0.6, 0.0, 0.3)
    assert view.objects["animal"] == dog


def test_a_rival_must_lie_in_the_same_place() -> None:
    view = view_of(detect=detected(box("dog", 0.7, 0.1), box("cat", 0.5, 0.25)))
    assert view.objects["dog"].rival == 0


def test_a_kind_of_an_object_is_seen_in_its_box_and_another_thing_is_not() -> None:
    view = view_of(classify=classified({"beagle": 0.1, "tabby cat": 0.1}), detect=detected(box("dog", 0.6)))
    assert features_of(view, "beagle", TAXONOMY)["object"] == odds(0.6)
    assert features_of(view, "tabby cat", TAXONOMY)["object"] == odds(0.05)


def test_objects_that_no_word_stands_for_are_left_out() -> None:
    assert view_of(detect=detected(box("spaceship", 0.9))).objects == {}


def test_weak_regions_are_counted_and_people_and_faces_kept() -> None:
    people = (box("person", 0.6), box("person", 0.15), box("chair", 0.12))
    view = view_of(detect=detected(*people), faces=detected(box("face", 0.8)))
    assert (view.weak, len(view.persons), len(view.faces)) == (2, 2, 1)
    assert features_of(view, "chair", TAXONOMY)["busy"] == pytest.approx(log(3))
    assert features_of(view, "person", TAXONOMY)["face"] == odds(0.8)


def test_overlap_of_two_halves_is_a_third() -> None:
    assert overlap(Region("a", 1, 0, 0, 0.4, 0.2), Region("b", 1, 0.2, 0, 0.4, 0.2)) == pytest.approx(1 / 3)
    assert overlap(Region("a", 1, 0, 0, 0.4, 0.2), Region("b", 1, 0.4, 0, 0.4, 0.2)) == 0
    assert overlap(Region("a", 1, 0, 0, 0, 0), Region("b", 1, 0, 0, 0, 0)) == 0


REGIONS = st.builds(Region, st.just("dog"), st.just(0.5), *(st.floats(0, 0.7),) * 2, *(st.floats(0.01, 0.3),) * 2)


@given(REGIONS, REGIONS)
def test_overlap_is_mutual_and_a_share(one: Region, other: Region) -> None:
    assert 0 <= overlap(one, other) <= 1 + 1e-9
    assert overlap(one, other) == pytest.approx(overlap(other, one))
    assert overlap(one, one) == pytest.approx(1)


# -- features of a concept


def test_what_speaks_against_a_thing_lies_outside_its_family() -> None:
    view = view_of(classify=classified({"espresso": 0.4, "beagle": 0.3, "bloodhound": 0.2, "tabby cat": 0.1}))
    beagle, dog, espresso = (features_of(view, name, TAXONOMY) for name in ("beagle", "dog", "espresso"))
    assert beagle["mass"] == odds(0.3)
    assert dog["mass"] == odds(0.5)
    assert dog["peak"] == odds(0.3)
    assert (beagle["elsewhere"], espresso["elsewhere"]) == (odds(0.4), odds(0.3))
    assert (beagle["other animal"], dog["other animal"]) == (odds(0.3), odds(0.1))
    assert (dog["animal"], espresso["animal"], espresso["other animal"]) == (1, 0, 0)
    assert features_of(view, "animal", TAXONOMY)["animal"] == 0  # it is not one of them
    assert (dog["boxed"], dog["busy"]) == (0, 0)
    assert dog["size"] == pytest.approx(log(kin_of(TAXONOMY, "dog").classes / 1000))


def test_kin_are_what_the_tree_says() -> None:
    kin = kin_of(TAXONOMY, "dog")
    assert {"beagle", "dog", "mammal", "animal"} <= kin.family
    assert not {"cat", "tabby cat"} & kin.family
    assert set(kin.at_and_above) == {"dog"} | TAXONOMY.ancestors("dog")
    assert kin_of(TAXONOMY, "beagle").boxed == ("dog",)
    assert kin.classes == sum("dog" in {name} | TAXONOMY.ancestors(name) for name in TAXONOMY.of_class.values())
    assert (kin.is_animal, kin_of(TAXONOMY, "animal").is_animal, kin_of(TAXONOMY, "espresso").is_animal) == (1, 0, 0)


def test_with_no_evidence_nothing_is_a_candidate_and_features_are_those_of_nothing_seen() -> None:
    view = view_of()
    assert view.candidates() == frozenset()
    assert is_photo(view) == 1
    assert set(features_of(view, "dog", TAXONOMY)) == set(features_of(view_of(detect=detected()), "cup", TAXONOMY))
    assert place_features(view) == {"one": 1, "head": 0, "things": 0}


def test_things_that_are_always_somewhere_tell_the_place() -> None:
    inside = next(name for name, concept in TAXONOMY.concepts.items() if concept.place == "indoors" and concept.classes)
    outside = next(
        name for name, concept in TAXONOMY.concepts.items() if concept.place == "outdoors" and concept.classes
    )
    assert place_features(view_of(classify=classified({inside: 0.4})))["things"] == 0.4
    assert place_features(view_of(classify=classified({inside: 0.2, outside: 0.5})))["things"] == pytest.approx(-0.3)
    assert place_features(view_of(detect=detected(box("bed", 0.6), box("bed", 0.3))))["things"] == 0.6


# -- weights


@given(st.floats(0.002, 0.998))
def test_log_odds_are_undone(score: float) -> None:
    assert sigmoid(log_odds(score, 0.001)) == pytest.approx(score)


def test_scores_at_the_ends_stay_finite() -> None:
    assert log_odds(0.0, 0.002) == log_odds(0.001, 0.002) == odds(0.002)
    assert log_odds(1.0, 0.002) == odds(0.999)
    assert sigmoid(-1e6) == pytest.approx(0, abs=1e-20)
    assert sigmoid(1e6) == 1


def test_what_is_not_named_counts_nothing() -> None:
    features = {"one": 1.0, "mass": 2.0, "other": 9.0}
    assert weigh({"one": -1.0, "mass": 0.5, "absent": 7.0}, features) == 0.5
    assert weigh({"one": -1.0}, features, offset=1.0) == 0.5


# -- heads


def test_heads_are_read_as_they_were_fitted_and_kept_within_reach() -> None:
    calibration = load_calibration()
    vector = np.random.default_rng(1).uniform(0, 0.5, 1280).astype(np.float32)
    view = look_at({}, vector, TAXONOMY, calibration)
    for name, head in calibration.heads.items():
        expected = float(vector.astype(np.float64) @ head.values().astype(np.float64)) + head.bias
        assert view.heads[name] == pytest.approx(np.clip(expected, -6, 6), abs=1e-3)
    far = look_at({}, 1000 * np.sign(calibration.heads["graphic"].values()), TAXONOMY, calibration)
    assert far.heads["graphic"] == 6
    assert is_photo(far) == pytest.approx(sigmoid(-6))


def test_no_matrix_product_wakes_the_threads_of_blas() -> None:
    """They spin on the cores that decode pictures: importing photoorg holds them to one."""
    asked = (
        "import photoorg.vision.features, numpy as np, psutil; square = np.ones((1500, 1500), np.float32); "
        "before = psutil.Process().num_threads(); square @ square; print(before, psutil.Process().num_threads())"
    )
    environment = {name: value for name, value in os.environ.items() if "BLAS" not in name}
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=environment)
    before, after = done.stdout.split()
    assert before == after == "1"
