"""photoorg write: switched on for a folder, told beforehand, written, taken back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from photoorg import cli_write_on
from photoorg.media.carriers import read_blocks
from photoorg.media.saying import said_in

Run = Callable[..., Result]


@pytest.fixture
def own(_sample_store: Path, tmp_path: Path, library_home: Path, run: Run) -> Path:
    """Photos of this test's own, indexed without models: they are written to."""
    folder = tmp_path / "own"
    shutil.copytree(_sample_store, folder)
    library_home.mkdir()
    tasks = [json.loads(line)["task"] for line in run("models", "--json").stdout.splitlines()]
    (library_home / "settings.json").write_text(json.dumps({"skip_tasks": tasks}))
    assert run("index", folder).exit_code == 0
    return folder


def told(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def keywords(path: Path) -> list[str]:
    return [one[-1] for one in said_in(read_blocks(path.read_bytes(), "jpeg")).keywords]


def test_from_switching_on_to_taking_back(own: Path, run: Run) -> None:
    cat = own / "cat.jpg"
    before = cat.read_bytes()
    assert run("tag", cat, "--add", "our cat").exit_code == 0
    refused = run("write")
    assert (refused.exit_code, "Writing is off everywhere" in refused.output) == (2, True)
    assert "writing is off" in run("write", cat).output
    done = run("write", "on", own, "--embedded", "--yes")
    assert done.exit_code == 0, done.output
    assert f"{own}  written into the files" in done.stdout
    assert told(run("write", "status", own, "--json"))[0] == {"path": str(own), "way": "embedded"}
    run("write", cat)  # which reads what it says first
    assert keywords(cat) == ["our cat"]
    assert run("tag", cat, "--add", "garden").exit_code == 0
    (row,) = [one for one in told(run("write", "--dry-run", "--json")) if one["differences"]]
    assert (row["path"], row["differences"]) == (str(cat), [{"field": "Keyword", "old": "", "new": "garden"}])
    text = run("write", cat, "--dry-run")
    assert f"{cat}\n  Keyword: + garden\n" in text.stdout
    assert "1 file would be written. Nothing was." in text.stderr
    written = run("write")
    assert "Written: 1 file" in written.output
    assert set(keywords(cat)) == {"our cat", "garden"}
    runs = told(run("write", "--runs", "--json"))
    assert [(one["run"], one["undone"]) for one in runs] == [(2, False), (1, False)]
    assert "Taken back: 1 file." in run("write", "--undo").output
    assert keywords(cat) == ["our cat"]
    assert "Taken back: 1 file." in run("write", "--undo", "1").output
    assert cat.read_bytes() == before
    assert run("write", "--undo").exit_code == 1
    assert "not written" in run("write", "off", own).stdout


def test_sidecars_are_the_default(own: Path, run: Run) -> None:
    cat = own / "cat.jpg"
    before = cat.read_bytes()
    run("write", "on", own, "--yes")
    run("rate", "4", cat)
    assert told(run("write", cat, "--json"))[-1]["files"] == 1
    beside = own / "cat.jpg.xmp"
    assert said_in(read_blocks(before, "jpeg"), beside.read_bytes()).rating == 4
    assert cat.read_bytes() == before
    assert run("write", "--undo", "--json").exit_code == 0
    assert not beside.exists()


@pytest.mark.parametrize(
    "wrong",
    [["on"], ["--embedded"], ["--yes"], ["off", "/", "--dry-run"], ["status", "--dry-run"], ["--runs", "--dry-run"],
     ["--undo", "x y"], ["--undo", "--runs"], ["on", "/"], ["--undo", "7"]],
)  # fmt: skip
def test_what_is_meant_otherwise_is_refused(own: Path, run: Run, wrong: list[str]) -> None:
    done = run("write", *wrong)
    assert done.exit_code in {1, 2}, done.output
    assert "Traceback" not in done.output


def test_a_query_is_understood_as_everywhere(own: Path, run: Run) -> None:
    run("write", "on", own, "--yes")
    run("write", "name:*")  # which reads what files say first
    run("rate", "4", own / "cat.jpg")
    for asked in ("rating:4", own):
        rows = told(run("write", asked, "--dry-run", "--json"))
        assert [one["path"] for one in rows if one["differences"]] == [str(own / "cat.jpg")]
    assert "Written: 1 file" in run("write", "rating:4").output


def test_a_dry_run_is_never_passed_over(own: Path, run: Run) -> None:
    cat = own / "cat.jpg"
    run("rate", "4", cat)
    rows = told(run("write", "on", own, "--dry-run", "--json"))
    (row,) = [one for one in rows if one["differences"]]
    assert (row["path"], row["target"], row["way"]) == (str(cat), f"{cat}.xmp", "sidecar")
    assert told(run("write", "status", own, "--json"))[0]["way"] == "off"
    run("write", "on", own, "--yes")
    assert told(run("write", "--json"))[-1]["files"] == 1
    assert run("write", "--undo", "--dry-run").exit_code == 2
    assert (own / "cat.jpg.xmp").exists()


def test_nothing_is_switched_on_unseen(own: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("rate", "4", own / "cat.jpg")
    asked = run("write", "on", own, "--embedded")
    assert (asked.exit_code, "--yes" in asked.stderr) == (2, True)
    assert f"{own / 'cat.jpg'}\n  Rating: + 4\n1 file would be written" in asked.stderr
    assert told(run("write", "status", own, "--json"))[0]["way"] == "off"
    monkeypatch.setattr(cli_write_on, "somebody_answers", lambda: True)
    assert run("write", "on", own, input="n\n").exit_code == 1
    assert told(run("write", "status", own, "--json"))[0]["way"] == "off"
    assert run("write", "on", own, input="y\n").exit_code == 0
    assert told(run("write", "status", own, "--json"))[0]["way"] == "sidecar"
    assert run("write", "on", own).exit_code == 0  # it is on: nothing is asked
