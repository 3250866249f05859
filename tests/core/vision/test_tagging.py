"""From evidence to words, each with one confidence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from evidence import box, classified, detected, wnid
from hypothesis import given, settings
from hypothesis import strategies as st

from photoorg.outcomes import Evidence, PhotoorgError, Understanding
from photoorg.settings import resources
from photoorg.taxonomy import PLACES, Concept, Taxonomy, load_taxonomy
from photoorg.vision.calibration import load_calibration
from photoorg.vision.features import look_at
from photoorg.vision.tagging import FLOOR, Tagger, has_boxes, kind_of, open_tagger

TAXONOMY, TAGGER = load_taxonomy(), open_tagger()
CONCEPTS = TAXONOMY.concepts
HIDDEN = {name for name, concept in CONCEPTS.items() if concept.hidden}
TAGS = {name for name, concept in CONCEPTS.items() if concept.is_tag}
PROBABILITIES = st.floats(0.001, 0.9).map(lambda score: round(score, 4))
CLASSES = st.dictionaries(st.sampled_from(sorted(TAXONOMY.of_class)), PROBABILITIES, max_size=15)
OBJECTS = st.lists(
    st.builds(
        box,
        st.sampled_from(sorted(TAXONOMY.of_object)),
        st.floats(0.1, 1),
        *(st.sampled_from([0.1, 0.12, 0.5]),) * 2,
        st.sampled_from([0.1, 0.4]),
    ),
    max_size=12,
)
FACES = st.lists(st.builds(box, st.just("face"), st.floats(0.2, 1)), max_size=4)


@st.composite
def gathered(draw: st.DrawFn) -> tuple[dict[str, Evidence], np.ndarray | None]:
    """What any of the tasks may have left, and the vector where the classifier has looked."""
    scores = draw(CLASSES)
    most = max(sum(scores.values()), 1)
    every = {
        "classify": Evidence(scores={name: score / most for name, score in scores.items()}),
        "detect": detected(*draw(OBJECTS)),
        "faces": detected(*draw(FACES)),
        "sensitive": Evidence(scores={"sensitive": draw(st.floats(0, 1))}),
    }
    looked = draw(st.sets(st.sampled_from(sorted(every))))
    vector = np.random.default_rng(draw(st.integers(0, 99))).gamma(0.3, 0.6, 1280).astype(np.float32)
    return {task: every[task] for task in every if task in looked}, vector if "classify" in looked else None


def guesses(**evidence: Evidence) -> dict[str, float]:
    return {guess.tag: guess.confidence for guess in TAGGER.understand(evidence, None).suggestions}


# -- what holds for any evidence


@settings(deadline=None)
@given(gathered())
def test_a_broader_word_is_never_less_likely_than_its_kinds(gathered: tuple) -> None:
    confidences = TAGGER.confidences(look_at(*gathered, TAXONOMY, load_calibration()))
    for name, confidence in confidences.items():
        assert 0 <= confidence <= 1
        if name not in HIDDEN:
            assert all(confidences[above] >= confidence for above in TAXONOMY.ancestors(name))
    said = {guess.tag: guess.confidence for guess in TAGGER.understand(*gathered).suggestions}
    for name, confidence in said.items():
        assert all(said[above] >= confidence for above in TAXONOMY.ancestors(name) & TAGS)


@settings(deadline=None)
@given(gathered())
def test_suggestions_are_words_to_show_surest_first_and_always_the_same(gathered: tuple) -> None:
    said = TAGGER.understand(*gathered)
    tags = [guess.tag for guess in said.suggestions]
    assert set(tags) <= TAGS
    assert len(tags) == len(set(tags))
    assert all(FLOOR <= guess.confidence <= 1 for guess in said.suggestions)
    ordered = sorted(said.suggestions, key=lambda guess: (-guess.confidence, guess.tag))
    assert list(said.suggestions) == ordered
    assert Tagger(TAXONOMY, load_calibration()).understand(*gathered) == said


@settings(deadline=None)
@given(gathered())
def test_only_tasks_that_have_looked_say_anything(gathered: tuple) -> None:
    evidence, vector = gathered
    said = TAGGER.understand(evidence, vector)
    assert (
        (said.people is None) == (said.people_low is None) == (said.people_high is None) == ("detect" not in evidence)
    )
    assert (said.faces is None) == ("faces" not in evidence)
    assert (said.sensitive is None) == ("sensitive" not in evidence)
    assert (said.graphic is None) == (vector is None)
    for guess in said.suggestions:
        assert {task for task, _ in guess.because} <= set(evidence)
    if "classify" not in evidence and "detect" not in evidence:
        assert said.suggestions == ()


def test_without_any_evidence_nothing_is_known() -> None:
    assert TAGGER.understand({}, None) == Understanding()


# -- words


def test_unsure_breeds_add_up_to_a_surer_dog() -> None:
    breeds = ("beagle", "bloodhound", "basset hound", "whippet")
    said = guesses(classify=classified(dict.fromkeys(breeds, 0.24)), detect=detected(box("dog", 0.6)))
    assert said["animal"] >= said["mammal"] >= said["dog"] > 0.9
    assert max(said[breed] for breed in breeds) < 0.5


def test_a_hidden_thing_says_nothing_of_anything_else() -> None:
    for hidden in sorted(HIDDEN):
        if CONCEPTS[hidden].classes:
            assert guesses(classify=Evidence(scores={wnid(hidden): 0.9})) == {}, hidden


def test_a_hidden_thing_makes_nothing_above_it_surer() -> None:
    """Whatever it lies under, and however sure it is itself."""
    tree = Taxonomy([Concept("animal", "animale"), Concept("worm", "verme", ("animal",), classes=("n1",), hidden=True)])
    surely = load_calibration().model_copy(update={"offsets": {"worm": 9.0}})
    evidence = {"classify": Evidence(scores={"n1": 0.9})}
    confidences = Tagger(tree, surely).confidences(look_at(evidence, None, tree, surely))
    assert confidences["worm"] > 0.99
    assert confidences["animal"] < confidences["worm"] - 0.02


def test_a_concept_has_an_offset_of_its_own() -> None:
    evidence = {"detect": detected(box("dog", 0.3), box("cup", 0.3, 0.6))}
    likelier = load_calibration().model_copy(update={"offsets": {**load_calibration().offsets, "dog": 2.0}})
    before, after = (
        {guess.tag: guess.confidence for guess in tagger.understand(evidence, None).suggestions}
        for tagger in (TAGGER, Tagger(TAXONOMY, likelier))
    )
    assert after["dog"] > before["dog"] + 0.2
    assert after["cup"] == before["cup"]


def test_a_heading_is_no_tag_though_what_is_under_it_is() -> None:
    headings = {name for name, concept in CONCEPTS.items() if concept.heading}
    assert "building part" in headings
    for heading in headings:
        under = next(name for name in sorted(TAXONOMY.descendants(heading)) if CONCEPTS[name].classes)
        said = guesses(classify=classified({under: 0.9}))
        assert under in said
        assert not set(said) & headings


def test_a_hidden_thing_takes_from_what_it_is_seen_instead_of() -> None:
    alone = guesses(classify=classified({"beagle": 0.1}), detect=detected(box("dog", 0.3)))
    beside = guesses(classify=classified({"nematode": 0.8, "beagle": 0.1}), detect=detected(box("dog", 0.3)))
    assert beside["dog"] < alone["dog"]


def test_detector_and_classifier_together_are_surer_than_one() -> None:
    seen, named = detected(box("dog", 0.45)), classified({"beagle": 0.4, "bloodhound": 0.3})
    both = guesses(detect=seen, classify=named)["dog"]
    assert both > guesses(detect=seen)["dog"]
    assert both > guesses(detect=detected(), classify=named)["dog"]


@pytest.mark.parametrize("label", ["dog", "cup", "car", "person", "chair", "cat"])
def test_the_surer_the_detector_the_surer_the_tag(label: str) -> None:
    said = [guesses(detect=detected(box(label, score))).get(label, 0) for score in (0.1, 0.2, 0.4, 0.6, 0.9)]
    assert said == sorted(said)
    assert said[-1] > 0.85
    assert said[0] < 0.4


def test_another_thing_in_the_same_place_makes_less_sure() -> None:
    alone = guesses(detect=detected(box("dog", 0.5), box("cat", 0.4, 0.6)))
    rivals = guesses(detect=detected(box("dog", 0.5), box("cat", 0.4)))
    assert rivals["dog"] < alone["dog"]


def test_faces_make_surer_of_people() -> None:
    faint = detected(box("person", 0.25))
    sure = guesses(detect=faint, faces=detected(box("face", 0.9)))["person"]
    assert sure > guesses(detect=faint, faces=detected())["person"] + 0.1


def test_because_names_each_task_that_speaks_for_a_word_with_its_raw_score() -> None:
    evidence = {
        "classify": classified({"beagle": 0.25, "bloodhound": 0.25}),
        "detect": detected(box("dog", 0.6), box("person", 0.7)),
        "faces": detected(box("face", 0.8)),
    }
    said = {guess.tag: guess.because for guess in TAGGER.understand(evidence, None).suggestions}
    assert said["dog"] == (("classify", 0.5), ("detect", 0.6))
    assert said["beagle"] == (("classify", 0.25),)
    assert said["person"] == (("detect", 0.7), ("faces", 0.8))


def test_what_is_no_photo_has_no_things() -> None:
    """The same evidence, by how much the vector looks like a page."""
    evidence = {"classify": classified({"beagle": 0.9}), "detect": detected(box("dog", 0.9))}
    page = np.sign(load_calibration().heads["graphic"].values())
    photo, drawn = TAGGER.understand(evidence, -page), TAGGER.understand(evidence, page)
    assert photo.graphic is not None
    assert drawn.graphic is not None
    assert photo.graphic < 0.01
    assert drawn.graphic > 0.99
    assert photo.suggestions[0].confidence > 0.9
    assert drawn.suggestions == ()


# -- bars


@pytest.mark.parametrize("target", [0.5, 0.8, 0.9, 0.97, 0.99])
def test_every_word_that_may_be_shown_has_a_bar_and_no_less_than_it_needs(target: float) -> None:
    bars = TAGGER.bars(target)
    assert set(bars) == TAGS
    calibration = load_calibration()
    for name, bar in bars.items():
        expected = max(calibration.bar(kind_of(TAXONOMY, name), target), CONCEPTS[name].at_least)
        assert bar == pytest.approx(expected, abs=1e-4)
        assert 0.5 <= bar <= 1
    assert bars["gorilla"] >= CONCEPTS["gorilla"].at_least == 0.8


def test_who_asks_for_more_sees_less() -> None:
    low, high = TAGGER.bars(0.8), TAGGER.bars(0.97)
    assert all(high[name] >= low[name] for name in low)
    assert high["dog"] > low["dog"]


@pytest.mark.parametrize(
    ("name", "kind", "boxed"),
    [
        ("person", "person", True),
        ("dog", "object", True),
        ("beagle", "leaf", True),  # in a box of a dog
        ("animal", "broad", True),
        ("lighthouse", "leaf", False),
        ("indoors", "place", True),
    ],
)
def test_kinds(name: str, kind: str, boxed: bool) -> None:
    assert kind_of(TAXONOMY, name) == kind
    if name not in PLACES:
        assert has_boxes(TAXONOMY, name) is boxed


# -- opening


def test_the_version_tells_the_taxonomy_and_the_numbers(tmp_path: Path) -> None:
    source = resources() / "taxonomy"
    same, fitted, worded = (Path(shutil.copytree(source, tmp_path / name)) for name in ("same", "fitted", "worded"))
    numbers = json.loads((source / "calibration.json").read_bytes())
    numbers["offsets"]["dog"] += 0.5
    (fitted / "calibration.json").write_text(json.dumps(numbers), encoding="utf-8")
    words = (source / "concepts.json").read_text(encoding="utf-8")
    (worded / "concepts.json").write_text(words.replace('"cane"', '"cagnolino"', 1), encoding="utf-8")
    assert open_tagger(same).version == TAGGER.version
    assert len({TAGGER.version, open_tagger(fitted).version, open_tagger(worded).version}) == 3


@pytest.mark.parametrize("missing", ["concepts.json", "calibration.json"])
def test_a_folder_that_lacks_a_file_is_one_sentence(tmp_path: Path, missing: str) -> None:
    folder = Path(shutil.copytree(resources() / "taxonomy", tmp_path / "taxonomy"))
    (folder / missing).unlink()
    with pytest.raises(PhotoorgError, match=missing):
        open_tagger(folder)
