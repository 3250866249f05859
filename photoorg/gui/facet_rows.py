"""The facets of a result as the panel shows them; made off the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from PySide6.QtCore import QLocale

from photoorg.gui.tag_list import Entry
from photoorg.gui.words import translated
from photoorg.library.facets import Facet, Facets

_STAR = "★"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of each list by its name; `folders` are the photos in each folder and below, by its path."""

    lists: Mapping[str, Sequence[Entry]] = field(default_factory=dict[str, Sequence[Entry]])
    months: Sequence[Entry] = ()
    folders: Mapping[str, int] = field(default_factory=dict[str, int])


def rows(facets: Facets) -> Rows:
    """Every list of the panel but that of the people."""
    rated = any(facet.value for facet in facets.ratings)
    lists: dict[str, Sequence[Entry]] = {
        "years": _entries(facets.years),
        "tags": _entries(facets.tags),
        "cameras": _entries(facets.cameras),
        "ratings": _entries(facets.ratings, lambda one: _stars(int(one.value))) if rated else (),
        "labels": _entries(facets.labels, lambda one: translated(one.label)),
    }
    months = _entries(facets.months, lambda one: _month(int(one.value)))
    return Rows(lists, months, _below((str(one.value), one.photos) for one in facets.folders))


def _entries(found: Iterable[Facet], shown: Callable[[Facet], str] = lambda one: one.label) -> list[Entry]:
    return [(one.term, shown(one), one.photos) for one in found]


def _below(folders: Iterable[tuple[str, int]]) -> dict[str, int]:
    """How many photos lie in each folder and in those below it."""
    below: dict[str, int] = {}
    for path, count in folders:
        for above in (path, *map(str, PurePath(path).parents)):
            below[above] = below.get(above, 0) + count
    return below


def _month(month: int) -> str:
    """The name of a month, which counts from January of the year 0."""
    return QLocale().standaloneMonthName(month % 12 + 1)


def _stars(stars: int) -> str:
    if stars < 0:
        return translated("Rejected")
    return _STAR * stars if stars else translated("No stars")
