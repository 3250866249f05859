"""Photos looked at before there were sketches get them from their vectors; the senses see as indexing does."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from working import Library, drain, picture

from photoorg.library import sketches
from photoorg.library.sketches import LIKENESS
from photoorg.library.store import writing
from photoorg.media.limits import Limits, MediaError
from photoorg.settings import Home
from photoorg.vision.sketching import WIDTH, sketch_version, sketcher_of
from photoorg.vision.tasks import OpenTask, pack_of
from photoorg.work.senses import ModelSenses
from photoorg.work.sketching import STAGE, Sketching, sketch_again


@pytest.fixture
def by(real_tasks: Sequence[OpenTask]) -> Sketching:
    pack = pack_of(LIKENESS)
    return Sketching(pack, next(task.version for task in real_tasks if task.name == LIKENESS), sketch_version(pack))


@pytest.fixture
def looked_at(real_library: Library, by: Sketching) -> Library:
    real_library.tasks = [task for task in real_library.tasks if task.name == LIKENESS]
    for number, colour in enumerate([(200, 30, 30), (30, 200, 30), (30, 30, 200)]):
        picture(real_library.photos / f"{number}.jpg", colour, (320, 240))
    real_library.run()
    return real_library


def stored(library: Library) -> dict[int, np.ndarray]:
    ids = [row[0] for row in library.db.conn.execute("SELECT id FROM photos")]
    return sketches.sketches_of(library.db, LIKENESS, ids)


def test_looking_gives_a_sketch_and_so_does_what_was_kept_of_it(looked_at: Library, by: Sketching) -> None:
    first = stored(looked_at)
    assert len(first) == 3
    assert all(one.shape == (WIDTH,) for one in first.values())
    with writing(looked_at.db):
        sketches.forget(looked_at.db, LIKENESS)
    looked = looked_at.counter.looked
    steps, _ = drain(sketch_again(looked_at.db, by))  # type: ignore[arg-type]
    assert [(step.progress.stage, step.progress.done) for step in steps] == [(STAGE, 3)]
    assert steps[0].changes.photos == set(first)
    assert looked_at.counter.looked == looked
    again = stored(looked_at)
    # The vector was kept in half precision.
    assert all(np.abs(again[photo].astype(int) - first[photo]).max() <= 1 for photo in first)
    assert drain(sketch_again(looked_at.db, by))[0] == [], "once is enough"  # type: ignore[arg-type]


def test_another_way_of_making_them_makes_all_anew(looked_at: Library, by: Sketching) -> None:
    drain(sketch_again(looked_at.db, by))  # type: ignore[arg-type]
    other = Sketching(by.pack, by.task_version, "another")
    assert len(drain(sketch_again(looked_at.db, other))[0]) == 1  # type: ignore[arg-type]
    assert sketches.is_complete(looked_at.db, "another")
    assert not sketches.is_complete(looked_at.db, by.version)


def test_stopped_on_the_way_it_goes_on(looked_at: Library, by: Sketching, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photoorg.work.sketching._BATCH", 1)
    with writing(looked_at.db):
        sketches.forget(looked_at.db, LIKENESS)
    job = sketch_again(looked_at.db, by)
    next(job)
    job.close()
    assert len(stored(looked_at)) == 1
    assert not sketches.is_complete(looked_at.db, by.version)
    assert len(drain(sketch_again(looked_at.db, by))[0]) == 2  # type: ignore[arg-type]


def test_directions_are_the_same_each_time(by: Sketching) -> None:
    directions = sketcher_of(by.pack).directions
    assert directions.shape == (1280, WIDTH)
    assert np.allclose(directions.T @ directions, np.eye(WIDTH), atol=1e-5)
    largest = directions[np.abs(directions).argmax(axis=0), np.arange(WIDTH)]
    assert (largest > 0).all()


def test_the_senses_see_what_indexing_saw(looked_at: Library, tmp_path: Path) -> None:
    senses = ModelSenses(Home(looked_at.home), "cpu", Limits())
    outside = Path(shutil.copy2(looked_at.photos / "1.jpg", tmp_path / "outside.jpg"))
    seen: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: seen.append(senses.sketch(outside))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = stored(looked_at)[looked_at.photo("1.jpg")]
    assert all((one == kept).all() for one in seen)
    assert len(seen) == 2
    (tmp_path / "broken.jpg").write_text("no picture")
    with pytest.raises(MediaError):
        senses.sketch(tmp_path / "broken.jpg")
