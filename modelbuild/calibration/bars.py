"""From which confidence on tags are shown, so that what is shown is right as often as a target asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from modelbuild.calibration.fitting import FOLDS, Sample, calibrate
from modelbuild.calibration.labelled import Picture
from photoorg.outcomes import Understanding
from photoorg.taxonomy import Taxonomy
from photoorg.vision.calibration import Fitted
from photoorg.vision.tagging import Tagger

TARGETS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99)
STEPS = tuple(number / 100 for number in range(5, 100))


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


def bars_of(answers: Sequence[Answer], taxonomy: Taxonomy) -> tuple[tuple[float, float], ...]:
    """For each target the lowest bar at which the specific tags shown are right that often; rising with the target."""
    shares = {bar: precision(answers, bar, taxonomy) for bar in STEPS}
    found: list[tuple[float, float]] = []
    least = STEPS[0]
    for target in TARGETS:
        least = next((bar for bar in STEPS if bar >= least and shares[bar] >= target), STEPS[-1])
        found.append((target, least))
    return tuple(found)


def precision(answers: Sequence[Answer], bar: float, taxonomy: Taxonomy) -> float:
    """The share of the specific tags shown at a bar that are true, of those whose truth is known; 1 for none."""
    judged = [
        truth
        for answer in answers
        for tag in specific(answer, bar, taxonomy)
        if (truth := answer.picture.holds(tag, taxonomy)) is not None
    ]
    return sum(judged) / len(judged) if judged else 1.0


def specific(answer: Answer, bar: float, taxonomy: Taxonomy) -> list[str]:
    """The tags shown at a bar, without those that follow from another one shown."""
    confident: Mapping[str, float] = {guess.tag: guess.confidence for guess in answer.said.suggestions}
    shown = {tag for tag, confidence in confident.items() if confidence >= max(bar, taxonomy.concepts[tag].at_least)}
    followed = {above for tag in shown for above in taxonomy.ancestors(tag)}
    return sorted(shown - followed)
