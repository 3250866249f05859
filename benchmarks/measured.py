"""Runs a photoorg command and prints what the process cost: `python -m benchmarks.measured index FOLDER`.

A parent cannot tell: what it hears of a child's memory begins with its own.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import psutil

from photoorg.cli import commands
from photoorg.media import helper


def main() -> None:
    """Run the command, then print one JSON object with its processor seconds and its peak megabytes.

    Both with those of the helpers that decode, as far as they still rest: as if each process had its peak at once.
    """
    commands.main(args=sys.argv[1:], standalone_mode=False)
    peak = sum(map(_peak, (os.getpid(), *(one.pid for one in psutil.Process().children(recursive=True)))))
    helper.close()
    print(json.dumps({"cpu": sum(os.times()[:4]), "peak": peak}))


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return 0.0  # only Linux tells it without another package


if __name__ == "__main__":
    main()
