"""Near duplicates, gone through in the window: real copies of real photos, a real trash."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.gui.lookalikes_page import LookalikesPage
from photoorg.gui.style import Look
from photoorg.gui.window import MainWindow
from photoorg.library.store import Database
from photoorg.outcomes import Changes, Progress
from photoorg.work.jobs import Job, Step


@pytest.fixture
def copies(sample_pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four different photos; of one a smaller copy and one that was stored badly, of another a smaller one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    first, second = sorted(sample_pictures.glob("*.*"))[:2]
    with Image.open(first) as picture:
        whole = picture.convert("RGB")
        whole.resize((whole.width // 2, whole.height // 2)).save(sample_pictures / "first small.jpg")
        whole.save(sample_pictures / "first bad.jpg", quality=30)
    with Image.open(second) as picture:
        picture.convert("RGB").resize((200, 150)).save(sample_pictures / "second small.jpg")
    return sample_pictures


@pytest.fixture
def reviewing(fresh: App, copies: Path, open_window, qtbot: QtBot) -> MainWindow:
    window = open_window(fresh, copies)
    qtbot.waitUntil(lambda: len(window.model) == 7 and not window.session.will_work, timeout=30_000)
    window.lookalikes.show_duplicates()
    qtbot.waitUntil(lambda: len(window.lookalikes.page.model.groups) > 0, timeout=10_000)
    return window


def page(window: MainWindow) -> LookalikesPage:
    return window.lookalikes.page


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_groups_side_by_side_with_the_best_kept(reviewing: MainWindow, copies: Path, qtbot: QtBot) -> None:
    shown = page(reviewing)
    assert reviewing.pages.currentWidget() is shown
    assert sorted(len(group.members) for group in shown.model.groups) == [2, 3]
    assert shown.title.text() == "2 groups of photos that look alike; 3 files could go"
    assert [pane.stays for pane in shown.panes] == [True, False, False]
    assert "small" not in shown.panes[0].photo.name
    assert any(fact.better for fact in shown.panes[0].photo.facts)
    assert shown.trash.text() == "Move 2 files to the trash"
    qtbot.waitUntil(lambda: all(pane.picture._pixmap is not None for pane in shown.panes), timeout=10_000)


def test_what_goes_is_marked_and_as_clear_as_what_stays(reviewing: MainWindow, qtbot: QtBot) -> None:
    shown = page(reviewing)
    qtbot.waitUntil(lambda: all(pane.picture._pixmap is not None for pane in shown.panes), timeout=10_000)
    assert [pane.picture.leaving for pane in shown.panes] == ["", "Goes", "Goes"]
    facts = {fact.label: fact for fact in shown.panes[1].photo.facts}
    assert {"Taken", "Camera", "Place"} <= set(facts)
    tone = QPixmap(200, 200)
    tone.fill(QColor("#5a8f30"))
    for pane in shown.panes:
        pane.show_picture(tone)
        seen = pane.picture.grab().toImage()
        assert seen.pixelColor(pane.picture.rect().center()).name() == "#5a8f30"


def test_the_facts_follow_light_and_dark(reviewing: MainWindow, qapp: QApplication) -> None:
    pane, look = page(reviewing).panes[0], qapp.findChild(Look)
    assert look is not None
    look.force(Qt.ColorScheme.Light)
    light = pane.said.text()
    look.force(Qt.ColorScheme.Dark)
    assert pane.said.text() != light
    look.force(Qt.ColorScheme.Light)
    assert pane.said.text() == light
    look.force(Qt.ColorScheme.Unknown)


def test_pictures_zoom_and_move_together(reviewing: MainWindow, qtbot: QtBot) -> None:
    shown = page(reviewing)
    qtbot.waitUntil(lambda: all(pane.picture._pixmap is not None for pane in shown.panes), timeout=10_000)
    shown.together.zoom_by(4, QPointF(0.2, 0.2))
    targets = [pane.picture._target() for pane in shown.panes]
    assert all(target.width() > pane.picture.width() for target, pane in zip(targets, shown.panes, strict=True))
    shown.together.move_by(QPointF(9, 9))
    assert shown.together.middle == QPointF(0.875, 0.875)
    shown.together.zoom_by(1e-9)
    assert (shown.together.zoom, shown.together.middle) == (1.0, QPointF(0.5, 0.5))


def test_to_the_trash_and_back(reviewing: MainWindow, copies: Path, qtbot: QtBot) -> None:
    shown, before = page(reviewing), names(copies)
    qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert len(shown.model.groups) == 1
    qtbot.waitUntil(shown.undo.isVisible, timeout=10_000)
    assert names(copies) == before - {"first small.jpg", "first bad.jpg"}
    assert shown.undo.text() == "Undo: put 2 files back"
    qtbot.waitUntil(
        lambda: len(reviewing.showing._held.ids) == 5 if reviewing.showing._held else len(reviewing.model) == 5
    )
    shown.undo.click()
    qtbot.waitUntil(lambda: len(shown.model.groups) == 2, timeout=10_000)
    assert names(copies) == before
    assert shown.undo.isHidden()


def test_two_deletes_in_a_row(reviewing: MainWindow, copies: Path, qtbot: QtBot) -> None:
    shown, before = page(reviewing), names(copies)
    qtbot.keyClick(shown, Qt.Key.Key_Delete)
    qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert shown.model.groups == [], "at once, not when the files have gone"
    assert shown.undo.isHidden(), "not while it could be any of them"
    qtbot.waitUntil(shown.undo.isVisible, timeout=10_000)
    assert names(copies) == before - {"first small.jpg", "first bad.jpg", "second small.jpg"}
    shown.undo.click()
    qtbot.waitUntil(lambda: shown.undo.text() == "Undo: put 2 files back" and shown.undo.isVisible(), timeout=10_000)
    assert names(copies) == before - {"first small.jpg", "first bad.jpg"}
    qtbot.waitUntil(lambda: len(shown.model.groups) == 1, timeout=10_000)


def test_of_two_deletes_the_one_that_failed_comes_back(reviewing: MainWindow, copies: Path, qtbot: QtBot) -> None:
    shown = page(reviewing)
    first, _second = shown.model.groups
    Image.new("RGB", (50, 50), "red").save(copies / "first small.jpg")
    shown.trash.click()
    shown.trash.click()
    assert shown.model.groups == []
    qtbot.waitUntil(lambda: shown.model.groups == [first] and shown.group == first, timeout=10_000)
    qtbot.waitUntil(lambda: shown.bar.isHidden() and "second small.jpg" not in names(copies), timeout=10_000)
    assert shown.model.groups == [first]
    assert {"first small.jpg", "first bad.jpg"} <= names(copies)
    reviewing.page.notice.hide()


def test_the_trash_does_not_wait_for_a_long_job(reviewing: MainWindow, copies: Path, qtbot: QtBot) -> None:
    made: list[int] = []

    def long_job(_db: Database) -> Job:
        made.append(0)
        while True:
            made[-1] += 1
            yield Step(Progress("read", made[-1], 1_000_000))
            time.sleep(0.001)

    shown, bridge = page(reviewing), reviewing.session.bridge
    bridge.start("Reading photos", long_job)
    qtbot.waitUntil(lambda: bool(made) and made[0] > 3, timeout=5_000)
    qtbot.keyClick(shown, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "first bad.jpg" not in names(copies), timeout=10_000)
    qtbot.waitUntil(lambda: len(made) == 2 and made[1] > 3, timeout=10_000)
    qtbot.waitUntil(lambda: reviewing.activity.text.text().startswith("Reading photos"), timeout=5_000)
    bridge.cancel()
    qtbot.waitUntil(lambda: not reviewing.session.is_busy, timeout=5_000)


def test_what_was_stopped_before_it_began_comes_back(reviewing: MainWindow, copies: Path, qtbot: QtBot) -> None:
    shown, bridge, before, go = page(reviewing), reviewing.session.bridge, names(copies), threading.Event()

    def wait(_db: Database) -> Changes:
        go.wait(10)
        return Changes()

    bridge.edit(wait)
    qtbot.keyClick(shown, Qt.Key.Key_Delete)
    assert len(shown.model.groups) == 1
    bridge.cancel()
    go.set()
    qtbot.waitUntil(lambda: len(shown.model.groups) == 2, timeout=10_000)
    assert names(copies) == before
    qtbot.waitUntil(shown.bar.isHidden, timeout=10_000)


def test_nothing_goes_that_a_person_keeps(reviewing: MainWindow, copies: Path, qtbot: QtBot) -> None:
    shown, before = page(reviewing), names(copies)
    for pane in shown.panes[1:]:
        pane.button.click()
    assert not shown.trash.isEnabled()
    qtbot.keyClick(shown, Qt.Key.Key_Delete)
    qtbot.wait(300)
    assert names(copies) == before
    shown.panes[0].setFocus()
    qtbot.keyClick(shown.panes[0], Qt.Key.Key_Space)
    assert shown.row.leaving == [shown.panes[0].photo.path]


def test_a_file_that_changed_stays(reviewing: MainWindow, copies: Path, qtbot: QtBot) -> None:
    shown = page(reviewing)
    Image.new("RGB", (50, 50), "red").save(copies / "first small.jpg")
    shown.trash.click()
    qtbot.waitUntil(lambda: not reviewing.page.notice.isHidden(), timeout=10_000)
    assert "first small.jpg" in names(copies)
    reviewing.page.notice.hide()


def test_not_duplicates_and_taking_that_back(reviewing: MainWindow, qtbot: QtBot) -> None:
    shown = page(reviewing)
    qtbot.keyClick(shown, Qt.Key.Key_N)
    assert len(shown.model.groups) == 1
    reviewing.lookalikes.look()
    qtbot.waitUntil(shown.bar.isHidden, timeout=10_000)
    assert len(shown.model.groups) == 1
    shown.undo.click()
    qtbot.waitUntil(lambda: len(shown.model.groups) == 2, timeout=10_000)


def test_keys_go_through_groups_and_photos(reviewing: MainWindow, qtbot: QtBot) -> None:
    shown = page(reviewing)
    shown.setFocus()
    qtbot.keyClick(shown, Qt.Key.Key_S)
    assert len(shown.panes) == 2
    qtbot.keyClick(shown, Qt.Key.Key_Up)
    assert len(shown.panes) == 3
    qtbot.keyClick(shown, Qt.Key.Key_Right)
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert reviewing.pages.currentWidget() is reviewing.page


def test_likeness_is_the_query_s_text(reviewing: MainWindow, copies: Path, qtbot: QtBot) -> None:
    reviewing.close_photo()
    wanted: list[str] = []
    reviewing.likeness.text_wanted.disconnect()
    reviewing.likeness.text_wanted.connect(wanted.append)
    reviewing.page.grid.show_current(2)
    chosen = int(reviewing.page.grid.selected_ids()[0])
    reviewing.commands["more_like_this"].trigger()
    reviewing.commands["not_like_this"].trigger()
    assert wanted == [f"like:#{chosen}", f"-like:#{chosen}"]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(copies / "first bad.jpg"))])
    reviewing.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )
    assert wanted[-1] == f'like:"{copies / "first bad.jpg"}"'


def test_the_menu_of_the_photos(reviewing: MainWindow, qtbot: QtBot) -> None:
    reviewing.close_photo()
    texts = [action.text() for action in reviewing.grid_menu.menu.actions() if not action.isSeparator()]
    assert {"&More like this", "&Not like this"} <= set(texts)
    reviewing.page.grid.customContextMenuRequested.emit(reviewing.page.grid.rect().center())
    reviewing.page.grid.select_ids(reviewing.model.results.ids[:1].tolist())
    reviewing.page.grid.customContextMenuRequested.emit(reviewing.page.grid.rect().center())
    assert reviewing.grid_menu.menu.isVisible()
    reviewing.grid_menu.menu.close()
