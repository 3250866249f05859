"""Albums and saved searches in the panel, on the real window."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.gui.grid_drag import ids_in, mime_of
from photoorg.gui.shelf_menus import album_menu, photo_menu, row_menu
from photoorg.gui.window import MainWindow
from photoorg.library import albums, searches

LEFT = Qt.MouseButton.LeftButton


def wait(qtbot: QtBot, holds, seconds: float = 20) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


def names(window: MainWindow, place: int = 0) -> dict[str, int | None]:
    return {row.name: row.count for row in window.shelving.shelf.views[place].shelf.rows}


def row(window: MainWindow, name: str):
    return next(row for view in window.shelving.shelf.views for row in view.shelf.rows if row.name == name)


def choose(window: MainWindow, *places: int) -> list[int]:
    ids = [int(window.model.results.ids[place]) for place in places]
    window.page.grid.select_ids(ids)
    return ids


def type_name(window: MainWindow, name: str) -> None:
    window.shelving.naming.box.setText(name)
    window.shelving.naming.does.click()


@pytest.fixture
def shelved(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with an album of four photos in an order of its own."""
    ids = choose(window, 1, 4, 6, 9)
    window.session.bridge.edit(lambda db: albums.create(db, "Lisbon", ids[::-1]))
    wait(qtbot, lambda: names(window) == {"Lisbon": 4})
    return window


def open_album(window: MainWindow, qtbot: QtBot) -> list[int]:
    window.shelving.show_row(row(window, "Lisbon"))
    wait(qtbot, lambda: window.model.results.question.text == 'album:"Lisbon"')
    return window.model.results.ids.tolist()


def drop(widget: QWidget, spot: QPoint, ids: list[int]) -> bool:
    """Drag photos over a widget and let them go there. Returns whether they were taken."""
    mime, at = mime_of(np.array(ids, np.int64)), QPointF(spot)
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QDragEnterEvent(spot, copy, mime, LEFT, none))
    QApplication.sendEvent(widget, QDragMoveEvent(spot, copy, mime, LEFT, none))
    event = QDropEvent(at, copy, mime, LEFT, none)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_an_album_of_what_is_selected(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0, 2, 5)
    window.commands["new_album"].trigger()
    naming = window.shelving.naming
    assert naming.isVisible()
    assert "3 photos" in naming.hint.text()
    assert not naming.does.isEnabled()

    type_name(window, "  To   print ")

    wait(qtbot, lambda: names(window) == {"To print": 3})
    wait(qtbot, lambda: window.toast.text.text() == "Album “To print” made: 3 photos")
    window.shelving.show_row(row(window, "To print"))
    wait(qtbot, lambda: window.model.results.ids.tolist() == ids)
    assert window.page.search.sort.currentText() == "Album order"
    window.commands["new_album"].trigger()
    naming.box.setText("TO PRINT")
    assert not naming.does.isEnabled()
    assert naming.trouble.isVisible()
    naming.reject()


def test_photos_are_dragged_onto_an_album(shelved: MainWindow, qtbot: QtBot):
    view = shelved.shelving.shelf.albums
    spot = view.visualRect(view.shelf.index(0)).center()
    new = choose(shelved, 0, 2)

    assert drop(view.viewport(), spot, new)

    wait(qtbot, lambda: names(shelved) == {"Lisbon": 6})
    assert not drop(shelved.shelving.shelf.searches.viewport(), QPoint(5, 5), new)
    wait(qtbot, lambda: shelved.toast.text.text() == "2 photos added to “Lisbon”")
    shelved.commands["undo"].trigger()
    wait(qtbot, lambda: names(shelved) == {"Lisbon": 4})


