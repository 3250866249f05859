"""Settings and places: defaults, limits, sentences, and a file that is whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
import pytest

from photoorg.outcomes import PhotoorgError
from photoorg.settings import (
    Home,
    Settings,
    available_cores,
    change_settings,
    default_pictures,
    find_home,
    follow,
    load_settings,
    resources,
    save_settings,
)


@pytest.fixture
def home(library_home: Path) -> Home:
    return Home(library_home).create()


def test_defaults(home: Home) -> None:
    assert load_settings(home) == Settings()
    assert not home.settings_file.exists()
    assert Settings().worker_threads == available_cores() >= 1
    assert Settings(threads=3).worker_threads == 3


def test_saved_and_loaded(home: Home) -> None:
    settings = Settings(threads=2, provider="cpu", target_precision=0.8, thumbnail_size=256, max_file_mb=10)
    save_settings(home, settings)
    save_settings(home, settings)
    assert load_settings(home) == settings
    assert sorted(path.name for path in home.root.iterdir()) == ["backups", "cache", "logs", "settings.json"]


def test_a_change_goes_on_top_of_what_others_have_changed(home: Home) -> None:
    shown = Settings()
    save_settings(home, Settings(exclude=("raw",), threads=2))
    kept = change_settings(home, shown, shown.model_copy(update={"threads": 3, "language": "it"}))
    assert kept == load_settings(home) == Settings(exclude=("raw",), threads=3, language="it")


def test_what_follows_a_change() -> None:
    before = Settings(skip_tasks=("faces",))
    assert follow(before, before.model_copy(update={"threads": 3})) == (False, False)
    assert follow(before, before.model_copy(update={"target_precision": 0.5})) == (True, False)
    assert follow(before, before.model_copy(update={"exclude": ("x",)})) == (False, True)
    assert follow(before, before.model_copy(update={"skip_tasks": ()})) == (False, True)
    assert follow(before, before.model_copy(update={"skip_tasks": ("faces", "detect")})) == (False, False)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_explained(name: str) -> None:
    field = Settings.model_fields[name]
    assert field.title
    assert field.description
    assert field.description.endswith(".")


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("", "the file"),
        ("{", "the file"),
        ("[]", "the file"),
        ("\xff\xfe", "the file"),
        ('{"threads": -1}', "threads"),
        ('{"threads": 1000}', "threads"),
        ('{"target_precision": 0}', "target_precision"),
        ('{"target_precision": NaN}', "target_precision"),
        ('{"skip_tasks": "faces"}', "skip_tasks"),
        ('{"tag_sensitive": "perhaps"}', "tag_sensitive"),
        ('{"language": "de"}', "language"),
        ('{"thumbnail_size": "big"}', "thumbnail_size"),
        ('{"nonsense": 1}', "nonsense"),
    ],
)
def test_a_wrong_file_is_told_by_its_entry(content: str, where: str, home: Home) -> None:
    home.settings_file.write_bytes(content.encode("latin-1"))
    with pytest.raises(PhotoorgError, match=rf"settings\.json: {where}: .*Mend it or delete the file\."):
        load_settings(home)


def test_settings_that_cannot_be_read_or_written(home: Home) -> None:
    home.settings_file.mkdir()
    with pytest.raises(PhotoorgError, match="Cannot read the settings"):
        load_settings(home)
    with pytest.raises(PhotoorgError, match="Cannot write the settings"):
        save_settings(home, Settings())


def test_the_librarys_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_home(tmp_path / "chosen").root == tmp_path / "chosen"
    monkeypatch.setenv("PHOTOORG_HOME", str(tmp_path / "named"))
    assert find_home().root == tmp_path / "named"
    assert find_home(tmp_path / "chosen").root == tmp_path / "chosen"
    monkeypatch.setenv("PHOTOORG_HOME", "")
    assert find_home().root == platformdirs.user_data_path("photoorg", appauthor=False)
    monkeypatch.chdir(tmp_path)
    assert find_home(Path("here/../there")).root == tmp_path / "there"
    monkeypatch.setenv("HOME", str(tmp_path))
    if os.name == "posix":
        assert find_home(Path("~/mine")).root == tmp_path / "mine"
    assert find_home(Path("~nobody-of-that-name/x")).root.is_absolute()


def test_everything_lies_below_the_place(home: Home) -> None:
    for path in (home.database, home.backups, home.thumbnails, home.logs, home.settings_file):
        assert path.is_relative_to(home.root)
    assert home.thumbnails.is_dir()


def test_resources_are_there() -> None:
    assert (resources() / "taxonomy").is_dir()
    assert default_pictures().is_absolute()
