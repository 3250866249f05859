"""What the pipeline writes: readings of files, findings of tasks, problems and jobs. Plain values in, SQL stays here.

Every function is meant to be called inside `store.writing`, one short transaction for a batch.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from sqlite_utils import Database

from photoorg.library import proposing, sketches, tagged, taught_kept, taught_tags
from photoorg.library.evidence import Gathered as Gathered  # noqa: PLC0414 - named here for who fills the catalogue
from photoorg.library.evidence import evidence_of as evidence_of  # noqa: PLC0414
from photoorg.library.evidence import packed
from photoorg.library.evidence import without_region as without_region  # noqa: PLC0414
from photoorg.library.names import from_db, to_db
from photoorg.library.records import UNDERSTOOD
from photoorg.library.records import FileRecord as FileRecord  # noqa: PLC0414
from photoorg.library.records import PhotoRecord as PhotoRecord  # noqa: PLC0414
from photoorg.library.succession import save_file as save_file  # noqa: PLC0414
from photoorg.library.succession import save_place as save_place  # noqa: PLC0414
from photoorg.library.succession import save_reading as save_reading  # noqa: PLC0414
from photoorg.outcomes import Evidence, Problem, Understanding

_UNDERSTAND = f"UPDATE photos SET {', '.join(f'{name} = ?' for name in UNDERSTOOD)}, understood = ? WHERE id = ?"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Finding:
    """What one run of one task saw in one photo. `vector` is little-endian float16, `sketch` int8; or None."""

    photo_id: int
    task: str
    version: str
    model: str
    evidence: Evidence
    vector: bytes | None = None
    sketch: bytes | None = None


def rows_written(db: Database) -> int:
    """How many rows this connection has written so far: where the number is the same as before, nothing has changed."""
    return db.conn.total_changes


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
    sketches.save(db, [(f.task, f.photo_id, f.sketch) for f in findings if f.sketch is not None])
    db.conn.executemany(
        "INSERT OR REPLACE INTO analyses (photo_id, task, version, model, at) VALUES (?, ?, ?, ?, ?)",
        [(f.photo_id, f.task, f.version, f.model, now) for f in findings],
    )


def save_understandings(db: Database, found: Mapping[int, Understanding], version: str) -> None:
    """Replace what the evidence of these photos means, and derive their tags again. Verdicts are not touched.

    `version` is that of the rules by which it was worked out. Where that would change what a person sees of a photo's
    tags, the guesses wait to be approved: see proposing.py.
    """
    ids = tagged.tag_ids(db, (guess.tag for one in found.values() for guess in one.suggestions))
    guesses = {
        photo_id: [
            (ids[guess.tag], guess.confidence, json.dumps(guess.because, separators=(",", ":")))
            for guess in one.suggestions
        ]
        for photo_id, one in found.items()
    }
    straight = proposing.hold(db, guesses, version)
    taught = taught_kept.kept(db, straight)
    db.conn.executemany("DELETE FROM suggestions WHERE photo_id = ?", [(photo_id,) for photo_id in straight])
    db.conn.executemany(  # or ignore: names that differ in their case are one tag
        "INSERT OR IGNORE INTO suggestions (photo_id, tag_id, confidence, because) VALUES (?, ?, ?, ?)",
        [(photo_id, *guess) for photo_id in straight for guess in guesses[photo_id]],
    )
    taught_tags.add(db, straight)
    taught_kept.put_back(db, taught)
    db.conn.executemany(_UNDERSTAND, [(*_values(one), version, photo_id) for photo_id, one in found.items()])
    tagged.refresh(db, found)


def _values(one: Understanding) -> tuple[object, ...]:
    return tuple(getattr(one, name) for name in UNDERSTOOD)


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


def clear_problems_of(db: Database, paths: Iterable[str], stage: str) -> None:
    """Forget what was wrong with files at one stage."""
    db.conn.executemany("DELETE FROM problems WHERE path = ? AND stage = ?", [(to_db(path), stage) for path in paths])


def clear_stage(db: Database, stage: str) -> None:
    """Forget every problem of a stage that is gone through again as a whole."""
    db.conn.execute("DELETE FROM problems WHERE stage = ?", (stage,))


def clear_folder_problems(db: Database, top: PurePath, stage: str, *, deep: bool = True) -> None:
    """Forget the problems that a stage had directly in a folder, or (`deep`) at and below it.

    What still holds is told anew.
    """
    rows = db.conn.execute("SELECT path FROM problems WHERE stage = ?", (stage,)).fetchall()
    told = [PurePath(from_db(path)) for (path,) in rows]
    gone = [str(path) for path in told if path.parent == top or (deep and path.is_relative_to(top))]
    clear_problems_of(db, gone, stage)


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
