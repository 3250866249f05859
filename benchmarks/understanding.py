"""What it costs to make sense of what the models saw, to keep it, and to show other tags of it.

    python -m benchmarks.understanding [--number 100000] [--again 10000] [--rounds 3] [--photos DIR]

The library is made of rows alone: the evidence of real photos, in turn. Its anchor is raw SQLite: `executemany` of the
rows that deriving all tags writes, into a table of the same shape in a file of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image, ImageOps

from benchmarks.vision import PHOTOS
from photoorg.app import App, open_app
from photoorg.library import catalog, places
from photoorg.library.catalog import FileRecord, PhotoRecord
from photoorg.library.store import Database, writing
from photoorg.outcomes import Evidence
from photoorg.settings import Settings, save_settings
from photoorg.vision.tagging import Tagger, open_tagger
from photoorg.vision.tasks import Finding, OpenTask, open_tasks
from photoorg.work.belt import has_work
from photoorg.work.understanding import understand_again

_FIRST_DAY = 1_262_304_000  # 2010-01-01
_COPIED = ("evidence", "vectors", "analyses", "suggestions")
_SHAPE = """
CREATE TABLE photo_tag (tag_id INTEGER NOT NULL, taken_at INTEGER NOT NULL, photo_id INTEGER NOT NULL,
  confidence REAL NOT NULL, PRIMARY KEY (tag_id, taken_at DESC, photo_id DESC)) WITHOUT ROWID;
CREATE UNIQUE INDEX photo_tag_by_photo ON photo_tag (photo_id, tag_id);
"""


def main() -> None:
    """Measure and print a line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--photos", type=Path, default=PHOTOS)
    parser.add_argument("--number", type=int, default=100_000, help="photos of the library")
    parser.add_argument("--again", type=int, default=10_000, help="photos to understand again")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    tasks = open_tasks(Settings(provider="cpu"))
    seen = [_look(tasks, path) for path in sorted(options.photos.glob("*.jpg"))]
    tagger = open_tagger()
    _measure_tagger(tagger, seen, options.rounds)
    with tempfile.TemporaryDirectory() as folder:
        app = open_app(Path(folder) / "library")
        db = app.writer()
        try:
            _fill(db, tasks, seen, tagger, options.number)
            _measure_again(app, db, tagger, options.again)
            _measure_rules(app, db, Path(folder), options.rounds)
            _print_sizes(db, options.number)
        finally:
            db.close()


def _look(tasks: tuple[OpenTask, ...], path: Path) -> dict[str, Finding]:
    with Image.open(path) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    found: dict[str, Finding] = {}
    for task in tasks:
        before = found.get(task.task.after)
        wanted = before is None or has_work(task, before.evidence)
        found[task.name] = task.look([task.prepare(picture)])[0] if wanted else Finding(Evidence())
    return found


def _measure_tagger(tagger: Tagger, seen: list[dict[str, Finding]], rounds: int) -> None:
    costs: list[float] = []
    suggestions = 0
    for photo in seen:
        evidence = {name: finding.evidence for name, finding in photo.items()}
        vector = photo["classify"].vector
        suggestions += len(tagger.understand(evidence, vector).suggestions)
        work = partial(tagger.understand, evidence, vector)
        costs.append(statistics.median(_time(work)[1] for _ in range(rounds)))
    print(f"understand one photo: {1000 * statistics.mean(costs):.2f} ms, most {1000 * max(costs):.2f} "
          f"({len(seen)} photos, {suggestions / len(seen):.1f} suggestions each)")  # fmt: skip


