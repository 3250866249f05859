"""Finding in the window on a large library: until the answer is painted, what it costs the window's thread, and memory.

    python -m benchmarks.finding_window [--photos 1000000] [--rounds 3]

Each round is a fresh process. "Stalled" is the longest time in which the window did not answer. Memory is what the
process holds (RSS), and in brackets the same without what lies in files that the system may let go of at any time: the
libraries' code, and the sketches, which are read where they lie. Needs no screen (offscreen is the default there).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.big_library import big_library
from benchmarks.stalls import Pulse

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from photoorg.gui.window import MainWindow

_ASKED = {
    "a tag": '"thing 3"',
    "two tags, one denied": '"thing 1" "thing 5" -"thing 0"',
    "meaning, the first": '~"something to play music with"',
    "meaning, warm": '~"a place to sit and eat"',
    "words without a tag": "something to play music with",
    "like a photo, the first": "like:#500000",
    "like a photo, warm": "like:#400000",
    "like, unlike": "like:#400000 like:#7 -like:#9",
    "all": "",
}
_TYPED = {"completing a tag": "thi", "completing a camera": "camera:C", "the same, warm": "camera:Ca",
          "completing a field": "cam", "completing a folder": "folder:0"}  # fmt: skip
_LONGEST = 60.0


def main() -> None:
    """Measure rounds and print medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--photos", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rest", type=float, default=8, help="seconds between the first page and the first query")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "photoorg-benchmark")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(_Round(options.child).told(options.rest)))
        return
    home = big_library(options.folder, options.photos).home.root
    rounds = [_child(home, options.rest) for _ in range(options.rounds)]
    print(f"medians of {options.rounds} rounds, ms: answered, painted, the window stalled; MB: RSS (without files)")
    for name in rounds[0]:
        cells = [statistics.median(each[name][place] for each in rounds) for place in range(len(rounds[0][name]))]
        print(f"{name:>28} " + " ".join(f"{cell:8.0f}" for cell in cells))


def _child(home: Path, rest: float) -> dict[str, list[float]]:
    environment = os.environ | ({} if os.environ.get("DISPLAY") else {"QT_QPA_PLATFORM": "offscreen"})
    environment["PHOTOORG_STARTED"] = repr(time.time())
    command = [sys.executable, "-m", "benchmarks.finding_window", "--child", str(home), "--rest", str(rest)]
    out = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    return json.loads(out)


class _Round:
    """In the process that is measured: a window, and what it is asked."""

    def __init__(self, home: Path) -> None:
        from photoorg.app import open_app  # noqa: PLC0415 - imports are part of what is measured
        from photoorg.gui.start import make_application  # noqa: PLC0415
        from photoorg.gui.window import MainWindow  # noqa: PLC0415

        self._application: QApplication = make_application()
        self._window: MainWindow = MainWindow(open_app(home))
        self._window.resize(1200, 800)
        self._pulse = Pulse(self._application)
        self._came: dict[str, float] = {}
        self._painted: dict[str, float] = {}
        self._watch = self._watched()
        queries = self._window.session.queries
        queries.results.connect(lambda results: self._came.setdefault(results.question.text, time.perf_counter()))
        queries.facets.connect(lambda _rows: self._came.setdefault("facets", time.perf_counter()))
        queries.completions.connect(lambda found: self._came.setdefault(f">{found.text}", time.perf_counter()))

    def _watched(self) -> object:
        from PySide6.QtCore import QEvent, QObject  # noqa: PLC0415

        window, painted = self._window, self._painted

        class Watch(QObject):
            def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
                if event.type() == QEvent.Type.Paint:
                    painted.setdefault(window.model.results.question.text, time.perf_counter())
                return False

        watch = Watch()
        window.page.grid.viewport().installEventFilter(watch)
        return watch

    def told(self, rest: float) -> dict[str, list[float]]:
        """Of each thing that is asked the milliseconds; of each moment the megabytes."""
        started, clock = float(os.environ["PHOTOORG_STARTED"]), time.time() - time.perf_counter()
        self._window.show()
        stalls = self._pulse.until(lambda: "facets" in self._came)
        found = {
            "opened": [1000 * (one + clock - started) for one in (self._came[""], self._painted[""])] + [stalls[-1]],
            "its facets": [1000 * (self._came["facets"] + clock - started)],
            "MB, opened": _memory(),
        }
        found[f"resting {rest:g} s"] = [self._pulse.rest(rest)[-1]]
        found["MB, rested"] = _memory()
        for name, text in _TYPED.items():
            asked = time.perf_counter()
            self._window.session.queries.complete(text, len(text))
            self._until(f">{text}", self._came)
            found[name] = [1000 * (self._came[f">{text}"] - asked)]
        for name, text in _ASKED.items():
            found[name], found[f"{name}: facets"] = self._ask(text)
            found[f"MB, {name}"] = _memory()
        self._window.close()
        return found

    def _ask(self, text: str) -> tuple[list[float], list[float]]:
        for times in (self._came, self._painted):
            times.pop(text, None)
            times.pop("facets", None)
        asked = time.perf_counter()
        self._window.page.search.set_text(text)
        stalls = self._until(text, self._painted) + self._until("facets", self._came)
        answered, painted, counted = (
            1000 * (one - asked) for one in (self._came[text], self._painted[text], self._came["facets"])
        )
        stalls += self._pulse.rest(1)
        return [answered, painted, max(stalls)], [counted]

    def _until(self, name: str, times: dict[str, float]) -> list[float]:
        end = time.perf_counter() + _LONGEST
        is_over: Callable[[], bool] = lambda: name in times or time.perf_counter() > end  # noqa: E731
        return self._pulse.until(is_over)


def _memory() -> list[float]:
    """Megabytes: all, and what is not in files. Only Linux tells without another package."""
    status = Path("/proc/self/status")
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines()) if status.exists() else {}
    return [int(lines[name].split()[0]) / 1024 if name in lines else 0.0 for name in ("VmRSS", "RssAnon")]


if __name__ == "__main__":
    main()
