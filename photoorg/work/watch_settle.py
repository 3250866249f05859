"""From folders where something happens to folders that can be looked at: those where nothing has changed for a moment.

Told by looking, never by what an event says: events are lost where folders are made and filled at once, and nothing
says that a program has finished with a file. Nothing here waits: time is given.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from photoorg.paths import above, lies_in
from photoorg.work.scope import Spot
from photoorg.work.watch_limits import never

SETTLE = 0.5
"""Seconds between two looks that must agree."""
FIRST = 0.03
"""Seconds until the first of them: a small file is written by then, and a crowd of events is one look."""
PATIENCE = 10.0
"""Seconds after which the finished part of a folder that still changes is given out."""
_SHARE = 10

Files = dict[str, tuple[int, int, int]]
"""Name -> size, time of change, number of the file in its file system."""
Tree = dict[str, Files]


@dataclass(slots=True)
class _Hot:
    """A folder where something has happened: what was there at the last look, and what of it has been given out."""

    deep: bool
    since: float
    due: float
    before: Tree | None = None
    given: Tree = field(default_factory=Tree)


class Settling:
    """The folders that are not settled yet. Not safe in threads."""

    def __init__(
        self, suffixes: frozenset[str], private: frozenset[str] = frozenset(), stopped: Callable[[], bool] = never
    ) -> None:
        self._suffixes, self._private, self._stopped = suffixes, private, stopped
        self._hot: dict[str, _Hot] = {}

    def mark(self, folder: str, deep: bool, now: float) -> None:
        """Something has happened in a folder, or (`deep`) anywhere below it."""
        if lies_in(folder, self._private):
            return
        hot = self._hot.get(folder)
        if hot is None:
            self._hot[folder] = _Hot(deep, now, now + FIRST)
        elif deep and not hot.deep:
            hot.deep, hot.before, hot.due = True, None, now + FIRST

    @property
    def next_look(self) -> float | None:
        """When to ask for what is settled again."""
        return min((hot.due for hot in self._hot.values()), default=None)

    def settled(self, now: float) -> list[Spot]:
        """Look at what is due. What is the same as at the last look is given out."""
        self._absorb()
        spots: list[Spot] = []
        for folder, hot in list(self._hot.items()):
            if hot.due <= now:
                spots += self._look(folder, hot, now)
        return spots

    def _absorb(self) -> None:
        """Forget folders that are looked at with one above them."""
        deep = {folder for folder, hot in self._hot.items() if hot.deep}
        if deep:
            for folder in [one for one in self._hot if any(top in deep for top in above(one))]:
                del self._hot[folder]

    def _look(self, folder: str, hot: _Hot, now: float) -> Iterator[Spot]:
        started = time.perf_counter()
        found = look_at(folder, hot.deep, self._suffixes, self._private, self._stopped)
        if self._stopped():
            return  # it has not seen all
        before, hot.before = hot.before, found
        # A large tree takes long to look at: most of the time is left to others.
        hot.due = now + max(SETTLE, _SHARE * (time.perf_counter() - started))
        if found == before:
            del self._hot[folder]
            # Where it is gone, what was known below it has gone as well.
            yield Spot(folder, hot.deep or folder not in found)
        elif before is not None and now - hot.since >= PATIENCE:
            hot.since = now
            yield from _finished(found, before, hot.given)


def look_at(
    folder: str, deep: bool, suffixes: frozenset[str], private: frozenset[str] = frozenset(),
    stopped: Callable[[], bool] = never,
) -> Tree:  # fmt: skip
    """The photos in a folder, and (`deep`) in those below it, until it is `stopped`.

    A folder that cannot be listed is left out.
    """
    tree: Tree = {}
    todo = [folder]
    while todo and not stopped():
        here = todo.pop()
        try:
            with os.scandir(here) as entries:
                files, folders = _listed(entries, suffixes)
        except OSError:
            continue
        tree[here] = files
        if deep:
            todo.extend(path for path in folders if path not in private)
    return tree


def _listed(entries: Iterator[os.DirEntry[str]], suffixes: frozenset[str]) -> tuple[Files, list[str]]:
    files: Files = {}
    folders: list[str] = []
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            folders.append(entry.path)
        elif is_wanted(entry.name, suffixes):
            try:
                stat = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            files[entry.name] = stat.st_size, stat.st_mtime_ns, stat.st_ino
    return files, folders


def is_wanted(name: str, suffixes: frozenset[str]) -> bool:
    """Whether a file of this name may be a photo, or belong to one."""
    return os.path.splitext(name)[1].lower() in suffixes  # noqa: PTH122 - may not be UTF-8


def _finished(found: Tree, before: Tree, given: Tree) -> Iterator[Spot]:
    """What has stopped changing in a tree that has not, without what was given out already."""
    for folder, files in found.items():
        earlier = before.get(folder)
        if earlier is None:
            continue
        done = {name: seen for name, seen in files.items() if earlier.get(name) == seen}
        if given.get(folder) != done:
            given[folder] = done
            yield Spot(folder)
