"""Opening a library: pragmas, migrating with a copy first, refusing what is newer, telling what is damaged.

A connection belongs to the thread that made it. One thread writes; any number read.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from sqlite_utils import Database

from photoorg import durable, volumes
from photoorg.library import connection, copying, journal, words
from photoorg.library.connection import (
    DamagedError,
    FullDiskError,
    connect,
    connect_frozen,
    error_for,
    interrupt,
    is_read_only,
    mark_suspect,
    note_damage,
    part,
    plain_words,
    sentence_for,
    told,
    writing,
)  # fmt: skip
from photoorg.library.copies import last_good
from photoorg.library.head import first_bytes
from photoorg.library.kinds import KINDS
from photoorg.library.schema import MIGRATIONS, known_names
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

# The other packages name the connection from here, so that SQL stays in this one.
__all__ = [
    "SQLITE_VERSION",
    "DamagedError",
    "Database",
    "FullDiskError",
    "error_for",
    "health",
    "interrupt",
    "open_reader",
    "open_writer",
    "part",
    "sentence_for",
    "told",
    "writing",
]

SQLITE_VERSION = sqlite3.sqlite_version
_MAGIC = b"SQLite format 3\0"
# A library that was not closed is examined at once up to this size, and a larger one when it is copied next.
_EXAMINE_BYTES = 64 << 20
_NEEDED = frozenset({"volumes", "folders", "photos", "files", "tags", "suggestions", "marks"}).union(
    kind.table for kind in KINDS.values()
)


def open_writer(home: Home) -> Database:
    """The connection that writes; makes or migrates the library first, and brings in words that it lacks.

    Raises DamagedError when the file is damaged, PhotoorgError when it is newer than photoorg or cannot be written.
    """
    home.create()
    _check_file(home)
    if is_read_only(home.root):
        raise PhotoorgError(f"The library in {home.root} can only be read here: nothing can be stored.")
    is_new = not home.database.exists()
    with plain_words(home):
        was_left_open = _has_more(home.database) and not _is_in_use(home)
        db = connect(home)
        try:
            _migrate(db, home)
            _check_tables(db, home)
            _use_journal(db, "delete" if volumes.network_kind(home.root) else "wal")
            # FULL: a committed verdict survives a power cut. A batch of photos is one commit, so it costs little.
            db.conn.execute("PRAGMA synchronous = FULL")
            db.conn.execute("PRAGMA foreign_keys = ON")
            connection.count_commits(db)
            _examine(db, home, was_left_open=was_left_open)
            if brought := words.catch_up(db):
                journal.note(home, "words_replayed", f"{brought:,} of your words were brought in from {home.words}.")
        except BaseException:
            db.close()
            raise
    if is_new:
        durable.sync_folder(home.root)
    return db


def open_reader(home: Home) -> Database:
    """A connection that cannot write. Raises PhotoorgError when there is no library yet, DamagedError as above."""
    _check_file(home)
    if not home.database.is_file():
        raise PhotoorgError(f"There is no library in {home.root} yet: run 'photoorg index FOLDER' first.")
    with plain_words(home):
        db = connection.readable(home, _connect_to_read(home))
        try:
            _refuse_newer(db, home.database)
            if MIGRATIONS.pending(db):
                db.close()
                db = _migrated(home)
            _check_tables(db, home)
            db.conn.execute("PRAGMA query_only = ON")
            # Little: a window has half a dozen of these, walks along a table keep nothing, and the system keeps pages.
            db.conn.execute("PRAGMA cache_size = -8192")
        except BaseException:
            db.close()
            raise
    return db


def health(db: Database) -> str:
    """'ok', or the first sentence of what SQLite finds wrong."""
    try:
        return str(db.conn.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return str(error)


def _check_file(home: Home) -> None:
    """Raises DamagedError where the file is no database, or where there are copies of one that is gone."""
    try:
        head = first_bytes(home.database, 100, connection.files_in_use)
    except FileNotFoundError:
        head = b""
    except OSError as error:
        raise PhotoorgError(f"The library {home.database} cannot be read: {error.strerror or error}.") from error
    if not head:
        if last_good(home) is not None:
            raise DamagedError(home, "it is empty" if home.database.exists() else "it is gone")
    elif len(head) < 100 or not head.startswith(_MAGIC):
        raise note_damage(home, "file is not a database")


def _check_tables(db: Database, home: Home) -> None:
    """Raises DamagedError where tables are missing, or the end of the file."""
    lacking = _NEEDED - set(db.table_names())
    if lacking:
        raise note_damage(home, f"it has no {min(lacking)}")
    if _has_more(home.database):
        return  # what is missing in the file may be in the other
    pages, size = (db.conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    if pages * size > home.database.stat().st_size:
        raise note_damage(home, "its end is missing")


def _has_more(path: Path) -> bool:
    """Whether what was stored last is not yet in the file itself: it is in use, or was not closed."""
    return any(_size(path.with_name(path.name + ending)) for ending in ("-wal", "-journal"))


def _is_in_use(home: Home) -> bool:
    """Whether somebody else has the library open now: then nobody can have it for themselves."""
    alone = sqlite3.connect(home.database, timeout=0, isolation_level=None)
    try:
        alone.execute("PRAGMA locking_mode = EXCLUSIVE")
        alone.execute("BEGIN EXCLUSIVE")
        alone.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorname.startswith("SQLITE_BUSY")
    except sqlite3.DatabaseError:  # told when it is opened
        return False
    finally:
        alone.close()
    return False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _examine(db: Database, home: Home, *, was_left_open: bool) -> None:
    """Look at the whole library where there is reason to, and it is quickly done."""
    suspect = home.suspect.exists()
    if not suspect and not was_left_open:
        return
    if not _size(home.suspect) and _size(home.database) > _EXAMINE_BYTES:
        mark_suspect(home)
        return
    found = health(db)
    if found != "ok":
        raise note_damage(home, found)
    home.suspect.unlink(missing_ok=True)
    if suspect:
        journal.note(home, "examined", "The library was examined and is whole.")


def _connect_to_read(home: Home) -> Database:
    """Where nothing can be written, SQLite cannot read a library that was not closed."""
    if not is_read_only(home.root):
        return connect(home)
    if _has_more(home.database):
        raise PhotoorgError(
            f"The library {home.database} was not closed, and lies where nothing can be written: copy the folder "
            f"{home.root} to another place and open it there with --library."
        )
    return connect_frozen(home)


def _migrated(home: Home) -> Database:
    try:
        open_writer(home).close()
    except DamagedError:
        raise
    except PhotoorgError as error:
        if not is_read_only(home.root):
            raise
        raise PhotoorgError(
            f"The library {home.database} was made by an older photoorg and lies where nothing can be written: copy "
            f"the folder {home.root} to another place and open it there with --library."
        ) from error
    return connect(home)


def _migrate(db: Database, home: Home) -> None:
    _refuse_newer(db, home.database)
    pending = MIGRATIONS.pending(db)
    if not pending:
        return
    names = [step.name for step in pending]
    copy = copying.before_migration(db, home, names[0]) if MIGRATIONS.applied(db) else None
    # The lock comes first: another process may be at it too, and then nothing is pending any more.
    with writing(db):
        MIGRATIONS.apply(db)
    if copy is not None:
        journal.note(home, "migrated", f"The library was brought up to date ({', '.join(names)}).", copy=str(copy))


def _use_journal(db: Database, wanted: str) -> None:
    """Readers and a writer at once need memory that they share ("wal"), which a network drive has not."""
    # For this one change SQLite does not wait by itself while another process uses the file.
    until = time.monotonic() + connection.BUSY_MS / 1000
    while db.conn.execute("PRAGMA journal_mode").fetchone()[0] != wanted:
        try:
            db.conn.execute(f"PRAGMA journal_mode = {wanted}")
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
