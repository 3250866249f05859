"""The guesses that nobody has answered, by tag: what review.py orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library.bars import Bar, bars_by_tag
from photoorg.library.belief import Belief, Floats, learned
from photoorg.library.columns import Columns
from photoorg.library.columns.part import slots_of
from photoorg.library.tagged import derived_with

Slots = NDArray[np.int64]
MISSED_FROM = 0.3
"""A guess that is less sure than this is not asked about."""
_LEAST_CHANCE = 0.05
_MOST_MISSED = 100  # guesses of a tag that are not shown, the surest first
_YES = "v.verdict IN ('accepted', 'added')"
# What was said of photos of which the tag, or one that is shown as it, is guessed.
_GUESSED = """
SELECT v.tag_id, v.photo_id, v.verdict, s.confidence FROM verdicts v
JOIN suggestions s ON s.photo_id = v.photo_id AND s.tag_id = v.tag_id
UNION ALL
SELECT v.tag_id, v.photo_id, v.verdict, s.confidence FROM shown_as a JOIN verdicts v ON v.tag_id = a.as_id
JOIN suggestions s ON s.photo_id = v.photo_id AND s.tag_id = a.tag_id
"""


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """The guesses of one tag that are open: by their slots (n,) how sure the models are, and how likely each is right.

    `shown`: those that a search finds; else those that it does not, though they may be right. `settled`: so many others
    are shown because a person said so.
    """

    tag_id: int
    tag: str
    bar: float
    slots: Slots
    confidences: Floats
    chances: Floats
    shown: bool = True
    settled: int = 0

    def but(self, slots: Slots) -> Open:
        """Without some slots."""
        kept = ~np.isin(self.slots, slots)
        return replace(self, slots=self.slots[kept], confidences=self.confidences[kept], chances=self.chances[kept])


@dataclass(frozen=True, slots=True)
class Tags:
    """What is known of the tags themselves, by id. Where `bars` has nothing, `target` is the bar."""

    names: Mapping[int, str]
    bars: Mapping[int, Bar]
    target: float
    sensitive: int
    shown_as_others: frozenset[int] = frozenset()

    def bar(self, tag_id: int) -> float:
        """The confidence from which a tag is shown."""
        return self.bars[tag_id].at_least if tag_id in self.bars else self.target


def tags_of(db: Database) -> Tags:
    """Every tag of the library."""
    used = derived_with(db)
    target = used.get("target", 0.0)
    names = dict(db.conn.execute("SELECT id, name FROM tags").fetchall())
    others = frozenset(tag_id for (tag_id,) in db.conn.execute("SELECT tag_id FROM shown_as"))
    return Tags(names, bars_by_tag(db), target, int(used.get("sensitive_tag", 0)), others)


def beliefs(db: Database, tag_id: int | None = None) -> dict[int, Belief]:
    """What a person's answers to guesses let think of tags, or of one; nothing of those without answers."""
    which = "" if tag_id is None else "AND tag_id = :tag"
    rows = db.conn.execute(
        f"SELECT tag_id, MAX(confidence), verdict = 'accepted' FROM ({_GUESSED}) "  # noqa: S608 - fixed text
        f"WHERE verdict IN ('accepted', 'rejected') {which} GROUP BY tag_id, photo_id ORDER BY tag_id",
        {"tag": tag_id},
    )
    found = np.fromiter(rows, [("tag", np.int64), ("confidence", np.float64), ("right", np.bool_)])
    tags, starts = np.unique(found["tag"], return_index=True)
    parts = zip(tags.tolist(), np.split(found, starts[1:]), strict=True) if len(tags) else ()
    return {tag: learned(part["confidence"], part["right"]) for tag, part in parts}


def shown_guesses(
    db: Database, columns: Columns, tags: Tags, among: NDArray[np.bool_], tag_id: int | None
) -> Iterator[Open]:
    """The tags that photos carry and nobody has confirmed, tag by tag; `among` bool (slots,) says of which photos."""
    known = beliefs(db, tag_id)
    settled, denied = _settled(db, columns, tag_id), _denied(db, columns, tag_id)
    keys = np.unique(np.concatenate([part.keys for part in columns.tags])).tolist()
    for key in keys if tag_id is None else [tag_id]:
        parts = [part.of(key) for part in columns.tags]
        slots = np.concatenate([part[0] for part in parts]).astype(np.int64)
        confidences = np.concatenate([part[1] for part in parts]).astype(np.float64)
        here = among[slots]
        slots, confidences = slots[here], confidences[here]
        if key == tags.sensitive or not len(slots):
            continue
        is_open = ~np.isin(slots, settled[key]) if key in settled else np.ones(len(slots), np.bool_)
        chances = known.get(key, Belief()).chances(confidences[is_open])
        if key in denied:
            chances = _without_denied(slots[is_open], chances, *denied[key])
        yield Open(
            key, tags.names[key], tags.bar(key), slots[is_open], confidences[is_open], chances,
            settled=int(len(slots) - is_open.sum()),
        )  # fmt: skip


