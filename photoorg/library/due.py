"""Which photos are to be looked at again: some task has not seen them in its version, or an older photoorg read them.

Asked at each start, of every photo. So each that was found complete keeps a digest of the versions it is complete
with (`seen_with`), and only those with another one are looked at closely. It is set by `saw_all` alone, and cleared
where what tasks saw is taken back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library import fields, places
from photoorg.library.catalog import FileRecord
from photoorg.library.evidence import packed
from photoorg.library.names import from_db
from photoorg.library.store import writing
from photoorg.outcomes import Evidence

_BLOCK = 5_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A present file of a photo that is to be read again: `due` are the tasks that have not seen it in their version.

    `anew` says that an older photoorg read the file (READING_VERSION); then it is read even where no task is due.
    """

    photo_id: int
    path: str
    file: FileRecord
    due: tuple[str, ...]
    anew: bool = False


# The tasks of `:versions` (a JSON object, task -> version) that have not seen photo `p`.
_LEFT = (
    "FROM json_each(:versions) j WHERE NOT EXISTS ("
    "SELECT 1 FROM analyses a WHERE a.photo_id = p.id AND a.task = j.key AND a.version = j.value)"
)
_DUE = f"(SELECT json_group_array(j.key) {_LEFT})"
SEEN = f"(p.seen_with IS :digest OR NOT EXISTS (SELECT 1 {_LEFT}))"
"""SQL: whether every task has seen photo `p`. Its parameters are those of `asked`."""

# Written so that each side of it is a range of the index.
_OTHERWISE = "(p.seen_with IS NULL OR p.seen_with < :digest OR p.seen_with > :digest)"


def digest(versions: Mapping[str, str]) -> str:
    """A short name for these versions of tasks, and for this way of reading files."""
    text = json.dumps([fields.READING_VERSION, sorted(versions.items())])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def asked(versions: Mapping[str, str]) -> dict[str, str]:
    """The parameters of SEEN, for these versions of tasks."""
    return {"versions": json.dumps(dict(versions)), "digest": digest(versions)}


def saw_all(db: Database, photo_ids: Iterable[int], versions: Mapping[str, str]) -> None:
    """Note that all these tasks have seen these photos. Inside a transaction."""
    mark = digest(versions)
    db.conn.executemany(
        "UPDATE photos SET seen_with = ? WHERE id = ? AND read_version = ?",
        [(mark, photo_id, fields.READING_VERSION) for photo_id in photo_ids],
    )


def waiting(
    db: Database, versions: Mapping[str, str], folder_ids: Collection[int]
) -> Iterator[tuple[list[Waiting], int]]:
    """Photos in these folders to read again, newest first, in blocks; each with how many of `count` it accounts for.

    Those whose first file has become another one are among them wherever they lie: nothing may happen there for long.
    `versions` is task -> version. Outside any transaction: what is found complete is noted. A library of a million
    photos may wait, so not all of it is held at once.
    """
    ids = _not_complete(db, versions, folder_ids)
    for start in range(0, len(ids), _BLOCK):
        asked = ids[start : start + _BLOCK]
        block, done = _closely(db, versions, asked)
        if done:
            with writing(db):
                saw_all(db, done, versions)
        yield block, len(asked)


def read_again(db: Database, photo_ids: Iterable[int]) -> None:
    """Let photos be read again, wherever they lie: their file shows something else than what was looked at."""
    db.conn.executemany(
        "UPDATE photos SET read_version = 0, seen_with = NULL WHERE id = ?", [(photo_id,) for photo_id in photo_ids]
    )


def complete(db: Database, photo_ids: Collection[int], versions: Mapping[str, str]) -> list[int]:
    """Those of some photos that all these tasks have seen."""
    rows = db.conn.execute(
        f"SELECT p.id FROM json_each(:ids) i JOIN photos p ON p.id = i.value WHERE {SEEN}",  # noqa: S608
        {"ids": json.dumps(list(photo_ids)), **asked(versions)},
    )
    return [photo_id for (photo_id,) in rows]


def count(db: Database, versions: Mapping[str, str], folder_ids: Collection[int]) -> int:
    """How many photos `waiting` looks at closely: those that it gives, or more."""
    return len(_not_complete(db, versions, folder_ids))


def _not_complete(db: Database, versions: Mapping[str, str], folder_ids: Collection[int]) -> list[int]:
    mark = {"digest": digest(versions)}
    if db.conn.execute(f"SELECT 1 FROM photos p WHERE {_OTHERWISE} LIMIT 1", mark).fetchone() is None:  # noqa: S608
        return []
    rows = db.conn.execute(
        "SELECT p.id, f.folder_id, p.read_version = 0 AND v.online FROM photos p JOIN files f ON f.id = p.file_id "  # noqa: S608
        f"JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id WHERE {_OTHERWISE} "
        "ORDER BY p.taken_at DESC, p.id DESC",
        mark,
    )
    inside = set(folder_ids)
    return [photo_id for photo_id, folder_id, is_new_first in rows if is_new_first or folder_id in inside]


def _closely(db: Database, versions: Mapping[str, str], photo_ids: list[int]) -> tuple[list[Waiting], list[int]]:
    """Those of some photos that are due, and the ids of those that are complete."""
    rows = db.conn.execute(
        f"SELECT p.id, v.mount, d.path, f.folder_id, f.name, f.size, f.mtime_ns, f.id, f.inode, f.companion, "  # noqa: S608
        f"f.sidecar, f.sidecar_size, f.sidecar_mtime_ns, {_DUE}, p.read_version <> :reading "
        "FROM json_each(:ids) i JOIN photos p ON p.id = i.value JOIN files f ON f.id = p.file_id "
        "JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id ORDER BY i.key",
        {
            "ids": json.dumps(photo_ids),
            "versions": json.dumps(dict(versions)),
            "reading": fields.READING_VERSION,
        },
    ).fetchall()
    found: list[Waiting] = []
    complete: list[int] = []
    for photo_id, mount, path, folder_id, name, size, mtime, file_id, inode, companion, *beside, due, anew in rows:
        if due == "[]" and not anew:
            complete.append(photo_id)
            continue
        video, sidecar = (one and from_db(one) for one in (companion, beside[0]))
        record = FileRecord(folder_id, from_db(name), size, mtime, file_id, inode, video, sidecar, *beside[1:])
        there = places.absolute(mount, path, name)
        found.append(Waiting(photo_id, there, record, tuple(json.loads(due)), bool(anew)))
    return found, complete


def tasks_due(db: Database, photo_id: int, versions: Mapping[str, str]) -> tuple[str, ...]:
    """The tasks that have not seen a photo in the version given."""
    seen = dict(db.conn.execute("SELECT task, version FROM analyses WHERE photo_id = ?", (photo_id,)).fetchall())
    return tuple(task for task, version in versions.items() if seen.get(task) != version)


def forget_nothing(db: Database, photo_ids: Iterable[int], task: str) -> set[int]:
    """Let a task look again at those of some photos in which it saw nothing; returns them."""
    rows = db.conn.execute(
        "DELETE FROM analyses WHERE task = ?2 AND photo_id IN (SELECT e.photo_id FROM json_each(?1) j "
        "JOIN evidence e ON e.photo_id = j.value AND e.task = ?2 WHERE e.content = ?3) RETURNING photo_id",
        (json.dumps(list(photo_ids)), task, packed(Evidence())),
    )
    found = {photo_id for (photo_id,) in rows}
    db.conn.executemany("UPDATE photos SET seen_with = NULL WHERE id = ?", [(photo_id,) for photo_id in found])
    return found