def _time(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall's clock, seconds of processors."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _fill(
    db: Database, tasks: tuple[OpenTask, ...], seen: list[dict[str, Finding]], tagger: Tagger, number: int
) -> None:
    """The photos of `seen` stored as indexing does, the others as copies of their rows."""
    volume = places.Volume("benchmark", "/")
    with writing(db):
        for place in range(number):
            folder = places.save_folder(db, volume, f"/photos/{place // 1000:04}")
            identity = hashlib.sha256(place.to_bytes(8, "big")).digest()[:16]
            record = PhotoRecord(identity, {"width": 4000, "height": 3000, "format": "jpeg"}, _FIRST_DAY + place * 300)
            photo_id = catalog.save_reading(db, FileRecord(folder, f"IMG_{place:07}.jpg", 3_500_000, place), record)
            if place < len(seen):
                findings = [_record(photo_id, task, seen[place][task.name]) for task in tasks]
                catalog.save_findings(db, findings)
    for _ in understand_again(db, tagger):
        pass
    originals = [photo_id for (photo_id,) in db.conn.execute("SELECT DISTINCT photo_id FROM evidence ORDER BY 1")]
    with writing(db):
        db.conn.execute("CREATE TEMP TABLE original (place INTEGER PRIMARY KEY, photo_id INTEGER)")
        db.conn.executemany("INSERT INTO original VALUES (?, ?)", list(enumerate(originals)))
        for table in _COPIED:
            columns = [row[1] for row in db.conn.execute(f"PRAGMA table_info({table})") if row[1] != "photo_id"]
            names = ", ".join(columns)
            db.conn.execute(
                f"INSERT INTO {table} (photo_id, {names}) SELECT p.id, {', '.join(f't.{name}' for name in columns)} "  # noqa: S608
                "FROM photos p JOIN original o ON o.place = p.id % (SELECT count(*) FROM original) "
                f"JOIN {table} t ON t.photo_id = o.photo_id WHERE p.id > (SELECT max(photo_id) FROM original)"
            )
        db.conn.execute("UPDATE photos SET understood = ?", (tagger.version,))


def _record(photo_id: int, task: OpenTask, finding: Finding) -> catalog.Finding:
    vector = None if finding.vector is None else finding.vector.astype("<f2").tobytes()
    return catalog.Finding(photo_id, task.name, task.version, task.model, finding.evidence, vector)


def _measure_again(app: App, db: Database, tagger: Tagger, number: int) -> None:
    app.use_rules(db)
    with writing(db):
        db.conn.execute("UPDATE photos SET understood = '' WHERE id IN (SELECT id FROM photos LIMIT ?)", (number,))
    wall, cpu = _time(lambda: list(understand_again(db, tagger)))
    print(f"understand {number:,} photos again from what is stored: {wall:.1f} s, {cpu:.1f} s of processor time, "
          f"{1000 * cpu / number:.2f} ms a photo")  # fmt: skip


def _measure_rules(app: App, db: Database, folder: Path, rounds: int) -> None:
    """Another target and back: each changes the bars, so all tags are derived again."""
    taken: list[tuple[float, float]] = []
    raw: list[tuple[float, float]] = []
    for number in range(rounds):
        target = 0.9 if number % 2 else 0.8
        save_settings(app.home, Settings(target_precision=target))
        taken.append(_time(partial(app.use_rules, db)))
        rows = db.conn.execute("SELECT tag_id, taken_at, photo_id, confidence FROM photo_tag").fetchall()
        raw.append(_raw(folder / f"raw-{number}.db", rows))
        print(f"  target {target}: {taken[-1][0]:.1f} s ({taken[-1][1]:.1f} of processor time), "
              f"{len(rows):,} rows; raw rows {raw[-1][0]:.1f} s ({raw[-1][1]:.1f})")  # fmt: skip
    unchanged = _time(lambda: app.use_rules(db))[0]
    wall = statistics.median(one[0] for one in taken)
    ratio = statistics.median(one[1] / bare[1] for one, bare in zip(taken, raw, strict=True))
    print(f"change the target: {wall:.1f} s, {ratio:.2f} x raw rows by processor time; "
          f"the same target again: {1000 * unchanged:.0f} ms")  # fmt: skip


def _raw(path: Path, rows: list[tuple[int, int, int, float]]) -> tuple[float, float]:
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + _SHAPE)

    def insert() -> None:
        with connection:
            connection.executemany("INSERT INTO photo_tag VALUES (?, ?, ?, ?)", rows)

    cost = _time(insert)
    connection.close()
    return cost


def _print_sizes(db: Database, number: int) -> None:
    sizes = db.conn.execute(
        "SELECT coalesce(m.tbl_name, d.name), sum(d.pgsize) FROM dbstat d LEFT JOIN sqlite_schema m ON m.name = d.name "
        "GROUP BY 1 ORDER BY 2 DESC"
    ).fetchall()
    print(f"library: {sum(size for _, size in sizes) / number:,.0f} bytes a photo, among them "
          + ", ".join(f"{name} {size / number:,.0f}" for name, size in sizes if size / number >= 20))  # fmt: skip


if __name__ == "__main__":
    main()
