"""A CSV file of labels as people make them: three separators, Excel's encodings and quoting, rows that are wrong.

What is wrong with a row becomes a sentence and the rest goes on; a file that is no such table is a PhotoorgError.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from photoorg.outcomes import PhotoorgError

MOST_BYTES = 64 << 20
# What a column may be called in the first line, in any case.
COLUMNS: Mapping[str, frozenset[str]] = {
    "file": frozenset({"file", "filename", "file name", "photo", "path", "name"}),
    "objects": frozenset({"objects"}),
    "labels": frozenset({"labels", "label", "tags", "keywords"}),
    "people": frozenset({"people"}),
}
_SHAPES = 'Its first line must be "file,objects" or "file,labels", with a column "people" if you like.'
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number from 1, and its cells by column, empty where they are missing."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, whether they list all objects, and sentences about what could not be used."""

    rows: tuple[Row, ...]
    exhaustive: bool
    notes: tuple[str, ...]


def read_table(path: Path) -> Table:
    """The table in a file. Raises PhotoorgError when there is none, or it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise PhotoorgError(f"The labels {path} cannot be read: {error.strerror or error}.") from error
    if len(content) > MOST_BYTES:
        raise PhotoorgError(f"{path} is larger than {MOST_BYTES >> 20} MB: it is hardly a list of labels.")
    return parse_table(content, str(path))


def parse_table(content: bytes, name: str) -> Table:
    """The table in the bytes of a file; `name` is for sentences. Raises PhotoorgError when it is none."""
    text, notes = _decode(content)
    text, separator = _chosen_separator(text)
    if not text.strip():
        raise PhotoorgError(f"{name} is empty. {_SHAPES}")
    header, *lines = list(_lines(text, separator, name)) or [(1, [])]
    where = _columns(header[1])
    if "file" not in where or not where.keys() & {"objects", "labels"}:
        raise PhotoorgError(f"{name} is no list of labels. {_SHAPES}")
    exhaustive = "objects" in where
    if exhaustive and "labels" in where:
        notes.append("There are columns for objects and for labels: the objects are used.")
    rows: list[Row] = []
    for number, cells in lines:
        if len(cells) > len(header[1]) and any(cell.strip() for cell in cells[len(header[1]) :]):
            notes.append(f"Line {number} has more columns than the first line: what is too much is left out.")
        row = Row(number, {column: cells[at].strip() if at < len(cells) else "" for column, at in where.items()})
        if row.cells["file"]:
            rows.append(row)
        elif any(cell.strip() for cell in cells):
            notes.append(f"Line {number} names no file: it is left out.")
    return Table(tuple(rows), exhaustive, tuple(notes))


def _decode(content: bytes) -> tuple[str, list[str]]:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding), []
    except UnicodeDecodeError:
        # What Excel writes as plain CSV in Western Europe.
        said = "The file is not UTF-8: it is read as Windows-1252. Save it as UTF-8 if names look odd."
        return content.decode("cp1252", "replace"), [said]


def _chosen_separator(text: str) -> tuple[str, str]:
    """The text from its header on, and what separates its columns: that which makes a header of the first line."""
    head, _, rest = text.partition("\n")
    if head.strip().casefold().startswith("sep=") and len(head.strip()) == 5:  # Excel's own way to say it
        return rest, head.strip()[-1]
    found = {mark: len(_columns(head.strip().replace('"', "").split(mark))) for mark in ",;\t"}
    return text, max(found, key=lambda mark: found[mark])


def _columns(header: list[str]) -> dict[str, int]:
    """Where each known column is; of two with one meaning the first."""
    names = [name.strip().casefold() for name in header]
    found = {column: [at for at, name in enumerate(names) if name in known] for column, known in COLUMNS.items()}
    return {column: at[0] for column, at in found.items() if at}


def _lines(text: str, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    # Python's reader ends a record at any of \r, \n and \r\n; a quoted cell may hold them.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise PhotoorgError(f"{name}, line {start}: this is no CSV that can be read ({error}).") from error
