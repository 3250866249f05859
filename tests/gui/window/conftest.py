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
from photoorg.gui.export_desk import ExportDesk
from photoorg.gui.facts_panel import FactsPanel
from photoorg.gui.option_rows import OptionRow
from photoorg.gui.start import make_application
from photoorg.gui.window import MainWindow
from photoorg.library import browse, catalog
from photoorg.library.store import writing
from photoorg.outcomes import Evidence, Region, Suggestion, Understanding
from photoorg.vision.tagging import open_tagger
from photoorg.vision.tasks import task_versions

Opener = Callable[..., MainWindow]
MADE = 10


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The platform without a screen warns of what it cannot do; that is not ours."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(
                pytest.mark.qt_log_ignore("This plugin does not support", "systemTrayWindowChanged", extend=True)
            )


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
    return _rested(open_window(indexed), qtbot)


def _rested(opened: MainWindow, qtbot: QtBot) -> MainWindow:
    qtbot.waitUntil(lambda: opened.activity.text.text().endswith("Up to date"), timeout=20_000)
    qtbot.waitUntil(lambda: len(opened.model) == MADE + 4, timeout=5_000)
    return opened


DOG = "n02099601"
SEEN = {
    "astronaut": {
        "classify": Evidence({DOG: 0.83}),
        "detect": Evidence(
            regions=(Region("person", 0.8, 0.1, 0.1, 0.6, 0.85), Region("car", 0.2, 0.7, 0.7, 0.2, 0.2),
                     Region("dog", 0.61, 0.0, 0.5, 0.4, 0.4), Region("dog", 0.12, 0.5, 0.5, 0.1, 0.1))
        ),
        "faces": Evidence(regions=(Region("face", 0.9, 0.3, 0.15, 0.2, 0.3), Region("face", 0.3, 0.8, 0.1, 0.1, 0.1))),
        "sensitive": Evidence({"sensitive": 0.12}),
    },
    "coffee": {"sensitive": Evidence({"sensitive": 0.93})},
}  # fmt: skip
MEANT = {
    "astronaut": Understanding(
        (
            Suggestion("person", 0.98, (("detect", 0.8), ("faces", 0.9))),
            Suggestion("golden retriever", 0.97, (("classify", 0.83),)),
            Suggestion("dog", 0.97, (("classify", 0.83), ("detect", 0.61))),
            Suggestion("car", 0.25, (("detect", 0.2),)),
        ),
        people=1, people_low=1, people_high=2, faces=1, portrait=True, sensitive=0.12, graphic=0.02,
    ),
    "coffee": Understanding(people=4, people_low=3, people_high=5, faces=4, sensitive=0.93, graphic=0.9),
    "cat": Understanding(people=0, people_low=0, people_high=0, sensitive=0.01),
}  # fmt: skip


@pytest.fixture
def told(indexed: App, pictures: Path) -> App:
    """The library with what is believed of three of its photos made up: nothing there depends on what models see."""
    version = open_tagger().version
    versions = task_versions(indexed.settings)
    models = {"classify": "EfficientNet-Lite2", "detect": "CenterNet", "faces": "CenterFace", "sensitive": "open-NSFW"}
    db = indexed.writer()
    ids = {name: browse.photo_at(db, str(pictures / f"{name}.jpg")) or 0 for name in MEANT}
    with writing(db):
        for name, seen in SEEN.items():
            catalog.save_findings(
                db, [catalog.Finding(ids[name], task, versions.get(task, "1-made"), models[task], evidence, None)
                     for task, evidence in seen.items()],
            )  # fmt: skip
        catalog.save_understandings(db, {ids[name]: meant for name, meant in MEANT.items()}, version)
    db.close()
    return indexed


@pytest.fixture
def telling(told: App, open_window: Opener, qtbot: QtBot) -> MainWindow:
    """A window on it, at rest."""
    return _rested(open_window(told), qtbot)


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[MainWindow, str], FactsPanel]:
    """Opens a photo by its name and waits for its facts."""

    def show_one(window: MainWindow, name: str) -> FactsPanel:
        position = next(place for place in range(len(window.model)) if window.model.card(place).name == f"{name}.jpg")
        window.open_photo(position)
        facts = window.viewer.facts
        qtbot.waitUntil(lambda: name in facts.place.text().replace("\u200b", ""), timeout=20_000)
        return facts

    return show_one


class Hand:
    """What a person does at the export dialog of a window, and waits for."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self._qtbot = window, qtbot

    @property
    def desk(self) -> ExportDesk:
        """The desk; it is there when the dialog was asked for."""
        return self.window.exporting.desk

    def open(self) -> None:
        """Export."""
        self.window.commands["export_photos"].trigger()

    def wait(self, holds: Callable[[], object]) -> None:
        """Wait until something holds."""
        self._qtbot.waitUntil(lambda: bool(holds()), timeout=30_000)

    def known(self) -> None:
        """Wait until it is known what would be made, and what is to be looked at."""
        desk = self.desk
        self.wait(lambda: not desk._wait.isActive() and desk.dialog.foot._known and not self.is_checking)

    @property
    def is_checking(self) -> bool:
        """Whether it is being looked for what is to be looked at."""
        return self.desk.dialog.check.said.text() == "Looking…"

    @property
    def kinds(self) -> list[str]:
        """What is to be looked at."""
        return [row.caution.kind for row in self.desk.dialog.check.list.rows]

    def row(self, name: str) -> OptionRow:
        """The row of an option."""
        return next(form.rows[name] for form in self.desk.dialog.forms.values() if name in form.rows)

    def choose(self, name: str) -> None:
        """A preset, as a person does."""
        top = self.desk.dialog.top
        top.preset.setCurrentIndex(top.preset.findData(name))
        top.preset.activated.emit(top.preset.currentIndex())

    def go(self) -> str:
        """Let everything be, and export. Returns how it ended."""
        dialog = self.desk.dialog
        dialog.check.all.click()
        self.known()
        dialog.foot.go.click()
        assert dialog.foot.stop.isVisibleTo(dialog)
        assert not dialog.top.isEnabled()
        self.wait(lambda: dialog.foot.ended or dialog.foot._refused)
        return dialog.foot.ended


@pytest.fixture
def waiting_hand(telling: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Nothing is exported yet; what is changed in the dialog is looked at almost at once."""
    monkeypatch.setattr("photoorg.gui.export_desk._DELAY_MS", 10)
    return Hand(telling, qtbot)


@pytest.fixture
def hand(waiting_hand: Hand, tmp_path: Path) -> Hand:
    """The dialog is open for all photos, with a folder of the test's own, and all is known."""
    waiting_hand.open()
    waiting_hand.desk.dialog.top.show_folder(str(tmp_path / "out"))
    waiting_hand.known()
    return waiting_hand
