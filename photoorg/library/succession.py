"""Which photo a file that was read holds: one that is known, the one that was there before, or a new one.

A photo is known by its coded picture. Photoorg 1 knew it by its whole file: such photos get their new identity when a
file of theirs is read again, and those that turn out to be one photo are joined.
"""

from __future__ import annotations

import time
from dataclasses import replace

from sqlite_utils import Database

from photoorg.library import fields, handing_on, places, tagged, taken, word_tables
from photoorg.library.marks import NEW_PHOTO_ID
from photoorg.library.names import to_db
from photoorg.library.pairs import stem_of
from photoorg.library.records import UNDERSTOOD, FileRecord, PhotoRecord
from photoorg.outcomes import Understanding

# What tasks saw in a photo and what was made of it.
_SEEN = (
    "analyses", "evidence", "vectors", "sketches", "suggestions", "proposed", "proposed_changes", "proposals",
    "retag_photos",
)  # fmt: skip
_GUESSED = "guessed_with, declined_with"
_NAMES = ", ".join(UNDERSTOOD)


def save_reading(db: Database, file: FileRecord, photo: PhotoRecord) -> int:
    """Store a file that was read and the photo in it; returns the photo's id.

    A known identity means the same photo: the file becomes one more place of it. Other content in a known file is the
    same photo edited, or another one under a name used again; see `_succeed`. Store the new files of a run before
    the changed ones, and of these last what `is_guess`: what was in a changed file may have moved to another one.
    """
    file = _as_stored(db, file)
    known = _known(db, file, photo)
    before = _photo_of_file(db, file.file_id)
    differs = False
    if known is not None:
        photo_id = known
        differs = _read_again(db, photo_id, file, photo)
    elif before is not None:
        photo_id = _succeed(db, before, file, photo)
    else:
        photo_id = _insert_photo(db, file, photo)
    save_place(db, file, photo_id, differs=differs)
    return photo_id


def is_guess(db: Database, file: FileRecord, photo: PhotoRecord) -> bool:
    """Whether, stored now, the photo would inherit words without dates to tell: only since the old one lies nowhere."""
    file = _as_stored(db, file)
    before = _photo_of_file(db, file.file_id)
    if before is None or any(_photo_by_identity(db, one) for one in (photo.identity, photo.older) if one is not None):
        return False
    dated, _ = _compare_dates(db, before, photo)
    return not dated and _is_only_file(db, before, file.file_id) and word_tables.is_spoken_of(db, before)


def save_place(db: Database, file: FileRecord, photo_id: int, *, differs: bool = False) -> None:
    """Store a file that holds a known photo, maybe where another one was.

    `differs` says that its metadata are not those that are stored of the photo. A photo all of whose files were missing
    has moved: where it was before is forgotten, or its next change would look like that of one copy.
    """
    file = _as_stored(db, file)
    before = _photo_of_file(db, file.file_id)
    db.conn.execute(
        "DELETE FROM files WHERE photo_id = ? AND id IS NOT ? AND (SELECT file_id FROM photos WHERE id = ?) IS NULL",
        (photo_id, file.file_id, photo_id),
    )
    save_file(db, file, photo_id, differs=differs)
    places.choose_first_files(db, [photo_id] if before is None else [photo_id, before])


def save_file(db: Database, file: FileRecord, photo_id: int | None, *, differs: bool = False) -> int:
    """Store what is known of a file, with its photo or (None) as one that cannot be read; returns its id."""
    row = db.conn.execute(
        "INSERT INTO files (photo_id, folder_id, name, size, mtime_ns, inode, stem, companion, differs, "
        "sidecar, sidecar_size, sidecar_mtime_ns) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (folder_id, name) DO UPDATE SET photo_id = coalesce(excluded.photo_id, photo_id), "
        "size = excluded.size, mtime_ns = excluded.mtime_ns, missing_since = NULL, inode = excluded.inode, "
        "stem = excluded.stem, companion = excluded.companion, differs = excluded.differs, sidecar = excluded.sidecar, "
        "sidecar_size = excluded.sidecar_size, sidecar_mtime_ns = excluded.sidecar_mtime_ns RETURNING id",
        (
            photo_id, file.folder_id, to_db(file.name), file.size, file.mtime_ns, file.inode,
            to_db(stem_of(file.name)), file.companion and to_db(file.companion), differs,
            file.sidecar and to_db(file.sidecar), file.sidecar_size, file.sidecar_mtime_ns,
        ),
    ).fetchone()  # fmt: skip
    return int(row[0])


def save_unreadable(db: Database, file: FileRecord) -> None:
    """Store a file that cannot be read. A photo that it held stays as it is known: it is not tried until it changes."""
    file_id = save_file(db, file, None)
    db.conn.execute("UPDATE photos SET read_version = ? WHERE file_id = ?", (fields.READING_VERSION, file_id))


def orientation_of(db: Database, photo_id: int) -> int | None:
    """How a photo is turned, as EXIF counts it; None where an older photoorg read it."""
    return db.conn.execute("SELECT orientation FROM photos WHERE id = ?", (photo_id,)).fetchone()[0]


