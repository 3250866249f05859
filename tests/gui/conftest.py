"""What no test of the window may leave behind."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QThread, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A warning of Qt's own fails a test, as one of ours does."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))


@pytest.fixture(scope="session", autouse=True)
def _garbage_is_the_window_s() -> Iterator[None]:
    """As in photoorg.gui.garbage: widgets must not be destroyed on the thread that happens to collect."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def nothing_left_running(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a timer, a thread, or a visible window."""
    before = {id(thing) for thing in _running()}
    yield
    QThreadPool.globalInstance().waitForDone(2000)
    gc.collect()
    qapp.sendPostedEvents(None, 0)
    qapp.processEvents()
    left = [f"{type(thing).__name__} {thing.objectName()}" for thing in _running() if id(thing) not in before]
    windows = [type(window).__name__ for window in QApplication.topLevelWidgets() if window.isVisible()]
    for window in QApplication.topLevelWidgets():
        window.close()
    assert not left, f"left running: {left}"
    assert not windows, f"left open: {windows}"


def _running() -> list[QTimer | QThread]:
    objects = [thing for thing in gc.get_objects() if isinstance(thing, QTimer | QThread) and shiboken6.isValid(thing)]
    return [thing for thing in objects if (thing.isActive() if isinstance(thing, QTimer) else thing.isRunning())]
