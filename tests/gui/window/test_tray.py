"""The icon among those of the system, with a tray that is made up."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.gui import tray
from photoorg.gui.memory import recall
from photoorg.gui.window import MainWindow
from photoorg.settings import save_settings


def wait(qtbot: QtBot, holds, seconds: float = 20) -> None:
    qtbot.waitUntil(holds, timeout=int(1000 * seconds))


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is told beside the icon."""
    told: list[str] = []
    monkeypatch.setattr(tray, "is_available", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _icon, _title, text, *_more: told.append(text))
    return told


def choose(window: MainWindow, text: str) -> None:
    next(action for action in window.staying.tray.menu.actions() if action.text() == text).trigger()


def test_closing_leaves_it_in_the_tray(indexed: App, said: list[str], open_window, qtbot: QtBot):
    save_settings(indexed.home, indexed.settings.model_copy(update={"keep_in_tray": True}))
    window = open_window(indexed.anew())
    wait(qtbot, lambda: window.activity.text.text().endswith("Up to date"))
    window.keeping.show_folders()
    window.close()
    assert not window.isVisible()
    assert not window.keeping.folders.isVisible()
    assert len(said) == 1
    assert recall(indexed.home).tray_told

    choose(window, "Open photoorg")
    assert window.isVisible()
    window.close()
    assert len(said) == 1
    left: list[bool] = []
    window.left.connect(lambda: left.append(True))
    choose(window, "Quit")
    assert left == [True]
    assert not window.staying.tray.icon.isVisible()


def test_closing_is_closing_unless_it_is_wanted(indexed: App, said: list[str], open_window, qtbot: QtBot):
    window = open_window(indexed)
    wait(qtbot, lambda: window.activity.text.text().endswith("Up to date"))
    left: list[bool] = []
    window.left.connect(lambda: left.append(True))
    window.close()
    assert left == [True]
    assert not said


def test_the_icon_says_how_it_is(indexed: App, said: list[str], open_window, qtbot: QtBot):
    window = open_window(indexed)
    icon = window.staying.tray
    wait(qtbot, lambda: icon.state == "idle" and icon.icon.toolTip().endswith("Up to date"))
    choose(window, "Pause")
    wait(qtbot, lambda: icon.state == "resting")
    assert icon.icon.toolTip().endswith("Paused")
    assert window.activity.pause.isVisible()
    choose(window, "Go on")
    wait(qtbot, lambda: icon.state == "idle")
    assert icon.pause.text() == "Pause"
    images = {
        state: tray.tray_icon(state).pixmap(32, 32).toImage() for state in ("idle", "working", "resting", "problem")
    }
    assert len({bytes(image.constBits()) for image in images.values()}) == 4


def test_the_icon_says_that_the_library_is_broken(fresh: App, said: list[str], open_window, qtbot: QtBot):
    fresh.home.database.write_bytes(b"this is no database" * 100)
    window = open_window(fresh)
    wait(qtbot, lambda: window.staying.tray.state == "problem")
    assert "damaged" in window.staying.tray.icon.toolTip()


def test_without_a_tray_all_is_as_before(window: MainWindow):
    assert window.staying.tray is None
    window.staying.use(window.session.settings.model_copy(update={"keep_in_tray": True}))
    assert not window.staying.stays()
