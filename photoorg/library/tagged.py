"""Suggestions and verdicts into the tags that a search sees. A person's word always wins.

A guess counts when it reaches its tag's bar, and never where a person said no to its tag or to one above it. With each
tag that counts come the tags that are true of every such photo: `dog` and `animal` with `beagle`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from photoorg.library import held_bars
from photoorg.library.own_tree import use_own
from photoorg.library.tag_names import tag_ids as tag_ids  # noqa: PLC0414 - named here for who stores tags

# A person's yes and no.
YES = frozenset({"accepted", "added"})
NO = frozenset({"rejected", "removed"})

SENSITIVE = "sensitive"
"""The tag of sensitive photos, where the settings ask for one."""

# Of a tag `g`: the taxonomy brings many that no photo carries and no person has spoken of.
IN_USE = (
    "(EXISTS (SELECT 1 FROM photo_tag x WHERE x.tag_id = g.id) "
    "OR EXISTS (SELECT 1 FROM verdicts v WHERE v.tag_id = g.id))"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides which guesses are shown.

    `bars` is the confidence from which each tag is shown; a tag without one needs `target`. `above` names the tags that
    hold for every photo of a tag, all of them. Photos with a score of `sensitive_from` or more count as sensitive, and
    carry a tag that says so where `tag_sensitive`. With `hold`, what newer models and newly fitted bars would change
    waits until a person approves it: see proposing.py.
    """

    target: float
    bars: Mapping[str, float] = field(default_factory=dict[str, float])
    above: Mapping[str, frozenset[str]] = field(default_factory=dict[str, "frozenset[str]"])
    tag_sensitive: bool = False
    sensitive_from: float = 0.8
    hold: bool = False


# Raise when the same guesses, verdicts and rules must lead to other tags by a change of code: all are derived anew.
DERIVING_VERSION = 1

# A comment stands where refresh_tags() asks for some tags alone.
_TAGS = """
WITH chosen AS MATERIALIZED (SELECT value AS photo_id FROM json_each(:ids)),
said AS MATERIALIZED (
  SELECT s.photo_id, coalesce(a.as_id, s.tag_id) AS tag_id, s.confidence
  FROM chosen CROSS JOIN suggestions s ON s.photo_id = chosen.photo_id /*of_said*/
  LEFT JOIN tag_bars b ON b.tag_id = s.tag_id LEFT JOIN shown_as a ON a.tag_id = s.tag_id
  WHERE s.confidence >= coalesce(b.at_least, :target) AND (a.tag_id IS NULL OR a.as_id IS NOT NULL) AND NOT EXISTS (
    SELECT 1 FROM verdicts v WHERE v.photo_id = s.photo_id AND v.verdict IN ('rejected', 'removed') AND (
      v.tag_id = coalesce(a.as_id, s.tag_id) OR EXISTS (
        SELECT 1 FROM tag_tree t WHERE t.tag_id = coalesce(a.as_id, s.tag_id) AND t.ancestor_id = v.tag_id)))
  UNION ALL
  SELECT v.photo_id, v.tag_id, 1.0 FROM chosen CROSS JOIN verdicts v ON v.photo_id = chosen.photo_id /*of_verdicts*/
  WHERE v.verdict IN ('accepted', 'added')
  UNION ALL
  SELECT p.id, :sensitive_tag, p.sensitive FROM chosen CROSS JOIN photos p ON p.id = chosen.photo_id
  WHERE :sensitive_tag AND p.sensitive >= :sensitive_from
),
carried AS (
  SELECT photo_id, tag_id, confidence FROM said
  UNION ALL
  SELECT said.photo_id, t.ancestor_id, said.confidence FROM said JOIN tag_tree t ON t.tag_id = said.tag_id
)
SELECT c.tag_id, p.taken_at, p.id, MAX(c.confidence) FROM carried c JOIN photos p ON p.id = c.photo_id
WHERE NOT EXISTS (
  SELECT 1 FROM verdicts v
  WHERE v.photo_id = c.photo_id AND v.tag_id = c.tag_id AND v.verdict IN ('rejected', 'removed'))
/*of_tags*/
GROUP BY c.tag_id, p.id
"""
_INSERT = f"INSERT INTO photo_tag (tag_id, taken_at, photo_id, confidence) {_TAGS}"


