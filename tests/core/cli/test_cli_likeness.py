"""`photoorg similar`: photos like some, inside the library or not, and unlike others."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from PIL import Image

Run = Callable[..., Result]
Lines = Callable[[str], list[dict[str, Any]]]


def names(result: Result, lines: Lines) -> list[str]:
    assert result.exit_code == 0, result.output
    return [Path(row["path"]).name for row in lines(result.stdout)]


def test_a_photo_of_the_library_is_most_like_itself(run: Run, lines: Lines, pictures: Path) -> None:
    found = run("similar", pictures / "cat.jpg", "--json")
    assert names(found, lines) == ["cat.jpg"]
    (row,) = lines(found.stdout)
    assert row["score"] == 1
    assert not row["weak"]
    plain = run("similar", pictures / "cat.jpg")
    assert plain.stdout.startswith("1.00  ")
    assert plain.stderr.strip().endswith("1 photo.")


def test_a_photo_from_outside_finds_its_relatives(
    run: Run, lines: Lines, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / 'a "strange", name.jpg'
    with Image.open(pictures / "cat.jpg") as cat:
        cat.resize((cat.width // 2, cat.height // 2)).save(outside, quality=60)
    before = outside.read_bytes()
    found = run("similar", outside, "--json")
    assert names(found, lines) == ["cat.jpg"]
    assert 0.8 < lines(found.stdout)[0]["score"] <= 1
    monkeypatch.chdir(tmp_path)
    assert names(run("similar", outside.name, "--json"), lines) == ["cat.jpg"], "where the person is"
    assert outside.read_bytes() == before


def test_several_and_not_like_and_a_query(run: Run, lines: Lines, pictures: Path, tmp_path: Path) -> None:
    cat, coffee = pictures / "cat.jpg", pictures / "coffee.jpg"
    assert sorted(names(run("similar", cat, coffee, "--json"), lines)) == ["cat.jpg", "coffee.jpg"]
    only = "name:coffee OR name:rocket"
    assert names(run("similar", cat, coffee, "--query", only, "--json"), lines) == ["coffee.jpg"]
    by_name = run("similar", cat, coffee, "--query", "sort:-name", "--json")
    assert names(by_name, lines) == ["coffee.jpg", "cat.jpg"]
    assert names(run("similar", cat, coffee, "--limit", 1, "--json"), lines)[0] in {"cat.jpg", "coffee.jpg"}
    copy = shutil.copy2(cat, tmp_path / "copy.jpg")
    assert names(run("similar", copy, "--not", cat, "--json"), lines) in ([], ["cat.jpg"])
    assert names(run("search", f'-like:"{cat}"', "--json"), lines) != []
    assert "cat.jpg" not in names(run("search", f'-like:"{cat}"', "--json"), lines)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere.jpg"], "There is no photo at"),
        (["{pictures}"], "There is no photo at"),
        (["{pictures}/cat.jpg", "--not", "nowhere.jpg"], "There is no photo at"),
        (["{pictures}/cat.jpg", "--query", "("], "at character"),
        (["{text}"], "Error: "),
        ([], "Missing argument"),
    ],
)
def test_what_cannot_be_compared_gets_a_sentence(
    arguments: list[str], told: str, run: Run, pictures: Path, tmp_path: Path
) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("no picture")
    done = run("similar", *(one.format(pictures=pictures, text=text) for one in arguments))
    assert done.exit_code in {1, 2}
    assert told in done.stderr
    assert done.stdout == ""


def test_search_takes_likeness_too(run: Run, lines: Lines, pictures: Path) -> None:
    assert names(run("search", f'like:"{pictures / "cat.jpg"}"', "--json"), lines) == ["cat.jpg"]
    assert run("search", "like:nowhere.jpg").exit_code in {1, 2}
