"""The tasks from picture to evidence, against figures measured once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photoorg.outcomes import Evidence, PhotoorgError
from photoorg.settings import Settings
from photoorg.vision.kinds import FLOOR, KINDS, MOST
from photoorg.vision.packs import load_manifest
from photoorg.vision.tasks import TASKS, OpenTask, open_tasks, task_versions

# Top classes and their probabilities; the network itself agrees with torch's to 4e-7.
TOP = {
    "chelsea": {"n02124075": 0.5942, "n02123159": 0.1310, "n02123045": 0.1067, "n02127052": 0.0112},
    "astronaut": {"n02860847": 0.0721, "n02790996": 0.0629, "n04228054": 0.0575, "n03379051": 0.0572},
    "coffee": {"n07920052": 0.8846, "n07930864": 0.0121, "n07584110": 0.0091, "n07836838": 0.0071},
    "rocket": {"n03240683": 0.1009, "n03773504": 0.0618, "n04008634": 0.0508, "n04266014": 0.0261},
}
# The surest thing in each picture with its box, and how many things in all. The cat's face is taken for a dog's.
THINGS = {
    "chelsea": (("dog", 0.2452, 0.0000, 0.0284, 0.8805, 0.9707), 4),
    "astronaut": (("person", 0.6098, 0.0163, 0.0172, 0.7042, 0.9828), 7),
    "coffee": (("cup", 0.5412, 0.2901, 0.0478, 0.4068, 0.6344), 4),
    "page": (("clock", 0.1316, 0.0852, 0.0000, 0.8087, 1.0000), 1),
}
FACES = {"astronaut": [(0.9195, 0.3470, 0.1079, 0.1821, 0.2419)], "chelsea": [], "coffee": [], "page": []}
SENSITIVE = {"chelsea": 0.0001, "astronaut": 0.0318, "coffee": 0.0130, "rocket": 0.0005, "page": 0.0015}


def seen(task: OpenTask, picture: Image.Image) -> Evidence:
    (finding,) = task.look([task.prepare(picture)])
    return finding.evidence


def test_the_table_of_tasks_is_complete(models: Path) -> None:
    names = [task.name for task in TASKS]
    assert names == ["classify", "detect", "faces", "sensitive", "looks"]
    for place, task in enumerate(TASKS):
        assert task.label
        assert task.doc.endswith(".")
        assert task.side > 0
        if task.pack:
            assert task.kind in KINDS
            assert load_manifest(models / f"{task.pack}.json").kind == task.kind
            assert (models / f"{task.pack}.md").is_file()
        assert (task.after == "") == (task.only_if == "")
        assert task.after in ("", *names[:place])


@pytest.mark.parametrize("name", TOP)
def test_the_top_classes_and_their_scores(name: str, classify: OpenTask, pictures: dict[str, Image.Image]) -> None:
    scores = seen(classify, pictures[name]).scores
    best = dict(list(scores.items())[:4])
    assert best == pytest.approx(TOP[name], abs=1e-3)
    assert list(scores.values()) == sorted(scores.values(), reverse=True)
    assert len(scores) <= MOST
    assert min(scores.values()) >= FLOOR
    assert list(scores.values()) == [round(score, 4) for score in scores.values()]


@pytest.mark.parametrize("name", THINGS)
def test_things_and_where_they_are(name: str, tasks: Mapping[str, OpenTask], pictures: dict[str, Image.Image]) -> None:
    (label, *numbers), count = THINGS[name]
    regions = seen(tasks["detect"], pictures[name]).regions
    first = regions[0]
    assert first.label == label
    assert [first.score, first.left, first.top, first.width, first.height] == pytest.approx(numbers, abs=2e-3)
    assert len(regions) == count


@pytest.mark.parametrize("name", FACES)
def test_faces_and_where_they_are(name: str, tasks: Mapping[str, OpenTask], pictures: dict[str, Image.Image]) -> None:
    regions = seen(tasks["faces"], pictures[name]).regions
    assert all(region.label == "face" for region in regions)
    found = [[face.score, face.left, face.top, face.width, face.height] for face in regions]
    assert found == [pytest.approx(numbers, abs=2e-3) for numbers in FACES[name]]


@pytest.mark.parametrize("name", SENSITIVE)
def test_the_sensitive_score(name: str, tasks: Mapping[str, OpenTask], pictures: dict[str, Image.Image]) -> None:
    assert seen(tasks["sensitive"], pictures[name]).scores == {"sensitive": pytest.approx(SENSITIVE[name], abs=2e-3)}


@pytest.mark.parametrize("turn", [None, Image.Transpose.ROTATE_90])
def test_a_face_is_found_where_it_is_in_any_shape_of_picture(
    tasks: Mapping[str, OpenTask], pictures: dict[str, Image.Image], turn: Image.Transpose | None
) -> None:
    """A wide or tall picture leaves a black margin beside it, which must not move or stretch what is found."""
    face = pictures["astronaut"].crop((150, 30, 330, 210))
    picture = Image.new("RGB", (900, 300), "gray") if turn is None else Image.new("RGB", (300, 900), "gray")
    left, top = (600, 60) if turn is None else (60, 600)
    picture.paste(face, (left, top))
    best = seen(tasks["faces"], picture).regions[0]
    middle = (best.left + best.width / 2) * picture.width, (best.top + best.height / 2) * picture.height
    assert best.score > 0.6
    assert middle == pytest.approx((left + 74, top + 87), abs=12)
    assert 0.6 < best.width * picture.width / (best.height * picture.height) < 0.95


@pytest.mark.parametrize("name", [task.name for task in TASKS])
def test_a_batch_answers_as_its_pictures_do_alone(
    name: str, tasks: Mapping[str, OpenTask], pictures: dict[str, Image.Image]
) -> None:
    """In their order, whatever their shapes; away from the floors, where the last digit decides what is kept."""
    task = tasks[name]
    inputs = [task.prepare(picture) for picture in (*pictures.values(), pictures["chelsea"].rotate(90, expand=True))]
    for one, finding in zip(inputs, task.look(inputs), strict=True):
        (alone,) = task.look([one])
        assert {key: score for key, score in finding.evidence.scores.items() if score > 0.01} == pytest.approx(
            {key: score for key, score in alone.evidence.scores.items() if score > 0.01}, abs=2e-4
        )
        sure, sure_alone = ([region for region in found.evidence.regions if region.score > 0.21]
                            for found in (finding, alone))  # fmt: skip
        assert [(region.label, region.score) for region in sure] == [
            (region.label, pytest.approx(region.score, abs=2e-4)) for region in sure_alone
        ]
        if alone.vector is None:
            assert finding.vector is None
        else:
            assert finding.vector is not None
            assert (finding.vector.shape, finding.vector.dtype) == ((1280,), np.float32)
            assert np.allclose(finding.vector, alone.vector, atol=1e-4)


@pytest.mark.parametrize("name", [task.name for task in TASKS])
def test_threads_share_one_task(name: str, tasks: Mapping[str, OpenTask], pictures: dict[str, Image.Image]) -> None:
    task = tasks[name]
    expected = seen(task, pictures["coffee"])
    with ThreadPoolExecutor(4) as pool:
        assert all(found == expected for found in pool.map(lambda _: seen(task, pictures["coffee"]), range(8)))


@pytest.mark.parametrize("name", [task.name for task in TASKS])
def test_any_size_can_be_looked_at(name: str, tasks: Mapping[str, OpenTask]) -> None:
    task = tasks[name]
    assert task.look([]) == []
    for size in ((640, 480), (300, 900), (1, 1), (37, 2), (4000, 300)):
        prepared = task.prepare(Image.new("RGB", size, (127, 255, 0)))
        assert prepared.dtype == np.uint8
        assert len(task.look([prepared])) == 1


def test_only_the_centre_is_classified(classify: OpenTask) -> None:
    picture = Image.new("RGB", (584, 292), "white")
    picture.paste("black", (146 + 16, 16, 146 + 16 + 260, 16 + 260))
    prepared = classify.prepare(picture)
    assert prepared.shape == (260, 260, 3)
    assert prepared.max() == 0


def test_evidence_can_be_kept_as_json(tasks: Mapping[str, OpenTask], pictures: dict[str, Image.Image]) -> None:
    for task in tasks.values():
        evidence = seen(task, pictures["astronaut"])
        numbers = [region.__getstate__() for region in evidence.regions]
        assert json.loads(json.dumps([dict(evidence.scores), numbers]))


def test_versions_are_known_without_a_model_loaded_and_differ_by_task(tasks: Mapping[str, OpenTask]) -> None:
    versions = task_versions()
    assert versions == {name: task.version for name, task in tasks.items()}
    assert len(set(versions.values())) == len(TASKS)


def test_tasks_can_be_switched_off_and_their_packs_need_not_be_there(models: Path, tmp_path: Path) -> None:
    for path in (*models.glob("open-nsfw.*"), *models.glob("centernet.json")):
        shutil.copy(path, tmp_path)
    only = Settings(provider="cpu", skip_tasks=("classify", "detect", "faces"))
    assert [task.name for task in open_tasks(only, folder=tmp_path)] == ["sensitive", "looks"]
    assert list(task_versions(only, tmp_path)) == ["sensitive", "looks"]
    for look in (open_tasks, task_versions):
        with pytest.raises(PhotoorgError, match=r"The model centernet is not built"):
            look(Settings(provider="cpu", skip_tasks=("classify", "faces")), folder=tmp_path)


def test_a_task_that_is_not_there_cannot_be_skipped() -> None:
    with pytest.raises(PhotoorgError, match=r"no task called dogs to skip: there are classify, detect, faces"):
        task_versions(Settings(skip_tasks=("dogs",)))


def test_a_list_of_labels_that_does_not_fit_is_refused(models: Path, tmp_path: Path) -> None:
    for path in models.glob("centernet.*"):
        shutil.copy(path, tmp_path)
    manifest = tmp_path / "centernet.json"
    before = load_manifest(manifest).digest()
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(', "toothbrush"', ""), encoding="utf-8")
    stamp = tmp_path / "centernet.built.json"
    stamp.write_text(stamp.read_text().replace(before, load_manifest(manifest).digest()))
    with pytest.raises(PhotoorgError, match="knows 80 labels, its list has 79"):
        open_tasks(Settings(provider="cpu", skip_tasks=("classify", "faces", "sensitive")), folder=tmp_path)