def tags_by(guesses: str, bars: str) -> str:
    """SQL: the tags (tag_id, taken_at, photo_id, confidence) that photos would have by other tables of both.

    Its parameters are those of `asked`.
    """
    return _TAGS.replace("suggestions s", f"{guesses} s").replace("tag_bars b", f"{bars} b")


def asked(db: Database, photo_ids: Sequence[int]) -> dict[str, str | float]:
    """The parameters of `tags_by`, for these photos."""
    return {"ids": json.dumps(list(photo_ids)), **_NOTHING_SAID, **derived_with(db)}


def refresh(db: Database, photo_ids: Iterable[int]) -> None:
    """Derive `photo_tag` again for these photos. Call it inside the transaction that changed them."""
    ids = sorted(photo_ids)
    db.conn.execute("DELETE FROM photo_tag WHERE photo_id IN (SELECT value FROM json_each(?))", (json.dumps(ids),))
    _derive(db, ids)
    _note_changed(db, ids)


def refresh_tags(db: Database, photo_ids: Iterable[int], names: Iterable[str]) -> None:
    """The same where words were said of some tags alone: only what follows from these is derived again."""
    ids = sorted(photo_ids)
    tags, speak = _follow_from(db, names)
    if not tags:
        return
    # Where few tags are asked for, they are looked up in each photo, else among all that it has.
    few, said = ("" if len(one) <= _FEW else "+" for one in (tags, speak))
    given = {"tags": json.dumps(sorted(tags)), "speak": json.dumps(sorted(speak))}
    statement = (
        _INSERT.replace("/*of_said*/", f"AND {said}s.tag_id IN (SELECT value FROM json_each(:speak))")  # noqa: S608
        .replace("/*of_verdicts*/", "AND v.tag_id IN (SELECT value FROM json_each(:speak))")
        .replace("/*of_tags*/", "AND c.tag_id IN (SELECT value FROM json_each(:tags))")
    )
    numbers = {**_NOTHING_SAID, **derived_with(db), **given}
    for start in range(0, len(ids), _BLOCK):
        some = json.dumps(ids[start : start + _BLOCK])
        db.conn.execute(
            f"DELETE FROM photo_tag WHERE photo_id IN (SELECT value FROM json_each(?)) "  # noqa: S608 - a sign
            f"AND {few}tag_id IN (SELECT value FROM json_each(?))",
            (some, given["tags"]),
        )
        db.conn.execute(statement, {"ids": some, **numbers})
    _note_changed(db, ids)


def _follow_from(db: Database, names: Iterable[str]) -> tuple[set[int], set[int]]:
    """The ids of the tags that words about some tags may show or hide, and of those that may speak for one of them."""
    rows = db.conn.execute(
        "SELECT t.id FROM json_each(?1) j JOIN tags t ON t.name = j.value UNION SELECT a.as_id FROM json_each(?1) j "
        "JOIN tags t ON t.name = j.value JOIN shown_as a ON a.tag_id = t.id WHERE a.as_id IS NOT NULL",
        (json.dumps(sorted(names)),),
    )
    named = {tag for (tag,) in rows}
    below = named | _joined_to(db, "tag_id", "ancestor_id", named)
    tags = below | _joined_to(db, "ancestor_id", "tag_id", below)
    speak = tags | _joined_to(db, "tag_id", "ancestor_id", tags)
    shown = db.conn.execute(
        "SELECT tag_id FROM shown_as WHERE as_id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(speak)),)
    )
    return tags, speak | {tag for (tag,) in shown}


def _joined_to(db: Database, wanted: str, by: str, tags: Iterable[int]) -> set[int]:
    rows = db.conn.execute(
        f"SELECT {wanted} FROM tag_tree WHERE {by} IN (SELECT value FROM json_each(?))",  # noqa: S608 - our columns
        (json.dumps(sorted(tags)),),
    )
    return {tag for (tag,) in rows}


def _note_changed(db: Database, ids: Sequence[int]) -> None:
    """Tell those who keep columns of the library in memory; see schema.py."""
    db.conn.execute(
        "UPDATE photos SET changed = (SELECT value FROM marks WHERE name = 'commits') "
        "WHERE id IN (SELECT value FROM json_each(?)) "
        "AND changed IS NOT (SELECT value FROM marks WHERE name = 'commits')",
        (json.dumps(ids),),
    )


