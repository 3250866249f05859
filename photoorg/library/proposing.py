"""What newer models or rules make of photos that had been seen before waits here, where a person would see the change.

The tags that are shown are those of the guesses in `suggestions`, by the bars in `tag_bars`; beside them wait the newer
ones in `proposed` and `proposed_bars`. What a person would see of that is in `proposed_changes`, worked out whenever
either side changes. library/proposals.py tells it, retagging.py takes the answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from photoorg.library import held_bars, tagged
from photoorg.library.tagged import Rules

MOVED = 0.1
"""A tag that stays counts as moved where its confidence changes by so much or more."""

Guess = tuple[int, float, str]
"""A tag's id, its confidence, and why, as in `suggestions`."""

TAUGHT = """%"taught"%"""
"""SQL LIKE: the guess is of a tag that a person has taught. Those are nobody's proposals: they are shown at once."""

_BLOCK = 5_000
_TABLES = ("proposed", "proposed_changes", "proposals")

# What photos were seen with, as in `seen_as`.
_SEEN_AS = (
    "SELECT photo_id, json_object('rules', :rules, 'tasks', json_group_object(task, version)) FROM ("
    "SELECT j.value AS photo_id, a.task, a.version FROM json_each(:ids) j LEFT JOIN analyses a ON a.photo_id = j.value "
    "ORDER BY j.value, a.task) WHERE task IS NOT NULL GROUP BY photo_id"
)
_NEWER = """
WITH newer (tag_id, taken_at, photo_id, confidence) AS ({newer})
INSERT INTO proposed_changes (tag_id, photo_id, before, after)
SELECT tag_id, photo_id, MAX(before), MAX(after) FROM (
  SELECT tag_id, photo_id, NULL AS before, confidence AS after FROM newer
  UNION ALL
  SELECT x.tag_id, x.photo_id, x.confidence, NULL
  FROM json_each(:ids) j CROSS JOIN photo_tag x ON x.photo_id = j.value
)
GROUP BY tag_id, photo_id
HAVING MAX(before) IS NULL OR MAX(after) IS NULL OR abs(MAX(before) - MAX(after)) >= :moved - 1e-9
"""
# Tags that only move because those below them do are told with these.
_WITH_THOSE_BELOW = """
DELETE FROM proposed_changes WHERE before IS NOT NULL AND after IS NOT NULL
AND photo_id IN (SELECT value FROM json_each(:ids)) AND EXISTS (
  SELECT 1 FROM proposed_changes k JOIN tag_tree t ON t.tag_id = k.tag_id
  WHERE k.photo_id = proposed_changes.photo_id AND t.ancestor_id = proposed_changes.tag_id)
"""


def use_rules(db: Database, rules: Rules) -> bool:
    """As `tagged.use_rules`, but newly fitted bars wait where `rules.hold`, with all that was understood by them.

    What a person sets (the target, and whether anything waits at all) holds at once, for what waits too.
    """
    before = tagged.derived_with(db)
    told = {"hold": float(rules.hold), "bars": _number(rules.bars)}
    in_use = tagged.bars_in_use(db)
    same_target = before.get("target") == rules.target
    if same_target and (before.get("bars") == told["bars"] or in_use == rules.bars):
        rules = replace(rules, bars=in_use)  # some of them may wait, or may not be wanted
    elif same_target and rules.hold:
        _propose_bars(db, rules.bars, in_use)
        rules = replace(rules, bars=in_use)
    else:
        db.conn.execute("DELETE FROM proposed_bars")
    db.conn.executemany("INSERT OR REPLACE INTO derived_with (name, value) VALUES (?, ?)", list(told.items()))
    if not tagged.use_rules(db, rules):
        return False
    compare(db)
    return True


def _number(bars: Mapping[str, float]) -> float:
    """One that is another one for other bars."""
    return float(int(hashlib.sha256(json.dumps(sorted(bars.items())).encode()).hexdigest()[:12], 16))


def _propose_bars(db: Database, bars: Mapping[str, float], in_use: Mapping[str, float]) -> None:
    ids = tagged.tag_ids(db, bars)
    db.conn.execute("DELETE FROM proposed_bars")
    db.conn.executemany(
        "INSERT INTO proposed_bars (tag_id, at_least) VALUES (?, ?)",
        [(ids[name], at_least) for name, at_least in bars.items() if in_use.get(name) != at_least],
    )


def hold(db: Database, found: Mapping[int, Sequence[Guess]], rules: str) -> set[int]:
    """Let newer guesses wait where a person would see the change; returns the photos whose guesses go straight in.

    `rules` is the version of what made them. Inside the transaction that stores what the photos mean, before it touches
    the guesses that are shown.
    """
    seen = _seen_as(db, found, rules)
    known = _known(db, found)
    holds = bool(tagged.derived_with(db).get("hold"))
    decided = {one for one in found if holds and one in seen and seen[one] == known[one]["declined_with"]}
    asked = {
        one
        for one in found.keys() - decided
        if holds and one in seen and known[one]["guessed_with"] not in {None, seen[one]}
    }
    forget(db, found.keys() - decided)
    if asked:
        _propose(db, {one: found[one] for one in asked}, seen)
        _let_in_gains(db, [one for one in asked if _has_only_more(known[one]["versions"], seen[one], db)])
        asked = _kept_waiting(db, asked)
    straight = found.keys() - decided - asked
    _note(db, straight, {one: seen[one] for one in straight if one in seen and known[one]["complete"]})
    return set(straight)


