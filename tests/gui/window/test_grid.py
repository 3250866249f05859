from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from photoorg.gui.answers import Question, Results
from photoorg.gui.grid_model import GridModel
from photoorg.gui.grid_view import ZOOMS, GridView
from photoorg.gui.window import MainWindow
from photoorg.library.browse import Card

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def results(ids: np.ndarray, text: str = "") -> Results:
    return Results(Question(text), ids, np.argsort(ids))


class Counting:
    """A catalogue of any size that counts what is asked of it."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, photo_ids):
        self.asked += len(photo_ids)
        return {
            number: Card(number, number.to_bytes(32, "big"), "", f"{number}.jpg", 3, 2, False) for number in photo_ids
        }


@pytest.fixture
def catalogue() -> Counting:
    return Counting()


@pytest.fixture
def grid(window: MainWindow, catalogue: Counting, qtbot: QtBot) -> GridView:
    """A grid with the window's thumbnails and a catalogue that counts."""
    view = GridView(GridModel(catalogue), window.thumbs)
    view.model().setParent(view)
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    return view


@pytest.mark.parametrize("number", [10, 1_000, 1_000_000])
def test_a_large_result_costs_what_a_small_one_does(grid: GridView, catalogue: Counting, number: int):
    ids = np.random.default_rng(0).permutation(number).astype(np.int64) + 1

    grid.show_results(results(ids))
    grid.viewport().repaint()
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    grid.viewport().repaint()

    assert catalogue.asked <= 3 * 256
    grid.selectAll()
    assert len(list(grid.selectionModel().selection())) == 1
    assert len(grid.selected_ids()) == number


def test_selection_current_and_place_survive_new_results(grid: GridView):
    ids = np.arange(1000, 0, -1, dtype=np.int64)
    grid.show_results(results(ids))
    grid.show_current(500)
    QTest.keyClick(grid, Qt.Key.Key_Right, SHIFT)
    chosen, current = grid.selected_ids().tolist(), grid.current_id()
    top = grid.visualRect(grid.currentIndex()).top()

    grid.show_results(results(np.concatenate((np.arange(2037, 1000, -1), ids)).astype(np.int64)))

    assert chosen == [500, 499]
    assert grid.selected_ids().tolist() == chosen
    assert grid.current_id() == current
    assert abs(grid.visualRect(grid.currentIndex()).top() - top) <= grid.verticalHeader().defaultSectionSize()


def test_what_left_the_results_leaves_the_selection(grid: GridView):
    grid.show_results(results(np.arange(1, 101, dtype=np.int64)))
    grid.selectAll()

    grid.show_results(results(np.arange(50, 120, dtype=np.int64)))

    assert grid.selected_ids().tolist() == list(range(50, 101))


def test_a_new_question_begins_at_the_top(grid: GridView):
    grid.show_results(results(np.arange(1, 1001, dtype=np.int64)))
    grid.verticalScrollBar().setValue(5000)

    grid.show_results(results(np.arange(1, 900, dtype=np.int64), "dog"))

    assert grid.verticalScrollBar().value() == 0
    assert not len(grid.selected_ids())


def test_shift_selects_in_reading_order(grid: GridView):
    grid.show_results(results(np.arange(0, 100, dtype=np.int64)))
    columns = grid.model().columnCount()

    def click(position: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        spot = grid.visualRect(grid.model().index(position // columns, position % columns)).center()
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, modifiers, spot)

    click(1)
    click(columns + 2, SHIFT)
    assert grid.selected_ids().tolist() == list(range(1, columns + 3))
    click(0, CTRL)
    assert grid.selected_ids().tolist() == list(range(columns + 3))


def test_keys_walk_through_rows(grid: GridView):
    grid.show_results(results(np.arange(0, 50, dtype=np.int64)))
    columns = grid.model().columnCount()
    grid.show_current(columns - 1)

    def press(key) -> int | None:
        QTest.keyClick(grid, key)
        return grid.current_id()

    assert press(Qt.Key.Key_Right) == columns
    assert press(Qt.Key.Key_Left) == columns - 1
    assert press(Qt.Key.Key_Down) == 2 * columns - 1
    assert press(Qt.Key.Key_End) == 49
    assert press(Qt.Key.Key_Down) == 49
    assert press(Qt.Key.Key_Home) == 0
    assert press(Qt.Key.Key_Up) == 0
    assert press(Qt.Key.Key_PageDown) > columns


def test_zoom_changes_the_columns_and_keeps_the_photo_in_view(grid: GridView):
    grid.show_results(results(np.arange(0, 5000, dtype=np.int64)))
    grid.show_current(2500)
    before = grid.model().columnCount()

    grid.set_zoom(0)

    assert grid.model().columnCount() > before
    assert grid.current_id() == 2500
    grid.set_zoom(99)
    assert grid.zoom == len(ZOOMS) - 1
    assert grid.model().columnCount() == 1


def test_slider_keys_and_menu_zoom_alike(window: MainWindow):
    window.page.search.zoom.setValue(5)
    assert window.page.grid.zoom == 5
    window.viewing.zoom_in()
    assert window.page.search.zoom.value() == 6
    window.viewing.zoom_usual()
    assert window.page.search.zoom.value() == 3


def test_names_are_shown_on_wish(window: MainWindow):
    before = window.page.grid.verticalHeader().defaultSectionSize()
    window.commands["show_names"].setChecked(True)
    assert window.page.grid.verticalHeader().defaultSectionSize() > before


def test_thumbnails_are_made_again_when_the_cache_is_gone(window: MainWindow, qtbot: QtBot):
    window.thumbs._app.thumbnails.clear()
    card = window.model.card(0)
    assert card is not None
    assert not window.thumbs._app.thumbnails.has(card.identity)

    window.page.grid.set_zoom(9)

    qtbot.waitUntil(lambda: window.thumbs._app.thumbnails.has(card.identity), timeout=5_000)


def test_the_cache_of_pixmaps_is_bounded(window: MainWindow, qtbot: QtBot):
    window.thumbs._cache_bytes = 100_000
    window.page.grid.set_zoom(7)
    with qtbot.waitSignal(window.thumbs.loaded, timeout=5_000):
        pass
    qtbot.wait(300)
    assert window.thumbs.cached_bytes <= 4 * 296 * 296


def test_a_cell_past_the_end_is_nothing(grid: GridView):
    grid.show_results(results(np.arange(0, 1, dtype=np.int64)))
    columns = grid.model().columnCount()
    assert columns > 1
    past = grid.model().index(0, columns - 1)
    assert grid.model().flags(past) == Qt.ItemFlag.NoItemFlags
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.visualRect(past).center() + QPoint(1, 1))
    assert not len(grid.selected_ids())
