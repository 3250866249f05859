"""Duplicates, what is none of them, and the trash, on a library of real photos."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from PIL import Image

from photoorg.console import Exit

Run = Callable[..., Result]
Lines = Callable[[str], list[dict[str, Any]]]


def ok(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def copied(run: Run, sample_pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of four photos, with a small copy of the cat and the same coffee in another file."""
    pictures = sample_pictures
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data of a person"))
    with Image.open(pictures / "cat.jpg") as cat:
        cat.convert("RGB").resize((cat.width // 2, cat.height // 2)).save(pictures / "cat small.jpg", quality=60)
    shutil.copy2(pictures / "coffee.jpg", pictures / "coffee again.jpg")
    ok(run("index", pictures, "--skip", "detect", "--skip", "faces", "--skip", "sensitive"))
    return pictures


def test_groups_with_the_best_and_why(run: Run, lines: Lines, copied: Path) -> None:
    found = lines(ok(run("duplicates", "--json")))
    told = [(Path(one["best"]).name, one["reasons"], [Path(path).name for path in one["others"]]) for one in found]
    with Image.open(copied / "cat.jpg") as cat:
        width, height = cat.size
    assert sorted(told) == [
        ("cat.jpg", [f"the largest, {width} x {height}"], ["cat small.jpg"]),
        ("coffee.jpg", ["the first of its files"], ["coffee again.jpg"]),
    ]
    assert [one["exact"] for one in sorted(found, key=lambda one: one["best"])] == [False, True]
    text = ok(run("duplicates"))
    assert f"cat.jpg  best: the largest, {width} x {height} (look the same)" in text
    assert "2 groups, 2 files beside the best ones." in run("duplicates").stderr
    assert ok(run("duplicates", "name:coffee")).count("best:") == 1
    assert ok(run("duplicates", "name:nothing")) == ""


def test_photos_that_are_no_copies(run: Run, lines: Lines, copied: Path) -> None:
    pair = (copied / "cat.jpg", copied / "cat small.jpg")
    assert ok(run("apart", *pair)) == "2 photos are no copies of one another.\n"
    assert "cat" not in ok(run("duplicates"))
    assert lines(ok(run("apart", *pair, "--undo", "--json"))) == [{"photos": 2, "apart": False}]
    assert "cat" in ok(run("duplicates"))
    alone = run("apart", pair[0])
    assert (alone.exit_code, "Name two different photos" in alone.stderr) == (Exit.CANNOT, True)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no trash by specification")
def test_the_others_go_to_the_trash_and_come_back(run: Run, lines: Lines, copied: Path) -> None:
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in copied.glob("*.jpg")}
    dry = run("duplicates", "--trash-others")
    assert "Nothing was moved: --yes would move 2 files to the trash." in dry.stderr
    assert len(list(copied.glob("*.jpg"))) == len(before)
    assert "Moved to the trash: 2 files." in ok(run("duplicates", "--trash-others", "--yes"))
    gone = set(before) - {path.name for path in copied.glob("*.jpg")}
    assert gone == {"cat small.jpg", "coffee again.jpg"}
    assert ok(run("duplicates")) == ""
    listed = lines(ok(run("trash", "--list", "--json")))
    assert {Path(one["path"]).name for one in listed} == gone
    assert "2 files in the trash." in run("trash", "--list").stderr
    assert ok(run("trash", "--undo")) == "Put back: 2 files.\n"
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in copied.glob("*.jpg")} == before
    assert len(lines(ok(run("duplicates", "--json")))) == 2
    nothing = run("trash", "--undo")
    assert (nothing.exit_code, "There is nothing to put back" in nothing.stderr) == (Exit.CANNOT, True)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no trash by specification")
def test_one_photo_goes_to_the_trash_and_is_missing(run: Run, lines: Lines, copied: Path) -> None:
    (row,) = [one for one in lines(ok(run("trash", copied / "cat.jpg", "--json"))) if one["event"] == "done"]
    assert row["files"] == 1
    assert not (copied / "cat.jpg").exists()
    assert "cat.jpg" in ok(run("missing"))
    again = run("trash", copied / "cat.jpg")
    assert again.exit_code == Exit.CANNOT
    ok(run("trash", "--undo"))
    assert "cat.jpg" not in ok(run("missing"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("trash",), "Either paths, --undo or --list"),
        (("trash", "a.jpg", "--undo"), "Either paths, --undo or --list"),
        (("duplicates", "--yes"), "--yes goes with --trash-others"),
        (("apart",), "Missing argument"),
    ],
)
def test_a_wrong_command_line(run: Run, pictures: Path, arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, told in result.stderr) == (Exit.USAGE, True)


def test_there_is_no_library_to_change(run: Run, library_home: Path) -> None:
    for arguments in (("trash", "--undo"), ("trash", "--list"), ("duplicates",), ("apart", "a.jpg", "b.jpg")):
        result = run(*arguments)
        assert (result.exit_code, "There is no library" in result.stderr) == (Exit.CANNOT, True)
    assert not (library_home / "library.db").exists()
