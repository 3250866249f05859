"""Every check that must hold before a change lands, and the count of what passed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from bootstrap.console import say
from bootstrap.environment import Environment
from bootstrap.pins import ROOT

RESULTS = ROOT / ".cache" / "tests.xml"


def commands(environment: Environment, pytest_options: Sequence[str]) -> dict[str, list[str]]:
    """THE table of checks: name -> command, run in this order."""
    return {
        "ruff check": [environment.program("ruff"), "check", "."],
        "ruff format": [environment.program("ruff"), "format", "--check", "."],
        "import-linter": [environment.program("lint-imports"), "--no-cache"],
        "pytest": [
            str(environment.python), "-m", "pytest", "--cov", "--cov-report=term:skip-covered",
            f"--junit-xml={RESULTS}", *pytest_options,
        ],
    }  # fmt: skip


def run_all(environment: Environment, pytest_options: Sequence[str], variables: dict[str, str]) -> int:
    """Run all checks, also after a failure, and close with a summary and the count of tests. 1 if any failed."""
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.unlink(missing_ok=True)
    lines: list[str] = []
    failed = False
    for name, command in commands(environment, pytest_options).items():
        say(f"\n== {name}")
        started = time.monotonic()
        code = subprocess.call(command, cwd=ROOT, env=variables)
        failed = failed or code != 0
        lines.append(f"{name:<15}{'ok' if code == 0 else 'FAILED':<8}{time.monotonic() - started:5.1f} s")
    say("\n== summary\n" + "\n".join(lines))
    say(count([RESULTS]))
    return int(failed)


def count(files: Sequence[Path]) -> str:
    """'N passed, N failed, N skipped' over the JUnit result files of several runs; a missing file counts nothing."""
    trees = [ElementTree.parse(file) for file in files if file.exists()]  # noqa: S314 - written by our own pytest
    suites = [suite for tree in trees for suite in tree.iter("testsuite")]
    tests, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    return f"{tests - failures - errors - skipped} passed, {failures + errors} failed, {skipped} skipped"


if __name__ == "__main__":
    say(count([Path(name) for name in sys.argv[1:]]))
