"""What taught tags suggest, beside what models do: worked out from the words of the kind `taught` (derived.py).

A suggestion's `because` has the score as ["taught", score]. Where models suggest the tag too, what was taught decides,
and ["models", confidence] keeps what they said, so that it is there again when the tag is forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Set

import numpy as np
from sqlite_utils import Database

from photoorg.folding import name_key
from photoorg.library import bars, columns, tagged, taught_models, taught_seen
from photoorg.library.taught_models import Model

FLOOR = 0.1  # what is less likely is not kept
TAUGHT, MODELS = "taught", "models"
_Row = tuple[float, list[list[str | float]]]


def follow(db: Database, _photos: Set[int], names: Set[str]) -> None:
    """Suggest taught tags of the whole library anew, or no more where they are not taught. Inside a transaction."""
    known = taught_models.stored(db)
    by_name = {name_key(name): model for name, model in known.items()}
    for name in sorted(names):
        suggest(db, name, by_name.get(name_key(name)))


def suggest(db: Database, name: str, model: Model | None) -> None:
    """Suggest a tag as a model has it, of every photo; None: only as photoorg's own models do.

    By a model that was learned with another classifier nothing is told anew: what it suggested stays (taught_kept.py).
    """
    tag_id = tagged.tag_ids(db, [name])[name]
    before, bar = _rows(db, tag_id), _bar(db, tag_id)
    moved_bars = bars.hold_named(db, name)
    models = {photo: row for photo, one in before.items() if (row := _untaught(one)) is not None}
    stale = model is not None and model.version != taught_models.version(db)
    after = before if stale else _merged(models, _scored(db, model, models.keys()))
    changed = _replace(db, tag_id, before, after)
    new = _bar(db, tag_id)
    moved = changed | _between(before, bar, new)
    shown = {photo for photo in moved if _counts(before, photo, bar) or _counts(after, photo, new)}
    tagged.refresh_tags(db, shown | moved_bars, {name})


def add(db: Database, photo_ids: Collection[int]) -> None:
    """The same for some photos whose suggestions were just made anew; who calls derives their tags."""
    models = taught_models.stored(db)
    usable = _seen_now(db, photo_ids)
    for name, model in models.items():
        ids, seen = taught_seen.look_at(
            db, usable.get(taught_models.classifier_of(model.version), ()), len(model.things), model.name_weights()
        )
        if len(ids) and seen.looks.shape[1] == len(model.looks):
            scores = taught_seen.scores_of(seen, model)
            found = dict(
                zip(ids.tolist(), zip(scores.tolist(), model.confidence(scores).tolist(), strict=True), strict=True)
            )
            tag_id = tagged.tag_ids(db, [name])[name]
            before = _rows(db, tag_id, ids.tolist())
            _replace(db, tag_id, before, _merged(before, found))


def _seen_now(db: Database, photo_ids: Collection[int]) -> dict[str, list[int]]:
    """Photos by the version of the classifier that has looked at them."""
    rows = db.conn.execute(
        "SELECT a.version, a.photo_id FROM json_each(?) j CROSS JOIN analyses a ON a.photo_id = j.value AND a.task = ?",
        (json.dumps(list(photo_ids)), taught_seen.LIKENESS),
    )
    found: dict[str, list[int]] = {}
    for version, photo_id in rows:
        found.setdefault(version, []).append(photo_id)
    return found


def _scored(db: Database, model: Model | None, wanted: Collection[int]) -> dict[int, tuple[float, float]]:
    """The score and the confidence of photos that are likely enough, or `wanted`."""
    if model is None:
        return {}
    known = columns.of(db)
    slots = np.flatnonzero(taught_seen.sketched(known))
    if not len(slots) or known.table(taught_seen.SKETCH.name).blocks[0].shape[1] != len(model.looks):
        return {}
    scores = taught_seen.scores(known, model)[slots]
    sure = model.confidence(scores)
    kept = (sure >= FLOOR) | np.isin(known.ids[slots], list(wanted))
    slots, scores, sure = slots[kept], scores[kept], sure[kept]
    return dict(zip(known.ids[slots].tolist(), zip(scores.tolist(), sure.tolist(), strict=True), strict=True))


def _rows(db: Database, tag_id: int, photo_ids: Iterable[int] | None = None) -> dict[int, _Row]:
    """The suggestions of a tag, of all photos or of some."""
    if photo_ids is None:
        rows = db.conn.execute("SELECT photo_id, confidence, because FROM suggestions WHERE tag_id = ?", (tag_id,))
    else:
        rows = db.conn.execute(
            "SELECT s.photo_id, s.confidence, s.because FROM json_each(?) j "
            "JOIN suggestions s ON s.photo_id = j.value AND s.tag_id = ?",
            (json.dumps(list(photo_ids)), tag_id),
        )
    return {photo: (confidence, json.loads(because)) for photo, confidence, because in rows}


def _untaught(row: _Row) -> _Row | None:
    """A suggestion as photoorg's own models have it; None where they have none."""
    because = row[1]
    told = {str(task): float(score) for task, score in because}
    if TAUGHT not in told:
        return row
    rest = [one for one in because if one[0] not in {TAUGHT, MODELS}]
    return (told[MODELS], rest) if MODELS in told else None


def _merged(models: Mapping[int, _Row], taught: Mapping[int, tuple[float, float]]) -> dict[int, _Row]:
    """What models suggest, and what is taught, which decides."""
    found = dict(models)
    for photo, (score, sure) in taught.items():
        row = found.get(photo)
        if row is not None:
            found[photo] = (round(sure, 4), [*row[1], [MODELS, row[0]], [TAUGHT, round(score, 4)]])
        elif sure >= FLOOR:
            found[photo] = (round(sure, 4), [[TAUGHT, round(score, 4)]])
    return found


def _replace(db: Database, tag_id: int, before: Mapping[int, _Row], after: Mapping[int, _Row]) -> set[int]:
    """Store the suggestions of a tag; returns the photos of which they are others."""
    gone = before.keys() - after.keys()
    new = {photo: row for photo, row in after.items() if before.get(photo) != row}
    db.conn.executemany("DELETE FROM suggestions WHERE photo_id = ? AND tag_id = ?", [(one, tag_id) for one in gone])
    db.conn.executemany(
        "INSERT OR REPLACE INTO suggestions (photo_id, tag_id, confidence, because) VALUES (?, ?, ?, ?)",
        [(photo, tag_id, sure, json.dumps(why, separators=(",", ":"))) for photo, (sure, why) in new.items()],
    )
    return set(gone) | set(new)


def _bar(db: Database, tag_id: int) -> float:
    row = db.conn.execute("SELECT at_least FROM tag_bars WHERE tag_id = ?", (tag_id,)).fetchone()
    return tagged.derived_with(db).get("target", 0.0) if row is None else float(row[0])


def _counts(rows: Mapping[int, _Row], photo: int, bar: float) -> bool:
    return photo in rows and rows[photo][0] >= bar


def _between(rows: Mapping[int, _Row], one: float, other: float) -> set[int]:
    """Photos that are shown by one bar and not by the other."""
    low, high = sorted((one, other))
    return {photo for photo, (sure, _) in rows.items() if low <= sure < high}
