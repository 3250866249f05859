"""The command line: what each command prints, plain and as JSON, and how it ends."""

from __future__ import annotations

import re
import shutil
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

from photoorg import __version__, finding
from photoorg.cli import commands
from photoorg.library import search
from photoorg.library.search import SORTS
from photoorg.library.store import open_reader, open_writer
from photoorg.settings import Home, resources

Run = Callable[..., Result]
Lines = Callable[[str], list[dict[str, Any]]]
COMMANDS = (
    "index", "search", "tags", "show", "why", "describe", "preflight", "problems", "models", "settings", "doctor",
    "tour", "evaluate", "open", "folders", "missing", "forget", "backup", "restore", "words", "journal", "watch",
    "map", "rate", "label", "pick", "album", "saved", "similar", "duplicates", "apart", "trash", "complete",
    "query-help", "evaluate-search", "retag", "redo", "review", "teach", "set", "bar", "history", "report", "tag",
    "undo", "conflicts", "export", "metadata", "presets", "write",
)  # fmt: skip


def ok(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [Path(row["path"]).name for row in rows]


# --- the frame


def test_help_and_version(run: Run) -> None:
    text = ok(run("--help"))
    assert all(name in text for name in COMMANDS)
    assert set(commands.commands) == set(COMMANDS)
    assert ok(run("--version")).strip().endswith(__version__)
    assert "Usage" in ok(run("index", "-h"))
    assert all(sort in ok(run("search", "--help")) for sort in SORTS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, run: Run) -> None:
    group = commands.commands[name]
    named = group.commands if isinstance(group, click.Group) else ()
    inner = [ok(run(name, sub, "--help")) for sub in named] or [ok(run(name, "--help"))]
    assert all((name == "metadata") == ("--library" not in text) for text in inner), "files say what they say anywhere"
    assert all((name in {"tour", "open"}) == ("--json" not in text) for text in inner)


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["search", "--sort", "newest"],
     ["search", "--limit", "many"], ["search", "--limit", "-1"], ["show"], ["tags", "--limit", 10**20]],
)  # fmt: skip
def test_a_wrong_command_line_ends_with_2(arguments: list[str], run: Run) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error" in result.stderr


@pytest.mark.parametrize("name", ["search", "tags", "problems", "show"])
def test_without_a_library_there_is_a_sentence(name: str, run: Run) -> None:
    result = run(name, *(["x"] if name == "show" else []))
    assert result.exit_code == 1
    assert re.fullmatch(r"Error: There is no library in .* yet: run 'photoorg index FOLDER' first\.\n", result.stderr)


def test_the_librarys_place(pictures: Path, run: Run, lines: Lines, tmp_path: Path, library_home: Path) -> None:
    assert ok(run("search", "--json"))
    other = tmp_path / "other"
    assert run("search", "--library", other).exit_code == 1
    ok(run("index", pictures, "--library", other))
    assert names(lines(ok(run("search", "--json", "--library", other)))) == names(lines(ok(run("search", "--json"))))
    assert (other / "library.db").is_file()
    shutil.rmtree(library_home)
    assert run("search").exit_code == 1
    assert ok(run("search", env={"PHOTOORG_HOME": str(other)}))


