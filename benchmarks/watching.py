"""Watching: many files dropped at once into many folders, in three ways, and the time until one new file is noticed.

    python -m benchmarks.watching [--files 20000] [--folders 1000] [--singles 20]

Anchors in the same run: a bare walk with stat of the same tree, and plain indexing of it. All without models, and into
a library of its own each time. "after" is from the end of the drop until the last photo is stored, "all" from its
beginning, "/index" that as a share of plain indexing. "stall" is the longest time that another thread of the same
process, which wakes every millisecond as a window does, was kept waiting, and "p99" what all but one in a hundred were.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from photoorg.app import App, open_app
from photoorg.settings import available_cores
from photoorg.vision.tasks import TASKS
from photoorg.work.live import TITLE, LiveState
from photoorg.work.runner import Event, Started
from photoorg.work.watch_settle import SETTLE

_PATIENCE = 600.0
_LINE = "{:>14} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>8}"


def main() -> None:
    """Measure each way of dropping in turn, then single files, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--folders", type=int, default=1_000)
    parser.add_argument("--singles", type=int, default=20)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "photoorg-benchmark")
    options = parser.parse_args()
    source = _make_tree(options.folder / f"drop-{options.files}-{options.folders}", options.files, options.folders)
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        walk, plain = _walk(source), _index(Path(scratch) / "plain", source)
        print(f"{options.files:,} files in {options.folders:,} folders; {available_cores()} cores")
        print(f"bare walk {walk:.2f} s, plain indexing {plain:.1f} s ({options.files / plain:,.0f} photos a second)")
        print(_LINE.format("dropped by", "drop s", "after s", "all s", "/index", "missed", "stall ms", "p99 ms"))
        for name, drop in _DROPS.items():
            print(_LINE.format(name, *_drop(Watched(Path(scratch) / name), source, drop, plain)), flush=True)
        _print_singles(Watched(Path(scratch) / "singles"), source, options.singles)


def _make_tree(folder: Path, files: int, folders: int) -> Path:
    """`files` small JPEGs of different pictures, spread over `folders`; made once."""
    random = np.random.default_rng(7)
    marker = folder.with_suffix(".made")
    if not marker.exists():
        for number in range(files):
            path = folder / f"{number % folders:04}" / f"IMG_{number:06}.jpg"
            path.parent.mkdir(parents=True, exist_ok=True)
            out = io.BytesIO()
            noise = random.integers(0, 256, (6, 8, 3), np.uint8)
            Image.fromarray(noise).resize((96, 72), Image.Resampling.BICUBIC).save(out, "JPEG", quality=80)
            path.write_bytes(out.getvalue())
        marker.touch()
    return folder


def _walk(tree: Path) -> float:
    began = time.perf_counter()
    todo = [str(tree)]
    while todo:
        with os.scandir(todo.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    todo.append(entry.path)
                else:
                    entry.stat(follow_symlinks=False)
    return time.perf_counter() - began


def _open(home: Path) -> App:
    home.mkdir(parents=True)
    settings = {"skip_tasks": [task.name for task in TASKS], "pause_on_battery": False}
    (home / "settings.json").write_text(json.dumps(settings))
    return open_app(home)


def _index(home: Path, tree: Path) -> float:
    app = _open(home)
    db = app.writer()
    began = time.perf_counter()
    for _ in app.index(db, [tree]):
        pass
    taken = time.perf_counter() - began
    db.close()
    return taken


@dataclass
class Watched:
    """A library that watches an empty folder, and when it began its jobs."""

    place: Path
    began: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.root = self.place / "photos"
        self.root.mkdir(parents=True)
        self.app = _open(self.place / "library")
        db = self.app.writer()
        for _ in self.app.index(db, [self.root]):
            pass
        db.close()
        self.reader = self.app.reader()
        self.ready: list[LiveState] = []
        self.runner = self.app.runner(self._hear)
        self.live = self.app.live(self.runner, self.ready.append)
        self.live.start()
        _until(lambda: bool(self.ready) and bool(self.began))
        time.sleep(0.5)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Started) and event.title == TITLE:
            self.began.append(time.perf_counter())

    def stored(self) -> int:
        """Photos in the library that are there."""
        return int(self.reader.conn.execute("SELECT COUNT(*) FROM files WHERE photo_id IS NOT NULL").fetchone()[0])

    def close(self) -> None:
        """End its threads."""
        self.live.close()
        self.runner.close()
        self.reader.close()


def _drop(watched: Watched, source: Path, drop: Callable[[Path, Path], object], plain: float) -> list[str]:
    files = sum(1 for _ in source.rglob("*.jpg"))
    ready = watched.place / "ready"
    if drop is _mv:
        shutil.copytree(source, ready)
    began = time.perf_counter()
    drop(ready if drop is _mv else source, watched.root / "dropped")
    dropped = time.perf_counter()
    late = _until(lambda: watched.stored() >= files)
    ended = time.perf_counter()
    missed = files - watched.stored()
    watched.close()
    times = (
        f"{dropped - began:.2f}",
        f"{ended - dropped:.1f}",
        f"{ended - began:.1f}",
        f"{(ended - began) / plain:.2f}",
    )
    return [*times, f"{missed}", f"{1000 * max(late):.0f}", f"{1000 * statistics.quantiles(late, n=100)[-1]:.0f}"]


def _until(holds: Callable[[], bool]) -> list[float]:
    """Wait; returns how late each waking was, in seconds."""
    stalls = [0.0, 0.0]
    asked = end = time.perf_counter()
    end += _PATIENCE
    while (now := time.perf_counter()) < end:
        if now - asked > 0.1:
            if holds():
                break
            asked = now = time.perf_counter()
        time.sleep(0.001)
        stalls.append(time.perf_counter() - now - 0.001)
    return stalls


def _print_singles(watched: Watched, source: Path, number: int) -> None:
    noticed: list[float] = []
    stored: list[float] = []
    for count, path in zip(range(number), sorted(source.rglob("*.jpg")), strict=False):
        before = len(watched.began)
        began = time.perf_counter()
        shutil.copy(path, watched.root / f"{count}.jpg")
        _wait(lambda: len(watched.began) > before)  # noqa: B023 - called before the next turn
        noticed.append(watched.began[-1] - began)
        _wait(lambda: watched.stored() > count)  # noqa: B023
        stored.append(time.perf_counter() - began)
    watched.close()
    late = sorted(1000 * (one - SETTLE) for one in noticed)
    print(
        f"one new file, {number} times: noticed {statistics.median(late):.0f} ms (at most {late[-1]:.0f}) after the "
        f"{1000 * SETTLE:.0f} ms that it has to rest; stored after {1000 * statistics.median(stored):.0f} ms in all"
    )


def _wait(holds: Callable[[], bool]) -> None:
    end = time.perf_counter() + _PATIENCE
    while not holds() and time.perf_counter() < end:
        time.sleep(0.001)


def _write(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*.jpg")):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())


def _mv(source: Path, target: Path) -> None:
    source.rename(target)


def _cp(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-r", str(source), str(target)], check=True)


_DROPS: dict[str, Callable[[Path, Path], object]] = {"mv": _mv, "writes": _write, "cp -r": _cp}


if __name__ == "__main__":
    main()
