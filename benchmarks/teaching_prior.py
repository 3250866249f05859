"""Whether what is said of taught tags holds for tags that nothing was fitted on: each group is judged without itself.

    python -m benchmarks.teaching_prior PICTURES/evidence.pickle [--repeats 4] [--tries 150]

What is thought beforehand of a taught tag (`certainty.Prior`) was chosen on labelled pictures. Here the groups are
dealt into eight parts, and for each part the beliefs are chosen among many drawn at random, by the groups of the other
parts alone: those that miss the share that is right by least, weighted by photos shown.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks import teaching as runs
from benchmarks.teaching_told import Shown, compared
from photoorg.library import certainty, columns, taught_fit, taught_seen, teaching
from photoorg.library.certainty import Prior
from photoorg.library.taught_models import Estimate

Doubles = Any
PARTS, TARGETS = 8, (0.5, 0.9)


@dataclass(frozen=True, eq=False)
class Run:
    """Scores of examples, counter-examples and the library's other photos, those that are shown by, and the truth.

    `named` is how much of the library shows what the name means, None where that tells nothing.
    """

    group: str
    left_out: tuple[Doubles, Doubles, Doubles]
    scores: Doubles
    truth: Doubles
    named: float | None


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.teaching_prior")
    parser.add_argument("evidence", type=Path)
    parser.add_argument("--repeats", type=int, default=4)
    parser.add_argument("--tries", type=int, default=150)
    chosen = parser.parse_args()
    sets = {name: drawn(chosen.evidence, name, chosen.repeats) for name in runs.GROUPS}
    everything = [run for found in sets.values() for run in found]
    random = np.random.default_rng(0)
    beliefs = [Prior(), *(_beliefs(random) for _ in range(chosen.tries))]
    shown = [[[said(run, prior, target) for target in TARGETS] for run in everything] for prior in beliefs]
    groups = sorted({run.group for run in everything})
    part = {group: number % PARTS for number, group in enumerate(random.permutation(groups))}
    best = {one: _best(shown, [part[run.group] != one for run in everything]) for one in range(PARTS)}
    start = 0
    for name, found in sets.items():
        print(f"{name}: each group by beliefs that were chosen by others")
        for place, target in enumerate(TARGETS):
            rows = [shown[best[part[run.group]]][start + n][place] for n, run in enumerate(found)]
            told = [row for row in rows if row is not None]
            print(f"  target {target}: {compared(told)}")
            print(f"    where it says how many are right: {compared([row for row in told if row.stated.told])}")
        start += len(found)


def drawn(evidence: Path, name: str, repeats: int) -> list[Run]:
    """Every draw of examples of the groups of one set."""
    found: list[Run] = []
    with tempfile.TemporaryDirectory() as folder, runs.library(evidence, name, Path(folder)) as (db, _, truths):
        for group, truth in truths.items():
            for repeat in range(repeats):
                yes, no, rest = runs.examples(truth, repeat)
                with patch.object(taught_fit, "certainty", wraps=certainty.certainty) as asked:
                    made = teaching.draft(db, group, runs.ids(yes), runs.ids(no), runs.Words())
                shows = taught_seen.named(columns.of(db), made.model.name_weights())[rest]
                found.append(
                    Run(
                        group, asked.call_args.args[:3], runs.scored(db, made)[rest], truth[rest],
                        float(np.mean(np.square(shows))) if asked.call_args.args[3] != Prior() else None,
                    )
                )  # fmt: skip
    return found


def said(run: Run, prior: Prior, target: float) -> Shown | None:
    """What would be said of a run by some beliefs, and what is true; None where nothing is shown."""
    sure = certainty.certainty(*run.left_out, prior if run.named is None else prior.of_name(run.named))
    bar = sure.bar(target)
    shown = np.interp(run.scores, sure.scores, sure.confidences) >= bar - 1e-9
    if not shown.any() or not sure.shown(bar):
        return None
    stated = Estimate(target, bar, *sure.above(bar), sure.found(bar), int(sure.shown(bar)), sure.total())
    return Shown(run.group, stated, int(shown.sum()), float(run.truth[shown].mean()))


def _beliefs(random: np.random.Generator) -> Prior:
    draw = random.uniform
    return Prior(
        steep=draw(0.6, 1.8), steep_spread=draw(0.4, 1.1), share=draw(-3.5, -2.7),
        named=draw(-3.3, -2.5), named_spread=draw(0.45, 1.2), follows=draw(0.3, 1.0),
    )  # fmt: skip


def _best(shown: Sequence[Sequence[Sequence[Shown | None]]], used: Sequence[bool]) -> int:
    """The place of the beliefs that miss least in the runs that are used."""

    def missed(rows: Sequence[Sequence[Shown | None]]) -> float:
        total = 0.0
        for place in range(len(TARGETS)):
            own = [row[place] for row, use in zip(rows, used, strict=True) if use]
            told = [one for one in own if one is not None]
            if sum(one.photos for one in told) < len(own):  # it shows next to nothing
                return float("inf")
            errors = [abs(one.stated.precision - one.true) for one in told]
            total += float(np.average(errors, weights=[one.photos for one in told]))
        return total

    return min(range(len(shown)), key=lambda place: missed(shown[place]))


if __name__ == "__main__":
    main()
