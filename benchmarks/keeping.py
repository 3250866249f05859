"""What keeping a library safe costs: `python -m benchmarks.keeping [PHOTOS] [FOLDER]`.

A copy (examined, flushed) against `cp` of the same file; a verdict and a rating on every photo with words.jsonl and
without; reading all of those words in again. Each the best of three, in one run: compare rows, not runs.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from benchmarks.big_library import big_library
from photoorg.library import albums, backups, notes, wordbook, words
from photoorg.library.edits import judge
from photoorg.library.store import Database, health, open_writer
from photoorg.settings import Settings

_ROUNDS = 3


def main() -> None:
    """Measure and print a table."""
    photos = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(made)
        app = big_library(folder, photos)
        size = app.home.database.stat().st_size / 1e6
        print(f"{photos:,} photos, {size:,.0f} MB\n")
        print("| what | seconds |\n|---|---|")
        _row("cp and fsync", lambda: _cp(app.home.database, folder / "cp.db"))
        _row("a copy while in use, examined", lambda: backups.make(app.home, Settings()))
        db = open_writer(app.home)
        try:
            _row("quick_check of the library", lambda: health(db))
            ids = [photo_id for (photo_id,) in db.conn.execute("SELECT id FROM photos")]
            _row(f"one verdict on {photos:,} photos", lambda: judge(db, ids, "keeping", "added"))
            with _without_file(db):
                _row("the same without words.jsonl", lambda: judge(db, ids, "keeping", "added"))
            _row("one verdict on one photo", lambda: judge(db, ids[:1], "one", "added"))
            with _without_file(db):
                _row("the same without words.jsonl", lambda: judge(db, ids[:1], "one", "added"))
            _row(f"one rating on {photos:,} photos", lambda: notes.rate(db, ids, 4))
            with _without_file(db):
                _row("the same without words.jsonl", lambda: notes.rate(db, ids, 4))
            _row(f"an album of {photos:,} photos, made and removed", lambda: _album(db, ids))
            albums.create(db, "Kept", ids)
            kept = albums.find(db, "Kept").album_id
            _row("one photo moved in it", lambda: albums.move(db, kept, ids[-1:], ids[0]))
            _row("another name for it", lambda: albums.rename(db, kept, f"Kept {time.perf_counter_ns()}"))
            print(f"\nwords.jsonl: {app.home.words.stat().st_size / 1e6:,.0f} MB")
            print("| what | seconds |\n|---|---|")
            _row("shortening words.jsonl", lambda: wordbook.compact(app.home.words))
            _row("every word out of the library", lambda: sum(1 for _ in words.export(db)))
        finally:
            db.close()
        _row("restoring the last copy, with every word since", lambda: backups.restore(app.home))
        _row("opening to write", lambda: open_writer(app.home).close())


def _row(what: str, do: Callable[[], object]) -> None:
    best = 1e9
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        do()
        best = min(best, time.perf_counter() - began)
    print(f"| {what} | {best:.4f} |")


def _album(db: Database, ids: list[int]) -> None:
    albums.create(db, "Benchmark", ids)
    albums.remove(db, albums.find(db, "Benchmark").album_id)


def _cp(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _without_file(db: Database):
    """As if words were kept once."""
    home_of, words.home_of = words.home_of, lambda _db: None
    photos, words.photos = words.photos, lambda _db, ids: dict.fromkeys(ids)
    try:
        yield db
    finally:
        words.home_of, words.photos = home_of, photos


if __name__ == "__main__":
    main()
