"""One connection to a library: transactions, and what to tell of errors that are the world's."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlite_utils import Database

from photoorg.library import journal, marks
from photoorg.library.copies import Copy, last_good
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

BUSY_MS = 30_000
_LEAST_ROOM = 256 << 10
# The disk is full, cannot be read or written, or somebody else holds the file: no defect of ours.
_WORLDLY = ("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY")
_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_KEPT = "What was stored before is kept"
_SENTENCES = {
    "SQLITE_FULL": f"The disk is full: nothing more can be stored. {_KEPT}; make room and go on.",
    "SQLITE_READONLY": "The library can only be read here: nothing can be stored.",
}


class DamagedError(PhotoorgError):
    """The library is damaged. `copy` is the last good copy of it, which `backups.restore` puts in its place."""

    def __init__(self, home: Home, why: str) -> None:
        self.home = home
        self.copy: Copy | None = last_good(home)
        if self.copy is not None:
            rest = f"{self.copy.sentence} can be restored: photoorg restore."
        else:
            rest = (
                f"There is no good copy of it in the folder 'backups' beside it; 'photoorg restore' begins a new "
                f"library with your words from {home.words.name}. Nothing was changed."
            )
        super().__init__(f"{home.database} is damaged or not a photoorg library ({why}). {rest}")


class FullDiskError(PhotoorgError):
    """The disk of the library is so full that SQLite cannot even begin to read it together with others."""


@dataclass(slots=True)
class _Opened:
    """What is known of a connection. `counts`: whether its transactions are counted; see marks.py.

    `wrote`: whether one of them has been stored.
    """

    home: Home
    inode: tuple[int, int] | None
    counts: bool = False
    wrote: bool = False


_opened: WeakKeyDictionary[Database, _Opened] = WeakKeyDictionary()


def connect(home: Home) -> Database:
    """A connection that may write."""
    # No memory-mapped reading: a library that is cut short meanwhile would end the process, not raise an error.
    db = Database(sqlite3.connect(home.database, timeout=BUSY_MS / 1000), execute_plugins=False)
    db.conn.execute("PRAGMA temp_store = MEMORY")
    _opened[db] = _Opened(home, _inode(home.database))
    return db


def connect_frozen(home: Home) -> Database:
    """Read a library where nothing can be written, such as a read-only disk: SQLite then must not look for changes."""
    uri = f"{home.database.absolute().as_uri()}?mode=ro&immutable=1"
    db = Database(sqlite3.connect(uri, uri=True), execute_plugins=False)
    _opened[db] = _Opened(home, None)
    return db


def readable(home: Home, db: Database) -> Database:
    """The same connection or, where the disk is full and nothing waits beside the library, one that needs no room."""
    try:
        db.conn.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        db.close()
        wal = home.database.with_name(f"{home.database.name}-wal")
        if not _is_full(error, home) or (wal.exists() and wal.stat().st_size):
            raise
        return connect_frozen(home)
    except sqlite3.Error:
        db.close()
        raise
    return db


def home_of(db: Database) -> Home | None:
    """The library that a connection was opened on; None for one that is held in memory."""
    opened = _opened.get(db)
    return None if opened is None else opened.home


def count_commits(db: Database) -> None:
    """From now on each transaction that changes anything is counted."""
    _opened[db].counts = True


@contextmanager
def writing(db: Database, undo: Callable[[], object] | None = None) -> Generator[None, None, None]:
    """One transaction: all of it or none. Takes the write lock at once, so that it cannot fail half-way for it.

    `undo` takes back what was written elsewhere for it, should it fail: before any other process can write.
    Raises DamagedError or PhotoorgError where the world hinders it.
    """
    opened = _opened.get(db)
    try:
        db.conn.execute("BEGIN IMMEDIATE")
        _check_still_there(opened)
        before = db.conn.total_changes
        yield
        if opened is not None and opened.counts and db.conn.total_changes != before:
            db.conn.execute("UPDATE marks SET value = value + 1 WHERE name = 'commits'")
            if not opened.wrote:
                marks.note_writer(db.conn)
            db.conn.commit()
            opened.wrote = True
        db.conn.commit()
    except BaseException as error:
        with suppress(sqlite3.Error, OSError):  # what went wrong before is what is told
            if undo is not None:
                undo()
        with suppress(sqlite3.Error):
            db.conn.rollback()
        if told := error_for(error, None if opened is None else opened.home):
            raise told from error
        raise


def keep_lock(db: Database) -> None:
    """Keep others out while a transaction is undone: after some errors SQLite has ended it by itself."""
    if not db.conn.in_transaction:
        db.conn.execute("BEGIN IMMEDIATE")


@contextmanager
def part(db: Database) -> Generator[None, None, None]:
    """A part of a transaction that may fail by itself: then the rest of it stands."""
    db.conn.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        db.conn.execute("ROLLBACK TO part")
        raise
    finally:
        db.conn.execute("RELEASE part")


def interrupt(db: Database) -> None:
    """End what another thread asks of its connection; nothing if that has just been closed."""
    with suppress(sqlite3.ProgrammingError):
        db.conn.interrupt()


def error_for(error: BaseException, home: Home | None) -> PhotoorgError | None:
    """A database error of the world's as what is to be told; None for any other error.

    Damage is noted: the library is then examined as a whole when it is opened next.
    """
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(_DAMAGE) and home is not None:
        return note_damage(home, str(error))
    sentence = sentence_for(error)
    return None if sentence is None else PhotoorgError(sentence)


def told(error: Exception, db: Database) -> Exception:
    """What to tell of an error that a question or a job ended with: the world's as a PhotoorgError, ours as it is."""
    return error_for(error, home_of(db)) or error


