"""A small soak: the large one is `python -m benchmarks.soak`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


@pytest.mark.parametrize("drive", ["real", "made up"])
def test_nothing_is_lost_or_done_twice(drive: str, tmp_path: Path) -> None:
    small = ["--files", "200", "--kills", "8", "--seed", "4", "--folder", str(tmp_path / "soak")]
    environment = os.environ | ({"PHOTOORG_SOAK_MOUNTS": drive} if drive == "made up" else {})
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak", *small], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert run.stderr == ""
    told = json.loads(run.stdout.splitlines()[-1])
    if told["drive"] != drive:
        pytest.skip("no file system may be mounted here")
    assert told["differences"] == 0, run.stdout
    assert run.returncode == 0
    assert told["kills"] >= 8
    assert told["operations"] > 200
    assert told["words acknowledged"] > 50
    assert told["looked at"] > 150
    assert told["files compared"] > 500
