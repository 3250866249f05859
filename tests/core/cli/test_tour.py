"""The first minute without a screen."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest
from click.testing import Result

from photoorg import tour
from photoorg.library.search import count
from photoorg.library.store import open_reader
from photoorg.settings import Home

Run = Callable[..., Result]
POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX only")


def ok(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def examples(text: str) -> list[tuple[list[str], int]]:
    """The lines that a person may type, as words, and how many photos each is said to find."""
    found = re.findall(r"^(.* search .*)   finds (\d+) photos?$", text, re.MULTILINE)
    return [(shlex.split(line), int(number)) for line, number in found]


@POSIX
def test_what_is_there_and_three_searches(pictures: Path, run: Run, library_home: Path) -> None:
    result = run("tour", pictures)
    text = ok(result)
    assert re.search(r"^4 photos, [1-4] with tags, 1 problem\.$", text, re.MULTILINE)
    assert "Most seen:" in text
    assert "\n\n\n" not in text
    assert "Looking through" in result.stderr
    found = examples(text)
    assert len({tuple(words) for words, _ in found}) == 3
    if found[0][1] > 1:
        assert found[1][1] != found[0][1], "the second changes what the first finds"
    assert all(0 < number < 4 for _, number in found), "some, not all"
    for words, number in found:
        start = words[words.index("--library") :]
        assert start[:2] == ["--library", str(library_home)]
        assert len(ok(run(*start)).splitlines()) == number
    assert f"--library {library_home} problems\n" in text


@POSIX
def test_it_is_about_the_folder_that_was_given(pictures: Path, run: Run, sample_pictures: Path) -> None:
    for name in ("coffee.jpg", "rocket.jpg"):
        (sample_pictures / name).unlink()
    (sample_pictures / "cat.jpg").rename(sample_pictures / "another.jpg")
    (sample_pictures / "another.jpg").write_bytes((sample_pictures / "another.jpg").read_bytes() + b"x")
    folder = shutil.move(sample_pictures, sample_pictures.with_name('it\'s "here"'))
    text = ok(run("tour", folder))
    assert "2 photos, " in text
    assert "0 problems." in text
    for words, number in examples(text):
        assert number <= 2
        assert len(ok(run(*words[words.index("--library") :])).splitlines()) == number


def test_nothing_to_see(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert ok(run("tour", empty)).splitlines()[1:] == [f"No photos in {empty}."]
    for number in range(3):
        (empty / f"{number}.jpg").write_text(f"no picture {number}")
    assert ok(run("tour", empty)).splitlines()[1:] == [
        f"No photos in {empty}.",
        "  3 files  This is not an image in a format that photoorg knows.",
    ]
    assert run("tour", tmp_path / "nothing").exit_code == 1


def test_many_reasons_are_cut_short() -> None:
    from photoorg.outcomes import Problem

    problems = [Problem(f"/{number}", "read", f"Reason {number // 2}.") for number in range(20)]
    lines = list(tour._reasons(problems, ["photoorg"]))
    assert len("\n".join(lines).splitlines()) == 6
    assert lines[-1] == "All 10 reasons: photoorg problems"


def test_without_a_pictures_folder(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tour, "default_pictures", lambda: tmp_path / "Pictures")
    result = run("tour")
    assert result.exit_code == 1
    assert result.stderr == "Error: There is no Pictures folder here: give one, ./run FOLDER.\n"
    (tmp_path / "Pictures").mkdir()
    assert f"No photos in {tmp_path / 'Pictures'}." in ok(run("tour"))


@POSIX
def test_what_one_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = platformdirs.user_data_path("photoorg", appauthor=False)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    monkeypatch.setattr(sys, "executable", str(programs / "python"))
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.chdir(tmp_path)
    assert tour.program(usual) == [".venv/bin/python", "-m", "photoorg"]
    (programs / "photoorg").touch(0o755)
    assert tour.program(usual) == [".venv/bin/photoorg"]
    assert tour.program(tmp_path / "my library") == [".venv/bin/photoorg", "--library", str(tmp_path / "my library")]
    monkeypatch.chdir("/")
    assert tour.program(usual) in (  # as it is typed from the root folder
        [str(programs / "photoorg")], [str((programs / "photoorg").relative_to("/"))],
    )  # fmt: skip
    monkeypatch.setenv("PATH", str(programs))
    assert tour.program(usual) == ["photoorg"]


def test_words_that_need_quotes(pictures: Path, library_home: Path) -> None:
    assert [tour._word(tag) for tag in ("cat", "hot dog", "OR", "t-shirt")] == ["cat", '"hot dog"', '"OR"', '"t-shirt"']
    db = open_reader(Home(library_home))
    try:
        assert count(db, tour._within(f'folder:"{pictures}"', "cat OR name:coffee")) == 2
        assert tour._scope(db, [str(pictures)]) == ""
        assert tour._scope(db, [str(pictures / "deeper")]) == f'folder:"{pictures / "deeper"}"'
        assert tour._scope(db, [str(pictures / "\udcff")]) == tour._scope(db, [str(pictures / "x")] * 200) == ""
    finally:
        db.close()
