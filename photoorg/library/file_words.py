"""What files say of their photos, what a person says, and the two made one: see docs/metadata.md.

Of each photo the library keeps what its first file (with the sidecar beside it) said last. So a change made elsewhere
is told from one's own, and what both sides changed is a conflict, kept here until a person settles it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlite_utils import Database

from photoorg.folding import name_key
from photoorg.library.file_keywords import Keywords
from photoorg.library.file_values import Slot, Values, beyond_in, values_in, with_values
from photoorg.library.kinds import About
from photoorg.library.tagged import YES
from photoorg.said import NOTHING, Said, said_from, said_json

READING = 1
"""Raise where the same files are to be read anew: another reading is no change that somebody made."""

Sizes = tuple[int, int]
"""A file's size in bytes, and the time of its last change in nanoseconds."""
_TAG: About = "tag"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a file and a person say differently: the slot's kind and name, and what each says, "" for nothing.

    Of a tag that a person has said no to and that the file has, `about` is "tag" and `name` what tells it apart.
    `beyond`: the library cannot hold what the file says. That is in conflict while a person says something else.
    """

    about: About
    name: str
    file: str
    mine: str = ""
    beyond: bool = False

    @property
    def slot(self) -> Slot:
        """What it is about."""
        return self.about, self.name


@dataclass(frozen=True, slots=True)
class FileWords:
    """What a photo's first file said last. `stamp` and `version`: which file that was, and how it was read.

    `conflicts` are those that still are.
    """

    said: Said = NOTHING
    conflicts: tuple[Conflict, ...] = ()
    file_id: int | None = None
    stamp: str = ""
    version: int = READING


@dataclass(slots=True)
class Mine:
    """What a person says of a photo: `yes` and `no` are tags by `name_key` with their names, in the order they came."""

    values: dict[Slot, str] = field(default_factory=dict[Slot, str])
    yes: dict[str, str] = field(default_factory=dict[str, str])
    no: dict[str, str] = field(default_factory=dict[str, str])


def stamp_of(file: Sizes, sidecar: Sizes | None = None) -> str:
    """What tells whether a file or its sidecar is another one since."""
    return " ".join(map(str, (*file, *(sidecar or ()))))


STAMP = "(f.size || ' ' || f.mtime_ns || coalesce(' ' || f.sidecar_size || ' ' || f.sidecar_mtime_ns, ''))"
"""The same in SQL, of a file `f`."""


def said_of(db: Database, photo_ids: Iterable[int]) -> dict[int, FileWords]:
    """What photos' files said last; those of which nobody has read it are not there."""
    ids = list(photo_ids)
    found = _kept(db, ids)
    torn = [photo_id for photo_id, one in found.items() if one.conflicts]
    if not torn:
        return found
    mine, keywords = mine_of(db, torn), Keywords(db)
    for photo_id in torn:
        now = still(found[photo_id].conflicts, mine.get(photo_id, Mine()))
        found[photo_id] = replace(found[photo_id], conflicts=_said_still(found[photo_id].said, now, keywords))
    return found


def _said_still(said: Said, conflicts: Sequence[Conflict], keywords: Keywords) -> tuple[Conflict, ...]:
    """Those of some conflicts in which the file still says what it said: it may have been written to since."""
    values, beyond = values_in(said), beyond_in(said)
    tags = keywords.tags(said.keywords) if any(one.about == _TAG for one in conflicts) else {}

    def is_still(one: Conflict) -> bool:
        if one.about == _TAG:
            return one.name in tags
        return (beyond if one.beyond else values).get(one.slot, "") == one.file

    return tuple(one for one in conflicts if is_still(one))


def wanted_of(db: Database, photo_ids: Iterable[int]) -> dict[int, Said]:
    """What the words of photos say, in the shape of what their files say: it is what the files are to say.

    What the library cannot hold is as the file has it, and so is what is in conflict.
    """
    ids = list(photo_ids)
    kept, mine, keywords = said_of(db, ids), mine_of(db, ids), Keywords(db)
    return {one: wanted_by(kept.get(one, FileWords()), mine.get(one, Mine()), keywords) for one in ids}


def told_of(db: Database, photo_ids: Iterable[int]) -> dict[int, tuple[Said, bool]]:
    """The same for others' eyes: where both differ, the person is right. And whether what the file says is known.

    Where it is, what is not said here is not to be said.
    """
    ids = list(photo_ids)
    kept, mine, keywords = _kept(db, ids), mine_of(db, ids), Keywords(db)
    none, nobody = FileWords(), Mine()
    return {
        one: (wanted_by(replace(kept.get(one, none), conflicts=()), mine.get(one, nobody), keywords), one in kept)
        for one in ids
    }


def store_said(db: Database, photo_id: int, file_id: int | None, stamp: str, said: Said) -> None:
    """Keep what a photo's file says now, as who wrote it knows. Its conflicts stay. Inside a transaction."""
    db.conn.execute(
        "INSERT INTO said_by_files (photo_id, file_id, stamp, version, said) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (photo_id) DO UPDATE SET file_id = excluded.file_id, stamp = excluded.stamp, "
        "version = excluded.version, said = excluded.said",
        (photo_id, file_id, stamp, READING, said_json(said)),
    )


