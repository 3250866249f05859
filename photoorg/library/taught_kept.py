"""Suggestions of taught tags outlive a new classifier: until a tag is taught anew, each photo keeps what was suggested.

What was learned with one classifier says nothing of what another one sees, so it is not asked.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library.proposing import TAUGHT as LIKE_TAUGHT
from photoorg.library.taught_models import classifier_of
from photoorg.library.taught_seen import LIKENESS
from photoorg.library.taught_tags import MODELS, TAUGHT


@dataclass(frozen=True, slots=True)
class Kept:
    """What a taught tag suggested of a photo."""

    photo_id: int
    tag_id: int
    confidence: float
    score: float


def kept(db: Database, photo_ids: Collection[int]) -> list[Kept]:
    """What taught tags suggest of photos whose suggestions are about to be replaced, and cannot say anew."""
    learned = {
        tag_id: classifier_of(version or "")
        for tag_id, version in db.conn.execute(
            "SELECT g.id, json_extract(t.model, '$.version') FROM taught t JOIN tags g ON g.name = t.name"
        )
    }
    if not learned:
        return []
    rows = db.conn.execute(
        "SELECT s.photo_id, s.tag_id, s.confidence, s.because, a.version FROM json_each(?) j "
        "CROSS JOIN suggestions s ON s.photo_id = j.value AND s.because LIKE ? "
        "LEFT JOIN analyses a ON a.photo_id = s.photo_id AND a.task = ?",
        (json.dumps(list(photo_ids)), LIKE_TAUGHT, LIKENESS),
    )
    return [
        Kept(photo, tag_id, confidence, dict(json.loads(because))[TAUGHT])
        for photo, tag_id, confidence, because, version in rows
        if tag_id in learned and learned[tag_id] != version
    ]


def put_back(db: Database, suggested: Sequence[Kept]) -> None:
    """Suggest it again, over what models suggest of the same tag by now."""
    for one in suggested:
        row = db.conn.execute(
            "SELECT confidence, because FROM suggestions WHERE photo_id = ? AND tag_id = ?", (one.photo_id, one.tag_id)
        ).fetchone()
        because = [] if row is None else [*json.loads(row[1]), [MODELS, row[0]]]
        why = json.dumps([*because, [TAUGHT, one.score]], separators=(",", ":"))
        db.conn.execute(
            "INSERT OR REPLACE INTO suggestions (photo_id, tag_id, confidence, because) VALUES (?, ?, ?, ?)",
            (one.photo_id, one.tag_id, one.confidence, why),
        )
