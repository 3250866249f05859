"""What the pipeline writes: readings of files, findings of tasks, problems and jobs. Plain values in, SQL stays here.

Every function is meant to be called inside `store.writing`, one short transaction for a batch.
"""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from sqlite_utils import Database

from photoorg.library import fields, places, tagged
from photoorg.library.evidence import Gathered as Gathered  # noqa: PLC0414 - named here for who fills the catalogue
from photoorg.library.evidence import evidence_of as evidence_of  # noqa: PLC0414
from photoorg.library.evidence import packed
from photoorg.library.evidence import without_region as without_region  # noqa: PLC0414
from photoorg.library.names import from_db, to_db
from photoorg.outcomes import Evidence, Problem, Understanding

# The columns of `photos` that say what the evidence means, named as in Understanding.
_UNDERSTOOD = tuple(one.name for one in dataclasses.fields(Understanding) if one.name != "suggestions")
_UNDERSTAND = f"UPDATE photos SET {', '.join(f'{name} = ?' for name in _UNDERSTOOD)}, understood = ? WHERE id = ?"  # noqa: S608


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as the scan saw it. `file_id` is None for one that is new.

    `inode` is its number on the drive where that lasts, `companion` the name of the video beside it.
    """

    folder_id: int
    name: str
    size: int
    mtime_ns: int
    file_id: int | None = None
    inode: int | None = None
    companion: str | None = None


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """A photo as it was read. `facts` holds values by the names in `fields.STORED`; absent ones are unknown.

    `taken_at`: wall-clock seconds since 1970, None where the photo does not say. `taken_offset`: minutes from UTC.
    """

    identity: bytes
    facts: Mapping[str, object]
    taken_at: int | None = None
    taken_offset: int | None = None
    damaged: str | None = None
    identity_scheme: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one run of one task saw in one photo. `vector` is little-endian float16, or None."""

    photo_id: int
    task: str
    version: str
    model: str
    evidence: Evidence
    vector: bytes | None = None


def save_reading(db: Database, file: FileRecord, photo: PhotoRecord) -> int:
    """Store a file that was read and the photo in it; returns the photo's id.

    A known identity means the same photo: the file becomes one more place of it. Other content in a known file is the
    same photo edited, or another one under a name used again; see `_succeed`. Store the new files of a run before
    the changed ones: what was in a changed file may have moved to a new one.
    """
    before = _photo_of_file(db, file.file_id)
    known = _photo_by_identity(db, photo.identity)
    if known is not None:
        photo_id = known
        _read_anew(db, photo_id, file, photo)
    elif before is not None:
        photo_id = _succeed(db, before, file, photo)
    else:
        photo_id = _insert_photo(db, file, photo)
    save_place(db, file, photo_id)
    return photo_id


def _succeed(db: Database, before: int, file: FileRecord, photo: PhotoRecord) -> int:
    """The photo of new content where the photo `before` was.

    Taken at the same time: the same photo, edited, and a person's words go with it. At another: another photo, which
    inherits nothing. Without dates nobody can tell: where the old content is nowhere else, the new photo inherits, and
    the old one keeps its words under its own identity, should it turn up again.
    """
    row = db.conn.execute("SELECT taken_at, taken_source FROM photos WHERE id = ?", (before,)).fetchone()
    dated = row[1] == "photo" and photo.taken_at is not None
    same = dated and row[0] == photo.taken_at
    alone = _is_only_file(db, before, file.file_id)
    if same and alone:
        _replace_content(db, before, file, photo)
        return before
    photo_id = _insert_photo(db, file, photo)
    if same or (alone and not dated):
        _inherit_words(db, before, photo_id)
    return photo_id


def save_place(db: Database, file: FileRecord, photo_id: int) -> None:
    """Store a file that holds a known photo, maybe where another one was.

    A photo all of whose files were missing has moved: where it was before is forgotten, or its next change would look
    like that of one copy.
    """
    before = _photo_of_file(db, file.file_id)
    db.conn.execute(
        "DELETE FROM files WHERE photo_id = ? AND id IS NOT ? AND (SELECT file_id FROM photos WHERE id = ?) IS NULL",
        (photo_id, file.file_id, photo_id),
    )
    save_file(db, file, photo_id)
    places.choose_first_files(db, [photo_id] if before is None else [photo_id, before])


