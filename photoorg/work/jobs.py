"""The shape of long work: a generator whose every `yield` is progress, a cancel point and a pause point."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from photoorg.library.store import Database
from photoorg.outcomes import Changes, Progress, Report


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job: how far it is, and what it has changed since the step before."""

    progress: Progress
    changes: Changes = field(default_factory=Changes)


Job = Generator[Step, None, Report]
"""Iterate it to run it, close it to cancel it, leave it alone to pause it."""

MakeJob = Callable[[Database], Job]
"""Makes a job for the connection that writes."""
