"""Words and numbers of an evaluation that terminal and page have in common."""

from __future__ import annotations

from collections.abc import Iterator

from photoorg.evaluation.figures import Evaluation
from photoorg.evaluation.intervals import Rate

Line = tuple[str, Rate | None]
"""What a share is of, and the share."""

_EXHAUSTIVE = (
    "The labels list everything of their vocabulary of {words} words that is on a photo. A tag is judged by the words "
    "of the vocabulary among it and its broader words: it is right where all of them are on the photo, or are broader "
    "than something that is. So “beagle” is right on a photo labelled “dog”: the labels cannot tell breeds. A tag that "
    "has nothing to do with the vocabulary is not judged, and one that is broader than all of it (“animal”) cannot be "
    "shown to be wrong, so it does not count either."
)
_MAIN_SUBJECT = (
    "The labels name the main subject of a photo, not all that is on it. A tag is right where it is the label or "
    "broader; it is wrong where it belongs to the same top-level branch and is neither broader nor finer (“cat” where "
    "the label is “beagle”). A cat that is also on the photo counts as wrong, so the precision is rather too low than "
    "too high there. What is finer than the label, or of another branch (“beach” where the label is “beagle”), is not "
    "judged; the line “Borne out by the labels” tells what is left were all of that wrong."
)


def how_judged(found: Evaluation) -> str:
    """What counts as right and wrong, in plain words."""
    return (_EXHAUSTIVE if found.exhaustive else _MAIN_SUBJECT).format(words=f"{len(found.vocabulary):,}")


def total_lines(found: Evaluation) -> Iterator[Line]:
    """The totals, by name."""
    totals = found.totals
    yield "Precision: tags shown that are right", totals.precision
    if found.exhaustive:
        yield "the words of the labels alone", totals.labelled
    yield "the most specific tags alone, as on a card", totals.specific
    yield "Borne out by the labels, of all tags shown", totals.floor
    yield "Recall: labels that are shown", totals.recall


def coverage_lines(found: Evaluation) -> Iterator[Line]:
    """The coverage, by name."""
    yield "Photos with a tag", found.coverage.tagged
    yield "with a right one, of those with labels", found.coverage.right
    yield "with one as specific as a label", found.coverage.as_specific


def people_lines(found: Evaluation) -> Iterator[Line]:
    """The figures about people, by name; nothing where no label tells of any."""
    if found.people is not None:
        yield "“Has people” is right", found.people.precision
        yield "Photos with people that are found", found.people.recall
        yield "True number within the range named", found.people.within
        yield "True number named", found.people.exact


def decimals(share: float | None) -> str:
    """'0.912', or a dash."""
    return "–" if share is None else f"{share:.3f}"  # noqa: RUF001


def interval(found: Rate | None) -> str:
    """'0.87 to 0.94', or nothing."""
    return "" if found is None else f"{found.low:.2f} to {found.high:.2f}"


def of(found: Rate | None) -> str:
    """'210 of 231'."""
    return "none" if found is None else f"{found.right:,} of {found.number:,}"
