"""Manifests, stamps and what is said when a model is not the built one."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from photoorg.outcomes import PhotoorgError
from photoorg.vision.manifests import ClassifierManifest, DetectorManifest
from photoorg.vision.packs import load_manifest, load_manifests, open_pack

NAME = "efficientnet-lite2"


@pytest.fixture
def folder(models: Path, tmp_path: Path) -> Path:
    for path in models.glob(f"{NAME}*"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_every_bundled_manifest_is_valid_and_opens(models: Path) -> None:
    manifests = load_manifests(models)
    assert {manifest.kind for manifest in manifests} == {"classifier", "detector", "faces", "sensitive", "text"}
    for manifest in manifests:
        pack = open_pack(models, manifest.name)
        assert pack.model.is_file()
        card = (models / f"{manifest.name}.md").read_text(encoding="utf-8")
        assert pack.sha256 in card
        assert manifest.source.sha256 in card
        assert manifest.source.licence in card
        assert manifest.source.package in card


def test_the_labels_are_those_of_imagenet_and_coco(models: Path) -> None:
    by_name = {manifest.name: manifest for manifest in load_manifests(models)}
    classes, objects = by_name[NAME], by_name["centernet"]
    assert isinstance(classes, ClassifierManifest)
    assert isinstance(objects, DetectorManifest)
    assert len(classes.labels) == 1000
    assert list(classes.labels) == sorted(classes.labels)
    assert (len(objects.labels), objects.labels[0], objects.labels[79]) == (80, "person", "toothbrush")


def test_an_unknown_kind_is_refused_by_name(folder: Path) -> None:
    path = folder / f"{NAME}.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"classifier"', '"oracle"'), encoding="utf-8")
    with pytest.raises(PhotoorgError, match="'oracle'"):
        load_manifest(path)


def test_the_version_follows_the_input(folder: Path) -> None:
    before = open_pack(folder, NAME)
    manifest = before.manifest.model_copy(update={"input": before.manifest.input.model_copy(update={"crop": 300})})
    after = dataclasses.replace(before, manifest=manifest)
    assert (after.version, after.input_version != before.input_version) == (before.version, True)


def test_spacing_does_not_change_the_digest(folder: Path) -> None:
    path = folder / f"{NAME}.json"
    before = load_manifest(path).digest()
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_manifest(path).digest() == before


def test_a_missing_model_says_how_to_get_it(folder: Path) -> None:
    (folder / f"{NAME}.onnx").unlink()
    with pytest.raises(PhotoorgError, match=r"not built.*\./run builds"):
        open_pack(folder, NAME)


def test_a_model_without_stamp_is_not_trusted(folder: Path) -> None:
    (folder / f"{NAME}.built.json").unlink()
    with pytest.raises(PhotoorgError, match="not built"):
        open_pack(folder, NAME)


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: b"x" + data[1:], lambda _: b""])
def test_a_damaged_model_is_refused(folder: Path, change: object) -> None:
    assert callable(change)
    model = folder / f"{NAME}.onnx"
    model.write_bytes(change(model.read_bytes()))
    with pytest.raises(PhotoorgError, match="damaged"):
        open_pack(folder, NAME)


def test_a_newer_manifest_makes_the_file_out_of_date(folder: Path) -> None:
    path = folder / f"{NAME}.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"version": "2"', '"version": "3"'), encoding="utf-8")
    with pytest.raises(PhotoorgError, match="out of date"):
        open_pack(folder, NAME)


def test_a_wrong_manifest_names_the_entry(folder: Path) -> None:
    path = folder / f"{NAME}.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"size": 260', '"size": 0'), encoding="utf-8")
    with pytest.raises(PhotoorgError, match=r"input\.size"):
        load_manifest(path)


def test_an_unknown_pack_is_one_sentence(folder: Path) -> None:
    with pytest.raises(PhotoorgError, match="no model called nothing"):
        open_pack(folder, "nothing")
