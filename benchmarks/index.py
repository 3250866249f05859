"""Indexing, as a share of what the bare decoder and bare onnxruntime reach in the same run.

    python -m benchmarks.index [--large 200] [--small 2000] [--rounds 3]

The reference loop reads, hashes, decodes (Pillow, drafted), writes a 512-pixel thumbnail, makes the model's input and
runs the model, over as many threads as photoorg uses, with no database, no window and no care for bad files. The bound
below it is decoding and the model alone, perfectly spread over the cores.
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
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from benchmarks.photos import LARGE, SMALL, batches, make_photos
from photoorg.settings import available_cores, resources

BATCH = 8


def main() -> None:
    """Measure both kinds of photo and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--large", type=int, default=200, help="photos of 12 MP")
    parser.add_argument("--small", type=int, default=2000, help="photos of 0.2 MP")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "photoorg-benchmark")
    options = parser.parse_args()
    print(f"{available_cores()} cores; medians of {options.rounds} rounds, photos a second")
    print("/bound, /reference: share of their speed. CPU: the same by processor time, which other work hardly touches.")
    print(
        f"{'photos':>16} {'bound':>7} {'reference':>10} {'photoorg':>9} {'/bound':>7} {'CPU':>5} {'/reference':>11} "
        f"{'CPU':>5} {'peak MB':>8}"
    )
    for label, number, size in (("12 MP", options.large, LARGE), ("0.2 MP", options.small, SMALL)):
        if number:
            paths = make_photos(options.folder / f"{label.replace(' ', '')}-{number}", number, size)
            _measure(f"{number:,} of {label}", paths, options.rounds)


@dataclass(frozen=True, slots=True)
class _Cost:
    """Seconds on the wall's clock, seconds of processors, megabytes at most."""

    wall: float
    cpu: float
    peak: float = 0


def _measure(label: str, paths: list[Path], rounds: int) -> None:
    # In turn, so that a change in the machine's speed meets all three.
    taken = [(_bound(paths), _reference(paths), _photoorg(paths)) for _ in range(rounds)]
    speeds = [statistics.median(len(paths) / row[place].wall for row in taken) for place in range(3)]
    shares = [
        statistics.median(getattr(row[place], clock) / getattr(row[2], clock) for row in taken)
        for place in range(2)
        for clock in ("wall", "cpu")
    ]
    bound, reference, ours = speeds
    peak = max(row[2].peak for row in taken)
    print(f"{label:>16} {bound:7.1f} {reference:10.1f} {ours:9.1f} {shares[0]:7.2f} {shares[1]:5.2f} {shares[2]:11.2f} "
          f"{shares[3]:5.2f} {peak:8.0f}")  # fmt: skip


def _cost(work: Callable[[], object]) -> _Cost:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return _Cost(time.perf_counter() - wall, time.process_time() - cpu)


def _bound(paths: list[Path]) -> _Cost:
    """What decoding and the model alone need, measured one after the other on a sample, spread over all cores."""
    sample = paths[:: max(1, len(paths) // 32)][:32]
    decoded = [path.read_bytes() for path in sample]
    cpu = time.process_time()
    inputs = [_input(_decode(data)) for data in decoded]
    session = _session()
    decode_cpu = time.process_time() - cpu
    session.run(None, {session.get_inputs()[0].name: np.stack(inputs[:BATCH])})
    cpu = time.process_time()
    for start in range(0, len(inputs), BATCH):
        session.run(None, {session.get_inputs()[0].name: np.stack(inputs[start : start + BATCH])})
    needed = (decode_cpu + time.process_time() - cpu) / len(sample) * len(paths)
    return _Cost(needed / available_cores(), needed)


def _reference(paths: list[Path]) -> _Cost:
    return _cost(lambda: _loop(paths))


def _loop(paths: list[Path]) -> None:
    session = _session()
    name = session.get_inputs()[0].name
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(available_cores()) as pool:

        def work(batch: list[Path]) -> None:
            inputs = [_one(path, Path(folder)) for path in batch]
            session.run(None, {name: np.stack(inputs)})

        list(pool.map(work, batches(paths, BATCH)))


def _one(path: Path, folder: Path) -> np.ndarray:
    data = path.read_bytes()
    identity = hashlib.sha256(data).hexdigest()
    picture = _decode(data)
    thumbnail = picture.copy()
    thumbnail.thumbnail((512, 512), Image.Resampling.BICUBIC)
    thumbnail.save(folder / f"{identity}.jpg", "JPEG", quality=80)
    return _input(picture)


def _decode(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.getexif().get_ifd(0x8769)
    image.draft("RGB", (512, 384))
    return image.convert("RGB")


def _input(picture: Image.Image) -> np.ndarray:
    width, height = picture.size
    side = min(width, height) * 260 / 292
    left, top = (width - side) / 2, (height - side) / 2
    crop = picture.resize((260, 260), Image.Resampling.BICUBIC, box=(left, top, left + side, top + side))
    return (np.asarray(crop, dtype=np.float32).transpose(2, 0, 1) - 127) / 128


def _session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = resources() / "models" / "efficientnet-lite2.onnx"
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _photoorg(paths: list[Path]) -> _Cost:
    """`photoorg index` as a whole process, from nothing."""
    library = Path(tempfile.mkdtemp())
    try:
        command = [sys.executable, "-m", "benchmarks.measured", "index", str(paths[0].parent.parent)]
        start = time.perf_counter()
        out = subprocess.run([*command, "--library", str(library)], check=True, capture_output=True, text=True).stdout
        cost = json.loads(out.splitlines()[-1])
        return _Cost(time.perf_counter() - start, cost["cpu"], cost["peak"])
    finally:
        shutil.rmtree(library)


if __name__ == "__main__":
    main()
