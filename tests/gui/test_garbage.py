"""Qt's things are never destroyed on another thread than the window's."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from photoorg.gui import garbage
from photoorg.gui.garbage import Garbage


class _Ring(QObject):
    """Refers to itself, so that only the collector finds it."""

    ended_on: list[int] = []  # noqa: RUF012 - of the class on purpose

    def __init__(self) -> None:
        super().__init__()
        self.me = self

    def __del__(self) -> None:
        self.ended_on.append(threading.get_ident())


def test_only_the_window_s_thread_collects(qtbot: QtBot, monkeypatch) -> None:
    monkeypatch.setattr(garbage, "EVERY_MS", 20)
    gc.enable()
    parent = QObject()
    collecting = Garbage(parent)
    assert not gc.isenabled()
    _Ring()

    def allocate() -> None:
        for _ in range(20):
            _ = [[] for _ in range(5_000)]

    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    assert _Ring.ended_on == []
    kept = [[] for _ in range(2_000)]
    qtbot.waitUntil(lambda: len(_Ring.ended_on) == 1, timeout=5_000)
    assert _Ring.ended_on == [threading.get_ident()]
    assert len(kept) == 2_000
    collecting.stop()
    assert gc.isenabled()
    gc.disable()
