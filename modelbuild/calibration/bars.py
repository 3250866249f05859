"""From which confidence on tags are shown, so that what is shown is right as often as a target asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from modelbuild.calibration.fitting import FOLDS, Sample, calibrate
from modelbuild.calibration.labelled import Picture
from photoorg.outcomes import Understanding
from photoorg.taxonomy import PLACES, Taxonomy
from photoorg.vision.calibration import Fitted
from photoorg.vision.tagging import Tagger, kind_of

TARGETS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99)
STEPS = tuple(number / 100 for number in range(50, 100))  # nothing is shown that is likelier false than true

# What a true tag is worth where a wrong one costs 1: kinds of one family share one price, the rest follows (after Deng
# et al. 2012, whose reward is the information in a word). A broad word says half of what a specific one says.
FAMILIES: tuple[Mapping[str, float], ...] = ({"person": 1, "object": 1}, {"leaf": 1, "broad": 0.5}, {"place": 1})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tagger that never saw a picture's fold says of it."""

    picture: Picture
    said: Understanding


def held_out_answers(samples: Sequence[Sample], taxonomy: Taxonomy) -> list[Answer]:
    """Every sample, understood by a tagger that was fitted on the other folds."""
    answers: list[Answer] = []
    for fold in range(FOLDS):
        others = [sample for sample in samples if sample.fold != fold]
        tagger = Tagger(taxonomy, calibrate(others, taxonomy, Fitted(pictures={}, sources="")))
        answers += [
            Answer(sample.picture, tagger.understand(sample.evidence, sample.vector))
            for sample in samples
            if sample.fold == fold
        ]
    return answers


Bars = Mapping[str, float]


def bars_of(answers: Sequence[Answer], taxonomy: Taxonomy) -> dict[str, tuple[tuple[float, float], ...]]:
    """By kind, for each target the lowest bar at which the specific tags of its family are right that often.

    What the detector knows is judged on everyday photos alone: only there is every object labelled.
    """
    found: dict[str, tuple[tuple[float, float], ...]] = {}
    for family in FAMILIES:
        photos = [answer for answer in answers if answer.picture.everyday == ("object" in family)]
        shares = [(bar, precision(photos, _family_bars(family, bar), taxonomy)) for bar in STEPS]
        lowest = [next((bar for bar, share in shares if share >= target), STEPS[-1]) for target in TARGETS]
        for kind in family:
            bars = [round(_family_bars(family, bar)[kind], 3) for bar in lowest]
            found[kind] = tuple(zip(TARGETS, bars, strict=True))
    return found


def _family_bars(family: Mapping[str, float], bar: float) -> Bars:
    """The bars of a family's kinds where those worth 1 have `bar`: a tag is shown where what it may win is worth it."""
    price = bar / (1 - bar)
    return {kind: price / (price + worth) for kind, worth in family.items()}


def precision(answers: Sequence[Answer], bars: Bars, taxonomy: Taxonomy) -> float:
    """The share of the specific tags shown that are true, of those whose truth is known; 1 for none."""
    judged = [
        truth
        for answer in answers
        for tag in specific(answer, bars, taxonomy)
        if (truth := is_true(answer.picture, tag, taxonomy)) is not None
    ]
    return sum(judged) / len(judged) if judged else 1.0


def is_true(picture: Picture, tag: str, taxonomy: Taxonomy) -> bool | None:
    """Whether a tag is true of a picture; None where nobody has said."""
    if tag in PLACES:
        return picture.place == tag if picture.place else None
    return picture.holds(tag, taxonomy)


def specific(answer: Answer, bars: Bars, taxonomy: Taxonomy) -> list[str]:
    """The tags of the kinds in `bars` that are shown, without those that follow from another one shown."""
    confident = {guess.tag: guess.confidence for guess in answer.said.suggestions}
    shown = {
        tag
        for tag, confidence in confident.items()
        if confidence >= max(bars.get(kind_of(taxonomy, tag), 2.0), taxonomy.concepts[tag].at_least)
    }
    followed = {above for tag in shown for above in taxonomy.ancestors(tag)}
    return sorted(shown - followed)
