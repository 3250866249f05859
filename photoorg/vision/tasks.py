"""The table of tasks: what photoorg can look for in a picture.

A task is an entry of `TASKS` and a way to open it, by the kind of its pack (`KINDS`). The pipeline opens them all,
prepares each decoded picture, and gives batches to `look`; what a task saw is kept as it is, and each task's `version`
with it. What all that means together is told elsewhere (`tagging`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from photoorg.outcomes import PhotoorgError
from photoorg.settings import Settings, resources
from photoorg.vision import looks
from photoorg.vision.kinds import KINDS, Finding, Kind, Outputs, Reader
from photoorg.vision.own import open_own, own_packs
from photoorg.vision.packs import Pack, open_pack
from photoorg.vision.pixels import Pixels, sample_batch, to_batch, to_pixels
from photoorg.vision.session import CPU, open_session

# On a CPU a second picture pushes the first out of the cache: alone each is a tenth (classify) to a third (detect)
# faster, measured. A graphics card gains by batches, up to where it waits for the decoder anyway.
BATCH = 8
CPU_BATCH = 1

CLASSIFIER = "classify"
"""The task whose vector the fitted heads read, and whose classes maps are made of."""

LOOKS = "looks"
"""The task that needs no model: a hash, sharpness and colours."""

__all__ = ["CLASSIFIER", "TASKS", "Finding", "OpenTask", "Task", "open_tasks", "task_versions"]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to look for. `kind` chooses the code, `pack` the model; it is empty where none is needed.

    `side` is how many pixels the picture's short side should have. With `after`, a task waits for that one's finding,
    and looks only at pictures where it has a region called `only_if`; where that task does not run, at all of them.
    """

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
        name=CLASSIFIER,
        label="What is in the photo",
        doc="Which of 1000 kinds of things the photo shows, and a vector for likeness.",
        kind="classifier",
        pack="efficientnet-lite2",
        side=292,
    ),
    Task(
        name="detect",
        label="Things and people",
        doc="Where in the photo things of 80 everyday kinds are, people among them.",
        kind="detector",
        pack="centernet",
        side=512,
    ),
    Task(
        name="faces",
        label="Faces",
        doc="Where in the photo faces are; nobody is recognised.",
        kind="faces",
        pack="centerface",
        side=480,
        after="detect",
        only_if="person",
    ),
    Task(
        name="sensitive",
        label="Fit for everyone",
        doc="How likely the photo is one not to show to everybody.",
        kind="sensitive",
        pack="open-nsfw",
        side=256,
    ),
    Task(
        name=LOOKS,
        label="Copies, sharpness and colours",
        doc="What the photo looks like, to find copies of it, how sharp it is, and its colours. Needs no model.",
        kind=LOOKS,
        pack="",
        side=looks.SIDE,
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class OpenTask:
    """A task with its model loaded. Any thread may call `prepare` and `look`."""

    task: Task
    version: str
    """Changes whenever the same picture might get another answer: another model, input or form of the evidence."""
    model: str
    """The model's name, for display."""
    provider: str
    """The processor in use: a key of `session.PROVIDERS`."""
    notes: tuple[str, ...]
    """Sentences about processors that were tried and not used."""
    batch_size: int
    """How many pictures to give to `look` at once."""
    prepare: Callable[[Image.Image], Pixels]
    """What the model sees of an upright RGB picture, best with a short side of `task.side` pixels or more."""
    look: Callable[[Sequence[Pixels]], list[Finding]]
    """One finding per prepared picture, in order."""

    @property
    def name(self) -> str:
        """The task's name."""
        return self.task.name


def known_tasks(own: Path | None = None) -> tuple[Task, ...]:
    """Every task, wanted or not, those of the packs that a person has added to the folder `own` among them."""
    added = [
        Task(one.name, one.title, "Pictures by free text, with a model of your own.", one.kind, one.name,
             one.input.size if one.input.squash else one.input.crop)
        for one in own_packs(own)
    ]  # fmt: skip
    return (*TASKS, *added)


def open_tasks(
    settings: Settings, threads: int = 1, folder: Path | None = None, own: Path | None = None
) -> tuple[OpenTask, ...]:
    """Every wanted task with its model loaded and tried. `threads` is per call of `look`, on the CPU.

    `folder` holds the packs, by default the bundled ones; `own` those that a person has added. Raises PhotoorgError
    when a model is missing or damaged, or the settings skip a task that is not there.
    """
    return tuple(_open(task, pack, settings.provider, threads) for task, pack in _packs(settings, folder, own))


def open_task(name: str, provider: str = "auto", folder: Path | None = None) -> OpenTask:
    """One task with its model loaded and tried, wanted or not. Raises PhotoorgError as `open_tasks` does."""
    task = next(task for task in TASKS if task.name == name)
    return _open(task, pack_of(name, folder), provider, 1)


def pack_of(name: str, folder: Path | None = None) -> Pack:
    """The pack of a task. Raises PhotoorgError where it is missing or damaged."""
    task = next(task for task in TASKS if task.name == name)
    return open_pack(folder or resources() / "models", task.pack)


def task_versions(
    settings: Settings | None = None, folder: Path | None = None, own: Path | None = None
) -> dict[str, str]:
    """The version of every wanted task by name, without loading a model: what a photo must have been seen by.

    Raises PhotoorgError as `open_tasks` does.
    """
    return {task.name: _version(task, pack) for task, pack in _packs(settings or Settings(), folder, own)}


def unusable_tasks(settings: Settings, folder: Path | None = None, own: Path | None = None) -> dict[str, str]:
    """The wanted tasks whose model is missing or damaged, each with the reason. No model is loaded.

    Raises PhotoorgError where the settings skip a task that is not there.
    """
    found: dict[str, str] = {}
    for task in _wanted(settings, own):
        try:
            _pack(task, folder, own)
        except PhotoorgError as error:
            found[task.name] = str(error)
    return found


def _packs(settings: Settings, folder: Path | None, own: Path | None) -> Iterator[tuple[Task, Pack | None]]:
    """The tasks that are not switched off, each with its pack or none. A pack that nobody wants need not be there."""
    return ((task, _pack(task, folder, own)) for task in _wanted(settings, own))


def _pack(task: Task, folder: Path | None, own: Path | None) -> Pack | None:
    if not task.pack:
        return None
    if own is not None and task not in TASKS:
        return open_own(own, task.pack)
    return open_pack(folder or resources() / "models", task.pack)


def _wanted(settings: Settings, own: Path | None) -> list[Task]:
    every = known_tasks(own)
    names = [task.name for task in every]
    if unknown := [name for name in settings.skip_tasks if name not in names]:
        raise PhotoorgError(f"There is no task called {unknown[0]} to skip: there are {', '.join(names)}.")
    return [task for task in every if task.name not in settings.skip_tasks]


def _version(task: Task, pack: Pack | None) -> str:
    if pack is None:
        return looks.VERSION
    return f"{pack.version}-{pack.input_version}-{KINDS[task.kind].form}"


def _open(task: Task, pack: Pack | None, provider: str, threads: int) -> OpenTask:
    if pack is None:
        return OpenTask(task, _version(task, pack), looks.TITLE, CPU.key, (), BATCH, looks.prepare, looks.look)
    manifest = pack.manifest
    kind = KINDS[task.kind]
    if manifest.kind == "text" or manifest.kind != task.kind:
        raise PhotoorgError(f"The model {manifest.name} is of kind {manifest.kind}: {task.name} needs {task.kind}.")
    spec = manifest.input
    trial = sample_batch(spec, BATCH)
    outputs = {manifest.output: 0.05} if manifest.kind == "image-text" else kind.outputs
    session = open_session(pack.model, trial, provider, threads, tolerance=outputs)
    batch_size = CPU_BATCH if session.provider == CPU.key else BATCH
    read = _sketching(kind, pack, kind.reader(manifest, session.shapes))

    def prepare(picture: Image.Image) -> Pixels:
        return to_pixels(picture, spec)

    def look(pictures: Sequence[Pixels]) -> list[Finding]:
        findings: dict[int, Finding] = {}
        for places in _alike(pictures):
            together = [pictures[place] for place in places]
            findings |= zip(places, read(session.run(to_batch(together, spec), tuple(outputs)), together), strict=True)
        return [findings[place] for place in range(len(pictures))]

    return OpenTask(
        task, _version(task, pack), manifest.title, session.provider, session.notes, batch_size, prepare, look
    )


def _sketching(kind: Kind, pack: Pack, read: Reader) -> Reader:
    """The reader, with a sketch of each vector where the kind has them."""
    if kind.sketcher is None:
        return read
    sketch = kind.sketcher(pack)

    def sketched(outputs: Outputs, pictures: Sequence[Pixels]) -> list[Finding]:
        found = read(outputs, pictures)
        return [one if one.vector is None else replace(one, sketch=sketch(one.vector)) for one in found]

    return sketched


def _alike(pictures: Sequence[Pixels]) -> Iterable[list[int]]:
    """The places of pictures of one size: only they go through a model together."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for place, picture in enumerate(pictures):
        groups.setdefault(picture.shape, []).append(place)
    return groups.values()
