"""A library of any size, made of rows alone, with thumbnails for its newest photos: to measure windows and queries.

python -m benchmarks.big_library 1000000
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from photoorg.app import App, open_app
from photoorg.library import catalog, places, tagged
from photoorg.library.catalog import FileRecord, Finding, PhotoRecord
from photoorg.library.evidence import packed
from photoorg.library.store import Database, writing
from photoorg.outcomes import Evidence, Suggestion, Understanding

_FIRST_DAY = 1_262_304_000  # 2010-01-01
_BATCH = 2_000
_TAGS = [f"thing {number}" for number in range(400)]
_WITH_THUMBNAILS = 2_000
_BY_CATALOGUE = 200_000
"""More photos are written row by row: by the catalogue a million takes half an hour."""
_BLOCK = 10_000


def big_library(folder: Path, photos: int) -> App:
    """A library of `photos` rows below `folder`, made once: six tags each, a thousand photos a folder."""
    app = open_app(folder / f"library-{photos}")
    marker = app.home.root / "made"
    if not marker.exists():
        db = app.writer()
        try:
            (_fill if photos <= _BY_CATALOGUE else _fill_quickly)(db, photos)
        finally:
            db.close()
        _make_thumbnails(app, photos)
        marker.touch()
    return app


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
            for statement, rows in _rows(start, folders, drawn, tag_ids[drawn], scores):
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
_SUGGESTION = "INSERT INTO suggestions (photo_id, tag_id, confidence, because) VALUES (?, ?, ?, '[[\"classify\",0.5]]')"
_NOTE = "INSERT INTO notes (photo_id, about, value, at) VALUES (?, ?, ?, 0)"


def _rows(
    start: int, folders: Sequence[int], drawn: NDArray[np.int64], tags: NDArray[np.int64], scores: NDArray[np.float64]
) -> Iterator[tuple[str, Iterator[tuple[object, ...]]]]:
    """What to insert of a block of photos, the first of which has the id `start` + 1."""
    numbers = range(start, start + len(drawn))
    seen = list(zip(numbers, drawn.tolist(), tags.tolist(), scores.tolist(), strict=True))
    yield _PHOTO, map(_photo, numbers)
    yield (
        _FILE,
        ((n + 1, n + 1, folders[(n - start) // 1000], f"IMG_{n:07}.jpg", n, f"img_{n:07}") for n in numbers),
    )
    yield "UPDATE photos SET file_id = id WHERE id = ?", ((n + 1,) for n in numbers)
    yield (
        _EVIDENCE,
        (
            (n + 1, packed(Evidence({_TAGS[tag]: score for tag, score in zip(names, surely, strict=True)})))
            for n, names, _, surely in seen
        ),
    )
    yield _ANALYSIS, ((n + 1,) for n in numbers)
    yield (
        _SUGGESTION,
        ((n + 1, *one) for n, _, ids, surely in seen for one in sorted(zip(ids, surely, strict=True))),
    )
    yield _NOTE, ((n + 1, *(("rating", str(n % 6)) if n % 40 else ("label", "red"))) for n in numbers if n % 20 == 0)


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
