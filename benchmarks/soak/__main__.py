"""Run a soak: `python -m benchmarks.soak --files 5000 --kills 200 --seed 1`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.soak.drive import with_mounts
from benchmarks.soak.rounds import Plan, Soak, report


def main() -> int:
    """Soak, print what was done, and answer 1 where anything differed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--operations", type=int, default=40, help="about how many between two kills")
    parser.add_argument("--live", action="store_true", help="let it watch, instead of catching up")
    parser.add_argument("--models", action="store_true", help="with the real models")
    parser.add_argument("--seconds", type=float, default=0, help="end after so many, even with kills left")
    parser.add_argument("--without", nargs="*", default=(), help="operations to leave out, or 'unplug'")
    parser.add_argument("--folder", type=Path, help="keep everything here")
    options = parser.parse_args()
    real = with_mounts("benchmarks.soak")
    base = options.folder or Path(tempfile.mkdtemp(prefix="photoorg-soak-"))
    base.mkdir(parents=True, exist_ok=True)
    plan = Plan(
        options.files, options.kills, options.seed, options.operations, live=options.live, models=options.models,
        real_drive=real, seconds=options.seconds, without=tuple(options.without),
    )  # fmt: skip
    soak = Soak(base, plan, lambda line: print(line, flush=True))
    try:
        told = soak.run()
    finally:
        if soak.drive.is_there and real:
            soak.drive.disconnect()
        if not options.folder:
            shutil.rmtree(base, ignore_errors=True)
    print(report(told, plan))
    return bool(told.differences)


if __name__ == "__main__":
    sys.exit(main())