def save_file(db: Database, file: FileRecord, photo_id: int | None) -> int:
    """Store a file's size and time, with its photo or (None) as one that cannot be read; returns its id."""
    row = db.conn.execute(
        "INSERT INTO files (photo_id, folder_id, name, size, mtime_ns, inode, companion) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (folder_id, name) DO UPDATE SET photo_id = coalesce(excluded.photo_id, photo_id), "
        "size = excluded.size, mtime_ns = excluded.mtime_ns, inode = excluded.inode, companion = excluded.companion, "
        "missing_since = NULL RETURNING id",
        (
            photo_id,
            file.folder_id,
            to_db(file.name),
            file.size,
            file.mtime_ns,
            file.inode,
            file.companion and to_db(file.companion),
        ),
    ).fetchone()
    return int(row[0])


def save_findings(db: Database, findings: Sequence[Finding]) -> None:
    """Replace what a task saw in these photos. What that means is for `save_understandings`."""
    now = int(time.time())
    db.conn.executemany(
        "INSERT OR REPLACE INTO evidence (photo_id, task, content) VALUES (?, ?, ?)",
        [(f.photo_id, f.task, packed(f.evidence)) for f in findings],
    )
    db.conn.executemany(
        "INSERT OR REPLACE INTO vectors (photo_id, task, vector) VALUES (?, ?, ?)",
        [(f.photo_id, f.task, f.vector) for f in findings if f.vector is not None],
    )
    db.conn.executemany(
        "INSERT OR REPLACE INTO analyses (photo_id, task, version, model, at) VALUES (?, ?, ?, ?, ?)",
        [(f.photo_id, f.task, f.version, f.model, now) for f in findings],
    )


def save_understandings(db: Database, found: Mapping[int, Understanding], version: str) -> None:
    """Replace what the evidence of these photos means, and derive their tags again. Verdicts are not touched.

    `version` is that of the rules by which it was worked out.
    """
    ids = tagged.tag_ids(db, (guess.tag for one in found.values() for guess in one.suggestions))
    db.conn.executemany("DELETE FROM suggestions WHERE photo_id = ?", [(photo_id,) for photo_id in found])
    db.conn.executemany(  # or ignore: names that differ in their case are one tag
        "INSERT OR IGNORE INTO suggestions (photo_id, tag_id, confidence, because) VALUES (?, ?, ?, ?)",
        [
            (photo_id, ids[guess.tag], guess.confidence, json.dumps(guess.because, separators=(",", ":")))
            for photo_id, one in found.items()
            for guess in one.suggestions
        ],
    )
    db.conn.executemany(_UNDERSTAND, [(*_values(one), version, photo_id) for photo_id, one in found.items()])
    tagged.refresh(db, found)


def _values(one: Understanding) -> tuple[object, ...]:
    return tuple(getattr(one, name) for name in _UNDERSTOOD)


def not_understood(db: Database, version: str) -> list[int]:
    """Photos that tasks have looked at and whose meaning was not worked out by that version of the rules."""
    rows = db.conn.execute(
        "SELECT p.id FROM photos p WHERE p.understood IS NOT ? "
        "AND EXISTS (SELECT 1 FROM evidence e WHERE e.photo_id = p.id) ORDER BY p.id DESC",
        (version,),
    )
    return [photo_id for (photo_id,) in rows]


def misunderstood(db: Database, photo_ids: Iterable[int]) -> None:
    """Note that what these photos' evidence means is to be worked out again."""
    ids = json.dumps(list(photo_ids))
    db.conn.execute("UPDATE photos SET understood = NULL WHERE id IN (SELECT value FROM json_each(?))", (ids,))


def save_problems(db: Database, problems: Iterable[Problem]) -> None:
    """Keep what went wrong, one row a path and stage: the newest reason."""
    now = int(time.time())
    db.conn.executemany(
        "INSERT OR REPLACE INTO problems (path, stage, reason, at) VALUES (?, ?, ?, ?)",
        [(to_db(problem.path), problem.stage, problem.reason, now) for problem in problems],
    )


def clear_problems(db: Database, paths: Iterable[str]) -> None:
    """Forget what was wrong with files that have just been read again, or are gone."""
    db.conn.executemany("DELETE FROM problems WHERE path = ?", [(to_db(path),) for path in paths])


def clear_stage(db: Database, stage: str) -> None:
    """Forget every problem of a stage that is gone through again as a whole."""
    db.conn.execute("DELETE FROM problems WHERE stage = ?", (stage,))


def clear_folder_problems(db: Database, top: PurePath) -> None:
    """Forget that folders at or below `top` could not be listed; what still holds is told anew."""
    rows = db.conn.execute("SELECT path FROM problems WHERE stage = 'stat'").fetchall()
    told = [PurePath(from_db(path)) for (path,) in rows]
    clear_problems(db, [str(path) for path in told if path.is_relative_to(top)])


