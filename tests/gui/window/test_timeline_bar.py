"""The timeline beside the grid."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.gui.timeline import TimelineBar, axis_of
from photoorg.gui.window import MainWindow
from photoorg.library.store import writing
from photoorg.library.timeline import Timeline

LEFT = Qt.MouseButton.LeftButton


def wait(qtbot: QtBot, holds, seconds: float = 20) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


def month(year: int, number: int) -> int:
    return year * 12 + number - 1


def made(*months: tuple[int, int, int]) -> Timeline:
    """Of (year, month, photos)."""
    counts = [count for _, _, count in months]
    return Timeline(np.array([month(year, number) for year, number, _ in months]), np.cumsum([0, *counts]))


SOME = made((2024, 5, 100), (2024, 2, 10), (2019, 12, 40))


@pytest.fixture
def bar(qapp: QApplication) -> Iterator[TimelineBar]:
    around = QWidget()
    around.resize(300, 624)
    made_bar = TimelineBar(around)
    made_bar.setGeometry(200, 0, 72, 624)
    around.show()
    made_bar.show_timeline(SOME)
    yield made_bar
    around.close()


def test_every_month_of_a_year_with_photos_has_its_place():
    axis = axis_of(SOME)
    assert axis.months.tolist() == [month(2024, one) for one in range(12, 0, -1)] + [
        month(2019, one) for one in range(12, 0, -1)
    ]
    assert axis.counts.sum() == 150
    assert axis.position_at(7.0) == 0
    assert axis.position_at(7.5) == 50
    assert axis.position_at(8.5) == 100  # an empty month leads to what comes next
    assert axis.position_at(12.99) == 149
    assert axis.slot_of(0) == 7.0
    assert axis.slot_of(109) == pytest.approx(10.9)
    assert axis.slot_of(149) == pytest.approx(12 + 39 / 40)


def test_the_oldest_first_runs_the_other_way():
    axis = axis_of(made((2019, 12, 40), (2024, 2, 10)))
    assert axis.months[0] == month(2019, 1)
    assert axis.position_at(11.5) == 20


def test_a_drag_goes_there_and_says_where(bar: TimelineBar):
    gone: list[int] = []
    bar.jumped.connect(gone.append)
    QTest.mousePress(bar, LEFT, pos=QPoint(60, round(bar.y_of(7.5))))
    QTest.mouseMove(bar, QPoint(60, round(bar.y_of(12.5))))
    QTest.mouseRelease(bar, LEFT, pos=QPoint(60, round(bar.y_of(12.5))))
    assert abs(gone[0] - 50) <= 4
    QTest.mouseMove(bar, QPoint(60, round(bar.y_of(7.5))))
    assert bar.text_at(7.5) == "May 2024 · 100 photos"
    assert bar.text_at(8.5) == "April 2024"


def test_a_click_on_a_year_goes_to_its_beginning(bar: TimelineBar):
    gone: list[int] = []
    bar.jumped.connect(gone.append)
    for _, _, y in bar.years():
        QTest.mouseClick(bar, LEFT, pos=QPoint(10, round(y) + 5))
    assert gone == [0, 110]
    assert [year for year, _, _ in bar.years()] == [2024, 2019]


def test_keys_go_by_months_and_years(bar: TimelineBar):
    gone: list[int] = []
    bar.jumped.connect(gone.append)
    bar.show_position(0)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        QTest.keyClick(bar, key)
    assert gone == [100, 110, 100, 110, 0]


def test_names_of_years_never_overlap(bar: TimelineBar):
    bar.show_timeline(made(*((year, 1, 1) for year in range(2024, 1924, -1))))
    places = [y for _, _, y in bar.years()]
    assert len(places) > 20
    assert min(np.diff(places)) >= 14
    assert not bar.grab().isNull()


def test_it_is_there_where_photos_come_in_the_order_of_time(indexed: App, open_window, qtbot: QtBot):
    db = indexed.writer()
    with writing(db):
        db.conn.execute("UPDATE photos SET taken_at = 1400000000 + id * 5000000")
    db.close()
    window: MainWindow = open_window(indexed)
    timeline = window.page.timeline
    wait(qtbot, lambda: timeline.isVisible() and timeline.axis is not None)
    assert timeline.axis is not None
    assert timeline.axis.counts.sum() == len(window.model)
    window.page.grid.set_zoom(9)
    timeline.jumped.emit(len(window.model) - 1)
    assert window.page.grid.verticalScrollBar().value() > 0
    window.page.search.set_order("name", None)
    window.page.search.set_text("name:made")
    wait(qtbot, lambda: window.model.results.question.sort == "name")
    assert not timeline.isVisible()
    window.page.search.set_order("taken", True)
    window.page.search.set_text("")
    wait(qtbot, timeline.isVisible)
    assert timeline.axis.months[0] < timeline.axis.months[-1]
    window.page.search.set_text("name:nothing")
    wait(qtbot, lambda: not timeline.isVisible())
