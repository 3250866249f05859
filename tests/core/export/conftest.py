"""A library of a few real files, without models, and a folder to export to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exporting_help import Exporter, picture

from photoorg.app import open_app
from photoorg.media import helper


@pytest.fixture
def exporter(library_home: Path, tmp_path: Path) -> Iterator[Exporter]:
    photos = tmp_path / "photos"
    photos.mkdir()
    for seed, name in enumerate(("beach.jpg", "cat.jpg", "tower.jpg"), 1):
        picture(photos / name, seed=seed)
    app = open_app(library_home)
    db = app.writer()
    made = Exporter(app, db, photos, tmp_path / "out")
    made.index()
    yield made
    db.close()
    helper.close()
