"""What the window asks of the library, and what it is told: plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photoorg.gui.file_state import NO_FILES, FileState
from photoorg.library.browse import Folder, Totals
from photoorg.library.located import Cluster
from photoorg.library.missing import Missing
from photoorg.library.query_tree import Node
from photoorg.library.search import BEST_MATCH
from photoorg.library.senses import Meaning
from photoorg.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched for, and in which order. `ascending` None is what suits the sort. `weak`: weak matches too."""

    text: str = ""
    sort: str = BEST_MATCH
    ascending: bool | None = None
    weak: bool = True


@dataclass(frozen=True, eq=False)
class Results:
    """Photo ids in order, int64 (n,), with what finds an id's position without going through all of them.

    The first `weak` of them are good matches; `weak_photos` are the others, whether they are among the ids or not.
    `scores` float32 (n,), where the order tells better matches from worse. `meanings` are what was understood by
    meaning, and `tree` is what the question says.
    """

    question: Question
    ids: NDArray[np.int64]
    by_id: NDArray[np.int64]
    complete: bool = True
    ranked: bool = False  # whether the question tells better matches from worse
    weak: int = 0
    weak_photos: int = 0
    scores: NDArray[np.float32] | None = None
    meanings: tuple[Meaning, ...] = ()
    tree: Node | None = None
    sort: str = ""  # what the text says of the order, and which way
    ascending: bool | None = None
    suggestions: Sequence[tuple[str, str]] = ()  # words that nothing is called, each with one that is near

    def is_weak(self, position: int) -> bool:
        """Whether the photo at a position is a weak match."""
        return bool(self.weak_photos) and self.weak <= position

    @cached_property
    def sorted_ids(self) -> NDArray[np.int64]:
        """The ids from the lowest."""
        return self.ids[self.by_id]

    def has_same_photos(self, other: Results) -> bool:
        """Whether they are the same photos, in whatever order."""
        return np.array_equal(self.sorted_ids, other.sorted_ids)

    def positions(self, photo_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where photos are in the order, those that are there; sorted."""
        if not len(self.ids) or not len(photo_ids):
            return np.empty(0, np.int64)
        wanted = np.sort(photo_ids)  # in order, they are found many times faster
        places = np.minimum(np.searchsorted(self.sorted_ids, wanted), len(self.ids) - 1)
        return np.sort(self.by_id[places[self.sorted_ids[places] == wanted]])


NO_RESULTS = Results(Question(), np.empty(0, np.int64), np.empty(0, np.int64), complete=False)


@dataclass(frozen=True, slots=True)
class Overview:
    """The library at large: its folders, how many photos lie in each and below, all tags, and sizes.

    `taxonomy` has the words for tags, a person's own among them.
    """

    folders: tuple[Folder, ...]
    below: dict[int, int]
    tags: tuple[str, ...]
    totals: Totals
    taxonomy: Taxonomy | None = None
    files: FileState = NO_FILES


@dataclass(frozen=True, slots=True)
class MissingPage:
    """Missing photos, those that follow `after`, of `total`."""

    rows: Sequence[Missing]
    total: int
    after: Missing | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Where photos were taken, by cells of so many degrees."""

    clusters: Sequence[Cluster]
    cell: float
