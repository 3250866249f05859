"""Events of the file system, turned into folders where something has happened. What it was is found out by looking."""

from __future__ import annotations

import errno
import logging
import os
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, EventEmitter, ObservedWatch

from photoorg.work.watch_limits import count_folders, is_room, most_folders
from photoorg.work.watch_settle import is_wanted

# Without those of opening and closing, which our own reading would make.
_EVENTS: list[type[FileSystemEvent]] = [
    DirCreatedEvent, DirDeletedEvent, DirMovedEvent, FileAttribEvent, FileCreatedEvent, FileDeletedEvent,
    FileModifiedEvent, FileMovedEvent,
]  # fmt: skip
_LOGGERS = ("watchdog.observers.inotify", "watchdog.observers.inotify_c")
_FULL = {errno.ENOSPC, errno.EMFILE}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something has happened in a folder, or (`deep`) anywhere below it."""

    folder: str
    deep: bool = False


class Watcher:
    """Watches folder trees. `mark` is called for each event, on threads of its own, and must return at once."""

    def __init__(self, suffixes: frozenset[str], mark: Callable[[Mark], None]) -> None:
        self._suffixes = suffixes
        self._mark = mark
        self._observer: BaseObserver | None = None
        self._watches: dict[str, ObservedWatch] = {}
        self._folders: dict[str, int] = {}
        self._ear = _Ear(self._lost)
        self._unhush: Callable[[], None] = lambda: None
        self.stopped = False

    @property
    def roots(self) -> tuple[str, ...]:
        """The trees that are watched."""
        return tuple(self._watches)

    def watch(self, root: str) -> str:
        """Watch a tree. Returns a sentence why it cannot be, or nothing.

        Counting its folders ends when it is `stopped`; watchdog, which goes through them once more, cannot be told to.
        """
        self.unwatch(root)
        most = most_folders()
        if most is not None:
            left = most - sum(self._folders.values())
            self._folders[root] = count_folders(root, left, lambda: self.stopped)
            if self._folders[root] > left:
                return self._give_up(root)
        if self.stopped:
            return ""
        try:
            handler = _Handler(root, self._suffixes, self._mark)
            self._watches[root] = self._open().schedule(handler, root, recursive=True, event_filter=_EVENTS)
        except OSError as error:
            reason = self._give_up(root)
            return reason if error.errno in _FULL else f"It cannot be watched: {error.strerror or error}."
        return "" if is_room(root) else self._give_up(root)

    def unwatch(self, root: str) -> None:
        """Watch a tree no longer."""
        self._folders.pop(root, None)
        watch = self._watches.pop(root, None)
        if watch is not None and self._observer is not None:
            self._observer.unschedule(watch)

    def is_watching(self, root: str) -> bool:
        """Whether a tree is still watched.

        It is not once its top has been deleted or its drive unmounted, also where there is one again.
        """
        watch, observer = self._watches.get(root), self._observer
        emitters = [] if observer is None else [one for one in observer.emitters if one.watch == watch]
        return any(one.is_alive() and _has_top(one, root) for one in emitters)

    def no_room(self, root: str) -> str:
        """A sentence where new folders in a watched tree may have found no room to be watched; it is let go then."""
        return "" if is_room(root) else self._give_up(root)

    def close(self) -> None:
        """End every thread of it. May be called twice."""
        self.stopped = True
        observer, self._observer = self._observer, None
        self._watches.clear()
        if observer is not None:
            observer.stop()
            observer.join()
            self._ear.close()
            self._unhush()

    def _give_up(self, root: str) -> str:
        self.unwatch(root)
        return TOO_MANY

    def _open(self) -> BaseObserver:
        if self._observer is None:
            self._unhush = _hush()
            self._ear.open()
            self._observer = Observer()
            self._observer.start()
        return self._observer

    def _lost(self) -> None:
        """More has happened at once than the system keeps: nobody knows where."""
        for root in self.roots:
            self._mark(Mark(root, deep=True))


def _has_top(emitter: EventEmitter, root: str) -> bool:
    """Whether the system still watches the top of a tree: when its drive is unmounted, nobody tells but by this."""
    paths = getattr(getattr(emitter, "_inotify", None), "_active_callbacks_by_path", None)
    return paths is None or os.fsencode(root) in paths


TOO_MANY = "There are more folders than this computer can watch (fs.inotify.max_user_watches)."
"""Why a tree is not watched."""


def _hush() -> Callable[[], None]:
    """Be silent of folders that are watched twice, until what is returned is called.

    A folder that is made while the one above it is walked is, which does no harm.
    """
    warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")
    filters = cast("list[object]", warnings.filters)
    mine = filters[0]

    def unhush() -> None:
        if mine in filters:
            filters.remove(mine)

    return unhush


class _Handler(FileSystemEventHandler):
    """Marks the folder that holds the path of an event; a folder that came, went or moved with all that is in it."""

    def __init__(self, root: str, suffixes: frozenset[str], mark: Callable[[Mark], None]) -> None:
        self._root = root
        self._suffixes = suffixes
        self._mark = mark

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in {os.fsdecode(event.src_path), os.fsdecode(event.dest_path)} - {""}:
            if os.sep + "." in path[len(self._root) :]:
                continue  # hidden, or in a hidden folder
            folder, name = os.path.split(path)
            if event.is_directory:
                self._mark(Mark(path, deep=True))
            elif is_wanted(name, self._suffixes):
                self._mark(Mark(folder))
            elif sys.platform == "win32" and "." not in name:
                self._mark(Mark(path, deep=True))  # what has gone there is never told to have been a folder


class _Ear(logging.Filter):
    """Hears of lost events where watchdog tells of them, in its log. They are made up for: nobody needs to read it."""

    def __init__(self, lost: Callable[[], None]) -> None:
        super().__init__()
        self._lost = lost

    def open(self) -> None:
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self)

    def close(self) -> None:
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if "overflow" in text:
            self._lost()
        # The other one is of a thread that was told to end just before it would have waited.
        return "overflow" not in text and "thread is inactive" not in text
