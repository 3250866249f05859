"""Runs a photoorg command and prints what the process cost: `python -m benchmarks.measured index FOLDER`.

A parent cannot tell: what it hears of a child's memory begins with its own.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from photoorg.cli import commands


def main() -> None:
    """Run the command, then print one JSON object with its processor seconds and its peak megabytes."""
    commands.main(args=sys.argv[1:], standalone_mode=False)
    print(json.dumps({"cpu": time.process_time(), "peak": _peak()}))


def _peak() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return 0.0  # only Linux tells it without another package


if __name__ == "__main__":
    main()
