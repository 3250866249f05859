"""A real window on a real library: real pictures, the real model, nothing replaced."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photoorg.app import App, open_app
from photoorg.gui.start import make_application
from photoorg.gui.window import MainWindow

Opener = Callable[..., MainWindow]
MADE = 10


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The platform without a screen warns of what it cannot do; that is not ours."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(scope="session")
def pictures(_sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four real photos, and ten made ones in a folder below."""
    folder = tmp_path_factory.mktemp("photos") / "album"
    shutil.copytree(_sample_store, folder)
    (folder / "made").mkdir()
    generator = np.random.default_rng(1)
    for number in range(MADE):
        pixels = np.linspace(0, 255, 160 * 120 * 3).reshape(120, 160, 3) * generator.uniform(0.2, 1, 3)
        Image.fromarray(pixels.astype(np.uint8)).save(folder / "made" / f"made{number:02}.jpg")
    return folder


@pytest.fixture(scope="session")
def _indexed_home(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("indexed")
    (home / "settings.json").write_text('{"target_precision": 0.5}')  # so that each real photo has tags
    app = open_app(home)
    db = app.writer()
    for _step in app.index(db, [pictures]):
        pass
    db.close()
    return home


@pytest.fixture
def indexed(_indexed_home: Path, library_home: Path) -> App:
    """A library of the test's own that has all pictures and their tags."""
    shutil.copytree(_indexed_home, library_home)
    return open_app(library_home)


@pytest.fixture
def fresh(library_home: Path) -> App:
    """A library that is not there yet."""
    return open_app(library_home)


@pytest.fixture
def open_window(qapp: QApplication, qtbot: QtBot) -> Iterator[Opener]:
    """Opens windows and closes them after the test."""
    windows: list[MainWindow] = []

    def open_one(app: App, *folders: Path) -> MainWindow:
        make_application()
        window = MainWindow(app, folders)
        window.resize(1100, 760)
        window.show()
        windows.append(window)
        return window

    yield open_one
    for window in windows:
        window.close()
        window.deleteLater()
    qapp.processEvents()


@pytest.fixture
def window(indexed: App, open_window: Opener, qtbot: QtBot) -> MainWindow:
    """A window on the indexed library, at rest."""
    opened = open_window(indexed)
    qtbot.waitUntil(lambda: opened.activity.text.text().endswith("Up to date"), timeout=20_000)
    qtbot.waitUntil(lambda: len(opened.model) == MADE + 4, timeout=5_000)
    return opened
