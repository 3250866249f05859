"""How well searches find what is right: queries with the photos that each should find, and average precision.

The file is JSON: {"query": [right, ...], ...}, or groups of such by name. What is right is a path (absolute, or
relative to the file), a part of one with * and ?, or a label where a table of labels is given. An empty list is a query
with nothing to find.
"""

from __future__ import annotations

import fnmatch
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from photoorg.evaluation.table import read_table
from photoorg.outcomes import PhotoorgError

Ranking = tuple[Sequence[str], int]
"""Paths in the order in which they were found, and the place from which on they match only weakly."""
Outcome = Literal["found", "weak", "nothing"]

_SHAPE = 'It must be like {"puppy": ["dogs/*.jpg"], "quantum physics": []}.'
_WILD = frozenset("*?[")
_Right = tuple[str, ...]
_FILE = TypeAdapter(dict[str, _Right | dict[str, _Right]])
_KINDS = ("tuple[str, ...]", "dict[str,tuple[str, ...]]")  # how pydantic names the two in an error


@dataclass(frozen=True, slots=True)
class Asked:
    """A query of the file, in its group, with what is right as it is written there."""

    group: str
    query: str
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """How one query went: how many photos are `right`, were `found` and `sure`, and the average precision.

    Without any right photo it is None, and `outcome` says what counts: nothing, weak matches alone, or sure ones.
    """

    group: str
    query: str
    right: int
    found: int
    sure: int
    precision: float | None

    @property
    def outcome(self) -> Outcome:
        """What a person would see first."""
        return "found" if self.sure else "weak" if self.found else "nothing"


def read_queries(path: Path) -> list[Asked]:
    """The queries of a file. Raises PhotoorgError, one sentence, where it is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PhotoorgError(f"The queries {path} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise PhotoorgError(f"The queries {path} are no JSON: {error}. {_SHAPE}") from error
    try:
        groups = _FILE.validate_python(content)
    except ValidationError as error:
        where = " ".join(f"'{part}'" for part in error.errors()[0]["loc"] if part not in _KINDS)
        raise PhotoorgError(f"The queries {path} cannot be used at {where or 'the top'}. {_SHAPE}") from error
    found: list[Asked] = []
    for name, value in groups.items():
        if isinstance(value, dict):
            found += [Asked(name, query, right) for query, right in value.items()]
        else:
            found.append(Asked("", name, value))
    if not found or not all(one.query.strip() for one in found):
        raise PhotoorgError(f"The queries {path} hold none, or an empty one. {_SHAPE}")
    return found


def read_photo_labels(path: Path) -> dict[str, frozenset[str]]:
    """The files of each label, from a table with the columns file and labels. Raises PhotoorgError for another one."""
    found: dict[str, set[str]] = {}
    for row in read_table(path).rows:
        for label in (row.cells.get("labels") or row.cells.get("objects") or "").split(";"):
            word = label.partition(":")[0].strip().casefold()
            if word:
                found.setdefault(word, set()).add(row.cells["file"])
    return {label: frozenset(files) for label, files in found.items()}


def right_photos(
    asked: Asked, photos: Iterable[str], base: Path, labels: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """Which of the library's photos (absolute paths) a query should find."""
    every = list(photos)
    found: set[str] = set()
    for one in asked.right:
        if one.casefold() in labels:
            ends = tuple(f"{os.sep}{os.path.normpath(file)}" for file in labels[one.casefold()])
            found.update(path for path in every if path.endswith(ends))
        elif _WILD & set(one):
            pattern = one if Path(one).is_absolute() else f"*{os.sep}{one}"
            found.update(path for path in every if fnmatch.fnmatch(path, pattern))
        else:
            absolute = os.path.normpath(base / one)
            found.update(path for path in every if path in {absolute, os.path.realpath(absolute)})
    return frozenset(found)


def judge(asked: Asked, right: frozenset[str], ranking: Ranking) -> Judged:
    """How a query's photos compare with the right ones."""
    paths, weak = ranking
    hits = np.fromiter((path in right for path in paths), np.bool_, len(paths))
    precision = average_precision(hits, len(right)) if right else None
    return Judged(asked.group, asked.query, len(right), len(paths), weak, precision)


def average_precision(hits: NDArray[np.bool_], right: int) -> float:
    """The mean, over all `right` photos, of the precision down to each; a photo that was not found counts 0."""
    places = np.flatnonzero(hits)
    return float((np.arange(1, len(places) + 1) / (places + 1)).sum() / right)


def judge_all(
    asked: Sequence[Asked], rank: Callable[[str], Ranking], right: Callable[[Asked], frozenset[str]]
) -> list[Judged]:
    """Every query in turn."""
    return [judge(one, right(one), rank(one.query)) for one in asked]


def summed(judged: Sequence[Judged]) -> dict[str, dict[str, object]]:
    """By group: how many queries, their mean average precision, and of those with nothing to find what came of them."""
    groups: dict[str, dict[str, object]] = {}
    for name in dict.fromkeys(one.group for one in judged):
        own = [one for one in judged if one.group == name]
        measured = [one.precision for one in own if one.precision is not None]
        empty = [one.outcome for one in own if one.precision is None]
        groups[name] = {
            "queries": len(own), "mean_average_precision": round(float(np.mean(measured)), 4) if measured else None,
            "nothing_to_find": len(empty), "nothing_or_weak": sum(outcome != "found" for outcome in empty),
        }  # fmt: skip
    return groups
