"""What it costs to open a library in which nothing has changed, beside a bare walk with stat in the same run.

    python -m benchmarks.reopening [--photos 100000] [--folders 1000]

Tiny files are made, and entered into a library as read, looked at and understood. Then are timed, in turns: a bare walk
(os.scandir and stat, nothing else), `App.index` in this process, and `photoorg index` as a process of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from photoorg import volumes
from photoorg.app import App, open_app
from photoorg.library import catalog, places
from photoorg.library.catalog import FileRecord, Finding, PhotoRecord
from photoorg.library.store import Database, writing
from photoorg.outcomes import Evidence, PhotoorgError, Understanding
from photoorg.vision.tagging import open_tagger
from photoorg.vision.tasks import task_versions

_LIMIT = 3.0


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--folders", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="photoorg-reopening-") as made:
        top, home = Path(made, "photos"), Path(made, "library")
        files = make_files(top, asked.photos, asked.folders)
        app = open_app(home)
        fill(app, top, files)
        print(catch_up(app), f"({asked.photos:,} files in {asked.folders:,} folders)")
        command = [sys.executable, "-m", "photoorg", "--library", str(home), "index"]
        kinds: dict[str, Callable[[], object]] = {
            "bare walk with stat": lambda: walk(str(top)),
            "App.index": lambda: catch_up(app),
            "as a process": lambda: subprocess.run(command, check=True, capture_output=True),
            "a process that does nothing": lambda: subprocess.run(
                [*command, "--help"], check=True, capture_output=True
            ),
        }
        times: dict[str, list[float]] = {kind: [] for kind in kinds}
        for _ in range(asked.rounds):
            for kind, run in kinds.items():
                times[kind].append(timed(run))
        report(times)


def report(times: dict[str, list[float]]) -> None:
    """Medians, and how they compare with the walk of the same round."""
    bare = times["bare walk with stat"]
    for kind, each in times.items():
        ratio = statistics.median(one / walk for one, walk in zip(each, bare, strict=True))
        print(f"{kind:28} {statistics.median(each):7.3f} s  {ratio:5.2f} x")
    ours = statistics.median(one / walk for one, walk in zip(times["App.index"], bare, strict=True))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")
    print("within" if ours <= _LIMIT else "OVER", f"{_LIMIT:.0f} x")


def timed(run: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def walk(top: str) -> int:
    """The least that can be done: every entry listed, every file's size and time asked for."""
    total, todo = 0, [top]
    while todo:
        with os.scandir(todo.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    todo.append(entry.path)
                else:
                    total += entry.stat(follow_symlinks=False).st_size
    return total


def catch_up(app: App) -> str:
    """One catching-up with all folders, as at a start."""
    db = app.writer()
    try:
        job = app.index(db)
        while True:
            next(job)
    except StopIteration as end:
        return str(end.value.title)
    finally:
        db.close()


def make_files(top: Path, photos: int, folders: int) -> list[Path]:
    """Files of a few bytes each."""
    files: list[Path] = []
    for number in range(folders):
        folder = top / f"{2000 + number % 25}" / f"trip {number:04}"
        folder.mkdir(parents=True)
        for each in range(number * photos // folders, (number + 1) * photos // folders):
            files.append(folder / f"IMG_{each:06}.jpg")
            files[-1].write_bytes(b"%d" % each)
    return files


def fill(app: App, top: Path, files: list[Path]) -> None:
    """Enter them as if they had been read and looked at by every task there is."""
    try:
        versions, rules = task_versions(app.settings), open_tagger().version
    except PhotoorgError:  # the models are not built: there is less to compare, and nothing to understand
        versions, rules = {}, ""
    db = app.writer()
    volume = volumes.volume_of(top)
    for start in range(0, len(files), 5_000):
        with writing(db):
            if not start:
                places.save_folder(db, volume, str(top), is_root=True)
            ids = {
                folder: places.save_folder(db, volume, folder)
                for folder in {str(one.parent) for one in files[start : start + 5_000]}
            }
            photos = [_enter(db, ids[str(one.parent)], one) for one in files[start : start + 5_000]]
            catalog.save_findings(
                db,
                [
                    Finding(photo, task, version, "none", Evidence())
                    for photo in photos
                    for task, version in versions.items()
                ],
            )
            if versions:
                catalog.save_understandings(db, dict.fromkeys(photos, Understanding()), rules)
    db.close()


def _enter(db: Database, folder_id: int, path: Path) -> int:
    info = path.stat()
    identity = hashlib.sha256(str(path).encode()).digest()[:16]
    facts = {"format": "jpeg", "width": 1, "height": 1}
    record = FileRecord(folder_id, path.name, info.st_size, info.st_mtime_ns)
    return catalog.save_reading(db, record, PhotoRecord(identity, facts))


if __name__ == "__main__":
    main()
