"""`photoorg models`: a pack of a person's own, from its folder to photos found by free text, and away again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from PIL import Image
from tiny_pack import make_pack

from photoorg.library.store import open_reader
from photoorg.settings import Home, load_settings
from photoorg.vision.tasks import TASKS

Run = Callable[..., Result]
Lines = Callable[[str], list[dict[str, Any]]]
COLOURS = {"sunset.jpg": (200, 20, 10), "meadow.jpg": (20, 190, 30), "sea.jpg": (10, 20, 200)}
QUICK = [option for task in TASKS for option in ("--skip", task.name)]


def ok(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def found(run: Run, lines: Lines, query: str) -> list[str]:
    return [Path(row["path"]).name for row in lines(ok(run("search", query, "--json")))]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name, colour in COLOURS.items():
        Image.new("RGB", (60, 40), colour).save(folder / name)
    return folder


def test_by_free_text_with_a_pack(run: Run, lines: Lines, photos: Path, tmp_path: Path, library_home: Path) -> None:
    ok(run("index", photos, *QUICK))
    added = run("models", "--add", make_pack(tmp_path / "pack"), "--json")
    row = lines(ok(added))[-1]
    assert (row["task"], row["on"], row["own"], row["licence"]) == ("colours", True, True, "CC0")
    assert "when they are next indexed" in added.stderr
    assert found(run, lines, "~red") == [], "nobody has looked yet"
    assert ok(run("index", *QUICK)).startswith("3 read, 0 unchanged.")
    assert found(run, lines, "~red") == ["sunset.jpg"]
    assert found(run, lines, '~"something blue"') == ["sea.jpg"]
    assert found(run, lines, "~yellow") == [], "below its cutoff"
    assert sorted(found(run, lines, "-~red")) == ["meadow.jpg", "sea.jpg"]
    assert sorted(found(run, lines, "~red OR ~green")) == ["meadow.jpg", "sunset.jpg"]
    assert ok(run("index", *QUICK)).startswith("0 read, 3 unchanged.")
    ok(run("settings", "skip_tasks", "colours"))
    ok(run("models", "--remove", "colours", "--json"))
    assert load_settings(Home(library_home)).skip_tasks == ()
    assert not any((library_home / "models").iterdir())
    db = open_reader(Home(library_home))
    counts = [db.conn.execute(f"SELECT COUNT(*) FROM {one}").fetchone()[0] for one in ("sketches", "analyses")]  # noqa: S608
    db.close()
    assert counts == [0, 0]
    assert ok(run("index", *QUICK)).startswith("0 read, 3 unchanged.")


def test_a_bad_pack_is_refused_with_a_sentence(run: Run, tmp_path: Path, library_home: Path) -> None:
    refused = run("models", "--add", make_pack(tmp_path / "pack", width=5))
    assert refused.exit_code == 1
    assert "5 are expected" in refused.stderr
    assert list((library_home / "models").iterdir()) == []
    nothing = run("models", "--remove", "colours")
    assert nothing.exit_code == 1
    assert "you have added none" in nothing.stderr
    assert run("models", "--add", tmp_path / "pack", "--remove", "x").exit_code == 2
