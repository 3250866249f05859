"""Writing to files: milliseconds a file, beside the barest loop that replaces files as safely with the same bytes.

    python -m benchmarks.writing [--photos 200]

Each photo is a JPEG of some 4 MB. The loop reads a file, writes it beside, waits for the disk, and renames: one after
another, which is what a script would do. Fractions below 1 are faster than that.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from photoorg.app import open_app
from photoorg.library import edits, writings
from photoorg.settings import Settings, save_settings
from photoorg.vision.tasks import TASKS
from photoorg.work.jobs import Job
from photoorg.work.writing import runs, take_back, write


def main() -> None:
    """Make photos, index them without models, and write to them in both ways."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=200)
    number = parser.parse_args().photos
    root = Path(tempfile.mkdtemp(prefix="photoorg-writing-"))
    try:
        _measure(root, number)
    finally:
        shutil.rmtree(root)


def _measure(root: Path, number: int) -> None:
    photos = root / "photos"
    _make(photos, number)
    app = open_app(root / "library")
    save_settings(app.home, Settings(skip_tasks=tuple(task.name for task in TASKS)))
    db = app.writer()
    try:
        _drain(app.index(db, [photos]))
        ids = [photo_id for (photo_id,) in db.conn.execute("SELECT id FROM photos ORDER BY id")]
        writings.set_way(db, str(photos), "embedded")
        bare = _timed("the bare loop", number, lambda: _bare(photos), 0)
        edits.judge(db, ids, "harbour", "added")
        _timed("into the files", number, lambda: _drain(write(db)), bare)
        _timed("taken back", number, lambda: _drain(take_back(db, runs(db)[0].number)), bare)
        writings.set_way(db, str(photos), "sidecar")
        edits.judge(db, ids, "boat", "added")
        _timed("beside them", number, lambda: _drain(write(db)), bare)
    finally:
        db.close()


def _make(folder: Path, number: int) -> None:
    folder.mkdir(parents=True)
    noise = np.random.default_rng(5).integers(0, 256, (1000, 1500, 3), np.uint8)
    for one in range(number):
        Image.fromarray(np.roll(noise, one, axis=1)).save(folder / f"{one:05}.jpg", quality=95)


def _bare(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        beside = path.with_suffix(".new")
        with beside.open("wb") as file:
            file.write(path.read_bytes())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)


def _timed(what: str, number: int, work: Callable[[], object], bare: float) -> float:
    began = time.perf_counter()
    work()
    each = (time.perf_counter() - began) / number * 1000
    print(f"{what:16} {each:7.1f} ms a file" + (f", {each / bare:.2f} of the bare loop" if bare else ""))
    return each


def _drain(job: Job) -> None:
    for _ in job:
        pass


if __name__ == "__main__":
    main()
