from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from photoorg.app import App, open_app
from photoorg.gui.answers import Results
from photoorg.gui.memory import recall
from photoorg.gui.style import DARK, LIGHT, Look, colours
from photoorg.gui.window import MainWindow
from photoorg.outcomes import Changes, PhotoorgError


def wait(qtbot: QtBot, holds, seconds: float = 20) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


def shown_tags(window: MainWindow) -> dict[str, int]:
    model = window.page.sidebar.tag_model
    return {row.name: row.count for row in model._rows}


def search(window: MainWindow, qtbot: QtBot, text: str) -> None:
    window.page.search.box.setFocus()
    window.page.search.box.clear()
    QTest.keyClicks(window.page.search.box, text)
    wait(qtbot, lambda: window.model.results.question.text == text)
    window.page.search.completer.close()


def test_photos_are_seen_before_tags(fresh: App, open_window, pictures: Path, tmp_path: Path, qtbot: QtBot):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(60):
        with Image.open(pictures / "cat.jpg") as image:
            image.rotate(number).save(folder / f"{number}.jpg")
    window = open_window(fresh, folder)
    tagged_when_seen: list[int] = []

    def look(_results) -> None:
        if len(window.model) and not tagged_when_seen:
            tagged_when_seen.append(len(shown_tags(window)))

    window.session.queries.results.connect(look)
    wait(qtbot, lambda: len(window.model) == 60)
    wait(qtbot, lambda: not window.session.is_busy and "cat" in shown_tags(window))

    assert tagged_when_seen == [0]
    assert window.page.content.currentWidget() is window.page.grid
    assert window.page.search.count.text() == "60 photos"
    assert not window.activity.bar.isVisible()


def test_typing_searches(window: MainWindow, qtbot: QtBot):
    search(window, qtbot, "cat")
    assert [window.model.card(0).name, len(window.model)] == ["cat.jpg", 1]
    assert window.page.search.count.text() == "1 photo"

    search(window, qtbot, "name:made -cat")
    assert len(window.model) == 10


def test_a_mistake_is_told_and_marked(window: MainWindow, qtbot: QtBot):
    box = window.page.search.box
    box.setText("cat beach:3")
    wait(qtbot, window.page.search.trouble.isVisible)
    assert "beach" in window.page.search.trouble.text()

    box.setText("cat")
    wait(qtbot, lambda: not window.page.search.trouble.isVisible())


def test_a_mistake_changes_nothing_that_is_shown(window: MainWindow, qtbot: QtBot):
    search(window, qtbot, "cat")
    wait(qtbot, lambda: "coffee" not in shown_tags(window))  # the tags follow the photos
    before = window.page.parts.geometry(), shown_tags(window), window.page.search.count.text()
    window.page.search.box.setText("cat -coffee beach:3")
    wait(qtbot, window.page.search.trouble.isVisible)
    window.session.refresher.add(Changes(tags=True))
    qtbot.wait(300)

    assert window.page.search.trouble.isVisible()
    assert (window.page.parts.geometry(), shown_tags(window), window.page.search.count.text()) == before
    assert len(window.model) == 1
    window.activateWindow()
    window.page.grid.setFocus()
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.page.search.box.hasFocus()
    wait(qtbot, lambda: len(window.model) == 14)


def test_a_half_typed_word_does_not_empty_the_grid(window: MainWindow, qtbot: QtBot):
    answers: list[int] = []

    def hear(results: Results) -> None:
        # A refresh that the last step of the indexing job asked for may still come: it is no answer to what is typed.
        if results.question.text == "zzz":
            answers.append(len(results.ids))

    window.session.queries.results.connect(hear)
    window.activateWindow()
    window.page.search.box.setFocus()
    QTest.keyClicks(window.page.search.box, "zzz")
    wait(qtbot, lambda: bool(answers))
    assert set(answers) == {0}
    assert window.page.content.currentWidget() is window.page.grid
    assert window.page.search.count.text() == "14 photos"

    wait(qtbot, window.page.state.isVisible)
    assert window.page.state.state == "no match"
    assert window.page.search.count.text() == "0 photos"


