"""What follows from a person's words: tables that are worked out from them, by what the words touch (kinds.py).

Whoever stores words, gives them back or takes them away calls `follow` in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from sqlite_utils import Database

from photoorg.library import tagged, taught_tags
from photoorg.library.kinds import Touched
from photoorg.outcomes import Changes

About = tuple[set[int], set[str]]
"""The photos that words are about, and the names of the words (tags, albums, notes)."""


def _tags(db: Database, photos: Set[int], _names: Set[str]) -> None:
    tagged.refresh(db, photos)


DERIVE: dict[Touched, Callable[[Database, Set[int], Set[str]], None]] = {
    "tags": _tags,
    "taught": taught_tags.follow,
}
"""How to work out what each touches; what is not here has nothing worked out from it."""


def follow(db: Database, touched: Mapping[Touched, About]) -> Changes:
    """Work out anew what words were told of, and say what may look different now. Inside a transaction."""
    for what, (photos, names) in touched.items():
        if what in DERIVE:
            DERIVE[what](db, photos, names)
    everything = frozenset[int]().union(*(photos for photos, _ in touched.values()))
    tags = not touched.keys().isdisjoint({"tags", "vocabulary", "bars", "taught"})
    return Changes(everything, tags=tags, albums="albums" in touched)
