"""The table of tasks: what photoorg can look for in a picture.

A task is an entry of `TASKS` and a way to open it, by the kind of its pack. The pipeline opens them all, prepares
each decoded picture, and gives batches to `look`; each task's `version` is kept per photo.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoorg.outcomes import Evidence, PhotoorgError
from photoorg.settings import Settings, resources
from photoorg.vision.packs import Pack, open_pack
from photoorg.vision.pixels import Batch, sample_batch, to_input
from photoorg.vision.session import open_session
from photoorg.vision.tagging import read_labels

__all__ = ["TASKS", "Finding", "OpenTask", "Task", "open_tasks", "task_versions"]

# Larger batches gain nothing on the CPU and keep a stopped job waiting; a graphics card waits for the decoder anyway.
BATCH = 8


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """What a task saw in one picture. `vector` is float32 (1280,) for `classify`, any length; None for none."""

    evidence: Evidence
    vector: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to look for. `kind` chooses the code, `pack` the model."""

    name: str
    label: str
    doc: str
    kind: str
    pack: str
    side: int
    after: str = ""
    only_if: str = ""


TASKS: tuple[Task, ...] = (
    Task(
        name="classify",
        label="What is in the photo",
        doc="Tags from 1000 kinds of things and the broader words for them, and a vector for likeness.",
        kind="classifier",
        pack="efficientnet-lite2",
        side=292,
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class OpenTask:
    """A task with its model loaded. Any thread may call `prepare` and `look`."""

    task: Task
    version: str
    """Changes whenever the same picture might get another answer: another model, class list or rule."""
    model: str
    """The model's name, for display."""
    provider: str
    """The processor in use: a key of `session.PROVIDERS`."""
    notes: tuple[str, ...]
    """Sentences about processors that were tried and not used."""
    batch_size: int
    """How many pictures to give to `look` at once."""
    prepare: Callable[[Image.Image], Batch]
    """The model's input from an upright RGB picture, best with a short side of 292 pixels or more."""
    look: Callable[[Sequence[Batch]], list[Finding]]
    """One finding per prepared picture, in order."""

    @property
    def name(self) -> str:
        """The task's name."""
        return self.task.name


def _open_classifier(task: Task, pack: Pack, settings: Settings, threads: int) -> OpenTask:
    """A model whose outputs are class probabilities and a vector."""
    manifest = pack.manifest
    labels = read_labels(pack.labels)
    wnids = [label.wnid for label in labels]
    session = open_session(pack.model, sample_batch(manifest.input, BATCH), settings.provider, threads)
    if session.widths[0] != len(labels):
        raise PhotoorgError(f"The model {manifest.name} knows {session.widths[0]} classes, its list has {len(labels)}.")

    def prepare(picture: Image.Image) -> Batch:
        return to_input(picture, manifest.input)

    def look(batch: Sequence[Batch]) -> list[Finding]:
        if not batch:
            return []
        probabilities, vectors = session.run(np.stack(batch))
        # A copy each: a kept vector must not keep its whole batch alive.
        return [
            Finding(_evidence(row, wnids), vector.copy()) for row, vector in zip(probabilities, vectors, strict=True)
        ]

    return OpenTask(
        task, _classifier_version(pack), manifest.title, session.provider, session.notes, BATCH, prepare, look
    )


def _evidence(row: NDArray[np.float32], wnids: Sequence[str]) -> Evidence:
    best = [int(place) for place in np.argsort(-row)[:50] if row[place] >= 0.001]
    return Evidence({wnids[place]: round(float(row[place]), 4) for place in best})


def _classifier_version(pack: Pack) -> str:
    return f"{pack.version}-e1"


@dataclass(frozen=True, slots=True)
class Kind:
    """How the tasks of one kind of model are opened, and their version told without opening them."""

    open: Callable[[Task, Pack, Settings, int], OpenTask]
    version: Callable[[Pack], str]


KINDS: dict[str, Kind] = {"classifier": Kind(_open_classifier, _classifier_version)}


def open_tasks(settings: Settings, threads: int = 1, folder: Path | None = None) -> tuple[OpenTask, ...]:
    """Every task with its model loaded and tried. `threads` is per call of `look`, on the CPU.

    `folder` holds the packs, by default the bundled ones. Raises PhotoorgError when a model is missing or damaged.
    """
    packs = folder or resources() / "models"
    wanted = [task for task in TASKS if task.name not in settings.skip_tasks]
    return tuple(KINDS[task.kind].open(task, open_pack(packs, task.pack), settings, threads) for task in wanted)


def task_versions(settings: Settings, folder: Path | None = None) -> dict[str, str]:
    """The version of every task by name, without loading a model: what a photo must have been seen by.

    Raises PhotoorgError as `open_tasks` does.
    """
    packs = folder or resources() / "models"
    wanted = [task for task in TASKS if task.name not in settings.skip_tasks]
    return {task.name: KINDS[task.kind].version(open_pack(packs, task.pack)) for task in wanted}
