"""The command for settings, and tasks switched on and off."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from photoorg.settings import Home, Settings, load_settings
from photoorg.vision.tasks import TASKS

Run = Callable[..., Result]
Lines = Callable[[str], list[dict[str, Any]]]


def ok(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def test_all_settings(run: Run, lines: Lines) -> None:
    rows = lines(ok(run("settings", "--json")))
    assert [row["setting"] for row in rows] == list(Settings.model_fields)
    assert all(set(row) == {"setting", "value", "default", "may_be", "description"} for row in rows)
    assert all(row["value"] == row["default"] for row in rows)
    text = ok(run("settings"))
    assert all(f"{name} = " in text for name in Settings.model_fields)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("threads", "2", 2),
        ("provider", " cpu", "cpu"),
        ("target_precision", "0.95", 0.95),
        ("tag_sensitive", "on", True),
        ("tag_sensitive", "false", False),
        ("skip_tasks", "classify,", ["classify"]),
        ("skip_tasks", "", []),
        ("language", "it", "it"),
    ],
)
def test_one_setting(name: str, typed: str, value: object, run: Run, lines: Lines, library_home: Path) -> None:
    (row,) = lines(ok(run("settings", name, typed, "--json")))
    assert (row["setting"], row["value"]) == (name, value)
    assert lines(ok(run("settings", name, "--json"))) == [row]
    assert ok(run("settings", name)).startswith(f"{name} = {json.dumps(value)}\n")
    assert load_settings(Home(library_home)).model_dump(mode="json")[name] == value
    assert not (library_home / "library.db").exists(), "there is still no library"


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("target_precision", "1", "less than or equal to 0.99"),
        ("threads", "many", "threads cannot be 'many'"),
        ("tag_sensitive", "perhaps", "valid boolean"),
        ("language", "de", "'en' or 'it'"),
        ("skip_tasks", "smells", "There is no task 'smells': there are classify"),
        ("min_confidence", "0.5", "There is no setting 'min_confidence'"),
        ("target_precison", "0.5", "Did you mean 'target_precision'?"),
    ],
)
def test_a_value_that_cannot_be(name: str, typed: str, told: str, run: Run, library_home: Path) -> None:
    result = run("settings", name, typed)
    assert result.exit_code == 1
    assert told in result.stderr
    assert load_settings(Home(library_home)) == Settings()


def test_a_higher_target_shows_fewer_tags_at_once(pictures: Path, run: Run, lines: Lines) -> None:
    def number() -> int:
        return len(lines(ok(run("tags", "--json"))))

    counts = []
    for target in ("0.5", "0.9", "0.99"):
        ok(run("settings", "target_precision", target))
        counts.append(number())
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 0


# --- tasks


def test_a_task_is_left_out_once(run: Run, lines: Lines, sample_pictures: Path) -> None:
    every = [option for task in TASKS for option in ("--skip", task.name)]
    assert ok(run("index", sample_pictures, *every)).startswith("4 read, 0 unchanged.")
    assert [lines(ok(run("show", path, "--json")))[0]["models"] for path in sample_pictures.glob("c*.jpg")] == [[], []]
    assert "4 read" not in ok(run("index", *every))
    ok(run("index", *every[2:]))
    (row,) = lines(ok(run("show", sample_pictures / "cat.jpg", "--json")))
    assert [model["task"] for model in row["models"]] == ["classify"]


def test_a_task_that_does_not_exist(run: Run, sample_pictures: Path, library_home: Path) -> None:
    result = run("index", sample_pictures, "--skip", "smells")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no task 'smells'" in result.stderr
    assert not (library_home / "library.db").exists()


def test_models_tells_what_is_switched_off(run: Run, lines: Lines, pictures: Path) -> None:
    assert all(row["on"] for row in lines(ok(run("models", "--json"))))
    ok(run("settings", "skip_tasks", "classify"))
    rows = {row["task"]: row for row in lines(ok(run("models", "--json")))}
    assert list(rows) == [task.name for task in TASKS]
    off = rows["classify"]
    assert (off["on"], off["version"], off["processor"]) == (False, None, None)
    assert off["licence"]


def test_an_old_file_of_settings_is_taken(run: Run, library_home: Path) -> None:
    library_home.mkdir()
    (library_home / "settings.json").write_text('{"min_confidence": 0.3, "threads": 2}')
    assert load_settings(Home(library_home)) == Settings(threads=2)
    ok(run("settings", "threads", "3"))
    assert "min_confidence" not in (library_home / "settings.json").read_text()
