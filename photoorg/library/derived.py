"""What follows from a person's words: tables that are worked out from them, by what the words touch (kinds.py).

Whoever stores words, gives them back or takes them away calls `follow` in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from sqlite_utils import Database

from photoorg.library import bars, proposing, tagged, taken, taught_tags
from photoorg.library.following import follow_vocabulary
from photoorg.library.kinds import Touched
from photoorg.library.wordbook import Word
from photoorg.outcomes import Changes

About = tuple[set[int], set[str]]
"""The photos that words are about, and the names of the words (tags, albums, notes)."""


_MANY = 200  # with more names than that it is quicker to derive all tags of the photos


def _tags(db: Database, photos: Set[int], names: Set[str]) -> None:
    if names and len(names) <= _MANY:
        tagged.refresh_tags(db, photos, names)
    else:
        tagged.refresh(db, photos)


DERIVE: dict[Touched, Callable[[Database, Set[int], Set[str]], None]] = {
    "bars": bars.follow_words,
    "tags": _tags,
    "taught": taught_tags.follow,
    "taken": taken.follow,
}
"""How to work out what each touches, in this order, after the vocabulary; of what is not here nothing follows."""

_SHOWN: frozenset[Touched] = frozenset({"tags", "vocabulary", "bars", "taught"})
"""What may show other tags."""


def follow(db: Database, touched: Mapping[Touched, About], spoken: list[Word] | None = None) -> Changes:
    """Work out anew what words were told of, and say what may look different now. Inside a transaction.

    `spoken` gets the words that are others by that: those about tags that are called otherwise now.
    """
    if "vocabulary" in touched:
        follow_vocabulary(db, [] if spoken is None else spoken)
    others = not touched.keys().isdisjoint(_SHOWN - {"tags"})
    for what, derive in DERIVE.items():
        if what in touched:
            photos, names = touched[what]
            # What a tag spoke for may be another one by now: then all tags of these photos are derived.
            derive(db, photos, set() if what == "tags" and others else names)
    if "tags" in touched:
        proposing.compare(db, touched["tags"][0])
    if "taught" in touched:
        proposing.compare(db)
    everything = frozenset[int]().union(*(photos for photos, _ in touched.values()))
    tags = not touched.keys().isdisjoint(_SHOWN)
    return Changes(everything, tags=tags, albums="albums" in touched)
