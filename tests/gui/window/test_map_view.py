"""The map: projection, discs, and what a click asks of the window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.gui.map_view import MapView
from photoorg.gui.window import MainWindow
from photoorg.gui.world import load_world, place, spot
from photoorg.library.located import Cluster

PLACES = {"milan": (45.46, 9.19), "monza": (45.58, 9.27), "cape": (-33.92, 18.42)}


def cluster(latitude: float, longitude: float, photos: int = 1) -> Cluster:
    return Cluster(latitude, longitude, photos, 1, latitude, latitude, longitude, longitude)


@given(st.floats(-84, 84), st.floats(-180, 180))
def test_there_and_back(latitude: float, longitude: float) -> None:
    assert place(spot(latitude, longitude)) == pytest.approx((latitude, longitude), abs=1e-6)


def test_known_places_lie_on_land_and_at_sea() -> None:
    def is_land(latitude: float, longitude: float) -> bool:
        point = spot(latitude, longitude)
        return any(covered.contains(point) and path.contains(point) for covered, path in load_world().land)

    assert all(is_land(*where) for where in ((45.46, 9.19), (48.85, 2.35), (1.5, 32.6), (67.5, 179.0), (66.0, -175.0)))
    assert not any(is_land(*where) for where in ((40.0, -40.0), (0.0, 0.0), (43.0, 15.0), (70.0, -5.0)))


@pytest.fixture
def view(qtbot: QtBot) -> MapView:
    made = MapView()
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    return made


def test_a_click_chooses_the_place_under_it(view: MapView, qtbot: QtBot) -> None:
    places = [cluster(45.46, 9.19, 7), cluster(-33.9, 18.4)]
    view.fit(places)
    view.show_places(places)
    found = [
        view.place_at(QPointF(x, y)) for x in range(0, view.width(), 4) for y in range(0, view.height(), 4)
    ]  # fmt: skip
    assert {0, 1} <= set(found)
    spots = [(x, y) for x in range(0, view.width(), 4) for y in range(0, view.height(), 4)]
    x, y = spots[found.index(1)]
    with qtbot.waitSignal(view.chosen) as told:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPointF(x, y).toPoint())
    assert told.args == [places[1]]


def test_the_keys_reach_every_place(view: MapView, qtbot: QtBot) -> None:
    places = [cluster(45.46, 9.19, 7), cluster(-33.9, 18.4)]
    view.show_places(places)
    view.setFocus()
    view.focusNextPrevChild(True)
    view.focusNextPrevChild(True)
    with qtbot.waitSignal(view.chosen) as told:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told.args == [places[1]]


def test_nearer_asks_for_smaller_cells_and_never_leaves_the_world(view: MapView, qtbot: QtBot) -> None:
    before = view.cell
    with qtbot.waitSignal(view.cell_wanted):
        view.zoom(16, QPointF(10, 10))
    assert view.cell < before
    for factor in (1e9, 1e-9):
        view.zoom(factor)
        view.grab()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Plus, Qt.Key.Key_Minus):
        for _ in range(30):
            qtbot.keyClick(view, key)
    assert view.cell == before


@pytest.fixture
def travelled(tmp_path: Path) -> Path:
    folder = tmp_path / "travelled"
    folder.mkdir()
    noise = np.random.default_rng(5)
    for name, (latitude, longitude) in {**PLACES, "nowhere": (0.0, 0.0)}.items():
        exif = Image.Exif()
        if name != "nowhere":
            exif.get_ifd(ExifTags.IFD.GPSInfo).update({
                1: "N" if latitude > 0 else "S", 2: (abs(latitude), 0.0, 0.0), 3: "E", 4: (longitude, 0.0, 0.0),
            })  # fmt: skip
        Image.fromarray(noise.integers(0, 255, (40, 60, 3), np.uint8)).save(folder / f"{name}.jpg", exif=exif)
    return folder


def test_the_map_of_what_is_shown(fresh: App, travelled: Path, open_window, qtbot: QtBot) -> None:
    window: MainWindow = open_window(fresh, travelled)
    qtbot.waitUntil(lambda: len(window.model) == 4 and not window.session.will_work, timeout=20_000)
    window.mapping.show_map()
    dialog = window.mapping.dialog
    qtbot.waitUntil(lambda: [one.photos for one in dialog.view.places] == [2, 1], timeout=5_000)
    assert dialog.said.text().startswith("3 of 4 photos say where")
    dialog.view.chosen.emit(dialog.view.places[1])
    qtbot.waitUntil(lambda: len(window.model) == 1, timeout=5_000)
    assert window.model.card(0).name == "cape.jpg"
    qtbot.waitUntil(lambda: dialog.said.text().startswith("1 of 1 photo"), timeout=5_000)
    window.show_query("name:nowhere")
    qtbot.waitUntil(lambda: dialog.said.text() == "None of 1 photo says where it was taken.", timeout=5_000)


@pytest.fixture
def touring(fresh: App, travelled: Path, open_window, qtbot: QtBot) -> MainWindow:
    """A window with its map open, at rest."""
    window: MainWindow = open_window(fresh, travelled)
    qtbot.waitUntil(lambda: len(window.model) == 4 and not window.session.will_work, timeout=20_000)
    window.mapping.show_map()
    qtbot.waitUntil(lambda: len(window.mapping.dialog.view.places) == 2, timeout=5_000)
    return window


def test_rating_a_photo_leaves_the_map_where_it_is(touring: MainWindow, qtbot: QtBot) -> None:
    view, places = touring.mapping.dialog.view, touring.session.queries.places
    with qtbot.waitSignal(places):
        view.zoom(30, QPointF(view.rect().center()))
    before = (view._side, QPointF(view._centre))
    answers: list[object] = []
    places.connect(answers.append)
    touring.page.grid.show_current(0)
    with qtbot.waitSignal(touring.session.queries.results):
        touring.commands["rate:4"].trigger()
    qtbot.waitUntil(lambda: len(answers) > 0, timeout=5_000)
    qtbot.wait(200)
    assert (view._side, view._centre) == before
    touring.show_query("name:milan")
    qtbot.waitUntil(lambda: sum(one.photos for one in view.places) == 1, timeout=5_000)
    assert view._side != before[0], "another question is gone to"


def test_opening_the_map_and_another_question_ask_once_each(touring: MainWindow, qtbot: QtBot) -> None:
    asked: list[object] = []
    refreshed: list[object] = []  # what came in late: each is one more
    queries = touring.session.queries
    queries.places.connect(asked.append)
    touring.mapping.dialog.close()
    queries.results.connect(refreshed.append)
    touring.mapping.show_map()
    qtbot.wait(500)
    assert 1 <= len(asked) <= 1 + len(refreshed)
    touring.show_query("name:milan OR name:monza")
    qtbot.waitUntil(lambda: sum(one.photos for one in touring.mapping.dialog.view.places) == 2, timeout=5_000)
    qtbot.wait(300)
    assert len(asked) <= 1 + len(refreshed), "one for each that came"
