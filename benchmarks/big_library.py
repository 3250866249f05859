"""A library of any size, made of rows alone, with thumbnails for its newest photos: to measure windows and queries.

python -m benchmarks.big_library 1000000
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from photoorg.app import App, open_app
from photoorg.library import catalog, places, tagged
from photoorg.library.catalog import FileRecord, Finding, PhotoRecord
from photoorg.library.columns import cache
from photoorg.library.evidence import packed
from photoorg.library.sketches import LIKENESS
from photoorg.library.store import Database, open_writer, writing
from photoorg.outcomes import Evidence, Suggestion, Understanding
from photoorg.settings import Home
from photoorg.sketch import to_sketch
from photoorg.taxonomy import load_taxonomy

_FIRST_DAY = 1_262_304_000  # 2010-01-01
_BATCH = 2_000
_TAGS = [f"thing {number}" for number in range(400)]
_WITH_THUMBNAILS = 2_000
_BY_CATALOGUE = 200_000
"""More photos are written row by row: by the catalogue a million takes half an hour. They have sketches too, and what
the classifier would say of them."""
_BLOCK = 10_000
_WIDTH = 256  # of a sketch
_CLASSES, _AROUND = 18, 60


def big_library(folder: Path, photos: int) -> App:
    """A library of `photos` rows below `folder`, made once: six tags each, a thousand photos a folder."""
    app = open_app(folder / f"library-{photos}")
    made, seen = app.home.root / "made", app.home.root / "seen"
    if made.exists() and (seen.exists() or photos <= _BY_CATALOGUE):
        return app
    db = app.writer()
    try:
        if not made.exists():
            (_fill if photos <= _BY_CATALOGUE else _fill_quickly)(db, photos)
            _make_thumbnails(app, photos)
            made.touch()
        if photos > _BY_CATALOGUE:
            _look(db, photos)
            cache.forget(app.home)
            seen.touch()
    finally:
        db.close()
    return app


@contextmanager
def copied() -> Generator[tuple[Database, int, Path], None, None]:
    """A copy of the library that the command line asks for, open to be written to: [PHOTOS [FOLDER]].

    Gives the library, its number of photos, and a folder for what else is made.
    """
    photos = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(made)
        home = Home(Path(made) / "copy")
        shutil.copytree(big_library(folder, photos).home.root, home.root)
        db = open_writer(home)
        try:
            yield db, photos, Path(made)
        finally:
            db.close()


def _identity(number: int) -> bytes:
    return hashlib.sha256(number.to_bytes(8, "big")).digest()[:16]


def _fill(db: Database, photos: int) -> None:
    rng = np.random.default_rng(7)
    # A few tags are on many photos and many on a few, as in life.
    tags = np.minimum(rng.zipf(1.3, (photos, 6)) - 1, len(_TAGS) - 1)
    scores = rng.uniform(0.3, 1, (photos, 6)).round(4)
    volume = places.Volume("benchmark", os.sep)
    for start in range(0, photos, _BATCH):
        with writing(db):
            findings: list[Finding] = []
            meanings: dict[int, Understanding] = {}
            for number in range(start, min(start + _BATCH, photos)):
                folder = places.save_folder(db, volume, f"{os.sep}photos{os.sep}{number // 1000:04}")
                facts = {"width": 4000, "height": 3000, "format": "jpeg", "camera": f"Camera {number % 7}"}
                record = PhotoRecord(_identity(number), facts, _FIRST_DAY + number * 300)
                photo = catalog.save_reading(db, FileRecord(folder, f"IMG_{number:07}.jpg", 3_500_000, number), record)
                found = {_TAGS[tag]: float(score) for tag, score in zip(tags[number], scores[number], strict=True)}
                because = (("classify", 0.5),)
                guesses = tuple(Suggestion(tag, score, because) for tag, score in found.items())
                findings.append(Finding(photo, "classify", "1", "benchmark", Evidence(found)))
                meanings[photo] = Understanding(guesses, people=number % 5, faces=number % 3, sensitive=0.1)
            catalog.save_findings(db, findings)
            catalog.save_understandings(db, meanings, "benchmark")


def _fill_quickly(db: Database, photos: int) -> None:
    """As the catalogue would, with six different tags each and a few places, ratings and labels besides."""
    rng = np.random.default_rng(7)
    volume = places.Volume("benchmark", os.sep)
    # In life too the commonest tag is on half of the photos, and most are on one in a hundred.
    weights = np.log(1 / np.arange(1, len(_TAGS) + 1) ** 0.9)
    with writing(db):
        ids = tagged.tag_ids(db, _TAGS)
    tag_ids = np.array([ids[name] for name in _TAGS])
    for start in range(0, photos, _BLOCK):
        size = min(_BLOCK, photos - start)
        # The six highest of weights with Gumbel noise are six drawn without putting back.
        drawn = np.argpartition(-(weights + rng.gumbel(size=(size, len(_TAGS)))), 6, axis=1)[:, :6]
        with writing(db):
            folders = [
                places.save_folder(db, volume, f"{os.sep}photos{os.sep}{number // 1000:04}", is_root=False)
                for number in range(start, start + size, 1000)
            ]
            scores = rng.uniform(0.3, 1, (size, 6)).round(4)
            for statement, rows in _rows(start, folders, tag_ids[drawn], scores):
                db.conn.executemany(statement, rows)
            tagged.refresh(db, range(start + 1, start + size + 1))
        print(f"\r{start + size:,} photos", end="", flush=True)
    print()


_PHOTO = (
    "INSERT INTO photos (id, identity, identity_scheme, read_version, taken_at, taken_source, added_at, format, width, "
    "height, camera, latitude, longitude, people, people_low, people_high, faces, sensitive, understood, orientation) "
    "VALUES (?, ?, '', 2, ?, 'photo', ?, 'jpeg', 4000, 3000, ?, ?, ?, ?, ?, ?, ?, 0.1, 'benchmark', 1)"
)
_FILE = "INSERT INTO files (id, photo_id, folder_id, name, size, mtime_ns, stem) VALUES (?, ?, ?, ?, 3500000, ?, ?)"
_EVIDENCE = "INSERT INTO evidence (photo_id, task, content) VALUES (?, 'classify', ?)"
_ANALYSIS = "INSERT INTO analyses (photo_id, task, version, model, at) VALUES (?, 'classify', '1', 'benchmark', 0)"
_SKETCH = "INSERT INTO sketches (task, photo_id, sketch) VALUES (?, ?, ?)"
_SUGGESTION = "INSERT INTO suggestions (photo_id, tag_id, confidence, because) VALUES (?, ?, ?, '[[\"classify\",0.5]]')"
_NOTE = "INSERT INTO notes (photo_id, about, value, at) VALUES (?, ?, ?, 0)"


def _rows(
    start: int, folders: Sequence[int], tags: NDArray[np.int64], scores: NDArray[np.float64]
) -> Iterator[tuple[str, Iterator[tuple[object, ...]]]]:
    """What to insert of a block of photos, the first of which has the id `start` + 1."""
    numbers = range(start, start + len(tags))
    seen = list(zip(numbers, tags.tolist(), scores.tolist(), strict=True))
    yield _PHOTO, map(_photo, numbers)
    yield (
        _FILE,
        ((n + 1, n + 1, folders[(n - start) // 1000], f"IMG_{n:07}.jpg", n, f"img_{n:07}") for n in numbers),
    )
    yield "UPDATE photos SET file_id = id WHERE id = ?", ((n + 1,) for n in numbers)
    yield _ANALYSIS, ((n + 1,) for n in numbers)
    yield (
        _SUGGESTION,
        ((n + 1, *one) for n, ids, surely in seen for one in sorted(zip(ids, surely, strict=True))),
    )
    yield _NOTE, ((n + 1, *(("rating", str(n % 6)) if n % 40 else ("label", "red"))) for n in numbers if n % 20 == 0)


def _look(db: Database, photos: int) -> None:
    """What the classifier says of each photo, 18 classes of one neighbourhood, and what the photo looks like."""
    rng = np.random.default_rng(11)
    wnids = np.array(list(load_taxonomy().of_class))
    looks = rng.standard_normal((len(wnids), _WIDTH), np.float32)
    with writing(db):
        db.conn.execute("DELETE FROM evidence")
        db.conn.execute("DELETE FROM sketches")
    for start in range(0, photos, _BLOCK):
        numbers = range(start + 1, min(start + _BLOCK, photos) + 1)
        kinds = rng.integers(0, len(wnids), len(numbers))
        # Much for one class, then less and less for those around it.
        steps = np.argpartition(rng.random((len(numbers), _AROUND)), _CLASSES - 1, axis=1)[:, : _CLASSES - 1] + 1
        classes = np.column_stack((kinds, (kinds[:, None] + steps) % len(wnids)))
        first = rng.uniform(0.1, 0.95, (len(numbers), 1))
        shares = np.hstack((first, (1 - first) * 0.7 ** np.arange(1, _CLASSES) * 0.42)).round(4)
        sketches = to_sketch(looks[kinds] + 1.2 * rng.standard_normal((len(numbers), _WIDTH), np.float32))
        seen = zip(numbers, wnids[classes].tolist(), shares.tolist(), strict=True)
        with writing(db):
            db.conn.executemany(
                _EVIDENCE, ((n, packed(Evidence(dict(zip(names, each, strict=True))))) for n, names, each in seen)
            )
            db.conn.executemany(
                _SKETCH, ((LIKENESS, n, row.tobytes()) for n, row in zip(numbers, sketches, strict=True))
            )
        print(f"\r{numbers[-1]:,} photos seen", end="", flush=True)
    print()


def _photo(number: int) -> tuple[object, ...]:
    taken = _FIRST_DAY + number * 300
    place = (45 + number % 997 / 1000, 9 + number % 991 / 1000) if number % 3 == 0 else (None, None)
    people = number % 5
    return (
        number + 1,
        _identity(number),
        taken,
        taken,
        f"Camera {number % 7}",
        *place,
        people,
        people,
        people,
        number % 3,
    )


def _make_thumbnails(app: App, photos: int) -> None:
    pictures = [Image.fromarray(getattr(data, name)()) for name in ("astronaut", "chelsea", "coffee", "rocket")]
    for number in range(max(0, photos - _WITH_THUMBNAILS), photos):
        app.thumbnails.save(_identity(number), pictures[number % len(pictures)])


if __name__ == "__main__":
    for size in sys.argv[1:]:
        big_library(Path(tempfile.gettempdir()) / "photoorg-benchmark", int(size))
