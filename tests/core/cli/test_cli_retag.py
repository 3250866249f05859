"""`photoorg retag` on real photos with a real model that has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from changed_model import changed_resources
from click.testing import Result

from photoorg.library import history
from photoorg.library.store import open_writer
from photoorg.settings import Home

Run = Callable[..., Result]
Lines = Callable[[str], list[dict[str, Any]]]
CATS = dict.fromkeys(range(281, 286), -30.0)


@pytest.fixture
def newer(pictures: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The library looked at with a classifier that knows no cats; what indexing said of it."""
    (tmp_path / "newer").mkdir()
    folder = changed_resources(tmp_path / "newer", CATS)
    monkeypatch.setattr("photoorg.vision.tasks.resources", lambda: folder)
    return run("index").output


def tags(run: Run, lines: Lines) -> set[str]:
    return {row["tag"] for row in lines(run("tags", "--json").output)}


def undo(library_home: Path) -> None:
    db = open_writer(Home(library_home))
    history.undo(db)
    db.close()


def test_indexing_changes_nothing_and_says_what_waits(newer: str, run: Run, lines: Lines) -> None:
    assert newer.splitlines()[-1] == "Newer models would change tags of 1 photo: see 'photoorg retag'."
    assert {"cat", "mammal", "animal"} <= tags(run, lines)
    assert {row["tag"]: (row["gained"], row["lost"]) for row in lines(run("retag", "--diff", "--json").output)} == {
        "cat": (0, 1), "mammal": (0, 1),
    }  # fmt: skip
    told = run("retag")
    assert told.stdout.splitlines() == ["      +0        -1        ~0  cat", "      +0        -1        ~0  mammal"]
    assert "Newer models would change tags of 1 photo" in told.stderr


def test_the_photos_of_a_tag(newer: str, run: Run, lines: Lines, pictures: Path) -> None:
    (row,) = lines(run("retag", "--tag", "Cat", "--json").output)
    assert (row["path"], row["tag"], row["after"]) == (str(pictures / "cat.jpg"), "cat", None)
    assert row["before"] > 0.5
    told = run("retag", "--tag", "cat")
    assert f"->    -  {pictures / 'cat.jpg'}" in told.stdout
    assert told.stderr == "1 photo.\n"


def test_answers_by_tag(newer: str, run: Run, lines: Lines, library_home: Path) -> None:
    done = run("retag", "--approve", "cat")
    assert done.output == "Taken over: 'cat'. 1 photo still waits. 'photoorg undo' takes it back.\n"
    assert "cat" not in tags(run, lines)
    assert "mammal" in tags(run, lines)
    undo(library_home)
    assert "cat" in tags(run, lines)
    assert "Kept as before: all tags. Nothing waits now." in run("retag", "--decline-all").output
    assert "cat" in tags(run, lines)
    assert run("retag").stdout == ""
    assert "would change none of your tags" in run("retag").stderr
    run("index")
    assert run("retag").stdout == "", "the same is not asked twice"


def test_all_at_once(newer: str, run: Run, lines: Lines) -> None:
    *_, done = lines(run("retag", "--approve-all", "--json").stdout)
    assert done == {"event": "done", "answer": "approve", "tags": None, "before": 1, "waiting": 0}
    assert not {"cat", "mammal"} & tags(run, lines)
    assert run("retag", "--approve-all").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--approve-all", "--decline-all"], 2, "Either --approve-all or --decline-all"),
        (["--approve-all", "--approve", "cat"], 2, "or single tags"),
        (["--approve", "coffee"], 1, "Newer models would change nothing about 'coffee'."),
        (["--tag", "nothing"], 1, "There is no tag 'nothing'."),
    ],
)
def test_what_cannot_be(pictures: Path, run: Run, arguments: list[str], status: int, said: str) -> None:
    done = run("retag", *arguments)
    assert done.exit_code == status
    assert said in done.stderr


def test_where_nobody_asks_newer_models_hold_at_once(pictures: Path, run: Run, request: Any, lines: Lines) -> None:
    assert run("settings", "hold_changes", "false").exit_code == 0
    request.getfixturevalue("newer")
    assert "cat" not in tags(run, lines)


def test_to_ask_no_more_takes_over_what_waits(newer: str, run: Run, lines: Lines, library_home: Path) -> None:
    run("settings", "hold_changes", "false")
    assert "cat" not in tags(run, lines)
    undo(library_home)
    assert "cat" in tags(run, lines)
