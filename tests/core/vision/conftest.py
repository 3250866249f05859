"""The real models, opened once: every test here runs what a user runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from skimage import data

from modelbuild.build import build_all
from photoorg.settings import Settings, resources
from photoorg.vision.tasks import OpenTask, open_tasks

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of built packs; building is a no-op when they are there."""
    folder = resources() / "models"
    for _ in build_all(folder, ROOT / "build" / "downloads"):
        pass
    return folder


@pytest.fixture(scope="session")
def tasks(models: Path) -> dict[str, OpenTask]:
    """Every task by name, on the CPU, where figures are the same on every machine."""
    return {task.name: task for task in open_tasks(Settings(provider="cpu"))}


@pytest.fixture(scope="session")
def classify(tasks: dict[str, OpenTask]) -> OpenTask:
    """The classifier."""
    return tasks["classify"]


@pytest.fixture(scope="session")
def pictures() -> dict[str, Image.Image]:
    """Pictures that scikit-image carries in its package."""
    names = ("chelsea", "astronaut", "coffee", "rocket", "page")
    return {name: Image.fromarray(getattr(data, name)()).convert("RGB") for name in names}
