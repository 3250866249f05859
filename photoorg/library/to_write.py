"""Which photos' files are due: found by comparing what a person says with what the files said last.

Only photos of which something changed since the last time are compared. A photo whose writing was taken back is held:
it is not due until a person says something else of it.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlite_utils import Database

from photoorg.library import catalog, marks
from photoorg.library.file_words import Mine, mine_of, said_of, wanted_of
from photoorg.library.names import from_db
from photoorg.library.places import absolute
from photoorg.library.store import writing
from photoorg.library.writings import OFF, Switches, Way, switches
from photoorg.said import Said

STAGE = "write"
"""The stage of the problems that writing has."""
_BLOCK = 500
_UPTO = "files_compared"
_COMPARE, _HELD = -1, -2
_RETRY_SECONDS = (0, 60, 600, 3_600, 6 * 3_600)
"""How long after the first failures a file is tried again; then each day."""
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Target:
    """The first file of a photo, with what is known of it and of the sidecar beside it (None: there is none).

    `folder` is the path of its folder on the volume `volume_id`, `path` where it is now. `dated`: the photo says itself
    when it was taken; else the time of the file does. `identity` is the photo's.
    """

    photo_id: int
    file_id: int
    volume_id: int
    mount: str
    folder: str
    name: str
    size: int
    mtime_ns: int
    sidecar: str | None
    online: bool
    dated: bool
    identity: bytes
    way: Way

    @property
    def path(self) -> str:
        """The absolute path of the file."""
        return absolute(self.mount, self.folder, self.name)


_TARGETS = (
    "SELECT p.id, f.id, v.id, v.mount, d.path, f.name, f.size, f.mtime_ns, f.sidecar, v.online, "
    "p.taken_source = 'photo', p.identity FROM json_each(?) j JOIN photos p ON p.id = j.value "
    "JOIN files f ON f.id = p.file_id JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id"
)


def targets(db: Database, photo_ids: Iterable[int], said: Switches | None = None) -> dict[int, Target]:
    """The first files of photos; those that have none are not there."""
    ways = said or switches(db)
    found: dict[int, Target] = {}
    for row in db.conn.execute(_TARGETS, (json.dumps([int(one) for one in photo_ids]),)):
        photo, file, volume, mount, folder, name, size, mtime, sidecar, online, dated, identity = row
        inside = from_db(folder)
        found[photo] = Target(
            photo, file, volume, from_db(mount), inside, from_db(name), size, mtime,
            None if sidecar is None else from_db(sidecar), bool(online), bool(dated), identity, ways.of(volume, inside),
        )  # fmt: skip
    return found


def compare(db: Database) -> Iterator[tuple[int, int]]:
    """Find what is due, in transactions of a few hundred photos: yields how many of how many are compared."""
    ways = switches(db)
    with writing(db):
        upto = marks.read(db.conn).get("commits", 0)
        ids = _to_compare(db) if ways.any_on else []
        if not ways.any_on:
            db.conn.execute("DELETE FROM to_write WHERE tries <> ?", (_HELD,))
            catalog.clear_stage(db, STAGE)
            marks.put(db.conn, {_UPTO: upto})
    for start in range(0, len(ids), _BLOCK):
        block = ids[start : start + _BLOCK]
        with writing(db):
            _compare(db, block, ways)
        yield start + len(block), len(ids)
    if ids:
        with writing(db):
            marks.put(db.conn, {_UPTO: upto})


def is_any_due(db: Database) -> bool:
    """Whether anything is to be compared that is due, or is due by now. Cheap, and writes nothing."""
    ways = switches(db)
    if not ways.any_on:
        return False
    if ready(db, 1):
        return True
    ids = _to_compare(db, _BLOCK + 1)
    return len(ids) > _BLOCK or any(state.due for state in _states(db, ids, ways).values())


def ready(db: Database, most: int = -1) -> list[int]:
    """Photos that are due, have not failed just now, and lie on a drive that is connected; `most` of them."""
    now = int(time.time())
    rows = db.conn.execute(
        "SELECT w.photo_id, w.since, w.tries FROM to_write w JOIN photos p ON p.id = w.photo_id "
        "JOIN files f ON f.id = p.file_id JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id "
        "WHERE w.tries >= 0 AND v.online ORDER BY w.photo_id"
    )
    found = (photo_id for photo_id, since, tries in rows if since + _wait(tries) <= now)
    return list(islice(found, None if most < 0 else most))


def failed(db: Database, reasons: Mapping[int, str]) -> None:
    """Note why photos' files could not be written: they are tried again later. Inside a transaction."""
    now = int(time.time())
    db.conn.executemany(
        "INSERT INTO to_write (photo_id, since, tries, reason) VALUES (?1, ?2, 1, ?3) ON CONFLICT (photo_id) DO UPDATE "
        "SET since = ?2, tries = max(tries, 0) + 1, reason = ?3, held = NULL",
        [(photo_id, now, reason) for photo_id, reason in reasons.items()],
    )


