"""Tags by one key, by dragging, and copied from photo to photo, on the real window."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.gui import tag_facet
from photoorg.gui.grid_drag import mime_of
from photoorg.gui.shelf_menus import photo_menu
from photoorg.gui.tag_drag import mime_of_tag
from photoorg.gui.window import MainWindow
from photoorg.library import bulk
from photoorg.library.bulk import Edit
from photoorg.library.shown import tags_on

LEFT, NONE, COPY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction


def wait(qtbot: QtBot, holds, seconds: float = 20) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


def choose(window: MainWindow, *places: int) -> list[int]:
    ids = [int(window.model.results.ids[place]) for place in places]
    window.page.grid.setFocus()
    window.page.grid.select_ids(ids)
    return ids


def yes_of(window: MainWindow, ids: list[int]) -> list[set[str]]:
    """What a person says is theirs, photo by photo."""
    db = window.session._app.reader()
    found = tags_on(db, ids)
    db.close()
    return [{tag.name for tag in found[photo] if tag.verdict in {"added", "accepted"}} for photo in ids]


def give(window: MainWindow, qtbot: QtBot, ids: list[int], *tags: str) -> None:
    """Tag photos, and wait until the panel has the tags."""
    window.session.bridge.edit(lambda db: bulk.apply(db, ids, Edit(add=tags)))
    names = window.page.sidebar.tag_model
    wait(qtbot, lambda: {*tags} <= {names.name(names.index(row)) for row in range(names.rowCount())})


def row_of(window: MainWindow, tag: str) -> QPoint:
    """Where a tag is in the panel."""
    model, view = window.page.sidebar.tag_model, window.page.sidebar.tags
    row = next(row for row in range(model.rowCount()) if model.name(model.index(row)) == tag)
    return view.visualRect(model.index(row)).center()


def drag(widget: QWidget, spot: QPoint, mime: QMimeData) -> tuple[bool, bool]:
    """Drag something over a widget. Returns whether it may come in, and whether it may be let go there."""
    enter = QDragEnterEvent(spot, COPY, mime, LEFT, NONE)
    enter.ignore()
    QApplication.sendEvent(widget, enter)
    move = QDragMoveEvent(spot, COPY, mime, LEFT, NONE)
    move.ignore()
    QApplication.sendEvent(widget, move)
    return enter.isAccepted(), move.isAccepted()


def drop(widget: QWidget, spot: QPoint, mime: QMimeData) -> bool:
    """Drag something over a widget and let it go there. Returns whether it was taken."""
    drag(widget, spot, mime)
    event = QDropEvent(QPointF(spot), COPY, mime, LEFT, NONE)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def photos(ids: list[int]) -> QMimeData:
    return mime_of(np.array(ids, np.int64))


def test_a_key_tags_and_takes_off_again(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0, 2)
    window.quick.name(3, "to print")
    window.commands["quick_tag:3"].trigger()
    wait(qtbot, lambda: yes_of(window, ids) == [{"to print"}] * 2)
    wait(qtbot, lambda: window.toast.text.text() == "“to print” added to 2 photos")
    third = choose(window, 0, 2, 3)[-1:]
    window.commands["quick_tag:3"].trigger()  # one of them has it not yet
    wait(qtbot, lambda: yes_of(window, ids + third) == [{"to print"}] * 3)
    window.commands["quick_tag:3"].trigger()
    wait(qtbot, lambda: yes_of(window, ids + third) == [set()] * 3)
    wait(qtbot, lambda: window.toast.text.text() == "“to print” taken off 3 photos")
    window.page.grid.clearSelection()
    window.commands["quick_tag:3"].trigger()
    assert window.toast.text.text() == "Select photos first, to tag them “to print”."
    window.open_photo(5)
    window.commands["quick_tag:3"].trigger()
    wait(qtbot, lambda: yes_of(window, [window.viewer.photo_id or 0]) == [{"to print"}])


def test_the_digits_are_stars_while_the_bar_is_hidden(window: MainWindow):
    def keys(name: str) -> list[str]:
        return [key.toString() for key in window.commands[name].shortcuts()]

    assert (keys("rate:1"), keys("label:red"), keys("quick_tag:1")) == (["1"], ["6"], ["Alt+1"])
    window.commands["show_quick_tags"].trigger()
    assert window.quick.bar.isVisible()
    assert (keys("rate:1"), keys("label:red"), keys("rate:0")) == ([], [], ["0"])
    assert (keys("quick_tag:1"), keys("quick_tag:9")) == (["Alt+1", "1"], ["Alt+9", "9"])
    window.quick.bar.closed.emit()
    assert not window.quick.bar.isVisible()
    assert (keys("rate:1"), keys("label:red"), keys("quick_tag:1")) == (["1"], ["6"], ["Alt+1"])


def test_an_empty_place_asks_for_its_tag(window: MainWindow, qtbot: QtBot):
    choose(window, 0)
    bar = window.quick.bar
    window.commands["quick_tag:4"].trigger()
    assert bar.isVisible()
    assert bar.field.isVisible()
    bar.field.setText("  to   print ")
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert (window.quick.names[3], bar.slots[3].name, bar.field.isVisible()) == ("to print", "to print", False)
    QTest.keyClick(bar.slots[3], Qt.Key.Key_F2)
    assert bar.field.text() == "to print"
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert bar.slots[3].name == "to print"
    QTest.mouseClick(bar.slots[3], LEFT)
    wait(qtbot, lambda: yes_of(window, choose(window, 0)) == [{"to print"}])
    window.quick.name(5, "dogs")
    wait(qtbot, lambda: bar.slots[4].name == "dog")
    assert window.commands["quick_tag:5"].text() == "&5  dog"
    assert window.commands["quick_tag:6"].text() == "&6  no tag yet"
    window.quick.name(5, "")
    bar.slots[3].setFocus()
    QTest.keyClick(bar.slots[3], Qt.Key.Key_Delete)
    assert window.quick.names == [""] * 9


def test_places_are_remembered(indexed: App, open_window, qtbot: QtBot):
    first = open_window(indexed)
    wait(qtbot, lambda: len(first.model) == 14)
    first.quick.name(2, "Anna")
    first.commands["show_quick_tags"].trigger()
    first.close()
    second = open_window(indexed)
    assert second.quick.names[1] == second.quick.bar.slots[1].name == "Anna"
    assert second.quick.bar.isVisible()
    wait(qtbot, lambda: len(second.model) == 14)


def test_a_tag_is_dropped_on_a_place_and_photos_are_tagged_there(window: MainWindow, qtbot: QtBot):
    slot = window.quick.bar.slots[0]
    assert not drop_in(slot, photos([1]))
    assert drop_in(slot, mime_of_tag("Lisbon"))
    assert window.quick.names[0] == "Lisbon"
    ids = choose(window, 1, 2)
    assert drop_in(slot, photos(ids))
    wait(qtbot, lambda: yes_of(window, ids) == [{"Lisbon"}] * 2)
    QApplication.sendEvent(slot, QDragLeaveEvent())


def drop_in(slot: QWidget, mime: QMimeData) -> bool:
    spot = slot.rect().center()
    if not drag(slot, spot, mime)[0]:
        return False
    return drop(slot, spot, mime)


def test_photos_are_dragged_onto_a_tag(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0, 1, 2)
    give(window, qtbot, ids[:1], "Rex")
    view = window.page.sidebar.tags
    assert drag(view.viewport(), QPoint(5, view.height() + 50), photos(ids)) == (True, False)
    assert drop(view.viewport(), row_of(window, "Rex"), photos(ids))
    wait(qtbot, lambda: yes_of(window, ids) == [{"Rex"}] * 3)
    wait(qtbot, lambda: window.toast.text.text() == "“Rex” added to 2 photos")
    QApplication.sendEvent(view.viewport(), QDragLeaveEvent())
    assert view._delegate.over == -1


def test_a_tag_is_dragged_onto_photos(window: MainWindow, qtbot: QtBot):
    grid, view = window.page.grid, window.page.grid.viewport()
    one, two, three = choose(window, 0, 1, 2)
    choose(window, 0, 1)

    def middle(place: int) -> QPoint:
        return grid.visualRect(window.model.index_at(place)).center()

    assert drag(view, middle(0), mime_of_tag("Rex")) == (True, True)
    assert (window.quick.drop.says.text(), window.quick.drop.frame.isVisible()) == ("2 photos", True)
    assert drop(view, middle(0), mime_of_tag("Rex"))
    wait(qtbot, lambda: yes_of(window, [one, two, three]) == [{"Rex"}, {"Rex"}, set()])
    assert not window.quick.drop.frame.isVisible()
    assert drop(view, middle(2), mime_of_tag("Felix"))
    wait(qtbot, lambda: yes_of(window, [one, two, three]) == [{"Rex"}, {"Rex"}, {"Felix"}])
    nowhere = QPoint(view.width() - 3, view.height() - 3)
    assert drag(view, nowhere, mime_of_tag("Felix")) == (True, False)
    assert not drop(view, nowhere, mime_of_tag("Felix"))
    QApplication.sendEvent(view, QDragLeaveEvent())


def test_a_press_that_goes_far_drags_and_does_not_pick(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    ids = choose(window, 0)
    give(window, qtbot, ids, "Rex")
    dragged: list[str] = []
    monkeypatch.setattr(tag_facet, "drag_tag", lambda _view, name: dragged.append(name))
    view, spot = window.page.sidebar.tags, row_of(window, "Rex")
    QTest.mousePress(view.viewport(), LEFT, NONE, spot)
    QTest.mouseMove(view.viewport(), spot + QPoint(2, 0))
    far = spot + QPoint(40, 3)
    QApplication.sendEvent(view.viewport(), moved(view, far))
    QTest.mouseRelease(view.viewport(), LEFT, NONE, far)
    assert dragged == ["Rex"]
    assert not window.page.search.box.text()
    QTest.mouseClick(view.viewport(), LEFT, NONE, spot)
    assert window.page.search.box.text() == "Rex"


def moved(view: QWidget, spot: QPoint) -> QMouseEvent:
    there = QPointF(spot)
    return QMouseEvent(QEvent.Type.MouseMove, there, view.mapToGlobal(there), Qt.MouseButton.NoButton, LEFT, NONE)


def test_tags_are_copied_and_pasted(window: MainWindow, qtbot: QtBot):
    one, two, three = choose(window, 4, 5, 6)
    give(window, qtbot, [one], "Rex", "Anna")
    QGuiApplication.clipboard().clear()
    window.commands["paste_tags"].trigger()
    assert window.toast.text.text() == "Copy the tags of a photo first (Ctrl+C)."
    window.page.grid.show_current(5)
    window.commands["copy_tags"].trigger()
    wait(qtbot, lambda: window.toast.text.text() == "This photo has no tags to copy.")
    window.page.grid.show_current(4)
    window.commands["copy_tags"].trigger()
    wait(qtbot, lambda: window.toast.text.text().startswith("Copied: "))
    assert sorted(QGuiApplication.clipboard().text().split(", ")) == ["Anna", "Rex"]
    choose(window, 5, 6)
    window.commands["paste_tags"].trigger()
    wait(qtbot, lambda: yes_of(window, [two, three]) == [{"Rex", "Anna"}] * 2)
    wait(qtbot, lambda: window.toast.text.text().endswith("added to 2 photos"))


def test_the_menus_offer_it(window: MainWindow, qtbot: QtBot):
    ids = choose(window, 0, 1)
    menu = photo_menu(window.shelving, window.commands)
    said = [action.text().replace("&", "") for action in menu.actions()]
    assert {"Edit…", "Copy tags", "Paste tags"} <= set(said)
    menu.deleteLater()
    tags = QMenu(window)
    window.page.sidebar.tags.offered.emit(tags, "Rex")
    entries = [action for action in tags.actions() if not action.isSeparator()]
    assert entries[0].text() == "Add “Rex” to 2 photos"
    entries[0].trigger()
    wait(qtbot, lambda: yes_of(window, ids) == [{"Rex"}] * 2)
    keys = entries[1].menu()
    assert isinstance(keys, QMenu)
    keys.actions()[6].trigger()
    assert window.quick.names[6] == "Rex"
    tags.deleteLater()


def test_nothing_is_tagged_where_nothing_may_be(indexed: App, open_window, qtbot: QtBot):
    window = open_window(dataclasses.replace(indexed, read_only="Read only."))
    wait(qtbot, lambda: len(window.model) == 14)
    ids = choose(window, 0)
    spot = window.page.grid.visualRect(window.model.index_at(0)).center()
    assert not drop(window.page.grid.viewport(), spot, mime_of_tag("Rex"))
    window.commands["show_quick_tags"].trigger()
    assert not window.quick.bar.slots[0].isEnabled()
    assert not window.commands["quick_tag:1"].isEnabled()
    assert not window.commands["paste_tags"].isEnabled()
    view = window.page.sidebar.tags
    assert drag(view.viewport(), QPoint(5, 5), photos(ids))[1] is False
