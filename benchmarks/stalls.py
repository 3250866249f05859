"""The window while many files are dropped into its folders: the longest time in which it did not answer.

    python -m benchmarks.stalls [--files 20000] [--folders 1000]

An offscreen window works without models while a timer beats every 2 ms on its thread: a stall is the longest time
between two beats. Told beside the same window left alone for as long. The files are made first. They come in at once,
by one rename of the folder that they are in, and are indexed; then into a folder that the open window watches, by
rename and by `cp -r`. Wants 100 ms or less.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.soak.pictures import FORMATS, content, encoded
from photoorg.app import App, open_app
from photoorg.vision.tasks import TASKS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from photoorg.gui.window import MainWindow

_BEAT_MS = 2
_LIMIT_MS = 100
_LONGEST = 900
_LOOK_SECONDS = 0.2


def main() -> None:
    """Measure each way in turn, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--folders", type=int, default=1_000)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    print(f"{options.files:,} files in {options.folders:,} folders, milliseconds")
    print(f"{'':>14} {'longest':>8} {'99.9 %':>7} {'left alone':>11} {'seconds':>8} {'missed':>7}")
    with tempfile.TemporaryDirectory(prefix="photoorg-stalls-") as made:
        aside = Path(made) / "aside"
        _fill(aside, options.files, options.folders)
        for number, (name, way) in enumerate(_WAYS.items()):
            base = Path(made) / str(number)
            base.mkdir()
            row = _measure(base, aside, options.files, way)
            fit = "ok" if row.longest <= _LIMIT_MS else "TOO LONG"
            print(
                f"{name:>14} {row.longest:>8.1f} {row.common:>7.1f} {row.idle:>11.1f} {row.seconds:>8.1f} "
                f"{row.missed:>7} {fit}",
                flush=True,
            )


def _fill(top: Path, files: int, folders: int) -> None:
    for number in range(files):
        kind = FORMATS[number % 3]
        folder = top / f"{number % folders:04}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"IMG_{number:06}.{kind}").write_bytes(encoded(content(number, 0, kind)))


@dataclass(frozen=True, slots=True)
class Row:
    """What a way costs: stalls in milliseconds, the longest, the 99.9th percentile, and the longest of an idle window.

    `seconds` until all files were stored; `missed` were not.
    """

    longest: float
    common: float
    idle: float
    seconds: float
    missed: int


class Pulse:
    """A timer on the window's thread: when it beat."""

    def __init__(self, application: QApplication) -> None:
        from PySide6.QtCore import QTimer  # noqa: PLC0415 - its import is no part of the program without a window

        self._application = application
        self._beats: list[float] = []
        self._timer = QTimer(interval=_BEAT_MS)
        self._timer.timeout.connect(lambda: self._beats.append(time.perf_counter()))
        self._timer.start()

    def until(self, is_over: Callable[[], bool]) -> list[float]:
        """Let the window live until then; the times between two beats, in ms, longest last."""
        self._beats[:] = [time.perf_counter()]
        while not is_over():
            self._application.processEvents()
            time.sleep(0.0005)
        self._beats.append(time.perf_counter())
        return sorted(1000 * (after - before) for before, after in pairwise(self._beats))

    def rest(self, seconds: float) -> list[float]:
        """The same for some seconds."""
        end = time.perf_counter() + seconds
        return self.until(lambda: time.perf_counter() > end)

    def stop(self) -> None:
        """No more."""
        self._timer.stop()


class Count(threading.Thread):
    """How many files are stored, asked for on a thread of its own."""

    def __init__(self, app: App) -> None:
        super().__init__(daemon=True)
        self._app = app
        self._over = threading.Event()
        self.stored = 0

    def run(self) -> None:
        """Ask now and then."""
        db = self._app.reader()
        while not self._over.wait(_LOOK_SECONDS):
            row = db.conn.execute("SELECT COUNT(*) FROM files WHERE photo_id IS NOT NULL").fetchone()
            self.stored = int(row[0])
        db.close()

    def stop(self) -> None:
        """No more."""
        self._over.set()
        self.join()


Way = Callable[["MainWindow", App, Path, Path], object]


def _measure(base: Path, aside: Path, files: int, way: Way) -> Row:
    from photoorg.gui.start import make_application  # noqa: PLC0415
    from photoorg.gui.window import MainWindow  # noqa: PLC0415

    application = make_application()
    photos = base / "photos"
    photos.mkdir()
    app = _open(base / "library", photos, watched=way is not _indexed)
    window = MainWindow(app)
    window.resize(1200, 800)
    window.show()
    pulse, count = Pulse(application), Count(app)
    pulse.rest(2)
    idle = pulse.rest(5)[-1]
    count.start()
    began = time.perf_counter()
    way(window, app, aside, photos)
    busy = pulse.until(lambda: count.stored >= files or time.perf_counter() > began + _LONGEST)
    seconds = time.perf_counter() - began
    busy = sorted([*busy, *pulse.rest(2)])  # what the end of the job brings with it
    count.stop()
    window.close()
    window.deleteLater()  # while it is whole: what Python has begun to clear still hears its own signals
    pulse.rest(0.5)
    pulse.stop()
    if not aside.exists():
        (photos / "dropped").rename(aside)
    return Row(busy[-1], busy[int(0.999 * len(busy))], idle, seconds, files - count.stored)


def _open(home: Path, photos: Path, *, watched: bool) -> App:
    """A library without tasks; where it is to be watched, it has the folder already."""
    home.mkdir()
    settings = {"skip_tasks": [task.name for task in TASKS], "pause_on_battery": False, "watch": watched}
    (home / "settings.json").write_text(json.dumps(settings))
    app = open_app(home)
    if watched:
        db = app.writer()
        for _ in app.index(db, [photos]):
            pass
        db.close()
    return app


def _indexed(window: MainWindow, app: App, aside: Path, photos: Path) -> None:
    aside.rename(photos / "dropped")
    window.session.bridge.start("Indexing", lambda db: app.index(db, [photos]))


def _moved(_window: MainWindow, _app: App, aside: Path, photos: Path) -> None:
    aside.rename(photos / "dropped")


def _copied(_window: MainWindow, _app: App, aside: Path, photos: Path) -> None:
    subprocess.Popen(["cp", "-r", str(aside), str(photos / "dropped")])


_WAYS: dict[str, Way] = {"indexed": _indexed, "watched, mv": _moved, "watched, cp -r": _copied}


if __name__ == "__main__":
    main()
