"""Copying the library as a job: a thread copies, others go on writing, and each step tells how far it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from photoorg.library import backups, journal, places, words
from photoorg.library.backups import Copy
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError, Progress, Report
from photoorg.settings import Home, Settings
from photoorg.work.jobs import Job, MakeJob, Step

TITLE = "Copying the library"
_STEP_SECONDS = 0.05
_AGAIN_SECONDS = 3600


class _StoppedError(Exception):
    """The job was closed: the copying ends where it is, and leaves nothing."""


@dataclass(slots=True)
class _Shared:
    """What the thread that copies tells, and is told."""

    stop: threading.Event = field(default_factory=threading.Event)
    progress: Progress = field(default_factory=lambda: Progress("copy"))

    def tell(self, stage: str, done: int, total: int | None) -> None:
        if self.stop.is_set():
            raise _StoppedError
        self.progress = Progress(stage, done, total)


def due_job(home: Home, settings: Settings) -> tuple[str, MakeJob] | None:
    """The title and the job of a copy that is due; None where none is, or one has just failed."""
    if _has_just_failed(home) or not backups.is_due(home, settings):
        return None
    return TITLE, lambda db: back_up(db, home, settings)


def _has_just_failed(home: Home) -> bool:
    tried = [entry for entry in journal.entries(home) if entry.kind in {"backup", "backup_failed"}]
    return bool(tried) and tried[-1].kind == "backup_failed" and abs(time.time() - tried[-1].at) < _AGAIN_SECONDS


def back_up(db: Database, home: Home, settings: Settings, to: Path | None = None) -> Job:
    """Make a copy where the settings say (or `to` a file or folder), let older ones make way, shorten words.jsonl.

    Closing the job leaves no copy. Fails with DamagedError where the library turns out to be damaged.
    """
    roots, mark = places.roots(db), _mark(home)
    shared = _Shared()
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="copying") as pool:
            made = pool.submit(backups.make, home, settings, roots, to, shared.tell)
            try:
                yield from _steps(made, shared)
            finally:
                shared.stop.set()
        copy, note = made.result()
    except PhotoorgError as error:
        journal.note(home, "backup_failed", str(error))
        raise
    if _mark(home) == mark:  # the copy was examined, and it is the library page by page, as it was then
        home.suspect.unlink(missing_ok=True)
    title = f"{copy.sentence} is kept in {copy.path.parent}."
    journal.note(home, "backup", title, path=str(copy.path), photos=copy.photos, words=copy.words)
    dropped: list[Copy] = [] if to else backups.thin(home, settings)
    words.tidy(db)
    return Report(f"{title} {note}".rstrip(), {"photos": copy.photos, "words": copy.words, "dropped": len(dropped)})


def _mark(home: Home) -> tuple[int, int] | None:
    """When the library was found to be suspect, and how much is said of it; None where it was not."""
    try:
        info = home.suspect.stat()
    except OSError:
        return None
    return info.st_mtime_ns, info.st_size


def _steps(made: Future[tuple[Copy, str]], shared: _Shared) -> Generator[Step, None, None]:
    yield Step(shared.progress)
    while not made.done():
        wait([made], timeout=_STEP_SECONDS)
        yield Step(shared.progress)
