"""What the command line has in common: JSON lines, plain text that any terminal can show, progress, exit codes."""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import TypeVar

import click

from photoorg.outcomes import Progress, Report
from photoorg.work.jobs import Job

T = TypeVar("T")

_STAGES = {
    "stat": "Looking at files",
    "understand": "Working out tags",
    "sketch": "Comparing photos",
    "said": "Reading what files say",
    "retag": "Changing tags",
    "read": "Reading photos",
    "look": "Reading and recognising",
    "copy": "Copying the library",
    "check": "Examining the copy",
    "compare": "Comparing photos",
    "group": "Finding the best",
    "check files": "Looking at the files",
    "trash": "Moving to the trash",
    "put back": "Putting back",
    "edit": "Editing photos",
    "undo": "Undoing",
    "redo": "Doing it again",
    "plan": "Looking at what would be written",
    "compare words": "Comparing with files",
    "write": "Writing to files",
    "take back": "Taking back what was written",
    "export": "Exporting photos",
}
_REDRAW_SECONDS = 0.1
_LINE_SECONDS = 10.0
# What steers a terminal or turns text round: C0, DEL, C1, and Unicode's controls of format. Two that only join letters
# (U+200C, U+200D) are left, for names in Persian and families of emoji need them.
_CONTROLS = (
    "\\x00-\\x1f\\x7f-\\x9f\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb"
    "\\U000e0001-\\U000e007f"
)
_STEERING = re.compile(f"[{_CONTROLS}]")
_STEERING_IN_LINES = re.compile(rf"(?!\n)[{_CONTROLS}]")


class Exit(IntEnum):
    """What the exit status says. 2 is also click's for a wrong command line."""

    DONE = 0
    CANNOT = 1
    USAGE = 2
    DEFECT = 70
    INTERRUPTED = 130


def say(text: str = "", *, error: bool = False) -> None:
    """Print lines. What the terminal cannot show, or would obey, is escaped, never an error; see also `clean`."""
    stream = sys.stderr if error else sys.stdout
    encoding = stream.encoding or "utf-8"
    click.echo(_STEERING_IN_LINES.sub(_escape, text).encode(encoding, "backslashreplace").decode(encoding), err=error)


def clean(value: str) -> str:
    """A name, a tag or a reason as part of one line: a newline in it is escaped too, and nothing steers a terminal."""
    return _STEERING.sub(_escape, value)


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def say_json(values: Mapping[str, object]) -> None:
    """Print one JSON object on a line of its own, in ASCII, so that every byte of a name survives."""
    click.echo(json.dumps(values, separators=(",", ":")))


def somebody_answers() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin.isatty()


def plural(number: int, one: str, many: str | None = None) -> str:
    """'1 photo', '2,000 photos'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def time_left(seconds: float) -> str:
    """'about 3 minutes left', no more exact than the estimate is."""
    for unit, length in (("hour", 3600), ("minute", 60)):
        if seconds >= 1.5 * length:
            return f"about {round(seconds / length)} {unit}s left"
    return f"about {plural(max(1, round(seconds)), 'second')} left"


def describe(progress: Progress) -> str:
    """One line about where a job is."""
    parts = [_STAGES.get(progress.stage, progress.stage)]
    if progress.total:
        parts.append(f"{progress.done:,} of {progress.total:,}")
    elif progress.done:
        parts.append(f"{progress.done:,}")
    if progress.seconds_left is not None and progress.done != progress.total:
        parts.append(time_left(progress.seconds_left))
    if progress.problems:
        parts.append(plural(progress.problems, "problem"))
    return ", ".join(parts)


def run_job(job: Job, *, as_json: bool, always: bool = False) -> Report:
    """Run a job to its end, showing progress on a terminal (or, with `always`, as a line now and then).

    Ctrl-C stops it where it is; what is stored stays.
    """
    show = _shown_by(as_json=as_json, always=always)
    try:
        while True:
            step = next(job)
            if show is not None:
                show.step(step.progress)
    except StopIteration as end:
        return end.value
    finally:
        job.close()
        if show is not None:
            show.end()


class Told:
    """Progress of what tells how much of it is done, while it lasts: called with (done, total)."""

    def __init__(self, stage: str, *, as_json: bool) -> None:
        self._stage, self._show = stage, _shown_by(as_json=as_json)

    def __enter__(self) -> Told:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._show is not None:
            self._show.end()

    def __call__(self, done: int, total: int) -> None:
        """Show it."""
        if self._show is not None:
            self._show.step(Progress(self._stage, done, total))


def progress_json(progress: Progress) -> Mapping[str, object]:
    """Where a job is, for a program."""
    return {
        "event": "progress", "stage": progress.stage, "done": progress.done, "total": progress.total,
        "problems": progress.problems,
        "seconds_left": None if progress.seconds_left is None else round(progress.seconds_left, 1),
    }  # fmt: skip


class _Json:
    """Progress as JSON lines, for a program that shows its own."""

    def step(self, progress: Progress) -> None:
        """Tell of one step."""
        say_json(progress_json(progress))

    def end(self) -> None:
        """Nothing to clear."""


class _Bar:
    """Progress as one line that is drawn over."""

    def __init__(self) -> None:
        self._drawn = 0.0
        self._length = 0

    def step(self, progress: Progress) -> None:
        """Draw it, not too often."""
        now = time.monotonic()
        if now - self._drawn >= _REDRAW_SECONDS:
            self._drawn = now
            self._draw(_bar(progress) + describe(progress))

    def end(self) -> None:
        """Leave a clean line."""
        self._draw("")
        sys.stderr.write("\r")
        sys.stderr.flush()

    def _draw(self, text: str) -> None:
        text = text[: shutil.get_terminal_size().columns - 1]
        sys.stderr.write("\r" + text.ljust(self._length))
        sys.stderr.flush()
        self._length = len(text)


class _Lines:
    """Progress where lines cannot be drawn over: one line now and then."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def step(self, progress: Progress) -> None:
        """Say it when the last time is long ago."""
        now = time.monotonic()
        if now - self._said >= _LINE_SECONDS:
            self._said = now
            say(describe(progress), error=True)

    def end(self) -> None:
        """Nothing to clear."""


def _shown_by(*, as_json: bool, always: bool = False) -> _Json | _Bar | _Lines | None:
    """What shows progress: JSON, a line on a terminal, or (`always`) lines elsewhere too."""
    return _Json() if as_json else _Bar() if sys.stderr.isatty() else _Lines() if always else None


def _bar(progress: Progress, width: int = 24) -> str:
    if not progress.total:
        return ""
    filled = round(width * min(1.0, progress.done / progress.total))
    return f"[{'#' * filled}{'.' * (width - filled)}] {100 * progress.done // progress.total:3} %  "


def columns(rows: Iterable[tuple[str, str]]) -> str:
    """Two columns of values, the first as wide as it needs."""
    pairs = [(clean(left), clean(right)) for left, right in rows]
    width = max((len(left) for left, _ in pairs), default=0)
    return "\n".join(f"  {left.ljust(width)}  {right}" for left, right in pairs)
