"""What counts as right: the examples of the page, and more."""

from __future__ import annotations

import pytest
from kinds import PARENTS, ancestors, truth

from photoorg.evaluation.judging import Judge, Verdict

RIGHT, WRONG, BROADER, FINER, OUTSIDE = Verdict


@pytest.mark.parametrize(
    ("tag", "verdict"),
    [("dog", RIGHT), ("beagle", RIGHT), ("cat", WRONG), ("person", WRONG), ("bride", WRONG), ("animal", BROADER),
     ("beach", OUTSIDE), ("pizza", OUTSIDE), ("never heard of", OUTSIDE)],
)  # fmt: skip
def test_where_everything_is_listed(tag: str, verdict: Verdict) -> None:
    judge = Judge(ancestors, frozenset({"dog", "cat", "person"}), exhaustive=True)
    assert judge.verdict(tag, judge.known(truth("1", dog=2))) is verdict


def test_a_tag_needs_all_words_above_it() -> None:
    """Labels that know both `dog` and `animal`: an animal alone makes no beagle."""
    judge = Judge(ancestors, frozenset({"dog", "animal"}), exhaustive=True)
    assert judge.verdict("beagle", judge.known(truth("1", animal=1))) is WRONG
    assert judge.verdict("beagle", judge.known(truth("1", dog=1))) is RIGHT
    assert judge.verdict("animal", judge.known(truth("1", dog=1))) is RIGHT
    assert (
        judge.verdict("poodle", judge.known(truth("1", beagle=1))) is RIGHT
    )  # the vocabulary does not tell them apart


def test_a_photo_with_none_of_it() -> None:
    judge = Judge(ancestors, frozenset({"dog"}), exhaustive=True)
    known = judge.known(truth("1"))
    assert [judge.verdict(tag, known) for tag in ("dog", "beagle", "animal", "cat")] == [WRONG, WRONG, OUTSIDE, OUTSIDE]


@pytest.mark.parametrize(
    ("tag", "verdict"),
    [("dog", RIGHT), ("animal", RIGHT), ("beagle", FINER), ("cat", WRONG), ("person", OUTSIDE), ("beach", OUTSIDE)],
)
def test_where_the_main_subject_is_named(tag: str, verdict: Verdict) -> None:
    judge = Judge(ancestors, frozenset({"dog"}), exhaustive=False)
    assert judge.verdict(tag, judge.known(truth("1", dog=1))) is verdict


def test_a_sibling_is_wrong_and_a_place_is_no_branch() -> None:
    judge = Judge(ancestors, frozenset(PARENTS), exhaustive=False)
    assert judge.verdict("poodle", judge.known(truth("1", beagle=1))) is WRONG
    beach = judge.known(truth("1", beach=1))
    assert judge.verdict("lighthouse", beach) is OUTSIDE
    assert judge.verdict("mountain", beach) is WRONG
    assert judge.verdict("outdoors", beach) is RIGHT
    several = judge.known(truth("1", beagle=1, cat=1))
    assert [judge.verdict(tag, several) for tag in ("cat", "poodle")] == [RIGHT, WRONG]


def test_what_is_surely_absent_is_wrong() -> None:
    judge = Judge(ancestors, frozenset({"beach", "person"}), exhaustive=False)
    known = judge.known(truth("1", beach=1, person=0))
    assert judge.verdict("person", known) is WRONG
    assert judge.verdict("bride", known) is WRONG
    both = judge.known(truth("1", bride=1, person=0))  # nonsense: what is there wins
    assert judge.verdict("person", both) is RIGHT
