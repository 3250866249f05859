"""What was matched last: a page of photos, its facets and its counts are of one question, which is evaluated once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from photoorg.library.columns import Columns
from photoorg.library.matching import Match
from photoorg.library.query_tree import Alike, All, Any, Node, Not, Similar
from photoorg.library.senses import Senses

_MOST = 3  # of a million photos each takes 6 MB
_SECONDS = 5.0
"""For so long an answer of the models holds: they may be changed, and so may a file from outside."""


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """A tree as it was asked (`asked` says all of it, with its places), what it came to, and until when that holds."""

    asked: str
    commits: int
    senses: Senses | None
    until: float
    tree: Node
    match: Match


@dataclass(slots=True, eq=False)
class _Shelf:
    lock: threading.Lock = field(default_factory=threading.Lock)
    kept: list[_Kept] = field(default_factory=list["_Kept"])


def lately(
    columns: Columns, asked: Node, senses: Senses | None, make: Callable[[], tuple[Node, Match]]
) -> tuple[Node, Match]:
    """A tree resolved, and what it matches: kept from the last time, or made. Nobody changes the arrays."""
    shelf: _Shelf = columns.derived("lately", _Shelf)
    name, commits, now = repr(asked), columns.state.commits, time.monotonic()
    with shelf.lock:
        for one in shelf.kept:
            if (one.asked, one.commits) == (name, commits) and one.senses is senses and now < one.until:
                return one.tree, one.match
    tree, matched = make()
    until = now + _SECONDS if _asks_senses(tree) else float("inf")
    with shelf.lock:
        shelf.kept[:] = [_Kept(name, commits, senses, until, tree, matched), *shelf.kept][:_MOST]
    return tree, matched


def _asks_senses(tree: Node) -> bool:
    match tree:
        case Similar() | Alike():
            return True
        case Not(part):
            return _asks_senses(part)
        case All(parts) | Any(parts):
            return any(map(_asks_senses, parts))
        case _:
            return False
