"""What is not there any more, with what it carried, until a person forgets it.

A photo is missing when all of its files are: not when their drive is not connected. Nothing here happens by itself.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from photoorg import durable
from photoorg.library import places, word_tables, wordbook, words
from photoorg.library.browse import DRIVE
from photoorg.library.kinds import KINDS
from photoorg.library.names import from_db
from photoorg.library.records import shown_as
from photoorg.library.wordbook import Word
from photoorg.outcomes import Changes, PhotoorgError
from photoorg.paths import is_inside


@dataclass(frozen=True, slots=True)
class Missing:
    """A photo whose files are all missing. `since` is when the last of them went, seconds since 1970.

    `paths` are where they were, the last one first: none where another picture was saved over the only one, and then
    `since` is 0. `tags` are (tag, verdict) as a person said them, `sentences` a person's own by language, `notes`
    ratings, titles, alt texts and so on by what is noted, `albums` the names of those that it is in. `offline`: the
    drive of the last place is not connected, so nobody can look there now.
    """

    photo_id: int
    identity: bytes
    paths: tuple[str, ...]
    since: int
    tags: tuple[tuple[str, str], ...]
    sentences: Mapping[str, str]
    offline: bool
    notes: Mapping[str, str] = field(default_factory=dict[str, str])
    albums: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """What missing photos carry of a person's: verdicts on tags, sentences, notes (ratings...), places in albums."""

    photos: int
    tags: int
    sentences: int
    notes: int = 0
    albums: int = 0


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten. `identities` are of photos whose thumbnails nobody needs any more."""

    changes: Changes
    identities: tuple[bytes, ...]


def missing(db: Database, limit: int = 100, after: Missing | None = None) -> list[Missing]:
    """Missing photos, the newest loss first: `limit` of them or (0) all, those that follow `after`."""
    since, photo_id = (after.since, after.photo_id) if after else (1 << 62, 0)
    rows = db.conn.execute(
        "SELECT p.id, p.identity, p.orientation, "
        "coalesce((SELECT MAX(f.missing_since) FROM files f WHERE f.photo_id = p.id), 0) AS s "
        "FROM photos p WHERE p.file_id IS NULL AND (s, p.id) < (?, ?) ORDER BY s DESC, p.id DESC LIMIT ?",
        (since, photo_id, limit or -1),
    ).fetchall()
    ids = [row[0] for row in rows]
    where = _places(db, json.dumps(ids))
    abouts = ("tag", "sentence", "note", "in album", "alt")
    tags, sentences, notes, albums, alts = (_said(db, about, ids) for about in abouts)
    return [
        Missing(
            photo_id, shown_as(identity, orientation), tuple(path for path, _ in where.get(photo_id, ())), since,
            tuple(tags.get(photo_id, {}).items()), sentences.get(photo_id, {}),
            any(not online for _, online in where.get(photo_id, ())[:1]),
            notes.get(photo_id, {}) | {f"alt text ({one})": text for one, text in alts.get(photo_id, {}).items()},
            tuple(albums.get(photo_id, ())),
        )
        for photo_id, identity, orientation, since in rows
    ]  # fmt: skip


def last_places(db: Database, photo_ids: Iterable[int]) -> dict[int, str]:
    """The absolute path at which each photo was last, of those that are missing or have been."""
    ids = json.dumps(sorted(photo_ids))
    return {photo_id: places[0][0] for photo_id, places in _places(db, ids).items()}


def count(db: Database) -> int:
    """How many photos are missing."""
    return db.conn.execute("SELECT COUNT(*) FROM photos WHERE file_id IS NULL").fetchone()[0]


def missing_ids(db: Database, path: str | None = None) -> list[int]:
    """All missing photos, or those that were at an absolute path or below it."""
    if path is None:
        return [photo_id for (photo_id,) in db.conn.execute("SELECT id FROM photos WHERE file_id IS NULL ORDER BY id")]
    rows = db.conn.execute(
        "SELECT p.id, v.mount, d.path, f.name FROM photos p JOIN files f ON f.photo_id = p.id "
        "JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id WHERE p.file_id IS NULL"
    )
    return sorted({photo for photo, *parts in rows if is_inside(places.absolute(*parts), path)})


def carried(db: Database, photo_ids: Iterable[int]) -> Carried:
    """What these photos carry, to tell before it is forgotten."""
    ids = sorted(set(photo_ids))
    told = {about: word_tables.count_about(db, kind, ids) for about, kind in KINDS.items() if kind.of_photo}
    return Carried(len(ids), told["tag"], told["sentence"], told["note"] + told["alt"], told["in album"])


def forget(db: Database, photo_ids: Iterable[int], kept: Path) -> Forgotten:
    """Take missing photos out of the library, with all that they carry: a person's act, all of it or none.

    What a person said of them is added to the file `kept` first, in the lines of `photoorg words export`: importing
    them gives it back once a photo is there again. Raises PhotoorgError where one of them is not missing, or `kept`
    cannot be written.
    """
    ids = json.dumps(sorted(set(photo_ids)))
    now = int(time.time())
    with words.saying(db) as said:  # no deed: only importing `kept` gives it back
        _refuse_present(db, ids)
        carried = words.of_photos(db, json.loads(ids))
        _keep(kept, carried)
        said.extend(word._replace(said=None, at=now) for word in carried)  # or restoring an older copy brings it back
        identities = tuple(
            shown_as(*row)
            for row in db.conn.execute(f"SELECT identity, orientation FROM photos WHERE id IN {_GIVEN}", (ids,))  # noqa: S608
        )
        word_tables.forget(db, json.loads(ids))
        for table in ("photo_tag", "files"):
            db.conn.execute(f"DELETE FROM {table} WHERE photo_id IN {_GIVEN}", (ids,))  # noqa: S608
        db.conn.execute(f"DELETE FROM photos WHERE id IN {_GIVEN}", (ids,))  # noqa: S608
    return Forgotten(Changes(frozenset(json.loads(ids)), tags=True, folders=True, albums=True), identities)


_GIVEN = "(SELECT value FROM json_each(?))"


def _refuse_present(db: Database, ids: str) -> None:
    there = db.conn.execute(
        f"SELECT v.mount, d.path, f.name, v.online, {DRIVE} FROM photos p "  # noqa: S608
        "JOIN files f ON f.id = p.file_id JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id "
        f"WHERE p.id IN {_GIVEN} LIMIT 1",
        (ids,),
    ).fetchone()
    if there is None:
        return
    mount, folder, name, online, drive = there
    why = "is there" if online else f"is on the drive {from_db(drive)}, which is not connected"
    raise PhotoorgError(f"{places.absolute(mount, folder, name)} {why}: only missing photos can be forgotten.")


def _places(db: Database, ids: str) -> dict[int, list[tuple[str, bool]]]:
    rows = db.conn.execute(
        "SELECT f.photo_id, v.mount, d.path, f.name, v.online FROM json_each(?) j JOIN files f ON f.photo_id = j.value "
        "JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id "
        "ORDER BY f.missing_since DESC, f.id DESC",
        (ids,),
    )
    found: dict[int, list[tuple[str, bool]]] = {}
    for photo_id, mount, folder, name, online in rows:
        found.setdefault(photo_id, []).append((places.absolute(mount, folder, name), bool(online)))
    return found


def _said(db: Database, about: str, ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """What was said of each photo by a name, from A."""
    found: dict[int, dict[str, str]] = {}
    for photo_id, name, said, _ in sorted(word_tables.about_photos(db, KINDS[about], ids)):
        found.setdefault(photo_id, {})[name] = said
    return found


def _keep(path: Path, carried: Iterable[Word]) -> None:
    """Add words to a file, on the disk before this returns."""
    text = "".join(f"{wordbook.line(word)}\n" for word in carried)
    if not text:
        return
    try:
        durable.append(path, text.encode("ascii"))
    except OSError as error:
        why = error.strerror or error
        raise PhotoorgError(f"Nothing was forgotten, for {path} cannot be written: {why}.") from error
