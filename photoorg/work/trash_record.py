"""What photoorg has moved to the trash, as lines of JSON in the library's folder, so that it can be put back.

A line is on the disk before its file is moved, and another one when that is back: killed in between, nothing is lost.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from photoorg import durable
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

_TOO_LARGE = 2**40  # seconds of 30,000 years
_WRONG = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Gone:
    """One file that was moved: from `path` to `kept`, with the `note` beside that (empty where there is none).

    `file_id` is the library's, 0 for a video that went with its photo.
    """

    path: str
    kept: str
    note: str
    size: int
    mtime_ns: int
    file_id: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """What was moved at once, `at` seconds since 1970, and is not back yet."""

    number: int
    at: int
    files: tuple[Gone, ...] = field(default=())


def path_of(home: Home) -> Path:
    """The file with the record."""
    return home.root / "trash.jsonl"


def batches(home: Home) -> list[Batch]:
    """What was moved and is not back yet, oldest first. Lines that a power cut left unfinished are passed over."""
    try:
        data = path_of(home).read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise PhotoorgError(f"Cannot read {path_of(home)}: {error.strerror or error}.") from error
    found: dict[int, tuple[int, dict[str, Gone]]] = {}
    for line in data.splitlines():
        try:
            values = json.loads(line)
            number, at = _number(values["batch"]), _number(values["at"])
            if "file" in values:
                gone = _gone(values["file"])
                found.setdefault(number, (at, {}))[1][gone.kept] = gone
            else:
                found.get(number, (at, {}))[1].pop(values["settled"], None)
        except _WRONG:
            continue
    return [Batch(number, at, tuple(files.values())) for number, (at, files) in sorted(found.items()) if files]


def next_number(home: Home) -> int:
    """The number of a new batch: higher than any in the record."""
    try:
        lines = path_of(home).read_bytes().splitlines()
    except OSError:
        return 1
    numbers = [0]
    for line in lines:
        try:
            numbers.append(_number(json.loads(line)["batch"]))
        except _WRONG:
            continue
    return max(numbers) + 1


def _number(value: object) -> int:
    """A number that was written here. Raises ValueError where it cannot have been."""
    if not isinstance(value, int) or not 0 <= value < _TOO_LARGE:
        raise ValueError("no number of ours")
    return value


def _gone(values: Mapping[str, Any]) -> Gone:
    """A file that was moved. Raises ValueError, KeyError or TypeError where a line does not tell of one."""
    gone = Gone(**values)
    for place in (gone.path, gone.kept, gone.note):
        if b"\0" in os.fsencode(place):
            raise ValueError("no path")
    if not Path(gone.path).is_absolute() or not Path(gone.kept).name:
        raise ValueError("no place")
    if not all(isinstance(values.get(name, 0), int) for name in ("size", "mtime_ns", "file_id")):
        raise TypeError("no number")
    return gone


def note(home: Home, number: int, gone: Gone) -> None:
    """Note that a file is about to be moved. Raises PhotoorgError where that cannot be written."""
    _add(home, [{"batch": number, "at": int(time.time()), "file": asdict(gone)}])


def settle(home: Home, number: int, files: Iterable[Gone]) -> None:
    """Note that files are back, or were never moved, or are in the trash no more."""
    _add(home, [{"batch": number, "at": int(time.time()), "settled": one.kept} for one in files])


def _add(home: Home, lines: Iterable[object]) -> None:
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    if not text:
        return
    try:
        durable.append(path_of(home), text.encode("ascii"))
    except OSError as error:
        why = error.strerror or error
        raise PhotoorgError(f"Nothing more was moved, for {path_of(home)} cannot be written: {why}.") from error
