"""What an edit of many photos costs, and taking it back: `python -m benchmarks.editing [PHOTOS] [FOLDER]`.

A copy of the library of big_library.py is edited, words.jsonl included. Each is the best of three, by the clock and by
the processor; the ratio is to a bare loop that inserts as many rows into a SQLite file of its own and commits it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.big_library import copied
from photoorg.library import albums, bulk, edits, history, notes
from photoorg.library.store import Database

_ROUNDS = 3
Seconds = tuple[float, float]


def main() -> None:
    """Measure and print a table."""
    with copied() as (db, photos, made):
        _measure(db, photos, made)


def _measure(db: Database, photos: int, made: Path) -> None:
    ids = [photo_id for (photo_id,) in db.conn.execute("SELECT id FROM photos ORDER BY id")]
    bare = min(_timed(lambda: _bare(made, ids)) for _ in range(_ROUNDS))
    print(f"{photos:,} photos, a bare insert {bare[0]:.2f} s\n")
    print("| what | seconds | of CPU | / bare | undone, seconds | of CPU | done again, seconds | history, KB |")
    print("|---|---|---|---|---|---|---|---|")
    verbs: dict[str, Callable[[], object]] = {
        "a tag of one's own": lambda: edits.judge(db, ids, "holiday", "added"),
        "a tag that models suggest": lambda: edits.judge(db, ids, "thing 3", "accepted"),
        "no to it": lambda: edits.judge(db, ids, "thing 3", "rejected"),
        "a rating": lambda: notes.rate(db, ids, 4),
        "two tags and a rating, as one edit": lambda: bulk.apply(db, ids, bulk.Edit(add=("holiday", "sea"), rating=4)),
        "an album of all": lambda: albums.create(db, "All of it", ids),
        "a tag on one photo": lambda: edits.judge(db, ids[:1], "one", "added"),
    }
    for what, verb in verbs.items():
        _row(db, what, verb, bare)
    edit = bulk.Edit(add=("holiday", "sea"), rating=4)
    took = min(_timed(lambda: bulk.preview(db, ids, edit)) for _ in range(_ROUNDS))
    print(f"\nThe preview of that edit {took[0]:.3f} s, {took[0] / bare[0]:.1f} / bare")


def _row(db: Database, what: str, verb: Callable[[], object], bare: Seconds) -> None:
    rounds: list[tuple[Seconds, Seconds, Seconds]] = []
    size = 0
    for _ in range(_ROUNDS):
        done, undone = _timed(verb), _timed(lambda: history.undo(db))
        rounds.append((done, undone, _timed(lambda: history.redo(db))))
        size = history.deeds(db, 1)[0].size
        history.undo(db)
    did, back, again = (min(times) for times in zip(*rounds, strict=True))
    print(
        f"| {what} | {did[0]:.3f} | {did[1]:.3f} | {did[0] / bare[0]:.1f} | {back[0]:.3f} | {back[1]:.3f} | "
        f"{again[0]:.3f} | {size / 1e3:,.1f} |"
    )


def _bare(folder: Path, ids: list[int]) -> None:
    path = folder / "bare.db"
    path.unlink(missing_ok=True)
    bare = sqlite3.connect(path)
    bare.execute("CREATE TABLE verdicts (photo_id, tag_id, verdict, at, PRIMARY KEY (photo_id, tag_id)) WITHOUT ROWID")
    bare.executemany("INSERT INTO verdicts VALUES (?, 7, 'added', 0)", ((one,) for one in ids))
    bare.commit()
    bare.close()


def _timed(work: Callable[[], object]) -> Seconds:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


if __name__ == "__main__":
    main()
