"""Teaching a tag on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from photoorg.library import history, teaching
from photoorg.library.store import open_writer
from photoorg.settings import Home

Run = Callable[..., Result]


def told(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def photos(pictures: Path, run: Run) -> list[str]:
    """The four photos of the library."""
    found = [one["path"] for one in told(run("search", "--json"))]
    assert len(found) == 4
    return found


def by(photos: list[str]) -> list[str]:
    return ["--from", photos[0], "--from", photos[1], "--not", photos[3]]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two examples will do: the library has four photos."""
    monkeypatch.setattr(teaching.taught_examples, "FEWEST", 2)


@pytest.mark.usefixtures("few")
def test_a_tag_is_taught_asked_about_and_forgotten(photos: list[str], run: Run, library_home: Path) -> None:
    (draft,) = told(run("teach", "our bottle", *by(photos), "--dry-run", "--json"))
    assert (draft["tag"], draft["yes"], draft["no"]) == ("our bottle", 2, 1)
    assert told(run("teach", "--list", "--json")) == []
    (made,) = told(run("teach", "our bottle", *by(photos), "--json"))
    assert set(made) == {"tag", "yes", "no", "shown", "likely", "stale"}
    assert set(made["shown"]) == {"at_least", "photos", "of", "precision", "low", "high", "recall"}
    assert made == draft
    assert told(run("teach", "our bottle", "--json")) == [made] == told(run("teach", "--list", "--json"))
    text = run("teach", "our bottle").stdout
    assert text.startswith("our bottle: taught by 2 examples and 1 counter-example. Shown on ")
    assert "1 taught tag." in run("teach", "--list").stderr
    _, question = told(run("teach", "our bottle", "--questions", "--json"))
    assert question["path"] == photos[2]
    asked = run("teach", "our bottle", "--ask", "--json", input="?\ny\n")
    assert told(asked)[-1]["yes"] == 3
    assert "Type one of: y yes, n no, s skip, q quit." in asked.stderr
    assert "1 answer." in asked.stderr
    assert {one["path"] for one in told(run("search", '"our bottle"', "--json"))} >= set(photos[:3])
    db = open_writer(Home(library_home))
    history.undo(db)
    db.close()
    assert told(run("teach", "our bottle", "--json")) == [made]
    assert "suggested no longer" in run("teach", "our bottle", "--forget").stdout
    failed = run("teach", "our bottle")
    assert failed.exit_code == 1
    assert "has not been taught" in failed.stderr


@pytest.mark.usefixtures("few")
def test_what_was_taught_goes_into_a_file(photos: list[str], run: Run, tmp_path: Path) -> None:
    run("teach", "our bottle", *by(photos))
    file = tmp_path / "bottle.json"
    assert run("teach", "our bottle", "--export", file).exit_code == 0
    assert told(run("teach", "OUR bottle", "--export", file, "--json")) == [{"file": str(file), "tag": "our bottle"}]
    (taken,) = told(run("teach", "their flask", "--import", file, "--json"))
    assert (taken["tag"], taken["yes"]) == ("their flask", 2)
    file.write_bytes(b"\xff\xfe")
    failed = run("teach", "--import", file)
    assert failed.exit_code == 1
    assert "is no text, so it is no taught tag" in failed.stderr
    file.write_bytes(b" " * 1_100_000)
    assert "is too large to be a taught tag" in run("teach", "--import", file).stderr
    file.write_text("{}")
    assert run("teach", "--import", file).exit_code == 1
    assert told(run("teach", "their FLASK", "--forget", "--json")) == [{"tag": "their flask", "forgotten": True}]


def test_what_is_wrong_is_told(photos: list[str], run: Run) -> None:
    assert run("teach").exit_code == 2
    assert run("teach", "x", "--list", "--forget").exit_code == 2
    failed = run("teach", "x", "--from", photos[0])
    assert failed.exit_code == 1
    assert "at least 3 photos" in failed.stderr
    none = run("teach", "x", "--from", "xyzzyplugh")
    assert none.exit_code == 1
    assert "No photo matches xyzzyplugh" in none.stderr
