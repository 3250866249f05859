"""The window on libraries of several sizes: from the start of the process to the first thumbnails, and scrolling.

    python -m benchmarks.window [--photos 10000 100000 1000000] [--rounds 5]

The anchor is the same window on a library of 100 photos, in the same run: what is linear in the library's size shows as
a ratio above 1. "CPU" is the processor time up to the first thumbnail, which other work on the machine hardly touches;
frames are told in that of the window's thread. Needs no screen (offscreen is the default there). A million rows take
minutes to make, once.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.big_library import big_library

_ANCHOR = 100
_SCROLLS = 120


def main() -> None:
    """Measure each size in turn and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--photos", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "photoorg-benchmark")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        _show(options.child)
        return
    homes = {number: big_library(options.folder, number).home.root for number in [_ANCHOR, *options.photos]}
    print(f"medians of {options.rounds} rounds, ms; in brackets the ratio to a library of {_ANCHOR} photos")
    print(
        f"{'photos':>10} {'window shown':>16} {'first thumbnail':>18} {'screen full':>16} {'CPU':>16} {'frame p95':>15}"
    )
    rounds = [{number: _child(home) for number, home in homes.items()} for _ in range(options.rounds)]
    for number in homes:
        cells = [_cell([taken[number][place] for taken in rounds], [taken[_ANCHOR][place] for taken in rounds])
                 for place in range(5)]  # fmt: skip
        print(f"{number:>10,} " + " ".join(cells))


def _cell(values: list[float], anchors: list[float]) -> str:
    ratio = statistics.median(value / anchor for value, anchor in zip(values, anchors, strict=True))
    return f"{statistics.median(values):9.1f} ({ratio:4.2f})"


def _child(home: Path) -> list[float]:
    """Milliseconds of one fresh process."""
    environment = os.environ | ({} if os.environ.get("DISPLAY") else {"QT_QPA_PLATFORM": "offscreen"})
    environment["PHOTOORG_STARTED"] = repr(time.time())
    command = [sys.executable, "-m", "benchmarks.window", "--child", str(home)]
    out = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    return [float(word) for word in out.split()]


def _show(home: Path) -> None:
    """In the process that is measured: open the window, wait for its thumbnails, scroll, print the times."""
    from PySide6.QtCore import QEvent, QObject  # noqa: PLC0415 - its import is part of what is measured

    from photoorg.app import open_app  # noqa: PLC0415
    from photoorg.gui.start import make_application  # noqa: PLC0415
    from photoorg.gui.window import MainWindow  # noqa: PLC0415

    started = float(os.environ["PHOTOORG_STARTED"])
    application = make_application()
    window = MainWindow(open_app(home))
    viewport = window.page.grid.viewport()
    loaded: set[bytes] = set()
    times: dict[str, float] = {}

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Paint:
                times.setdefault("shown", time.time())
                if loaded:
                    times.setdefault("first", time.time())
                    times.setdefault("cpu", 1000 * time.process_time())
            return False

    watch = Watch()
    viewport.installEventFilter(watch)
    window.thumbs.loaded.connect(lambda identity: loaded.add(bytes(identity)))
    window.show()
    deadline = started + 60
    quiet = time.time()
    seen = 0
    while time.time() < deadline and ("first" not in times or time.time() - quiet < 0.3):
        application.processEvents()
        if len(loaded) != seen:
            seen, quiet = len(loaded), time.time()
        time.sleep(0.001)
    frames = _scroll(window, application)
    shown, first = (1000 * (times[name] - started) for name in ("shown", "first"))
    print(shown, first, 1000 * (quiet - started), times["cpu"], frames)
    window.close()


def _scroll(window: object, application: object) -> float:
    """Milliseconds of the 95th percentile of painting one screen after another."""
    grid = window.page.grid  # type: ignore[attr-defined]
    bar = grid.verticalScrollBar()
    frames: list[float] = []
    for step in range(_SCROLLS):
        bar.setValue(min(bar.maximum(), step * bar.pageStep() // 2))
        start = time.thread_time()
        grid.viewport().repaint()
        application.processEvents()  # type: ignore[attr-defined]
        frames.append(1000 * (time.thread_time() - start))
    return statistics.quantiles(frames, n=20)[-1]


if __name__ == "__main__":
    main()
