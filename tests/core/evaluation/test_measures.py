"""Measures: small cases counted by hand, and what holds of any."""

from __future__ import annotations

import random as chance

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kinds import PARENTS, ancestors, answer, truth

from photoorg.evaluation.figures import Evaluation
from photoorg.evaluation.intervals import Rate
from photoorg.evaluation.judging import Verdict
from photoorg.evaluation.measures import measure
from photoorg.evaluation.values import MANY, Answer, Truth
from photoorg.outcomes import PhotoorgError

ANSWERS = [
    answer("1", beagle=0.9, beach=0.6),  # beagle, dog right; animal cannot be judged, beach, nature, outdoors not
    answer("2", dog=0.8, cat=0.7),  # dog wrong, cat right
    answer("3", pizza=0.4),  # not judged
    answer("4"),
]
TRUTHS = [truth("1", dog=1), truth("2", cat=1, person=2), truth("3", dog=1), truth("4"), truth("5", cat=1)]


@pytest.fixture
def found() -> Evaluation:
    return measure(ANSWERS, TRUTHS, ancestors, {"dog", "cat", "person"}, exhaustive=True)


def counts(rate: Rate | None) -> tuple[int, int]:
    return (0, 0) if rate is None else (rate.right, rate.number)


def test_totals_by_hand(found: Evaluation) -> None:
    totals = found.totals
    assert found.photos == 4
    assert counts(totals.precision) == (3, 4)  # beagle, dog, cat of beagle, dog, dog, cat
    assert counts(totals.labelled) == (2, 3)
    assert counts(totals.specific) == (2, 3)  # beagle, cat of beagle, dog, cat
    assert counts(totals.floor) == (5, 11)  # and animal twice, which no label could have shown to be wrong
    assert counts(totals.recall) == (2, 4)  # dog on 1, cat on 2, not the person on 2, not the dog on 3
    assert totals.finer == 1
    assert totals.macro_precision == pytest.approx((1 + 0.5 + 1) / 3)  # beagle, dog, cat
    assert totals.macro_recall == pytest.approx((0.5 + 1 + 0) / 3)  # dog, cat, person


def test_tags_by_hand(found: Evaluation) -> None:
    rows = {tag.name: (tag.true, tag.shown, tag.right) for tag in found.tags}
    assert rows == {"beagle": (None, 1, 1), "cat": (1, 1, 1), "dog": (2, 2, 1), "person": (1, 0, 0)}
    person = next(tag for tag in found.tags if tag.name == "person")
    assert person.precision is None
    assert counts(person.recall) == (0, 1)


def test_coverage_by_hand(found: Evaluation) -> None:
    coverage = found.coverage
    assert counts(coverage.tagged) == (3, 4)
    assert counts(coverage.right) == (2, 3)
    assert counts(coverage.as_specific) == (2, 3)
    assert coverage.tags == 11 / 4
    assert coverage.specific == (2 + 2 + 1) / 4


def test_mistakes_and_what_is_not_judged(found: Evaluation) -> None:
    assert [(one.photo, one.tag, one.confidence, one.labels) for one in found.mistakes] == [
        ("2", "dog", 0.8, ("cat", "person"))
    ]
    assert {(one.tag, one.why, one.photos) for one in found.unjudged} == {
        ("animal", Verdict.BROADER, 2), ("beach", Verdict.OUTSIDE, 1), ("nature", Verdict.OUTSIDE, 1),
        ("outdoors", Verdict.OUTSIDE, 1), ("pizza", Verdict.OUTSIDE, 1), ("food", Verdict.OUTSIDE, 1),
    }  # fmt: skip


def test_only_the_labels_own_words_are_calibrated(found: Evaluation) -> None:
    """Else a beagle of 0.9 on a photo that knows dogs only would look as if it were true."""
    assert found.calibration.number == 2  # the dog and the cat of photo 2


def test_thresholds_by_hand(found: Evaluation) -> None:
    at = {row.threshold: row for row in found.thresholds}
    assert list(at) == pytest.approx([0.3 + 0.05 * step for step in range(14)])
    assert counts(at[0.75].precision) == (2, 3)  # beagle with its dog, and the dog of photo 2
    assert counts(at[0.75].recall) == (1, 4)
    assert counts(at[0.75].tagged) == (2, 4)
    assert counts(at[0.95].precision) == (0, 0)


def test_other_targets_by_hand() -> None:
    """A bar of its own for each tag; what has none needs the target."""
    bars = {0.9: {"dog": 0.85, "cat": 0.9}, 0.5: {"dog": 0.3, "cat": 0.6}}
    found = measure(ANSWERS, TRUTHS, ancestors, {"dog", "cat", "person"}, exhaustive=True, bars=bars)
    low, high = found.targets
    assert (low.threshold, high.threshold) == (0.5, 0.9)
    assert counts(low.precision) == counts(found.totals.precision)
    assert counts(high.precision) == (2, 2)  # the beagle of photo 1, that has no bar, and its dog
    assert counts(high.tagged) == (1, 4)


def test_only_the_worst_of_a_wrong_branch_is_told() -> None:
    found = measure(
        [answer("1", beagle=0.9, poodle=0.5)], [truth("1", cat=1)], ancestors, {"dog", "cat"}, exhaustive=True
    )
    assert [(one.tag, one.confidence) for one in found.mistakes] == [("beagle", 0.9), ("poodle", 0.5)]


