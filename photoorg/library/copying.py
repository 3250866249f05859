"""Making a copy of a library while it is in use: whole and found to be so, or not there at all."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from sqlite_utils import Database

from photoorg import durable
from photoorg.library import copies, journal, marks
from photoorg.library.connection import error_for, note_damage
from photoorg.library.copies import Copy
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home, Settings

SPARE_BYTES = 500_000_000
_PAGES = 2048
_CHECK_STEPS = 100_000

Tell = Callable[[str, int, int | None], None]
"""Hears the stage (copy, check), how many pages are done, and of how many. It may raise to stop the copying."""


def make(
    home: Home, settings: Settings, roots: Sequence[str] = (), to: Path | None = None, tell: Tell | None = None
) -> tuple[Copy, str]:
    """Copy the library to where the settings say, or `to` a file or folder; with a sentence if it went elsewhere.

    Others go on writing. Raises DamagedError where the library is damaged, else PhotoorgError with what hinders.
    """
    if not home.database.is_file():
        raise PhotoorgError(f"There is no library in {home.root} yet: there is nothing to copy.")
    folder, note = (_folder_of(to), "") if to else copies.folder_for_new(home, settings, roots)
    name = to.name if to and not to.is_dir() else f"library-{_stamp()}.db"
    if to and not to.is_dir() and to.exists():
        raise PhotoorgError(f"{to} is there already: nothing is copied over it.")
    if to and copies.lies_among(folder, roots) and not copies.lies_among(folder, [str(home.root)]):
        raise PhotoorgError(f"{to} lies among your photos, where nothing is written: choose another place.")
    if to and not folder.is_dir():  # a stick that is not there must not become a folder of this disk
        raise PhotoorgError(f"There is no folder {folder}: no copy was made. Is its drive connected?")
    number = max((copy.number for copy in copies.copies(home, settings)), default=0) + 1
    try:
        durable.make_folder(folder)
        durable.sweep(folder)
        _check_room(home, folder, spare=not to)
        with closing(sqlite3.connect(f"{home.database.absolute().as_uri()}?mode=ro", uri=True)) as source:
            place = _copy(home, source, folder / name, number, tell)
    except OSError as error:
        raise PhotoorgError(f"Cannot copy the library to {folder}: {error.strerror or error}.") from error
    if not to:
        copies.remember_drive(home, folder)
    copy = copies.look(place)
    if copy is None:
        raise PhotoorgError(f"The copy {place} was taken away again just now.")
    return copy, note


def before_migration(db: Database, home: Home, name: str) -> Path:
    """Copy the library as it is before a change of its form. Raises as `make` does, and then nothing is changed."""
    target = home.backups / f"library-{_stamp()}-before-{name}.db"
    try:
        return _copy(home, db.conn, target, max((copy.number for copy in copies.copies(home)), default=0) + 1)
    except OSError as error:
        raise PhotoorgError(f"Cannot copy the library to {target}: {error.strerror or error}.") from error


def thin(home: Home, settings: Settings) -> list[Copy]:
    """Remove copies that make way for newer ones; returns them."""
    dropped = copies.to_drop(copies.copies(home, settings), settings.backups_kept, time.time())
    for copy in dropped:
        try:
            copy.path.unlink()
        except OSError as error:
            journal.note(home, "backup_failed", f"An older copy stays: {error.strerror or error}.", path=str(copy.path))
        else:
            journal.note(home, "backup_dropped", f"{copy.sentence} made way.", path=str(copy.path))
    return dropped


def _copy(home: Home, source: sqlite3.Connection, target: Path, number: int, tell: Tell | None = None) -> Path:
    partial = durable.partial_of(target)
    try:
        partial.unlink(missing_ok=True)
        with closing(sqlite3.connect(partial, isolation_level=None)) as copy:
            copy.execute("PRAGMA locking_mode = EXCLUSIVE")  # another drive may know no locks, and share no memory
            counts = _fill(source, copy, tell or _nobody)
            _prove(home, copy, counts, number, tell or _nobody)
        durable.sync(partial)
        return durable.move_new(partial, target)
    except sqlite3.Error as error:
        raise error_for(error, home) or PhotoorgError(f"Cannot copy the library to {target}: {error}.") from error
    finally:
        for left in (partial, partial.with_name(f"{partial.name}-journal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def _fill(source: sqlite3.Connection, copy: sqlite3.Connection, tell: Tell) -> dict[str, int]:
    """Copy page by page; returns what is counted in the very state that is copied."""
    with_wal = source.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    if with_wal:
        # One state, held while writers go on; without it each of their commits would begin the copy anew.
        source.execute("BEGIN")
    try:
        counts = marks.count(source)
        source.backup(copy, pages=_PAGES, progress=lambda _, left, total: tell("copy", total - left, total))
    finally:
        if with_wal:
            source.rollback()
    return counts


def _prove(home: Home, copy: sqlite3.Connection, counts: dict[str, int], number: int, tell: Tell) -> None:
    """Find the copy to be whole and to have what was counted, and write that into it."""
    copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it

    def step() -> int:
        tell("check", 0, None)
        return 0

    copy.set_progress_handler(step, _CHECK_STEPS)
    found = str(copy.execute("PRAGMA quick_check(1)").fetchone()[0])
    copy.set_progress_handler(None, 0)
    if found != "ok":
        raise note_damage(home, found)
    if marks.count(copy) != counts:
        raise PhotoorgError("The copy lacks some of the library, and was not kept. Try again.")
    if marks.read(copy):
        copy.execute("BEGIN IMMEDIATE")
        marks.put(copy, {**counts, "copy": number, "copied_at": int(time.time())})
        copy.execute("COMMIT")


def _check_room(home: Home, folder: Path, *, spare: bool) -> None:
    size = home.database.stat().st_size
    left = shutil.disk_usage(folder).free - size
    if left < (max(size, SPARE_BYTES) if spare else 0):
        raise PhotoorgError(
            f"No copy of the library was made: it takes {size / 1e6:,.0f} MB, and the disk of {folder} is nearly full. "
            "Make room, or choose another place: photoorg settings backup_folder FOLDER."
        )


def _folder_of(to: Path) -> Path:
    return to if to.is_dir() else to.absolute().parent


def _stamp() -> str:
    return time.strftime("%Y%m%d-%H%M%S")


def _nobody(_stage: str, _done: int, _total: int | None) -> None: ...
