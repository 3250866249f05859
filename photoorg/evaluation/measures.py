"""Answers against truths: precision, recall, coverage, people, calibration. Nothing here depends on the order given."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from photoorg.evaluation.calibration import Calibration, Guess, calibrate
from photoorg.evaluation.figures import (
    AtThreshold,
    Coverage,
    Evaluation,
    Mistake,
    TagFigures,
    Totals,
    Unjudged,
)
from photoorg.evaluation.intervals import clustered, rate
from photoorg.evaluation.judging import Judge, Known, Verdict
from photoorg.evaluation.people import measure_people
from photoorg.evaluation.values import Ancestors, Answer, Truth
from photoorg.outcomes import PhotoorgError

THRESHOLDS = tuple(step / 100 for step in range(30, 100, 5))
_COUNT = frozenset({Verdict.RIGHT, Verdict.WRONG})


@dataclass(frozen=True)
class Compared:
    """One photo: what was answered, what is known, and the judge between them."""

    answer: Answer
    truth: Truth
    judge: Judge

    @cached_property
    def known(self) -> Known:
        """The labels, ready to be compared with."""
        return self.judge.known(self.truth)

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """Of each tag that is shown or kept."""
        tags = self.answer.shown | set(self.confidences)
        return {tag: self.judge.verdict(tag, self.known) for tag in tags}

    @cached_property
    def confidences(self) -> Mapping[str, float]:
        """Of each guess, and of what is above it: a broader word is as sure as the surest one below it."""
        found: dict[str, float] = {}
        for tag, confidence in self.answer.tags.items():
            for word in self.judge.above(tag):
                found[word] = max(found.get(word, 0.0), confidence)
        return found

    def shown_from(self, threshold: float, bars: Mapping[str, float]) -> frozenset[str]:
        """The guesses that reach their bar, or the threshold where they have none, with all above them."""
        found = (tag for tag, confidence in self.answer.tags.items() if confidence >= bars.get(tag, threshold))
        return frozenset[str]().union(*map(self.judge.above, found))

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The words of the vocabulary that are true of the photo: what a recall is of."""
        return self.known.closed & self.judge.vocabulary

    @cached_property
    def borne_out(self) -> int:
        """How many of the tags shown are right, those included that no label could have shown to be wrong."""
        return sum(self.verdicts[tag] is Verdict.RIGHT or tag in self.known.closed for tag in self.answer.shown)

    def score(self, tags: Iterable[str]) -> tuple[int, int]:
        """How many of these tags are right, and how many are judged."""
        said = [self.verdicts[tag] for tag in tags]
        return said.count(Verdict.RIGHT), sum(one in _COUNT for one in said)

    def found(self, tags: Collection[str]) -> tuple[int, int]:
        """How many of the words that are true are among these tags, and how many there are."""
        return len(self.wanted & set(tags)), len(self.wanted)


def measure(  # noqa: PLR0913 - plain values, the last two by name
    answers: Iterable[Answer],
    truths: Iterable[Truth],
    ancestors: Ancestors,
    vocabulary: Collection[str],
    *,
    exhaustive: bool,
    bars: Mapping[float, Mapping[str, float]] = MappingProxyType({}),
) -> Evaluation:
    """Compare the photos that have both an answer and a truth.

    `vocabulary`: the words that labels use. `exhaustive`: all of it that is on a photo is among its labels; else a
    photo's labels name its main subject only. `bars`: for each target to be tried, by tag, the confidence from which
    it is shown; a tag without one needs the target itself. Raises PhotoorgError where there is no photo with both.
    """
    judge = Judge(ancestors, frozenset(vocabulary), exhaustive=exhaustive)
    by_photo = {answer.photo: answer for answer in answers}
    known = sorted({truth.photo: truth for truth in truths}.values(), key=lambda truth: truth.photo)
    photos = [Compared(by_photo[truth.photo], truth, judge) for truth in known if truth.photo in by_photo]
    if not photos:
        raise PhotoorgError("None of the photos that the labels name could be looked at: nothing can be measured.")
    tags = _tags(photos, judge)
    return Evaluation(
        photos=len(photos),
        exhaustive=exhaustive,
        vocabulary=tuple(sorted(judge.vocabulary)),
        totals=_totals(photos, tags, judge),
        coverage=_coverage(photos),
        people=measure_people([(photo.answer, photo.truth) for photo in photos]),
        tags=tags,
        calibration=_calibration(photos, judge),
        thresholds=tuple(_at(photos, threshold, {}) for threshold in THRESHOLDS),
        targets=tuple(_at(photos, target, by_tag) for target, by_tag in sorted(bars.items())),
        mistakes=_mistakes(photos),
        unjudged=_unjudged(photos),
    )


