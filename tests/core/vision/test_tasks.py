"""The classifier from picture to tags, against figures measured once."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photoorg.outcomes import PhotoorgError
from photoorg.settings import Settings, resources
from photoorg.vision.packs import load_manifest
from photoorg.vision.pixels import to_input
from photoorg.vision.session import open_session
from photoorg.vision.tasks import KINDS, TASKS, OpenTask, open_tasks

# Top classes and their probabilities; the network itself agrees with torch's to 4e-7.
TOP5 = {
    "chelsea": {285: 0.5942, 282: 0.1310, 281: 0.1067, 287: 0.0112, 622: 0.0020},
    "astronaut": {450: 0.0721, 422: 0.0629, 795: 0.0575, 560: 0.0572, 518: 0.0391},
    "coffee": {967: 0.8846, 968: 0.0121, 925: 0.0091, 960: 0.0071, 504: 0.0053},
    "rocket": {540: 0.1009, 657: 0.0618, 744: 0.0508, 812: 0.0261, 517: 0.0190},
}
CAT = 0.8329


def test_the_table_of_tasks_is_complete(models: Path) -> None:
    assert len({task.name for task in TASKS}) == len(TASKS)
    for task in TASKS:
        assert task.label
        assert task.doc.endswith(".")
        assert task.kind in KINDS
        assert load_manifest(models / f"{task.pack}.json").kind == task.kind
        assert (models / f"{task.pack}.md").is_file()


@pytest.mark.parametrize("name", TOP5)
def test_top_five_classes_and_scores(name: str, models: Path, pictures: dict[str, Image.Image]) -> None:
    manifest = load_manifest(models / "efficientnet-lite2.json")
    batch = to_input(pictures[name], manifest.input)[None]
    probabilities, _ = open_session(models / manifest.file, batch, "cpu").run(batch)
    best = np.argsort(-probabilities[0])[:5]
    assert {int(index): float(probabilities[0, index]) for index in best} == pytest.approx(TOP5[name], abs=1e-3)


def test_a_cat_is_found_under_every_word_for_it(classify: OpenTask, pictures: dict[str, Image.Image]) -> None:
    (finding,) = classify.look([classify.prepare(pictures["chelsea"])])
    sure = [guess.tag for guess in finding.suggestions if guess.confidence >= 0.3]
    assert sure == ["animal", "cat", "egyptian mau"]
    assert finding.suggestions[1].confidence == pytest.approx(CAT, abs=1e-3)


def test_a_page_of_text_gets_no_silly_tags(classify: OpenTask, pictures: dict[str, Image.Image]) -> None:
    (finding,) = classify.look([classify.prepare(pictures["page"])])
    assert [guess.tag for guess in finding.suggestions if guess.confidence >= 0.3] == []


def test_a_batch_answers_as_its_pictures_do_alone(classify: OpenTask, pictures: dict[str, Image.Image]) -> None:
    inputs = [classify.prepare(picture) for picture in pictures.values()]
    together = classify.look(inputs)
    for one, finding in zip(inputs, together, strict=True):
        (alone,) = classify.look([one])
        assert alone.vector is not None
        assert finding.vector is not None
        assert finding.vector.shape == (1280,)
        assert finding.vector.dtype == np.float32
        assert np.allclose(finding.vector, alone.vector, atol=1e-4)
        # Away from the floor, where the last digit decides whether a guess is kept.
        together_said, alone_said = (
            {guess.tag: guess.confidence for guess in found.suggestions if guess.confidence > 0.06}
            for found in (finding, alone)
        )
        assert together_said == pytest.approx(alone_said, abs=2e-4)


def test_threads_share_one_task(classify: OpenTask, pictures: dict[str, Image.Image]) -> None:
    expected = classify.look([classify.prepare(pictures["coffee"])])[0].suggestions
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda _: classify.look([classify.prepare(pictures["coffee"])])[0].suggestions, range(8))
        assert all(suggestions == expected for suggestions in found)


def test_an_empty_batch_is_no_work(classify: OpenTask) -> None:
    assert classify.look([]) == []


@pytest.mark.parametrize("size", [(640, 480), (300, 900), (1, 1), (37, 2), (4000, 300)])
def test_any_size_becomes_the_models_input(classify: OpenTask, size: tuple[int, int]) -> None:
    prepared = classify.prepare(Image.new("RGB", size, (127, 255, 0)))
    assert prepared.shape == (3, 260, 260)
    assert prepared.dtype == np.float32
    assert prepared[:, 130, 130] == pytest.approx([0, 1, -127 / 128])


def test_only_the_centre_is_seen(classify: OpenTask) -> None:
    picture = Image.new("RGB", (584, 292), "white")
    picture.paste("black", (146 + 16, 16, 146 + 16 + 260, 16 + 260))
    assert classify.prepare(picture).max() == pytest.approx(-127 / 128)


def test_a_changed_class_list_changes_the_version(classify: OpenTask, models: Path, tmp_path: Path) -> None:
    shutil.copytree(resources(), tmp_path, dirs_exist_ok=True)
    labels = tmp_path / "taxonomy" / "imagenet.json"
    labels.write_text(labels.read_text(encoding="utf-8").replace('"tench"', '"doctor fish"'), encoding="utf-8")
    (changed,) = open_tasks(Settings(provider="cpu"), folder=tmp_path / "models")
    assert changed.version != classify.version
    assert changed.model == classify.model == "EfficientNet-Lite2"


def test_a_class_list_that_does_not_fit_is_refused(models: Path, tmp_path: Path) -> None:
    shutil.copytree(resources(), tmp_path, dirs_exist_ok=True)
    labels = tmp_path / "taxonomy" / "imagenet.json"
    labels.write_text(json.dumps(json.loads(labels.read_text(encoding="utf-8"))[:999]), encoding="utf-8")
    with pytest.raises(PhotoorgError, match="999"):
        open_tasks(Settings(provider="cpu"), folder=tmp_path / "models")
