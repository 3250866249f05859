"""Presets: those that are bundled, a person's own, and files that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from photoorg.export import presets
from photoorg.export.naming import Names
from photoorg.export.options import Options, with_choice
from photoorg.export.targets import target
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home


@pytest.fixture
def home(library_home: Path) -> Home:
    return Home(library_home).create()


def test_every_bundled_preset_can_be_used(home: Home) -> None:
    found, problems = presets.presets(home)
    assert [one.name for one in found] == list(presets.ORDER)
    assert problems == []
    for one in found:
        target(one.target).chosen(one.chosen)
        Names(one.options.name, one.options.folder)
        assert one.doc
        assert not one.own


def test_an_own_preset_goes_before_a_bundled_one_and_can_be_removed(home: Home) -> None:
    web = presets.preset(home, "web")
    kept = presets.save_preset(home, web.model_copy(update={"options": with_choice(web.options, "longest", "999")}))
    assert kept == presets.preset(home, "web")
    assert presets.preset(home, "web").options.longest == 999
    assert [one.own for one in presets.presets(home)[0] if one.name == "web"] == [True]
    assert presets.remove_preset(home, "web")
    assert presets.preset(home, "web") == web
    with pytest.raises(PhotoorgError, match="photoorg's own"):
        presets.remove_preset(home, "web")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "this is no JSON"), ('{"label": "x", "options": {"longest": 1}}', "longest"), ('{"options": {}}', "label"),
        ('{"label": "x", "size": 3}', "size"), ("x" * 100_000, "too large"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_of_and_the_rest_stays(home: Home, content: str, told: str) -> None:
    folder = home.root / "presets"
    folder.mkdir()
    (folder / "mine.json").write_text(content)
    found, problems = presets.presets(home)
    assert len(found) == len(presets.ORDER)
    assert len(problems) == 1
    assert told in problems[0]
    with pytest.raises(PhotoorgError, match="mine"):
        presets.preset(home, "mine")


@pytest.mark.parametrize("name", ["", "../web", "Web", "a b", "con", "x" * 80])
def test_a_name_that_is_none_is_refused(home: Home, name: str) -> None:
    with pytest.raises(PhotoorgError, match="no name"):
        presets.save_preset(home, presets.Preset(label="x").model_copy(update={"name": name}))
    if name != "con":
        with pytest.raises(PhotoorgError, match="There is no preset"):
            presets.preset(home, name)


def test_a_mistyped_name_or_option_is_told_what_there_is(home: Home) -> None:
    with pytest.raises(PhotoorgError, match="Did you mean 'web'"):
        presets.preset(home, "wep")
    with pytest.raises(PhotoorgError, match="Did you mean 'folder'"):
        target("foldr")
    with pytest.raises(PhotoorgError, match="longest"):
        with_choice(Options(), "longst", "1")
    with pytest.raises(PhotoorgError, match="longest cannot be 'x'"):
        with_choice(Options(), "longest", "x")


def test_names_are_made_of_labels() -> None:
    assert presets.name_for("My Newsletter, 2024!") == "my-newsletter-2024"
    assert presets.name_for("写真") == "preset"
