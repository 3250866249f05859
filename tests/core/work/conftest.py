"""A real library on real files, with the real model or one that counts what it is asked."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from working import Counter, Library

from photoorg.settings import Settings, resources
from photoorg.vision.packs import read_stamp
from photoorg.vision.tasks import OpenTask, open_tasks


@pytest.fixture(scope="session")
def real_tasks() -> Sequence[OpenTask]:
    """The bundled models, opened once for all tests."""
    if read_stamp(resources() / "models", "efficientnet-lite2") is None:
        pytest.skip("the model is not built")
    return open_tasks(Settings(provider="cpu"))


@pytest.fixture
def library(library_home: Path, tmp_path: Path) -> Iterator[Library]:
    """A library, with a task that answers at once and counts."""
    made = Library(library_home, tmp_path / "photos", Counter())
    made.photos.mkdir()
    yield made
    made.close()


@pytest.fixture
def real_library(library_home: Path, tmp_path: Path, real_tasks: Sequence[OpenTask]) -> Iterator[Library]:
    made = Library(library_home, tmp_path / "photos", Counter(), real_tasks, tagger=None)
    made.photos.mkdir()
    yield made
    made.close()


@pytest.fixture(scope="session")
def _small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    random = np.random.default_rng(7)
    for number in range(96):
        noise = random.integers(0, 256, (6, 8, 3), np.uint8)
        image = Image.fromarray(noise).resize((320, 240), Image.Resampling.BICUBIC)
        image.save(folder / f"{number:03}.jpg", quality=80)
    return folder


@pytest.fixture
def small_photos(_small_store: Path) -> Callable[[Path, int], list[Path]]:
    """Copies some of 96 small JPEGs, all different, into a folder."""

    def copy(folder: Path, number: int) -> list[Path]:
        folder.mkdir(parents=True, exist_ok=True)
        return [Path(shutil.copy2(path, folder)) for path in sorted(_small_store.iterdir())[:number]]

    return copy


def _tree(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        info = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
        found[str(path)] = f"{info.st_mode} {info.st_size} {info.st_mtime_ns} {content}"
    return found


@pytest.fixture
def untouched() -> Iterator[Callable[[Path], None]]:
    """Watches a folder: at the test's end each file in it, its dates and its mode must be what they were."""
    watched: dict[Path, dict[str, str]] = {}

    def watch(folder: Path) -> None:
        watched[folder] = _tree(folder)

    yield watch
    for folder, before in watched.items():
        assert _tree(folder) == before