def test_no_match_offers_a_way_out(window: MainWindow, qtbot: QtBot):
    search(window, qtbot, "zebra")
    wait(qtbot, lambda: window.page.content.currentWidget() is window.page.state)
    assert window.page.state.state == "no match"

    window.page.state.findChild(QPushButton).click()

    wait(qtbot, lambda: len(window.model) == 14)
    assert window.page.content.currentWidget() is window.page.grid


def test_a_click_in_the_panel_is_part_of_the_query(window: MainWindow, qtbot: QtBot):
    wait(qtbot, lambda: "cat" in shown_tags(window))
    tags = window.page.sidebar.tags
    row = list(shown_tags(window)).index("cat")
    spot = tags.visualRect(window.page.sidebar.tag_model.index(row)).center()

    QTest.mouseClick(tags.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    wait(qtbot, lambda: len(window.model) == 1)
    assert window.page.search.box.text() == "cat"

    wait(qtbot, lambda: next(iter(shown_tags(window))) == "cat")
    first = tags.visualRect(window.page.sidebar.tag_model.index(0)).center()
    QTest.mouseClick(tags.viewport(), Qt.MouseButton.LeftButton, pos=first)
    wait(qtbot, lambda: len(window.model) == 14)
    assert window.page.search.box.text() == ""

    window.page.sidebar.toggle("cat", True)
    wait(qtbot, lambda: len(window.model) == 13)
    assert window.page.search.box.text() == "-cat"


def test_a_click_on_a_folder_filters(window: MainWindow, pictures: Path, qtbot: QtBot):
    tree = window.page.sidebar.folders
    assert set(tree._items) == {str(pictures), str(pictures / "made")}
    index = tree._items[str(pictures / "made")].index()

    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(index).center())
    wait(qtbot, lambda: len(window.model) == 10)
    assert window.page.search.box.text() == f'folder:"{pictures / "made"}"'

    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(index).center())
    wait(qtbot, lambda: len(window.model) == 14)


def test_sorting(window: MainWindow, qtbot: QtBot):
    sort = window.page.search.sort
    sort.setCurrentIndex(sort.findData("name"))
    wait(qtbot, lambda: window.model.results.question.sort == "name")
    assert window.model.card(0).name == "astronaut.jpg"

    window.page.search.direction.click()
    wait(qtbot, lambda: window.model.results.question.ascending is False)
    assert window.model.card(0).name == "rocket.jpg"


def test_pause_resume_and_stop(fresh: App, open_window, pictures: Path, qtbot: QtBot):
    window = open_window(fresh, pictures)
    wait(qtbot, lambda: window.session.is_busy)

    window.activity.pause.click()
    wait(qtbot, lambda: window.activity.text.text().startswith("Paused"))
    assert window.activity.pause.accessibleName() == "Resume"
    window.activity.pause.click()
    wait(qtbot, lambda: not window.activity.text.text().startswith("Paused"))
    window.activity.stop.click()
    wait(qtbot, lambda: not window.session.is_busy)
    assert not window.activity.stop.isVisible()


def test_closing_at_work_leaves_nothing(fresh: App, open_window, pictures: Path, qtbot: QtBot):
    before = threading.active_count()
    window = open_window(fresh, pictures)
    wait(qtbot, lambda: window.session.is_busy)
    window.close()
    assert threading.active_count() == before


