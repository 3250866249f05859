"""Every command that takes a query finds by meaning too, and every one that takes files takes them alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result
from numpy.typing import NDArray

from photoorg.app import App
from photoorg.library.senses import Meaning

Run = Callable[..., Result]
PURRING = "something that purrs"


class Few:
    """Somebody who knows what one text means."""

    def meaning(self, text: str) -> Meaning:
        return Meaning(text, concepts={"cat": 1.0} if text == PURRING else {}, cutoff=0.05, sure=0.1)

    def sketch(self, path: Path) -> NDArray[np.int8]:
        raise NotImplementedError


@pytest.fixture
def files(pictures: Path, sample_pictures: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert run("index", sample_pictures).exit_code == run("folders", "--remove", pictures).exit_code == 0
    monkeypatch.setattr(App, "senses", lambda _app: Few())
    return sample_pictures


def told(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    "command",
    [["rate", "4"], ["label", "red"], ["pick"], ["describe"], ["describe", "--set", "Purr.", "--language", "en"]],
    ids=" ".join,
)
def test_commands_find_what_search_finds(files: Path, run: Run, command: list[str]) -> None:
    (found,) = told(run("search", PURRING, "--json"))
    assert found["path"] == str(files / "cat.jpg")
    done = run(*command, PURRING, "--json")
    assert [row["path"] for row in told(done)] == [found["path"]]
    assert f"'{PURRING}' by meaning: cat 100%." in done.stderr


def test_others_find_it_too(files: Path, run: Run) -> None:
    assert told(run("album", "create", "Purring", PURRING, "--json"))[0]["photos"] == 1
    assert "0 photos in 0 places; 1 does not say where." in run("map", PURRING).stderr
    assert "1 photo checked" in run("preflight", PURRING).stderr
    assert "0 groups" in run("duplicates", PURRING).stderr
    assert "cat" in [row["tag"] for row in told(run("tags", PURRING, "--json"))]


def test_weak_matches_are_not_changed(files: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Few, "meaning", lambda _few, text: Meaning(text, concepts={"cat": 0.1}, cutoff=0.01, sure=0.5))
    assert len(told(run("search", PURRING, "--json"))) == 1
    done = run("rate", "-1", PURRING)
    assert done.exit_code == 1
    assert "1 weak match left out." in done.stderr
    assert "nothing was changed" in done.stderr
    assert told(run("search", "is:rejected", "--json")) == []


def test_files_are_taken_alike(files: Path, run: Run) -> None:
    two = [str(files / "cat.jpg"), str(files / "coffee.jpg")]
    assert [row["path"] for row in told(run("describe", *two, "--json"))] == two
    assert [row["path"] for row in told(run("rate", "4", *two, two[0], "--json"))] == two
    assert "2 photos checked" in run("preflight", *two).stderr
    assert "2 do not say where" in run("map", *two).stderr


def test_a_long_query_is_no_file(files: Path, run: Run) -> None:
    assert run("pick", "name:cat OR name:" + "x" * 300).exit_code == 0
