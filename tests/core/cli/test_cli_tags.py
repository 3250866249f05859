"""The commands of the vocabulary: on a real model's tags, with undo."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from photoorg.library import history, own_tags
from photoorg.library.store import open_writer
from photoorg.settings import Home

Run = Callable[..., Result]


@pytest.fixture
def rows(run: Run, pictures: Path) -> Callable[..., list[dict[str, Any]]]:
    def ask(*arguments: object) -> list[dict[str, Any]]:
        done = run(*arguments, "--json")
        assert done.exit_code == 0, done.output
        return [json.loads(line) for line in done.stdout.splitlines()]

    return ask


def undo(library_home: Path) -> None:
    db = open_writer(Home(library_home))
    history.undo(db)
    db.close()


def test_a_list_with_or_without_its_name(run: Run, pictures: Path) -> None:
    whole = run("tags")
    assert whole.exit_code == 0, whole.output
    assert whole.output == run("tags", "list").output
    for arguments in (("dog",), ("--limit", "2"), ("-dog",), ("dog", "OR", "cat", "--json"), ("--json",)):
        assert run("tags", *arguments).output == run("tags", "list", *arguments).output, arguments
    assert run("tags", "dog OR", "--json").exit_code == 2


def test_a_models_tag_gets_another_name(run: Run, rows: Callable[..., Any], pictures: Path, library_home: Path) -> None:
    tags = {row["tag"]: row["photos"] for row in rows("tags")}
    name = next(tag for tag in ("dog", "cat", "bird", *tags) if tag in tags)
    found = {row["path"] for row in rows("search", f"tag:{name}")}
    assert rows("tags", "rename", name, "Our own")[-1]["photos"] == len(found)
    for word in ("Our own", name):
        assert {row["path"] for row in rows("search", f'tag:"{word}"')} == found
    run("index")
    assert name not in {row["tag"] for row in rows("tags")}
    assert {row["path"] for row in rows("search", 'tag:"our own"')} == found
    assert rows("tags", "tree")
    undo(library_home)
    assert {row["tag"]: row["photos"] for row in rows("tags")} == tags


def test_every_verb(run: Run, rows: Callable[..., Any], pictures: Path, library_home: Path, tmp_path: Path) -> None:
    before = rows("tags", "tree", "--all")
    steps: list[tuple[object, ...]] = [
        ("create", "Rex", "--under", "dog", "--synonyms", "good boy", "--colour", "red"),
        ("set", "Rex", "--italian", "Re"),
        ("create", "Max"),
        ("move", "Max", "Rex", "--under", "animal"),
        ("merge", "Max", "--into", "Rex"),
        ("rename", "good boy", "Bello"),
        ("split", "animal", "--into", "Wild", "NOT portrait"),
    ]
    for step in steps:
        done = run("tags", *step)
        assert done.exit_code == 0, done.output
    bello = next(row for row in rows("tags", "tree") if row["tag"] == "Bello")
    assert (bello["under"], bello["italian"], bello["colour"]) == (["animal"], "Re", "#d64545")
    assert bello["once"] == ["Max", "Rex"]
    assert {row["tag"] for row in rows("tags", "unused")} == {"Bello"}
    assert isinstance(rows("tags", "similar"), list)
    for name in ("all.csv", "all.txt"):
        file = tmp_path / name
        assert rows("tags", "export", file)[0]["tags"] > 1
        assert rows("tags", "import", file, "--dry-run")[0]["new"] == []
    assert "Bello" in run("tags", "export", "-").output
    assert run("tags", "delete", "Bello").exit_code == 0
    for _ in steps:  # nothing was to be split
        undo(library_home)
    assert rows("tags", "tree", "--all") == before
    (tmp_path / "new.txt").write_text("Places\n\tRome\n")
    done = run("tags", "import", tmp_path / "new.txt")
    assert "Taken in: 2 new tags, 0 changed" in done.output


REFUSED: dict[str, tuple[tuple[str, ...], int, str]] = {
    "unknown": (("rename", "nobody here", "x"), 1, "There is no tag 'nobody here'"),
    "there already": (("rename", "dog", "cat"), 1, "can be made one. Say --merge if you mean it."),
    "a ring": (("move", "animal", "--under", "dog"), 1, "'animal' cannot be under 'dog'"),
    "nowhere": (("move", "dog"), 2, "Say where: --under TAG, or --top."),
    "nothing said": (("set", "dog"), 2, "Say what:"),
    "no file": (("import", "no such file.txt"), 2, "does not exist"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be(name: str, run: Run, pictures: Path) -> None:
    arguments, status, sentence = REFUSED[name]
    done: Result = run("tags", *arguments)
    assert done.exit_code == status
    assert sentence in " ".join(done.output.split())


def test_photos_lose_a_tag_only_with_yes(run: Run, rows: Callable[..., Any], pictures: Path) -> None:
    most = rows("tags")[0]["tag"]
    refused = run("tags", "delete", most)
    assert refused.exit_code == 2
    assert "Say --yes if you mean it" in refused.output
    assert run("tags", "delete", most, "--yes").exit_code == 0
    assert most not in {row["tag"] for row in rows("tags")}


def test_a_stop_tells_the_truth(run: Run, pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    create = own_tags.create

    def late(*arguments: Any) -> None:
        create(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(own_tags, "create", stop)
    done = run("tags", "create", "Holiday")
    assert (done.exit_code, done.stderr) == (130, "Stopped. Nothing was changed.\n")
    monkeypatch.setattr(own_tags, "create", late)
    done = run("tags", "create", "Holiday")
    assert (done.exit_code, done.stderr) == (130, "Stopped. It was done already: 'photoorg history' tells it.\n")
    assert "Holiday" in run("history").stdout


def test_what_is_under_a_tag(run: Run, rows: Callable[..., Any], pictures: Path) -> None:
    lines = run("tags", "tree", "mammal").stdout.splitlines()
    assert lines[0].split() == ["1", "mammal"]
    assert [line.split()[-1] for line in lines[1:]] == ["cat"]
    assert {row["tag"]: row["under"] for row in rows("tags", "tree", "mammal")} == {"cat": ["mammal"], "mammal": []}


def test_a_name_has_no_comma(run: Run, pictures: Path) -> None:
    for command in (("rename", "cat", "a,b"), ("create", "a, b"), ("merge", "cat", "--into", "a,b")):
        done = run("tags", *command)
        assert done.exit_code == 1
        assert "has a comma, which stands between two tags" in done.output


def test_an_import_tells_what_of_which_tags(run: Run, pictures: Path, tmp_path: Path) -> None:
    file = tmp_path / "tags.csv"
    file.write_text("name,parents\ncat,outdoors\nspoon,\n")
    for options, photos in ((("--dry-run",), ""), ((), " Tags of 1 photo changed.")):
        told = run("tags", "import", file, *options).stdout.splitlines()
        assert told[0].endswith(f"were there already.{photos}"), told
        assert "  changed: cat, under outdoors" in told
