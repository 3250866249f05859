"""A library of any size, made of rows alone, with thumbnails for its newest photos: to measure windows and queries."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
from PIL import Image
from skimage import data

from photoorg.app import App, open_app
from photoorg.library import catalog, places
from photoorg.library.catalog import FileRecord, Finding, PhotoRecord
from photoorg.library.store import Database, writing
from photoorg.outcomes import Evidence, Suggestion, Understanding

_FIRST_DAY = 1_262_304_000  # 2010-01-01
_BATCH = 2_000
_TAGS = [f"thing {number}" for number in range(400)]
_WITH_THUMBNAILS = 2_000


def big_library(folder: Path, photos: int) -> App:
    """A library of `photos` rows below `folder`, made once: six tags each, a thousand photos a folder."""
    app = open_app(folder / f"library-{photos}")
    marker = app.home.root / "made"
    if not marker.exists():
        db = app.writer()
        try:
            _fill(db, photos)
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


def _make_thumbnails(app: App, photos: int) -> None:
    pictures = [Image.fromarray(getattr(data, name)()) for name in ("astronaut", "chelsea", "coffee", "rocket")]
    for number in range(max(0, photos - _WITH_THUMBNAILS), photos):
        app.thumbnails.save(_identity(number), pictures[number % len(pictures)])
