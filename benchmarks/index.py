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
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
    print(
        f"{'photos':>16} {'bound':>8} {'reference':>10} {'photoorg':>9} {'/bound':>7} {'/reference':>11} {'peak MB':>8}"
    )
    for label, number, size in (("12 MP", options.large, LARGE), ("0.2 MP", options.small, SMALL)):
        if number:
            paths = make_photos(options.folder / label.replace(" ", ""), number, size)
            _measure(f"{number:,} of {label}", paths, options.rounds)


def _measure(label: str, paths: list[Path], rounds: int) -> None:
    # In turn, so that a change in the machine's speed meets all three.
    taken = [(_bound(paths), _timed(lambda: _reference(paths)), *_photoorg(paths)) for _ in range(rounds)]
    number = len(paths)
    bound, reference, ours = (statistics.median(number / row[place] for row in taken) for place in range(3))
    to_bound = statistics.median(row[0] / row[2] for row in taken)
    to_reference = statistics.median(row[1] / row[2] for row in taken)
    peak = max(row[3] for row in taken)
    print(f"{label:>16} {bound:8.1f} {reference:10.1f} {ours:9.1f} {to_bound:7.2f} {to_reference:11.2f} {peak:8.0f}")


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _bound(paths: list[Path]) -> float:
    """Seconds that decoding and the model alone need, measured one after the other on a sample, over all cores."""
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
    return (decode_cpu + time.process_time() - cpu) / len(sample) * len(paths) / available_cores()


def _reference(paths: list[Path]) -> None:
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


def _photoorg(paths: list[Path]) -> tuple[float, float]:
    """Seconds for `photoorg index` as a whole process from nothing, and its peak memory in MB."""
    library = Path(tempfile.mkdtemp())
    try:
        command = [sys.executable, "-m", "photoorg", "index", str(paths[0].parent.parent), "--library", str(library)]
        seconds = _timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))
        return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    finally:
        shutil.rmtree(library)


if __name__ == "__main__":
    main()
