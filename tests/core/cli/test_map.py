"""`photoorg map` on real files that say where they were taken."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from PIL import ExifTags, Image

Run = Callable[..., Result]
PLACES = {"milan": (45, 28, "N", 9, 11, "E"), "monza": (45, 35, "N", 9, 16, "E"), "cape": (33, 56, "S", 18, 25, "E")}


@pytest.fixture
def travelled(tmp_path: Path, run: Run) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    noise = np.random.default_rng(5)
    for name, (north, minutes, ns, east, more, ew) in PLACES.items():
        exif = Image.Exif()
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(
            {1: ns, 2: (float(north), float(minutes), 0.0), 3: ew, 4: (float(east), float(more), 0.0)}
        )
        Image.fromarray(noise.integers(0, 255, (40, 60, 3), np.uint8)).save(folder / f"{name}.jpg", exif=exif)
    Image.fromarray(noise.integers(0, 255, (40, 60, 3), np.uint8)).save(folder / "nowhere.jpg")
    tasks = ("classify", "detect", "faces", "sensitive")
    result = run("index", folder, *(word for task in tasks for word in ("--skip", task)))
    assert result.exit_code == 0, result.output
    return folder


def test_places_with_the_query_that_finds_them(travelled: Path, run: Run) -> None:
    rows = [json.loads(line) for line in run("map", "--json").stdout.splitlines()]
    assert [row["photos"] for row in rows] == [2, 1]
    assert rows[1]["latitude"] == pytest.approx(-33.933, abs=0.01)
    found = run("search", rows[0]["query"], "--json").stdout.splitlines()
    assert sorted(Path(json.loads(line)["path"]).stem for line in found) == ["milan", "monza"]


def test_smaller_cells_and_a_query(travelled: Path, run: Run) -> None:
    assert len(run("map", "--cell", 0.05, "--json").stdout.splitlines()) == 3
    assert len(run("map", "name:monza", "--json").stdout.splitlines()) == 1
    assert len(run("map", "--limit", 1, "--json").stdout.splitlines()) == 1


def test_in_words(travelled: Path, run: Run) -> None:
    result = run("map")
    assert "3 photos in 2 places; 1 does not say where." in result.stderr
    assert run("map", "--cell", "0").exit_code == 2
    assert run("map", "width:x").exit_code == 2
