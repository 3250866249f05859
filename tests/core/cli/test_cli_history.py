"""Taking back and doing again on the command line, and the list of what was done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from photoorg.library import history_steps, words
from photoorg.library.store import open_reader
from photoorg.settings import Home

Run = Callable[..., Result]


def said(home: Path) -> set[tuple[str, str]]:
    db = open_reader(Home(home))
    try:
        return {(word.name, word.said or "") for word in words.export(db)}
    finally:
        db.close()


def rows(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_what_was_done_is_taken_back_and_done_again(pictures: Path, run: Run, library_home: Path) -> None:
    run("rate", "4", "name:cat")
    run("label", "red", "name:cat")
    assert run("history").stdout.splitlines()[0].endswith("Labelled 1 photo red")
    assert run("undo").output == "Undone: Labelled 1 photo red.\n"
    assert said(library_home) == {("rating", "4")}
    listed = rows(run("history", "--json"))
    assert [(row["step"], row["sentence"], row["undone"]) for row in listed] == [
        (2, "Labelled 1 photo red", True),
        (1, "Rated 1 photo ★★★★", False),
    ]
    assert run("history").stdout.splitlines()[0].endswith("  (undone)")
    (done,) = [row for row in rows(run("redo", "--json")) if row["event"] == "done"]
    assert done == {
        "event": "done", "back": False, "steps": 1, "sentence": "Labelled 1 photo red", "photos": 1, "kept": 0,
    }  # fmt: skip
    assert said(library_home) == {("rating", "4"), ("label", "red")}


def test_it_goes_to_any_point(pictures: Path, run: Run, library_home: Path) -> None:
    for stars in "123":
        run("rate", stars, "name:cat", "--yes")
    assert run("undo", "--to", "1").output == "Undone: 2 steps, back to before: Rated 1 photo ★★.\n"
    assert said(library_home) == {("rating", "1")}
    assert run("redo", "--to", "3").output == "Done again: 2 steps, the last of them: Rated 1 photo ★★★.\n"
    assert run("undo", "--to", "0").exit_code == 0
    assert said(library_home) == set()
    for wrong, sentence in (
        (("undo",), "There is nothing to undo."),
        (("undo", "--to", "0"), "Nothing was done after step 0 that is not taken back."),
        (("redo", "--to", "0"), "0 is not in the range"),
        (("redo", "--to", "9"), "The history has no step 9"),
    ):
        done = run(*wrong)
        assert done.exit_code in {1, 2}
        assert sentence in done.output


def test_a_stop_leaves_everything_as_it_was(
    pictures: Path, run: Run, library_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_asked: object) -> None:
        raise KeyboardInterrupt

    run("rate", "4", "name:cat")
    monkeypatch.setattr(history_steps, "finish", stop)
    done = run("undo")
    assert (done.exit_code, done.stderr) == (130, "Stopped. Nothing was changed.\n")
    assert said(library_home) == {("rating", "4")}


def test_without_a_library_none_is_made(run: Run, library_home: Path) -> None:
    for command in ("undo", "redo", "history"):
        done = run(command)
        assert done.exit_code == 1
        assert "There is no library" in done.output
    assert not (library_home / "library.db").exists()