def has_older(db: Database, scheme: str, formats: tuple[str, ...]) -> bool:
    """Whether a photo of these formats is still known by a scheme that they are no longer known by."""
    marks = ", ".join("?" for _ in formats)
    row = db.conn.execute(
        f"SELECT EXISTS (SELECT 1 FROM photos WHERE identity_scheme = ? AND format IN ({marks}))",  # noqa: S608
        (scheme, *formats),
    ).fetchone()
    return bool(row[0])


def _known(db: Database, file: FileRecord, photo: PhotoRecord) -> int | None:
    """The photo of that identity. One that is known by its older identity takes the new one."""
    known = _photo_by_identity(db, photo.identity)
    older = None if photo.older is None else _photo_by_identity(db, photo.older)
    if older is None:
        return known
    if known is not None:
        _join(db, known, older, file, photo)
        return known
    db.conn.execute(
        "UPDATE photos SET identity = ?, identity_scheme = ? WHERE id = ?",
        (photo.identity, photo.identity_scheme, older),
    )
    return older


def _join(db: Database, keep: int, gone: int, file: FileRecord, photo: PhotoRecord) -> None:
    """Two photos that are one: places and a person's words go together, of two words for one thing the newer holds.

    What tasks saw is kept from one of them. `photo` was read from a `file` of `gone`.
    """
    handing_on.join_words(db, keep, gone)
    db.conn.execute("UPDATE files SET photo_id = ?, differs = 1 WHERE photo_id = ?", (keep, gone))
    looked = db.conn.execute("SELECT 1 FROM analyses WHERE photo_id = ? LIMIT 1", (keep,)).fetchone()
    turned = db.conn.execute("SELECT orientation FROM photos WHERE id = ?", (keep,)).fetchone()[0]
    # Of two that are turned in different ways, what was seen in the one that will be shown.
    if looked is None if turned == photo.orientation else _comes_first(db, keep, file):
        _take_over_seen(db, keep, gone, photo.orientation)
    db.conn.execute(
        "UPDATE photos SET added_at = min(added_at, (SELECT added_at FROM photos WHERE id = ?)) WHERE id = ?",
        (gone, keep),
    )
    db.conn.execute("DELETE FROM photo_tag WHERE photo_id = ?", (gone,))
    db.conn.execute("DELETE FROM photos WHERE id = ?", (gone,))
    tagged.refresh(db, [keep])


def _take_over_seen(db: Database, keep: int, gone: int, orientation: int | None) -> None:
    for table in _SEEN:
        db.conn.execute(f"DELETE FROM {table} WHERE photo_id = ?", (keep,))  # noqa: S608 - fixed names, here and below
        db.conn.execute(f"UPDATE {table} SET photo_id = ? WHERE photo_id = ?", (keep, gone))  # noqa: S608
    db.conn.execute(
        f"UPDATE photos SET orientation = ?, seen_with = NULL, ({_NAMES}, understood, {_GUESSED}) = "  # noqa: S608
        f"(SELECT {_NAMES}, understood, {_GUESSED} FROM photos WHERE id = ?) WHERE id = ?",
        (orientation, gone, keep),
    )


def _read_again(db: Database, photo_id: int, file: FileRecord, photo: PhotoRecord) -> bool:
    """Take over what a photo's first present file says of it now. Returns whether another file says something else."""
    columns = taken.as_stored(db, photo_id, _columns(file, photo))
    stored = _stored(db, photo_id, columns)
    turned = stored["orientation"] not in {None, columns["orientation"]}
    told = [name for name in columns if name not in {"identity", "identity_scheme", "read_version", "orientation"}]
    differs = turned or any(stored[name] != columns[name] for name in told)
    if not _comes_first(db, photo_id, file):
        return differs
    if differs:
        db.conn.execute("UPDATE files SET differs = 1 WHERE photo_id = ? AND id IS NOT ?", (photo_id, file.file_id))
    if turned:  # what was seen where is told of the upright picture
        _forget_seen(db, photo_id)
    if stored != columns:
        _update_photo(db, photo_id, columns)
    return False


def _stored(db: Database, photo_id: int, columns: dict[str, object]) -> dict[str, object]:
    names = ", ".join(columns)
    row = db.conn.execute(f"SELECT {names} FROM photos WHERE id = ?", (photo_id,)).fetchone()  # noqa: S608
    return dict(zip(columns, row, strict=True))


def _comes_first(db: Database, photo_id: int, file: FileRecord) -> bool:
    """Whether a file, which is on a drive that is connected, is or will be the first one: see `choose_first_files`."""
    first = db.conn.execute(
        "SELECT f.id FROM files f JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id "
        "WHERE f.photo_id = ? AND f.missing_since IS NULL AND v.online ORDER BY f.id LIMIT 1",
        (photo_id,),
    ).fetchone()
    return first is None or (file.file_id is not None and file.file_id <= first[0])