def settled(db: Database, photo_ids: Iterable[int]) -> None:
    """Note that nothing more is due of photos. Inside a transaction."""
    db.conn.executemany("DELETE FROM to_write WHERE photo_id = ?", [(int(one),) for one in photo_ids])


def hold(db: Database, photo_ids: Iterable[int], way: Way | None = None) -> None:
    """Let nothing be due of photos until a person says something else of them. Inside a transaction.

    With a `way`: or until they are to be written otherwise, for it is this one that cannot say all that is to be said.
    """
    ids = list(photo_ids)
    mine = mine_of(db, ids)
    db.conn.executemany(
        "INSERT OR REPLACE INTO to_write (photo_id, since, tries, held) VALUES (?, ?, ?, ?)",
        [(one, int(time.time()), _HELD, _digest(mine.get(one, Mine()), way)) for one in ids],
    )


def taken_back(db: Database) -> set[int]:
    """Photos of which writing was taken back, and of which nothing else was said since."""
    rows = dict(db.conn.execute("SELECT photo_id, held FROM to_write WHERE held IS NOT NULL").fetchall())
    mine = mine_of(db, rows)
    return {one for one, held in rows.items() if held == _digest(mine.get(one, Mine()), None)}


def _wait(tries: int) -> int:
    return _RETRY_SECONDS[tries] if tries < len(_RETRY_SECONDS) else _DAY


@dataclass(frozen=True, slots=True)
class _State:
    """Whether a photo's file is due, or is held."""

    due: bool
    held: bool = False


def _to_compare(db: Database, most: int = -1) -> list[int]:
    """Photos of which something changed since they were compared last."""
    upto = marks.read(db.conn).get(_UPTO, 0)
    rows = db.conn.execute(
        "SELECT id FROM photos WHERE changed >= ?1 AND file_id IS NOT NULL UNION "
        "SELECT photo_id FROM to_write WHERE tries = ?2 LIMIT ?3",
        (upto, _COMPARE, most),
    )
    return [photo_id for (photo_id,) in rows]


def _compare(db: Database, ids: Sequence[int], ways: Switches) -> None:
    states = _states(db, ids, ways)
    now = int(time.time())
    gone = [one for one in ids if one not in states or not (states[one].due or states[one].held)]
    _let_go(db, gone)
    db.conn.executemany(
        "INSERT INTO to_write (photo_id, since, tries) VALUES (?, ?, 0) ON CONFLICT (photo_id) DO UPDATE "
        "SET reason = iif(tries < 0, NULL, reason), tries = max(tries, 0), held = NULL",
        [(one, now) for one, state in states.items() if state.due],
    )
    held = [(_HELD, one) for one, state in states.items() if state.held]
    db.conn.executemany("UPDATE to_write SET tries = ? WHERE photo_id = ?", held)


def _let_go(db: Database, ids: Sequence[int]) -> None:
    """Nothing is due of photos any more: neither is it a problem that it failed."""
    rows = db.conn.execute(
        "DELETE FROM to_write WHERE photo_id IN (SELECT value FROM json_each(?)) RETURNING photo_id, reason",
        (json.dumps(list(ids)),),
    ).fetchall()
    if told := [photo_id for photo_id, reason in rows if reason]:
        catalog.clear_problems_of(db, [one.path for one in targets(db, told).values()], STAGE)


def _states(db: Database, ids: Sequence[int], ways: Switches) -> dict[int, _State]:
    """How it is with those of some photos that are to be written at all."""
    there = {one: target for one, target in targets(db, ids, ways).items() if target.way != OFF}
    if not there:
        return {}
    known, wanted, mine = said_of(db, there), wanted_of(db, there), mine_of(db, there)
    held = _held(db, there)
    found: dict[int, _State] = {}
    for one, target in there.items():
        said = known[one].said if one in known else Said()
        digests = [_digest(mine.get(one, Mine()), way) for way in (None, target.way)] if one in held else []
        is_held = one in held and held[one] in digests
        found[one] = _State(wanted[one] != said and not is_held, is_held)
    return found


def _held(db: Database, ids: Iterable[int]) -> dict[int, str]:
    rows = db.conn.execute(
        "SELECT w.photo_id, w.held FROM json_each(?) j JOIN to_write w ON w.photo_id = j.value "
        "WHERE w.held IS NOT NULL",
        (json.dumps(list(ids)),),
    )
    return dict(rows.fetchall())


def _digest(mine: Mine, way: Way | None) -> str:
    """What a person says of a photo, made short."""
    values = sorted([*slot, value] for slot, value in mine.values.items())
    text = json.dumps([values, sorted(mine.yes.items()), way])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