def test_a_place_that_cannot_be_used(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert run("search", "--library", tmp_path / "file").exit_code == 2
    result = run("index", "--library", tmp_path / "file" / "below")
    assert result.exit_code == 1
    assert "Cannot keep a library in" in result.stderr


@pytest.mark.parametrize("content", ["{", '{"threads": "many"}', '{"colour": "red"}', '{"thumbnail_size": 7}'])
def test_settings_that_are_wrong(content: str, run: Run, library_home: Path) -> None:
    library_home.mkdir()
    (library_home / "settings.json").write_text(content)
    result = run("doctor")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "settings.json" in result.stderr
    assert "Mend it or delete the file." in result.stderr


def test_a_defect_is_reported_with_its_lines(
    run: Run, pictures: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, library_home: Path
) -> None:
    monkeypatch.setattr("photoorg.library.browse.problems", lambda *_: 1 / 0)
    result = run("problems")
    assert result.exit_code == 70
    assert "This is a defect of photoorg" in result.stderr
    assert "ZeroDivisionError" in result.stderr
    assert "ZeroDivisionError" in (library_home / "logs" / "photoorg.log").read_text()


@pytest.mark.parametrize(
    "name", [["search", "dog OR cat"], ["tags"], ["problems"], ["index"], ["doctor"], ["show", "cat.jpg"]]
)
def test_a_damaged_library_is_told_and_no_defect(name: list[str], pictures: Path, run: Run, library_home: Path) -> None:
    database = library_home / "library.db"
    whole = database.read_bytes()
    ends = set()
    for page in range(0, len(whole) // 4096, 3):
        data = bytearray(whole)
        data[page * 4096 : (page + 1) * 4096] = b"\xff" * 4096
        for path in library_home.glob("library.db*"):
            path.unlink()
        database.write_bytes(data)
        result = run(*(str(pictures / part) if part == "cat.jpg" else part for part in name))
        assert result.exit_code in {0, 1}, result.output
        ends.add(result.exit_code)
    assert 1 in ends


def test_the_library_may_be_named_before_the_command(
    pictures: Path, run: Run, library_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHOTOORG_HOME", str(tmp_path / "another"))
    after = ok(run("problems", "--library", library_home))
    assert ok(run("--library", library_home, "problems")) == after
    assert ok(run("--library", tmp_path / "third", "problems", "--library", library_home)) == after, "the nearer wins"


def test_without_a_command_the_window_opens(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, library_home: Path
) -> None:
    opened: list[tuple[Path, tuple[Path, ...]]] = []
    start = types.ModuleType("photoorg.gui.start")
    start.run_window = lambda app, folders: opened.append((app.home.root, folders)) or 0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "photoorg.gui.start", start)
    ok(run())
    ok(run("--library", tmp_path / "other"))
    assert opened == [(library_home, ()), (tmp_path / "other", ())]


@pytest.mark.parametrize("name", ["search", "tags", "problems", "show"])
def test_reading_leaves_nothing_behind_where_there_is_no_library(name: str, run: Run, tmp_path: Path) -> None:
    assert run(name, *(["x"] if name == "show" else []), "--library", tmp_path / "new" / "place").exit_code == 1
    assert not (tmp_path / "new").exists()


# --- index


def test_index_of_no_folder_at_all(run: Run, library_home: Path) -> None:
    for _ in range(2):
        result = run("index")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == "Error: No folder is known yet: photoorg index FOLDER.\n"
        open_writer(Home(library_home)).close()


def test_index(run: Run, lines: Lines, sample_pictures: Path) -> None:
    (sample_pictures / "broken.jpg").write_text("no picture")
    result = run("index", sample_pictures, "--wait")
    assert result.stderr == "", "no progress where nobody looks"
    done, size, problems = ok(result).splitlines()
    assert done == "5 read, 0 unchanged, 1 with problems."
    assert re.fullmatch(r"The library has 4 photos, [1-4] of them tagged\.", size)
    assert problems == "1 problem: see 'photoorg problems'."
    assert ok(run("index")).startswith("0 read, 5 unchanged.")
    rows = lines(ok(run("index", "--json")))
    assert rows[-1] == {"event": "done", "outcome": "0 read, 5 unchanged.", "photos": 4, "problems": 1}
    for row in rows[:-1]:
        assert set(row) == {"event", "stage", "done", "total", "problems", "seconds_left"}
        assert row["event"] == "progress"


@pytest.mark.parametrize("name", ["nothing", "cat.jpg", "~nobody-of-that-name/x"])
def test_index_of_what_is_no_folder(name: str, run: Run, sample_pictures: Path) -> None:
    result = run("index", name if name.startswith("~") else sample_pictures / name)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert re.fullmatch(r"Error: (There is no folder|.* is a file).*\n", result.stderr)


def test_index_of_a_folder_that_was_renamed(run: Run, sample_pictures: Path, tmp_path: Path) -> None:
    ok(run("index", sample_pictures))
    sample_pictures.rename(tmp_path / "away")
    assert "0 read, 0 unchanged, 4 missing, 1 with problems." in ok(run("index"))
    assert str(sample_pictures) in ok(run("problems"))
    assert ok(run("search")) == ""
    assert "The library has 4 photos" in ok(run("index", tmp_path / "away"))
    assert len(ok(run("search")).splitlines()) == 4


def test_without_a_model_there_are_photos_and_a_sentence(
    run: Run, sample_pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photoorg.vision.tasks.resources", lambda: tmp_path)
    for counts in ("4 read, 0 unchanged.", "0 read, 4 unchanged."):
        told = ok(run("index", sample_pictures))
        assert f"{counts} Not looked at with classify: There is no model called" in told
        assert "with looks" not in told
    assert run("models").exit_code == 1
    assert run("doctor").exit_code == 1
    monkeypatch.undo()
    assert re.search("[1-4] of them tagged", ok(run("index", sample_pictures, "--library", tmp_path / "library")))


def test_without_one_of_the_models_the_others_look(
    run: Run, sample_pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = resources() / "models"
    (tmp_path / "models").mkdir()
    for file in there.iterdir():
        if not file.name.startswith("open-nsfw.onnx"):
            (tmp_path / "models" / file.name).symlink_to(file)
    monkeypatch.setattr("photoorg.vision.tasks.resources", lambda: tmp_path)
    told = ok(run("index", sample_pictures, "--library", tmp_path / "library"))
    assert "Not looked at with sensitive: The model open-nsfw is" in told
    assert re.search("[1-4] of them tagged", told)
    monkeypatch.undo()
    again = ok(run("index", "--library", tmp_path / "library"))
    assert "4 read" in again
    assert "Not looked" not in again


# --- search and tags


def test_search(pictures: Path, run: Run, lines: Lines) -> None:
    result = run("search", "cat")
    assert result.stderr == "1 photo.\n"
    (row,) = lines(ok(run("search", "cat", "--json")))
    named = ", ".join(tag["tag"] for tag in row["tags"] if tag["specific"])
    assert re.match(rf"[01]\.\d\d  {re.escape(str(pictures / 'cat.jpg'))}  {named}\n", result.stdout)
    assert list(row) == [
        "path", "score", "offline", "rating", "label", "pick", "albums", "people", "tags", "weak",
    ]  # fmt: skip
    assert row["path"] == str(pictures / "cat.jpg")
    assert 0.3 <= row["score"] <= 1
    assert "cat" in {tag["tag"] for tag in row["tags"]}


def test_search_arguments(pictures: Path, run: Run, lines: Lines) -> None:
    def found(*arguments: object) -> list[str]:
        return names(lines(ok(run("search", "--json", *arguments))))

    assert len(found()) == len(found("--limit", 0)) == 4
    assert len(found("--limit", 2)) == 2
    assert found("animal", "-food") == found("animal -food") == ["cat.jpg"]
    assert set(found("-animal")) == {"coffee.jpg", "rocket.jpg", "astronaut.jpg"}
    assert set(found("--", "-animal")) == set(found("-animal"))
    assert found("animal", "-fish") == ["cat.jpg"], "its h asks for no help"
    assert found("-library") == found('-"library"')
    assert found("camera:canon") == ["cat.jpg"]
    assert found("taken:2014..2019", "--sort", "taken", "--ascending") == ["rocket.jpg", "cat.jpg"]
    assert found("--sort", "name", "--descending") == ["rocket.jpg", "coffee.jpg", "cat.jpg", "astronaut.jpg"]
    assert found("--sort", "name") == found("--sort", "name", "--ascending")


def test_a_score_is_shown_where_a_tag_is_asked_for(pictures: Path, run: Run) -> None:
    assert re.match(r"\d\.\d\d  ", ok(run("search", "cat OR food")))
    for query in ("", "width>1", "-cat"):
        assert all(line.startswith(str(pictures)) for line in ok(run("search", query)).splitlines())


def test_hits_are_found_in_blocks(pictures: Path, library_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = open_reader(Home(library_home))
    try:
        hits = search.search(db, "")
        assert len(whole := list(finding._found(db, hits))) == 4
        for block in (1, 3, 4):
            monkeypatch.setattr(finding, "_BLOCK", block)
            assert list(finding._found(db, hits)) == whole
    finally:
        db.close()


def test_search_tells_what_is_not_shown(pictures: Path, run: Run) -> None:
    assert run("search", "--limit", 3).stderr == "4 photos, 3 shown (--limit 0 for all).\n"
    assert run("search", "--limit", 4).stderr == "4 photos.\n"
    assert run("search", "--limit", 0).stderr == "4 photos.\n"
    result = run("search", "name:nothing")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "0 photos.\n")
    assert run("search", "name:nothing", "--json").output == ""


def test_a_query_that_is_wrong(pictures: Path, run: Run) -> None:
    result = run("search", "cat flavour:red")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: There is no field 'flavour'.")
    assert result.stderr.endswith("(at character 5)\n")
    assert run("tags", "(").exit_code == 2
    assert run("search", "--sort", "beauty").exit_code == 2


def test_tags(pictures: Path, run: Run, lines: Lines) -> None:
    rows = lines(ok(run("tags", "--json")))
    assert all(set(row) == {"tag", "photos"} for row in rows)
    assert {"tag": "cat", "photos": 1} in rows
    assert [row["photos"] for row in rows] == sorted((row["photos"] for row in rows), reverse=True)
    plain = [line.split(None, 1) for line in ok(run("tags")).splitlines()]
    assert plain == [[str(row["photos"]), row["tag"]] for row in rows]
    assert lines(ok(run("tags", "--json", "--limit", 2))) == rows[:2]
    some = lines(ok(run("tags", "cat", "-fish", "--json")))
    assert {"tag": "cat", "photos": 1} in some
    assert len(some) < len(rows)
