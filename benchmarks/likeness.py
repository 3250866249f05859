"""Photos like one photo, against a plain numpy product in the same run, and what sketches cost.

    python -m benchmarks.likeness [--photos 100000 1000000] [--repeats 7]

Plain: the same int8 numbers, made float32 a block at a time and multiplied by one vector, and nothing else.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoorg.library import likeness
from photoorg.library.columns.part import Table
from photoorg.library.columns.sketches import load_sketches
from photoorg.library.sketches import LIKENESS
from photoorg.library.store import Database, open_writer, writing
from photoorg.settings import Home
from photoorg.sketch import to_sketch

WIDTH = 256
_PLAIN_ROWS = 8192


@dataclass(frozen=True)
class Slots:
    """What `likeness.score` asks of the columns, from arrays."""

    ids: NDArray[np.int64]
    blocks: tuple[NDArray[np.int8], ...]

    def table(self, name: str) -> Table:  # noqa: ARG002 - as the columns
        """The one part that there is."""
        return Table(self.blocks)


def main() -> None:
    """Measure at each size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.likeness")
    parser.add_argument("--photos", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--repeats", type=int, default=7)
    chosen = parser.parse_args()
    for photos in chosen.photos:
        with tempfile.TemporaryDirectory() as folder:
            measure(photos, chosen.repeats, Path(folder))


def measure(photos: int, repeats: int, folder: Path) -> None:
    """Times at one size, medians, each beside the plain product of the same round."""
    path = folder / "sketches.npy"
    np.save(path, made_up(photos))
    sketches = np.load(path, mmap_mode="r")  # as the columns' cache gives them
    db = open_writer(Home(folder / "library"))
    try:
        keep(db, sketches[:20_000])
        slots = Slots(np.arange(1, photos + 1), (sketches,))
        asked = {
            "like 1": (["#1"], []),
            "like 3": (["#1", "#2", "#3"], []),
            "like 1, unlike 1": (["#1"], ["#2"]),
            "like 10, unlike 5": ([f"#{n}" for n in range(1, 11)], [f"#{n}" for n in range(11, 16)]),
        }
        vector = likeness.from_sketch(sketches[0])
        plain_product(sketches, vector)  # into memory
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"{photos:,} photos, {sketches.nbytes / 1e6:.0f} MB of sketches")
        for name, (like, unlike) in asked.items():
            ours, plain = in_turn(
                lambda like=like, unlike=unlike: likeness.score(slots, db, like, unlike),
                lambda: plain_product(sketches, vector),
                repeats,
            )
            print(f"  {name:18} {ours * 1e3:7.1f} ms, plain product {plain * 1e3:6.1f} ms: {ours / plain:.2f} times")
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"  memory beyond the plain product: {(after - before) / 1024:.0f} MB")
        began = time.perf_counter()
        load_sketches(db, LIKENESS, np.arange(1, 20_001), whole=True)
        print(f"  reading 20,000 sketches from the library: {(time.perf_counter() - began) * 1e3:.0f} ms")
    finally:
        db.close()


def made_up(photos: int) -> NDArray[np.int8]:
    """Sketches of photos of 500 kinds of things, int8 (photos, WIDTH)."""
    random = np.random.default_rng(5)
    kinds = random.standard_normal((500, WIDTH)).astype(np.float32)
    found = np.empty((photos, WIDTH), np.int8)
    for start in range(0, photos, 50_000):
        part = found[start : start + 50_000]
        mixed = kinds[random.integers(0, 500, len(part))]
        part[:] = to_sketch(mixed + 1.2 * random.standard_normal(mixed.shape, np.float32))
    return found


def keep(db: Database, sketches: NDArray[np.int8]) -> None:
    """Put bare photos with sketches into a library: their ids begin at 1."""
    with writing(db):
        db.conn.execute("INSERT INTO volumes (id, uid, mount) VALUES (1, 'v', '/v')")
        db.conn.execute("INSERT INTO folders (id, volume_id, path, is_root) VALUES (1, 1, '', 1)")
        ids = range(1, len(sketches) + 1)
        db.conn.executemany(
            "INSERT INTO photos (id, identity, identity_scheme, read_version, taken_at, taken_source, added_at, "
            "format, width, height) VALUES (?, ?, 'x', 1, ?, 'photo', 0, 'jpeg', 4, 3)",
            [(number, number.to_bytes(16, "big"), number) for number in ids],
        )
        db.conn.executemany(
            "INSERT INTO files (id, photo_id, folder_id, name, size, mtime_ns) VALUES (?, ?, 1, ?, 1, 1)",
            [(number, number, f"{number}.jpg") for number in ids],
        )
        db.conn.execute("UPDATE photos SET file_id = id")
        db.conn.executemany(
            "INSERT INTO sketches (task, photo_id, sketch) VALUES (?, ?, ?)",
            [(LIKENESS, number, row.tobytes()) for number, row in zip(ids, sketches, strict=True)],
        )


def plain_product(sketches: NDArray[np.int8], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """The least that has to be done."""
    found = np.empty(len(sketches), np.float32)
    for start in range(0, len(sketches), _PLAIN_ROWS):
        found[start : start + _PLAIN_ROWS] = sketches[start : start + _PLAIN_ROWS].astype(np.float32) @ vector
    return found


def in_turn(ours: Callable[[], object], plain: Callable[[], object], repeats: int) -> tuple[float, float]:
    """The median times of two, taken one after the other."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(repeats):
        for one, kept in zip((ours, plain), times, strict=True):
            began = time.perf_counter()
            one()
            kept.append(time.perf_counter() - began)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    main()