def missed_guesses(
    db: Database, columns: Columns, tags: Tags, among: NDArray[np.bool_], tag_id: int | None
) -> Iterator[Open]:
    """Guesses below the bar that nobody has spoken of, of each tag the surest ones."""
    known = beliefs(db, tag_id)
    for key in sorted(tags.names.keys() - tags.shown_as_others) if tag_id is None else [tag_id]:
        rows = db.conn.execute(_MISSED, {"tag": key, "bar": tags.bar(key), "least": MISSED_FROM, "most": _MOST_MISSED})
        found = np.fromiter(rows, [("id", np.int64), ("confidence", np.float64)])
        newest, there = _newest(columns, found["id"])
        there[there] = among[newest[there]]
        slots, confidences = newest[there], found["confidence"][there]
        if len(slots):
            chances = known.get(key, Belief()).chances(confidences)
            yield Open(key, tags.names[key], tags.bar(key), slots, confidences, chances, shown=False)


_MISSED = f"""
SELECT s.photo_id, MAX(s.confidence) AS sure FROM suggestions s
WHERE s.tag_id IN (SELECT :tag UNION ALL SELECT tag_id FROM shown_as WHERE as_id = :tag)
AND s.confidence < :bar AND s.confidence >= :least
AND NOT EXISTS (SELECT 1 FROM photo_tag x WHERE x.photo_id = s.photo_id AND x.tag_id = :tag)
AND NOT EXISTS (
  SELECT 1 FROM verdicts v WHERE v.photo_id = s.photo_id AND NOT {_YES} AND (
    v.tag_id = :tag OR EXISTS (SELECT 1 FROM tag_tree t WHERE t.tag_id = :tag AND t.ancestor_id = v.tag_id)))
GROUP BY s.photo_id ORDER BY sure DESC LIMIT :most
"""  # noqa: S608 - fixed text


def _settled(db: Database, columns: Columns, tag_id: int | None) -> dict[int, Slots]:
    """By tag the slots of the photos that carry it because a person said so, of it or of one that it follows from."""
    itself, below = ("", "") if tag_id is None else ("AND v.tag_id = :tag", "AND t.ancestor_id = :tag")
    rows = db.conn.execute(
        f"SELECT v.tag_id, v.photo_id FROM verdicts v WHERE {_YES} {itself} "  # noqa: S608 - fixed text
        "UNION SELECT t.ancestor_id, v.photo_id FROM verdicts v JOIN tag_tree t ON t.tag_id = v.tag_id "
        f"WHERE {_YES} {below} ORDER BY 1",
        {"tag": tag_id},
    )
    found = np.fromiter(rows, [("tag", np.int64), ("id", np.int64)])
    slots, there = _newest(columns, found["id"])
    slots, keys = slots[there], found["tag"][there]
    tags, starts = np.unique(keys, return_index=True)
    return dict(zip(tags.tolist(), np.split(slots, starts[1:]), strict=True)) if len(tags) else {}


def _denied(db: Database, columns: Columns, tag_id: int | None) -> dict[int, tuple[Slots, Floats]]:
    """By tag the slots of photos on which a person denied one below it, and how sure the surest of those was."""
    which = "" if tag_id is None else "AND t.ancestor_id = :tag"
    rows = db.conn.execute(
        f"SELECT t.ancestor_id, v.photo_id, MAX(v.confidence) FROM ({_GUESSED}) v "  # noqa: S608 - fixed text
        f"JOIN tag_tree t ON t.tag_id = v.tag_id WHERE NOT {_YES} {which} GROUP BY 1, 2 ORDER BY 1",
        {"tag": tag_id},
    )
    found = np.fromiter(rows, [("tag", np.int64), ("id", np.int64), ("confidence", np.float64)])
    slots, there = _newest(columns, found["id"])
    slots, found = slots[there], found[there]
    tags, starts = np.unique(found["tag"], return_index=True)
    parts = np.split(np.arange(len(found)), starts[1:]) if len(tags) else []
    return {tag: (slots[part], found["confidence"][part]) for tag, part in zip(tags.tolist(), parts, strict=True)}


def _without_denied(slots: Slots, chances: Floats, denied: Slots, confidences: Floats) -> Floats:
    """Chances (n,) where that one below is denied is known: what made both likely speaks for neither any more."""
    order = np.argsort(denied)
    places = np.minimum(np.searchsorted(denied, slots, sorter=order), len(denied) - 1)
    hit = denied[order[places]] == slots
    below = np.where(hit, np.minimum(confidences[order[places]], 1 - 1e-6), 0.0)
    return np.maximum((chances - below) / (1 - below), np.minimum(chances, _LEAST_CHANCE))


def _newest(columns: Columns, photo_ids: Slots) -> tuple[Slots, NDArray[np.bool_]]:
    """The slot of each photo (n,), and whether it is there at all (n,)."""
    places, there = slots_of(columns.ids[columns.order], photo_ids)
    return (columns.order[places] if len(columns.order) else places).astype(np.int64), there
