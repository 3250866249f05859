"""People: are there any, and how many."""

from __future__ import annotations

from collections.abc import Sequence

from photoorg.evaluation.figures import People
from photoorg.evaluation.intervals import rate
from photoorg.evaluation.values import Answer, Truth
from photoorg.taxonomy import PERSON


def measure_people(photos: Sequence[tuple[Answer, Truth]]) -> People | None:
    """The figures, or None where no label says how many people there are."""
    if not any(truth.people for _, truth in photos):
        return None
    # "0 to 3 people" does not say whether there are any.
    clear = [
        (_has_people(answer), truth.people[0] > 0)
        for answer, truth in photos
        if truth.people and (truth.people[0] > 0 or truth.people[1] == 0)
    ]
    both = sum(said and true for said, true in clear)
    counted = [
        (answer.people, answer.people_low, answer.people_high, *truth.people)
        for answer, truth in photos
        if truth.people and answer.people is not None
    ]
    ranges = [
        (people if low is None else low, people if high is None else high, least, most)
        for people, low, high, least, most in counted
    ]
    return People(
        precision=rate(both, sum(said for said, _ in clear)),
        recall=rate(both, sum(true for _, true in clear)),
        within=rate(sum(low <= most and least <= high for low, high, least, most in ranges), len(ranges)),
        exact=rate(sum(least <= people <= most for people, _, _, least, most in counted), len(counted)),
        width=sum(high - low for low, high, _, _ in ranges) / len(ranges) if ranges else None,
        off=sum(max(least - people, people - most, 0) for people, _, _, least, most in counted) / len(counted)
        if counted
        else None,
    )


def _has_people(answer: Answer) -> bool:
    return PERSON in answer.shown if answer.people is None else answer.people > 0
