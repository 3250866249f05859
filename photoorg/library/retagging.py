"""A person's answer to what newer models propose: approved or declined, all of it or by tag, and taken back exactly.

Each answer is a step. What it replaces lies in `retag_rows` and `retag_bars` while it is done, so that the history can
take it back and do it again. How things come to wait is in proposing.py, the SQL of a step in retag_sql.py.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence

from sqlite_utils import Database

from photoorg.library import held_bars, history_pack, history_record, proposals, proposing, tagged, words
from photoorg.library.connection import writing
from photoorg.library.deeds import Deed
from photoorg.library.history_steps import Step, Way
from photoorg.library.proposing import TAUGHT
from photoorg.library.retag_sql import APPROVE, BACK, FORTH, Answer
from photoorg.library.tagged import Rules
from photoorg.outcomes import Changes, PhotoorgError, Told

PART = "retag"
"""What steps are called in the history."""

_BLOCK = 2_000
_ROW = 40  # bytes that a replaced guess takes, about
_NAMED = 3  # tags in the sentence of a deed


def answer(db: Database, said: Answer, names: Collection[str] | None = None, told: Told | None = None) -> Changes:
    """Approve or decline what is proposed for tags, with what they are changed with, or (None) all that waits.

    One transaction and one deed. Raises PhotoorgError where nothing of that waits.
    """
    tags = None if names is None else _decided_with(db, _tag_ids(db, names))
    if not proposing.waits(db):
        raise PhotoorgError("Nothing waits: newer models would change none of your tags.")
    deed = Deed(said) if names is None else Deed(f"{said} tags", {"tags": _listed(sorted(names))})
    with words.speaking(db, deed):
        seen = _photos_seen_to_change(db, tags)
        step, changes = _do(db, said, tags, told)
        steps = [step]
        if _is_all_the_same(db):  # what nobody would see is taken over with the last that somebody saw
            step, more = _do(db, APPROVE, None, told)
            steps, changes = [*steps, step], changes | more
        history_record.add_step(db, PART, steps, seen, None, None, beside=_ROW * _rows_of(db, steps))
        return changes


def let_in(db: Database, rules: Rules) -> bool:
    """Approve all that waits where a person has said that nothing is to wait; returns whether anything did."""
    if rules.hold or not proposing.waits(db):
        return False
    answer(db, APPROVE)
    return True


def finish(db: Database) -> bool:
    """Take over what waits once nobody would see any of it change; returns whether there was anything."""
    if not _is_all_the_same(db):
        return False
    with writing(db):
        if not _is_all_the_same(db):
            return False
        step, _ = _do(db, APPROVE, None, None)
        db.conn.execute("DELETE FROM retag_steps WHERE id = ?", (step,))
    return True


def _is_all_the_same(db: Database) -> bool:
    row = db.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM proposals) OR EXISTS (SELECT 1 FROM proposed_bars), "
        "EXISTS (SELECT 1 FROM proposed_changes)"
    ).fetchone()
    return row == (1, 0)


def _listed(names: Sequence[str]) -> str:
    told = ", ".join(f"'{name}'" for name in names[:_NAMED])
    return told if len(names) <= _NAMED else f"{told} and {len(names) - _NAMED} more"


def _tag_ids(db: Database, names: Collection[str]) -> set[int]:
    """The tags of these names that something is proposed for. Raises PhotoorgError at one that nothing is."""
    named = [proposals.change_of(db, name).name for name in names]
    return set(proposing.ids_of(db, named))


def _decided_with(db: Database, tags: set[int]) -> list[int] | None:
    """These tags with those by which they come or go: kinds of them, on the same photos. None where that is all."""
    while True:
        rows = db.conn.execute(
            "SELECT DISTINCT k.tag_id FROM json_each(?1) j JOIN proposed_changes c ON c.tag_id = j.value "
            "JOIN tag_tree t ON t.ancestor_id = c.tag_id "
            "JOIN proposed_changes k ON k.tag_id = t.tag_id AND k.photo_id = c.photo_id "
            "WHERE (c.before IS NULL AND k.before IS NULL) OR (c.after IS NULL AND k.after IS NULL)",
            (json.dumps(sorted(tags)),),
        )
        more = {tag_id for (tag_id,) in rows} - tags
        tags |= more
        if not more:
            break
    every = {tag_id for (tag_id,) in db.conn.execute("SELECT DISTINCT tag_id FROM proposed_changes")}
    if every <= tags:
        return None
    named = json.dumps(sorted(tags))  # what a person shows under another name is guessed under its own
    rows = db.conn.execute("SELECT tag_id FROM shown_as WHERE as_id IN (SELECT value FROM json_each(?))", (named,))
    return sorted(tags | {tag_id for (tag_id,) in rows})


def _photos_seen_to_change(db: Database, tags: Sequence[int] | None) -> list[int]:
    among = "" if tags is None else "WHERE tag_id IN (SELECT value FROM json_each(?))"
    given = () if tags is None else (json.dumps(tags),)
    rows = db.conn.execute(f"SELECT DISTINCT photo_id FROM proposed_changes {among} ORDER BY photo_id", given)  # noqa: S608
    return [photo_id for (photo_id,) in rows]


# Steps.


def apply_step(db: Database, step: Step, way: Way) -> Changes:
    """Take a step of the history back, or do it again."""
    changes = Changes()
    for one in step.key if way == "forth" else reversed(step.key):
        changes |= _go(db, one, forth=way == "forth")
    return changes


def forget_old(db: Database) -> None:
    """Let go what steps replaced that the history does not have any more."""
    if db.conn.execute("SELECT 1 FROM retag_steps LIMIT 1").fetchone() is None:
        return
    kept = db.conn.execute("SELECT content FROM history_changes WHERE part = ?", (PART,)).fetchall()
    alive = json.dumps([step for (content,) in kept for step in history_pack.unpack(content)["key"]])
    db.conn.execute("DELETE FROM retag_steps WHERE id NOT IN (SELECT value FROM json_each(?))", (alive,))


def _rows_of(db: Database, steps: Sequence[int]) -> int:
    """How many rows lie beside the history for these steps."""
    counts = (
        db.conn.execute(f"SELECT COUNT(*) FROM {table} WHERE step = ?", (step,)).fetchone()[0]  # noqa: S608 - ours
        for table in ("retag_rows", "retag_photos")
        for step in steps
    )
    return sum(counts)


def _do(db: Database, said: Answer, tags: Sequence[int] | None, told: Told | None) -> tuple[int, Changes]:
    """Do it as a new step, and tell which. Inside a transaction."""
    step = (
        db.conn.execute(
            "INSERT INTO retag_steps (answer, tags, bars) VALUES (?, ?, ?)",
            (said, None if tags is None else json.dumps(tags), tagged.derived_with(db).get("bars")),
        ).lastrowid
        or 0
    )
    db.conn.execute(
        "INSERT INTO retag_photos (step, photo_id, seen_id) SELECT ?1, photo_id, seen_id FROM proposals "
        "WHERE ?2 IS NULL OR photo_id IN ("
        "SELECT photo_id FROM proposed WHERE tag_id IN (SELECT value FROM json_each(?2)) "
        "UNION SELECT photo_id FROM suggestions WHERE tag_id IN (SELECT value FROM json_each(?2)))",
        (step, None if tags is None else json.dumps(tags)),
    )
    return step, _go(db, step, forth=True, told=told)


def _go(db: Database, step: int, *, forth: bool, told: Told | None = None) -> Changes:
    """Do a step (again), or take it back, of the photos that are as it found, or left, them."""
    row = db.conn.execute("SELECT answer, tags, bars FROM retag_steps WHERE id = ?", (step,)).fetchone()
    if row is None:
        return Changes()
    said: Answer = row[0]
    tags, waiting = row[1], forth or row[1] is not None
    ids = _photos(db, step, waiting=waiting)
    count = _Count(told, 2 * len(ids))
    for block in _blocks(ids):
        given = {"step": step, "ids": json.dumps(block), "tags": tags or "[]", "taught": TAUGHT}
        for statement in (FORTH if forth else BACK)[said, tags is None]:
            db.conn.execute(statement, given)
        count.add(len(block))
    moved: set[int] = set()
    if row[2] == tagged.derived_with(db).get("bars"):  # else a person has chosen other ones since
        moved = _move_bars(db, step, said, tags, forth=forth)
    shown = {*ids, *_photos_with(db, moved)} if moved and said == APPROVE else set(ids)
    names = _names(db, tags) if tags else []
    for block in _blocks(sorted(shown)):
        if said == APPROVE and names:
            tagged.refresh_tags(db, block, names)
        elif said == APPROVE:
            tagged.refresh(db, block)
        if not moved:
            proposing.compare(db, block)
        count.add(len(block))
    if moved:
        proposing.compare(db)
    return Changes(frozenset(shown), tags=True)


def _photos(db: Database, step: int, *, waiting: bool) -> list[int]:
    rows = db.conn.execute(
        "SELECT r.photo_id FROM retag_photos r JOIN photos p ON p.id = r.photo_id "
        "LEFT JOIN proposals w ON w.photo_id = r.photo_id WHERE r.step = ? AND "
        "CASE WHEN ? THEN w.seen_id IS r.seen_id ELSE w.photo_id IS NULL END ORDER BY r.photo_id",
        (step, waiting),
    )
    return [photo_id for (photo_id,) in rows]


def _names(db: Database, tags: str) -> list[str]:
    """The names of tags (a JSON list of ids), and of those that they are shown as."""
    rows = db.conn.execute(
        "SELECT g.name FROM json_each(?1) j JOIN tags g ON g.id = j.value UNION SELECT g.name FROM json_each(?1) j "
        "JOIN shown_as a ON a.tag_id = j.value JOIN tags g ON g.id = a.as_id",
        (tags,),
    )
    return [name for (name,) in rows]


def _photos_with(db: Database, tags: Collection[int]) -> set[int]:
    rows = db.conn.execute(
        "SELECT DISTINCT photo_id FROM suggestions WHERE tag_id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(tags)),),
    )
    return {photo_id for (photo_id,) in rows}


def _move_bars(db: Database, step: int, said: Answer, tags: str | None, *, forth: bool) -> set[int]:
    """The bars that wait, of these tags or all: approved ones come in use, declined ones go. Returns whose changed."""
    if forth:
        rows = db.conn.execute(
            "SELECT w.tag_id, w.at_least, b.fitted FROM proposed_bars w LEFT JOIN tag_bars b ON b.tag_id = w.tag_id "
            "WHERE ?1 IS NULL OR w.tag_id IN (SELECT value FROM json_each(?1))",
            (tags,),
        ).fetchall()
    else:
        rows = db.conn.execute(
            "SELECT r.tag_id, r.at_least, b.fitted FROM retag_bars r LEFT JOIN tag_bars b ON b.tag_id = r.tag_id "
            "WHERE r.step = ?",
            (step,),
        ).fetchall()
    leave, come = ("proposed_bars", "retag_bars") if forth else ("retag_bars", "proposed_bars")
    for tag_id, at_least, in_use in rows:
        kept = in_use if said == APPROVE else at_least
        db.conn.execute(f"DELETE FROM {leave} WHERE tag_id = ?", (tag_id,))  # noqa: S608 - fixed names, here and below
        key, value = ("step, ", (step,)) if come == "retag_bars" else ("", ())
        db.conn.execute(
            f"INSERT OR REPLACE INTO {come} ({key}tag_id, at_least) VALUES (?, ?{', ?' if value else ''})",  # noqa: S608
            (*value, tag_id, kept),
        )
        if said == APPROVE:
            tagged.use_bar(db, tag_id, at_least)
    if rows:
        held_bars.hold(db)
    return {tag_id for tag_id, _, _ in rows}


class _Count:
    """Tells how far it is."""

    def __init__(self, told: Told | None, total: int) -> None:
        self._told, self._total, self._done = told, total, 0
        self.add(0)

    def add(self, number: int) -> None:
        """So many more are done."""
        self._done = min(self._total, self._done + number)
        if self._told is not None:
            self._told(self._done, self._total)


def _blocks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _BLOCK] for start in range(0, len(ids), _BLOCK))
