"""Python's garbage is collected on the window's thread alone.

The collector runs on whichever thread happens to ask for memory, and what it finds may be part of Qt: a widget that is
destroyed on another thread than its own brings the process down.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 1000
_YOUNG = 700  # new objects from which looking is worth it, as the collector has it by itself
_WHOLE = 30  # the oldest ones are looked at this many times as seldom


class Garbage(QObject):
    """Collects now and then, for as long as its parent lives; nobody else does."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._times = 0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    @Slot()
    def collect(self) -> None:
        """Collect what is worth it."""
        self._times += 1
        if self._times % _WHOLE == 0:
            gc.collect()
        elif gc.get_count()[0] > _YOUNG:
            gc.collect(1)

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.collect()
        gc.enable()
