"""What bad files cost: every case of the tests' table, and the listed ones that lie beside some checkouts.

    python -m benchmarks.bad_input [--rounds 1]

Indexes all of them with all tasks and prints the seconds, the most memory that photoorg and its helpers had together
(each page once, by PSS), what is wrong with the outcome, and whether anything in the folder was touched.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil

from photoorg.library import browse
from photoorg.library.store import open_reader
from photoorg.settings import Home

_ROOT = Path(__file__).resolve().parent.parent
_LISTED = _ROOT.parent / "shared" / "testdata" / "bad"
_LOOK_SECONDS = 0.01


def main() -> None:
    """Make the files, index them, and print a line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    sys.path.insert(0, str(_ROOT / "tests" / "core" / "media"))
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder))


def _measure(top: Path) -> None:
    from bad_inputs import CASES, wrong  # noqa: PLC0415 # pyright: ignore[reportMissingImports] - the tests' table
    from bad_places import fill, snapshot  # noqa: PLC0415 # pyright: ignore[reportMissingImports]

    photos = top / "photos"
    expected = fill(photos, top / "outside", CASES)
    if _LISTED.is_dir():
        shutil.copytree(_LISTED, photos / "listed")
    before = snapshot(photos)
    seconds, peak = _index(photos, top / "library")
    db = open_reader(Home(top / "library"))
    amiss = wrong(db, photos, expected)
    print(
        f"{len(expected)} cases: {browse.totals(db).photos} photos, {len(list(browse.problems(db)))} problems, "
        f"{seconds:.1f} s, at most {peak / 1e6:,.0f} MB, {len(amiss)} wrong, "
        f"the folder is {'as it was' if snapshot(photos) == before else 'CHANGED'}"
    )
    print(*amiss, sep="\n")
    db.close()


def _index(photos: Path, library: Path) -> tuple[float, int]:
    """Seconds, and bytes at most."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "photoorg", "index", str(photos), "--library", str(library)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _memory(psutil.Process(process.pid)))
        time.sleep(_LOOK_SECONDS)
    return time.perf_counter() - start, peak


def _memory(process: psutil.Process) -> int:
    total = 0
    with suppress(psutil.Error):
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                total += getattr(one.memory_full_info(), "pss", 0) or one.memory_info().rss
    return total


if __name__ == "__main__":
    main()
