"""The target that makes no pictures: a list of the photos for a spreadsheet, for a program, or of their paths."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from typing import Literal, cast

from pydantic import Field

from photoorg.export.cells import SEPARATORS, csv_bytes
from photoorg.export.entries import Entry
from photoorg.export.gathering import gathered
from photoorg.export.options import Chosen
from photoorg.export.rows import listed_record, listed_table
from photoorg.export.targets import Finishing, Target
from photoorg.outcomes import PhotoorgError, Progress

Form = Literal["csv", "jsonl", "paths", "paths0"]
_NAMES = {"csv": "photos.csv", "jsonl": "photos.jsonl", "paths": "photos.txt", "paths0": "photos.paths0"}


class ListOptions(Chosen):
    """What the list is."""

    form: Form = Field(
        default="csv", title="Made as",
        description="A table, a line of JSON for each photo, or their paths: each on a line, or (paths0) each ended by "
        "a null character, for xargs -0.",
    )  # fmt: skip
    separator: Literal["comma", "semicolon", "tab"] = Field(
        default="comma", title="Between columns",
        description="In a table: spreadsheets of countries with decimal commas expect semicolons.",
    )  # fmt: skip


def list_bytes(entries: Sequence[Entry], chosen: ListOptions, *, gps: bool) -> bytes:
    """The list; with `gps` tables and JSON tell the places. Raises PhotoorgError for a path that is no line."""
    if chosen.form == "csv":
        return csv_bytes(*listed_table(entries, gps=gps), SEPARATORS[chosen.separator])
    if chosen.form == "jsonl":
        lines = (json.dumps(listed_record(entry, gps=gps), ensure_ascii=False) + "\n" for entry in entries)
        return "".join(lines).encode("utf-8", "replace")
    end = b"\n" if chosen.form == "paths" else b"\0"
    return b"".join(_path(entry, end) + end for entry in entries)


def _path(entry: Entry, end: bytes) -> bytes:
    path = os.fsencode(entry.source)
    if end == b"\n" and (b"\n" in path or b"\r" in path):
        raise PhotoorgError(f"The name of {entry.source.name!r} has a line break in it: make the list as paths0.")
    return path


def _finish(work: Finishing) -> Iterator[Progress]:
    chosen = cast("ListOptions", work.chosen)
    entries = yield from gathered(work.entries)
    work.written.write(_NAMES[chosen.form], list_bytes(entries, chosen, gps=work.options.gps))
    yield Progress("list", len(entries), len(entries))


LIST = Target(
    "list", "List", "No pictures: what is known of the photos as CSV, as JSON lines, or their paths.",
    ListOptions, _finish, pictures=False, places=True,
)  # fmt: skip