def start_job(db: Database, kind: str, arguments: Mapping[str, object]) -> int:
    """Note that a job runs; any job still noted as running was interrupted."""
    now = int(time.time())
    db.conn.execute("UPDATE jobs SET state = 'interrupted', finished_at = ? WHERE state = 'running'", (now,))
    row = db.conn.execute(
        "INSERT INTO jobs (kind, arguments, state, started_at) VALUES (?, ?, 'running', ?) RETURNING id",
        (kind, json.dumps(dict(arguments)), now),
    ).fetchone()
    return int(row[0])


def finish_job(db: Database, job_id: int, state: str, outcome: str) -> None:
    """Note how a job ended: 'done', 'cancelled' or 'failed', with a sentence."""
    db.conn.execute(
        "UPDATE jobs SET state = ?, outcome = ?, finished_at = ? WHERE id = ?",
        (state, outcome, int(time.time()), job_id),
    )


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
    taken = {"taken_at": photo.taken_at, "taken_source": "photo", "taken_offset": photo.taken_offset}
    if photo.taken_at is None:
        seconds = file.mtime_ns // 1_000_000_000
        # The file's date in the clock of this place, to sort with the wall-clock times of the others.
        taken = {"taken_at": _by_the_clock(seconds), "taken_source": "file", "taken_offset": None}
    facts = {name: photo.facts.get(name) for name in fields.STORED}
    versions = {"identity_scheme": photo.identity_scheme, "read_version": fields.READING_VERSION}
    return {"identity": photo.identity, "damaged": photo.damaged, **versions, **taken, **facts}


def _by_the_clock(seconds: int) -> int:
    """What the clock of this place showed then, as seconds since 1970: dates of every kind compare alike."""
    try:
        return seconds + time.localtime(seconds).tm_gmtoff
    except (OverflowError, OSError, ValueError):
        return seconds


def _insert_photo(db: Database, file: FileRecord, photo: PhotoRecord) -> int:
    columns = _columns(file, photo) | {"added_at": _by_the_clock(int(time.time()))}
    names = ", ".join(columns)
    marks = ", ".join("?" for _ in columns)
    row = db.conn.execute(
        f"INSERT INTO photos ({names}) VALUES ({marks}) RETURNING id",  # noqa: S608 - names from the field table
        tuple(columns.values()),
    ).fetchone()
    return int(row[0])


def _replace_content(db: Database, photo_id: int, file: FileRecord, photo: PhotoRecord) -> None:
    for table in ("analyses", "evidence", "vectors", "suggestions"):
        db.conn.execute(f"DELETE FROM {table} WHERE photo_id = ?", (photo_id,))  # noqa: S608 - fixed names
    db.conn.execute(_UNDERSTAND, (*_values(Understanding()), None, photo_id))
    db.conn.execute("UPDATE photos SET seen_with = NULL WHERE id = ?", (photo_id,))  # see library/due.py
    _update_photo(db, photo_id, file, photo)  # derives its tags again


def _read_anew(db: Database, photo_id: int, file: FileRecord, photo: PhotoRecord) -> None:
    """Take over what a newer reading says, where an older one was stored."""
    row = db.conn.execute("SELECT read_version FROM photos WHERE id = ?", (photo_id,)).fetchone()
    if row[0] != fields.READING_VERSION:
        _update_photo(db, photo_id, file, photo)


def _update_photo(db: Database, photo_id: int, file: FileRecord, photo: PhotoRecord) -> None:
    columns = _columns(file, photo)
    changes = ", ".join(f"{name} = ?" for name in columns)
    db.conn.execute(
        f"UPDATE photos SET {changes} WHERE id = ?",  # noqa: S608 - names from the field table
        (*columns.values(), photo_id),
    )
    tagged.refresh(db, [photo_id])  # the date is part of its key


def _inherit_words(db: Database, old: int, new: int) -> None:
    """What a person said of one photo holds for another too."""
    db.conn.execute(
        "INSERT OR IGNORE INTO sentences (photo_id, language, text, at) "
        "SELECT ?, language, text, at FROM sentences WHERE photo_id = ?",
        (new, old),
    )
    copied = db.conn.execute(
        "INSERT OR IGNORE INTO verdicts (photo_id, tag_id, verdict, at) "
        "SELECT ?, tag_id, verdict, at FROM verdicts WHERE photo_id = ?",
        (new, old),
    )
    if copied.rowcount:
        tagged.refresh(db, [new])
