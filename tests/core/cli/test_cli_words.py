"""Ratings, labels, picks, albums and saved searches on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture
def files(pictures: Path, sample_pictures: Path, run: Run) -> list[Path]:
    """The four pictures of a library, in a folder of the test's own."""
    assert run("index", sample_pictures).exit_code == run("folders", "--remove", pictures).exit_code == 0
    return sorted(path for path in sample_pictures.iterdir() if path.suffix == ".jpg")


def told(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def paths(rows: list[dict[str, Any]]) -> list[str]:
    return [row["path"] for row in rows]


def test_what_is_noted_is_told_wherever_photos_are(files: list[Path], run: Run) -> None:
    first, second = files[:2]
    assert run("rate", "4", first, second).output == "Rated 4: 2 photos.\n"
    assert told(run("rate", "-1", second, "--json")) == [
        {
            "path": str(second),
            "missing": False,
            "offline": False,
            "rating": -1,
            "label": None,
            "pick": False,
            "albums": [],
        }
    ]
    assert told(run("label", "red", first, "--json"))[0]["label"] == "red"
    assert run("pick", first).output == "Picked: 1 photo.\n"
    run("album", "create", "Best", first)
    shown = told(run("show", first, "--json"))[0]
    noted = {"rating": 4, "label": "red", "pick": True, "albums": ["Best"]}
    assert {name: shown[name] for name in noted} == noted
    found = {row["path"]: row for row in told(run("search", "--json"))}
    assert {name: found[str(first)][name] for name in noted} == noted
    assert found[str(second)]["rating"] == -1
    text = run("show", first).output
    assert "4 of 5" in text
    assert "Best" in text


def test_picked_and_rejected_are_never_both(files: list[Path], run: Run) -> None:
    first, second = files[:2]
    run("pick", first, second)
    done = run("rate", "rejected", first, second)
    assert "2 photos would lose what you noted before: say --yes" in done.output
    assert "Usage" not in done.output
    assert done.exit_code == 2
    (row,) = told(run("rate", "rejected", first, "--json"))
    assert (row["rating"], row["pick"]) == (-1, False)
    assert told(run("search", "is:picked", "is:rejected", "--json")) == []
    (row,) = told(run("pick", first, "--json"))
    assert (row["rating"], row["pick"]) == (None, True)


def test_what_was_noted_of_several_photos_goes_only_where_that_is_said(files: list[Path], run: Run) -> None:
    first, second = files[:2]
    run("rate", "3", first)
    done = run("rate", "5", first, second)
    assert done.exit_code == 2
    assert "1 photo would lose what you noted before: say --yes" in done.output
    assert run("rate", "5", first, second, "--yes").exit_code == 0
    assert run("rate", "none", first).output == "Rating taken back: 1 photo.\n"
    run("pick", first, second)
    assert run("pick", "--clear", first, second).exit_code == 2
    assert run("pick", "--clear", first).output == "Picked no more: 1 photo.\n"
    run("label", "Blue", first)
    assert run("label", "none", first).output == "Label taken back: 1 photo.\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(("rate", "6", "dog"), "'6' is not one of '-1', '0', '1'"),
     (("rate", "4"), "Say which photos: a query, files or folders."),
     (("label", "pink", "dog"), "'pink' is not one of 'red', 'yellow'"), (("pick",), "Say which photos"),
     (("rate", "4", "name:nothing"), "No photo matches name:nothing: nothing was changed."),
     (("rate", "4", "(dog"), "at character"), (("album", "show", "None"), "There is no album 'None'"),
     (("album", "create", " "), "An album needs a name."),
     (("saved", "run", "None"), "There is no saved search 'None'"),
     (("saved", "save", "Bad", "(dog"), "at character"),
     (("saved", "save", "Bad", "dog", "--sort", "smell"), "'smell' is not one of")],
)  # fmt: skip
def test_what_cannot_be_done_is_told(arguments: tuple[str, ...], says: str, files: list[Path], run: Run) -> None:
    done = run(*arguments)
    assert done.exit_code in {1, 2}
    assert says in " ".join(done.output.split())


