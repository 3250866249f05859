"""Keeps what is shown in step with the library, without asking more often than it can be answered."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from photoorg.outcomes import Changes

LEAST_MS = 500
FIRST_MS = 100  # while nothing is shown: the first photos are what a person waits for
_SHARE = 4  # of the time at most one part in four goes into asking


class Refresher(QObject):
    """Collects changes and says when to ask again: at once after a rest, then in steps."""

    due = Signal(object)  # Changes

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changes = Changes()
        self._asked = 0.0
        self._timer = QTimer(self, singleShot=True, interval=FIRST_MS)
        self._timer.timeout.connect(self._pass_on)

    @Slot(object)
    def add(self, changes: Changes) -> None:
        """Something has changed."""
        self._changes |= changes
        if not self._timer.isActive():
            self._pass_on()

    def answered(self, *, found: bool) -> None:
        """The answer is here: how long it took says how long to rest."""
        least = LEAST_MS if found else FIRST_MS
        if self._asked:
            spent = 1000 * (time.monotonic() - self._asked)
            self._asked = 0.0
            self._timer.setInterval(max(least, int(_SHARE * spent)))

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()
        self._timer.setInterval(FIRST_MS)
        self._asked = 0.0  # no answer will come: the next one to come is to another question
        self._changes = Changes()

    @Slot()
    def _pass_on(self) -> None:
        changes, self._changes = self._changes, Changes()
        if changes:
            self._asked = time.monotonic()
            self._timer.start()
            self.due.emit(changes)