def _tags(photos: Sequence[Compared], judge: Judge) -> tuple[TagFigures, ...]:
    shown, right, true = Counter[str](), Counter[str](), Counter[str]()
    for photo in photos:
        said = {tag: photo.verdicts[tag] for tag in photo.answer.shown}
        shown.update(tag for tag, verdict in said.items() if verdict in _COUNT)
        right.update(tag for tag, verdict in said.items() if verdict is Verdict.RIGHT)
        true.update(photo.wanted if judge.exhaustive else photo.known.closed)
    # Of exhaustive labels only the vocabulary itself is known whole: a dog may be a beagle though no label says it.
    whole = judge.vocabulary if judge.exhaustive else judge.vocabulary | set(true)
    return tuple(
        TagFigures(
            name,
            true[name] if name in whole else None,
            shown[name],
            right[name],
            rate(right[name], shown[name]),
            rate(right[name], true[name]) if name in whole else None,
        )
        for name in sorted(set(shown) | set(true))
    )


def _totals(photos: Sequence[Compared], tags: Sequence[TagFigures], judge: Judge) -> Totals:
    words = judge.vocabulary
    precisions = [tag.precision.share for tag in tags if tag.precision]
    recalls = [tag.recall.share for tag in tags if tag.recall and tag.name in words]
    finer = [
        photo.score(tag for tag in photo.answer.shown if tag not in words)[0] if judge.exhaustive else 0
        for photo in photos
    ]
    return Totals(
        precision=clustered(photo.score(photo.answer.shown) for photo in photos),
        labelled=clustered(photo.score(photo.answer.shown & words) for photo in photos),
        specific=clustered(photo.score(photo.answer.specific & photo.answer.shown) for photo in photos),
        floor=clustered((photo.borne_out, len(photo.answer.shown)) for photo in photos),
        recall=clustered(photo.found(photo.answer.shown) for photo in photos),
        macro_precision=_mean(precisions),
        macro_recall=_mean(recalls),
        finer=sum(finer),
    )


def _coverage(photos: Sequence[Compared]) -> Coverage:
    labelled = [photo for photo in photos if photo.known.present]
    specific = [any(photo.judge.above(tag) & photo.known.present for tag in photo.answer.shown) for photo in labelled]
    return Coverage(
        tagged=rate(sum(bool(photo.answer.shown) for photo in photos), len(photos)),
        right=rate(sum(photo.borne_out > 0 for photo in labelled), len(labelled)),
        as_specific=rate(sum(specific), len(labelled)),
        tags=sum(len(photo.answer.shown) for photo in photos) / len(photos),
        specific=sum(len(photo.answer.specific) for photo in photos) / len(photos),
    )


def _calibration(photos: Sequence[Compared], judge: Judge) -> Calibration:
    """Of every guess that is kept, shown or not, as it was stated.

    Of exhaustive labels only their own words: a beagle that is judged as a dog would look more often true than it is.
    """
    return calibrate(
        Guess(photo.answer.photo, confidence, photo.verdicts[tag] is Verdict.RIGHT)
        for photo in photos
        for tag, confidence in photo.answer.tags.items()
        if photo.verdicts[tag] in _COUNT and (not judge.exhaustive or tag in judge.vocabulary)
    )


def _at(photos: Sequence[Compared], threshold: float, bars: Mapping[str, float]) -> AtThreshold:
    shown = [(photo, photo.shown_from(threshold, bars)) for photo in photos]
    return AtThreshold(
        threshold,
        clustered(photo.score(tags) for photo, tags in shown),
        clustered(photo.found(tags) for photo, tags in shown),
        rate(sum(bool(tags) for _, tags in shown), len(photos)),
        sum(len(tags) for _, tags in shown) / len(photos),
    )


def _mistakes(photos: Sequence[Compared]) -> tuple[Mistake, ...]:
    """Wrong tags, the surest first. Of a wrong `beagle`, `dog` and `animal` on one photo only the most specific."""
    found: list[Mistake] = []
    for photo in photos:
        wrong = [tag for tag in photo.answer.shown if photo.verdicts[tag] is Verdict.WRONG]
        implied = {word for tag in wrong for word in photo.judge.above(tag) - {tag}}
        labels = tuple(sorted(photo.known.present))
        found += [
            Mistake(photo.answer.photo, tag, photo.confidences.get(tag), labels) for tag in wrong if tag not in implied
        ]
    return tuple(sorted(found, key=lambda one: (-(one.confidence or 0), one.photo, one.tag)))


def _unjudged(photos: Sequence[Compared]) -> tuple[Unjudged, ...]:
    counts: dict[tuple[str, Verdict], int] = defaultdict(int)
    for photo in photos:
        for tag in photo.answer.shown:
            if (verdict := photo.verdicts[tag]) not in _COUNT:
                counts[tag, verdict] += 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Unjudged(tag, why, number) for (tag, why), number in ordered)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
