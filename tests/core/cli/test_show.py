"""What is told of one photo, of the files that could not be used, and of the models."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from photoorg.library.fields import FIELDS
from photoorg.library.store import open_writer, writing
from photoorg.settings import Home

Run = Callable[..., Result]
Lines = Callable[[str], list[dict[str, Any]]]


def ok(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def test_show_as_json(pictures: Path, run: Run, lines: Lines) -> None:
    (row,) = lines(ok(run("show", pictures / "cat.jpg", "--json")))
    assert list(row) == [
        "path", "paths", "missing", "offline", "drive", "pairs", "identity", "facts", "taken_source",
        "file_taken", "tags", "rating", "label", "pick", "albums", "people", "sensitive", "graphic", "sentences",
        "regions", "models", "file", "damaged", "problems",
    ]  # fmt: skip
    assert row["path"] == str(pictures / "cat.jpg")
    assert row["paths"] == [row["path"]]
    assert (row["missing"], row["damaged"], row["problems"], row["taken_source"]) == ([], None, [], "photo")
    assert re.fullmatch("[0-9a-f]{32}", row["identity"])
    facts = row["facts"]
    assert list(facts) == [field.name for field in FIELDS if field.shown]
    assert facts["taken"] == "2019-05-04T10:20:30+02:00"
    assert facts["camera"] == "Canon EOS 5D"
    assert facts["folder"] == str(pictures)
    assert facts["iso"] is None
    for tag in row["tags"]:
        assert set(tag) == {"tag", "confidence", "at_least", "specific", "verdict", "because"}
    assert "cat" in {tag["tag"] for tag in row["tags"]}
    model = row["models"][0]
    assert set(model) == {"task", "version", "model"}


def test_show_as_text(pictures: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    text = ok(run("show", pictures / "cat.jpg"))
    assert text.startswith(str(pictures / "cat.jpg"))
    assert "2019-05-04 10:20:30 +02:00" in text
    assert re.search(r"^  \S.*  \d+% \(shown from \d+%\) .*EfficientNet", text, re.MULTILINE)
    monkeypatch.chdir(pictures)
    assert ok(run("show", "cat.jpg")) == ok(run("show", "./cat.jpg")) == text


def test_show_names_the_other_file_of_a_pair(pictures: Path, run: Run, lines: Lines, library_home: Path) -> None:
    assert lines(ok(run("show", pictures / "cat.jpg", "--json")))[0]["pairs"] == []
    db = open_writer(Home(library_home))
    with writing(db):
        db.conn.execute("UPDATE files SET companion = 'cat.mov' WHERE name = 'cat.jpg'")
    db.close()
    (row,) = lines(ok(run("show", pictures / "cat.jpg", "--json")))
    assert row["pairs"] == [{"kind": "live", "path": str(pictures / "cat.mov")}]
    assert f"Live photo, its video: {pictures / 'cat.mov'}" in ok(run("show", pictures / "cat.jpg"))


def test_show_of_what_is_not_there(pictures: Path, run: Run, tmp_path: Path) -> None:
    result = run("show", tmp_path / "other.jpg")
    assert result.exit_code == 1
    assert result.stderr == f"Error: {tmp_path / 'other.jpg'} is not in the library. Index its folder first.\n"
    result = run("show", pictures / "broken.jpg")
    assert result.exit_code == 1
    assert "This is not an image" in result.stderr


@pytest.mark.skipif(os.name != "posix", reason="POSIX only")
def test_show_through_links(pictures: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "self").symlink_to("self")
    assert run("show", tmp_path / "self").exit_code == 1
    (tmp_path / "link.jpg").symlink_to(pictures / "cat.jpg")
    assert ok(run("show", tmp_path / "link.jpg")).startswith(str(pictures / "cat.jpg"))


def test_show_of_a_file_that_is_gone(run: Run, lines: Lines, sample_pictures: Path) -> None:
    ok(run("index", sample_pictures))
    (sample_pictures / "cat.jpg").unlink()
    ok(run("index"))
    (row,) = lines(ok(run("show", sample_pictures / "cat.jpg", "--json")))
    assert (row["path"], row["paths"], row["missing"]) == (None, [], [str(sample_pictures / "cat.jpg")])
    assert ok(run("show", sample_pictures / "cat.jpg")).startswith(str(sample_pictures / "cat.jpg"))


def test_problems(pictures: Path, run: Run, lines: Lines) -> None:
    (row,) = lines(ok(run("problems", "--json")))
    assert row == {
        "path": str(pictures / "broken.jpg"),
        "stage": "read",
        "reason": "This is not an image in a format that photoorg knows.",
    }
    result = run("problems")
    assert ok(result) == f"{row['path']}: {row['reason']}\n"
    assert result.stderr == "1 problem.\n"


def test_models(pictures: Path, run: Run, lines: Lines) -> None:
    row = lines(ok(run("models", "--json")))[0]
    assert set(row) == {
        "task", "on", "label", "model", "version", "processor", "notes", "source", "source_version", "licence",
        "own",
    }  # fmt: skip
    text = ok(run("models"))
    assert row["licence"] in text
    assert row["version"] in text
