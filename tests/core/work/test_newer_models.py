"""Indexing with models that have changed: what is shown stays until it is approved, and what is new is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from working import Library, QuickTagger, picture, quick_task

from photoorg.library import proposals, retagging
from photoorg.library.tagged import Rules
from photoorg.outcomes import Evidence
from photoorg.vision.tagging import Tagger
from photoorg.vision.tasks import Finding, OpenTask

Copy = Callable[[Path, int], list[Path]]


@dataclass
class Asking(Library):
    """A library that asks before newer models change tags."""

    def rules(self, tagger: Tagger) -> Rules:
        return replace(super().rules(tagger), hold=True)

    @property
    def waiting(self) -> dict[str, tuple[int, int]]:
        return {one.name: (one.gained, one.lost) for one in proposals.diff(self.db).tags}


@pytest.fixture
def asking(library: Library) -> Asking:
    made = Asking(library.home, library.photos, library.counter)
    picture(made.photos / "one.jpg", (250, 240, 230))
    picture(made.photos / "two.jpg", (10, 20, 30))
    return made


@pytest.fixture(autouse=True)
def _closed(asking: Asking) -> object:
    yield
    asking.close()


def says(name: str, version: str, *tags: str) -> OpenTask:
    """A task that says the same of every picture."""

    def look(batch: Sequence[np.ndarray]) -> list[Finding]:
        return [Finding(Evidence(dict.fromkeys(tags, 0.9)), np.ones(3, np.float32)) for _ in batch]

    return replace(quick_task(name, version), look=look)


def test_a_newer_model_is_asked_about_and_new_photos_are_not(asking: Asking) -> None:
    asking.run()
    asking.tasks = (says("classify", "2", "picture", "dark"),)
    picture(asking.photos / "three.jpg", (240, 250, 230))
    asking.run()
    asking.check()
    assert asking.names("bright") == ["one.jpg"]
    assert asking.names("dark") == ["three.jpg", "two.jpg"]
    assert asking.waiting["bright"] == (0, 1)
    assert asking.waiting["dark"] == (1, 0)
    retagging.answer(asking.db, "approve")
    assert asking.names("bright") == []
    asking.run()
    assert asking.waiting == {}


def test_newer_rules_are_asked_about(asking: Asking) -> None:
    class Blind(QuickTagger):
        def understand(self, evidence: object, vector: object) -> object:
            made = super().understand(evidence, vector)  # type: ignore[arg-type]
            return replace(made, suggestions=made.suggestions[1:])

    asking.run()
    asking.tagger = Blind("rules 2")
    asking.run()
    assert asking.waiting == {"bright": (0, 1), "dark": (0, 1)}
    assert asking.names("bright") == ["one.jpg"]


def test_an_edited_photo_is_new(asking: Asking) -> None:
    asking.run()
    asking.tasks = (says("classify", "2", "picture", "dark"),)
    picture(asking.photos / "one.jpg", (251, 241, 231), (80, 60))
    asking.run()
    assert asking.names("bright") == []
    assert asking.names("dark") == ["one.jpg", "two.jpg"]
    assert "bright" not in asking.waiting


def test_a_first_look_that_was_stopped_goes_on_without_a_question(asking: Asking, small_photos: Copy) -> None:
    small_photos(asking.photos, 40)
    asking.tasks = (quick_task(), replace(says("detect", "1", "picture"), batch_size=1))
    job = asking.job()
    seen = "SELECT COUNT(*) FROM analyses WHERE task = 'classify'"
    while asking.db.conn.execute(seen).fetchone()[0] < 20:
        next(job)
    job.close()
    asking.tasks = (says("classify", "2", "picture"), says("detect", "1", "picture"))
    done = "SELECT COUNT(*) FROM photos WHERE guessed_with IS NOT NULL"
    complete = asking.db.conn.execute(done).fetchone()[0]
    asking.run()
    asking.check()
    assert sum(lost for _, lost in asking.waiting.values()) <= complete, "only of photos that all tasks had seen"
    assert asking.db.conn.execute(done).fetchone()[0] == 42


def test_a_task_that_is_switched_on_adds_at_once(asking: Asking) -> None:
    asking.run()
    asking.tasks = (quick_task(), says("detect", "1", "person"))
    asking.run()
    asking.check()
    assert asking.names("person") == ["one.jpg", "two.jpg"]
    assert asking.waiting == {}
    asking.tasks = (quick_task(),)
    asking.run()
    assert asking.names("person") == ["one.jpg", "two.jpg"]


def test_the_same_again_changes_nothing(asking: Asking) -> None:
    asking.run()
    asking.tasks = (quick_task(version="2"),)
    asking.run()
    assert asking.waiting == {}
    assert asking.db.conn.execute("SELECT COUNT(*) FROM proposed").fetchone() == (0,)
