"""photoorg export and photoorg presets."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from exporting_help import Exporter
from PIL import Image

from photoorg.cli import commands

Run = Callable[..., Result]


@pytest.fixture
def run(exporter: Exporter, no_log_left: None) -> Run:
    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(commands, [str(argument) for argument in arguments], prog_name="photoorg")

    return invoke


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_photos_are_exported_once_what_was_found_is_accepted(exporter: Exporter, run: Run) -> None:
    refused = run("export", exporter.photos, "--to", exporter.to)
    assert refused.exit_code == 1
    assert "--accept rights" in refused.stderr
    assert not exporter.to.exists()
    done = run("export", exporter.photos, "--to", exporter.to, "--accept", "all", "--set", "longest=200")
    assert done.exit_code == 0, done.output
    assert done.stdout == f"3 photos exported to {exporter.to}.\n"
    with Image.open(exporter.to / "cat.jpg") as image:
        assert image.size == (200, 150)
    again = run("export", exporter.photos, "--to", exporter.to, "--accept", "all", "--set", "longest=200", "--json")
    assert _lines(again.stdout)[-1] == {
        "event": "done", "outcome": f"3 photos exported to {exporter.to}, 3 of them were there already.",
        "folder": str(exporter.to), "exported": 3, "made": 0, "stayed": 3, "failed": 0, "removed": 0,
    }  # fmt: skip


def test_a_dry_run_tells_the_names_and_makes_nothing(exporter: Exporter, run: Run) -> None:
    found = run("export", "cat.jpg", "--to", exporter.to, "--dry-run", "--set", "name={date:%Y}-{counter:03}", "--json")
    assert found.exit_code == 0, found.output
    planned = [one for one in _lines(found.stdout) if one["event"] == "planned"]
    assert [(one["name"], one["does"]) for one in planned] == [("2024-001.jpg", "make")]
    assert not exporter.to.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--preset", "wep"], "Did you mean 'web'"),
        (["--target", "foldr"], "Did you mean 'folder'"),
        (["--set", "longest"], "has no ="),
        (["--set", "longest=big"], "longest cannot be 'big'"),
        (["--set", "name={what}"], "has a field {what}"),
        (["--set", "target.size=3"], "size"),
        (["--accept", "everything"], "everything"),
    ],
)
def test_what_is_mistyped_is_told_of(exporter: Exporter, run: Run, arguments: list[str], told: str) -> None:
    done = run("export", exporter.photos, "--to", exporter.to, "--accept", "all", *arguments)
    assert done.exit_code in {1, 2}
    assert told in done.stderr
    assert not exporter.to.exists()


def test_a_photo_that_cannot_be_exported_is_told_of(exporter: Exporter, run: Run) -> None:
    (exporter.photos / "cat.jpg").write_bytes(b"\xff\xd8\xff no picture")
    done = run("export", exporter.photos, "--to", exporter.to, "--accept", "all")
    assert done.exit_code == 1
    assert "cat.jpg: The file is damaged" in done.stderr
    assert "1 could not be exported" in done.stdout


def test_presets_of_your_own(exporter: Exporter, run: Run) -> None:
    kept = run("presets", "save", "small", "--set", "longest=100", "--label", "Small")
    assert kept.exit_code == 0, kept.output
    shown = _lines(run("presets", "show", "small", "--json").stdout)[0]
    assert (shown["options"]["longest"], shown["own"]) == (100, True)
    assert "small             Small" in run("presets").stdout
    done = run("export", "cat.jpg", "--preset", "small", "--to", exporter.to, "--accept", "all")
    assert done.exit_code == 0, done.output
    assert run("presets", "remove", "small").stdout == "Removed: small.\n"
    assert run("presets", "show", "small").exit_code == 1


def test_an_export_into_the_library_is_noted(exporter: Exporter, run: Run) -> None:
    place = Path(exporter.photos) / "out"
    done = run("export", "cat.jpg", "--to", place, "--accept", "all")
    assert "lies in a folder of your library" in done.stderr


def test_a_dry_run_of_what_makes_no_pictures_says_so(exporter: Exporter, run: Run) -> None:
    found = run("export", "cat.jpg", "--to", exporter.to, "--dry-run", "--target", "sheet")
    assert f"Contact sheet of 1 photo: it would be made in {exporter.to}." in found.stdout
    assert not exporter.to.exists()


def test_a_folder_of_the_library_has_to_be_accepted(exporter: Exporter, run: Run) -> None:
    below = exporter.photos / "out"
    kinds = [part for kind in ("rights", "unchecked", "small") for part in ("--accept", kind)]
    refused = run("export", "cat.jpg", "--to", below, *kinds)
    assert (refused.exit_code, "--accept folder" in refused.stderr) == (1, True)
    assert not below.exists()
    done = run("export", "cat.jpg", "--to", below, *kinds, "--accept", "folder")
    assert done.exit_code == 0, done.output


def test_a_preset_that_was_changed_is_not_told_as_what_it_was(exporter: Exporter, run: Run) -> None:
    run("presets", "save", "client", "--from", "web", "--set", "longest=1600")
    assert "Made from Web." in run("presets").stdout
