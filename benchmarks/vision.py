"""What looking at a photo costs, as a multiple of what bare onnxruntime needs for the same models in the same run.

    python -m benchmarks.vision [--photos DIR] [--rounds 5] [--threads 1]

Ours is `prepare` and `look` of every task from one decoded picture; bare is `InferenceSession.run` on inputs made
before; shipped is the same with the file that the model's package carries, where that is one for onnxruntime. They take
turns on each photo, and are told in processor time, so that other work on the machine meets all alike and touches none
much. Each photo counts with its median over the rounds.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import onnxruntime
from PIL import Image, ImageOps

from benchmarks.shipped import open_shipped
from photoorg.settings import Settings, resources
from photoorg.vision.kinds import KINDS
from photoorg.vision.packs import open_pack
from photoorg.vision.pixels import to_batch
from photoorg.vision.tasks import OpenTask, open_tasks

PHOTOS = Path(__file__).resolve().parents[2] / "shared" / "testdata" / "photos"


@dataclass(frozen=True, slots=True)
class _Cost:
    """Milliseconds of one task on one photo: shipped (else bare), bare, and of ours `prepare` and the whole."""

    shipped: float
    bare: float
    prepare: float
    ours: float


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--photos", type=Path, default=PHOTOS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1, help="per call of a model")
    options = parser.parse_args()
    pictures = [_decode(path) for path in sorted(options.photos.glob("*.jpg"))]
    tasks = [task for task in open_tasks(Settings(provider="cpu"), options.threads) if task.task.pack]
    rivals = {task.name: _Rivals(task, options.threads) for task in tasks}
    costs = [[_measure(task, picture, rivals[task.name], options.rounds) for task in tasks] for picture in pictures]
    wanted = [[_is_wanted(task, tasks, picture) for task in tasks] for picture in pictures]
    print(f"{len(pictures)} photos, {options.rounds} rounds, {options.threads} threads; ms of processor time a photo")
    print(f"{'task':>22} {'shipped':>8} {'bare':>7} {'ours':>7} {'prepare':>8} {'/bare':>6} {'/shipped':>9}")
    for place, task in enumerate(tasks):
        _print(task.name, [row[place] for row in costs], len(pictures))
    _print("all, faces always", [cost for row in costs for cost in row], len(pictures))
    done = [
        cost for row, use in zip(costs, wanted, strict=True) for cost, is_used in zip(row, use, strict=True) if is_used
    ]
    _print("all, faces if person", done, len(pictures))
    own = [task.name for task in tasks if not rivals[task.name].is_shipped]
    print(f"{' and '.join(own)}: their packages carry no file for onnxruntime, so shipped is bare there")
    print(f"a person was seen in {sum(all(use) for use in wanted)} of them")


def _decode(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return ImageOps.exif_transpose(picture).convert("RGB")


class _Rivals:
    """A task's model without photoorg: as it was built, and as its package ships it."""

    def __init__(self, task: OpenTask, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        pack = open_pack(resources() / "models", task.task.pack)
        self._session = onnxruntime.InferenceSession(str(pack.model), options, providers=["CPUExecutionProvider"])
        self._shipped = open_shipped(pack.manifest, threads)
        self._outputs = list(KINDS[task.task.kind].outputs)
        self._prepared = lambda picture: to_batch([task.prepare(picture)], pack.manifest.input)

    @property
    def is_shipped(self) -> bool:
        return self._shipped is not None

    def ready(self, picture: Image.Image) -> tuple[Callable[[], object], Callable[[], object] | None]:
        """The bare and the shipped run on a picture; None where nothing is shipped."""
        batch = self._prepared(picture)
        shipped = self._shipped
        return (
            lambda: self._session.run(self._outputs, {"image": batch}),
            None if shipped is None else lambda: shipped.run(batch),
        )


def _measure(task: OpenTask, picture: Image.Image, rivals: _Rivals, rounds: int) -> _Cost:
    bare, shipped = rivals.ready(picture)
    # Nothing twice in a row: the second run would find its weights in the processor's cache.
    works = (bare, lambda: task.prepare(picture), lambda: task.look([task.prepare(picture)]), shipped)
    taken = [[_time(work) for work in works if work] for _ in range(rounds + 1)][1:]
    costs = [statistics.median(column) for column in zip(*taken, strict=True)]
    return _Cost(costs[3] if shipped else costs[0], *costs[:3])


def _time(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _is_wanted(task: OpenTask, tasks: Sequence[OpenTask], picture: Image.Image) -> bool:
    first = next((other for other in tasks if other.name == task.task.after), None)
    if first is None:
        return True
    (finding,) = first.look([first.prepare(picture)])
    return any(region.label == task.task.only_if for region in finding.evidence.regions)


def _print(name: str, costs: Sequence[_Cost], photos: int) -> None:
    shipped, bare, prepare, ours = (
        sum(getattr(cost, part) for cost in costs) / photos for part in ("shipped", "bare", "prepare", "ours")
    )
    print(f"{name:>22} {shipped:8.2f} {bare:7.2f} {ours:7.2f} {prepare:8.2f} {ours / bare:6.3f} {ours / shipped:9.3f}")


if __name__ == "__main__":
    main()
