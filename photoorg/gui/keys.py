"""What keys do on a page: one table of deeds, one of steps through a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_LEAVING = (Qt.Key.Key_Escape, Qt.Key.Key_Backspace)


def leaving(leave: Callable[[], object]) -> dict[Qt.Key, Callable[[], object]]:
    """The keys that leave a page."""
    return dict.fromkeys(_LEAVING, leave)


def did(event: QKeyEvent, deeds: Mapping[Qt.Key, Callable[[], object]]) -> bool:
    """Do what a key stands for. False where it stands for nothing, or with Ctrl, which is for commands."""
    deed = deeds.get(Qt.Key(event.key()))
    if deed is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return False
    deed()
    return True


def row_after(event: QKeyEvent, row: int, rows: int) -> int | None:
    """The row of a list to which Up and Down go; None for another key, or where there are no rows."""
    step = _STEPS.get(Qt.Key(event.key()))
    return None if step is None or not rows else min(max(row + step, 0), rows - 1)
