"""What tasks saw in photos, in and out of the database: kept small, for there is some of it for every photo.

A row is JSON: {"s": {label: score}, "r": {label: [score, left, top, width, height, ...]}}, every number in
ten-thousandths, the boxes of one label one after the other. Parts that are empty are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlite_utils import Database

from photoorg.outcomes import Evidence, Region

_PARTS = 10_000
_NUMBERS = 5  # of a region


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that was seen in one photo, by task. `vectors` are little-endian float16, of the tasks that gave one."""

    evidence: dict[str, Evidence] = field(default_factory=dict[str, Evidence])
    vectors: dict[str, bytes] = field(default_factory=dict[str, bytes])


def evidence_of(db: Database, photo_ids: Iterable[int]) -> dict[int, Gathered]:
    """What tasks saw in these photos, by photo; those that none has looked at are left out."""
    ids = json.dumps(list(photo_ids))
    rows = db.conn.execute(
        "SELECT e.photo_id, e.task, e.content FROM json_each(?) j JOIN evidence e ON e.photo_id = j.value "
        "ORDER BY e.photo_id, e.task",
        (ids,),
    )
    found: dict[int, Gathered] = {}
    for photo_id, task, content in rows:
        found.setdefault(photo_id, Gathered()).evidence[task] = unpacked(content)
    vectors = db.conn.execute(
        "SELECT v.photo_id, v.task, v.vector FROM json_each(?) j JOIN vectors v ON v.photo_id = j.value", (ids,)
    )
    for photo_id, task, vector in vectors:
        if photo_id in found:
            found[photo_id].vectors[task] = vector
    return found


def without_region(db: Database, photo_ids: Iterable[int], task: str, label: str) -> set[int]:
    """Those of some photos that a task has looked at without seeing that anywhere."""
    rows = db.conn.execute(
        "SELECT e.photo_id FROM json_each(?) j JOIN evidence e ON e.photo_id = j.value AND e.task = ? "
        "WHERE json_type(e.content, ?) IS NULL",
        (json.dumps(list(photo_ids)), task, f'$.r."{label}"'),
    )
    return {photo_id for (photo_id,) in rows}


def packed(evidence: Evidence) -> str:
    """Evidence as it is stored. Digits beyond the fourth are lost."""
    regions: dict[str, list[int]] = {}
    for one in evidence.regions:
        numbers = (one.score, one.left, one.top, one.width, one.height)
        regions.setdefault(one.label, []).extend(round(_PARTS * number) for number in numbers)
    scores = {label: round(_PARTS * score) for label, score in evidence.scores.items()}
    parts = {"s": scores, "r": regions}
    return json.dumps({name: part for name, part in parts.items() if part}, separators=(",", ":"))


def unpacked(content: str) -> Evidence:
    """Evidence from a stored row, regions surest first."""
    parts = json.loads(content)
    scores = {label: number / _PARTS for label, number in parts.get("s", {}).items()}
    regions = [
        Region(label, *(number / _PARTS for number in numbers[start : start + _NUMBERS]))
        for label, numbers in parts.get("r", {}).items()
        for start in range(0, len(numbers), _NUMBERS)
    ]
    return Evidence(scores, tuple(sorted(regions, key=lambda region: -region.score)))
