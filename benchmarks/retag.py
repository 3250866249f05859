"""What it costs that newer models' tags wait: `python -m benchmarks.retag [PHOTOS] [FOLDER]`.

Every photo of a copy of the library of big_library.py is understood anew, by a model whose confidences are other ones,
once with answers taken over at once and once with them waiting. Then what waits is told, and answered to. By the clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from benchmarks.big_library import copied
from photoorg.library import catalog, due, history, proposals, proposing, retagging
from photoorg.library.store import Database, writing
from photoorg.library.tagged import Rules
from photoorg.outcomes import Suggestion, Understanding

_BATCH = 256
_ROUNDS = 3
_RULES = Rules(0.6)


def main() -> None:
    """Measure and print."""
    with copied() as (db, _photos, _made):
        _measure(db)


def _measure(db: Database) -> None:
    ids = [photo_id for (photo_id,) in db.conn.execute("SELECT id FROM photos ORDER BY id")]
    with writing(db):
        due.saw_all(db, ids, {"classify": "1"})
    _use(db, hold=False)
    _understand(db, ids, "first")
    plain = _timed(lambda: _understand(db, ids, "second"))
    _use(db, hold=True)
    waits = _timed(lambda: _understand(db, ids, "third"))
    diff = proposals.diff(db)
    print(f"{len(ids):,} photos, {diff.photos:,} wait, {len(diff.tags):,} tags change\n\n| what | seconds |\n|---|---|")
    _say("all understood anew, taken over at once", plain)
    _say(f"all understood anew, waiting ({waits / plain:.2f} of that)", waits)
    tag = diff.tags[0]
    _say("what waits, by tag", _best(lambda: proposals.diff(db)))
    _say("on how many photos", _best(lambda: proposals.waiting(db)))
    _say(
        f"a page of 500 of the {tag.photos:,} photos of a tag", _best(lambda: proposals.photos(db, tag.name, None, 500))
    )
    for what, answer in {
        "one tag approved": lambda: retagging.answer(db, "approve", [tag.name]),
        "one tag declined": lambda: retagging.answer(db, "decline", [tag.name]),
        "all declined": lambda: retagging.answer(db, "decline"),
        "all approved": lambda: retagging.answer(db, "approve"),
    }.items():
        _say(what, _timed(answer))
        _say(f"{what}: undone", _timed(lambda: history.undo(db)))


def _use(db: Database, *, hold: bool) -> None:
    with writing(db):
        proposing.use_rules(db, Rules(_RULES.target, hold=hold))


def _understand(db: Database, ids: list[int], rules: str) -> None:
    """Guesses of the same tags by other rules: each confidence is up to a quarter away."""
    rng = np.random.default_rng(len(rules))
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        seen = catalog.evidence_of(db, batch)
        found = {
            photo_id: Understanding(
                tuple(
                    Suggestion(
                        tag, round(min(1.0, max(0.05, score + rng.uniform(-0.25, 0.25))), 4), (("classify", 0.5),)
                    )
                    for tag, score in one.evidence["classify"].scores.items()
                )
            )
            for photo_id, one in seen.items()
        }
        with writing(db):
            catalog.save_understandings(db, found, rules)


def _timed(what: Callable[[], object]) -> float:
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def _best(what: Callable[[], object]) -> float:
    return min(_timed(what) for _ in range(_ROUNDS))


def _say(what: str, seconds: float) -> None:
    print(f"| {what} | {seconds:.3f} |", flush=True)


if __name__ == "__main__":
    main()
