"""The commands that keep a library safe, as docs/keeping.md shows them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from filelock import FileLock

from photoorg.settings import Home

Run = Callable[..., Result]
Lines = Callable[[str], list[dict[str, Any]]]
Program = Callable[..., subprocess.CompletedProcess[str]]


def spoil(home: Path) -> None:
    (home / "library.db").write_bytes(b"Dear diary, " * 1000)


def test_a_library_is_lost_and_comes_back(pictures: Path, library_home: Path, run: Run, lines: Lines) -> None:
    cat, coffee = pictures / "cat.jpg", pictures / "coffee.jpg"
    assert run("describe", cat, "--set", "My cat").exit_code == 0
    made = run("backup")
    assert made.exit_code == 0
    assert "with 4 photos and one of your words is kept in " in made.stdout
    assert run("describe", coffee, "--set", "My coffee").exit_code == 0
    spoil(library_home)
    lost = run("search", "cat")
    assert lost.exit_code == 1
    assert "4 photos and one of your words can be restored: photoorg restore." in lost.stderr
    assert run("doctor").exit_code == 1
    (listed,) = lines(run("backup", "--list", "--json").stdout)
    assert (listed["photos"], listed["words"], listed["healthy"]) == (4, 1, True)
    refused = run("restore")
    assert refused.exit_code == 1
    assert "Nothing was changed: say --yes" in refused.stderr
    (done,) = lines(run("restore", "--yes", "--json").stdout)
    assert (done["photos"], done["words"], done["replayed"], done["waiting"]) == (4, 2, 1, 0)
    assert Path(done["moved_aside"]).read_bytes().startswith(b"Dear diary")
    assert "My coffee" in run("describe", coffee).stdout
    told = lines(run("journal", "--json").stdout)
    assert [entry["kind"] for entry in told] == ["backup", "damaged", "words_replayed", "restored"]
    assert "Restored from library-" in run("journal", "--limit", "1").stdout
    assert run("doctor", "--json").exit_code == 0


def test_words_leave_and_come(pictures: Path, library_home: Path, run: Run, lines: Lines, tmp_path: Path) -> None:
    run("describe", pictures / "cat.jpg", "--set", "My cat")
    printed = run("words", "export")
    assert printed.stderr == "1 word.\n"
    (word,) = lines(printed.stdout)
    assert (word["language"], word["text"], Path("/", word["path"])) == ("en", "My cat", pictures / "cat.jpg")
    file = tmp_path / "words.jsonl"
    assert run("words", "export", file).exit_code == 0
    assert file.read_text() == printed.stdout
    (done,) = lines(run("words", "import", file, "--json").stdout)
    assert done == {"applied": 0, "unchanged": 1, "waiting": 0, "unreadable": 0}
    fresh = tmp_path / "fresh"
    assert run("words", "import", file, "--library", fresh).stdout.startswith("0 taken, 0 unchanged, 1 wait")
    shutil.copy(library_home / "settings.json", fresh)
    assert run("index", pictures, "--library", fresh).exit_code == 0
    assert "My cat" in run("describe", pictures / "cat.jpg", "--library", fresh).stdout
    spoil(fresh)
    damaged = run("words", "export", "--library", fresh)
    assert damaged.stdout == printed.stdout
    assert "The library is damaged" in damaged.stderr
    assert json.loads(run("words", "export", "-", "--library", fresh).stdout)["text"] == "My cat"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["backup"], "There is no library in"),
        (["words", "export"], "There is no library in"),
        (["words", "import", "none"], "Cannot read none"),
        (["restore", "none", "--yes"], "There is no copy none"),
    ],
)
def test_without_a_library(command: list[str], told: str, run: Run) -> None:
    done = run(*command)
    assert (done.exit_code, told in done.stderr) == (1, True), done.stderr


def test_nothing_is_restored_while_another_writes(pictures: Path, library_home: Path, run: Run) -> None:
    run("backup")
    with FileLock(library_home / "writer.lock"):
        done = run("restore", "--yes")
    assert done.exit_code == 1
    assert not list(library_home.glob("library-damaged-*"))


def test_to_a_place_and_to_another_drive(pictures: Path, run: Run, tmp_path: Path) -> None:
    assert run("backup", "--to", tmp_path / "mine.db").exit_code == 0
    assert "4 photos" in run("restore", tmp_path / "mine.db", "--yes").stdout
    assert run("backup", "--list", "--to", tmp_path).exit_code == 2
    run("settings", "backup_folder", tmp_path / "unplugged")
    note = run("backup", "--list").stderr
    assert note.count("is not there now, so copies are kept beside the library.") == 1


def test_nothing_is_written_over_or_among_photos(pictures: Path, library_home: Path, run: Run, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in pictures.rglob("*") if path.is_file()}
    (tmp_path / "link").symlink_to(pictures)
    for target, why in (
        (pictures / "cat.jpg", "is there already"),
        (pictures / "new.jsonl", "lies among your photos"),
        (tmp_path / "link" / "new.jsonl", "lies among your photos"),
    ):
        done = run("words", "export", target)
        assert (done.exit_code, why in done.stderr) == (1, True), done.stderr
    for target in (pictures, pictures / "copy.db", tmp_path / "link" / "more" / "copy.db"):
        done = run("backup", "--to", target)
        assert (done.exit_code, "lies among your photos" in done.stderr) == (1, True), done.stderr
    assert {path: path.read_bytes() for path in pictures.rglob("*") if path.is_file()} == before
    assert run("backup", "--to", library_home / "mine.db").exit_code == 0


def test_thumbnails_are_made_again(pictures: Path, library_home: Path, run: Run) -> None:
    shutil.rmtree(Home(library_home).cache)
    assert run("index").exit_code == 0
    assert run("show", pictures / "cat.jpg").exit_code == 0
    assert run("doctor").exit_code == 0
    shutil.rmtree(Home(library_home).cache)
    assert run("index", pictures).exit_code == 0