def sentence_for(error: BaseException) -> str | None:
    """What to tell of a database error that is the world's, such as a full disk; None for any other error."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(_DAMAGE):
        return f"The library is damaged ({error}). 'photoorg restore' puts the last good copy in its place."
    if not name.startswith(_WORLDLY):
        return None
    return f"The library cannot be used: {error}. " + next(
        (sentence for start, sentence in _SENTENCES.items() if name.startswith(start)),
        f"{_KEPT}; 'photoorg doctor' examines it.",
    )


def note_damage(home: Home, why: str) -> DamagedError:
    """The error for a damaged library, which from now on is examined whenever it is opened."""
    told = DamagedError(home, why)
    if mark_suspect(home, why):
        journal.note(home, "damaged", str(told), why=why)
    return told


def mark_suspect(home: Home, why: str = "") -> bool:
    """Let the library be examined: when it is opened next where it is known `why`, else when it is copied next.

    Returns whether that is new.
    """
    try:
        if home.suspect.exists() and (not why or home.suspect.stat().st_size):
            return False
        home.suspect.write_text(why, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return False
    return True


def files_in_use() -> set[tuple[int, int]]:
    """The library files (device, number) that this process may have connections to."""
    opened = [_opened.get(db) for reference in _opened.keyrefs() if (db := reference()) is not None]
    return {one.inode for one in opened if one is not None and one.inode is not None}


@contextmanager
def plain_words(home: Home) -> Generator[None, None, None]:
    """What SQLite says on opening a library as a sentence."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if _is_full(error, home):
            full = f"The library {home.database} cannot be used: {_SENTENCES['SQLITE_FULL']}"
            raise FullDiskError(full.replace("used: The", "used: the")) from error
        start = next((text for name, text in _SENTENCES.items() if error.sqlite_errorname.startswith(name)), "")
        raise PhotoorgError(f"The library {home.database} cannot be used: {error}. {start}".rstrip()) from error
    except sqlite3.DatabaseError as error:
        raise note_damage(home, str(error)) from error


def _is_full(error: sqlite3.OperationalError, home: Home) -> bool:
    """Whether the reason is a full disk: of the memory that it shares with others, SQLite says only that it failed."""
    if not error.sqlite_errorname.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")):
        return False
    try:
        return shutil.disk_usage(home.root).free < _LEAST_ROOM
    except OSError:
        return False


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        info = path.stat()
    except OSError:
        return None
    return info.st_dev, info.st_ino


def _check_still_there(opened: _Opened | None) -> None:
    if opened is not None and opened.inode is not None and _inode(opened.home.database) != opened.inode:
        raise PhotoorgError(
            f"The library {opened.home.database} was deleted or replaced: nothing can be stored. Start photoorg again."
        )


def is_read_only(path: Path) -> bool:
    """Whether nothing can be written in a folder, or to a file."""
    return not os.access(path, os.W_OK)
