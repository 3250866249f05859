"""What a deed said of photos that were edited since: it waits for their former content, too (handing_on.py)."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable

from sqlite_utils import Database

from photoorg.library.kinds import About
from photoorg.library.names import name_key
from photoorg.library.waiting_words import keep_aside, waiting
from photoorg.library.wordbook import Word

Said = tuple[str, int]
"""What was said, and when."""


def change_left(db: Database, about: About, changes: Iterable[tuple[str, Said, Said | None]]) -> list[Word]:
    """Let what waits just as a deed left it be what it was before the deed; returns the words.

    Each change is a name, what the deed said, and what is to be there; None for nothing. What waits without a path is
    told apart by what was said and when: nothing else is known of a photo's former content.
    """
    left: defaultdict[tuple[str, Said], list[Word]] = defaultdict(list)
    for word in waiting(db, "WHERE path = '' AND about = ?", (about,)):
        left[name_key(word.name), (word.said or "", word.at)].append(word)
    if not left:
        return []
    spoken: list[Word] = []
    for name, expected, target in changes:
        said, at = (None, int(time.time())) if target is None else target
        spoken += [word._replace(said=said, at=at) for word in left.pop((name_key(name), expected), ())]
    for word in spoken:
        keep_aside(db, word, newer_only=False)
    return spoken
