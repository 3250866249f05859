"""A controlled vocabulary as a file: Lightroom's keyword list, or CSV with a tag a row.

A keyword list has a keyword a line, deeper by a tab for each that it is under; {word} below one is another word for it,
and [keyword] is a heading that photos do not get.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoorg import durable
from photoorg.library.growing import joined, listed
from photoorg.library.plain import tag_name
from photoorg.library.vocabulary_rows import TagRow
from photoorg.outcomes import PhotoorgError

COLUMNS = ("name", "parents", "synonyms", "italian", "italian synonyms", "colour", "kind")
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Entry:
    """A tag as a file has it. Lists are as they are kept (growing.py): empty says nothing. `line` is its place.

    `adds`: its lists are added to what there is, else they take its place.
    """

    name: str
    line: int
    parents: str = ""
    synonyms: str = ""
    italian: str = ""
    italian_synonyms: str = ""
    colour: str = ""
    state: str = ""
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says, and what of it cannot be used: a sentence each."""

    entries: tuple[Entry, ...]
    notices: tuple[str, ...] = ()


def text_of(content: bytes, name: str) -> str:
    """The text of a file. Raises PhotoorgError where it is none."""
    for start, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if content.startswith(start):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise PhotoorgError(f"{name} is no text in UTF-8: export it anew, as UTF-8.") from error
    return ""


def load(file: Path, *, as_csv: bool = False) -> Read:
    """What a file says: CSV where that is said, or its name ends so. Raises PhotoorgError where it cannot be read."""
    try:
        text = text_of(file.read_bytes(), file.name)
    except OSError as error:
        raise PhotoorgError(f"{file} cannot be read: {error.strerror or error}.") from error
    return read_vocabulary(text, as_csv=as_csv or _named_csv(file))


def save(file: Path, rows: Sequence[TagRow], *, as_csv: bool = False) -> None:
    """Write a vocabulary, whole or not at all; as CSV as in `load`. Raises PhotoorgError where it cannot be written."""
    try:
        durable.write(file, write_vocabulary(rows, as_csv=as_csv or _named_csv(file)).encode())
    except OSError as error:
        raise PhotoorgError(f"{file} cannot be written: {error.strerror or error}.") from error


def _named_csv(file: Path) -> bool:
    return file.suffix.lower() == ".csv"


def read_vocabulary(text: str, *, as_csv: bool) -> Read:
    """What a file says. Raises PhotoorgError where a CSV file has no column for names, or is none."""
    return _read_csv(text) if as_csv else _read_keywords(text)


def write_vocabulary(rows: Sequence[TagRow], *, as_csv: bool) -> str:
    """Tags as a file. A keyword list has each under the first that it is under, and no hidden ones.

    Raises PhotoorgError where a keyword list cannot have a name.
    """
    return _write_csv(rows) if as_csv else "".join(_write_keywords([row for row in rows if row.state != "hidden"]))


# Keyword lists.


def _read_keywords(text: str) -> Read:
    entries: dict[str, Entry] = {}
    notices: list[str] = []
    path: list[str] = []  # the keywords that the line is under
    for number, line in enumerate(text.splitlines(), 1):
        said = line.strip()
        depth = len(line) - len(line.lstrip("\t"))
        if not said:
            continue
        if said.startswith("{") and said.endswith("}"):
            _add_word(entries, notices, path[:depth], said[1:-1], number)
            continue
        heading = said.startswith("[") and said.endswith("]")
        name = _name(said[1:-1] if heading else said, number, notices)
        if name is None:
            continue
        del path[min(depth, len(path)) :]
        _add_keyword(entries, notices, Entry(name, number, state="heading" if heading else "", adds=True), path)
        path.append(name)
    return Read(tuple(entries.values()), tuple(notices))


def _name(said: str, number: int, notices: list[str]) -> str | None:
    try:
        return tag_name(said)
    except PhotoorgError as error:
        notices.append(f"Line {number}: {error}")
        return None


def _add_keyword(entries: dict[str, Entry], notices: list[str], entry: Entry, path: Sequence[str]) -> None:
    key, parents = entry.name.casefold(), joined(path[-1:]) if path else ""
    known = entries.get(key)
    if known is None:
        entries[key] = Entry(entry.name, entry.line, parents, state=entry.state, adds=True)
    elif known.parents != parents:
        notices.append(
            f"Line {entry.line}: '{entry.name}' is there more than once; its place in line {known.line} holds."
        )


def _add_word(entries: dict[str, Entry], notices: list[str], path: Sequence[str], said: str, number: int) -> None:
    word = _name(said, number, notices)
    known = entries.get(path[-1].casefold()) if path else None
    if word is None or known is None:
        if word is not None:
            notices.append(f"Line {number}: '{word}' is another word for nothing.")
        return
    words = joined((*listed(known.synonyms), word))
    entries[known.name.casefold()] = Entry(known.name, known.line, known.parents, words, state=known.state, adds=True)


def _write_keywords(rows: Sequence[TagRow]) -> Iterable[str]:
    below: dict[str, list[TagRow]] = {}
    names = {row.name for row in rows}
    for row in rows:
        over = next((parent for parent in row.parents if parent in names), "")
        below.setdefault(over, []).append(row)

    def lines(over: str, depth: int) -> Iterable[str]:
        for row in below.get(over, ()):
            _refuse_brackets(row)
            yield "\t" * depth + (f"[{row.name}]" if row.state == "heading" else row.name) + "\n"
            words = (*row.synonyms, row.italian, *row.italian_synonyms)
            for word in dict.fromkeys(one for one in words if one and one.casefold() != row.name.casefold()):
                yield "\t" * (depth + 1) + f"{{{word}}}\n"
            yield from lines(row.name, depth + 1)

    return lines("", 0)


def _refuse_brackets(row: TagRow) -> None:
    """In a keyword list nothing keeps such a name from being read as another word, or as a heading."""
    if row.name[0] + row.name[-1] == "{}" or (row.name[0] + row.name[-1] == "[]" and row.state != "heading"):
        raise PhotoorgError(
            f"A keyword list cannot have the tag '{row.name}', for brackets mean something else there: "
            "write CSV, or give it another name."
        )


# CSV.


def _read_csv(text: str) -> Read:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    header = lines.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(lines), delimiter=max(_DELIMITERS, key=header.count))
    try:
        return _read_rows(rows)
    except csv.Error as error:
        raise PhotoorgError(
            f"This is no CSV that can be read: a cell near line {rows.line_num + 1} is too long, or has no end."
        ) from error


def _read_rows(rows: csv.DictReader[str]) -> Read:
    columns = {str(name).strip().lower(): str(name) for name in rows.fieldnames or ()}
    if "name" not in columns:
        raise PhotoorgError(f"The first row must name the columns: {', '.join(COLUMNS)}. Only name must be there.")
    entries: list[Entry] = []
    notices: list[str] = []
    for row in rows:
        cells = {name: " ".join(str(row.get(column) or "").split()) for name, column in columns.items()}
        name = _name(cells["name"], rows.line_num, notices) if any(cells.values()) else None
        if name is not None:
            parents, synonyms, italian, others, colour, state = (cells.get(column, "") for column in COLUMNS[1:])
            entries.append(Entry(name, rows.line_num, parents, synonyms, italian, others, colour, state))
    return Read(tuple(entries), tuple(notices))


def _write_csv(rows: Sequence[TagRow]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        lists = [joined(one) if one else "" for one in (row.parents, row.synonyms, row.italian_synonyms)]
        writer.writerow((row.name, lists[0], lists[1], row.italian, lists[2], row.colour, row.state))
    return text.getvalue()