def test_an_album_is_ordered_by_dragging_and_by_keys(shelved: MainWindow, qtbot: QtBot):
    one, two, three, four = open_album(shelved, qtbot)
    grid = shelved.page.grid
    second = grid.visualRect(shelved.model.index_at(1))

    assert drop(grid.viewport(), second.center() - QPoint(second.width() // 4, 0), [four, one])
    wait(qtbot, lambda: shelved.model.results.ids.tolist() == [four, one, two, three])
    end = QPoint(grid.viewport().width() - 5, grid.viewport().height() - 5)
    assert drop(grid.viewport(), end, [four])
    wait(qtbot, lambda: shelved.model.results.ids.tolist() == [one, two, three, four])

    choose(shelved, 1)
    shelved.commands["move_in_album:1"].trigger()
    wait(qtbot, lambda: shelved.model.results.ids.tolist() == [one, three, two, four])
    assert grid.selected_ids().tolist() == [two]
    shelved.commands["move_in_album:-1"].trigger()
    wait(qtbot, lambda: shelved.model.results.ids.tolist() == [one, two, three, four])
    shelved.commands["undo"].trigger()
    wait(qtbot, lambda: shelved.model.results.ids.tolist() == [one, three, two, four])


def test_only_an_album_in_its_own_order_is_ordered(shelved: MainWindow, qtbot: QtBot):
    grid = shelved.page.grid
    assert not grid.drag.orders
    assert not drop(grid.viewport(), QPoint(40, 40), choose(shelved, 3))
    open_album(shelved, qtbot)
    assert grid.drag.orders
    sort = shelved.page.search.sort
    sort.setCurrentIndex(sort.findData("name"))
    wait(qtbot, lambda: shelved.model.results.question.sort == "name")
    assert not grid.drag.orders


def test_photos_are_taken_out_and_come_back(shelved: MainWindow, qtbot: QtBot):
    before = open_album(shelved, qtbot)
    choose(shelved, 0, 2)

    shelved.commands["take_out"].trigger()

    wait(qtbot, lambda: shelved.model.results.ids.tolist() == [before[1], before[3]])
    wait(qtbot, lambda: shelved.toast.text.text() == "2 photos taken out of “Lisbon”")
    shelved.toast.way_back.click()
    wait(qtbot, lambda: shelved.model.results.ids.tolist() == before)


def test_a_search_is_saved_and_run(window: MainWindow, qtbot: QtBot):
    window.commands["save_search"].trigger()
    assert not window.shelving.naming.isVisible()
    assert "first" in window.toast.text.text()
    window.page.search.set_order("name", None)
    window.page.search.set_text("name:made0")
    wait(qtbot, lambda: len(window.model) == 10)
    window.shelving.shelf.new_search.click()
    type_name(window, "Made ones")

    wait(qtbot, lambda: names(window, 1) == {"Made ones": 10})
    window.page.search.set_order("match", None)
    window.page.search.set_text("")
    wait(qtbot, lambda: len(window.model) == 14)
    searched = window.shelving.shelf.searches
    QTest.mouseClick(searched.viewport(), LEFT, pos=searched.visualRect(searched.shelf.index(0)).center())
    wait(qtbot, lambda: len(window.model) == 10)
    assert window.model.results.question.sort == "name"
    window.shelving.show_row(row(window, "Made ones"))
    wait(qtbot, lambda: len(window.model) == 14)


def test_names_change_in_place(shelved: MainWindow, qtbot: QtBot):
    open_album(shelved, qtbot)
    view = shelved.shelving.shelf.albums
    view.rename(row(shelved, "Lisbon"))
    editor = view.viewport().findChild(QWidget)
    assert editor is not None
    view.shelf.setData(view.shelf.index(0), "Lisboa")

    wait(qtbot, lambda: names(shelved) == {"Lisboa": 4})
    wait(qtbot, lambda: shelved.model.results.question.text == 'album:"Lisboa"')
    assert len(shelved.model) == 4
    assert not view.shelf.setData(view.shelf.index(0), "  ")


def test_deleting_asks_first(shelved: MainWindow, qtbot: QtBot):
    open_album(shelved, qtbot)
    view = shelved.shelving.shelf.albums
    view.setCurrentIndex(view.shelf.index(0))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    box = shelved.shelving.box
    assert box is not None
    assert "Lisbon" in box.text()
    next(button for button in box.findChildren(QPushButton) if button.text() == "Delete").click()

    wait(qtbot, lambda: names(shelved) == {})
    wait(qtbot, lambda: len(shelved.model) == 14)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_menus_say_what_can_be_done(shelved: MainWindow, qtbot: QtBot):
    choose(shelved, 0)
    menu = row_menu(shelved.shelving, row(shelved, "Lisbon"))
    assert [action.text() for action in menu.actions()] == ["Show", "Rename", "Delete…", "Add the 1 photo selected"]
    menu.actions()[3].trigger()
    wait(qtbot, lambda: names(shelved) == {"Lisbon": 5})
    menu.deleteLater()
    photos = photo_menu(shelved.shelving, shelved.commands)
    assert {"Open", "Stars", "Label", "Add to album", "&Pick"} <= {action.text() for action in photos.actions()}
    assert shelved.commands["take_out"] not in photos.actions()
    photos.deleteLater()
    offered = album_menu(shelved.shelving, shelved.page)
    assert [action.text() for action in offered.actions() if action.text()] == ["Lisbon", "New album…"]
    offered.deleteLater()


def test_what_went_wrong_is_said(shelved: MainWindow, qtbot: QtBot):
    gone = row(shelved, "Lisbon")
    shelved.session.bridge.edit(lambda db: albums.remove(db, gone.row_id))
    shelved.shelving.add_to(gone, np.array(choose(shelved, 0), np.int64))
    wait(qtbot, lambda: "gone" in shelved.page.notice.text.text())
    wait(qtbot, lambda: names(shelved) == {})


def test_a_drag_begins_on_a_picture_alone(window: MainWindow):
    grid = window.page.grid
    rect = grid.visualRect(window.model.index_at(0))
    assert grid.is_on_picture(rect.center())
    assert not grid.is_on_picture(rect.topLeft() + QPoint(1, 1))
    assert ids_in(mime_of(np.arange(5))).tolist() == [0, 1, 2, 3, 4]


def test_a_library_that_cannot_be_written_is_only_looked_at(indexed: App, open_window, qtbot: QtBot):
    db = indexed.writer()
    albums.create(db, "Lisbon", [1, 2])
    searches.save(db, "Made", "name:made0")
    db.close()
    window = open_window(dataclasses.replace(indexed, read_only="It is only to be read."))
    wait(qtbot, lambda: names(window) == {"Lisbon": 2})
    wait(qtbot, lambda: names(window, 1) == {"Made": 10})
    for name in ("rate:3", "new_album", "take_out", "undo", "save_search"):
        assert not window.commands[name].isEnabled()
    assert not window.viewer.marks.isEnabled()
    assert not window.shelving.shelf.new_album.isEnabled()
    open_album(window, qtbot)
    assert not window.page.grid.drag.orders