def _seen_as(db: Database, photo_ids: Collection[int], rules: str) -> dict[int, int]:
    """What photos have been seen with by now, as ids of `seen_as`; those that no task has seen are left out."""
    rows = db.conn.execute(_SEEN_AS, {"rules": rules, "ids": json.dumps(list(photo_ids))}).fetchall()
    texts = {text for _, text in rows}
    db.conn.executemany("INSERT OR IGNORE INTO seen_as (versions) VALUES (?)", [(text,) for text in sorted(texts)])
    ids = dict(
        db.conn.execute(
            "SELECT s.versions, s.id FROM json_each(?) j JOIN seen_as s ON s.versions = j.value",
            (json.dumps(sorted(texts)),),
        ).fetchall()
    )
    return {photo_id: ids[text] for photo_id, text in rows}


def _known(db: Database, photo_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Of each photo what is known of its guesses; `complete`: every task had seen it once."""
    rows = db.conn.execute(
        "SELECT p.id, p.guessed_with, p.declined_with, s.versions, coalesce(p.guessed_with, p.seen_with) IS NOT NULL "
        "FROM json_each(?) j JOIN photos p ON p.id = j.value LEFT JOIN seen_as s ON s.id = p.guessed_with",
        (json.dumps(list(photo_ids)),),
    )
    names = ("guessed_with", "declined_with", "versions", "complete")
    return {photo_id: dict(zip(names, values, strict=True)) for photo_id, *values in rows}


def _has_only_more(before: str, seen_id: int, db: Database) -> bool:
    """Whether nothing changed but that more tasks have looked: a person has switched them on, or they are new."""
    row = db.conn.execute("SELECT versions FROM seen_as WHERE id = ?", (seen_id,)).fetchone()
    was, now = json.loads(before), json.loads(row[0])
    return was["rules"] == now["rules"] and was["tasks"].items() <= now["tasks"].items()


def _propose(db: Database, found: Mapping[int, Sequence[Guess]], seen: Mapping[int, int]) -> None:
    db.conn.executemany(
        "INSERT OR IGNORE INTO proposed (photo_id, tag_id, confidence, because) VALUES (?, ?, ?, ?)",
        [(photo_id, *guess) for photo_id, guesses in found.items() for guess in guesses],
    )
    db.conn.executemany("INSERT INTO proposals (photo_id, seen_id) VALUES (?, ?)", [(one, seen[one]) for one in found])
    compare(db, found)


def _let_in_gains(db: Database, photo_ids: Sequence[int]) -> None:
    """What a task finds that looks for the first time is shown at once: only what would go or move waits."""
    if not photo_ids:
        return
    gained = "c.before IS NULL AND c.photo_id IN (SELECT value FROM json_each(?))"
    db.conn.execute(
        "INSERT OR REPLACE INTO suggestions (photo_id, tag_id, confidence, because) "  # noqa: S608 - fixed text
        "SELECT p.photo_id, p.tag_id, p.confidence, p.because FROM proposed_changes c "
        f"JOIN proposed p ON p.photo_id = c.photo_id AND p.tag_id = c.tag_id WHERE {gained}",
        (json.dumps(photo_ids),),
    )
    tagged.refresh(db, photo_ids)
    compare(db, photo_ids)


def _kept_waiting(db: Database, photo_ids: Set[int]) -> set[int]:
    """Those of some photos whose proposals stay: with no change to be seen none does, unless bars wait too."""
    if db.conn.execute("SELECT 1 FROM proposed_bars LIMIT 1").fetchone() is not None:
        return set(photo_ids)
    rows = db.conn.execute(
        "SELECT DISTINCT c.photo_id FROM json_each(?) j JOIN proposed_changes c ON c.photo_id = j.value",
        (json.dumps(list(photo_ids)),),
    )
    changed = {photo_id for (photo_id,) in rows}
    forget(db, photo_ids - changed)
    return changed


def _note(db: Database, photo_ids: Collection[int], seen: Mapping[int, int]) -> None:
    """Keep with what the guesses were made that are about to be shown. Until every task has looked, nobody asks.

    What was answered to for these photos before can be taken back no more.
    """
    db.conn.executemany("UPDATE photos SET guessed_with = ? WHERE id = ?", [(seen[one], one) for one in seen])
    if db.conn.execute("SELECT 1 FROM retag_photos LIMIT 1").fetchone() is not None:
        ids = json.dumps(list(photo_ids))
        db.conn.execute("DELETE FROM retag_photos WHERE photo_id IN (SELECT value FROM json_each(?))", (ids,))


def forget(db: Database, photo_ids: Iterable[int]) -> None:
    """Let go what was proposed of photos."""
    if not waits(db):
        return
    ids = json.dumps(list(photo_ids))
    for table in _TABLES:
        db.conn.execute(f"DELETE FROM {table} WHERE photo_id IN (SELECT value FROM json_each(?))", (ids,))  # noqa: S608


def waits(db: Database) -> bool:
    """Whether anything is proposed."""
    return db.conn.execute("SELECT 1 FROM proposals LIMIT 1").fetchone() is not None


def compare(db: Database, photo_ids: Iterable[int] | None = None) -> None:
    """Work out anew what a person would see of the proposals for these photos, or (None) for all that have one.

    Call it where their tags were derived anew.
    """
    if not waits(db):
        return
    every = "SELECT photo_id FROM proposals"
    among = "" if photo_ids is None else " WHERE photo_id IN (SELECT value FROM json_each(?))"
    given = () if photo_ids is None else (json.dumps(list(photo_ids)),)
    ids = [photo_id for (photo_id,) in db.conn.execute(f"{every}{among} ORDER BY photo_id", given)]
    _fill_bars(db)
    for start in range(0, len(ids), _BLOCK):
        _compare(db, ids[start : start + _BLOCK])


def _compare(db: Database, ids: Sequence[int]) -> None:
    chosen = {"ids": json.dumps(ids)}
    db.conn.execute(
        "CREATE TEMP TABLE IF NOT EXISTS coming (photo_id INTEGER, tag_id INTEGER, confidence REAL, "
        "PRIMARY KEY (photo_id, tag_id)) WITHOUT ROWID"
    )
    db.conn.execute("DELETE FROM temp.coming")
    for table, where in (("proposed", ""), ("suggestions", "WHERE g.because LIKE :taught")):
        db.conn.execute(
            f"INSERT OR REPLACE INTO temp.coming SELECT g.photo_id, g.tag_id, g.confidence FROM json_each(:ids) j "  # noqa: S608
            f"CROSS JOIN main.{table} g ON g.photo_id = j.value {where}",
            {**chosen, "taught": TAUGHT},
        )
    db.conn.execute("DELETE FROM proposed_changes WHERE photo_id IN (SELECT value FROM json_each(:ids))", chosen)
    newer = tagged.tags_by("temp.coming", "temp.coming_bars")
    db.conn.execute(_NEWER.format(newer=newer), {**tagged.asked(db, ids), "moved": MOVED})
    db.conn.execute(_WITH_THOSE_BELOW, chosen)


def _fill_bars(db: Database) -> None:
    """The bars that tags would be shown by. A person's own hold over any that were fitted, as those taught do."""
    db.conn.execute("CREATE TEMP TABLE IF NOT EXISTS coming_bars (tag_id INTEGER PRIMARY KEY, at_least REAL)")
    db.conn.execute("DELETE FROM temp.coming_bars")
    db.conn.execute("INSERT INTO temp.coming_bars SELECT tag_id, at_least FROM tag_bars")
    db.conn.execute(
        "INSERT OR REPLACE INTO temp.coming_bars SELECT b.tag_id, b.at_least FROM proposed_bars b "  # noqa: S608
        f"WHERE b.tag_id NOT IN (SELECT tag_id FROM ({held_bars.BY_NAME}))"
    )


def follow_bars(db: Database, names: Iterable[str]) -> None:
    """The bars of these tags are other ones."""
    if waits(db):
        compare(db, _guessed(db, names))


def _guessed(db: Database, names: Iterable[str]) -> set[int]:
    """The waiting photos of which one of these tags, or one that is shown as it, is guessed or would be."""
    named = json.dumps(ids_of(db, names))
    shown = db.conn.execute("SELECT tag_id FROM shown_as WHERE as_id IN (SELECT value FROM json_each(?))", (named,))
    ids = json.dumps([*json.loads(named), *(tag_id for (tag_id,) in shown)])
    rows = db.conn.execute(
        "SELECT p.photo_id FROM proposals p WHERE EXISTS (SELECT 1 FROM suggestions s WHERE s.photo_id = p.photo_id "
        "AND s.tag_id IN (SELECT value FROM json_each(?1))) OR EXISTS (SELECT 1 FROM proposed s "
        "WHERE s.photo_id = p.photo_id AND s.tag_id IN (SELECT value FROM json_each(?1)))",
        (ids,),
    )
    return {photo_id for (photo_id,) in rows}


def ids_of(db: Database, names: Iterable[str]) -> list[int]:
    """The ids of tags that there are, by name."""
    rows = db.conn.execute(
        "SELECT t.id FROM json_each(?) j JOIN tags t ON t.name = j.value", (json.dumps(sorted(names)),)
    )
    return [tag_id for (tag_id,) in rows]
