"""What a person did, in order: taken back and done again exactly, also after a restart, as far back as there is room.

Deeds are recorded where words are said (`words.speaking`), with the rows that they changed: see history_record.py.
Taking one back says the words again as they were, so that words.jsonl gives the same; nothing else becomes of it.
The newest deed is taken back first. A new deed drops those that were taken back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlite_utils import Database

from photoorg.library import conflicts, history_steps, retagging, words
from photoorg.library.deeds import UNNAMED, VERBS
from photoorg.library.history_record import DROPPED, LETTERS, add_step, prune
from photoorg.library.history_steps import APPLIERS, Applied, Step, Way
from photoorg.library.letters import write_letters
from photoorg.outcomes import Changes, PhotoorgError, Told

APPLIERS[LETTERS] = write_letters
APPLIERS[retagging.PART] = retagging.apply_step
APPLIERS[conflicts.PART] = conflicts.apply_step
DROPPED.append(retagging.forget_old)

__all__ = ["APPLIERS", "Done", "Step", "Undone", "add_step", "deeds", "go_to", "newest", "prune", "redo", "undo"]


@dataclass(frozen=True, slots=True)
class Done:
    """A deed. `at` is in seconds since 1970, `size` in bytes; `undone`: it is taken back, and can be done again."""

    deed_id: int
    at: int
    sentence: str
    photos: int
    size: int
    undone: bool
    verb: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, or (not `back`) done again: how many deeds, the last of them as `done`, and what changed.

    `sentence` is that one's, "" where there was nothing to do. `kept` are photos that something else changed since, and
    `things` how many other things: they stay as they are.
    """

    sentence: str
    deeds: int
    changes: Changes
    kept: frozenset[int] = frozenset()
    things: int = 0
    back: bool = True
    done: Done | None = None


def deeds(db: Database, limit: int = 100, before: int | None = None) -> list[Done]:
    """Deeds, the newest first, those taken back among them: `limit` of them or (0) all, of lower ids than `before`."""
    rows = db.conn.execute(f"{_DEEDS} WHERE id < coalesce(?, id + 1) ORDER BY id DESC LIMIT ?", (before, limit or -1))
    return [_done(row) for row in rows]


def newest(db: Database) -> tuple[Done | None, Done | None]:
    """What would be taken back now, and what would be done again."""
    back = db.conn.execute(f"{_DEEDS} WHERE NOT undone ORDER BY id DESC LIMIT 1").fetchone()
    forth = db.conn.execute(f"{_DEEDS} WHERE undone ORDER BY id LIMIT 1").fetchone()
    return back and _done(back), forth and _done(forth)


def undo(db: Database, told: Told | None = None) -> Undone:
    """Take back the newest deed: one transaction. Raises PhotoorgError where there is none.

    `told(done, total)` hears how far it is; what it raises rolls all of it back.
    """
    back, _ = newest(db)
    if back is None:
        raise PhotoorgError("There is nothing to undo.")
    return _travel(db, back.deed_id - 1, told)


def redo(db: Database, told: Told | None = None) -> Undone:
    """Do again what was taken back last. Otherwise as `undo`."""
    _, forth = newest(db)
    if forth is None:
        raise PhotoorgError("There is nothing to redo.")
    return _travel(db, forth.deed_id, told)


def go_to(db: Database, deed_id: int, told: Told | None = None) -> Undone:
    """Go to where a deed was the last one that was done; 0: before all of them. All of it is one transaction.

    Raises PhotoorgError where the history does not have that deed; otherwise as `undo`.
    """
    if deed_id and db.conn.execute("SELECT 1 FROM history WHERE id = ?", (deed_id,)).fetchone() is None:
        raise PhotoorgError(f"The history has no step {deed_id}: 'photoorg history' lists those that it has.")
    return _travel(db, deed_id, told)


_DEEDS = "SELECT id, at, verb, detail, photos, size, undone FROM history"


def _done(row: Sequence[Any]) -> Done:
    deed_id, at, verb, detail, photos, size, undone = row
    given = json.loads(detail)
    return Done(deed_id, at, sentence(verb, given, photos), photos, size, bool(undone), verb, given)


def sentence(verb: str, detail: Mapping[str, Any], photos: int, verbs: Mapping[str, str] = VERBS) -> str:
    """What was done, in words. A verb of a newer photoorg is told as a change."""
    values = {
        name: ", ".join(f"'{one}'" for one in cast("list[Any]", value)) if isinstance(value, list) else value
        for name, value in detail.items()
    }
    many = "1 photo" if photos == 1 else f"{photos:,} photos"
    try:
        return verbs.get(verb, verbs[UNNAMED.verb]).format(**{"photos": many, **values})
    except KeyError:
        return verbs[UNNAMED.verb].format(photos=many)


def _travel(db: Database, deed_id: int, told: Told | None) -> Undone:
    with words.saying(db) as spoken:
        into = Applied(spoken)
        back = db.conn.execute("SELECT id FROM history WHERE id > ? AND NOT undone ORDER BY id DESC", (deed_id,))
        way: Way = "back"
        ids = [one for (one,) in back.fetchall()]
        if not ids:
            forth = db.conn.execute("SELECT id FROM history WHERE id <= ? AND undone ORDER BY id", (deed_id,))
            way, ids = "forth", [one for (one,) in forth.fetchall()]
        if not ids:
            return Undone("", 0, Changes())
        changes = _apply(db, ids, way, into, told)
        last = _done(db.conn.execute(f"{_DEEDS} WHERE id = ?", (ids[-1],)).fetchone())
    return Undone(last.sentence, len(ids), changes, frozenset(into.kept), into.things, way == "back", last)


def _apply(db: Database, ids: Sequence[int], way: Way, into: Applied, told: Told | None) -> Changes:
    total, done = history_steps.size_of(db, ids) + 1, 0

    def count(blocks: int) -> None:
        nonlocal done
        done += blocks
        if told is not None:
            told(done, total)

    count(0)
    for one in ids:
        history_steps.apply(db, one, way, into, count)
    changes = history_steps.finish(db, into)
    db.conn.executemany("UPDATE history SET undone = ? WHERE id = ?", [(int(way == "back"), one) for one in ids])
    count(1)
    return changes