def _succeed(db: Database, before: int, file: FileRecord, photo: PhotoRecord) -> int:
    """The photo of new content where the photo `before` was.

    Taken at the same time: the same photo, edited, and a person's words go with it; they also wait for the old content,
    which may only have been moved where nobody has looked yet. At another time: another photo, which inherits nothing.
    Without dates nobody can tell: where the old content is nowhere else, the new photo inherits, and the old one keeps
    its words under its own identity, should it turn up again.
    """
    dated, same = _compare_dates(db, before, photo)
    alone = _is_only_file(db, before, file.file_id)
    if same and alone:
        handing_on.leave_words(db, before, photo.identity)
        _forget_seen(db, before)
        _update_photo(db, before, taken.as_stored(db, before, _columns(file, photo)))
        return before
    photo_id = _insert_photo(db, file, photo)
    if same or (alone and not dated):
        handing_on.inherit_words(db, before, photo_id)
    return photo_id


def _compare_dates(db: Database, before: int, photo: PhotoRecord) -> tuple[bool, bool]:
    """Whether a photo in the library and one that was read both say when they were taken, and say the same."""
    sql = f"SELECT {taken.FILE_TAKEN} FROM photos p WHERE p.id = ?"  # noqa: S608 - fixed text
    was = db.conn.execute(sql, (before,)).fetchone()[0]
    dated = was is not None and photo.taken_at is not None
    return dated, dated and was == photo.taken_at


def _as_stored(db: Database, file: FileRecord) -> FileRecord:
    """The file with the id that it has now: since it was seen, it may have been forgotten and its id used again."""
    row = db.conn.execute(
        "SELECT id FROM files WHERE folder_id = ? AND name = ?", (file.folder_id, to_db(file.name))
    ).fetchone()
    return replace(file, file_id=None if row is None else int(row[0]))


def _photo_of_file(db: Database, file_id: int | None) -> int | None:
    row = db.conn.execute("SELECT photo_id FROM files WHERE id = ?", (file_id,)).fetchone()
    return None if row is None else row[0]


def _photo_by_identity(db: Database, identity: bytes) -> int | None:
    row = db.conn.execute("SELECT id FROM photos WHERE identity = ?", (identity,)).fetchone()
    return None if row is None else int(row[0])


def _is_only_file(db: Database, photo_id: int, file_id: int | None) -> bool:
    others = db.conn.execute("SELECT 1 FROM files WHERE photo_id = ? AND id IS NOT ? LIMIT 1", (photo_id, file_id))
    return others.fetchone() is None


def _columns(file: FileRecord, photo: PhotoRecord) -> dict[str, object]:
    dated = {"taken_at": photo.taken_at, "taken_source": "photo", "taken_offset": photo.taken_offset}
    if photo.taken_at is None:
        seconds = file.mtime_ns // 1_000_000_000
        # The file's date in the clock of this place, to sort with the wall-clock times of the others.
        dated = {"taken_at": taken.by_the_clock(seconds), "taken_source": "file", "taken_offset": None}
    facts = {name: photo.facts.get(name) for name in fields.STORED}
    versions = {"identity_scheme": photo.identity_scheme, "read_version": fields.READING_VERSION}
    shown = {"orientation": photo.orientation, "damaged": photo.damaged}
    return {"identity": photo.identity, **shown, **versions, **dated, **facts}


def _insert_photo(db: Database, file: FileRecord, photo: PhotoRecord) -> int:
    columns = _columns(file, photo) | {"added_at": taken.by_the_clock(int(time.time()))}
    names = ", ".join(columns)
    marks = ", ".join("?" for _ in columns)
    row = db.conn.execute(
        f"INSERT INTO photos (id, changed, {names}) "  # noqa: S608 - fixed names
        f"VALUES ({NEW_PHOTO_ID}, (SELECT value FROM marks WHERE name = 'commits'), {marks}) RETURNING id",
        tuple(columns.values()),
    ).fetchone()
    return int(row[0])


def _forget_seen(db: Database, photo_id: int) -> None:
    """Let every task look again; a person's words stay. The tags are for who calls to derive again."""
    for table in _SEEN:
        db.conn.execute(f"DELETE FROM {table} WHERE photo_id = ?", (photo_id,))  # noqa: S608 - fixed names
    blank = Understanding()
    changes = ", ".join(f"{name} = ?" for name in UNDERSTOOD)
    db.conn.execute(
        f"UPDATE photos SET {changes}, understood = NULL, seen_with = NULL, guessed_with = NULL, declined_with = NULL "  # noqa: S608 - as above
        "WHERE id = ?",
        (*(getattr(blank, name) for name in UNDERSTOOD), photo_id),
    )


def _update_photo(db: Database, photo_id: int, columns: dict[str, object]) -> None:
    changes = ", ".join(f"{name} = ?" for name in columns)
    db.conn.execute(
        f"UPDATE photos SET {changes} WHERE id = ?",  # noqa: S608 - names from the field table
        (*columns.values(), photo_id),
    )
    tagged.refresh(db, [photo_id])  # the date is part of its key