def test_problems_are_listed(fresh: App, open_window, tmp_path: Path, pictures: Path, qtbot: QtBot):
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "good.jpg").write_bytes((pictures / "cat.jpg").read_bytes())
    (folder / "bad.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a photo at all")
    (folder / "half.jpg").write_bytes((pictures / "coffee.jpg").read_bytes()[:30_000])
    window = open_window(fresh, folder)
    wait(qtbot, lambda: not window.session.is_busy and window.activity.problems.isVisible())

    window.activity.problems.click()
    wait(qtbot, lambda: window.problems.list.topLevelItemCount() >= 1)

    rows = [window.problems.list.topLevelItem(row) for row in range(window.problems.list.topLevelItemCount())]
    assert "bad.jpg" in [row.text(0) for row in rows]
    assert all(row.text(1).endswith(".") for row in rows)
    window.problems.copy_button.click()
    assert str(folder / "bad.jpg") in QGuiApplication.clipboard().text()
    window.problems.close()


def test_the_first_start_welcomes(fresh: App, open_window, pictures: Path, qtbot: QtBot):
    window = open_window(fresh)
    wait(qtbot, lambda: window.page.state.state == "welcome" and window.page.state.isVisible())
    assert not window.page.sidebar.isVisible()

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(pictures)), QUrl.fromLocalFile(str(pictures / "cat.jpg"))])
    copy, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(9, 9), copy, data, buttons, Qt.KeyboardModifier.NoModifier)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, buttons, Qt.KeyboardModifier.NoModifier))

    wait(qtbot, lambda: len(window.model) == 14)
    assert window.page.sidebar.isVisible()


def test_an_empty_folder_says_so(fresh: App, open_window, tmp_path: Path, qtbot: QtBot):
    (tmp_path / "nothing").mkdir()
    window = open_window(fresh, tmp_path / "nothing")
    wait(qtbot, lambda: window.page.state.state == "empty")
    assert str(tmp_path / "nothing") in window.page.state.text.text()


def test_a_folder_named_at_the_start_is_shown_alone(indexed: App, open_window, pictures: Path, tmp_path: Path, qtbot):
    other = tmp_path / "other"
    other.mkdir()
    (other / "tabby.jpg").write_bytes((pictures / "coffee.jpg").read_bytes()[:-2] + b"\0\0\xff\xd9")
    window = open_window(indexed, other)
    wait(qtbot, lambda: window.page.search.box.text() == f'folder:"{other}"')
    wait(qtbot, lambda: window.page.search.count.text() == "1 photo")
    window.page.search.set_text("")
    wait(qtbot, lambda: len(window.model) == 15)
    wait(qtbot, lambda: not window.session.is_busy)
    assert window.page.search.box.text() == ""


def test_the_only_folder_needs_no_choice(indexed: App, open_window, pictures: Path, qtbot: QtBot):
    window = open_window(indexed, pictures)
    wait(qtbot, lambda: len(window.model) == 14)
    wait(qtbot, lambda: not window.session.will_work)
    assert window.page.search.box.text() == ""


def test_the_about_box_says_what_is_offered(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "about", lambda _parent, _title, text: said.append(text))
    window.viewing.show_about()
    wait(qtbot, lambda: bool(said))
    assert "Offered to the models:" in said[0]


def test_new_photos_are_told(window: MainWindow, pictures: Path, tmp_path: Path, qtbot: QtBot):
    assert window.activity.text.text() == "14 photos  ·  Watching 1 folder  ·  Up to date"
    other = tmp_path / "other"
    other.mkdir()
    Image.new("RGB", (40, 30), "teal").save(other / "teal.png")
    window.session.index([other])
    wait(qtbot, lambda: window.activity.text.text() == "15 photos  ·  Watching 2 folders  ·  1 new photo")


def test_folders_are_sorted_by_name_and_can_be_copied(fresh: App, open_window, tmp_path: Path, qtbot: QtBot):
    for name in ("Zoo", "apple", "Birch", "apple/inner"):
        (tmp_path / "all" / name).mkdir(parents=True)
        Image.new("RGB", (40, 30), (len(name), ord(name[0]), 0)).save(tmp_path / "all" / name / "one.png")
    window = open_window(fresh, tmp_path / "all")
    tree = window.page.sidebar.folders
    wait(qtbot, lambda: len(tree._items) == 5)
    assert [Path(path).name for path in tree._items] == ["all", "apple", "inner", "Birch", "Zoo"]

    tree.menu_for(str(tmp_path / "all" / "Zoo")).actions()[1].trigger()
    assert QGuiApplication.clipboard().text() == str(tmp_path / "all" / "Zoo")


