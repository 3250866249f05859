"""`photoorg evaluate` on four real photos with the real model."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from photoorg.evaluate_command import TARGETS
from photoorg.settings import resources
from photoorg.vision.packs import read_stamp

Run = Callable[..., Result]
LABELS = "file,labels\ncat.jpg,cat\ncoffee.jpg,espresso\nrocket.jpg,nonsense\nastronaut.jpg,\n"


@pytest.fixture
def labelled(sample_pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Photos with labels; the test stands in a folder of its own, and temporary files go to another."""
    if read_stamp(resources() / "models", "efficientnet-lite2") is None:
        pytest.skip("the model is not built")
    (sample_pictures / "labels.csv").write_text(LABELS)
    for name in ("here", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return sample_pictures


def test_lines_and_a_page(labelled: Path, run: Run, tmp_path: Path, library_home: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in labelled.iterdir()}
    result = run("evaluate", labelled)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("4 photos with labels looked at.\n")
    assert "Precision: tags shown that are right" in result.stdout
    assert "nonsense (1)" in result.stderr
    page = tmp_path / "here" / "evaluation.html"
    assert "Measured on 4 photos" in page.read_text(encoding="utf-8")
    assert {path: path.stat().st_mtime_ns for path in labelled.iterdir()} == before
    assert list((tmp_path / "temporary").iterdir()) == [], "the library is thrown away"
    assert not library_home.exists(), "nothing is made where the person's library would be"
    assert run("evaluate", labelled).exit_code == 0, "its own page is written over"


def test_json(labelled: Path, run: Run, lines: Callable[[str], list[dict[str, Any]]], tmp_path: Path) -> None:
    result = run("evaluate", labelled, "--json", "--html", tmp_path / "page.html")
    assert result.exit_code == 0, result.output
    *progress, done = lines(result.stdout)
    assert {one["event"] for one in progress} == {"progress"}
    assert done["event"] == "done"
    assert done["photos"] == 4
    assert done["page"] == str(tmp_path / "page.html")
    assert done["made_with"]["threads"] == 0
    assert done["made_with"]["classify"]
    assert done["vocabulary"] == ["cat", "espresso"]
    assert [row["threshold"] for row in done["targets"]] == list(TARGETS)


def test_another_target_is_what_it_was_said_to_be(
    labelled: Path, run: Run, lines: Callable[[str], list[dict[str, Any]]]
) -> None:
    """The row of a target, reckoned from what is kept, against a run that really asks for it."""
    for target in (TARGETS[0], TARGETS[-1]):
        result = run("evaluate", labelled, "--json", "--target-precision", target)
        assert result.exit_code == 0, result.output
        done = lines(result.stdout)[-1]
        row = next(row for row in done["targets"] if row["threshold"] == target)
        assert row["precision"] == done["totals"]["precision"]
        assert row["recall"] == done["totals"]["recall"]
        assert row["tagged"] == done["coverage"]["tagged"]
        assert row["tags"] == done["coverage"]["tags"]


def test_photos_that_are_not_there(labelled: Path, run: Run, tmp_path: Path) -> None:
    (labelled / "broken.jpg").write_text("no picture")
    (tmp_path / "outside.jpg").write_bytes((labelled / "cat.jpg").read_bytes())
    elsewhere = tmp_path / "labels.csv"
    elsewhere.write_text("file,labels\ncat.jpg,cat\ngone.jpg,cat\nbroken.jpg,cat\n../outside.jpg,cat\nlabels.csv,cat\n")
    result = run("evaluate", labelled, "--labels", elsewhere)
    assert result.exit_code == 0, result.output
    assert "1 photo with labels looked at." in result.stdout
    assert "There is no such file. gone.jpg" in result.stderr
    assert "This is not an image in a format that photoorg knows. broken.jpg" in result.stderr
    assert "It does not lie in the folder, or is a link to elsewhere. ../outside.jpg" in result.stderr
    assert "It is no photo that photoorg reads. labels.csv" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--labels", "none.csv"), "cannot be read"),
        (("--html", "../pictures/e.html"), "among the photos"),
        (("--labels", "empty.csv"), "empty.csv is empty"),
        (("--labels", "other.csv"), "None of the photos"),
    ],
)
def test_what_cannot_be_done(labelled: Path, run: Run, arguments: tuple[str, str], said: str) -> None:
    Path("empty.csv").touch()
    Path("other.csv").write_text("file,labels\ngone.jpg,cat\n")
    result = run("evaluate", labelled, *arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert not Path("evaluation.html").exists()


def test_the_settings_are_the_persons(labelled: Path, run: Run, library_home: Path) -> None:
    library_home.mkdir()
    (library_home / "settings.json").write_text('{"threads": -1}')
    result = run("evaluate", labelled)
    assert result.exit_code == 1
    assert "threads" in result.stderr
    assert [path.name for path in library_home.iterdir()] == ["settings.json"]


def test_without_models(labelled: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Photos that nobody looked at would count as photos without tags."""
    monkeypatch.setattr("photoorg.vision.tasks.resources", lambda: tmp_path)
    result = run("evaluate", labelled)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert not Path("evaluation.html").exists()


@pytest.mark.skipif(os.name != "posix", reason="POSIX only")
def test_ctrl_c_leaves_nothing(labelled: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    root = Path(__file__).parents[3]
    temporary = tmp_path / "temporary"
    process = subprocess.Popen(
        [sys.executable, "-m", "photoorg", "evaluate", str(labelled)],
        env=environment | {"TMPDIR": str(temporary), "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while not list(temporary.glob("photoorg-evaluate-*/library.db")) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert out == ""
    assert "Stopped. Nothing was measured" in said
    assert list(temporary.iterdir()) == []
    assert not Path("evaluation.html").exists()