def test_an_album_keeps_its_order(files: list[Path], run: Run) -> None:
    one, two, three, four = files
    assert run("album", "create", "Best", two, one).output == "Made: 2 photos. Best has 2.\n"
    assert told(run("album", "add", "best", three, "--before", one, "--json")) == [
        {"album": "Best", "photos": 3, "changed": 1}
    ]
    run("album", "add", "Best", four)
    assert paths(told(run("album", "show", "Best", "--json"))) == [str(path) for path in (two, three, one, four)]
    run("album", "move", "Best", four, three, "--before", two)
    assert run("album", "show", "Best").stdout.splitlines() == [str(path) for path in (four, three, two, one)]
    assert run("album", "remove", "Best", three).output == "Taken out: 1 photo. Best has 3.\n"
    run("album", "rename", "Best", "Better")
    assert told(run("album", "list", "--json")) == [{"album": "Better", "photos": 3, "missing": 0, "cover": str(four)}]
    assert "Better" in run("album", "list").output
    done = run("album", "delete", "Better")
    assert done.exit_code == 2
    assert "has 3 photos, and their order would be lost: say --yes" in " ".join(done.output.split())
    assert run("album", "delete", "Better", "--yes").output == "Deleted: Better. Its photos stay in the library.\n"
    assert told(run("album", "list", "--json")) == []


def test_a_missing_photo_stays_in_its_album(files: list[Path], run: Run) -> None:
    run("album", "create", "Best", *files[:2])
    files[0].unlink()
    run("index")
    rows = told(run("album", "show", "Best", "--json"))
    assert [(row["path"], row["missing"]) for row in rows] == [(str(files[0]), True), (str(files[1]), False)]
    assert "(missing)" in run("album", "show", "Best").output
    assert told(run("missing", "--json"))[0]["albums"] == ["Best"]
    done = run("forget", "--all")
    assert "1 photo with 1 place in your albums would be lost" in " ".join(done.output.split())


def test_a_saved_search_finds_what_there_is_now(files: list[Path], run: Run) -> None:
    name = files[0].name
    assert run("saved", "save", "One", f"name:{name}", "--sort", "name").output == f"Saved: One, for: name:{name}\n"
    assert told(run("saved", "list", "--json")) == [{"search": "One", "query": f"name:{name}", "sort": "name"}]
    assert f"name:{name}  (by name)" in run("saved", "list").output
    assert paths(told(run("saved", "run", "one", "--json"))) == [str(files[0])]
    run("saved", "change", "One", "")
    assert len(told(run("saved", "run", "One", "--json"))) == 4
    assert len(told(run("saved", "run", "One", "--limit", "2", "--json"))) == 2
    assert told(run("saved", "rename", "One", "All", "--json")) == [{"search": "All", "query": "", "sort": "name"}]
    assert "every photo" in run("saved", "list").output
    assert run("saved", "save", "all", "x").exit_code == 1
    run("saved", "delete", "All")
    assert told(run("saved", "list", "--json")) == []


def test_all_of_it_is_exported_and_imported(files: list[Path], run: Run, tmp_path: Path) -> None:
    run("rate", "4", files[0])
    run("album", "create", "Best", *files[:2])
    run("saved", "save", "Dogs", "dog")
    rows = told(run("words", "export"))
    assert [row for row in rows if "photo" not in row] == [
        {"at": rows[0]["at"], "album": "Best", "made": "yes"},
        {"at": rows[1]["at"], "search": "Dogs", "query": "dog", "sort": ""},
    ]
    run("words", "export", tmp_path / "mine.jsonl")
    other = ("--library", tmp_path / "other")
    assert told(run("words", "import", tmp_path / "mine.jsonl", "--json", *other)) == [
        {"applied": 2, "unchanged": 0, "waiting": 3, "unreadable": 0}
    ]
    for arguments in (("album", "list", "--json", *other), ("album", *other, "list", "--json")):
        assert [row["album"] for row in told(run(*arguments))] == ["Best"]
    assert told(run("saved", *other, "run", "Dogs", "--json")) == []
