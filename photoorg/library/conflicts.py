"""What files and a person say differently: a list, and settling it one way or the other."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from photoorg.library import words
from photoorg.library.deeds import Deed
from photoorg.library.file_values import PICK, RATING, Slot
from photoorg.library.file_words import Conflict, pack, said_of, unpacked
from photoorg.library.history_record import add_step
from photoorg.library.history_steps import Step, Way
from photoorg.library.notes import REJECTED
from photoorg.outcomes import Changes, Told

Side = Literal["file", "mine"]

PART = "conflicts"
"""The part of a deed that says which conflicts there were: `before` and `after` are as they are kept, by photo."""
_BLOCK = 5_000
# What the library cannot hold has a fourth item, and is in conflict only where a person says something too.
_MAY_BE = (
    "s.conflicts IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(s.conflicts) c WHERE c.value ->> 3 IS NULL "
    "OR EXISTS (SELECT 1 FROM notes w WHERE w.photo_id = s.photo_id AND w.about = c.value ->> 1) "
    "OR EXISTS (SELECT 1 FROM sentences w WHERE w.photo_id = s.photo_id AND w.language = c.value ->> 1) "
    "OR EXISTS (SELECT 1 FROM alt_texts w WHERE w.photo_id = s.photo_id AND w.language = c.value ->> 1))"
)


@dataclass(frozen=True, slots=True)
class Torn:
    """A photo of which something is in conflict."""

    photo_id: int
    conflicts: tuple[Conflict, ...]


def count(db: Database) -> int:
    """Of how many photos something may be in conflict: quickly told, and never too few."""
    return db.conn.execute(f"SELECT COUNT(*) FROM said_by_files s WHERE {_MAY_BE}").fetchone()[0]  # noqa: S608


def torn(db: Database, photo_ids: Iterable[int] | None = None, limit: int = 0) -> list[Torn]:
    """What is in conflict, of some photos or of all, by their ids; of the first `limit` of them (0: all)."""
    found: list[Torn] = []
    ids = _ids(db, photo_ids)
    for start in range(0, len(ids), _BLOCK):
        some = said_of(db, ids[start : start + _BLOCK])
        found += [Torn(one, some[one].conflicts) for one in sorted(some) if some[one].conflicts]
        if limit and len(found) >= limit:
            return found[:limit]
    return found


def settle(
    db: Database,
    chosen: Iterable[int] | None,
    side: Side,
    slots: Collection[Slot] | None = None,
    told: Told | None = None,
) -> Changes:
    """Let what the files say be so, or what the person says: of some photos or all, of some slots or all.

    One transaction and one deed. Where the person's word holds, files are told when they are next written to.
    """
    with words.speaking(db, Deed("settle")) as spoken:
        some = torn(db, chosen)
        kept = _kept(db, [one.photo_id for one in some])
        said: dict[Slot, dict[int, str | None]] = {}
        before, after = dict[int, str | None](), dict[int, str | None]()
        for number, one in enumerate(some):
            if told is not None and number % 1_000 == 0:
                told(number, len(some))
            settled = [each for each in one.conflicts if slots is None or each.slot in slots]
            if settled:
                done = {each.slot for each in settled if side == "mine" or not each.beyond}
                left = [each for each in unpacked(kept[one.photo_id]) if each.slot not in done]
                before[one.photo_id], after[one.photo_id] = kept[one.photo_id], pack(left)
            for each in settled if side == "file" else ():
                _take(said, one.photo_id, each)
        words.say_each_among(db, spoken, [(about, name, each) for (about, name), each in said.items()])
        if before:
            add_step(db, PART, side, before, _as_json(before), _as_json(after))
        _put(db, after)
    return Changes(frozenset(before), tags=any(about == "tag" for about, _ in said), problems=bool(before))


def apply_step(db: Database, step: Step, way: Way) -> Changes:
    """Let there be the conflicts again that were settled, or settle them again; where nothing else came of them."""
    was, now = (step.after, step.before) if way == "back" else (step.before, step.after)
    kept = _kept(db, step.ids)
    same = {one: now[str(one)] for one in step.ids if one in kept and kept[one] == was[str(one)]}
    _put(db, same)
    return Changes(frozenset(same), problems=bool(same))


def _kept(db: Database, photo_ids: Sequence[int]) -> dict[int, str | None]:
    """What is kept of photos' conflicts, as it is."""
    sql = "SELECT photo_id, conflicts FROM said_by_files WHERE photo_id IN (SELECT value FROM json_each(?))"
    return dict(db.conn.execute(sql, (json.dumps(list(photo_ids)),)).fetchall())


def _ids(db: Database, photo_ids: Iterable[int] | None) -> Sequence[int]:
    if photo_ids is not None:
        return sorted(set(photo_ids))
    rows = db.conn.execute(f"SELECT photo_id FROM said_by_files s WHERE {_MAY_BE} ORDER BY photo_id")  # noqa: S608
    return [photo_id for (photo_id,) in rows]


def _take(said: dict[Slot, dict[int, str | None]], photo_id: int, one: Conflict) -> None:
    """What the file says, as a person's word."""
    if one.about == "tag":
        said.setdefault(("tag", one.file), {})[photo_id] = "added"
        return
    said.setdefault(one.slot, {})[photo_id] = None if one.beyond else one.file or None
    if one.slot == RATING and one.file == str(REJECTED):
        said.setdefault(PICK, {})[photo_id] = None


def _put(db: Database, conflicts: Mapping[int, str | None]) -> None:
    db.conn.executemany(
        "UPDATE said_by_files SET conflicts = ? WHERE photo_id = ?",
        [(packed, photo_id) for photo_id, packed in conflicts.items()],
    )


def _as_json(values: Mapping[int, str | None]) -> dict[str, str | None]:
    return {str(photo_id): value for photo_id, value in values.items()}