def _derive(db: Database, ids: Sequence[int]) -> None:
    """Add the tags of photos that have none, in blocks: what one statement works on is held in memory."""
    for start in range(0, len(ids), _BLOCK):
        db.conn.execute(_INSERT, asked(db, ids[start : start + _BLOCK]))


_BLOCK = 10_000
_FEW = 8
_NOTHING_SAID = {"target": 0.0, "sensitive_tag": 0.0, "sensitive_from": Rules(0).sensitive_from}


def derived_with(db: Database) -> dict[str, float]:
    """The rules' numbers that tags were derived with; empty where nobody has said."""
    return dict(db.conn.execute("SELECT name, value FROM derived_with").fetchall())


def use_rules(db: Database, rules: Rules) -> bool:
    """Let tags be shown by these rules, and derive those of all photos again if anything is new. Inside a transaction.

    Returns whether that may have changed a photo's tags. Kept guesses are used, no photo is looked at again; 100,000
    photos take a few seconds.
    """
    sensitive = tag_ids(db, [SENSITIVE])[SENSITIVE] if rules.tag_sensitive else 0
    numbers = {"target": rules.target, "sensitive_tag": float(sensitive), "sensitive_from": rules.sensitive_from,
               "version": float(DERIVING_VERSION)}  # fmt: skip
    # Every one of them must be taken in, so they are not joined by a lazy "or".
    told = numbers.items() <= derived_with(db).items()
    changed = [not told, _use_bars(db, rules.bars), _give_tree(db, rules.above), bool(use_own(db))]
    if not any(changed):
        return False
    db.conn.executemany("INSERT OR REPLACE INTO derived_with (name, value) VALUES (?, ?)", list(numbers.items()))
    held_bars.hold(db)
    photos = [photo_id for (photo_id,) in db.conn.execute("SELECT id FROM photos ORDER BY id")]
    db.conn.execute("DELETE FROM photo_tag")
    _derive(db, photos)
    _note_changed(db, photos)
    return bool(photos)


def bars_in_use(db: Database) -> dict[str, float]:
    """By tag, the confidence from which it is shown, as it was fitted."""
    rows = db.conn.execute(
        "SELECT g.name, b.fitted FROM tag_bars b JOIN tags g ON g.id = b.tag_id WHERE b.fitted IS NOT NULL"
    )
    return dict(rows.fetchall())


def use_bar(db: Database, tag_id: int, fitted: float | None) -> None:
    """Let one tag have another fitted bar, or (None) none. Who calls lets those that are a person's hold again."""
    db.conn.execute("DELETE FROM tag_bars WHERE tag_id = ?", (tag_id,))
    if fitted is not None:
        db.conn.execute("INSERT INTO tag_bars (tag_id, at_least, fitted) VALUES (?1, ?2, ?2)", (tag_id, fitted))
    held_bars.hold(db, tag_id)


def _use_bars(db: Database, bars: Mapping[str, float]) -> bool:
    """Take fitted bars. Who calls lets those that are a person's hold over them."""
    ids = tag_ids(db, bars)
    wanted = {ids[name]: at_least for name, at_least in bars.items()}
    if dict(db.conn.execute("SELECT tag_id, fitted FROM tag_bars WHERE fitted IS NOT NULL").fetchall()) == wanted:
        return False
    db.conn.execute("DELETE FROM tag_bars")
    db.conn.executemany("INSERT INTO tag_bars (tag_id, at_least, fitted) VALUES (?1, ?2, ?2)", list(wanted.items()))
    held_bars.hold(db)
    return True


def _give_tree(db: Database, above: Mapping[str, frozenset[str]]) -> bool:
    ids = tag_ids(db, {*above, *(name for names in above.values() for name in names)})
    pairs = {(ids[name], ids[ancestor]) for name, names in above.items() for ancestor in names}
    wanted = {(tag, ancestor) for tag, ancestor in pairs if tag != ancestor}
    if set(db.conn.execute("SELECT tag_id, ancestor_id FROM given_tree").fetchall()) == wanted:
        return False
    db.conn.execute("DELETE FROM given_tree")
    db.conn.executemany("INSERT INTO given_tree (tag_id, ancestor_id) VALUES (?, ?)", sorted(wanted))
    return True
