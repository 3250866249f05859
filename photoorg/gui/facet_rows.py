"""The facets of a result as the panel shows them; made off the window's thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from PySide6.QtCore import QDate, QLocale

from photoorg.gui.tag_list import Entry
from photoorg.gui.words import translated
from photoorg.library.facets import Facets

_STAR = "★"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of each list by its name; `folders` are the photos in each folder and below, by its path."""

    lists: Mapping[str, Sequence[Entry]] = field(default_factory=dict[str, Sequence[Entry]])
    months: Sequence[Entry] = ()
    folders: Mapping[str, int] = field(default_factory=dict[str, int])


def rows(facets: Facets) -> Rows:
    """Every list of the panel but that of the people."""
    rated = any(facet.term != "rating:0" for facet in facets.ratings)
    lists: dict[str, Sequence[Entry]] = {
        "years": facets.years,
        "tags": facets.tags,
        "cameras": facets.cameras,
        "ratings": [(term, _stars(label), count) for term, label, count in facets.ratings] if rated else (),
        "labels": [(term, translated(label), count) for term, label, count in facets.labels],
    }
    months = [(term, _month(term), count) for term, _, count in facets.months]
    return Rows(lists, months, _below((label_path(term), count) for term, _, count in facets.folders))


def label_path(term: str) -> str:
    """The path that a folder's term names."""
    return term.partition(":")[2].removeprefix('"').removesuffix('"').replace('\\"', '"')


def _below(folders: Iterable[tuple[str, int]]) -> dict[str, int]:
    """How many photos lie in each folder and in those below it."""
    below: dict[str, int] = {}
    for path, count in folders:
        for above in (path, *map(str, PurePath(path).parents)):
            below[above] = below.get(above, 0) + count
    return below


def _month(term: str) -> str:
    """`taken:2024-05` as May."""
    return QLocale().standaloneMonthName(QDate.fromString(term[-7:], "yyyy-MM").month())


def _stars(label: str) -> str:
    stars = int(label)
    if stars < 0:
        return translated("Rejected")
    return _STAR * stars if stars else translated("No stars")
