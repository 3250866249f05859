"""What the fit is worth, on pictures that the tagger in question never saw, for docs/calibration.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from modelbuild.calibration.bars import Answer, is_true, precision, specific
from photoorg.taxonomy import PERSON, Taxonomy
from photoorg.vision.calibration import Calibration
from photoorg.vision.tagging import kind_of

KINDS = ("person", "object", "broad", "leaf", "place")


def report(answers: Sequence[Answer], calibration: Calibration, taxonomy: Taxonomy, target: float = 0.9) -> list[str]:
    """Tables in Markdown: by set what is shown at a target, the detector's objects, people, and reliability."""
    sets = _by_set(answers)
    bars = {kind: calibration.bar(kind, target) for kind in KINDS}
    lines = ["| set | pictures | tags a picture | with a tag | right |", "|---|---:|---:|---:|---:|"]
    for name, group in sets.items():
        counts = [len(specific(answer, bars, taxonomy)) for answer in group]
        tagged = sum(count > 0 for count in counts) / len(group)
        right = precision(group, bars, taxonomy)
        lines.append(f"| {name} | {len(group)} | {sum(counts) / len(group):.2f} | {tagged:.2f} | {right:.3f} |")
    lines += ["", "bars: " + ", ".join(f"{kind} {bar:.2f}" for kind, bar in bars.items()), ""]
    lines += [line for name, group in sets.items() for line in _objects(name, group, bars[PERSON], taxonomy)]
    lines += [line for name, group in sets.items() for line in _people(name, group, bars[PERSON])]
    lines += [
        "",
        "| kind | mean gap over deciles | share true (number) by tenths of the stated confidence |",
        "|---|---:|---|",
    ]
    lines += [_reliability(kind, answers, taxonomy) for kind in KINDS]
    return lines


def _by_set(answers: Sequence[Answer]) -> dict[str, list[Answer]]:
    sets: dict[str, list[Answer]] = {}
    for answer in answers:
        sets.setdefault(answer.picture.file.partition("/")[0], []).append(answer)
    return sets


def _objects(name: str, answers: Sequence[Answer], bar: float, taxonomy: Taxonomy) -> Iterator[str]:
    labels = sum(len(answer.picture.objects) for answer in answers)
    said = [
        (object_name in answer.picture.objects)
        for answer in answers
        for object_name, concept in taxonomy.of_object.items()
        if _confidence(answer, concept) >= max(bar, taxonomy.concepts[concept].at_least)
    ]
    if labels and said:
        yield f"{name}: objects precision {sum(said) / len(said):.3f}, recall {sum(said) / labels:.3f} of {labels}"


def _people(name: str, answers: Sequence[Answer], bar: float) -> Iterator[str]:
    """Where it cannot be told whether there is anybody (0 to some), only the range is judged."""
    counted = [answer for answer in answers if answer.picture.people[1] > 0 or not answer.picture.graphic]
    if not any(answer.picture.people[1] for answer in counted):
        return
    within = [
        (answer.said.people_low or 0) <= answer.picture.people[1]
        and (answer.said.people_high or 0) >= answer.picture.people[0]
        for answer in counted
    ]
    sure = [answer for answer in counted if answer.picture.people[0] > 0 or answer.picture.people[1] == 0]
    said = [answer.picture.people[0] > 0 for answer in sure if _confidence(answer, PERSON) >= bar]
    there = sum(answer.picture.people[0] > 0 for answer in sure)
    yield (
        f"{name}: has people precision {sum(said) / max(len(said), 1):.3f}, recall {sum(said) / max(there, 1):.3f} of "
        f"{there}; number within the range {sum(within) / len(within):.3f} of {len(within)}"
    )


def _reliability(kind: str, answers: Sequence[Answer], taxonomy: Taxonomy) -> str:
    pairs = [
        (guess.confidence, truth)
        for answer in answers
        for guess in answer.said.suggestions
        if kind_of(taxonomy, guess.tag) == kind and (truth := is_true(answer.picture, guess.tag, taxonomy)) is not None
    ]
    stated = np.array([confidence for confidence, _ in pairs])
    true = np.array([truth for _, truth in pairs])
    tenth = np.minimum((stated * 10).astype(int), 9)
    cells = [
        f"{true[tenth == part].mean():.2f} ({(tenth == part).sum()})" for part in range(10) if (tenth == part).any()
    ]
    gaps = [abs(stated[part].mean() - true[part].mean()) for part in np.array_split(np.argsort(stated), 10)]
    return f"| {kind} | {np.mean(gaps):.3f} | {' '.join(cells)} |"


def _confidence(answer: Answer, concept: str) -> float:
    found: Mapping[str, float] = {guess.tag: guess.confidence for guess in answer.said.suggestions}
    return found.get(concept, 0.0)
