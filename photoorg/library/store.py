"""Connections to a library: opening, pragmas, migrating with a backup first, and refusing what is newer.

A connection belongs to the thread that made it. One thread writes; any number read.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlite_utils import Database

from photoorg.library.schema import MIGRATIONS, known_names
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

# The other packages name the connection from here, so that SQL stays in this one.
__all__ = [
    "SQLITE_VERSION",
    "Database",
    "backup",
    "health",
    "open_reader",
    "open_writer",
    "part",
    "sentence_for",
    "writing",
]

BUSY_MS = 30_000
_opened: WeakKeyDictionary[Database, tuple[Path, tuple[int, int] | None]] = WeakKeyDictionary()
SQLITE_VERSION = sqlite3.sqlite_version
# The disk is full, cannot be read or written, or somebody else holds the file: no defect of ours.
_WORLDLY = ("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_CORRUPT", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_NOTADB",
            "SQLITE_READONLY")  # fmt: skip


def open_writer(home: Home) -> Database:
    """The connection that writes; makes or migrates the library first.

    Raises PhotoorgError when the file is damaged, newer than this photoorg, or cannot be written.
    """
    home.create()
    with _plain_words(home.database):
        db = _connect(home.database)
        try:
            _migrate(db, home)
            _use_wal(db)
            # FULL: a committed verdict survives a power cut. A batch of photos is one commit, so it costs little.
            db.conn.execute("PRAGMA synchronous = FULL")
            db.conn.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            db.close()
            raise
    return db


def open_reader(home: Home) -> Database:
    """A connection that cannot write. Raises PhotoorgError when there is no library yet."""
    if not home.database.is_file():
        raise PhotoorgError(f"There is no library in {home.root} yet: run 'photoorg index FOLDER' first.")
    with _plain_words(home.database):
        db = (_connect_frozen if _is_frozen(home.database) else _connect)(home.database)
        try:
            _refuse_newer(db, home.database)
            if MIGRATIONS.pending(db):
                db.close()
                open_writer(home).close()
                db = _connect(home.database)
            db.conn.execute("PRAGMA query_only = ON")
            db.conn.execute("PRAGMA cache_size = -65536")
        except BaseException:
            db.close()
            raise
    return db


@contextmanager
def writing(db: Database) -> Generator[None, None, None]:
    """One transaction: all of it or none. Takes the write lock at once, so that it cannot fail half-way for it."""
    try:
        db.conn.execute("BEGIN IMMEDIATE")
        _check_still_there(db)
        yield
        db.conn.commit()
    except BaseException as error:
        db.conn.rollback()
        if sentence := sentence_for(error):
            raise PhotoorgError(sentence) from error
        raise


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


def sentence_for(error: BaseException) -> str | None:
    """What to tell of a database error that is the world's, such as a full disk; None for any other error."""
    if not getattr(error, "sqlite_errorname", "").startswith(_WORLDLY):
        return None
    return f"The library cannot be used: {error}. What was stored before is kept; 'photoorg doctor' examines it."


def backup(db: Database, target: Path) -> Path:
    """Copy the library while it is in use. The copy is whole or absent. Raises PhotoorgError when it fails."""
    partial = target.with_suffix(".partial")
    try:
        with _plain_words(partial):
            partial.unlink(missing_ok=True)
            copy = sqlite3.connect(partial)
            try:
                db.conn.backup(copy)
            finally:
                copy.close()
            partial.replace(target)
    except OSError as error:
        raise PhotoorgError(f"Cannot back the library up to {target}: {error.strerror or error}.") from error
    return target


def health(db: Database) -> str:
    """'ok', or the first sentence of what SQLite finds wrong."""
    try:
        return str(db.conn.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return str(error)


def _connect(path: Path) -> Database:
    # No memory-mapped reading: a library that is cut short meanwhile would end the process, not raise an error.
    db = Database(sqlite3.connect(path, timeout=BUSY_MS / 1000), execute_plugins=False)
    db.conn.execute("PRAGMA temp_store = MEMORY")
    _opened[db] = (path, _inode(path))
    return db


def _connect_frozen(path: Path) -> Database:
    """Read a library where nothing can be written, such as a read-only disk: SQLite then must not look for changes."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return Database(sqlite3.connect(uri, uri=True), execute_plugins=False)


def _is_frozen(path: Path) -> bool:
    wal = path.with_name(f"{path.name}-wal")
    return not os.access(path.parent, os.W_OK) and not (wal.exists() and wal.stat().st_size)


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        info = path.stat()
    except OSError:
        return None
    return info.st_dev, info.st_ino


def _check_still_there(db: Database) -> None:
    path, inode = _opened.get(db, (None, None))
    if path is not None and _inode(path) != inode:
        raise PhotoorgError(f"The library {path} was deleted or replaced: nothing can be stored. Start photoorg again.")


def _migrate(db: Database, home: Home) -> None:
    _refuse_newer(db, home.database)
    pending = MIGRATIONS.pending(db)
    if not pending:
        return
    if MIGRATIONS.applied(db):
        stamp = time.strftime("%Y%m%d-%H%M%S")
        backup(db, home.backups / f"library-{stamp}-before-{pending[0].name}.db")
    # The lock comes first: another process may be at it too, and then nothing is pending any more.
    with writing(db):
        MIGRATIONS.apply(db)


def _use_wal(db: Database) -> None:
    # For this one change SQLite does not wait by itself while another process uses the file.
    until = time.monotonic() + BUSY_MS / 1000
    while db.conn.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            db.conn.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


def _refuse_newer(db: Database, path: Path) -> None:
    unknown = sorted({step.name for step in MIGRATIONS.applied(db)} - known_names())
    if unknown:
        raise PhotoorgError(
            f"{path} was made by a newer photoorg (it has {unknown[-1]}). Update photoorg; nothing was changed."
        )


@contextmanager
def _plain_words(path: Path) -> Generator[None, None, None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise PhotoorgError(f"The library {path} cannot be used: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise PhotoorgError(
            f"{path} is damaged or not a photoorg library ({error}). Copies made earlier lie in the folder 'backups' "
            f"beside it; nothing was changed."
        ) from error
