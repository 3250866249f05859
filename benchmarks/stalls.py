"""The window while many files are dropped into its folders: the longest time in which it did not answer.

    python -m benchmarks.stalls [--files 20000] [--folders 1000]

An offscreen window indexes without models while a timer beats every 2 ms on its thread: a stall is the longest time
between two beats. Told beside the same window left alone for as long. The files are made first and come in at once, by
one rename of the folder that they are in. Wants 100 ms or less.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from benchmarks.soak.pictures import FORMATS, content, encoded

_BEAT_MS = 2
_LIMIT_MS = 100
_LONGEST = 900


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--folders", type=int, default=1_000)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="photoorg-stalls-") as base:
        _fill(Path(base) / "aside", options.files, options.folders)
        idle, busy, seconds, seen = _measure(Path(base), options.files)
    print(f"{options.files:,} files in {options.folders:,} folders, {seen:,} of them seen in {seconds:.1f} s")
    print(f"{'':>12} {'longest ms':>11} {'/ idle':>7}")
    print(f"{'left alone':>12} {idle:>11.1f} {1:>7.1f}")
    print(f"{'coming in':>12} {busy:>11.1f} {busy / idle:>7.1f}  {'ok' if busy <= _LIMIT_MS else 'TOO LONG'}")


def _fill(top: Path, files: int, folders: int) -> None:
    for number in range(files):
        kind = FORMATS[number % 3]
        folder = top / f"{number % folders:04}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"IMG_{number:06}.{kind}").write_bytes(encoded(content(number, 0, kind)))


def _measure(base: Path, files: int) -> tuple[float, float, float, int]:
    """Milliseconds of the longest stall of an idle window, and while the files come in; seconds; photos seen."""
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - its import is no part of the program without a window

    from photoorg.app import open_app  # noqa: PLC0415
    from photoorg.gui.start import make_application  # noqa: PLC0415
    from photoorg.gui.window import MainWindow  # noqa: PLC0415

    application = make_application()
    photos = base / "photos"
    photos.mkdir()
    app = open_app(base / "library")
    window = MainWindow(app)
    window.resize(1200, 800)
    window.show()
    beats: list[float] = []
    timer = QTimer(interval=_BEAT_MS)
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start()

    def until(is_over: Callable[[], bool]) -> float:
        """Let the window live until then; the longest time between two beats, in ms."""
        beats.clear()
        beats.append(time.perf_counter())
        while not is_over():
            application.processEvents()
            time.sleep(0.0005)
        return 1000 * max(after - before for before, after in pairwise(beats))

    settled = time.perf_counter() + 2
    until(lambda: time.perf_counter() > settled)
    alone = time.perf_counter() + 5
    idle = until(lambda: time.perf_counter() > alone)
    (base / "aside").rename(photos / "dropped")
    began = time.perf_counter()
    futures: list[bool] = []
    window.session.bridge.start("Indexing", lambda db: _told(app, db, photos, futures))
    busy = until(lambda: bool(futures) or time.perf_counter() > began + _LONGEST)
    seconds = time.perf_counter() - began
    rest = time.perf_counter() + 1
    busy = max(busy, until(lambda: time.perf_counter() > rest))  # what the end of the job brings with it
    timer.stop()
    seen = _seen(app)
    window.close()
    return idle, busy, seconds, min(seen, files)


def _told(app: object, db: object, photos: Path, over: list[bool]):
    from photoorg.vision.tasks import TASKS  # noqa: PLC0415

    try:
        return (yield from app.index(db, [photos], [task.name for task in TASKS]))  # type: ignore[attr-defined]
    finally:
        over.append(True)


def _seen(app: object) -> int:
    db = app.reader()  # type: ignore[attr-defined]
    try:
        return int(db.conn.execute("SELECT COUNT(*) FROM photos WHERE file_id IS NOT NULL").fetchone()[0])
    finally:
        db.close()


if __name__ == "__main__":
    main()