def test_the_main_subject_by_hand() -> None:
    answers = [answer("1", beagle=0.9, pizza=0.6), answer("2", cat=0.8), answer("3", dog=0.7)]
    truths = [truth("1", dog=1), truth("2", beagle=1), truth("3", beagle=1)]
    found = measure(answers, truths, ancestors, {"dog", "beagle"}, exhaustive=False)
    assert counts(found.totals.precision) == (5, 6)  # dog, animal; animal but not cat; dog, animal
    assert counts(found.totals.floor) == (5, 9)  # beside those judged: beagle, pizza and food
    assert counts(found.totals.recall) == (2, 5)  # dog on 1 and 3; beagle and dog on 2, beagle on 3 are missed
    assert counts(found.coverage.as_specific) == (1, 3)
    assert {one.tag: one.why for one in found.unjudged} == {
        "beagle": Verdict.FINER, "pizza": Verdict.OUTSIDE, "food": Verdict.OUTSIDE,
    }  # fmt: skip
    assert {tag.name: tag.true for tag in found.tags} == {"animal": 3, "beagle": 2, "cat": None, "dog": 3}


def test_nothing_in_common() -> None:
    with pytest.raises(PhotoorgError, match="None of the photos"):
        measure([answer("1")], [truth("2")], ancestors, {"dog"}, exhaustive=True)


def test_people_by_hand() -> None:
    def with_people(photo: str, people: int | None, low: int | None = None, high: int | None = None) -> Answer:
        return Answer(photo, {}, frozenset(), frozenset(), people, low, high)

    answers = [
        with_people("1", 2, 2, 3), with_people("2", 0, 0, 0), with_people("3", 9, 8, 12), with_people("4", 1),
        answer("5", person=0.9), with_people("6", 1, 1, 1),
    ]  # fmt: skip
    truths = [
        truth("1", (3, 3)), truth("2", (1, 1)), truth("3", (13, MANY)), truth("4", (0, 0)), truth("5", (2, 2)),
        truth("6", (0, 3)),
    ]  # fmt: skip
    people = measure(answers, truths, ancestors, {"person"}, exhaustive=True).people
    assert people is not None
    assert counts(people.precision) == (3, 4)  # 1, 3 and 5 of 1, 3, 4 and 5; 6 may have none
    assert counts(people.recall) == (3, 4)
    assert counts(people.within) == (2, 5)  # 1 and 6; nobody counted on 5
    assert counts(people.exact) == (1, 5)
    assert people.width == (1 + 0 + 4 + 0 + 0) / 5
    assert people.off == (1 + 1 + 4 + 1 + 0) / 5
    assert measure(answers, [truth("1", dog=1)], ancestors, {"dog"}, exhaustive=True).people is None


NAMES = st.sampled_from([*sorted(PARENTS), "elsewhere"])
PHOTOS = st.sampled_from("123456")
MADE = st.builds(lambda photo, tags: answer(photo, **tags), PHOTOS, st.dictionaries(NAMES, st.floats(0, 1), max_size=6))
KNOWN = st.builds(
    Truth, PHOTOS, st.dictionaries(NAMES, st.integers(0, 3), max_size=4),
    st.none() | st.tuples(st.integers(0, 3), st.integers(3, 9)),
)  # fmt: skip


@given(
    st.lists(MADE, max_size=8, unique_by=lambda one: one.photo),
    st.lists(KNOWN, max_size=8, unique_by=lambda one: one.photo),
    st.booleans(),
    st.randoms(),
)
def test_any_answers_and_truths(
    answers: list[Answer], truths: list[Truth], exhaustive: bool, random: chance.Random
) -> None:
    vocabulary = {name for one in truths for name in one.labels}
    if not {one.photo for one in answers} & {one.photo for one in truths}:
        with pytest.raises(PhotoorgError):
            measure(answers, truths, ancestors, vocabulary, exhaustive=exhaustive)
        return
    found = measure(answers, truths, ancestors, vocabulary, exhaustive=exhaustive)
    shuffled = list(answers), list(truths)
    for part in shuffled:
        random.shuffle(part)
    assert measure(*shuffled, ancestors, vocabulary, exhaustive=exhaustive) == found
    for one in _rates(found):
        assert 0 <= one.right <= one.number
        assert 0 <= one.low <= one.share <= one.high <= 1
    for lower, higher in zip(found.thresholds, found.thresholds[1:], strict=False):
        assert lower.tags >= higher.tags
        assert counts(lower.recall)[0] >= counts(higher.recall)[0]
        assert counts(lower.tagged)[0] >= counts(higher.tagged)[0]
    judged = counts(found.totals.precision)
    assert counts(found.totals.floor)[1] == judged[1] + sum(one.photos for one in found.unjudged)
    assert len(found.mistakes) <= judged[1] - judged[0]
    assert sum(tag.shown for tag in found.tags) == judged[1]


def _rates(found: Evaluation) -> list[Rate]:
    parts = [found.totals, found.coverage, *([found.people] if found.people else []), *found.tags, *found.thresholds]
    values = [getattr(part, name) for part in parts for name in type(part).__slots__]
    return [value for value in values if isinstance(value, Rate)]


@given(st.lists(KNOWN, min_size=1, max_size=6, unique_by=lambda one: one.photo), st.booleans())
def test_who_answers_the_labels_is_right(truths: list[Truth], exhaustive: bool) -> None:
    answers = [answer(one.photo, **dict.fromkeys(one.present, 1.0)) for one in truths]
    found = measure(answers, truths, ancestors, {n for t in truths for n in t.labels}, exhaustive=exhaustive)
    assert found.mistakes == ()
    for one in (found.totals.precision, found.totals.recall, found.coverage.right, found.coverage.as_specific):
        assert one is None or one.share == 1
    assert found.calibration.expected_error in {None, 0}
