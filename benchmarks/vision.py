"""What looking at a photo costs, as a multiple of what bare onnxruntime needs for the same models in the same run.

    python -m benchmarks.vision [--photos DIR] [--rounds 5] [--threads 1]

Ours is `prepare` and `look` of every task from one decoded picture; bare is `InferenceSession.run` on inputs made
before. Both take turns on each photo, so that a change in the machine's speed meets both. Each photo counts with its
median over the rounds.
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

from photoorg.settings import Settings, resources
from photoorg.vision.kinds import KINDS
from photoorg.vision.packs import open_pack
from photoorg.vision.pixels import to_batch
from photoorg.vision.tasks import OpenTask, open_tasks

PHOTOS = Path(__file__).resolve().parents[2] / "shared" / "testdata" / "photos"


@dataclass(frozen=True, slots=True)
class _Cost:
    """Milliseconds of one task on one photo: bare, and of ours what `prepare` and the whole take."""

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
    tasks = open_tasks(Settings(provider="cpu"), options.threads)
    bare = {task.name: _bare(task, options.threads) for task in tasks}
    costs = [[_measure(task, picture, bare[task.name], options.rounds) for task in tasks] for picture in pictures]
    wanted = [[_is_wanted(task, tasks, picture) for task in tasks] for picture in pictures]
    print(f"{len(pictures)} photos, {options.rounds} rounds, {options.threads} threads; ms a photo")
    print(f"{'task':>22} {'bare':>7} {'ours':>7} {'prepare':>8} {'ratio':>6}")
    for place, task in enumerate(tasks):
        _print(task.name, [row[place] for row in costs], len(pictures))
    _print("all, faces always", [cost for row in costs for cost in row], len(pictures))
    done = [
        cost for row, use in zip(costs, wanted, strict=True) for cost, is_used in zip(row, use, strict=True) if is_used
    ]
    _print("all, faces if person", done, len(pictures))
    print(f"a person was seen in {sum(all(use) for use in wanted)} of them")


def _decode(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return ImageOps.exif_transpose(picture).convert("RGB")


def _bare(task: OpenTask, threads: int) -> Callable[[Image.Image], Callable[[], object]]:
    """For a picture, the bare run of the task's model on it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    pack = open_pack(resources() / "models", task.task.pack)
    session = onnxruntime.InferenceSession(str(pack.model), options, providers=["CPUExecutionProvider"])
    outputs = list(KINDS[task.task.kind].outputs)

    def prepared(picture: Image.Image) -> Callable[[], object]:
        batch = to_batch([task.prepare(picture)], pack.manifest.input)
        return lambda: session.run(outputs, {"image": batch})

    return prepared


def _measure(
    task: OpenTask, picture: Image.Image, bare: Callable[[Image.Image], Callable[[], object]], rounds: int
) -> _Cost:
    run = bare(picture)
    run()
    taken = [(_time(run), _time(lambda: task.prepare(picture)), _time(lambda: task.look([task.prepare(picture)])))
             for _ in range(rounds)]  # fmt: skip
    return _Cost(*(statistics.median(column) for column in zip(*taken, strict=True)))


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _is_wanted(task: OpenTask, tasks: Sequence[OpenTask], picture: Image.Image) -> bool:
    first = next((other for other in tasks if other.name == task.task.after), None)
    if first is None:
        return True
    (finding,) = first.look([first.prepare(picture)])
    return any(region.label == task.task.only_if for region in finding.evidence.regions)


def _print(name: str, costs: Sequence[_Cost], photos: int) -> None:
    bare, prepare, ours = (sum(getattr(cost, part) for cost in costs) / photos for part in ("bare", "prepare", "ours"))
    print(f"{name:>22} {bare:7.2f} {ours:7.2f} {prepare:8.2f} {ours / bare:6.3f}")


if __name__ == "__main__":
    main()
