"""What keys do on pages: deeds, steps through a list, and nothing that is meant for commands."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from photoorg.gui.keys import did, leaving, row_after

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


def pressed(key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, held)


def test_deeds() -> None:
    said: list[str] = []
    deeds = {Qt.Key.Key_Y: lambda: said.append("yes"), **leaving(lambda: said.append("left"))}
    assert did(pressed(Qt.Key.Key_Y), deeds)
    assert did(pressed(Qt.Key.Key_Escape), deeds)
    assert did(pressed(Qt.Key.Key_Backspace), deeds)
    assert not did(pressed(Qt.Key.Key_Y, CTRL), deeds)
    assert not did(pressed(Qt.Key.Key_X), deeds)
    assert said == ["yes", "left", "left"]


@pytest.mark.parametrize(
    ("key", "row", "rows", "after"),
    [
        (Qt.Key.Key_Down, 0, 3, 1), (Qt.Key.Key_Down, 2, 3, 2), (Qt.Key.Key_Up, 0, 3, 0), (Qt.Key.Key_Down, -1, 3, 0),
        (Qt.Key.Key_Down, 0, 0, None), (Qt.Key.Key_Y, 0, 3, None),
    ],
)  # fmt: skip
def test_steps(key: Qt.Key, row: int, rows: int, after: int | None) -> None:
    assert row_after(pressed(key), row, rows) == after
