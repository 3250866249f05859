"""Editing many photos at once on the command line: told before, done as one, stopped without a trace."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from photoorg.library import bulk, words
from photoorg.library.store import open_reader
from photoorg.settings import Home

Run = Callable[..., Result]


def told(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def said(home: Path) -> dict[tuple[str, str], str | None]:
    db = open_reader(Home(home))
    try:
        return {(Path(word.of.path).name, word.name): word.said for word in words.export(db)}
    finally:
        db.close()


def test_tags_of_what_a_query_finds(pictures: Path, run: Run, library_home: Path) -> None:
    (found,) = told(run("tag", "name:cat", "--add", "our cat", "--remove", "animal", "--dry-run", "--json"))
    assert found == {
        "event": "preview", "photos": 1, "changed": 1, "lost": 0, "new": ["our cat"], "notes": found["notes"],
        "parts": [{"part": "Remove 'animal'", "photos": 1}, {"part": "Add 'our cat'", "photos": 1}],
    }  # fmt: skip
    assert found["notes"][0].startswith("With 'animal' go the guesses that need it: ")
    assert said(library_home) == {}
    done = run("tag", "name:cat", "--add", "our cat", "--remove", "animal")
    assert done.stdout == "Remove 'animal': 1 photo.\nAdd 'our cat': 1 photo.\n"
    assert (
        done.stderr
        == f"'our cat' is a new tag.\n{found['notes'][0]}\n1 of 1 photo changed. 'photoorg undo' takes it back.\n"
    )
    assert said(library_home) == {("cat.jpg", "our cat"): "added", ("cat.jpg", "animal"): "removed"}
    assert run("undo").exit_code == 0
    assert said(library_home) == {}
    assert run("redo").exit_code == 0
    rows = told(run("tag", "name:cat", "--json"))
    assert rows[0] == {"tag": "our cat", "photos": 1, "of": 1, "yours": 1, "no": 0}
    assert {"tag": "animal", "photos": 0, "of": 1, "yours": 0, "no": 1} in rows
    assert "       1 of 1  our cat  (1 by you)" in run("tag", pictures / "cat.jpg").output


def test_words_are_replaced_only_where_that_is_said(pictures: Path, run: Run, library_home: Path) -> None:
    assert run("tag", "name:*", "--add", "trip").exit_code == 0
    before = said(library_home)
    done = run("tag", "name:*", "--replace", "trip", "Rome")
    assert done.exit_code == 2
    assert f"{len(before)} photos would lose what you said before: say --yes" in done.output
    assert said(library_home) == before
    told_before = run("tag", "name:*", "--replace", "trip", "Rome", "--dry-run").stderr
    assert f"{len(before)} photos would lose what you said before: that takes --yes." in told_before
    assert "'Rome' would be a new tag." in told_before
    assert run("tag", "name:*", "--replace", "trip", "Rome", "--yes").exit_code == 0
    assert set(said(library_home)) == {(name, "Rome") for name, _ in before}


def test_what_is_noted_is_set_and_told(pictures: Path, run: Run) -> None:
    edit = ("--title", "A cat", "--creator", "Ann", "--rights", "CC-BY", "--rating", "4", "--label", "red", "--pick")
    assert run("set", "name:cat", *edit, "--caption", "Our cat", "--taken", "2020-01-02 03:04").exit_code == 0
    (values,) = told(run("set", "name:cat", "--json"))
    values["same"] = {name: value for name, value in values["same"].items() if value is not None}
    assert values == {
        "photos": 1, "different": [],
        "same": {"rating": "4", "label": "red", "pick": "1", "title": "A cat", "creator": "Ann", "rights": "CC-BY",
                 "caption": "Our cat", "taken": "2020-01-02T03:04:00"},
    }  # fmt: skip
    text = run("show", pictures / "cat.jpg").output
    assert "2020-01-02 03:04:00 +02:00 (you say so; otherwise 2019-05-04 10:20:30)" in text
    for shown in ("A cat", "Ann", "CC-BY", "Our cat"):
        assert shown in text
    (row,) = told(run("show", pictures / "cat.jpg", "--json"))
    assert (row["facts"]["title"], row["taken_source"], row["file_taken"]) == ("A cat", "person", "2019-05-04T10:20:30")
    assert [Path(one["path"]).name for one in told(run("search", "title:cat creator:ann", "--json"))] == ["cat.jpg"]
    assert run("set", "name:cat", "--title", "", "--taken", "", "--label", "none", "--unpick").exit_code == 0
    (values,) = told(run("set", "name:cat", "--json"))
    assert values["same"]["title"] is values["same"]["label"] is values["same"]["pick"] is None
    assert values["same"]["taken"] == "2019-05-04T10:20:30"
    assert told(run("set", "name:*", "--json"))[0]["different"]
    assert "(not the same)" in run("set", "name:*").output


def test_a_clock_is_put_on_and_back(pictures: Path, run: Run) -> None:
    assert run("set", "name:cat", "--shift", "-1h30m").output.startswith("Shift the time back by 1 hour 30 minutes: 1")
    (row,) = told(run("show", pictures / "cat.jpg", "--json"))
    assert row["facts"]["taken"] == "2019-05-04T08:50:30+02:00"
    run("set", "name:cat", "--shift", "+01:30")
    (row,) = told(run("show", pictures / "cat.jpg", "--json"))
    assert (row["facts"]["taken"], row["taken_source"]) == ("2019-05-04T10:20:30+02:00", "photo")


@pytest.mark.parametrize(("arguments", "status", "sentence"), [
    (("tag", "name:cat", "--add", "x", "--remove", "x"), 1, "'x' cannot be given to photos and taken"),
    (("tag", "--add", "x"), 2, "Say which photos"),
    (("tag", "name:cat", "--remove", "kat"), 1, "There is no tag 'kat'. Did you mean 'cat'?"),
    (("tag", "name:cat", "--add", "x", "-n"), 2, "No such option '-n'"),
    (("tag", "name:cat", "--add", "x", "--dryrun"), 2, "No such option '--dryrun'. Did you mean '--dry-run'?"),
    (("search", "cat", "--limti", "3"), 2, "No such option '--limti'. Did you mean '--limit'?"),
    (("tag", "name:nothing", "--add", "x"), 1, "No photo matches name:nothing: nothing was changed."),
    (("set", "name:cat", "--shift", "soon"), 1, "'soon' says nothing of how far"),
    (("set", "name:cat", "--shift", "0s"), 2, "--shift needs more than no time"),
    (("set", "name:cat", "--taken", "soon"), 1, "'soon' is no time"),
    (("set", "name:cat", "--rating", "rejected", "--pick"), 1, "picked and rejected at once"),
])  # fmt: skip
def test_what_makes_no_sense(
    arguments: tuple[str, ...], status: int, sentence: str, pictures: Path, run: Run, library_home: Path
) -> None:
    done = run(*arguments)
    assert (done.exit_code, sentence in done.output) == (status, True), done.output
    assert said(library_home) == {}


@pytest.mark.usefixtures("pictures")
def test_progress_for_programs_and_a_stop_that_changes_nothing(
    run: Run, library_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = told(run("tag", "name:*", "--add", "a", "--json"))
    assert [row["event"] for row in rows] == ["progress", "progress", "done"]
    assert (rows[0]["stage"], rows[0]["done"], rows[1]["done"]) == ("edit", 0, rows[1]["total"])
    before = said(library_home)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bulk.words, "say_each_among", stop)
    done = run("tag", "name:*", "--add", "b")
    assert (done.exit_code, done.stderr) == (130, "Stopped. Nothing was changed.\n")
    assert said(library_home) == before


def test_commas_stand_between_tags_and_a_folder_is_its_photos(pictures: Path, run: Run, library_home: Path) -> None:
    assert run("tag", pictures, "--add", "one, two").exit_code == 0
    names = {path.name for path in pictures.iterdir()} - {"broken.jpg"}
    assert set(said(library_home)) == {(name, tag) for name in names for tag in ("one", "two")}
    assert run("tag", pictures, "--remove", "one,two", "--yes").exit_code == 0
