"""What a result is made of: how many of its photos carry each tag, were taken in each year, lie in each folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library import columns as memory
from photoorg.library.columns import Columns
from photoorg.library.columns.parts import FOLDERS
from photoorg.library.columns.postings import counted
from photoorg.library.fields import BY_NAME
from photoorg.library.folder_paths import folder_paths
from photoorg.library.matching_fields import months_of, numbers_of
from photoorg.library.query import parse, quoted
from photoorg.library.search import find
from photoorg.library.senses import Senses
from photoorg.library.terms import folder_term, tag_term


class Facet(NamedTuple):
    """The `term` that narrows a query to these, what they are called, and how many of the result there are.

    `value` is what the term says: a tag, a camera, a label, a path, a number; of a month that of `months_of`.
    """

    term: str
    label: str
    photos: int
    value: str | int


@dataclass(frozen=True, slots=True)
class Facets:
    """The photos of a result by what they are: tags, cameras, labels, the commonest first; all else in its order.

    `folders` are those that photos lie in directly, by their path; a photo with copies counts in each.
    """

    total: int = 0
    tags: list[Facet] = field(default_factory=list[Facet])
    years: list[Facet] = field(default_factory=list[Facet])
    months: list[Facet] = field(default_factory=list[Facet])
    cameras: list[Facet] = field(default_factory=list[Facet])
    folders: list[Facet] = field(default_factory=list[Facet])
    people: list[Facet] = field(default_factory=list[Facet])
    ratings: list[Facet] = field(default_factory=list[Facet])
    labels: list[Facet] = field(default_factory=list[Facet])


@dataclass(frozen=True, slots=True, eq=False)
class _Result:
    """What was found, and its slots."""

    columns: Columns
    mask: NDArray[np.bool_]
    slots: NDArray[np.int64]


def facets(
    db: Database, text: str, senses: Senses | None = None, columns: Columns | None = None, *, weak: bool = True
) -> Facets:
    """The facets of what a query finds; without `weak` of what does not match only weakly.

    Raises QueryError as searching does.
    """
    result = _find(db, text, senses, columns, weak=weak)
    return Facets(len(result.slots), **{name: make(db, result) for name, make in _FACETS.items()})


def _find(
    db: Database, text: str, senses: Senses | None, columns: Columns | None = None, *, weak: bool = True
) -> _Result:
    found = find(db, parse(text), senses, columns, weak=weak)
    return _Result(found.columns, found.mask, found.slots)


def common_tags(db: Database, text: str, limit: int = 200, senses: Senses | None = None) -> list[tuple[str, int]]:
    """The commonest tags among the photos that match, with how many carry each."""
    tags = _tags(db, _find(db, text, senses))
    return [(tag.label, tag.photos) for tag in tags[: limit or None]]


def tag_counts(db: Database) -> Mapping[str, int]:
    """How many photos of the library carry each tag, by its name."""
    columns = memory.of(db)
    counts: Mapping[int, int] = columns.derived("tag counts", lambda: counted(columns.tags, columns.present))
    return {name: counts[tag] for tag, name in _names(db).items() if tag in counts}


def _tags(db: Database, found: _Result) -> list[Facet]:
    names = _names(db)
    counts = counted(found.columns.tags, found.mask)
    rows = sorted((-number, names[tag]) for tag, number in counts.items() if tag in names)
    return [Facet(tag_term(name), name, -number, name) for number, name in rows]


def _names(db: Database) -> dict[int, str]:
    return dict(db.conn.execute("SELECT id, name FROM tags").fetchall())


def _months(_db: Database, found: _Result) -> list[Facet]:
    counts = _numbers(months_of(found.columns), found.slots)
    return [
        Facet(f"taken:{month // 12:04}-{month % 12 + 1:02}", f"{month // 12:04}-{month % 12 + 1:02}", number, month)
        for month, number in sorted(counts.items(), reverse=True)
    ]


def _years(_db: Database, found: _Result) -> list[Facet]:
    counts: dict[int, int] = {}
    for month, number in _numbers(months_of(found.columns), found.slots).items():
        counts[month // 12] = counts.get(month // 12, 0) + number
    return [
        Facet(f"taken:{year:04}", f"{year:04}", number, year) for year, number in sorted(counts.items(), reverse=True)
    ]


def _people(_db: Database, found: _Result) -> list[Facet]:
    counts = _numbers(numbers_of(BY_NAME["people"], found.columns), found.slots)
    return [Facet(f"people:{people}", str(people), number, people) for people, number in sorted(counts.items())]


def _ratings(_db: Database, found: _Result) -> list[Facet]:
    counts = _numbers(numbers_of(BY_NAME["rating"], found.columns), found.slots)
    return [
        Facet(f"rating:{stars}", str(stars), number, stars) for stars, number in sorted(counts.items(), reverse=True)
    ]


def _texts(name: str, term: Callable[[str], str]) -> Callable[[Database, _Result], list[Facet]]:
    def make(_db: Database, found: _Result) -> list[Facet]:
        texts = found.columns.texts(BY_NAME[name])
        counts: dict[str, int] = {}
        numbers = np.bincount(texts.codes[found.slots] + 1, minlength=1)[1:]
        for code in np.flatnonzero(numbers).tolist() if texts.labels else ():
            counts[texts.labels[code]] = counts.get(texts.labels[code], 0) + int(numbers[code])
        rows = sorted((-number, label) for label, number in counts.items())
        return [Facet(term(label), label, -number, label) for number, label in rows]

    return make


def folder_counts(columns: Columns, mask: NDArray[np.bool_]) -> dict[int, int]:
    """How many photos of a mask, bool (n,), lie in each folder, by its id."""
    bag = columns.bag(FOLDERS)
    if not len(bag.keys):
        return {}
    numbers = np.bincount(bag.keys[mask if _one_each(columns) else mask[bag.slots()]])
    return {one: int(numbers[one]) for one in np.flatnonzero(numbers).tolist()}


def _folders(db: Database, found: _Result) -> list[Facet]:
    paths, counts = folder_paths(db, found.columns).by_id, folder_counts(found.columns, found.mask)
    named = sorted((paths[one], number) for one, number in counts.items() if one in paths)
    return [Facet(folder_term(path), os.path.basename(path) or path, number, path) for path, number in named]  # noqa: PTH119


def _one_each(columns: Columns) -> bool:
    """Whether each slot has one folder, so that its place among the folders is its own."""

    def make() -> bool:
        bag = columns.bag(FOLDERS)
        return len(bag.keys) == columns.n and bool((np.diff(bag.starts) == 1).all())

    return columns.derived("one folder each", make)


def _numbers(values: NDArray[np.floating | np.integer], slots: NDArray[np.int64]) -> dict[int, int]:
    """How many of each whole number there are, unknown ones left out."""
    some = values[slots]
    if some.dtype.kind == "f":
        some = some[~np.isnan(some)].astype(np.int32)
    if not len(some):
        return {}
    low = int(some.min())
    counts = np.bincount(np.subtract(some, low, dtype=np.int32))
    return {low + place: int(counts[place]) for place in np.flatnonzero(counts).tolist()}


_FACETS: dict[str, Callable[[Database, _Result], list[Facet]]] = {
    "tags": _tags,
    "years": _years,
    "months": _months,
    "cameras": _texts("camera", lambda label: f"camera={quoted(label)}"),
    "folders": _folders,
    "people": _people,
    "ratings": _ratings,
    "labels": _texts("label", lambda label: f"label:{label}"),
}
