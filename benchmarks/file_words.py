"""What it costs to take in what files say: `python -m benchmarks.file_words [PHOTOS] [FOLDER]`.

A copy of the library of big_library.py takes in 5 keywords a photo (of 2,000 names, every fifth a path of three), words
in words.jsonl included; then the same again, with nothing new, and with one keyword changed in each. The ratio is to a
bare loop that inserts as many rows into a SQLite file of its own, and writes as many lines of 200 bytes to another.
Reading is measured by itself: a JPEG with a sidecar, through a helper process.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from PIL import Image

from benchmarks.big_library import copied
from photoorg.library import file_due, file_taking
from photoorg.library.file_taking import Heard
from photoorg.library.store import Database
from photoorg.media.helper import read_said
from photoorg.media.saying import NOTHING, sidecar_with
from photoorg.said import KeywordPath, Said

_EACH, _NAMES, _BATCH, _READS = 5, 2_000, 1_000, 2_000


def main() -> None:
    """Measure and print."""
    with copied() as (db, photos, made):
        _measure(db, photos, made)
        _reading(made)


def _measure(db: Database, photos: int, made: Path) -> None:
    began = time.perf_counter()
    _bare(made, photos)
    bare = time.perf_counter() - began
    print(f"{photos:,} photos with {_EACH} keywords, a bare insert {bare:.1f} s")
    folders = [one for (one,) in db.conn.execute("SELECT id FROM folders")]
    began = time.perf_counter()
    ids = file_due.unread(db, folders)
    print(f"which are to be read: {time.perf_counter() - began:.2f} s ({len(ids):,})")
    files = dict(db.conn.execute("SELECT id, file_id FROM photos WHERE file_id IS NOT NULL").fetchall())
    for what, turn in (("for the first time", 0), ("the same again", 0), ("one keyword another one", 1)):
        began = time.perf_counter()
        some = [Heard(one, file_id, f"1 {turn}", _said(one, turn)) for one, file_id in files.items()]
        made_in = time.perf_counter() - began
        for start in range(0, len(some), _BATCH):
            file_taking.take_in(db, some[start : start + _BATCH])
        took = time.perf_counter() - began - made_in
        print(f"{what}: {took:.1f} s, {len(some) / took:,.0f} photos/s, {took / bare:.1f} / bare")


def _said(photo: int, turn: int) -> Said:
    return Said(
        tuple(_keyword((photo * 7 + number * number * 31 + turn * (number == 0)) % _NAMES) for number in range(_EACH))
    )


def _keyword(number: int) -> KeywordPath:
    return ("places", f"land {number % 40}", f"town {number}") if number % 5 == 0 else (f"keyword {number}",)


def _bare(folder: Path, photos: int) -> None:
    bare = sqlite3.connect(folder / "bare.db")
    bare.execute("CREATE TABLE verdicts (photo_id, tag_id, verdict, at, PRIMARY KEY (photo_id, tag_id)) WITHOUT ROWID")
    rows = (
        (photo, (photo * 7 + number * 31) % _NAMES, "added", 0) for photo in range(photos) for number in range(_EACH)
    )
    bare.executemany("INSERT OR IGNORE INTO verdicts VALUES (?, ?, ?, ?)", rows)
    bare.commit()
    bare.close()
    with (folder / "bare.txt").open("wb") as lines:
        for _ in range(photos * _EACH):
            lines.write(b"x" * 199 + b"\n")


def _reading(folder: Path) -> None:
    photo, sidecar = folder / "a.jpg", folder / "a.jpg.xmp"
    Image.new("RGB", (640, 480)).save(photo)
    sidecar.write_bytes(sidecar_with(None, NOTHING, _said(5, 0)))
    read_said(photo, sidecar)
    began = time.perf_counter()
    for _ in range(_READS):
        read_said(photo, sidecar)
    read = _READS / (time.perf_counter() - began)
    began = time.perf_counter()
    for _ in range(_READS):
        photo.read_bytes(), sidecar.read_bytes()
    bare = _READS / (time.perf_counter() - began)
    print(f"reading: {read:,.0f} photos/s on one thread, {bare / read:.0f} times as long as reading the bytes alone")


if __name__ == "__main__":
    main()
