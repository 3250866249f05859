"""What photos have together: each tag with how many of them carry it, and the values that all of them share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library import columns as memory
from photoorg.library.columns import Columns
from photoorg.library.columns.postings import counted
from photoorg.library.kinds import NOTES
from photoorg.texts import BY_NAME

_FEW = 2_000
_VERDICTS = "SELECT v.photo_id, v.tag_id, v.verdict IN ('accepted', 'added') FROM verdicts v"
_VERDICT = [("photo", np.int64), ("tag", np.int64), ("yes", np.bool_)]
_NOTE = [("photo", np.int64), ("what", np.int64)]
_NOTES = (
    "SELECT n.photo_id, n.about, n.value FROM notes n UNION ALL "
    "SELECT s.photo_id, 'caption', s.text FROM sentences s WHERE s.language = ?1 UNION ALL "
    "SELECT a.photo_id, 'alt', a.text FROM alt_texts a WHERE a.language = ?1"
)
VALUES = (*NOTES, *BY_NAME, "taken")
"""What `values_in` tells of."""


@dataclass(frozen=True, slots=True)
class TagIn:
    """A tag among photos: how many carry it; of how many a person said that they do (`yours`), and do not (`no`)."""

    name: str
    photos: int
    yours: int = 0
    no: int = 0


def tags_in(db: Database, photo_ids: Iterable[int]) -> list[TagIn]:
    """The tags of some photos, the commonest first; those that a person took off all of them come last, with 0."""
    columns = memory.of(db)
    slots = columns.slots(np.unique(np.fromiter(photo_ids, np.int64)))
    mask = np.zeros(columns.n, np.bool_)
    mask[slots] = True
    counts = counted(columns.tags, mask)
    yes, no = _verdicts(db, columns, slots, mask)
    names = dict(db.conn.execute("SELECT id, name FROM tags").fetchall())
    found = [
        TagIn(names[tag], counts.get(tag, 0), yes.get(tag, 0), no.get(tag, 0))
        for tag in counts.keys() | yes.keys() | no.keys() if tag in names
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.photos, one.name.casefold()))


def _verdicts(
    db: Database, columns: Columns, slots: NDArray[np.int64], mask: NDArray[np.bool_]
) -> tuple[dict[int, int], dict[int, int]]:
    """By tag of how many photos a person said yes, and of how many no."""
    if len(slots) <= _FEW:
        chosen = f"{_VERDICTS} WHERE v.photo_id IN (SELECT value FROM json_each(?))"  # noqa: S608 - fixed text
        rows = np.fromiter(db.conn.execute(chosen, (json.dumps(columns.ids[slots].tolist()),)), dtype=_VERDICT)
    else:
        every, places = columns.derived("verdicts", lambda: _every(db, columns))
        rows = every[mask[places]]
    tags, which = np.unique(rows["tag"], return_inverse=True)
    yes, no = (np.bincount(which[rows["yes"] == said], minlength=len(tags)) for said in (True, False))
    return tuple(
        {tag: number for tag, number in zip(tags.tolist(), numbers.tolist(), strict=True) if number}
        for numbers in (yes, no)
    )  # type: ignore[return-value]


def _every(db: Database, columns: Columns) -> tuple[NDArray[np.void], NDArray[np.int64]]:
    """All verdicts of photos, and the slot of each."""
    return _with_slots(columns, np.fromiter(db.conn.execute(_VERDICTS), dtype=_VERDICT))


def values_in(db: Database, photo_ids: Iterable[int], language: str = "en") -> Mapping[str, str | None]:
    """What all of some photos have noted, by VALUES: "" where none has anything, None where they are not the same.

    Texts that have one are in `language`; `taken` is as 2024-05-31T18:30:00.
    """
    columns = memory.of(db)
    slots = columns.slots(np.unique(np.fromiter(photo_ids, np.int64)))
    mask = np.zeros(columns.n, np.bool_)
    mask[slots] = True
    names, notes, places = columns.derived(f"notes {language}", lambda: _every_note(db, columns, language))
    counts = np.bincount(notes["what"][mask[places]], minlength=len(names))
    found = dict.fromkeys(VALUES, "") | {"taken": _taken(columns, slots)}
    for code in np.flatnonzero(counts).tolist():
        about, value = names[code]
        if about in found and about != "taken":
            found[about] = value if counts[code] == len(slots) else None
    return found


def _every_note(
    db: Database, columns: Columns, language: str
) -> tuple[list[tuple[str, str]], NDArray[np.void], NDArray[np.int64]]:
    """Everything that is noted, (about, value) each once; which of these is noted of a photo, and the slot of each."""
    codes: dict[tuple[str, str], int] = {}
    rows = db.conn.execute(_NOTES, (language,))
    notes = np.fromiter(
        ((photo, codes.setdefault((about, value), len(codes))) for photo, about, value in rows), dtype=_NOTE
    )
    return list(codes), *_with_slots(columns, notes)


def _taken(columns: Columns, slots: NDArray[np.int64]) -> str | None:
    times = columns.taken[slots]
    if not len(times) or times.min() != times.max():
        return None if len(times) else ""
    return str(times[:1].view("datetime64[s]")[0])


def _with_slots(columns: Columns, rows: NDArray[np.void]) -> tuple[NDArray[np.void], NDArray[np.int64]]:
    """Those rows whose photo has a slot, and which."""
    place = np.full(int(columns.ids.max(initial=0)) + 1, -1, np.int64)
    place[columns.ids[columns.order]] = columns.order
    rows = rows[rows["photo"] < len(place)]
    slots = place[rows["photo"]]
    return rows[slots >= 0], slots[slots >= 0]