def test_the_first_order_is_called_what_it_is(window: MainWindow, qtbot: QtBot):
    sort = window.page.search.sort
    assert sort.itemText(0) == "Newest"
    search(window, qtbot, "cat")
    assert sort.itemText(0) == "Best match"
    search(window, qtbot, "name:cat")
    assert sort.itemText(0) == "Newest"


def test_a_folder_that_is_not_there_is_told(fresh: App, open_window, tmp_path: Path, qtbot: QtBot):
    window = open_window(fresh, tmp_path / "gone")
    wait(qtbot, window.page.notice.isVisible)
    assert "gone" in window.page.notice.text.text()


def test_a_broken_library_says_what_to_do(library_home: Path, open_window, qtbot: QtBot):
    app = open_app(library_home)
    app.home.database.write_bytes(b"this is no database" * 100)
    window = open_window(app)
    wait(qtbot, lambda: window.page.state.state == "damaged" and len(window.page.state.findChildren(QPushButton)) == 1)
    assert "Your photos are safe" in window.page.state.text.text()
    assert window.page.state.findChild(QPushButton).text() == "Begin a new library with your words"


def test_two_kinds_of_error(window: MainWindow, qtbot: QtBot, caplog: pytest.LogCaptureFixture):
    window.troubles.tell(PhotoorgError("The disk is full: free some space."))
    assert window.page.notice.text.text() == "The disk is full: free some space."
    assert window.troubles._dialog is None

    window.troubles.tell(ZeroDivisionError("ours"))
    dialog = window.troubles._dialog
    assert dialog is not None
    assert "ZeroDivisionError: ours" in dialog.text.toPlainText()
    assert "--- log ---" in dialog.text.toPlainText()
    dialog.close()


def test_the_window_is_as_it_was_left(indexed: App, open_window, qtbot: QtBot):
    first = open_window(indexed)
    wait(qtbot, lambda: len(first.model) == 14)
    first.page.grid.set_zoom(6)
    first.commands["show_sidebar"].setChecked(False)
    first.page.search.sort.setCurrentIndex(first.page.search.sort.findData("name"))
    first.close()

    assert recall(indexed.home).zoom == 6
    second = open_window(indexed)
    wait(qtbot, lambda: len(second.model) == 14)
    assert second.page.grid.zoom == 6
    assert not second.page.sidebar.isVisible()
    assert second.model.card(0).name == "astronaut.jpg"


def test_light_and_dark(window: MainWindow, qapp):
    look = qapp.findChild(Look)
    seen = []
    for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light):
        look.force(scheme)
        qapp.processEvents()
        image = window.page.grid.viewport().grab().toImage()
        seen.append((colours(), image.pixelColor(1, image.height() - 2).lightness() < 128))
    look.force(Qt.ColorScheme.Unknown)
    if os.name == "posix":
        assert seen == [(DARK, True), (LIGHT, False)]


def test_keys_find_select_and_copy(window: MainWindow, pictures: Path, qtbot: QtBot):
    window.activateWindow()
    window.page.grid.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.page.search.box.hasFocus()
    QTest.keyClick(window.page.search.box, Qt.Key.Key_Escape)
    assert window.page.grid.hasFocus()

    window.page.grid.setFocus()
    QTest.keyClick(window.page.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert window.page.search.count.text() == "14 of 14 photos selected"
    window.viewing.copy_paths()
    wait(qtbot, lambda: len(QGuiApplication.clipboard().text().splitlines()) == 14)
    assert str(pictures / "cat.jpg") in QGuiApplication.clipboard().text()
