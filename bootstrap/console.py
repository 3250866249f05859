"""What the person at the terminal sees: one line a step with its time, and one sentence when it cannot go on."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class SetupError(Exception):
    """The set-up cannot go on: one sentence on why, and `details` for who wants to know more."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.details = details


def say(line: str) -> None:
    """Print a line at once, also where the output is a pipe."""
    print(line, flush=True)


def guarded(work: Callable[[], int]) -> int:
    """The exit code of `work`; a SetupError or OSError becomes a sentence, Ctrl-C a short word."""
    try:
        return work()
    except SetupError as error:
        if error.details:
            print(error.details, file=sys.stderr)
        print(f"photoorg: {error}", file=sys.stderr, flush=True)
        return 1
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"photoorg: The set-up cannot go on: {where}{error.strerror or error}.", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next run goes on from here.", file=sys.stderr, flush=True)
        return 130


def quietly(
    title: str, command: Sequence[str], *, folder: Path, environment: Mapping[str, str], explain: Callable[[str], str]
) -> None:
    """Run `command` as one step that shows only `title` and its time.

    Its output is kept for the case that it fails: then SetupError carries `explain(output)` and the last lines.
    """
    started = time.monotonic()
    print(f"{title} ...", end="", flush=True)
    with tempfile.TemporaryFile() as output:
        code = _wait(subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output), title)
        output.seek(0)
        text = output.read().decode(errors="replace")
    say(f" {'done' if code == 0 else 'failed'} ({time.monotonic() - started:.0f} s)")
    if code:
        raise SetupError(explain(text), "\n".join(text.splitlines()[-15:]))


def _wait(process: subprocess.Popen[bytes], title: str) -> int:
    """Wait for the end; on a terminal the seconds go by, so that a slow line does not look like a hang."""
    started = time.monotonic()
    try:
        while True:
            try:
                return process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                if sys.stdout.isatty():
                    print(f"\r{title} ... {time.monotonic() - started:.0f} s", end="", flush=True)
    except BaseException:
        process.kill()
        process.wait()
        raise
