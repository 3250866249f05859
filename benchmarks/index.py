"""Indexing, as a share of what the bare decoder and bare onnxruntime reach in the same run.

    python -m benchmarks.index [--large 150] [--small 600] [--rounds 3]

Once with every task and once with `classify` alone. The bound is decoding (Pillow, at the size that the tasks need) and
the models alone, perfectly spread over the cores. The reference loop reads, hashes, decodes, writes a 512-pixel
thumbnail, makes the models' inputs and runs the models, over as many threads as photoorg uses, with no database, no
window and no care for bad files. In both the finder of faces runs where the detector sees a person.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from benchmarks.photos import LARGE, SMALL, make_photos
from photoorg.settings import available_cores, resources
from photoorg.vision.kinds import KINDS
from photoorg.vision.objects import FLOOR
from photoorg.vision.packs import open_pack
from photoorg.vision.pixels import to_batch, to_pixels
from photoorg.vision.tasks import TASKS, Task

ALL = TASKS
CLASSIFY = TASKS[:1]
_SAMPLE = 24
_LINE = "{:>16} {:>9} {:>7} {:>10} {:>9} {:>7} {:>5} {:>11} {:>5} {:>6} {:>8} {:>8}"


def main() -> None:
    """Measure both kinds of photo, with all tasks and with one, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--large", type=int, default=150, help="photos of 12 MP")
    parser.add_argument("--small", type=int, default=600, help="photos of 0.2 MP")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "photoorg-benchmark")
    options = parser.parse_args()
    print(f"{available_cores()} cores; medians of {options.rounds} rounds, photos a second")
    print("/bound, /reference: share of their speed. CPU: the same by processor time, which other work hardly touches.")
    print("start: seconds of processors that photoorg needs for a single photo; they are part of its speed.")
    print(_LINE.format("photos", "tasks", "bound", "reference", "photoorg", "/bound", "CPU", "/reference", "CPU",
                       "start", "peak MB", "persons"))  # fmt: skip
    for label, number, size in (("12 MP", options.large, LARGE), ("0.2 MP", options.small, SMALL)):
        if number:
            paths = make_photos(options.folder / f"{label.replace(' ', '')}-{number}-numbered", number, size)
            alone = make_photos(options.folder / f"{label.replace(' ', '')}-1-numbered", 1, size)
            _measure(f"{number:,} of {label}", paths, alone, options.rounds)


@dataclass(frozen=True, slots=True)
class _Cost:
    """Seconds on the wall's clock, seconds of processors, megabytes at most, share of photos with a person."""

    wall: float
    cpu: float
    peak: float = 0
    people: float = 0


def _measure(label: str, paths: list[Path], alone: list[Path], rounds: int) -> None:
    # In turn, so that a change in the machine's speed meets all.
    contestants = (_bound, _reference, _photoorg)
    taken = [{tasks: [one(paths, tasks) for one in contestants] for tasks in (ALL, CLASSIFY)} for _ in range(rounds)]
    for name, tasks in (("all", ALL), ("classify", CLASSIFY)):
        start = _photoorg(alone, tasks).cpu
        _print((label, name), len(paths), [row[tasks] for row in taken], start)


def _print(names: tuple[str, str], photos: int, taken: list[list[_Cost]], start: float) -> None:
    bound, reference, ours = (statistics.median(photos / row[place].wall for row in taken) for place in range(3))
    shares = [
        statistics.median(getattr(row[place], clock) / getattr(row[2], clock) for row in taken)
        for place in range(2)
        for clock in ("wall", "cpu")
    ]
    peak = max(row[2].peak for row in taken)
    cells = [f"{bound:.1f}", f"{reference:.1f}", f"{ours:.1f}", *(f"{share:.2f}" for share in shares)]
    people = taken[0][0].people
    print(_LINE.format(*names, *cells, f"{start:.1f}", f"{peak:.0f}", f"{people:.0%}" if people else ""), flush=True)


class _Bare:
    """The models of some tasks on bare onnxruntime, one thread each."""

    def __init__(self, tasks: tuple[Task, ...]) -> None:
        self.short = max(task.side for task in tasks)
        packs = {task: open_pack(resources() / "models", task.pack) for task in tasks if task.pack}
        self._specs = {task: pack.manifest.input for task, pack in packs.items()}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._sessions = {
            task: onnxruntime.InferenceSession(str(pack.model), options, providers=["CPUExecutionProvider"])
            for task, pack in packs.items()
        }

    def decode(self, data: bytes) -> Image.Image:
        image = Image.open(io.BytesIO(data))
        image.getexif().get_ifd(0x8769)
        image.draft("RGB", (max(512, self.short), self.short))
        return image.convert("RGB")

    def prepare(self, picture: Image.Image) -> dict[Task, np.ndarray]:
        return {task: to_batch([to_pixels(picture, spec)], spec) for task, spec in self._specs.items()}

    def look(self, batches: Mapping[Task, np.ndarray]) -> bool:
        """Whether there is a person."""
        person = False
        for task, batch in batches.items():
            if task.after and not person:
                continue
            answer = self._sessions[task].run(list(KINDS[task.kind].outputs), {"image": batch})
            if task.name == "detect":
                person = bool(answer[0][0, 0].max() >= FLOOR)  # its first label
        return person


def _bound(paths: list[Path], tasks: tuple[Task, ...]) -> _Cost:
    """What decoding and the models alone need, measured one after the other on a sample, spread over all cores."""
    bare = _Bare(tasks)
    sample = [path.read_bytes() for path in paths[:_SAMPLE]]
    people = 0
    needed = 0.0
    bare.look(bare.prepare(bare.decode(sample[0])))
    for data in sample:
        start = time.process_time()
        picture = bare.decode(data)
        needed += time.process_time() - start
        inputs = bare.prepare(picture)
        start = time.process_time()
        people += bare.look(inputs)
        needed += time.process_time() - start
    needed *= len(paths) / len(sample)
    return _Cost(needed / available_cores(), needed, people=people / len(sample))


def _reference(paths: list[Path], tasks: tuple[Task, ...]) -> _Cost:
    return _cost(lambda: _loop(paths, tasks))


def _cost(work: Callable[[], object]) -> _Cost:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return _Cost(time.perf_counter() - wall, time.process_time() - cpu)


def _loop(paths: list[Path], tasks: tuple[Task, ...]) -> None:
    bare = _Bare(tasks)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(available_cores()) as pool:

        def work(path: Path) -> None:
            data = path.read_bytes()
            identity = hashlib.sha256(data).hexdigest()
            picture = bare.decode(data)
            thumbnail = picture.copy()
            thumbnail.thumbnail((512, 512), Image.Resampling.BICUBIC)
            thumbnail.save(Path(folder) / f"{identity}.jpg", "JPEG", quality=80)
            bare.look(bare.prepare(picture))

        list(pool.map(work, paths))


def _photoorg(paths: list[Path], tasks: tuple[Task, ...]) -> _Cost:
    """`photoorg index` as a whole process, from nothing."""
    library = Path(tempfile.mkdtemp())
    skipped = [word for task in TASKS if task not in tasks for word in ("--skip", task.name)]
    try:
        command = [sys.executable, "-m", "benchmarks.measured", "index", str(paths[0].parent.parent), *skipped]
        start = time.perf_counter()
        out = subprocess.run([*command, "--library", str(library)], check=True, capture_output=True, text=True).stdout
        cost = json.loads(out.splitlines()[-1])
        return _Cost(time.perf_counter() - start, cost["cpu"], cost["peak"])
    finally:
        shutil.rmtree(library)


if __name__ == "__main__":
    main()
