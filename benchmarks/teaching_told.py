"""What benchmarks of teaching tell of their runs: what was said beforehand, and what is true."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from photoorg.library.taught_models import Estimate

ROUNDS, ASKED = 3, 10


@dataclass(frozen=True, slots=True)
class Shown:
    """What a run shows: what was said of it beforehand, how many photos it is, and the share of them that is right."""

    group: str
    stated: Estimate
    photos: int
    true: float


@dataclass
class Told:
    """What came of runs: average precisions by way of learning, and of what is shown what is stated and true."""

    precisions: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    shown: dict[float, list[Shown]] = field(default_factory=dict[float, "list[Shown]"])
    rounds: list[list[float]] = field(default_factory=list[list[float]])
    answered: list[list[float]] = field(default_factory=list[list[float]])
    chance: list[float] = field(default_factory=list[float])
    seconds: list[float] = field(default_factory=list[float])


def report(title: str, told: Told) -> None:
    """Print what came of it."""
    print(f"{title}: chance {np.mean(told.chance):.3f}, learned in {statistics.median(told.seconds):.2f} s")
    for way, found in told.precisions.items():
        print(f"  {way:26} mean average precision {np.mean(found):.3f}")
    for target, found in sorted(told.shown.items()):
        print(f"  target {target}: {compared(found)}")
        if said := [one for one in found if one.stated.told]:
            print(f"    where it says how many are right: {compared(said)}")
    for where, rounds in (("photos never asked about", told.rounds), ("all, answers in their place", told.answered)):
        by_round = " ".join(f"{one:.3f}" for one in np.mean(rounds, axis=0))
        print(f"  after 0 to {ROUNDS} rounds of {ASKED} questions, on {where}: {by_round}")


def compared(found: Sequence[Shown]) -> str:
    """What is stated and true of all the photos that runs show; by how much a theme's runs, and a run, are off.

    Both weighted by photos shown. `by chance`: how far a run would usually be off if all that is stated were true.
    """
    counts, stated, true = (
        np.asarray([part(one) for one in found])
        for part in (lambda one: one.photos, lambda one: one.stated.precision, lambda one: one.true)
    )
    missed = dict.fromkeys((one.group for one in found), 0.0)
    for one in found:
        missed[one.group] += one.photos * (one.stated.precision - one.true)
    within = np.mean([one.stated.low - 1e-9 <= one.true <= one.stated.high + 1e-9 for one in found])
    chance = np.average(0.8 * np.sqrt(stated * (1 - stated) / counts), weights=counts)
    return (
        f"{len(found)} runs show {counts.sum()} photos: stated {np.average(stated, weights=counts):.3f}, "
        f"true {np.average(true, weights=counts):.3f}; "
        f"off by {sum(map(abs, missed.values())) / counts.sum():.3f} a theme, "
        f"{np.average(np.abs(stated - true), weights=counts):.3f} a run ({chance:.3f} by chance); "
        f"{within:.2f} of runs within what is told"
    )