def keep_said(db: Database, rows: Iterable[tuple[int, FileWords]]) -> None:
    """Keep what was read of photos, with their conflicts. Inside a transaction."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO said_by_files (photo_id, file_id, stamp, version, said, conflicts) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (photo_id, one.file_id, one.stamp, READING, said_json(one.said), pack(one.conflicts))
            for photo_id, one in rows
        ],
    )


def said_by_copies(db: Database, file_ids: Iterable[int]) -> dict[int, FileWords]:
    """What other files of photos said last, by file; those of which nobody has read it are not there."""
    rows = db.conn.execute(
        "SELECT c.file_id, c.said, c.stamp, c.version FROM json_each(?) j CROSS JOIN said_by_copies c "
        "ON c.file_id = j.value JOIN files f ON f.id = c.file_id AND f.photo_id = c.photo_id",
        (json.dumps([int(one) for one in file_ids]),),
    )
    return {
        file_id: FileWords(_read(said), file_id=file_id, stamp=stamp, version=version)
        for file_id, said, stamp, version in rows
    }


def keep_copies(db: Database, rows: Iterable[tuple[int, FileWords]]) -> None:
    """Keep what was read of other files of photos. Inside a transaction."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO said_by_copies (file_id, photo_id, stamp, version, said) VALUES (?, ?, ?, ?, ?)",
        [(one.file_id, photo_id, one.stamp, READING, said_json(one.said)) for photo_id, one in rows],
    )


def mine_of(db: Database, photo_ids: Iterable[int]) -> dict[int, Mine]:
    """What a person says of photos; those of which nothing is said are not there."""
    ids = json.dumps([int(one) for one in photo_ids])
    found: dict[int, Mine] = {}
    for about, sql in _SAID.items():
        for photo_id, name, value in db.conn.execute(sql, (ids,)):
            found.setdefault(photo_id, Mine()).values[about, name] = value
    for photo_id, name, verdict in db.conn.execute(_VERDICTS, (ids,)):
        mine = found.setdefault(photo_id, Mine())
        (mine.yes if verdict in YES else mine.no)[name_key(name)] = name
    return found


_OF = "FROM json_each(?) j CROSS JOIN {} w ON w.photo_id = j.value"
_SAID: Mapping[About, str] = {
    "note": f"SELECT w.photo_id, w.about, w.value {_OF.format('notes')}",
    "sentence": f"SELECT w.photo_id, w.language, w.text {_OF.format('sentences')}",
    "alt": f"SELECT w.photo_id, w.language, w.text {_OF.format('alt_texts')}",
}
_VERDICTS = (
    f"SELECT w.photo_id, g.name, w.verdict {_OF.format('verdicts')} JOIN tags g ON g.id = w.tag_id "
    "ORDER BY w.photo_id, w.at, g.name"
)


def pack(conflicts: Sequence[Conflict]) -> str | None:
    """Conflicts as they are kept."""
    rows = [[one.about, one.name, one.file, *([1] if one.beyond else [])] for one in conflicts]
    return json.dumps(rows) if rows else None


def unpacked(conflicts: str | None) -> tuple[Conflict, ...]:
    """The same again; also those that wait for a word of the person."""
    rows: list[Any] = json.loads(conflicts) if conflicts else []
    return tuple(Conflict(*row[:3], beyond=len(row) > 3) for row in rows)


def still(conflicts: Iterable[Conflict], mine: Mine) -> tuple[Conflict, ...]:
    """Those of some conflicts that still are, with what a person says now."""
    found = (_now(one, mine) for one in conflicts)
    return tuple(one for one in found if one is not None)


def _now(one: Conflict, mine: Mine) -> Conflict | None:
    if one.about == _TAG:
        return Conflict(_TAG, one.name, one.file) if one.name in mine.no else None
    said = mine.values.get(one.slot, "")
    return None if said == ("" if one.beyond else one.file) else replace(one, mine=said)


def _kept(db: Database, ids: Sequence[int]) -> dict[int, FileWords]:
    rows = db.conn.execute(
        "SELECT s.photo_id, s.said, s.conflicts, s.file_id, s.stamp, s.version "
        "FROM json_each(?) j CROSS JOIN said_by_files s ON s.photo_id = j.value",
        (json.dumps([int(one) for one in ids]),),
    )
    return {
        photo_id: FileWords(_read(said), unpacked(conflicts), file_id, stamp, version)
        for photo_id, said, conflicts, file_id, stamp, version in rows
    }


def _read(said: str) -> Said:
    """What was kept; of what a newer photoorg wrote in another way, nothing."""
    try:
        return said_from(said)
    except (ValueError, TypeError):
        return NOTHING


def wanted_by(kept: FileWords, mine: Mine, keywords: Keywords) -> Said:
    """What a file that said this last is to say, by a person's words."""
    torn: set[Slot] = {(one.about, one.name) for one in kept.conflicts}
    tags = {name for about, name in torn if about == _TAG}
    said = kept.said
    paths = tuple(keywords.wanted(said.keywords, mine.yes, tags))
    made = with_values(said, _in_files(mine.values), torn)
    return (
        made if paths == said.keywords else Said(paths, made.rating, made.label, made.texts, made.release, made.regions)
    )


def _in_files(values: Values) -> dict[Slot, str]:
    """Without what no file is told: that a photo is picked, and when it was taken."""
    return {slot: value for slot, value in values.items() if slot not in _LEFT_OUT}


_LEFT_OUT: frozenset[Slot] = frozenset({("note", "pick"), ("note", "taken")})
